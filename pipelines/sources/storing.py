"""Storing: which of the rows that came are newer than what the warehouse holds?

The newest version of a contact wins, whatever the order of arrival: the greatest time of its update, then of its file,
and between equals the greatest hash of its content. What an older version knew of the customer's name stays known. A
transcript is replaced as a whole, unless its turns have ids.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from pipelines.sources.customer_key import Key
from pipelines.sources.fitting import fit
from pipelines.sources.incoming import columns_coming
from pipelines.sources.literals import text_literal
from pipelines.sources.protection import mask_known_names
from pipelines.sources.versions import find_beaten, follow_contacts
from pipelines.tables import RECORD_COLUMNS
from pipelines.warehouse import fetch_value

SAID_COLUMNS = (("raw.turn", "text"), ("raw.survey", "comment"))
RECORD_KEYS = {
    "contact": ("contact_id",),
    "turn": ("contact_id", "turn_id"),
    "agent_state": ("agent_id", "started_at"),
    "survey": ("contact_id",),
    "lookup": ("lookup_code", "code"),
    "volume": ("contact_date", "site_code"),
}
NEVER = "timestamp '1970-01-01'"  # the version of a row that its vendor never updated, where others are


@dataclass(frozen=True)
class Origin:
    """Where rows come from: the source, the prefix of its ids, and the run that pulls it."""

    source_code: str
    prefix: str
    run_id: str


def known_name_keys(warehouse: duckdb.DuckDBPyConnection, contact_ids: list[str]) -> dict[str, set[str]]:
    """The keyed hashes of the words of customers' names, for the contacts that have them: stored or just coming."""
    incoming = _incoming_names(warehouse)
    if not incoming and not fetch_value(warehouse, "select exists (from raw.contact where name_keys is not null)"):
        return {}
    warehouse.register("asked", pa.table({"contact_id": pa.array(contact_ids, pa.string())}))
    rows = warehouse.execute(
        "select contact_id, flatten(list(name_keys)) from asked join ("
        f" select contact_id, name_keys from raw.contact{' union all ' + incoming if incoming else ''})"
        " using (contact_id) where name_keys is not null group by contact_id"
    ).fetchall()
    warehouse.unregister("asked")
    return {contact_id: set(keys) for contact_id, keys in rows}


def _incoming_names(warehouse: duckdb.DuckDBPyConnection) -> str:
    """The rows just coming that know their customer's name; empty where none does."""
    has_names = "name_keys" in columns_coming(warehouse, "contact")
    return "select contact_id, name_keys from incoming_contact where name_keys is not null" if has_names else ""


def store_incoming(
    warehouse: duckdb.DuckDBPyConnection,
    origin: Origin,
    has_versions: bool,
    has_turn_ids: bool,
    has_own_turns: bool,
    is_table: bool,
) -> dict[str, dict[int, int]]:
    """Put what is newest into the raw tables; return, for each record, how many rows of each file were kept.

    Args:
        has_versions: contacts carry `updated_at`; else the time of their file is their version.
        has_turn_ids: each turn is a row of its own, known by its turn_id or turn_index.
        is_table: a transcript is all of a file's rows of a contact; else a document holds it, and a file may hold several.
        has_own_turns: a contact's row says its one turn, which stands and falls with it.
    """
    kept: dict[str, dict[int, int]] = {}
    for record in RECORD_COLUMNS:
        kept[record] = {}
        if fetch_value(warehouse, f"select exists (from incoming_{record})"):
            _identify(warehouse, record, origin, has_versions and record == "contact", has_turn_ids, is_table)
            has_names = record == "contact" and "name_keys" in columns_coming(warehouse, record)
            if has_names:
                _note_names(warehouse, origin.source_code)
            if record == "turn" and has_own_turns:
                follow_contacts(warehouse)
            else:
                keys = ("contact_id",) if record == "turn" and not has_turn_ids else RECORD_KEYS[record]
                find_beaten(warehouse, record, origin.source_code, keys)
            standing = "from incoming where place not in (from beaten)"
            kept[record] = dict(warehouse.execute(f"select _file, count(*) {standing} group by _file").fetchall())
            if record == "contact":
                warehouse.execute(f"create or replace temp table standing as select _file, line_number {standing}")
            stored = ", ".join(fit(warehouse, f"raw.{record}"))
            warehouse.execute(f"insert into raw.{record} by name select {stored} {standing}")
            if has_names:
                _keep_names(warehouse, origin.source_code)
    return kept


def _note_names(warehouse: duckdb.DuckDBPyConnection, source_code: str) -> None:
    """Note in `earlier_names` what stored records know of the names of the customers that come now."""
    warehouse.execute(
        "create or replace temp table earlier_names as select contact_id, name_keys from raw.contact"
        " where source_code = ? and name_keys is not null and contact_id in (select contact_id from incoming)",
        [source_code],
    )


