"""REST: which rows does an API give, page by page, and what of them is new?

Each page is stored in one transaction with the bookmark that goes on after it: whatever ends a pull, the next one loses
nothing and repeats little.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from pipelines.source_settings import RestSource
from pipelines.sources.loading import Delivery, LoadedFile, Pull, read_cursor
from pipelines.sources.reading.blocks import Content
from pipelines.sources.reading.given import Given, given_objects, read_given
from pipelines.sources.reading.opening import MEGABYTE, Limits, UnreadableFileError, fingerprint
from pipelines.sources.rest.authorising import MissingSecretError
from pipelines.sources.rest.paging import PagingError
from pipelines.sources.rest.resuming import read_bookmark, write_bookmark
from pipelines.sources.rest.sending import ApiError, ApiLimits, open_api, place_of
from pipelines.sources.rest.walking import walk_pages
from pipelines.sources.storing import outdate

LIMITS = ApiLimits()
ASKED_WITH = ("url", "params", "rows", "paging", "cursor", "link", "since", "start", "newest")


@dataclass(frozen=True)
class Page:
    """The rows of one answer, as the API gave them; stored together with `cursor`, a pull goes on after them."""

    rows: list[Any] = field(repr=False)
    cursor: str
    number: int
    given_at: datetime  # by the API's clock, with its zone


def fetch_pages(
    source: RestSource,
    cursor: str | None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
    limits: ApiLimits = LIMITS,
) -> Iterator[Page]:
    """The pages that are new since `cursor`, the one of the last page that was stored (None: from the start).

    Raises:
        ApiError: the API refuses, fails or cannot be reached.
        PagingError: its answers are not what the source says of them, or have no end.
        MissingSecretError: the environment lacks a secret that the source names.
    """
    bookmark = read_bookmark(source, cursor)
    with open_api(source, sleep, clock, limits) as api:
        try:
            for number, (rows, reached, given_at) in enumerate(walk_pages(api, bookmark), 1):
                yield Page(rows, write_bookmark(reached), number, given_at)
        except PagingError as error:
            raise PagingError(f"{api.place}: {error}") from None


def pull_rest(pull: Pull, progress: Callable[[int, int], None]) -> list[LoadedFile]:
    """Load the pages of a source that are new; where the API fails, that is noted and what came before stays."""
    assert isinstance(pull.source, RestSource)
    source = pull.source if pull.source.rows is not None else pull.source.model_copy(update={"rows": pull.mapping.rows})
    read_with = _read_with(pull, source)
    place, number = place_of(source), 0
    loaded: list[LoadedFile] = []
    try:
        for page in fetch_pages(source, _resume(pull, read_with)):
            number = page.number
            loaded += pull.load(_deliveries(pull, place, page), f"{read_with} {page.cursor}")
            progress(sum(each.row_count for each in loaded), 0)
    except (ApiError, PagingError, MissingSecretError, UnreadableFileError) as error:
        pull.load([Delivery(place, _file_id(pull, number + 1), datetime(1970, 1, 1), error=str(error))])
    return loaded


def _read_with(pull: Pull, source: RestSource) -> str:
    """What a row depends on beside the API: where this changes, all pages come again."""
    asked = [getattr(source, name) for name in ASKED_WITH]
    return fingerprint(
        b"", repr(asked), repr(pull.mapping), repr((pull.way.timezone, pull.way.constants, pull.way.date_order))
    )


def _resume(pull: Pull, read_with: str) -> str | None:
    """The bookmark of the last page that was stored; None where there is none, or it was read in another way."""
    stored = read_cursor(pull.warehouse, pull.code)
    stored_with, _, cursor = (stored or "").partition(" ")
    if stored_with == read_with:
        return cursor
    if stored:
        outdate(pull.warehouse, pull.code)
    return None


def _deliveries(pull: Pull, place: str, page: Page) -> list[Delivery]:
    """A page as it is loaded; none where it has no rows.

    Raises:
        UnreadableFileError: the rows are not what the mapping takes them for; the page must come again.
    """
    if not page.rows:
        return []
    given = list(_given(pull, place, page.rows))
    name = f"{place}, page {page.number}"
    return [Delivery(name, _file_id(pull, page.number), page.given_at.astimezone(UTC).replace(tzinfo=None), given)]


def _given(pull: Pull, place: str, rows: list[Any]) -> Iterator[Given]:
    """The rows as the mapping's format reads them: objects, or the documents of a vendor."""
    if pull.mapping.is_table:
        yield _with_all_columns(given_objects([(number, "", row) for number, row in enumerate(rows, 1)], pull.mapping))
        return
    limits = pull.settings.limits
    data = json.dumps(rows).encode()
    # A document without an id goes by the last part of the name.
    content = Content(f"{place}/{fingerprint(data)}", lambda: iter([data]))
    yield from read_given(
        content,
        pull.mapping,
        Limits(limits.file_mb * MEGABYTE, limits.archive_mb * MEGABYTE, limits.transcript_mb * MEGABYTE),
    )


def _with_all_columns(given: Given) -> Given:
    """An API leaves out what is empty: a page in which no row has a field has its column all the same."""
    rows = given.rows
    for name in given.mapping.columns_read:
        if name not in rows.column_names and not name.endswith("*"):
            rows = rows.append_column(name, pa.nulls(rows.num_rows, pa.large_string()))
    return replace(given, rows=rows)


def _file_id(pull: Pull, number: int) -> str:
    return fingerprint(b"", pull.run_id, pull.code, str(number))
