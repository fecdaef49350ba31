"""Given rows: what stands in a file, before anything is renamed, typed or masked?

Each reader fills a table `given` of text columns on an in-memory connection, with `_row` (from 1), and returns the
rows that could not be read at all. Nothing here touches the disk but the file itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines.sources.compiling import column_name, text_literal
from pipelines.sources.contact_lens import read_contact_lens
from pipelines.sources.genesys import read_genesys_conversations
from pipelines.sources.mapping import Field, Mapping
from pipelines.tables import RECORD_COLUMNS
from pipelines.warehouse import fetch_value


class UnreadableFileError(Exception):
    """A file is not what its mapping takes it for; the message says what it is and what to do."""


@dataclass(frozen=True)
class BrokenRow:
    """A row that is in the file but has no columns: `row` counts from 1, `text` is as it stands there."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True)
class Given:
    """One table of rows of one kind, and the mapping that fits it."""

    table: str
    columns: tuple[str, ...]
    mapping: Mapping
    broken: tuple[BrokenRow, ...] = ()
    unknown_columns: tuple[str, ...] = ()


def read_given(connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping) -> list[Given]:
    """Fill the tables of one file's rows.

    Raises:
        UnreadableFileError: the file is absent, empty, of another kind, or lacks a column that the mapping names.
    """
    if path.stat().st_size == 0:
        raise UnreadableFileError(f"{path.name} is empty. Export it again, or remove it.")
    readers: dict[str, Callable[..., list[Given]]] = {
        "csv": _read_csv,
        "parquet": _read_parquet,
        "jsonl": _read_json_lines,
        "contact_lens": _read_documents,
        "genesys_conversations": _read_documents,
    }
    return readers[mapping.format](connection, path, mapping)


def _read_csv(connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping) -> list[Given]:
    delimiter = f", delim = {text_literal(mapping.delimiter)}" if mapping.delimiter else ""
    try:
        # The whole row is read even where few columns are mapped: DuckDB checks only columns that are projected.
        connection.execute(
            "create or replace temp table given as select row_number() over () as _row, * from read_csv("
            f"{text_literal(str(path))}, header = true, all_varchar = true, store_rejects = true, quote = '\"'{delimiter})"
        )
    except duckdb.Error as error:
        raise UnreadableFileError(_not_this_kind(path, "CSV", error)) from error
    columns = _columns(connection)
    _require_columns(path, mapping, columns)
    rejected = connection.execute(
        "select line, any_value(csv_line), any_value(error_message) from reject_errors group by line order by line"
    ).fetchall()
    connection.execute("drop table if exists reject_errors")
    connection.execute("drop table if exists reject_scans")
    # DuckDB counts records from the header on; the rows that it kept are numbered around those that it left out.
    broken = tuple(BrokenRow(line - 1, text or "", _csv_reason(reason)) for line, text, reason in rejected)
    _number_around(connection, [each.row for each in broken])
    return [Given("given", tuple(columns), mapping, broken, _unknown(columns, mapping))]


def _csv_reason(message: str) -> str:
    return "the row does not fit the header: " + (message or "").split("\n")[0].lower()


def _number_around(connection: duckdb.DuckDBPyConnection, broken_rows: list[int]) -> None:
    for row in broken_rows:
        connection.execute("update given set _row = _row + 1 where _row >= ?", [row])


def _read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping) -> list[Given]:
    try:
        connection.execute(
            "create or replace temp table given as "
            "select row_number() over () as _row, columns(*)::varchar from read_parquet(?, union_by_name = true)",
            [str(path)],
        )
    except duckdb.Error as error:
        raise UnreadableFileError(_not_this_kind(path, "Parquet", error)) from error
    columns = _columns(connection)
    _require_columns(path, mapping, columns)
    return [Given("given", tuple(columns), mapping, (), _unknown(columns, mapping))]


def _read_json_lines(connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping) -> list[Given]:
    try:
        connection.execute(
            "create or replace temp table lines as"
            " select row_number() over () as _row, line, try_cast(line as json) as document"
            " from (select unnest(string_split(content, chr(10))) as line from read_text(?))",
            [str(path)],
        )
    except duckdb.Error as error:
        raise UnreadableFileError(_not_this_kind(path, "JSON lines", error)) from error
    connection.execute("delete from lines where trim(line, chr(13) || ' ') = ''")
    is_object = "coalesce(json_type(document) = 'OBJECT', false)"
    broken = connection.execute(f"select _row, line from lines where not {is_object} order by _row").fetchall()
    if fetch_value(connection, f"select count(*) from lines where {is_object}") == 0:
        raise UnreadableFileError(
            f"{path.name} holds no line that is a JSON object. Is it JSON lines? Correct its mapping."
        )
    keys = [
        row[0]
        for row in connection.execute(
            f"select distinct unnest(json_keys(document)) as key from lines where {is_object} order by key"
        ).fetchall()
    ]
    wanted = list(dict.fromkeys([*mapping.columns_read, *(keys if mapping.keeps_all_attributes else ())]))
    selected = "".join(
        f", json_extract_string(document, '{_json_path(name)}') as {column_name(name)}" for name in wanted
    )
    connection.execute(f"create or replace temp table given as select _row{selected} from lines where {is_object}")
    named = {name.split(".")[0] for name in mapping.columns_read}
    _require_columns(
        path, mapping, [*keys, *(name for name in mapping.columns_read if name.split(".")[0] in keys)], needed_only=True
    )
    return [
        Given(
            "given",
            tuple(wanted),
            mapping,
            tuple(BrokenRow(row, text, "the line is not a JSON object") for row, text in broken),
            tuple(key for key in keys if key not in named),
        )
    ]


