"""Loading: what of one delivered file is stored, and what happened to the rest?

A file is loaded whole or not at all, in one transaction: rows that are newer than what is stored, rows that are
superseded (counted), rows that are rejected (kept, masked, with line and reason). The newest version of a contact wins,
whatever the order of arrival.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.settings import Source
from pipelines.sources.compiling import compile_contact_select, compile_select, text_literal
from pipelines.sources.given import Given, read_given
from pipelines.sources.mapping import Mapping
from pipelines.sources.protection import mask_texts, protect_rows, protect_turns
from pipelines.warehouse import fetch_value, insert
from vocmodels.language import detect_language

RECORD_KEYS = {
    "contact": ["contact_id"],
    "turn": ["contact_id"],  # a transcript is replaced as a whole
    "agent_state": ["agent_id", "started_at"],
    "survey": ["contact_id"],
}
NEVER = pd.Timestamp(0)  # the version of a row that its vendor never updated, where others are
PROBLEM_COLUMNS = ["_row", "_column", "_value", "_reason", "_raw"]


@dataclass(frozen=True)
class Delivery:
    """One file of one source, as it is to be loaded."""

    source_code: str
    source: Source
    mapping: Mapping
    path: Path
    file_id: str
    timezone: str
    run_id: str

    def identify(self, contact_ids: pd.Series) -> pd.Series:
        return (self.source.id_prefix or self.source_code) + ":" + contact_ids


@dataclass(frozen=True)
class Part:
    """The rows of one kind in a file: those that can be used, and those that cannot."""

    record: str
    rows: pd.DataFrame
    rejected: pd.DataFrame
    unknown_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class LoadedFile:
    """What one file held: row_count = loaded_count + superseded_count + rejected_count."""

    row_count: int
    loaded_count: int
    superseded_count: int
    rejected_count: int
    masked_count: int


def load_file(
    warehouse: duckdb.DuckDBPyConnection, memory: duckdb.DuckDBPyConnection, delivery: Delivery, key: bytes
) -> LoadedFile:
    """Read, check and mask one file in `memory`, and store it in the warehouse.

    Raises:
        UnreadableFileError: the file is not what its mapping takes it for; nothing of it is stored.
    """
    memory.execute(f"set TimeZone = {text_literal(delivery.timezone)}")
    given = read_given(memory, delivery.path, delivery.mapping)
    parts = [part for each in given for part in _parts(memory, delivery, each)]
    protected = [(part, *_protect(part, key)) for part in parts]
    counted = parts[-1:] if delivery.mapping.record == "turn" else parts
    warehouse.execute("begin")
    try:
        superseded = {id(part): _store(warehouse, part.record, rows) for part, rows, _ in protected}
        rejected = sum(_store_rejected(warehouse, delivery, part) for part in counted)
        delivered = sum(len(part.rows) for part in counted)
        left_out = sum(superseded[id(part)] for part in counted)
        masked = sum(count for *_, count in protected)
        loaded = LoadedFile(delivered + rejected, delivered - left_out, left_out, rejected, masked)
        note_file(warehouse, delivery, "loaded", loaded)
        _note_unknown_columns(warehouse, delivery, parts)
        warehouse.execute("commit")
    except BaseException:
        with suppress(duckdb.TransactionException):  # a full disk has ended it already
            warehouse.execute("rollback")
        raise
    return loaded


def _parts(memory: duckdb.DuckDBPyConnection, delivery: Delivery, given: Given) -> list[Part]:
    mapping = given.mapping
    select = compile_select(given.table, given.columns, mapping, delivery.source.constants, delivery.timezone)
    typed = memory.execute(select).df()
    is_bad = typed["_reason"].notna()
    broken = pd.DataFrame(
        [(each.row, None, None, each.reason, each.text) for each in given.broken], columns=PROBLEM_COLUMNS
    )
    rejected = pd.concat([typed.loc[is_bad, PROBLEM_COLUMNS].astype(object), broken.astype(object)]).sort_values("_row")
    rows = _identified(typed[~is_bad].drop(columns=PROBLEM_COLUMNS[1:]), delivery, mapping)
    part = Part(mapping.record, rows, rejected, given.unknown_columns)
    if not mapping.contact and not (mapping.record == "turn" and mapping.format in ("csv", "jsonl", "parquet")):
        return [part]
    contacts = memory.execute(compile_contact_select(given.table, mapping, delivery.timezone)).df()
    contacts = contacts.assign(_row=range(1, len(contacts) + 1), contact_id=delivery.identify(contacts["contact_id"]))
    contacts = contacts[contacts["contact_id"].isin(rows["contact_id"])].assign(**_constants(delivery))
    contacts["row_hash"] = [f"{hash_:016x}" for hash_ in pd.util.hash_pandas_object(contacts.astype(str), index=False)]
    return [Part("contact", _with_provenance(contacts, delivery), rejected.head(0)), part]


def _constants(delivery: Delivery) -> dict[str, str]:
    fixed = {name: each.constant for name, each in delivery.mapping.contact.items() if each.constant is not None}
    return delivery.source.constants | {name: value for name, value in fixed.items() if value is not None}


def _identified(rows: pd.DataFrame, delivery: Delivery, mapping: Mapping) -> pd.DataFrame:
    """Rows with ids that carry their source; a row without one is known by its content and its n-th occurrence."""
    if mapping.record == "contact" and "contact_id" not in mapping.fields:
        occurrence = rows.groupby("row_hash").cumcount() + 1
        rows = rows.assign(contact_id=rows["row_hash"] + "-" + occurrence.astype(str))
    if "contact_id" in rows:
        rows = rows.assign(contact_id=delivery.identify(rows["contact_id"]))
    if "previous_contact_id" in rows:
        rows = rows.assign(previous_contact_id=delivery.identify(rows["previous_contact_id"]))
    if mapping.record == "contact":
        rows = rows.assign(site_timezone=rows["site_timezone"].fillna(delivery.timezone))
    if mapping.record == "turn":
        whole = rows["row_hash"].groupby(rows["contact_id"]).agg(lambda hashes: "".join(hashes))
        document = pd.util.hash_pandas_object(whole, index=False).map("{:016x}".format)
        rows = rows.assign(row_hash=rows["contact_id"].map(dict(zip(whole.index, document, strict=True))))
    return _with_provenance(rows, delivery)


def _with_provenance(rows: pd.DataFrame, delivery: Delivery) -> pd.DataFrame:
    """Rows with their place and version: when the vendor updated them, else when the file was written."""
    if "updated_at" in delivery.mapping.fields:
        version_at = rows["updated_at"].fillna(NEVER)
    else:
        version_at = pd.Timestamp(delivery.path.stat().st_mtime, unit="s")
    return rows.rename(columns={"_row": "line_number"}).assign(
        line_number=lambda frame: frame["line_number"] + (1 if delivery.mapping.format == "csv" else 0),  # the header
        version_at=version_at,
        source_code=delivery.source_code,
        file_id=delivery.file_id,
        run_id=delivery.run_id,
    )


def _protect(part: Part, key: bytes) -> tuple[pd.DataFrame, int]:
    return protect_turns(_with_language(part.rows)) if part.record == "turn" else protect_rows(part.rows, key)


def _with_language(turns: pd.DataFrame) -> pd.DataFrame:
    """Where the export names no language, it is told from what the contact's turns say together."""
    unknown = turns[turns["language_code"].isna() & turns["text"].notna()]
    if unknown.empty:
        return turns
    spoken = unknown.groupby("contact_id")["text"].agg(" ".join)
    languages = dict(zip(spoken.index, detect_language(spoken.tolist()), strict=True))
    return turns.assign(language_code=turns["language_code"].fillna(turns["contact_id"].map(languages)))


