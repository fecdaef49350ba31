"""Clocked: which report is due, and what does the letter around it say?

Due is the newest tick of the subscription's clock since the one that was queued last; ticks that were missed are one. A report
goes to a recipient once: where there is no newer one, the tick waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cronsim import CronSim

from pipelines.delivery.facts import published, read_alerts, read_day, read_labels, read_week, say_alert
from pipelines.delivery.letters import Letter
from pipelines.delivery.plans import Plan
from pipelines.settings import Settings
from pipelines.summary import say_day
from pipelines.workspace import Workspace, outbox
from pipelines.workspace.subscriptions import Subscribed, last_tick

WHOLE = "all-departments"  # the folder of reports on the whole house
FILES = {"weekly": "trend", "monthly": "monthly", "data_quality": "data_quality"}
LONGEST_LOOK_BACK = timedelta(days=400)
SHOWN = 5


def plan_report(settings: Settings, workspace: Workspace, subscribed: Subscribed, moment: datetime) -> Plan | None:
    """What a subscription owes at a moment (UTC); None where nothing is due, or no report is new."""
    last = last_tick(workspace, subscribed.subscription_id)
    if last is None:
        return Plan(subscribed, "begins", tick_at=moment)
    zone = ZoneInfo(subscribed.said.timezone or settings.site.timezone)
    missed = ticks(str(subscribed.said.when), zone, last, moment)
    if not missed:
        return None
    found = newest_report(settings.paths.reports, subscribed)
    files = chosen(found[1], _formats(settings, subscribed)) if found else ()
    if found is None or not files:
        return None
    letter = compose(settings, subscribed, found[0], files, moment)
    late = f", {len(missed)} times due" if len(missed) > 1 else ""
    plan = Plan(subscribed, f"the report up to {found[0]}{late}", letter, tick_at=missed[-1])
    keys = set(plan.keys().values())
    return None if outbox.known_keys(workspace, list(keys)) == keys else plan


def ticks(cron: str, zone: ZoneInfo, after: datetime, until: datetime) -> list[datetime]:
    """The moments of a cron expression in a zone after one and up to another, all in UTC without a zone."""
    start = max(after, until - LONGEST_LOOK_BACK).replace(tzinfo=UTC).astimezone(zone)
    found = []
    for tick in CronSim(cron, start):
        moment = tick.astimezone(UTC).replace(tzinfo=None)
        if moment > until:
            break
        found.append(moment)
    return found


def newest_report(reports: Path, subscribed: Subscribed) -> tuple[date, list[Path]] | None:
    """The last day and the files of the newest report of the kind."""
    what = subscribed.said.what
    of = subscribed.department_code if what == "weekly" else WHOLE
    for folder in sorted(reports.glob("????-??-??"), reverse=True):
        files = sorted(path for path in (folder / of).glob(f"{FILES[what]}.*") if path.is_file())
        if files:
            return date.fromisoformat(folder.name), files
    return None


def chosen(files: Sequence[Path], formats: tuple[str, ...] | None) -> tuple[Path, ...]:
    """The files of these formats; None: all."""
    return tuple(file for file in files if formats is None or file.suffix[1:] in formats)


def compose(settings: Settings, subscribed: Subscribed, day: date, files: tuple[Path, ...], moment: datetime) -> Letter:
    """The letter around a report."""
    if subscribed.said.what != "weekly":
        return _of_the_house(subscribed, day, files, moment)
    return _of_a_department(settings, subscribed, day, files, moment)


def _of_the_house(subscribed: Subscribed, day: date, files: tuple[Path, ...], moment: datetime) -> Letter:
    """A month is sent once, however many nights write its report."""
    what, label = subscribed.said.what, "All departments"
    month = (day + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    period = f"{month:%Y-%m}" if what == "monthly" else str(day)
    subject = f"{label}: {month:%B %Y}" if what == "monthly" else f"The data up to {say_day(day)}"
    words = "\n".join([f"{subject}.", "", _with_this(files), "", say_why_sent(subscribed)])
    return Letter("", what, subject, words, label, period, moment, files)


def _with_this(files: tuple[Path, ...]) -> str:
    return f"With this: {', '.join(file.name for file in files)}."


def _of_a_department(
    settings: Settings, subscribed: Subscribed, day: date, files: tuple[Path, ...], moment: datetime
) -> Letter:
    """What it says of the week it says where that week is published."""
    code = subscribed.department_code
    lines: list[str] = []
    label = code
    with published(settings) as marts:
        if marts is not None:
            label = read_labels(marts).get(code, code)
        if marts is not None and read_day(marts) == day:
            lines += _week(read_week(marts, code))
            spikes = [alert for alert in read_alerts(marts, code) if alert["is_open"]][:SHOWN]
            lines += ["", "Open spikes:", *(f"- {say_alert(alert)}" for alert in spikes)] if spikes else []
    subject = f"{label}: the week up to {say_day(day)}"
    ends = ["", _with_this(files), "", say_why_sent(subscribed)]
    return Letter("", "weekly", subject, "\n".join([f"{subject}.", "", *lines, *ends]), label, str(day), moment, files)


def say_why_sent(subscribed: Subscribed) -> str:
    return (
        f"You get this because of the subscription {subscribed.subscription_id}. It can be stopped on the page Reports of"
        " the dashboard."
    )


def _week(reasons: list[tuple[str, int, int]]) -> list[str]:
    this, last = sum(row[1] for row in reasons), sum(row[2] for row in reasons)
    moved = [f"- {label}: {now:,} ({now - before:+,})" for label, now, before in reasons[:SHOWN] if now != before]
    return [
        f"{this:,} contacts in seven days, {last:,} in the seven before.",
        *(["", "What moved most:", *moved] if moved else []),
    ]


def _formats(settings: Settings, subscribed: Subscribed) -> tuple[str, ...] | None:
    """As the subscription says; else everything into a folder, and the paper by another door."""
    if subscribed.said.formats is not None:
        return subscribed.said.formats
    door = settings.doors.get(subscribed.said.door)
    return None if door is not None and door.kind == "folder" else ("pdf",)
