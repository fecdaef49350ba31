"""Kept: how long is what kept, what of it is past its time, what was deleted when, and how is a customer erased?"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboards import components, marts, sentences
from pipelines.settings import RetentionSettings, load_settings

OLD = "select coalesce(sum(transcript_count), 0)::bigint as transcript_count from marts.coverage_daily where contact_date < $day"
DONE = """select started_at, why_code, finished_at,
        coalesce(sum(row_count) filter (contains(place, '.') and not starts_with(place, 'workspace.')), 0)::bigint as row_count,
        coalesce(sum(row_count) filter (starts_with(place, 'workspace.')), 0)::bigint as workspace_count,
        coalesce(sum(row_count) filter (not contains(place, '.')), 0)::bigint as file_count
    from marts.erasure group by erasure_id, started_at, why_code, finished_at order by started_at desc"""
WHY = {"erase": "A customer was erased", "retention": "Past its time"}
KINDS = {
    "transcripts_days": ("Transcripts", "turns, comments and quotes are deleted"),
    "records_days": ("Records", "the contact stays and counts, without its customer, links and attributes"),
    "audit_days": ("Audit trail", "events are deleted"),
}
COLUMNS = {
    "started_at": st.column_config.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm", width=150),
    "why": st.column_config.TextColumn("Why", width=180),
    "row_count": st.column_config.NumberColumn("Rows", format="localized", width=90),
    "workspace_count": st.column_config.NumberColumn("In the workspace", format="localized", width=130),
    "file_count": st.column_config.NumberColumn("Files", format="localized", width=90),
    "state": st.column_config.TextColumn("State", width=200),
}
HOW = (
    'The operator of the machine erases one customer: "voc erase" asks for the id that the vendor has, and takes them out of'
    " the warehouse, the published files, reports, models and the workspace. A pull does not bring them back."
)
EVERYWHERE = "Done: it is out of the warehouse, the kept published files, reports, models and the workspace."
WHOM = "Whom it was about is kept nowhere. Counts by day follow with the next run."


def show() -> None:
    kept, today = load_settings().retention, pd.Timestamp.now("UTC").date()
    with components.card("retention"):
        components.heading(say_kept(kept), "In voc.toml: [retention] transcripts_days, records_days, audit_days")
        for setting, (kind, what) in KINDS.items():
            components.note(say_kind(kind, getattr(kept, setting), what))
        components.note(say_past(kept, today))
    with components.card("erasures"):
        done = marts.ask(DONE)
        components.heading(say_done(done), "Up to the last run: why, when and how much, never whose it was")
        if len(done):
            components.note(EVERYWHERE)
        if len(done):
            state = done["finished_at"].notna().map({True: "Done", False: "Goes on with the next run"})
            shown = done.assign(why=done["why_code"].map(WHY), state=state)
            components.table(shown, COLUMNS, "erasures", height="content")
        components.note(HOW)
        components.note(WHOM)


def say_kept(kept: RetentionSettings) -> str:
    limited = [KINDS[name][0] for name in KINDS if getattr(kept, name) is not None]
    if not limited:
        return "Everything is kept without limit"
    return f"Kept for a time: {', '.join(map(sentences.lower_first, limited))}"


def say_kind(kind: str, days: int | None, what: str) -> str:
    """Transcripts: 90 days; then turns, comments and quotes are deleted."""
    return f"{kind}: without limit." if days is None else f"{kind}: {sentences.count_of(days, 'day')}; then {what}."


def say_past(kept: RetentionSettings, today: date) -> str:
    """How many published transcripts are past their time: the nights delete them, so more than none asks for a run."""
    days = min((each for each in (kept.transcripts_days, kept.records_days) if each is not None), default=None)
    if days is None:
        return "Nothing is past its time, and nothing is deleted by itself."
    count = int(marts.ask(OLD, day=today - timedelta(days=days))["transcript_count"].iloc[0])
    if not count:
        return "No published transcript is past its time."
    return f"Past their time: {sentences.count_of(count, 'published transcript')}. The next run deletes what is past its time."


def say_done(done: pd.DataFrame) -> str:
    """Customers were erased 2 times; what was past its time was deleted on 14 nights."""
    erased = int((done["why_code"] == "erase").sum())
    nights = len(done) - erased
    if not len(done):
        return "Nothing was erased or deleted so far"
    said = [f"customers were erased {sentences.count_of(erased, 'time')}"] if erased else []
    said += [f"what was past its time was deleted on {sentences.count_of(nights, 'night')}"] if nights else []
    return sentences.upper_first("; ".join(said))
