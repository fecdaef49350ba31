"""Storing: which of the rows that came are newer than what the warehouse holds?

The newest version of a contact wins, whatever the order of arrival: the greatest time of its update, then of its file,
and between equals the greatest hash of its content. What an older version knew of the customer's name stays known. A
transcript is replaced as a whole, unless its turns have ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from pipelines.sources.customer_key import Key
from pipelines.sources.literals import text_literal
from pipelines.sources.protection import mask_known_names
from pipelines.tables import RECORD_COLUMNS, TABLES
from pipelines.warehouse import fetch_value

SAID_COLUMNS = (("raw.turn", "text"), ("raw.survey", "comment"))
RECORD_KEYS = {
    "contact": ("contact_id",),
    "turn": ("contact_id", "turn_id"),
    "agent_state": ("agent_id", "started_at"),
    "survey": ("contact_id",),
    "lookup": ("lookup_code", "code"),
}
NEVER = "timestamp '1970-01-01'"  # the version of a row that its vendor never updated, where others are


@dataclass(frozen=True)
class Origin:
    """Where rows come from: the source, the prefix of its ids, and the run that pulls it."""

    source_code: str
    prefix: str
    run_id: str


def open_incoming(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Empty tables for the rows of one load, masked already; a column comes with the first rows that fill it."""
    for record in RECORD_COLUMNS:
        warehouse.execute(
            f"create or replace temp table incoming_{record} (_file integer, line_number bigint, row_hash ubigint)"
        )
    warehouse.execute(
        "create or replace temp table incoming_file (_file integer, file_id varchar, modified_at timestamp)"
    )


def name_files(warehouse: duckdb.DuckDBPyConnection, files: list[tuple[str, datetime]]) -> None:
    """Say of the files of the load, in the order of their numbers, their file_id and the time of their version."""
    table = pa.table(
        {
            "_file": pa.array(range(len(files)), pa.int32()),
            "file_id": pa.array([file_id for file_id, _ in files], pa.string()),
            "modified_at": pa.array([moment for _, moment in files], pa.timestamp("us")),
        }
    )
    warehouse.register("named_files", table)
    warehouse.execute("insert into incoming_file select * from named_files")
    warehouse.unregister("named_files")


def append_incoming(warehouse: duckdb.DuckDBPyConnection, record: str, rows: pa.Table) -> None:
    kinds = TABLES[f"raw.{record}"]
    for column in set(rows.column_names) - _columns(warehouse, record):
        warehouse.execute(f"alter table incoming_{record} add column {column} {kinds[column]}")
    warehouse.register("prepared_rows", rows)
    warehouse.execute(f"insert into incoming_{record} by name select * from prepared_rows")
    warehouse.unregister("prepared_rows")


def _columns(warehouse: duckdb.DuckDBPyConnection, record: str) -> set[str]:
    return {row[0] for row in warehouse.execute(f"describe incoming_{record}").fetchall()}


def forget_incoming(warehouse: duckdb.DuckDBPyConnection, file: int) -> None:
    """Leave out a file that turned out unreadable half-way."""
    for record in RECORD_COLUMNS:
        warehouse.execute(f"delete from incoming_{record} where _file = ?", [file])


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
    has_names = "name_keys" in _columns(warehouse, "contact")
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
            has_names = record == "contact" and "name_keys" in _columns(warehouse, record)
            if has_names:
                _note_names(warehouse, origin.source_code)
            if record == "turn" and has_own_turns:
                _follow_contacts(warehouse)
            else:
                keys = ("contact_id",) if record == "turn" and not has_turn_ids else RECORD_KEYS[record]
                _find_beaten(warehouse, record, origin.source_code, keys)
            standing = "from incoming where place not in (from beaten)"
            kept[record] = dict(warehouse.execute(f"select _file, count(*) {standing} group by _file").fetchall())
            if record == "contact":
                warehouse.execute(f"create or replace temp table standing as select _file, line_number {standing}")
            warehouse.execute(
                f"insert into raw.{record} by name select * exclude (_file, place, modified_at, document) {standing}"
            )
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
    there = _columns(warehouse, record)
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


