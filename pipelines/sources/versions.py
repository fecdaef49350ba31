"""Versions: which of the rows that came are the newest of their key?

The greatest time of an update wins, then that of its file, and between equals the greatest hash of the content. Of one
contact's transcripts one is kept, whole, unless its turns have ids.
"""

from __future__ import annotations

import duckdb

from pipelines.sources.incoming import columns_coming
from pipelines.sources.literals import text_literal
from pipelines.warehouse import fetch_value


def find_beaten(warehouse: duckdb.DuckDBPyConnection, record: str, source_code: str, keys: tuple[str, ...]) -> None:
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
    elif fetch_value(warehouse, f"select count(*) > count(distinct hash({listed})) from incoming"):
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
    if "turn_index" not in columns_coming(warehouse, "turn"):
        return
    place_of_turn = "contact_id, _file, document, turn_index"
    if fetch_value(
        warehouse, f"select count(*) > count(distinct hash({place_of_turn})) from incoming where turn_index is not null"
    ):
        warehouse.execute(
            "insert into beaten select place from incoming where turn_index is not null and place not in (from beaten)"
            f" qualify row_number() over (partition by {place_of_turn} order by line_number desc, place desc) > 1"
        )


def follow_contacts(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Turns of contacts' own rows: what a standing row says takes the place of what its contact said before."""
    warehouse.execute(
        "create or replace temp table beaten as"
        " select place from incoming where (_file, line_number) not in (select (_file, line_number) from standing)"
    )
    warehouse.execute(
        "delete from raw.turn as stored using incoming where stored.source_code = incoming.source_code"
        " and stored.contact_id = incoming.contact_id and place not in (from beaten)"
    )
