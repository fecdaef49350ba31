"""Incoming: which rows came in this load?

They wait, masked, in temporary tables of the warehouse until all of them are there.
"""

from __future__ import annotations

from datetime import datetime

import duckdb
import pyarrow as pa

from pipelines.tables import RECORD_COLUMNS, TABLES


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
    for column in set(rows.column_names) - columns_coming(warehouse, record):
        warehouse.execute(f"alter table incoming_{record} add column {column} {kinds[column]}")
    warehouse.register("prepared_rows", rows)
    warehouse.execute(f"insert into incoming_{record} by name select * from prepared_rows")
    warehouse.unregister("prepared_rows")


def columns_coming(warehouse: duckdb.DuckDBPyConnection, record: str) -> set[str]:
    return {row[0] for row in warehouse.execute(f"describe incoming_{record}").fetchall()}


def forget_incoming(warehouse: duckdb.DuckDBPyConnection, file: int) -> None:
    """Leave out a file that turned out unreadable half-way."""
    for record in RECORD_COLUMNS:
        warehouse.execute(f"delete from incoming_{record} where _file = ?", [file])
