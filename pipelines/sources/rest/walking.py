"""Walking: which pages are between a bookmark and the proven end?

A list whose places are counted may slide while it is read; such a walk is made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx

from pipelines.sources.rest.asking import Answer, ask
from pipelines.sources.rest.paging import (
    PARAMETERS,
    PagingError,
    Step,
    may_shift,
    next_step,
    rows_of,
    text_at,
    total_of,
    url_of,
)
from pipelines.sources.rest.resuming import Bookmark, at_the_end, since_parameter, with_rows
from pipelines.sources.rest.seen import SeenPages
from pipelines.sources.rest.sending import Api, ApiError

WALKS = 3  # over a list that moves while it is read
FORGOTTEN = (400, 404, 410, 422)  # what APIs answer to a cursor that they no longer know
Reached = tuple[list[Any], Bookmark, datetime]  # a page's rows, the bookmark after them, and when they were given


def walk_pages(api: Api, bookmark: Bookmark) -> Iterator[Reached]:
    """All pages from a bookmark on; from the start of its walk where the API no longer knows its position.

    Raises:
        ApiError: the API refuses, fails or cannot be reached.
        PagingError: its answers are not what the source says of them, or have no end.
    """
    pages = _walks(api, bookmark)
    try:
        first = next(pages)
    except (ApiError, PagingError) as error:
        is_forgotten = isinstance(error, PagingError) or error.status in FORGOTTEN
        if bookmark.position is None or not is_forgotten:
            raise
        pages = _walks(api, bookmark.restarted)
        first = next(pages)
    yield first
    yield from pages


def _walks(api: Api, bookmark: Bookmark) -> Iterator[Reached]:
    """The pages of one walk, or of as many as it takes to see a whole list that moves."""
    for left in reversed(range(WALKS)):
        seen = SeenPages(api.source, is_from_start=bookmark.position is None)
        yield from _walk(api, seen, bookmark, is_last=not left)
        if seen.is_whole:
            return
        bookmark = bookmark.restarted
    if seen.is_short:
        raise PagingError(
            f"{seen.total} rows are there by its count, and {seen.distinct} came. They are stored. Correct"
            f' total = "{api.source.total}", or leave it out if it counts rows that the account may not read.'
        )


def _walk(api: Api, seen: SeenPages, bookmark: Bookmark, is_last: bool) -> Iterator[Reached]:
    """One walk; at its end `since` moves on if nothing slid past, or if there will be no other."""
    source = api.source
    since = since_parameter(source, bookmark.since)
    step: Step | None = Step(bookmark.position)
    while step is not None:
        answer = _ask(api, url_of(source, api.access, step, since), step)
        rows = [] if answer.is_beyond else rows_of(source, answer.document)
        is_repeat = seen.add(rows, step.position, may_shift(source, step.position))
        following = _following(api, seen, step, answer, rows, is_repeat)
        bookmark = with_rows(source, bookmark, rows, answer.given_at)
        if following is not None:
            kept = None if may_shift(source, following.position) else following.position
            reached = replace(bookmark, position=kept) if kept else bookmark.restarted
        elif seen.is_whole or (is_last and not seen.is_short):
            reached = at_the_end(source, bookmark, text_at(source.cursor, answer.document) or step.position)
        else:
            reached = bookmark.restarted
        yield rows, reached, answer.given_at
        step = following


def _following(api: Api, seen: SeenPages, step: Step, answer: Answer, rows: list[Any], is_repeat: bool) -> Step | None:
    if answer.is_beyond:
        return None
    seen.count(total_of(api.source, answer.document))
    following = next_step(api.source, api.access, step, answer, len(rows), seen.distinct)
    is_missing = is_repeat and api.source.paging in PARAMETERS  # what should have come in its place
    return step if following is not None and is_missing else following


def _ask(api: Api, url: httpx.URL, step: Step) -> Answer:
    """The answer to a step; one beyond the end where the API has no page of that number, after others."""
    try:
        return ask(api, url)
    except ApiError as error:
        is_beyond = error.status == 204 or (error.status == 404 and step.position is not None)
        if is_beyond and api.source.paging in PARAMETERS:
            return Answer(None, None, datetime.fromtimestamp(api.clock(), UTC), is_beyond=True)
        raise
