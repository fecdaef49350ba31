"""Outline: on which lines do the records of a CSV file start, and do all its quotes stand as RFC 4180 has them?

From the start of a file, quotes open and close in turn (a doubled one closes and opens again). In a sound file each that
opens follows a delimiter, a line's end or a quote, and each that closes precedes one. That is counted, not parsed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.sources.reading.quoting import Layout, swallows_rows

BLOCK_BYTES = 2 << 20  # numpy asks for huge pages from 4 MB on, which cost more than they save
QUOTE, LINE_FEED = ord('"'), ord("\n")


@dataclass(frozen=True)
class Outline:
    """The line (from 0) on which each record starts that is not blank, and the length in bytes of the longest."""

    lines: np.ndarray
    longest: int
    has_quotes: bool
    has_long_records: bool


def outline(body: bytes, layout: Layout) -> Outline | None:
    """The outline of what follows a header; None where a quote stands where it should not."""
    data = np.frombuffer(body, np.uint8)
    has_quotes = b'"' in body
    found = _line_ends(data, layout.delimiter) if has_quotes else _all_line_ends(data)
    if found is None:
        return None
    ends, is_inside = found
    has_long_records = bool(is_inside.any())
    record_ends = np.append(ends[~is_inside] if has_long_records else ends, len(data))
    lengths = np.diff(record_ends, prepend=-1) - 1
    lines = np.flatnonzero(lengths > 0)
    if has_long_records:
        starts_line = np.concatenate([[0], np.flatnonzero(~is_inside) + 1])
        for record in np.flatnonzero(np.diff(starts_line, append=len(ends) + 1) > 1):
            end = record_ends[record]
            if swallows_rows(body[end - lengths[record] : end].decode("utf-8").split("\n"), layout):
                return None
        lines = starts_line[lines]
    return Outline(lines, int(lengths.max()), has_quotes, has_long_records)


def _all_line_ends(data: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    starts = range(0, len(data), BLOCK_BYTES)
    ends = [np.flatnonzero(data[start : start + BLOCK_BYTES] == LINE_FEED) + start for start in starts]
    joined = np.concatenate([*ends, np.zeros(0, np.int64)])
    return joined, np.zeros(len(joined), bool)


def _line_ends(data: np.ndarray, delimiter: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Where lines end, and which of the ends stand in a quoted value; None where a quote stands where it should not."""
    may_touch = np.zeros(256, bool)
    may_touch[[ord(delimiter), LINE_FEED, QUOTE]] = True
    ends, is_inside = [], []
    parity = 0
    for start in range(0, len(data), BLOCK_BYTES):
        block = data[start : start + BLOCK_BYTES]
        quotes = np.flatnonzero(block == QUOTE)
        line_ends = np.flatnonzero(block == LINE_FEED)
        opening, closing = quotes[parity::2] + start, quotes[1 - parity :: 2] + start
        before, after = opening[opening > 0] - 1, closing[closing < len(data) - 1] + 1
        if not (may_touch[data[before]].all() and may_touch[data[after]].all()):
            return None
        ends.append(line_ends + start)
        is_inside.append((np.searchsorted(quotes, line_ends) + parity) % 2 == 1)
        parity = (parity + len(quotes)) % 2
    return None if parity else (np.concatenate(ends), np.concatenate(is_inside))
