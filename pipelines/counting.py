"""Counting: since which day do the tables behind KPIs and series have to be counted anew?

A table of trends or marts whose SQL says `-- counted by day: COLUMN since VARIABLE` is taken over as it is up to that day,
and counted anew from it on. Each day has a key of all that its records add; the first day whose key differs from
when it was counted last decides, less the days that a contact of it can still change: those on which it is a return.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import duckdb

from pipelines.warehouse import SQL_FOLDER, fetch_value, finding_sql

KINDS = {"contact": "contacts_since", "state": "states_since", "series": "series_since"}  # the variables that SQL names
TIME_ZONES = timedelta(days=2)  # a moment's day at one site is at most so far from its day at another
FIRST, LAST = date.min, date.max  # all is counted anew, or nothing


def begin_counting(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Note the keys of all days, and tell SQL since when to count; where anything general changed, that is from the start."""
    warehouse.execute("delete from ops.kpi_key where not is_counted")
    warehouse.execute(f"insert into ops.kpi_key by name select *, false as is_counted from ({finding_sql('kpi_key')})")
    warehouse.executemany("insert into ops.kpi_key values (?, null, ?, false)", [(kind, _code_key()) for kind in KINDS])
    recall_counting(warehouse)


def recall_counting(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Tell SQL on this connection since when to count, as `begin_counting` found it."""
    for kind, variable in KINDS.items():
        since = _since(warehouse, kind)
        warehouse.execute(f"set variable {variable} = date '{since.isoformat()}'")


def end_counting(warehouse: duckdb.DuckDBPyConnection) -> None:
    """All tables are counted: the next night compares with the keys of this one."""
    warehouse.execute(
        "begin; delete from ops.kpi_key where is_counted; update ops.kpi_key set is_counted = true; commit"
    )


def _since(warehouse: duckdb.DuckDBPyConnection, kind: str) -> date:
    keys = f"select key_date, day_key from ops.kpi_key where kind_code = '{kind}' and"
    is_general, first = warehouse.execute(
        "select coalesce(bool_or(key_date is null), false), min(key_date) from ("
        f"({keys} is_counted except {keys} not is_counted) union all ({keys} not is_counted except {keys} is_counted))"
    ).fetchall()[0]
    if is_general:
        return FIRST
    if first is None:
        return LAST
    repeat_days = fetch_value(warehouse, "select repeat_days from ops.setting") if kind == "contact" else 0
    earlier: date = first - timedelta(days=repeat_days) - TIME_ZONES
    return earlier


def _code_key() -> int:
    """Stands for the SQL that counts, and what that rests on: another formula counts all days."""
    texts = [path.read_bytes() for path in sorted(SQL_FOLDER.rglob("*.sql"))]
    return int.from_bytes(hashlib.sha256(b"".join(texts)).digest()[:8], "big")
