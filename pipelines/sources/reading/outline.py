"""Outline: on which lines do the records of a CSV file start, and do all its quotes stand as RFC 4180 has them?

From the start of a file, quotes open and close in turn (a doubled one closes and opens again). In a sound file each that
opens follows a delimiter, a line's end or a quote, and each that closes precedes one. That is counted, not parsed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.sources.reading.quoting import Layout, swallows_rows

BLOCK_BYTES = 16 << 20
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
    starts_line = np.concatenate([[0], np.flatnonzero(~is_inside) + 1])
    record_ends = np.append(ends[~is_inside], len(data))
    record_starts = np.concatenate([[0], record_ends[:-1] + 1])
    lengths = record_ends - record_starts
    line_counts = np.diff(np.append(starts_line, len(ends) + 1))
    for record in np.flatnonzero(line_counts > 1):
        text = body[record_starts[record] : record_ends[record]].decode("utf-8")
        if swallows_rows(text.split("\n"), layout):
            return None
    longest = int(lengths.max())
    return Outline(starts_line[lengths > 0], longest, has_quotes, bool(is_inside.any()))


def _all_line_ends(data: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    ends = np.flatnonzero(data == LINE_FEED)
    return ends, np.zeros(len(ends), bool)


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
