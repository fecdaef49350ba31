"""Schedules: when does the nightly run come, in words and as a moment?

Daily, weekly and monthly schedules are said in words (`0 2 * * *`, `30 6 * * mon-fri`, `0 8 2 * *`); of any other, the cron text
itself is all that is said. The time is the wall clock's: a run at 02:30 comes at 01:30 on the day on which the clock skips
that hour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pipelines.settings import Schedule

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CRON_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHLY = re.compile(r"([0-5]?\d) ([01]?\d|2[0-3]) (\d\d?) \* \*", re.ASCII)
EVERY_DAY = tuple(range(7))


@dataclass(frozen=True)
class Rhythm:
    """At one time of the day, on days of the week (0 is Monday)."""

    at: time
    weekdays: tuple[int, ...]


def read(cron: str) -> Rhythm | None:
    """What a cron text means; None where it is neither daily nor weekly."""
    fields = cron.split()
    if len(fields) != 5 or fields[2:4] != ["*", "*"] or not all(field.isascii() for field in fields):
        return None
    minute, hour, weekdays = fields[0], fields[1], _weekdays(fields[4])
    if not (minute.isdigit() and hour.isdigit() and int(minute) < 60 and int(hour) < 24 and weekdays):
        return None
    return Rhythm(time(int(hour), int(minute)), weekdays)


def say(schedule: Schedule) -> str:
    """Every day at 02:00 (America/New_York); On day 2 of each month at 08:00 (UTC); By the cron schedule */5 * * * * (UTC)."""
    rhythm = read(schedule.cron)
    monthly = MONTHLY.fullmatch(schedule.cron)
    if monthly:
        minute, hour, day = map(int, monthly.groups())
        return f"On day {day} of each month at {hour:02d}:{minute:02d} ({schedule.timezone})"
    if rhythm is None:
        return f"By the cron schedule {schedule.cron} ({schedule.timezone})"
    days = "day" if rhythm.weekdays == EVERY_DAY else _join([DAYS[day] for day in rhythm.weekdays])
    return f"Every {days} at {rhythm.at:%H:%M} ({schedule.timezone})"


def following(schedule: Schedule, now: datetime) -> datetime | None:
    """The first time after `now`, in the schedule's time zone; None where `read` does not understand it.

    Args:
        now: with its time zone.
    """
    rhythm, zone = read(schedule.cron), ZoneInfo(schedule.timezone)
    if rhythm is None:
        return None
    today = now.astimezone(zone).date()
    for day in (today + timedelta(days=ahead) for ahead in range(9)):
        moment = _moment(day, rhythm.at, zone)
        if day.weekday() in rhythm.weekdays and moment > now:
            return moment.astimezone(zone)
    return None


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """As Prefect has it: of an hour that comes twice the first, and of one that the clock skips the one before."""
    wall = datetime.combine(day, at, zone)
    is_skipped = wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None)
    return wall.replace(fold=1 if is_skipped else 0).astimezone(UTC)


def _weekdays(field: str) -> tuple[int, ...]:
    """The days that the last field of a cron text names (0 is Monday); none where it names them in another way."""
    if field == "*":
        return EVERY_DAY
    found: set[int] = set()
    for part in field.lower().split(","):
        if not re.fullmatch(r"\w+(-\w+)?", part):
            return ()
        ends = [_day(name) for name in part.split("-")]
        if None in ends:
            return ()
        first, last = ends[0] or 0, ends[-1] or 0
        found |= {(day - 1) % 7 for day in range(first, (last if last >= first else last + 7) + 1)}
    return tuple(sorted(found))


def _day(name: str) -> int | None:
    """Cron's number of a day (0 and 7 are Sunday)."""
    if name in CRON_DAYS:
        return CRON_DAYS.index(name)
    return int(name) if re.fullmatch(r"[0-7]", name) else None


def _join(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
