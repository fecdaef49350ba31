"""Seen: what has a walk over an API's pages come past, and does it get anywhere?

A list whose places are counted moves while it is read: what was on page 3 may have slid to page 2 when page 3 is asked
for. Such a walk is repeated. One that sees the same pages again and again is ended.
"""

from __future__ import annotations

import json
from typing import Any

from pipelines.source_settings import RestSource
from pipelines.sources.reading.json_rows import compile_path
from pipelines.sources.rest.paging import PagingError

REPEATS = 2  # pages that may come again in a row: a gateway that answers from its cache
PAGES = 100_000


class SeenPages:
    """The rows of a walk by their key, its pages and its positions, as hashes."""

    def __init__(self, source: RestSource, is_from_start: bool) -> None:
        self.total: int | None = None  # as the API counted last
        self._is_from_start = is_from_start
        self._has_moved = False
        self._page_count = 0
        self._key = compile_path(source.key)
        self._rows: dict[int, int] = {}
        self._pages: set[int] = set()
        self._positions: set[str | None] = set()
        self._repeats = 0

    @property
    def distinct(self) -> int:
        """How many different rows came."""
        return len(self._rows)

    @property
    def is_short(self) -> bool:
        """Whether fewer rows came than the API counts."""
        return self._is_from_start and self.total is not None and self.distinct < self.total

    @property
    def is_whole(self) -> bool:
        """Whether nothing can have slid past between two pages."""
        return not self._has_moved and not self.is_short

    def count(self, total: int | None) -> None:
        """Take note of the API's own count; where it falls, rows before the place that was read are gone."""
        self._has_moved |= total is not None and self.total is not None and total < self.total
        self.total = total

    def add(self, rows: list[Any], position: str | None, may_shift: bool) -> bool:
        """Take note of a page and return whether it came before; `may_shift` where places in the list are counted.

        Raises:
            PagingError: the same pages come again and again.
        """
        contents = [hash(json.dumps(row, sort_keys=True)) for row in rows]
        for row, content in zip(rows, contents, strict=True):
            key = self._key(row) if isinstance(row, dict) else None
            known = self._rows.setdefault(hash(str(key)) if key is not None else content, content)
            self._has_moved |= may_shift and known != content
        page = hash(tuple(contents))
        is_repeat = page in self._pages if rows else position in self._positions
        self._repeats = self._repeats + 1 if is_repeat else 0
        self._pages.add(page)
        self._positions.add(position)
        self._page_count += 1
        if self._repeats > REPEATS:
            raise PagingError(
                "the same page comes again and again. Does the API know the paging's parameter? Correct the paging, or"
                ' name a "total" or "end".'
            )
        if self._page_count >= PAGES:
            raise PagingError(f"there is no end after {PAGES} pages. Correct the paging, or ask for larger pages.")
        return is_repeat