def _keep_names(warehouse: duckdb.DuckDBPyConnection, source_code: str) -> None:
    """Let records know every name that one of their versions held: turns are masked alike in any order of arrival."""
    warehouse.execute(
        "insert into earlier_names select contact_id, name_keys from incoming"
        " where name_keys is not null and place in (from beaten)"
    )
    warehouse.execute(
        "update raw.contact as stored set name_keys = list_distinct(list_concat(stored.name_keys, earlier.name_keys))"
        " from (select contact_id, flatten(list(name_keys)) as name_keys from earlier_names group by contact_id) as earlier"
        " where stored.source_code = ? and stored.contact_id = earlier.contact_id"
        " and not coalesce(list_has_all(stored.name_keys, earlier.name_keys), false)",
        [source_code],
    )


def _identify(
    warehouse: duckdb.DuckDBPyConnection,
    record: str,
    origin: Origin,
    has_versions: bool,
    has_turn_ids: bool,
    is_table: bool,
) -> None:
    """See rows with their id, version and place: a row without an id is known by its content and its n-th occurrence."""
    there = columns_coming(warehouse, record)
    replaced: list[str] = []
    document = "0" if is_table else "line_number"
    added = [f"{document} as document"]
    if record == "contact":
        occurrence = "row_number() over (partition by _file, row_hash order by line_number)"
        own = f"{text_literal(origin.prefix)} || lower(to_hex(row_hash)) || '-' || {occurrence}"
        added += [f"{own} as contact_id"] if "contact_id" not in there else []
    if record == "turn" and has_turn_ids:
        known = [f"{name}::varchar" for name in ("turn_id", "turn_index", "row_hash") if name in there]
        (replaced if "turn_id" in there else added).append(f"coalesce({', '.join(known)}) as turn_id")
    elif record == "turn":
        whole = (
            "string_agg(row_hash::varchar, '-' order by line_number, turn_index)"
            f" over (partition by _file, {document}, contact_id)"
        )
        replaced.append(f"md5_number_upper({whole}) as row_hash")
    if record == "volume":  # of all sites, where it names none: a key has no nulls
        named = "coalesce(site_code, 'unknown') as site_code"
        (replaced if "site_code" in there else added).append(
            named if "site_code" in there else "'unknown' as site_code"
        )
    own_version = f"coalesce(updated_at, {NEVER})" if "updated_at" in there else NEVER
    added += [f"{own_version if has_versions else 'modified_at'} as version_at", "modified_at as delivered_at"]
    added += [f"{text_literal(origin.source_code)} as source_code", f"{text_literal(origin.run_id)} as run_id"]
    columns = f"* replace ({', '.join(replaced)})" if replaced else "*"
    added.append(f"incoming_{record}.rowid as place")
    select = f"select {columns}, {', '.join(added)} from incoming_{record} join incoming_file using (_file)"
    for kind in ("view", "table"):
        if fetch_value(warehouse, f"select count(*) from duckdb_{kind}s() where {kind}_name = 'incoming'"):
            warehouse.execute(f"drop {kind} incoming")
    is_windowed = record == "turn" or "contact_id" not in there  # what a window computes is computed once
    warehouse.execute(f"create temp {'table' if is_windowed else 'view'} incoming as {select}")


def forget_files(warehouse: duckdb.DuckDBPyConnection, source_code: str, content_ids: list[str]) -> None:
    """Take back what the same bytes gave under another mapping."""
    old = "select file_id from ops.source_file where source_code = ? and content_id in ? and status_code = 'loaded'"
    file_ids = [row[0] for row in warehouse.execute(old, [source_code, content_ids]).fetchall()]
    if not file_ids:
        return
    for table in (*(f"raw.{record}" for record in RECORD_COLUMNS), "ops.rejected_row", "ops.file_note"):
        warehouse.execute(f"delete from {table} where file_id in ?", [file_ids])
    warehouse.execute("update ops.source_file set status_code = 'replaced' where file_id in ?", [file_ids])


def outdate(warehouse: duckdb.DuckDBPyConnection, source_code: str) -> None:
    """Let whatever comes again of a source win, because it is read in another way now; what does not come stays."""
    for record in RECORD_COLUMNS:
        sql = f"update raw.{record} set version_at = {NEVER}, delivered_at = {NEVER}, row_hash = null where source_code = ?"
        warehouse.execute(sql, [source_code])


def mask_stored_turns(warehouse: duckdb.DuckDBPyConnection, key: Key) -> int:
    """Mask, in turns and comments that came before their contact's record, the names that it knows; return how many."""
    incoming = _incoming_names(warehouse)
    return sum(_mask_stored(warehouse, key, incoming, *each) for each in SAID_COLUMNS) if incoming else 0


def _mask_stored(warehouse: duckdb.DuckDBPyConnection, key: Key, incoming: str, table: str, column: str) -> int:
    said = warehouse.execute(
        f"select stored.rowid as place, contact_id, {column} as said from {table} as stored"
        f" where contact_id in (select contact_id from ({incoming}))"
        f" and file_id not in (select file_id from incoming_file) and {column} is not null"
    ).df()
    names = known_name_keys(warehouse, said["contact_id"].drop_duplicates().tolist())
    masked, count = mask_known_names(said["contact_id"], said["said"], key, names)
    if count:
        warehouse.register("named", said.assign(masked=masked)[masked != said["said"]])
        warehouse.execute(
            f"update {table} as stored set {column} = named.masked from named where stored.rowid = named.place"
        )
        warehouse.unregister("named")
    return count
