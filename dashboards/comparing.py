"""Comparing: which two slices or periods does the reader hold against each other, and what comes of it?

What is chosen stands in the URL, so that a link shows the same to all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, differences, filters, marts
from dashboards.differences import COMPARABLE
from dashboards.sentences import contacts_of, format_date, upper_first
from dashboards.view import FILTERS, OWNED, View

BY, LEFT, RIGHT, WHAT = "compare_by", "compare_a", "compare_b", "compare_what"
PERIOD, SHARE = "period", "share"
OVERALL = ("handle_time", "csat", "fcr", "transfer_rate", "qa_score", "unsure_share")
DIMENSIONS = {each.key: each for each in FILTERS if each.field not in OWNED}


@dataclass(frozen=True)
class Side:
    """One of two: its name in words, the contacts in it, and how a link says them."""

    label: str
    view: View
    query: Mapping[str, str | list[str]]


def offer(view: View) -> None:
    """A folded block that compares; open where a link asks for it."""
    block = st.expander(
        "Compare two slices or periods",
        key="comparing",
        icon=":material/compare_arrows:",
        expanded=BY in st.query_params,
        on_change="rerun",
    )
    if block.open:
        with block:
            _show(view)
    else:
        for key in (BY, LEFT, RIGHT, WHAT):
            st.query_params.pop(key, None)


def _show(view: View) -> None:
    sides = _ask_sides(view)
    if sides is None:
        components.empty(
            "There is nothing to compare here.", "Choose another dimension, or a period with days before it."
        )
        return
    left, right = sides
    definitions = marts.kpis()
    measured = definitions[definitions["interval_code"].isin(COMPARABLE) & (definitions["table_code"] == "contact")]
    names = {SHARE: "Share of contacts"} | measured["kpi_label"].to_dict()
    code = _ask("What", names, WHAT)
    frames = _daily(left), _daily(right)
    kpi = None if code == SHARE else definitions.loc[code]
    rows = differences.compare(*frames, kpi).assign(unit="share" if kpi is None else kpi["unit"])
    components.heading(differences.say(rows, left.label, right.label), differences.say_chance())
    _table(differences.in_words(rows), left, right, "Reason", "compared")
    _show_overall(frames, measured[measured["kpi_code"].isin(OVERALL)], left, right)
    with st.container(horizontal=True, key="compared-drill"):
        for side, rows in zip((left, right), frames, strict=True):
            n = contacts_of(rows["contact_count"].sum())
            components.link("contacts", f"Read the {n} of {side.label}", **side.query)


def _show_overall(frames: tuple[pd.DataFrame, pd.DataFrame], measured: pd.DataFrame, left: Side, right: Side) -> None:
    """The KPIs of each side over all reasons."""
    if len(measured) and all(len(rows) for rows in frames):
        components.heading("All reasons together")
        _table(differences.in_words(differences.overall(*frames, measured)), left, right, "KPI", "compared-kpis")


def _table(rows: pd.DataFrame, left: Side, right: Side, title: str, name: str) -> None:
    columns: dict[str, Any] = {
        "reason_label": st.column_config.TextColumn(title, width=170),
        "left_words": st.column_config.TextColumn(left.label, width=110),
        "left_n": st.column_config.NumberColumn("n", format="localized", width=70),
        "right_words": st.column_config.TextColumn(right.label, width=110),
        "right_n": st.column_config.NumberColumn("n", format="localized", width=70),
        "difference_words": st.column_config.TextColumn("Difference, 95 % interval", width=190),
        "verdict": st.column_config.TextColumn("Sure?", width=110),
    }
    components.table(rows, columns, name, height=min(38 + 34 * len(rows), 420))


def _ask_sides(view: View) -> tuple[Side, Side] | None:
    with st.container(horizontal=True, key="compared-sides"):
        offered = {key: filters.labels_of(each) for key, each in DIMENSIONS.items()}
        offered = {key: labels for key, labels in offered.items() if len(labels) > 1}
        names = ({PERIOD: "Periods"} if view.is_comparable else {}) | {key: DIMENSIONS[key].label for key in offered}
        if not names:
            return None
        by = _ask("Compare by", names, BY)
        if by == PERIOD:
            return _periods(view)
        codes = list(offered[by])
        left = _ask("This", offered[by], LEFT, suffix=by)
        right = _ask("With", {code: offered[by][code] for code in codes if code != left}, RIGHT, suffix=by)
    return _side(view, by, left, offered[by]), _side(view, by, right, offered[by])


def _side(view: View, key: str, code: str, labels: Mapping[str, str]) -> Side:
    own = replace(view.narrowed(DIMENSIONS[key].column, code), compare_start=view.start, compare_end=view.end)
    return Side(labels[code], own, {key: [code]})


def _periods(view: View) -> tuple[Side, Side]:
    """The comparison period on the left, the period on the right: a difference is a change."""
    before = replace(view, start=view.compare_start, end=view.compare_end)
    now = replace(view, compare_start=view.start, compare_end=view.end)
    dates = f"{format_date(view.start)} to {format_date(view.end)}"
    return Side(upper_first(view.compare_label), before, _dates(before)), Side(dates, now, _dates(now))


def _dates(view: View) -> dict[str, str | list[str]]:
    return {"period": "Choose dates", "dates": [view.start.isoformat(), view.end.isoformat()]}


def _daily(side: Side) -> pd.DataFrame:
    return marts.daily(side.view)


def _ask(label: str, options: Mapping[str, str], key: str, suffix: str = "") -> str:
    """A choice that a link can make, and that stands in the URL afterwards."""
    widget = f"{key}-{suffix}"
    linked = st.query_params.get(key)
    if linked in options and widget not in st.session_state:
        st.session_state[widget] = linked
    chosen: str = st.selectbox(label, list(options), format_func=options.get, key=widget, width=220)
    st.query_params[key] = chosen
    return chosen
