"""Freshness: did the last run come through, do the data reach as far as they should by now, and if not, what is to be done?"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboards import access, components, health, marts, schedules
from dashboards.sentences import as_date, format_date
from pipelines.settings import Schedule, load_settings

TOLERANCE = timedelta(hours=6)  # a run takes its time, and an export may come late
LONGEST_PAUSE = timedelta(days=9)  # between two runs of the schedules that `schedules` understands
DAY = timedelta(days=1)
TO_DO = {
    "failed": "`voc status` says why, and `voc run` makes it again.",
    "no_run": "`voc status` tells what became of the nightly run, and `voc run` makes one.",
    "no_data": "See what each source delivered.",
}


def show() -> None:
    """A line above the page, where the data are older than they should be; what an operator can do is said to operators."""
    settings, run = load_settings(), marts.run()
    failed = say_failed(run, read_failed(settings.paths.failed_run))
    said = (failed, "failed") if failed else say(run, settings.schedule, datetime.now(UTC))
    if said is None:
        return
    sentence, todo = said
    if not access.reader().may("see_operations"):
        advice = "Tell whoever runs voc."
    elif todo == "no_data":
        target = components.address("administration", tab="Data health")
        advice = f'<a href="{components.plain(target)}">{components.plain(TO_DO[todo])}</a>'
    else:
        advice = components.with_commands(TO_DO[todo])
    st.html(f'<p class="voc-stale" role="note"><strong>{components.plain(sentence)}</strong> {advice}</p>')


def read_failed(path: Path) -> dict[str, Any] | None:
    """The run that failed since one was done: run_id, started_at, step_code; None where none did."""
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        return None


def say_failed(run: pd.Series, failed: dict[str, Any] | None) -> str:
    """The run of Tue 24 Nov, 07:00 UTC failed at “Reasons”; these are the answers of the run before it."""
    if failed is None or failed["run_id"] < run["run_id"]:  # ids begin with the time
        return ""
    started_at = datetime.fromisoformat(failed["started_at"])
    at = f" at “{health.step_label(failed['step_code'])}”" if failed["step_code"] else ""
    told = f"The run of {format_date(started_at)}, {started_at:%H:%M} UTC"
    if failed["run_id"] == run["run_id"]:
        return f"{told} published these answers, then failed{at}."
    return f"{told} failed{at}; these are the answers of the run before it."


def say(run: pd.Series, schedule: Schedule, now: datetime) -> tuple[str, str] | None:
    """What is late, and which of TO_DO helps; None where the data are as new as they can be.

    Args:
        run: the row of marts.run.
        now: with its time zone.
    """
    if pd.isna(run["as_of_date"]):
        return None
    due, last, finished = due_at(schedule, now), as_date(run["as_of_date"]), run["finished_at"].tz_localize(UTC)
    if last >= due.date() - DAY:
        return None
    end = f"Data end on {format_date(last, with_year=True)}"
    if finished < due:
        return f"{end}: no run has published since {format_date(finished)}, {finished:%H:%M} UTC.", "no_run"
    return f"{end}: the run of {format_date(finished)} found nothing newer at the sources.", "no_data"


def due_at(schedule: Schedule, now: datetime) -> datetime:
    """When the last run came that should have published by now, in the schedule's time zone; it brings the day before."""
    return _due_at(schedule.cron, schedule.timezone, (now - TOLERANCE).replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=4)
def _due_at(cron: str, timezone: str, deadline: datetime) -> datetime:
    schedule = Schedule(cron=cron, timezone=timezone)
    found, at = None, schedules.following(schedule, deadline - LONGEST_PAUSE)
    while at is not None and at <= deadline:
        found, at = at, schedules.following(schedule, at)
    if found is None:  # a schedule that is not understood: at least once a day
        return deadline.astimezone(ZoneInfo(timezone)) - DAY
    return found
