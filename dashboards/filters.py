"""Filters: what does the reader want to look at?

One bar in the side of every page. Each choice stands in the URL by its code, so that a link shows the same to all.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, marts
from dashboards.sentences import format_date
from dashboards.view import (
    COMPARISON_LABELS,
    FILTER_OF_COLUMN,
    FILTERS,
    PERIOD_LABELS,
    Filter,
    View,
    compare,
    period,
)

LEFT_OUT = "unknown"
AT_HAND = ("reason", "department", "channel")  # the others are under "More filters"
MOST_NAMED = 2  # values of one filter that are named in the sentence
TOLD, UNKNOWN = "filters-told", "filters-unknown"  # what the URL said last, and what of it is not known


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
            **_ask_filters(),
        )
        _say_which_days(view, run)
    st.session_state["filtered"] = say(view)
    return view


def choose(column: str, *codes: str) -> None:
    """Set the filter of a column, from a click on a chart: to be called before the bar is drawn (in a callback)."""
    st.session_state[FILTER_OF_COLUMN[column].key] = list(codes)


def clear() -> None:
    """Take all filters away; the period stays."""
    for each in FILTERS:
        st.session_state[each.key] = []
    st.session_state[UNKNOWN] = []


def say(view: View) -> str:
    """Only carrier NorthStar; channel Phone or Chat. Nothing where nothing is filtered."""
    said = [_say_filter(each, view.wanted[each.field]) for each in FILTERS if view.wanted[each.field]]
    return f"Only {'; '.join(said)}." if said else ""


def labels_of(each: Filter) -> dict[str, str]:
    """The values that a filter offers, by code, most frequent first."""
    values = {"reason": _reasons, "department": _departments}.get(each.key)
    named = values() if values else marts.dimension_values(each.column)
    return {str(code): text for code, text in named.itertuples(index=False)}


def _reasons() -> pd.DataFrame:
    return marts.reasons()[["reason_code", "reason_label"]]


def _departments() -> pd.DataFrame:
    return marts.departments()[["department_code", "department_label"]]


def _ask_filters() -> dict[str, tuple[str, ...]]:
    """The codes of every filter by its place in a view; more of them are folded away, and counted."""
    labels = {each.key: labels_of(each) for each in FILTERS}
    _take_url(labels)
    folded = [each for each in FILTERS if each.key not in AT_HAND]
    count = sum(1 for each in folded if st.session_state.get(each.key))
    chosen = {each.field: _ask_values(each, labels[each.key]) for each in FILTERS if each.key in AT_HAND}
    with st.expander(f"More filters ({count} set)" if count else "More filters", key="more-filters"):
        chosen |= {each.field: _ask_values(each, labels[each.key]) for each in folded}
    _tell_url()
    _offer_to_clear(chosen)
    return chosen


def _ask_values(each: Filter, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The chosen codes; a dimension with a single value asks nothing, unless a link names it."""
    held = st.session_state.get(each.key, [])
    offered = [code for code in labels if code != LEFT_OUT or code in held]
    if len(offered) < 2 and not held:
        return ()
    return tuple(st.multiselect(each.label, offered, format_func=labels.get, key=each.key, placeholder="All"))


def _take_url(labels: Mapping[str, Mapping[str, str]]) -> None:
    """What a link or the browser's way back says; the menu names nothing, and changes nothing."""
    named = {each.key: st.query_params.get_all(each.key) for each in FILTERS}
    is_new = TOLD not in st.session_state
    if named == st.session_state.get(TOLD) or not (is_new or any(named.values())):
        return
    unknown = []
    for each in FILTERS:
        codes = [_code(each, text, labels[each.key]) for text in named[each.key]]
        unknown += [text for text, code in zip(named[each.key], codes, strict=True) if code is None]
        st.session_state[each.key] = list(dict.fromkeys(code for code in codes if code is not None))
    st.session_state[UNKNOWN] = unknown


def _code(each: Filter, text: str, labels: Mapping[str, str]) -> str | None:
    """The code that a link means: its own, that of a reason's old name, or that of a label."""
    code = marts.follow_reason(text) if each.key == "reason" else text
    if code in labels:
        return code
    return next((known for known, label in labels.items() if label.casefold() == text.casefold()), None)


def _tell_url() -> None:
    named = {each.key: list(st.session_state.get(each.key, [])) for each in FILTERS}
    for key, codes in named.items():
        if codes != st.query_params.get_all(key):
            st.query_params[key] = codes
    st.session_state[TOLD] = named


def _offer_to_clear(chosen: Mapping[str, tuple[str, ...]]) -> None:
    for text in st.session_state.get(UNKNOWN, []):
        components.note(f"The link asks for {text[:60]!r}, which is not in the data: it is ignored.")
    if any(chosen.values()):
        st.button(
            "Clear filters", key="clear-filters", icon=":material/filter_alt_off:", on_click=clear, type="tertiary"
        )


def _say_filter(each: Filter, codes: tuple[str, ...]) -> str:
    labels = labels_of(each)
    named = " or ".join(labels.get(code, code) for code in codes[:MOST_NAMED])
    more = f" or {len(codes) - MOST_NAMED} more" if len(codes) > MOST_NAMED else ""
    return f"{each.label.lower()} {named}{more}"


def _ask_period(first: date, last: date) -> tuple[date, date]:
    code = st.selectbox(
        "Period", list(PERIOD_LABELS), index=1, format_func=PERIOD_LABELS.get, key="period", bind="query-params"
    )
    if code != "dates":
        return period(code, first, last)
    chosen: Any = st.date_input(
        "From and to", period("28d", first, last), first, last, key="dates", format="DD/MM/YYYY", bind="query-params"
    )
    return period(code, first, last, chosen) if len(chosen) == 2 else period("28d", first, last)


def _say_which_days(view: View, run: pd.Series) -> None:
    against = (
        f"Compared with {view.compare_label}." if view.is_comparable else "The data do not reach back to a comparison."
    )
    days = f"{format_date(view.start)} to {format_date(view.end, with_year=True)}."
    st.caption(f"{days} {against} Run of {run['finished_at']:%-d %b %Y, %H:%M} UTC.")


def _day(value: pd.Timestamp, run: pd.Series) -> date:
    """Where no contact carries a date, the day of the run stands in."""
    return (run["finished_at"] if pd.isna(value) else value).date()
