"""Delimited: which rows does a CSV file hold, and which of its lines are broken?

Where every quote of the file stands as RFC 4180 has it, Arrow reads the file at once; where one does not, the file is
read line by line (`quoting`), so that a quote which never closes breaks its own line and swallows none after it.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from pipelines.sources.reading.opening import BrokenRow, UnreadableFileError, to_utf8
from pipelines.sources.reading.outline import Outline, outline
from pipelines.sources.reading.quoting import IN_QUOTES, Layout, Mark, fit, read_exactly, table_of

DELIMITERS = "\t;|,"  # where two fit equally well, the one that is rarer in prose
SAMPLE_BYTES = 1 << 16
SAMPLE_LINES = 20
BLOCK_BYTES = 4 << 20  # some 50,000 narrow rows
PART_BYTES = 1 << 18  # of a file in which some quotes are not sound
PATIENCE = 4  # times the lines of a file that may be tried in vain for the end of a value: time stays linear
MOST_BLOCK_BYTES = (1 << 31) - 1
QUOTED = re.compile(rf'"{IN_QUOTES}"')


@dataclass(frozen=True)
class Delimited:
    """The rows of a table file: text columns named by the header, `_row` (int64), what is broken, and what was noted.

    `_row` counts physical lines from the header's: a record that starts on line n of the file has `_row` n - 1.
    """

    table: pa.Table
    broken: tuple[BrokenRow, ...] = ()
    notes: tuple[str, ...] = ()


def read_delimited(data: bytes, delimiter: str | None = None) -> Delimited:
    """The rows of a CSV, TSV, semicolon or pipe file.

    Raises:
        UnreadableFileError: it is not text, or has no header.
    """
    utf8 = to_utf8(data)
    content = with_line_feeds(utf8.data)
    layout, body, notes = _read_header(content, delimiter)
    table, broken = read_at_once(body, layout) or _read_in_parts(body, layout)
    table, unnamed = without_empty_unnamed(table, layout.unnamed)
    return Delimited(table, tuple(broken), (*([utf8.note] if utf8.note else []), *notes, *unnamed))


def with_line_feeds(content: bytes) -> bytes:
    """Text whose lines end with a line feed, whether they ended with that, with \\r\\n, or (old Macintosh) with \\r.

    The first line's end decides; the other character is then part of a value, and becomes a space.
    """
    content = content.rstrip(b"\x1a")
    if b"\r" not in content:
        return content
    first = re.search(rb"\r+\n|\r|\n", content)
    if first and first[0] == b"\r":
        return content.replace(b"\n", b" ").replace(b"\r", b"\n")
    return content.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b" ")


def _read_header(content: bytes, delimiter: str | None) -> tuple[Layout, bytes, list[str]]:
    """How the file is laid out, what follows its header, and what was noted about its names."""
    start = len(content) - len(content.lstrip(b"\n"))
    sample = content[start : start + SAMPLE_BYTES].decode("utf-8", "ignore")
    stated = re.match(r'"?sep=([^"\w\r\n ])"?\n', sample)  # Excel's own way to name the delimiter
    if stated:
        start += len(stated[0].encode())
        sample = sample[len(stated[0]) :]
    delimiter = delimiter or (stated[1] if stated else recognise_delimiter(sample))
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise UnreadableFileError(f"The delimiter {delimiter!r} is not one character that can stand between values.")
    is_spaced = any(re.search(rf'{re.escape(delimiter)} +"', line) for line in sample.split("\n")[:2])
    lines = content[start : start + (SAMPLE_BYTES << 4)].decode("utf-8", "ignore").split("\n")
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter, strict=True, skipinitialspace=is_spaced)
    try:
        given = next(reader, [])
    except csv.Error as error:
        raise UnreadableFileError("A quote in the header is not closed. Export the file again.") from error
    if not any(name.strip() for name in given):
        raise UnreadableFileError("It holds no header: its first line names no column. Export it with a header.")
    names, unnamed, notes = unique_names(given)
    for _ in range(reader.line_num):
        start = content.find(b"\n", start) + 1 or len(content)
    layout = Layout(tuple(names), delimiter, content.count(b"\n", 0, start), is_spaced, unnamed)
    return layout, content[start:], notes


def recognise_delimiter(sample: str) -> str:
    """The delimiter that the header shows outside quotes; where several do, the one that the lines below agree with."""
    lines = QUOTED.sub("", sample).strip("\n").split("\n")[: SAMPLE_LINES + 1]
    found = {each: lines[0].count(each) for each in DELIMITERS if each in lines[0]}
    if not found:
        return ","
    below = [line for line in lines[1:-1] if line]
    agreeing = {each: sum(line.count(each) == count for line in below) for each, count in found.items()}
    return max(found, key=lambda each: (agreeing[each], found[each]))


def unique_names(given: list[str]) -> tuple[list[str], tuple[str, ...], list[str]]:
    """Names that differ (also without regard to case, as in SQL), which of them the header lacks, and what was changed."""
    names: list[str] = []
    notes: list[str] = []
    taken = {"_row"}
    following: defaultdict[str, int] = defaultdict(lambda: 2)
    for position, text in enumerate(given, 1):
        wanted = _tidy(text) or f"column_{position}"
        name = wanted
        while name.casefold() in taken:
            name = f"{wanted}_{following[wanted.casefold()]}"
            following[wanted.casefold()] += 1
        if name != wanted:
            notes.append(
                f'the header names "{wanted}" more than once: column {position} has {name[len(wanted) :]} after it'
            )
        taken.add(name.casefold())
        names.append(name)
    unnamed = tuple(name for name, text in zip(names, given, strict=True) if not _tidy(text))
    return names, unnamed, notes


def _tidy(name: str) -> str:
    return " ".join(line.strip(" \t\ufeff\u00a0\u200b") for line in name.split("\n")).strip()


def read_at_once(body: bytes, layout: Layout) -> tuple[pa.Table, list[BrokenRow]] | None:
    """The rows as Arrow reads them; None where quotes stand so that only reading line by line can tell the rows."""
    if not layout.delimiter.isascii() or layout.is_spaced:
        return None
    found = outline(body, layout)
    if found is None:
        return None
    if not len(found.lines):
        return table_of([], [], layout), []
    broken: list[tuple[int, str, int]] = []

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        broken.append((row.number - 1, row.text, row.actual_columns))
        return "skip"

    table = _arrow_table(body, layout, found, set_aside)
    if len(table) + len(broken) != len(found.lines) or any("\n" in text for _, text, _ in broken):
        return None
    return _with_mended(table, broken, found, layout)


def _read_in_parts(body: bytes, layout: Layout) -> tuple[pa.Table, list[BrokenRow]]:
    """The rows of a file whose quotes are not all sound: only the parts in which one is not are read line by line."""
    tables = [table_of([], [], layout)]
    broken: list[BrokenRow] = []
    mark = Mark(0, layout.first_row, PATIENCE * (body.count(b"\n") + 1))
    while mark.start < len(body):
        stop = body.find(b"\n", mark.start + PART_BYTES) + 1 or len(body)
        part = body[mark.start : stop]
        read = read_at_once(part, replace(layout, first_row=mark.row))
        if read:
            table, broken_lines = read
            mark = Mark(stop, mark.row + part.count(b"\n"), mark.patience)
        else:
            table, broken_lines, mark = read_exactly(body, layout, mark, stop)
        tables.append(table)
        broken += broken_lines
    return pa.concat_tables(tables), broken


def _arrow_table(body: bytes, layout: Layout, found: Outline, set_aside: object) -> pa.Table:
    block_bytes = min(max(BLOCK_BYTES, 2 * found.longest + 1024), MOST_BLOCK_BYTES)
    return arrow_csv.read_csv(
        pa.BufferReader(body),
        memory_pool=pa.system_memory_pool(),  # Arrow's own asks for huge pages, which cost more than reading does
        # One thread: only then does Arrow tell the number of a row that does not fit.
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=block_bytes, column_names=layout.names),
        parse_options=arrow_csv.ParseOptions(
            delimiter=layout.delimiter,
            quote_char='"' if found.has_quotes else False,
            newlines_in_values=found.has_long_records,
            invalid_row_handler=set_aside,
        ),
        convert_options=arrow_csv.ConvertOptions(
            check_utf8=False, strings_can_be_null=False, column_types=dict.fromkeys(layout.names, pa.string())
        ),
    )


def _with_mended(
    table: pa.Table, set_aside: list[tuple[int, str, int]], found: Outline, layout: Layout
) -> tuple[pa.Table, list[BrokenRow]]:
    """The table with `_row`, the rows put back whose only fault is empty columns at their end, and the broken ones."""
    lines = found.lines + layout.first_row
    kept = np.delete(lines, [number for number, *_ in set_aside]) if set_aside else lines
    table = table.append_column("_row", pa.array(kept))
    broken: list[BrokenRow] = []
    mended: list[list[str]] = []
    rows: list[int] = []
    for number, text, _ in set_aside:
        fields, reason = fit(next(csv.reader([text], delimiter=layout.delimiter), []), layout)
        if fields:
            mended.append(fields)
            rows.append(int(lines[number]))
        elif text.strip(" "):
            broken.append(BrokenRow(int(lines[number]), text, reason))
    if mended:
        table = pa.concat_tables([table, table_of(mended, rows, layout)]).sort_by("_row")
    return table, broken


def without_empty_unnamed(table: pa.Table, unnamed: tuple[str, ...]) -> tuple[pa.Table, list[str]]:
    """The table without columns that have neither name nor value (a delimiter at the end of lines), the others noted."""
    empty = [name for name in unnamed if not any(table[name].unique().to_pylist())]
    notes = [f'a column without a name is read as "{name}"' for name in unnamed if name not in empty]
    return table.drop_columns(empty), notes
