"""Audit trail: who read, searched, exported or changed what, and when?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, sentences
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.audit import EVENTS, read_events

DAYS = 30
COLUMNS = {
    "happened_at": st.column_config.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm:ss", width=170),
    "who": st.column_config.TextColumn("Who", width=200),
    "role_code": st.column_config.TextColumn("Role", width=120),
    "event": st.column_config.TextColumn("What", width=150),
    "subject": st.column_config.TextColumn("Of what", width=320),
}


def show() -> None:
    today = datetime.now(UTC).date()
    left, middle, right = st.columns(3, gap="small")
    days: Any = left.date_input(
        "Period", (today - timedelta(days=DAYS), today), format="DD/MM/YYYY", key="audit-period", max_value=today
    )
    if len(days) != 2:
        components.empty("Choose the last day of the period too.")
        return
    try:
        with open_workspace(load_settings()) as workspace:
            events = read_events(workspace, *days)
    except WorkspaceError as error:
        components.empty("The audit trail cannot be read.", str(error))
        return
    if events.empty:
        components.empty("Nobody read, exported or changed anything in these days.")
        return
    people = middle.multiselect("Who", sorted(events["who"].unique()), key="audit-who")
    codes = right.multiselect("What", list(EVENTS), format_func=EVENTS.get, key="audit-what")
    with components.card("audit"):
        shown = chosen(events, people, codes)
        components.heading(say(shown), "Kept in the workspace, one row an event; never a word of a customer")
        components.table(shown, COLUMNS, "audit-trail")


def chosen(events: pd.DataFrame, people: list[str], codes: list[str]) -> pd.DataFrame:
    """The events of these people and kinds; without any, all."""
    is_wanted = (events["who"].isin(people) | (not people)) & (events["event_code"].isin(codes) | (not codes))
    return events[is_wanted].assign(event=lambda rows: rows["event_code"].map(EVENTS))


def say(events: pd.DataFrame) -> str:
    read = int((events["event_code"] == "transcript_viewed").sum())
    exported = int(events["event_code"].isin(["exported", "report_made"]).sum())
    refused = int((events["event_code"] == "denied").sum())
    return (
        f"{sentences.count_of(len(events), 'event')}: {sentences.count_of(read, 'transcript')} read,"
        f" {sentences.count_of(exported, 'export')}, {sentences.count_of(refused, 'attempt')} refused"
    )
