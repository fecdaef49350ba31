"""Quoting: which rows does a CSV file hold whose quotes are not sound?

Read line by line. A quote that does not close breaks the line on which it opens, alone: reading goes on at the next
line. It shows itself in three ways: no quote follows; the next one stands where no value ends; or the value that it
opens would hold lines that look like whole rows.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from pipelines.sources.reading.opening import BrokenRow

MOST_SAMPLED_LINES = 100
ENOUGH_COLUMNS = 6  # so many delimiters on a line are no accident of prose
BATCH_ROWS = 50_000
IN_QUOTES = r'[^"]*+(?:""[^"]*+)*+'  # possessive: a long value would fill the memory with ways to read it otherwise
BEFORE_CLOSING_QUOTE = re.compile(rf'({IN_QUOTES})"')
csv.field_size_limit(1 << 30)  # Python's own limit is below one long transcript


@dataclass(frozen=True)
class Layout:
    """What a header says about the rows below it; `first_row` is the `_row` of the line that follows it."""

    names: tuple[str, ...]
    delimiter: str
    first_row: int
    is_spaced: bool = False
    unnamed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """How far a file is read: where its next line starts, the `_row` of that, and how many lines may be tried in vain."""

    start: int
    row: int
    patience: int


@dataclass(frozen=True)
class Record:
    """The fields of a record, or the reason why it has none, and over how many lines it goes."""

    fields: list[str] | None
    line_count: int = 1
    reason: str = ""
    lines_tried: int = 0


def read_exactly(body: bytes, layout: Layout, mark: Mark, stop: int) -> tuple[pa.Table, list[BrokenRow], Mark]:
    """The rows and the broken lines from a mark on, and the mark of the first record that starts at `stop` or after."""
    tables = []
    broken: list[BrokenRow] = []
    fields: list[list[str]] = []
    rows: list[int] = []
    for row, text, record, following in _records(body, layout, mark, stop):
        mark = following
        if record.fields is not None:
            fields.append(record.fields)
            rows.append(row)
        elif record.reason:
            broken.append(BrokenRow(row, text, record.reason))
        if len(rows) == BATCH_ROWS:
            tables.append(table_of(fields, rows, layout))
            fields, rows = [], []
    return pa.concat_tables([*tables, table_of(fields, rows, layout)]), broken, mark


def table_of(fields: list[list[str]], rows: list[int], layout: Layout) -> pa.Table:
    """Rows as a table of text columns, with `_row`."""
    columns = list(zip(*fields, strict=True)) if fields else [()] * len(layout.names)
    arrays = [pa.array(column, pa.string()) for column in columns]
    return pa.table([*arrays, pa.array(rows, pa.int64())], names=[*layout.names, "_row"])


def fit(fields: list[str], layout: Layout) -> tuple[list[str] | None, str]:
    """The fields where there are as many as the header names (empty ones at the end do not count), else the reason."""
    wanted = len(layout.names)
    if len(fields) == wanted or (len(fields) > wanted and not any(fields[wanted:])):
        return fields[:wanted], ""
    columns = "1 column" if len(fields) == 1 else f"{len(fields)} columns"
    return None, f"the row has {columns}, the header {wanted}"


def _records(body: bytes, layout: Layout, mark: Mark, stop: int) -> Iterator[tuple[int, str, Record, Mark]]:
    """`_row`, text and record of each line or lines that make one, and the mark after it; a blank line has no reason."""
    while mark.start < stop:
        end = _end_of_lines(body, mark.start, 1)
        text = body[mark.start : end].decode("utf-8")
        record = Record(None)
        if '"' in text:
            record = _quoted_record(body, mark.start, text, layout, max(mark.patience, 2))
            end = _end_of_lines(body, mark.start, record.line_count)
            text = body[mark.start : end].decode("utf-8") if record.line_count > 1 else text
        elif text.strip(" ") or (text and len(layout.names) == 1):
            fields, reason = fit(text.split(layout.delimiter), layout)
            record = Record(fields, reason=reason)
        row = mark.row
        mark = Mark(end + 1, row + record.line_count, mark.patience - record.lines_tried)
        yield row, text, record, mark


def _end_of_lines(body: bytes, start: int, count: int) -> int:
    end = start - 1
    for _ in range(count):
        end = body.find(b"\n", end + 1)
        if end < 0:
            return len(body)
    return end


def _quoted_record(body: bytes, start: int, text: str, layout: Layout, most_lines: int) -> Record:
    """The record that starts with a line in which there are quotes."""
    try:
        fields, reason = fit(next(_reader([text], layout)), layout)
        return Record(fields, reason=reason)
    except csv.Error as error:
        column = _broken_column(text, layout)
        if "unexpected end" not in str(error):
            return Record(None, reason=f"a quote in {column} closes before its value ends")
    unclosed = f"a quote that opens in {column} is not closed"
    lines: list[str] = []
    reader = _reader(_lines(body, start, most_lines, lines), layout)
    try:
        given = next(reader)
    except csv.Error:
        return Record(None, reason=unclosed, lines_tried=len(lines))
    fields, reason = fit(given, layout)
    if swallows_rows(lines, layout) or (reason and _is_mostly_rows(lines, layout)):
        return Record(None, reason=unclosed, lines_tried=len(lines))
    return Record(fields, len(lines), reason)


def _reader(lines: Iterable[str], layout: Layout) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=layout.delimiter, strict=True, skipinitialspace=layout.is_spaced)


def _lines(body: bytes, start: int, most_lines: int, read: list[str]) -> Iterator[str]:
    """Up to so many lines with their ends; those that were read are also put into `read`, without."""
    for _ in range(most_lines):
        if start >= len(body):
            return
        end = _end_of_lines(body, start, 1)
        read.append(body[start:end].decode("utf-8"))
        yield read[-1] + "\n"
        start = end + 1


def _broken_column(text: str, layout: Layout) -> str:
    """The first column of a line whose quotes are not sound, in words."""
    delimiter, space = re.escape(layout.delimiter), " *" if layout.is_spaced else ""
    sound = re.compile(rf'{space}"{IN_QUOTES}"{delimiter}|(?!{space}")[^{delimiter}]*{delimiter}')
    position, at = 0, 0
    while found := sound.match(text, at):
        position, at = position + 1, found.end()
    return f'column "{layout.names[position]}"' if position < len(layout.names) else f"column {position + 1}"


def swallows_rows(lines: list[str], layout: Layout) -> bool:
    """Whether a record over several lines is one whose quote is not closed: later rows were taken for its value.

    The quote that seems to close it is then one that opens a value, and the lines below the first look like rows.
    """
    closing = BEFORE_CLOSING_QUOTE.match(lines[-1])
    return closing is not None and closing[1].endswith(layout.delimiter) and _is_mostly_rows(lines, layout)


def _is_mostly_rows(lines: list[str], layout: Layout) -> bool:
    """Whether the lines of a record, but its first, look like rows of their own."""
    below = [line for line in lines[1 : MOST_SAMPLED_LINES + 1] if line.strip()]
    whole = [line for line in below if line.count(layout.delimiter) == len(layout.names) - 1]
    if len(layout.names) < 2 or not below or 5 * len(whole) < 4 * len(below):
        return False
    if len(layout.names) >= ENOUGH_COLUMNS:
        return True
    kind = _kind(lines[0].split(layout.delimiter)[0])
    return "9" in kind and all(_kind(line.split(layout.delimiter)[0]) == kind for line in whole)


def _kind(value: str) -> str:
    """The shape of a value: words of letters as a, words with digits as 9, other characters as they are."""
    return re.sub(r"\w+", lambda word: "9" if any(map(str.isdigit, word[0])) else "a", value.strip('" '))
