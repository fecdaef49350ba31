"""Recognising: which mapping reads a file, by what stands in it?

A vendor's documents are known by their shape, tables by their columns: the mapping of data/mappings wins that finds the
most of what it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, compress, islice
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.settings import PROJECT_ROOT
from pipelines.sources.mapping import Mapping, MappingError, load_mapping, shipped_mappings
from pipelines.sources.reading.blocks import utf8_pieces
from pipelines.sources.reading.delimited import read_delimited
from pipelines.sources.reading.json_documents import Found, documents_of
from pipelines.sources.reading.json_rows import compile_path
from pipelines.sources.reading.opening import DEFAULT_LIMITS, UnreadableFileError
from pipelines.sources.reading.scanning import Form
from pipelines.sources.reading.workbooks import read_workbook
from pipelines.sources.vendors import VENDORS

PARQUET, WORKBOOK = b"PAR1", b"PK\x03\x04"
TABLE_FILES = (PARQUET, WORKBOOK)
SAMPLE_OBJECTS = 50
SAMPLE_BYTES = 1 << 20
ENOUGH_SHARE = 0.8  # of the columns that a mapping names, for it to fit
JSON_FORMATS = ("json", "jsonl")
SAMPLE_ROWS = 200
MOST_NAME_WORDS = 8  # of a column
NO_NAME = re.compile(r"[\d\s.,:/%$€+-]+|.*: .*")  # of a column: such a first line is a row, or somebody speaks
LOOKUP_SIGNS = {
    "genesys_wrapup_codes": "/routing/wrapupcodes/",
    "genesys_queues": "/routing/queues/",
    "genesys_users": "/api/v2/users/",
    "zendesk_groups": "/api/v2/groups/",
    "intercom_teams": "team",
}


@dataclass(frozen=True)
class Recognised:
    """What a file is: its format, its columns, and the mapping that reads it, None where none of data/mappings does."""

    format: str
    columns: tuple[str, ...]
    mapping: str | None
    values: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False)  # the first of each column
    rows: str | None = None  # JSON: the path of the list that holds the rows


def recognise(blocks: Iterable[bytes]) -> Recognised:
    """What a file is, by its first bytes and rows; of its blocks no more are taken than that needs.

    Raises:
        UnreadableFileError: it is no table, workbook, Parquet file, JSON or known transcript.
    """
    following = iter(blocks)
    start = next(following, b"")
    if start.startswith(TABLE_FILES):
        return _of_table_file(b"".join([start, *following]))
    pieces = (piece.data for piece in utf8_pieces(chain([start], following)))
    text = next(pieces)
    if not text.strip():
        raise UnreadableFileError("It is empty. Export it again, or remove it.")
    if text.lstrip()[:1] in (b"{", b"["):
        found = _of_json(chain([text], pieces))
        if found:
            return found
    written = text[:SAMPLE_BYTES].decode("utf-8", "ignore")
    return _of_text(written, ("webvtt", "srt")) or _of_csv(text) or _of_text(written, tuple(VENDORS)) or _refuse()


def _of_table_file(data: bytes) -> Recognised:
    if not data.startswith(PARQUET):
        return _of_table("excel", read_workbook(data, None).table)
    batches = pq.ParquetFile(pa.BufferReader(data)).iter_batches(SAMPLE_ROWS)
    schema = pq.read_schema(pa.BufferReader(data))
    return _of_table("parquet", next((pa.Table.from_batches([each]) for each in batches), schema.empty_table()))


def _refuse() -> NoReturn:
    raise UnreadableFileError(
        "It is neither a table with names of columns on its first line, nor a transcript of a known kind."
        ' Name its mapping if there is one: "voc pull PATH --as MAPPING".'
    )


def _of_text(written: str, forms: tuple[str, ...]) -> Recognised | None:
    for form in forms:
        if getattr(VENDORS[form], "IS_TEXT", False) and VENDORS[form].recognises(written):
            return Recognised(form, (), form)
    return None


def _of_csv(text: bytes) -> Recognised | None:
    """A table, where the first line holds names and the others fit it; prose has commas as well."""
    whole_lines = text[:SAMPLE_BYTES].rpartition(b"\n")[0] if len(text) > SAMPLE_BYTES else text
    try:
        given = read_delimited(whole_lines, None)
    except UnreadableFileError:
        return None
    names = [name for name in given.table.column_names if name != "_row"]
    is_named = all(len(name.split()) <= MOST_NAME_WORDS and not NO_NAME.fullmatch(name) for name in names)
    is_sound = len(given.broken) <= given.table.num_rows / 2
    if len(names) < 2 or not is_named or not is_sound:
        return None
    found = _of_table("csv", given.table)
    return found if found.mapping or given.table.num_rows else None


def _of_json(pieces: Iterable[bytes]) -> Recognised | None:
    found = _sample(pieces)
    documents = [each.document for each in found]
    if not documents:
        return None
    for form, vendor in VENDORS.items():
        if not getattr(vendor, "IS_TEXT", False) and vendor.recognises(documents[0]):
            return Recognised(form, (), form)
    lookup = _lookup_of(documents[0])
    if lookup:
        return Recognised("json", (), lookup)
    fitting = []
    for mapping in _shipped(JSON_FORMATS):
        objects = [row for document in documents for row in _rows(document, mapping)]
        keys = {key for each in objects[:SAMPLE_OBJECTS] for key in each}
        score = _score(mapping, keys)
        fitting += [(score, mapping.name)] if score else []
    rows = next((key for key in _lists(documents)), None)
    plain = [row for document in documents for row in _rows(document.get(rows) if rows else document, None)]
    flat = [_flat(row) for row in plain[:SAMPLE_ROWS]]
    form = "jsonl" if len(documents) > 1 and found[0].is_line else "json"
    columns = tuple(dict.fromkeys(key for each in flat for key in each))
    values = {key: tuple(each[key] for each in flat if each.get(key)) for key in columns}
    return Recognised(form, columns, max(fitting)[1] if fitting else None, values, rows)


def _lists(documents: list[Any]) -> list[str]:
    """The keys of the one document that hold a list of objects, the longest first."""
    if len(documents) != 1 or not isinstance(documents[0], dict):
        return []
    held = {key: _rows(value, None) for key, value in documents[0].items() if isinstance(value, list)}
    return sorted((key for key in held if held[key]), key=lambda key: -len(held[key]))


def _flat(row: dict[str, Any]) -> dict[str, str]:
    """The scalars of an object and of the objects within it, as text."""
    inner = {
        f"{key}.{name}": each for key, value in row.items() if isinstance(value, dict) for name, each in value.items()
    }
    return {
        key: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in (row | inner).items()
        if not isinstance(value, (dict, list))
    }


def _sample(pieces: Iterable[bytes]) -> list[Found]:
    """The first documents; none where the text does not begin with one."""
    form = Form("It", DEFAULT_LIMITS.transcript_bytes, "transcript_mb")
    try:
        first = list(islice(documents_of(pieces, form), SAMPLE_OBJECTS))
    except UnreadableFileError:
        return []
    are_documents = [isinstance(each.document, (dict, list)) for each in first]
    return list(compress(first, are_documents)) if any(are_documents[:1]) else []


def _rows(document: Any, mapping: Mapping | None) -> list[dict[str, Any]]:
    is_within = mapping is not None and mapping.rows is not None and isinstance(document, dict)
    found = compile_path(str(mapping.rows))(document) if mapping and is_within else document
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]


def _lookup_of(document: Any) -> str | None:
    """The table of codes and their names that an API answered, by the addresses that its rows give for themselves."""
    for name, sign in LOOKUP_SIGNS.items():
        rows = _rows(document, load_mapping(name, PROJECT_ROOT)) if isinstance(document, dict) else []
        if (
            rows
            and rows[0].get("id")
            and sign in str(rows[0].get("selfUri") or rows[0].get("url") or rows[0].get("type"))
        ):
            return name
    return None


def _of_table(form: str, table: pa.Table) -> Recognised:
    columns = tuple(name for name in table.column_names if name != "_row")
    fitting = [(score, mapping.name) for mapping in _shipped((form,)) if (score := _score(mapping, set(columns)))]
    first = table.slice(0, SAMPLE_ROWS)
    values = {
        name: tuple(str(each).strip() for each in first[name].to_pylist() if each not in (None, "")) for name in columns
    }
    return Recognised(form, columns, max(fitting)[1] if fitting else None, values)


def _shipped(forms: tuple[str, ...]) -> Iterator[Mapping]:
    for name in shipped_mappings():
        try:
            mapping = load_mapping(name, PROJECT_ROOT)
        except MappingError:
            continue
        if mapping.format in forms and mapping.record != "lookup":  # an id and a name are no sign of anything
            yield mapping


def _score(mapping: Mapping, columns: set[str]) -> int:
    """How many of the mapping's columns are there; 0 where it lacks too many, or one that its rows are known by."""
    wanted = {name for name in mapping.columns_read if not name.endswith("*")}
    found = {name for name in wanted if name in columns or name.split(".")[0].split("[")[0] in columns}
    keys = {
        name
        for each in ("contact_id", "agent_id", "text", "code")
        if each in mapping.fields
        for name in mapping.fields[each].columns
    }
    return len(found) if keys <= found and len(found) >= ENOUGH_SHARE * len(wanted) else 0
