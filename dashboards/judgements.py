"""Judgements: what do people make of an alert, and how do they say so?

What they say goes to the workspace and is shown at once; the next run publishes it, and learns from it what to expect.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, histories, kpis, marts
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, marks_in_force, open_workspace

CAUSES = ("promotion", "outage", "release", "price change", "weather", "holiday", "supplier", "other")
ANCHOR = "judgement"
MOST_CHARACTERS = 100
SNOOZED_DAYS = 7
WAYS = {
    "acknowledged": ("Acknowledge", "It is real, and somebody looks after it. It stays in the list."),
    "explained": ("Explain", "It is real, and its cause is known. It no longer asks for attention."),
    "snoozed": ("Snooze", "It asks for no attention until a day that you choose."),
    "false": ("False alarm", "There was nothing. Reports leave it out, and it is counted as false."),
    "cleared": ("Take back", "As if nobody had said anything of it. What was said stays in its history."),
}
REAL = ["acknowledged", "explained"]
SET_ASIDE = ["explained", "snoozed", "false"]
DAY_COLUMNS = {
    "contact_date": st.column_config.DateColumn("Day", format="ddd D MMM YYYY", width=130),
    "state_code": st.column_config.TextColumn("State", width=90),
    "contact_count": st.column_config.NumberColumn("Contacts", format="localized", width=80),
    "expected_count": st.column_config.NumberColumn("Expected", format="%.1f", width=80),
    "excess": st.column_config.NumberColumn("Above expected", format="%.1f", width=110),
}
MARK_COLUMNS = ["mark_code", "cause_label", "snoozed_until", "marked_by", "marked_at", "is_kept_out"]


def read_marks() -> pd.DataFrame:
    """All that was said of alerts, the oldest first: the workspace's marks, and the mart's of alerts it does not know."""
    published = marts.alert_marks()
    try:
        with open_workspace(load_settings()) as workspace:
            written = workspace.alert_marks().rename(columns={"cause": "cause_label"})
    except WorkspaceError as error:
        components.note(f"What was said of alerts since the last run is not shown. {error}")
        return published
    if access.sees_some_reasons_alone():
        written = written[written["alert_id"].isin(marts.ask("select alert_id from marts.alert")["alert_id"])]
    older = published[~published["alert_id"].isin(written["alert_id"])]
    return pd.concat([older, written[list(published)]], ignore_index=True) if len(older) else written[list(published)]


def judged(alerts: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """The alerts with what is thought of them today in place of what was thought when the run was made."""
    in_force = marks_in_force(marks, date.today())[["alert_id", *MARK_COLUMNS]]
    return alerts.drop(columns=MARK_COLUMNS).merge(in_force, on="alert_id", how="left")


def is_set_aside(alerts: pd.DataFrame) -> pd.Series:
    """Whether people explained an alert, snoozed it or called it false: it asks for no attention."""
    return alerts["mark_code"].isin(SET_ASIDE)


def say_precision(marks: pd.DataFrame) -> str:
    """Of the alerts that people judged, how many were real: acknowledged or explained, and not called false."""
    verdicts = marks_in_force(marks[marks["mark_code"] != "snoozed"], date.today())
    real, n = int(verdicts["mark_code"].isin(REAL).sum()), len(verdicts)
    low, high = kpis.interval(pd.DataFrame({"value": [real / n if n else float("nan")], "denominator": [n]}), "wilson")
    return histories.alert_precision(real, n, low[0], high[0])


def who() -> str:
    """The name that a judgement is kept under: of the reader who logged in, else of the user of this machine."""
    return access.reader().name


def show_history(alert: Mapping[str, Any], marks: pd.DataFrame) -> None:
    """How an alert went day by day, and who said what of it."""
    days = marts.alert_days(alert["alert_id"])
    components.heading(histories.alert_history(days.to_dict("records")) or histories.alert_state(alert), "Its history")
    for mark in marks[marks["alert_id"] == alert["alert_id"]].to_dict("records"):
        components.note(histories.alert_mark(mark))
    days = days.assign(excess=days["contact_count"] - days["expected_count"])
    components.table(days, DAY_COLUMNS, "alert-days", height=min(36 + 34 * len(days), 220))


def ask(alert: Mapping[str, Any]) -> None:
    """The card on which a person says what they make of an alert."""
    said = "Nobody has said anything yet." if pd.isna(alert["mark_code"]) else histories.alert_mark(alert)
    components.heading("What do you make of it?", said, anchor=ANCHOR)
    if not access.reader().may("judge_alerts"):
        return
    way = _ask_way(is_judged=pd.notna(alert["mark_code"]))
    if way in ("explained", "snoozed"):
        st.session_state["judging"] = (alert["alert_id"], way)
    elif way:
        _keep(alert, way)
    if st.session_state.get("judging") == (alert["alert_id"], "explained"):
        _ask_cause(alert)
    if st.session_state.get("judging") == (alert["alert_id"], "snoozed"):
        _ask_day(alert)
    components.note(
        f"Kept under the name {who()}, and shown at once. What is expected later changes with the next run."
    )


def _ask_way(is_judged: bool) -> str:
    """The way that was chosen just now, else nothing."""
    chosen = ""
    with st.container(horizontal=True, gap="small", key="judge-ways"):
        for code, (label, meaning) in WAYS.items():
            emphasis = "primary" if code == "acknowledged" and not is_judged else "secondary"
            is_idle = code == "cleared" and not is_judged
            if st.button(label, key=f"judge-{code}", help=meaning, type=emphasis, disabled=is_idle):
                chosen = code
    return chosen


def _ask_cause(alert: Mapping[str, Any]) -> None:
    with st.form("judge-cause-form", border=False):
        left, right = st.columns([2, 5], gap="small")
        cause = left.selectbox("Cause", CAUSES, key="judge-cause")
        words = right.text_input(
            "In a few words, if you like; nothing about a single customer", max_chars=MOST_CHARACTERS, key="judge-words"
        )
        is_kept_out = st.checkbox("Keep these days out of what is expected later", value=True, key="judge-kept-out")
        if st.form_submit_button("Keep the explanation", type="primary"):
            said = f"{cause}: {words.strip()}" if words.strip() else cause
            _keep(alert, "explained", cause=said, is_kept_out=is_kept_out)


def _ask_day(alert: Mapping[str, Any]) -> None:
    today = date.today()
    with st.form("judge-snooze-form", border=False):
        until = st.date_input(
            "It comes back on",
            today + timedelta(days=SNOOZED_DAYS),
            min_value=today + timedelta(days=1),
            format="DD/MM/YYYY",
            key="judge-until",
            width=200,
        )
        if st.form_submit_button("Snooze until then", type="primary"):
            _keep(alert, "snoozed", snoozed_until=until)


def _keep(alert: Mapping[str, Any], mark_code: str, **more: Any) -> None:
    """Write what was said, and draw the page anew with it."""
    access.require("judge_alerts")
    try:
        with open_workspace(load_settings()) as workspace:
            workspace.mark_alert(alert, mark_code, who(), **more)
    except WorkspaceError as error:
        components.empty("It was not kept.", str(error))
        return
    st.session_state.pop("judging", None)
    st.rerun()
