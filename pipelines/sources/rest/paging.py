"""Paging: which request follows an answer, and when is the end proven?

A short page proves nothing (an API may cap pages, or filter them). The end is an empty page, a flag, a total, or an
answer that names no next page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx

from pipelines.source_settings import RestSource
from pipelines.sources.reading.json_rows import compile_path
from pipelines.sources.rest.asking import Answer
from pipelines.sources.rest.authorising import Access

PARAMETERS = {"page": "page", "offset": "offset"}
FLAGS = {"true": True, "1": True, "false": False, "0": False}
NAMES_A_NEXT_PAGE = re.compile(
    r"(@odata\.)?next([-_]?(page|cursor|link|url|token|page[-_]?token|page[-_]?url|records[-_]?url))?"
    r"|after[-_]?(cursor|url)|has[-_]?(more|next|next[-_]?page)|more",
    re.IGNORECASE,
)
IS_A_NAME = re.compile(r"[A-Za-z@$_][\w.$-]{0,30}")
COUNTS_ROWS = frozenset({"page", "offset", "skip", "start", "$skip", "p", "page_number", "pagenumber", "startindex"})


class PagingError(Exception):
    """An answer is not what voc.toml says of it, or pages have no end; the message says what to correct."""


@dataclass(frozen=True)
class Step:
    """One request: `position` is a cursor, a page's number, an offset, or a link's path and query; None at the start."""

    position: str | None = None
    sent_rows: int = 0


def url_of(source: RestSource, access: Access, step: Step, since: str | None) -> httpx.URL:
    """The address of a step. A cursor that lasts stands in place of `since`; a link holds all but the secrets.

    Raises:
        PagingError: what the API gave as the next page's place cannot be sent.
    """
    try:
        return _url_of(source, access, step, since)
    except (httpx.InvalidURL, UnicodeError):
        raise PagingError('the place of the next page cannot be sent. Correct "cursor" or "link".') from None


def _url_of(source: RestSource, access: Access, step: Step, since: str | None) -> httpx.URL:
    url = httpx.URL(source.url)
    if source.paging == "link" and step.position is not None:
        return url.join(step.position).copy_merge_params(access.secret_params)
    params = dict(access.params)
    if source.size_parameter:
        params[source.size_parameter] = str(source.page_size)
    if source.since and since and not (source.cursor_lasts and step.position is not None):
        params[source.since] = since
    if source.paging == "cursor" and step.position is not None:
        params[source.cursor_parameter] = step.position
    if source.paging in PARAMETERS:
        first = str(source.first_page) if source.paging == "page" else "0"
        params[source.page_parameter or PARAMETERS[source.paging]] = step.position or first
    return url.copy_merge_params(params)


def rows_of(source: RestSource, document: Any) -> list[Any]:
    """The rows of an answer.

    Raises:
        PagingError: there is no list where `rows` says.
    """
    rows = compile_path(source.rows)(document) if source.rows else document
    if isinstance(rows, list):
        return rows
    if rows is None and source.rows and isinstance(document, dict) and source.rows in document:
        return []  # null, as some write an empty list
    keys = [key for key in document if IS_A_NAME.fullmatch(key)][:8] if isinstance(document, dict) else []
    has = f"It has: {', '.join(keys)}." if keys else "It has no names at all."
    raise PagingError(f'an answer holds no list at rows = "{source.rows or ""}". {has} Correct "rows".')


def next_step(
    source: RestSource, access: Access, step: Step, answer: Answer, row_count: int, distinct: int
) -> Step | None:
    """What to ask for after this answer, None at the end.

    Args:
        row_count: rows of this answer.
        distinct: different rows of all answers so far.

    Raises:
        PagingError: the answer does not say whether there is more, or points to another host.
    """
    says_more = _says_more(source, answer.document)
    if says_more is False:
        return None
    if source.paging in PARAMETERS:
        return _next_number(source, step, answer.document, row_count, distinct, says_more)
    if source.paging == "link":
        position = _next_link(source, access, answer)
    else:
        position = text_at(source.cursor, answer.document)
        if position is not None and position == step.position and not row_count and says_more is None:
            return None  # nothing new at the same place
    if position is None:
        _require_end(source, answer, says_more)
        return None
    return Step(position, step.sent_rows + row_count)


def text_at(path: str | None, document: Any) -> str | None:
    """The text or number at a path; None where it says nothing."""
    value = compile_path(path)(document) if path else None
    is_said = isinstance(value, str | int) and not isinstance(value, bool) and value != ""
    return str(value) if is_said else None


def total_of(source: RestSource, document: Any) -> int | None:
    """How many rows the API says there are."""
    return _number_at(source.total, document)


def may_shift(source: RestSource, position: str | None) -> bool:
    """Whether a place in the list is counted by rows or pages, so that a change before it moves what stands there."""
    if source.paging == "link" and position is not None:
        return any(name.lower() in COUNTS_ROWS for name in httpx.URL(position).params)
    return source.paging in PARAMETERS


def _says_more(source: RestSource, document: Any) -> bool | None:
    for path, negate in ((source.more, False), (source.end, True)):
        value = compile_path(path)(document) if path else None
        if str(value).lower() in FLAGS:
            return FLAGS[str(value).lower()] != negate
    return None


def _next_number(
    source: RestSource, step: Step, document: Any, row_count: int, distinct: int, says_more: bool | None
) -> Step | None:
    total, page_count = total_of(source, document), _number_at(source.page_count, document)
    if (total is not None and distinct >= total) or (not row_count and not says_more):
        return None
    if source.paging == "offset":
        return Step(str(step.sent_rows + row_count), step.sent_rows + row_count)
    page = int(step.position or source.first_page)
    if page_count is not None and page + 1 - source.first_page >= page_count:
        return None
    return Step(str(page + 1), step.sent_rows + row_count)


def _number_at(path: str | None, document: Any) -> int | None:
    text = text_at(path, document)
    if path and (text is None or not text.isdecimal()):
        raise PagingError(f'an answer has no number at "{path}". Correct that path.')
    return int(text) if text else None


def _next_link(source: RestSource, access: Access, answer: Answer) -> str | None:
    """Path and query of the next page's link, without what is secret."""
    link = text_at(source.link, answer.document) if source.link else answer.header_link
    if not link:
        return None
    try:
        home = httpx.URL(source.url)
        url = home.join(link)
    except (httpx.InvalidURL, UnicodeError):
        raise PagingError('the link to the next page is no address. Correct "link".') from None
    if url.host != home.host:
        raise PagingError(
            'the link to the next page leads to another host and is not followed. Correct "url" or "link".'
        )
    for name in {name for name, value in url.params.multi_items() if access.is_secret(name, value)}:
        url = url.copy_remove_param(name)
    return url.raw_path.decode()


def _require_end(source: RestSource, answer: Answer, says_more: bool | None) -> None:
    """No next page is named: is that the end, or is voc.toml wrong about where it is named?"""
    flags = " or ".join(f'"{path}"' for path in (source.more, source.end) if path)
    if flags:
        what = "says that there is more" if says_more else f"lacks {flags}"
        raise PagingError(f'an answer {what}, and names no next page. Correct "cursor", "link", "more" or "end".')
    named = _named_elsewhere(answer)
    if named:
        raise PagingError(f'an answer names a next page in "{named}", which is not followed. Correct the paging.')


def _named_elsewhere(answer: Answer) -> str | None:
    """The name in an answer under which something seems to be said of a next page."""
    if answer.header_link:
        return "the header Link"
    document = answer.document if isinstance(answer.document, dict) else {}
    below = [value for value in document.values() if isinstance(value, dict)]
    for level in (document, *below):
        for name, value in level.items():
            if NAMES_A_NEXT_PAGE.fullmatch(name) and value and not isinstance(value, list):
                return str(name)
    return None
