"""Filters: what does the reader want to look at?

One bar in the side of every page. Each choice is bound to a parameter of the URL, so that a link shows the same to all.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from dashboards import marts
from dashboards.sentences import format_date
from dashboards.view import COMPARISON_LABELS, PERIOD_LABELS, View, compare, period

LEFT_OUT = "unknown"


def ask_view() -> View:
    """Draw the bar and return what it says."""
    run = marts.run()
    first, last = _day(run["first_date"], run), _day(run["as_of_date"], run)
    with st.sidebar:
        start, end = _ask_period(first, last)
        comparison = st.selectbox(
            "Compared with",
            list(COMPARISON_LABELS),
            format_func=COMPARISON_LABELS.get,
            key="compare",
            bind="query-params",
        )
        compare_start, compare_end, label = compare(start, end, comparison)
        view = View(
            start=start,
            end=end,
            compare_start=compare_start,
            compare_end=compare_end,
            compare_label=label,
            is_comparable=compare_start >= first,
            channels=_ask_values("Channel", "channel", marts.dimension_values("channel_code")),
            sites=_ask_values("Site", "site", marts.dimension_values("site_code")),
            languages=_ask_values("Language", "language", marts.dimension_values("language_code")),
            departments=_ask_values("Department", "department", marts.departments()),
        )
        _say_which_days(view, run)
    return view


def _ask_period(first: date, last: date) -> tuple[date, date]:
    code = st.selectbox(
        "Period", list(PERIOD_LABELS), index=1, format_func=PERIOD_LABELS.get, key="period", bind="query-params"
    )
    if code != "dates":
        return period(code, first, last)
    chosen = st.date_input(
        "From and to", period("28d", first, last), first, last, key="dates", format="DD/MM/YYYY", bind="query-params"
    )
    return period(code, first, last, chosen) if len(chosen) == 2 else period("28d", first, last)


def _ask_values(label: str, key: str, values: pd.DataFrame) -> tuple[str, ...]:
    """The chosen codes; a dimension with a single value asks nothing."""
    labels = {code: text for code, text in values.itertuples(index=False) if code != LEFT_OUT}
    if len(labels) < 2:
        return ()
    return tuple(
        st.multiselect(label, list(labels), format_func=labels.get, key=key, placeholder="All", bind="query-params")
    )


def _say_which_days(view: View, run: pd.Series) -> None:
    against = (
        f"Compared with {view.compare_label}." if view.is_comparable else "The data do not reach back to a comparison."
    )
    days = f"{format_date(view.start)} to {format_date(view.end, with_year=True)}."
    st.caption(f"{days} {against} Run of {run['finished_at']:%-d %b, %H:%M} UTC.")


def _day(value: pd.Timestamp, run: pd.Series) -> date:
    """Where no contact carries a date, the day of the run stands in."""
    return (run["finished_at"] if pd.isna(value) else value).date()
