"""Given rows: what stands in a file, before anything is renamed, typed or masked?

Each reader yields tables of text columns with `_row`, the place of the row in its file, and the rows that could not be
read at all. Nothing here is written to disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.sources.mapping import Field, Mapping
from pipelines.sources.reading.blocks import Content, utf8_pieces
from pipelines.sources.reading.delimited import read_delimited
from pipelines.sources.reading.documents import read_documents
from pipelines.sources.reading.json_documents import objects_of
from pipelines.sources.reading.json_rows import table_of_objects
from pipelines.sources.reading.opening import BrokenRow, Limits, UnreadableFileError
from pipelines.sources.reading.scanning import Form
from pipelines.sources.reading.workbooks import read_workbook
from pipelines.tables import RECORD_COLUMNS
from pipelines.warehouse import connect_in_memory, fetch_table

OBJECTS_AT_ONCE = 50_000
KEY_COLUMNS = ("contact_id", "started_at", "text", "code")


@dataclass(frozen=True)
class Given:
    """Rows of one kind, and the mapping that fits them."""

    rows: pa.Table
    mapping: Mapping
    broken: tuple[BrokenRow, ...] = ()
    nested: tuple[str, ...] = ()  # values of JSON that no field reads and that are no scalars
    notes: tuple[str, ...] = ()
    header_lines: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in self.rows.column_names if name != "_row")


def read_given(content: Content, mapping: Mapping, limits: Limits) -> Iterator[Given]:
    """The rows of one file, in pieces.

    Raises:
        UnreadableFileError: the file is empty, of another kind, too large, or lacks what the mapping needs.
    """
    readers: dict[str, Callable[[Content, Mapping], Iterable[Given]]] = {
        "csv": _read_csv,
        "excel": _read_excel,
        "parquet": _read_parquet,
        "json": partial(_read_json, limits=limits),
        "jsonl": partial(_read_json, limits=limits),
    }
    if mapping.format not in readers:
        yield from _of_documents(content, mapping, limits)
        return
    for given in readers[mapping.format](content, mapping):
        table = _with_partitions(given.rows, content.partitions)
        _require_columns(content.name, mapping, [name for name in table.column_names if name != "_row"])
        yield replace(given, rows=table)


def _read_csv(content: Content, mapping: Mapping) -> Iterator[Given]:
    read = read_delimited(content.read(), mapping.delimiter)
    yield Given(read.table, mapping, read.broken, notes=read.notes, header_lines=1)


def _read_excel(content: Content, mapping: Mapping) -> Iterator[Given]:
    read = read_workbook(content.read(), mapping.sheet)
    yield Given(read.table, mapping, read.broken, notes=read.notes, header_lines=1)


def _read_parquet(content: Content, mapping: Mapping) -> Iterator[Given]:
    data = content.read()
    try:
        table = pq.read_table(pa.BufferReader(data))
        yield Given(as_texts(table), mapping)
    except (pa.ArrowException, OSError, duckdb.Error) as error:
        raise UnreadableFileError(
            f"{content.name} cannot be read as Parquet. Is it what its name says? Correct it or its mapping."
        ) from error


def as_texts(table: pa.Table) -> pa.Table:
    """Any table with its values as text and `_row` from 1; nested values as DuckDB writes them."""
    renamed = table.rename_columns([f"c{at}" for at in range(table.num_columns)])
    with connect_in_memory() as memory:
        memory.register("typed", renamed)
        texts = fetch_table(memory, "select row_number() over () as _row, columns(*)::varchar from typed")
    return texts.rename_columns(["_row", *table.column_names])


def _read_json(content: Content, mapping: Mapping, limits: Limits) -> Iterator[Given]:
    list_name = mapping.rows if mapping.rows and mapping.rows.isidentifier() else None
    form = Form(content.name, limits.file_bytes, "file_mb", list_name)
    notes: list[str] = []
    found = False
    for piece in _pieces(objects_of(_texts(content, notes), mapping.rows, form)):
        given = replace(given_objects(piece, mapping), notes=tuple(notes))
        found = found or given.rows.num_rows > 0
        if not found:
            raise UnreadableFileError(f"{content.name} holds no JSON object. Correct its mapping.")
        yield given


def _texts(content: Content, notes: list[str]) -> Iterator[bytes]:
    """The text of a file as UTF-8, some megabytes at a time; what was noted so far is added to `notes`."""
    for piece in utf8_pieces(content.open()):
        if piece.note and piece.note not in notes:
            notes.append(piece.note)
        yield piece.data


def _pieces(objects: Iterator[tuple[int, str, Any]]) -> Iterator[list[tuple[int, str, Any]]]:
    while piece := list(islice(objects, OBJECTS_AT_ONCE)):
        yield piece


def given_objects(objects: Iterable[tuple[int, str, Any]], mapping: Mapping) -> Given:
    """JSON objects, each with its number and its text, as rows; what is no object is a broken row."""
    rows, broken, nested = table_of_objects(objects, mapping)
    return Given(rows, mapping, broken, nested)


def given_table(texts: pa.Table, mapping: Mapping) -> Given:
    """A table of text columns as rows numbered from 1.

    Raises:
        UnreadableFileError: it lacks a column that the mapping needs.
    """
    numbers = pa.array(range(1, texts.num_rows + 1), pa.int64())
    _require_columns("The answer", mapping, texts.column_names)
    return Given(texts.add_column(0, "_row", numbers) if "_row" not in texts.column_names else texts, mapping)


def _of_documents(content: Content, mapping: Mapping, limits: Limits) -> Iterator[Given]:
    notes: list[str] = []
    for contacts, turns, broken in read_documents(_texts(content, notes), content, mapping.format, limits):
        names = [name for name in contacts.column_names if name != "_row"]
        yield Given(contacts, _same_names(mapping, "contact", names), broken, notes=tuple(notes))
        if turns.num_rows:
            yield Given(turns, _same_names(mapping, "turn", turns.column_names))


def _same_names(mapping: Mapping, record: str, names: list[str]) -> Mapping:
    """What a reader of documents yields has the columns' own names; the file's mapping may fix some and name speakers."""
    known = [name for name in names if name in RECORD_COLUMNS[record] or name == "customer_name"]
    fields = {name: Field(column=name, unit="ms" if name.endswith("_ms") else "s") for name in known}
    given = {name: each for name, each in mapping.fields.items() if name in RECORD_COLUMNS[record]}
    fixed = {name: each for name, each in given.items() if each.column is None}
    mended = {name: replace(each, column=name) for name, each in given.items() if each.column == name}
    return Mapping(
        name=mapping.name,
        format=mapping.format,
        record=record,
        attributes=("attributes.*",),
        ignored=mapping.ignored,
        fields=fields | fixed | mended,
        speakers=mapping.speakers,
    )


def _with_partitions(table: pa.Table, partitions: tuple[tuple[str, str], ...]) -> pa.Table:
    for name, value in partitions:
        if name not in table.column_names:
            table = table.append_column(name, pa.array([value] * table.num_rows, pa.large_string()))
    return table


def _require_columns(file_name: str, mapping: Mapping, columns: list[str]) -> None:
    """Without the columns that tell rows apart, or with hardly any that the mapping names, it is another export."""
    wanted = [name for each in mapping.fields.values() for name in each.columns]
    stems = {name.split(".")[0].split("[")[0] for name in columns}
    is_there = {name: name in columns or name.split(".")[0].split("[")[0] in stems for name in wanted}
    known_by = (*KEY_COLUMNS, "agent_id") if mapping.record == "agent_state" else KEY_COLUMNS
    needed = [mapping.fields[each].column for each in known_by if each in mapping.fields]
    absent = [name for name in needed if name and not is_there[name]]
    if not absent and wanted and 2 * sum(is_there.values()) < len(wanted):
        absent = [name for name in wanted if not is_there[name]]
    if absent:
        hint = " Is its delimiter the right one?" if len(columns) == 1 else ""
        raise UnreadableFileError(
            f'{file_name} has no column "{absent[0]}", which mapping {mapping.name} names.'
            f" It has: {', '.join(columns[:12])}.{hint}"
        )