def _json_path(name: str) -> str:
    return ("$" + "".join(f'."{part}"' for part in name.split("."))).replace("'", "''")


def _read_documents(connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping) -> list[Given]:
    """JSON whose shape is not tabular: one document a file, or one a line."""
    read = {"contact_lens": read_contact_lens, "genesys_conversations": read_genesys_conversations}[mapping.format]
    contacts: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    broken: list[BrokenRow] = []
    for row, text, document in _documents(path):
        try:
            if document is None:
                raise ValueError("the line is not a JSON document")
            new_contacts, new_turns = read(document, path.stem)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            reason = str(error) if isinstance(error, ValueError) else f"the document lacks {error}"
            broken.append(BrokenRow(row, text, reason))
            continue
        contacts += [{"_row": row, **each} for each in new_contacts]
        turns += [{"_row": row, **each} for each in new_turns]
    if not contacts:
        reason = broken[0].reason if broken else "it holds no document"
        raise UnreadableFileError(f"{path.name} is not a file of {mapping.format}: {reason}. Correct its mapping.")
    fixed = {column: each for column, each in mapping.fields.items() if each.constant is not None}
    contact_mapping = _same_names(mapping, "contact", fixed)
    given = [_fill(connection, "given", contact_mapping, contacts, tuple(broken))]
    if turns:
        given.append(_fill(connection, "given_turn", _same_names(mapping, "turn", {}), turns))
    return given


def _documents(path: Path) -> Iterator[tuple[int, str, Any]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{path.name} is not UTF-8 text. Is it JSON? Correct its mapping.") from error
    try:
        yield 1, content, json.loads(content)
        return
    except json.JSONDecodeError as error:
        whole_error = error
    lines = content.splitlines()
    parsed = [(number, line, _parse(line)) for number, line in enumerate(lines, 1) if line.strip()]
    if all(document is None for *_, document in parsed):
        raise UnreadableFileError(
            f"{path.name} is not valid JSON: {whole_error.msg} at line {whole_error.lineno}. Export it again."
        ) from whole_error
    yield from parsed


def _parse(line: str) -> Any:
    """The document of a line; a lone string or number is a piece of a broken one."""
    try:
        document = json.loads(line)
    except json.JSONDecodeError:
        return None
    return document if isinstance(document, dict | list) else None


def _fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    mapping: Mapping,
    rows: list[dict[str, Any]],
    broken: tuple[BrokenRow, ...] = (),
) -> Given:
    columns = list(RECORD_COLUMNS[mapping.record])
    texts = [(row["_row"], *(None if row.get(name) is None else str(row[name]) for name in columns)) for row in rows]
    connection.register("documents", pd.DataFrame(texts, columns=["_row", *columns], dtype=object))
    typed = ", ".join(f"{column}::varchar as {column}" for column in columns)
    connection.execute(f"create or replace temp table {table} as select _row::bigint as _row, {typed} from documents")
    connection.unregister("documents")
    return Given(table, tuple(columns), mapping, broken)


def _same_names(mapping: Mapping, record: str, fixed: dict[str, Field]) -> Mapping:
    fields = {
        column: Field(column=column, unit="ms" if column.endswith("_ms") else "s") for column in RECORD_COLUMNS[record]
    }
    return Mapping(name=mapping.name, format=mapping.format, record=record, fields=fields | fixed)


def _columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in connection.execute("describe given").fetchall() if row[0] != "_row"]


def _require_columns(path: Path, mapping: Mapping, columns: list[str], needed_only: bool = False) -> None:
    needed = [mapping.fields[each].column for each in ("contact_id", "started_at", "text") if each in mapping.fields]
    absent = [name for name in (needed if needed_only else mapping.columns_read) if name and name not in columns]
    if absent:
        seen = ", ".join(columns[:12])
        hint = " Is its delimiter the right one?" if len(columns) == 1 else ""
        raise UnreadableFileError(
            f'{path.name} has no column "{absent[0]}", which mapping {mapping.name} names. It has: {seen}.{hint}'
        )


def _unknown(columns: list[str], mapping: Mapping) -> tuple[str, ...]:
    return () if mapping.keeps_all_attributes else tuple(name for name in columns if name not in mapping.columns_read)


def _not_this_kind(path: Path, kind: str, error: Exception) -> str:
    reason = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
    return (
        f"{path.name} cannot be read as {kind} ({reason[:160]}). Is it what its name says? Correct it or its mapping."
    )
