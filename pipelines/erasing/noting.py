"""Noting: that something was erased, when and how much, and never who?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import duckdb

from pipelines.runs import now
from pipelines.warehouse import fetch_value, insert

ERASE, RETENTION = "erase", "retention"
UNFINISHED = "select erasure_id from ops.erasure where why_code = ? and finished_at is null order by started_at limit 1"


def begin(warehouse: duckdb.DuckDBPyConnection, why_code: str) -> str:
    """The erasure that goes on where it was stopped, or a new one."""
    known = fetch_value(warehouse, UNFINISHED, [why_code])
    if known:
        return str(known)
    erasure_id = secrets.token_hex(6)
    insert(warehouse, "ops.erasure", [{"erasure_id": erasure_id, "why_code": why_code, "started_at": now()}])
    return erasure_id


def add_counts(warehouse: duckdb.DuckDBPyConnection, erasure_id: str, counts: Mapping[str, int]) -> None:
    """Add how many rows went from each place; what an erasure that was stopped took away before stays counted."""
    for place, count in counts.items():
        if not count:
            continue
        earlier = "select coalesce(sum(row_count), 0) from ops.erasure_count where erasure_id = ? and place = ?"
        total = count + int(fetch_value(warehouse, earlier, [erasure_id, place]))
        warehouse.execute("delete from ops.erasure_count where erasure_id = ? and place = ?", [erasure_id, place])
        insert(warehouse, "ops.erasure_count", [{"erasure_id": erasure_id, "place": place, "row_count": total}])


def is_unfinished(warehouse: duckdb.DuckDBPyConnection) -> bool:
    return bool(fetch_value(warehouse, "select exists (from ops.erasure where finished_at is null)"))


def finish_all(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    connection.execute(f"update {database}.ops.erasure set finished_at = ? where finished_at is null", [now()])
