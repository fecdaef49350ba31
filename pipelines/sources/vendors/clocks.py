"""Clocks: how far into a contact is the time that stands beside its words?

Times are offsets ("00:12", "[00:01:07.5]") unless they say that they are times of day: by a date, by "am" or "pm", or
because the first of them lies beyond the first hour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAY_MS = 86_400_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST_MS = 253_402_300_800_000  # the year 10000
STAMP = (
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:T|,? {1,3}))?\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?"
    r"(?: ?[AaPp]\.?[Mm]\b\.?)?Z?"
)
_PARTS = re.compile(
    r"(?:(?P<date>[\d/.-]{6,10})(?:T|,? +))?(?P<first>\d{1,3}):(?P<second>\d{2})(?::(?P<third>\d{2}))?"
    r"(?:[.,](?P<fraction>\d{1,6}))?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?Z?"
)


@dataclass(frozen=True)
class Stamp:
    """A time as it stands in a text: milliseconds, and whether they count from midnight."""

    milliseconds: int
    is_time_of_day: bool
    date: str | None


def parse_stamp(text: str) -> Stamp:
    """Raises ValueError where the text is no time."""
    parts = _PARTS.fullmatch(text.strip())
    if parts is None:
        raise ValueError("a time is not written as [hh:]mm:ss")
    first, second = int(parts["first"]), int(parts["second"])
    is_time_of_day = bool(parts["date"] or parts["half"])
    if parts["third"] is None and not is_time_of_day:
        seconds = first * 60 + second
    else:
        if parts["half"]:
            first = first % 12 + (12 if parts["half"] in "Pp" else 0)
        seconds = first * 3600 + second * 60 + int(parts["third"] or 0)
    return Stamp(seconds * 1000 + int((parts["fraction"] or "0").ljust(3, "0")[:3]), is_time_of_day, parts["date"])


def parse_offset(text: str) -> int:
    """Milliseconds of a subtitle's time, whose hours may be left out."""
    return parse_stamp(text).milliseconds


def since_1970(milliseconds: float) -> datetime:
    """Raises ValueError where there is no such time."""
    if not 0 <= milliseconds < LATEST_MS:
        raise ValueError("a time does not lie between the years 1970 and 9999")
    return EPOCH + timedelta(milliseconds=milliseconds)


def offset_between(begins: datetime | None, time: datetime | None) -> int | None:
    """Milliseconds from the start of a contact; None where one is not known, or the time lies before the start."""
    passed = round((time - begins).total_seconds() * 1000) if begins and time else None
    return passed if passed is not None and passed >= 0 else None


def count_offsets(stamps: Sequence[Stamp | None]) -> tuple[str | None, list[int | None]]:
    """When the first stamp was (ISO 8601, where it has a date), and each one's offset in milliseconds."""
    first = next((each for each in stamps if each), None)
    if first is None or not (first.is_time_of_day or first.milliseconds >= 3_600_000):
        return None, [each.milliseconds if each else None for each in stamps]
    begins = _moment(first)
    offsets = [_since(first, begins, each) if each else None for each in stamps]
    return (begins.isoformat() if begins else None), offsets


def _since(first: Stamp, begins: datetime | None, stamp: Stamp) -> int | None:
    moment = _moment(stamp)
    if begins and moment:
        return offset_between(begins, moment)
    if first.date != stamp.date:  # and nothing tells which of the numbers is the day
        return None
    passed = stamp.milliseconds - first.milliseconds
    passed += DAY_MS if passed < -DAY_MS // 2 else 0  # past midnight
    return passed if passed >= 0 else None


def _moment(stamp: Stamp) -> datetime | None:
    if not stamp.date or not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", stamp.date):
        return None
    seconds, milliseconds = divmod(stamp.milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    year, month, day = map(int, stamp.date.split("-"))
    return datetime(year, month, day, hour, minute, second, milliseconds * 1000)
