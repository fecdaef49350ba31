"""Overdue: should a run have published by now, and did none?

What never started cannot say so itself: `voc status` says it, and between the nights the operator's door.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from pipelines import queries
from pipelines.settings import Schedule, Settings

PATIENCE = timedelta(hours=6)  # a run takes its time


def due_before(schedule: Schedule, moment: datetime) -> datetime:
    """The newest time of a schedule whose run should have published by a moment (both UTC, without a zone)."""
    zone = ZoneInfo(schedule.timezone)
    begin = (moment - PATIENCE).replace(tzinfo=UTC).astimezone(zone)
    due: datetime = next(CronSim(schedule.cron, begin, reverse=True))
    return due.astimezone(UTC).replace(tzinfo=None)


def say_overdue(settings: Settings, moment: datetime) -> str:
    """No run has published since Sun 22 Nov 02:07 UTC, though one was due ...; nothing where all is well, or nothing was yet."""
    if not settings.paths.published.exists():
        return ""
    newest: datetime = queries.ask(settings, "select finished_at from marts.run")["finished_at"].iloc[0]
    due = due_before(settings.schedule, moment)
    if newest >= due:
        return ""
    return (
        f"No run has published since {newest:%Y-%m-%d %H:%M} UTC, though one was due at {due:%Y-%m-%d %H:%M} UTC"
        f' ([schedule] "{settings.schedule.cron}", {settings.schedule.timezone}). Is voc serve, cron or the timer'
        " up? voc run makes one now."
    )
