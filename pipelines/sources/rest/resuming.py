"""Resuming: where does the next pull of an API go on?

A bookmark is stored with the rows of each page. `since` moves on only when a walk over all pages has ended, and then to
what was newest when it began, a little earlier: what changed under way comes again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.source_settings import RestSource
from pipelines.sources.reading.json_rows import compile_path
from pipelines.sources.rest.paging import PagingError

NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]+)?")
MILLISECONDS_FROM = 10**11  # as seconds, the year 5138


@dataclass(frozen=True)
class Bookmark:
    """`since` and the position within a walk that began at `began_at` and has seen rows up to `newest`; all as text."""

    since: str | None = None
    position: str | None = None
    began_at: str | None = None
    newest: str | None = None

    @property
    def restarted(self) -> Bookmark:
        """The same walk from its first page."""
        return Bookmark(since=self.since)


def read_bookmark(source: RestSource, text: str | None) -> Bookmark:
    """The bookmark that is stored, or that of a first pull where there is none."""
    if text is None:
        return Bookmark(since=_as_text(source.start) if source.start else None)
    return Bookmark(**json.loads(text))


def write_bookmark(bookmark: Bookmark) -> str:
    """The text that is stored with a page's rows."""
    return json.dumps(asdict(bookmark))


def with_rows(source: RestSource, bookmark: Bookmark, rows: list[Any], given_at: datetime) -> Bookmark:
    """The bookmark of a walk that has seen these rows too.

    Raises:
        PagingError: `newest` names no time in any of them.
    """
    began_at = bookmark.began_at or _as_text(given_at)
    if not source.newest or not rows:
        return replace(bookmark, began_at=began_at)
    newest = _newest(source.newest, rows)
    if newest is None:
        raise PagingError(f'no row has a time at newest = "{source.newest}". Correct that path.')
    return replace(bookmark, began_at=began_at, newest=max(_as_text(newest), bookmark.newest or ""))


def at_the_end(source: RestSource, bookmark: Bookmark, last_position: str | None) -> Bookmark:
    """Where the next pull goes on after a whole walk."""
    reached = [text for text in (bookmark.newest, bookmark.began_at) if text]
    since = bookmark.since
    if source.newest and bookmark.newest:
        earlier = datetime.fromisoformat(min(reached)) - timedelta(seconds=source.overlap_seconds)
        since = max(_as_text(earlier), since or "")
    return Bookmark(since=since, position=last_position if source.cursor_lasts else None)


def since_parameter(source: RestSource, since: str | None) -> str | None:
    """A time of a bookmark as the API wants it, rounded down."""
    if since is None:
        return None
    time = datetime.fromisoformat(since)
    seconds = int(time.timestamp())
    written = {
        "iso": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "date": f"{time:%Y-%m-%d}",
        "epoch_s": str(seconds),
        "epoch_ms": str(1000 * seconds),
    }
    return written[source.since_format]


def _newest(path: str, rows: Iterable[Any]) -> datetime | None:
    get = compile_path(path)
    times = (_time(get(row)) for row in rows)
    return max((time for time in times if time is not None), default=None)


def _time(value: Any) -> datetime | None:
    """A time as ISO 8601 or as seconds or milliseconds since 1970; without a zone it is UTC."""
    text = str(value) if isinstance(value, str | int) else ""
    try:
        number = float(text) if NUMBER.fullmatch(text) else None
        if number is not None:
            return datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS_FROM else number, UTC)
        time = _in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError, OSError):
        return None
    return time if time.year >= 1970 else None


def _in_utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _as_text(time: datetime) -> str:
    """UTC, always with microseconds, so that the order of texts is the order of times."""
    return _in_utc(time).isoformat(timespec="microseconds")
