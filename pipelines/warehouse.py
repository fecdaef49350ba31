"""Warehouse: how is the one file of the pipeline opened, written and built?

One DuckDB file with one writer. The tables that Python writes stand in `tables.py`; everything else is a file of
`pipelines/sql`: a folder is a schema, a file one SELECT.
"""

from __future__ import annotations

import errno
import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.compact import make_table
from pipelines.migrations import migrate
from pipelines.tables import PROVENANCE_COLUMNS, RAW_TABLES, TABLES, packed, unfilled
from pipelines.turns import WarehouseLockedError, holder

SQL_FOLDER = Path(__file__).parent / "sql"
OFFLINE: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
COUNTED_BY_DAY = re.compile(r"^-- counted by day: (\w+) since (\w+)$", re.MULTILINE)  # see counting.py
WORKING_MEMORY = "1500MB"  # what needs more goes to the folder `spill` beside the warehouse, where every row is masked


SHORT_OF_MEMORY = (
    "Memory is short: voc doctor says how much a night takes. Free some, or raise the limit that it runs under, and run again;"
    " nothing was lost."
)


class WarehouseError(Exception):
    """The warehouse cannot be opened or written; the message says why."""


class BrokenSqlError(Exception):
    """A file of pipelines/sql failed or broke the grain that it states."""


def connect_in_memory() -> duckdb.DuckDBPyConnection:
    """A connection for rows that are not masked yet: it never spills to disk."""
    return duckdb.connect(":memory:", config=OFFLINE | {"temp_directory": ""})


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The one writing connection, its tables made and brought to this voc's schema.

    Raises:
        WarehouseLockedError: another process has the file open.
        WarehouseError: the file cannot be made, read or written (no rights, full disk, not a DuckDB file).
        MigrationError: a newer voc wrote it, or it cannot be migrated.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        spilling = {"memory_limit": WORKING_MEMORY, "temp_directory": str(path.parent / "spill")}
        connection = duckdb.connect(str(path), config=OFFLINE | spilling)
    except (duckdb.IOException, duckdb.SerializationException, OSError) as error:
        raise _explain(path, error) from error
    try:
        connection.execute("set TimeZone = 'UTC'")
        migrate(connection, path)
        create_tables(connection)
        yield connection
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as error:
        raise _explain(path, error) from error  # a disk can be full as late as at the commit
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise WarehouseError(SHORT_OF_MEMORY) from error
    finally:
        connection.close()