def _store(warehouse: duckdb.DuckDBPyConnection, record: str, rows: pd.DataFrame) -> int:
    """Keep what is newest of each key; return how many of these rows are superseded."""
    keys = RECORD_KEYS[record]
    newest = rows.sort_values([*keys, "version_at", "line_number"])
    if record != "turn":
        newest = newest.drop_duplicates(keys, keep="last")
    same_key = " and ".join(f"stored.{name} = incoming.{name}" for name in ["source_code", *keys])
    warehouse.register("incoming_rows", newest)
    warehouse.execute("create or replace temp table incoming as select * from incoming_rows")
    warehouse.unregister("incoming_rows")
    warehouse.execute(
        f"delete from incoming using raw.{record} as stored where {same_key}"
        " and (stored.version_at, stored.row_hash) >= (incoming.version_at, incoming.row_hash)"
    )
    warehouse.execute(f"delete from raw.{record} as stored using incoming where {same_key}")
    warehouse.execute(f"insert into raw.{record} by name select * from incoming")
    return len(rows) - int(fetch_value(warehouse, "select count(*) from incoming"))


def _store_rejected(warehouse: duckdb.DuckDBPyConnection, delivery: Delivery, part: Part) -> int:
    rejected = part.rejected
    if rejected.empty:
        return 0
    masked = {column: _masked(rejected[column]) for column in ("_value", "_raw")}
    header = 1 if delivery.mapping.format == "csv" else 0
    rows = [
        {
            "run_id": delivery.run_id,
            "source_code": delivery.source_code,
            "file_id": delivery.file_id,
            "file_name": delivery.path.name,
            "line_number": int(row) + header,
            "column_name": column,
            "value": value,
            "reason": reason,
            "raw_row": raw,
        }
        for row, column, value, reason, raw in zip(
            rejected["_row"], rejected["_column"], masked["_value"], rejected["_reason"], masked["_raw"], strict=True
        )
    ]
    return insert(warehouse, "ops.rejected_row", rows)


def _masked(values: pd.Series) -> list[str | None]:
    texts = mask_texts(["" if pd.isna(value) else str(value) for value in values])
    return [None if pd.isna(value) else text for value, text in zip(values, texts, strict=True)]


def note_file(
    warehouse: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    status_code: str,
    loaded: LoadedFile = LoadedFile(0, 0, 0, 0, 0),
    error: str | None = None,
) -> None:
    """Write what happened to a file into ops.source_file."""
    row = {
        "run_id": delivery.run_id,
        "source_code": delivery.source_code,
        "file_id": delivery.file_id,
        "file_name": delivery.path.name,
        "mapping_name": delivery.mapping.name,
        "loaded_at": datetime.now(UTC).replace(tzinfo=None),
        "row_count": loaded.row_count,
        "loaded_count": loaded.loaded_count,
        "superseded_count": loaded.superseded_count,
        "rejected_count": loaded.rejected_count,
        "status_code": status_code,
        "error": error,
    }
    insert(warehouse, "ops.source_file", [row])


def _note_unknown_columns(warehouse: duckdb.DuckDBPyConnection, delivery: Delivery, parts: list[Part]) -> None:
    """A column that the mapping does not know is noted once per source: it may be one that the vendor just added."""
    known = {
        row[0]
        for row in warehouse.execute(
            "select column_name from ops.schema_change where source_code = ?", [delivery.source_code]
        ).fetchall()
    }
    rows = [
        {
            "run_id": delivery.run_id,
            "source_code": delivery.source_code,
            "file_name": delivery.path.name,
            "column_name": name,
            "change_code": "not_mapped",
        }
        for part in parts
        for name in part.unknown_columns
        if name not in known
    ]
    insert(warehouse, "ops.schema_change", rows)