def _find_beaten(warehouse: duckdb.DuckDBPyConnection, record: str, source_code: str, keys: tuple[str, ...]) -> None:
    """Note in `beaten` the rows that are not the newest of their key, and take out of the raw table what the others replace."""
    listed = ", ".join(keys)
    warehouse.execute("create or replace temp table beaten (place bigint)")
    if record == "turn" and len(keys) == 1:
        warehouse.execute(  # of one contact's transcripts one is kept, whole
            "insert into beaten select place from incoming join (select contact_id,"
            " arg_max((_file, document), (version_at, delivered_at, row_hash, _file, document)) as newest"
            " from incoming group by contact_id) using (contact_id) where newest <> (_file, document)"
        )
        _beat_repeated_turns(warehouse)
    elif fetch_value(warehouse, f"select count(*) > count(distinct ({listed})) from incoming"):
        latest = "version_at desc, delivered_at desc, row_hash desc, _file desc, line_number desc"
        warehouse.execute(
            "insert into beaten select place from incoming"
            f" qualify row_number() over (partition by {listed} order by {latest}) > 1"
        )
    if fetch_value(warehouse, f"select exists (from raw.{record} where source_code = ?)", [source_code]):
        _meet_stored(warehouse, record, source_code, keys)


def _meet_stored(warehouse: duckdb.DuckDBPyConnection, record: str, source_code: str, keys: tuple[str, ...]) -> None:
    """Compare what comes with what is stored under the same key: once for each key, however many turns it has."""
    listed, version = ", ".join(keys), "version_at, delivered_at, row_hash"
    firsts = ", ".join(f"any_value({name}) as {name}" for name in version.split(", "))
    warehouse.execute(
        "create or replace temp table rivals as with"
        f" coming as (select {listed}, {firsts} from incoming where place not in (from beaten) group by {listed}),"
        f" met as (select {listed}, {firsts} from raw.{record} join (select {listed} from coming) using ({listed})"
        f" where source_code = {text_literal(source_code)} group by {listed})"
        f" select {listed}, coming.version_at, coming.delivered_at, met.row_hash = coming.row_hash as is_same,"
        f" (met.version_at, met.delivered_at, met.row_hash) >= (coming.version_at, coming.delivered_at, coming.row_hash)"
        f" as is_older from coming join met using ({listed})"
    )
    if not fetch_value(warehouse, "select exists (from rivals)"):
        return
    same_key = " and ".join(["stored.source_code = ?", *(f"stored.{name} = rivals.{name}" for name in keys)])
    stays = "(coalesce(is_same, false) or coalesce(is_older, false))"
    warehouse.execute(  # the same content again is a newer version of the same: it stays as it is stored
        f"update raw.{record} as stored set version_at = rivals.version_at, delivered_at = rivals.delivered_at"
        f" from rivals where {same_key} and is_same and not is_older",
        [source_code],
    )
    warehouse.execute(f"insert into beaten select place from incoming join rivals using ({listed}) where {stays}")
    warehouse.execute(
        f"delete from raw.{record} as stored using rivals where {same_key} and not {stays}", [source_code]
    )


def _beat_repeated_turns(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A transcript that says the same turn_index twice keeps the last of them."""
    if "turn_index" not in _columns(warehouse, "turn"):
        return
    place_of_turn = "contact_id, _file, document, turn_index"
    if fetch_value(warehouse, f"select count(turn_index) > count(distinct ({place_of_turn})) from incoming"):
        warehouse.execute(
            "insert into beaten select place from incoming where turn_index is not null and place not in (from beaten)"
            f" qualify row_number() over (partition by {place_of_turn} order by line_number desc, place desc) > 1"
        )


def _follow_contacts(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Turns of contacts' own rows: what a standing row says takes the place of what its contact said before."""
    warehouse.execute(
        "create or replace temp table beaten as"
        " select place from incoming where (_file, line_number) not in (select (_file, line_number) from standing)"
    )
    warehouse.execute(
        "delete from raw.turn as stored using incoming where stored.source_code = incoming.source_code"
        " and stored.contact_id = incoming.contact_id and place not in (from beaten)"
    )


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