def _explain(path: Path, error: Exception) -> Exception:
    text = str(error)
    if "lock" in text.lower():
        process = re.search(r"PID (\d+)", text)
        known = holder(path.parent)  # another program, such as DuckDB's own, holds the file without a turn
        is_known = known is not None and (process is None or known.process == int(process[1]))
        by = f" ({known})" if is_known else f" (process {process[1]})" if process else ""
        return WarehouseLockedError(f"{path} is in use by another run{by}. Wait until it ends, or stop it.")
    if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in text:
        return WarehouseError(f"The disk of {path.parent} is full. Free some space and run again; nothing was lost.")
    if "File too large" in text:
        return WarehouseError(
            f"{path} may not grow any more. Raise the limit of file sizes and run again; nothing was lost."
        )
    reason = text.splitlines()[0]
    return WarehouseError(
        f"{path} cannot be opened or written: {reason}. See that its disk has room and that it is yours, and run again; if it is"
        ' damaged, go back: "voc restore FILE --force".'
    )


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make what is missing of the tables that Python writes; a warehouse of an older voc gets its new columns."""
    layout = hashlib.sha256(repr(TABLES).encode()).hexdigest()[:16]
    if _is_laid_out(connection, layout):
        return
    for schema in ("raw", "staging", "core", "trends", "findings", "marts", "ops"):
        connection.execute(f"create schema if not exists {schema}")
    there: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() where not internal"
    ).fetchall():
        there.setdefault(table, set()).add(column)
    for name, columns in TABLES.items():
        if name not in there:
            body = [
                (unfilled if name in RAW_TABLES and column not in PROVENANCE_COLUMNS else packed)(column, kind)
                for column, kind in columns.items()
            ]
            connection.execute(f"create table {name} ({', '.join(body)})")
        for column in columns.keys() - there.get(name, columns.keys()):
            connection.execute(f"alter table {name} add column {column} {columns[column]}")
    connection.execute("create or replace table ops.layout as select ? as layout", [layout])


def _is_laid_out(connection: duckdb.DuckDBPyConnection, layout: str) -> bool:
    try:
        return fetch_value(connection, "select layout from ops.layout") == layout
    except duckdb.CatalogException:
        return False


def finding_sql(name: str) -> str:
    """The SELECT of a file of sql/findings, which a step runs by itself."""
    return (SQL_FOLDER / "findings" / f"{name}.sql").read_text(encoding="utf-8")


def fetch_value(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | None = None) -> Any:
    """The first column of the first row, null where there is none; nothing is left unfetched on the connection."""
    rows = connection.execute(sql, parameters or []).fetchall()
    return rows[0][0] if rows else None


def fetch_table(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    return connection.sql(sql).to_arrow_table()


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame | list[dict[str, Any]]) -> int:
    """Append rows, matched by column name; columns that the rows lack become null."""
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows, columns=list(TABLES[table]))
    if frame.empty:
        return 0
    columns = ", ".join(column for column in frame.columns if column in TABLES[table])
    connection.register("appended_rows", frame)
    connection.execute(f"insert into {table} ({columns}) select {columns} from appended_rows")
    connection.unregister("appended_rows")
    return len(frame)


def replace(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame | list[dict[str, Any]]) -> int:
    connection.execute(f"delete from {table}")
    return insert(connection, table, rows)


def keep(connection: duckdb.DuckDBPyConnection, table: str, key: dict[str, Any], row: dict[str, Any]) -> None:
    """Put one row in the place of the one with the same key."""
    same = " and ".join(f"{name} = ?" for name in key)
    connection.execute(f"delete from {table} where {same}", list(key.values()))
    insert(connection, table, [key | row])


def build_schema(connection: duckdb.DuckDBPyConnection, schema: str, only: Collection[str] | None = None) -> int:
    """Make every table of one SQL folder anew, in the order in which they refer to each other; return their rows.

    Args:
        only: the tables that are made, by their names; default: all.
    """
    paths = sorted((SQL_FOLDER / schema).glob("*.sql"))
    files = {path.stem: path for path in paths if only is None or path.stem in only}
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    needs = {
        name: {other for other in files if other != name and f"{schema}.{other}" in _words(text)}
        for name, text in texts.items()
    }
    row_count = 0
    for name in TopologicalSorter(needs).static_order():
        row_count += _build_table(connection, f"{schema}.{name}", texts[name])
    return row_count


def _words(sql: str) -> set[str]:
    code = re.sub(r"--.*", "", sql)
    return set(re.findall(r"\b\w+\.\w+\b", code))


def _build_table(connection: duckdb.DuckDBPyConnection, table: str, sql: str) -> int:
    counted = _days_to_count(connection, table, sql)
    try:
        if table.startswith("staging."):
            connection.execute(f"create or replace view {table} as {sql}")
        elif counted is not None:
            _count_again(connection, table, sql, counted)
        else:
            make_table(connection, table, sql)
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException):
        raise
    except duckdb.Error as error:
        raise BrokenSqlError(f"pipelines/sql/{table.replace('.', '/')}.sql failed: {error}") from error
    _check_grain(connection, table, sql, counted or "true")
    return fetch_value(connection, f"select count(*) from {table}")


def _days_to_count(connection: duckdb.DuckDBPyConnection, table: str, sql: str) -> str | None:
    """The condition on the rows that have to be counted anew, of a table that is there; None where all of them have."""
    stated = COUNTED_BY_DAY.search(sql)
    since = fetch_value(connection, "select getvariable(?)", [stated[2]]) if stated else None
    if stated is None or since in (None, date.min):
        return None
    is_there = fetch_value(
        connection, "select count(*) from duckdb_tables() where schema_name || '.' || table_name = ?", [table]
    )
    return f"{stated[1]} >= date '{since}'" if is_there else None


def _count_again(connection: duckdb.DuckDBPyConnection, table: str, sql: str, counted: str) -> None:
    """Put the days that are counted anew in the place of what the table holds of them."""
    connection.execute("begin")
    try:
        connection.execute(f"delete from {table} where {counted}")
        connection.execute(f"insert into {table} by name select * from ({sql}) where {counted}")
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _check_grain(connection: duckdb.DuckDBPyConnection, table: str, sql: str, counted: str) -> None:
    stated = re.search(r"^-- grain: (.+)$", sql, re.MULTILINE)
    if stated is None:
        raise BrokenSqlError(
            f'pipelines/sql/{table.replace(".", "/")}.sql states no grain. Add "-- grain: column, column".'
        )
    columns = [column.strip() for column in stated[1].split(",")]
    if columns == ["one row"]:
        return
    keys = ", ".join(columns)
    nulls = " or ".join(f"{column} is null" for column in columns)
    # Hashes that differ are of keys that differ, and are counted in less time.
    is_kept = f"select count(*) = count(distinct hash({keys})) and not coalesce(bool_or({nulls}), false)"
    if fetch_value(connection, f"{is_kept} from {table} where {counted}"):
        return
    offending = connection.execute(
        f"select {keys} from {table} where {counted} group by {keys} having count(*) > 1 or bool_or({nulls}) limit 1"
    ).fetchall()
    if offending:
        raise BrokenSqlError(
            f"{table} should have one row per {keys}, but {offending[0]} is null or stands there twice."
        )


def failed_checks(connection: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """The offending rows of each check of sql/checks that has any; its name is its claim."""
    failures = {}
    for path in sorted((SQL_FOLDER / "checks").glob("*.sql")):
        offending = connection.execute(path.read_text(encoding="utf-8")).df()
        if len(offending):
            failures[path.stem.replace("_", " ")] = offending
    return failures
