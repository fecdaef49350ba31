"""Cursors: how far has a database been read, and from where is it read again?

A cursor is text: a number, or a time in ISO 8601 as the database writes it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

import pyarrow as pa

from pipelines.source_settings import DatabaseSource
from pipelines.sources.database.connecting import CursorValue, DatabaseError

LATE_SPAN = timedelta(minutes=10)  # how long after its cursor a row may be committed, where the source does not say
LATE_NUMBERS = 1_000


def furthest(marks: pa.ChunkedArray, since: str | None) -> str | None:
    """The last of the ascending values that says how far was read, or `since` where that is further.

    A time that lies in the future, such as 9999-12-31, says nothing: all that comes would lie before it.
    """
    place = _place(since)
    for index in reversed(range(len(marks))):
        text = marks[index].as_py()
        found = _place(text)
        if found is not None:
            return text if place is None or found > place else since  # type: ignore[operator]
    return since


def _place(text: str | None) -> Decimal | datetime | None:
    """What a cursor's text is compared by; None where it says nothing."""
    if text is None:
        return None
    number, moment = _parse_number(text), parse_time(text)
    if number is not None or moment is None:
        return number
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if moment < datetime.now(UTC) + timedelta(days=1) else None


def _parse_number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def parse_time(text: str) -> datetime | None:
    """The time that ISO 8601 text means, None where it is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def reread_from(source: DatabaseSource, since: str, kind: type) -> CursorValue:
    """The least cursor value to read: the source's overlap before `since`, as a value of the column's kind.

    Raises:
        DatabaseError: the column holds something else than it did, or the overlap does not fit it.
    """
    value = _parse_number(since) if kind is Decimal else parse_time(since)
    if value is None:
        raise DatabaseError(
            f'The cursor "{source.cursor}" is of another type than when it was last pulled.'
            " Give the source another name in voc.toml, and it is read from its beginning."
        )
    overlap = source.overlap
    if isinstance(value, Decimal):
        if isinstance(overlap, timedelta):
            raise _misfit(source)
        return value - (LATE_NUMBERS if overlap is None else overlap)
    if isinstance(overlap, int) and overlap:
        raise _misfit(source)
    span = LATE_SPAN if overlap is None else overlap if isinstance(overlap, timedelta) else timedelta(0)
    earlier = value - min(span, value - datetime.min.replace(tzinfo=value.tzinfo))
    if kind is str:
        return _as_written(since, earlier) if span else since
    return earlier.date() if kind is date else earlier


def _misfit(source: DatabaseSource) -> DatabaseError:
    return DatabaseError(
        f'The overlap of cursor "{source.cursor}" does not fit it.'
        ' Write a span such as "10 minutes" where it holds times, a number where it holds numbers.'
    )


def _as_written(example: str, moment: datetime) -> str:
    """A time in the way of writing of another, since text is compared letter by letter."""
    return moment.date().isoformat() if len(example) == len("2026-01-01") else moment.isoformat(sep=example[10])
