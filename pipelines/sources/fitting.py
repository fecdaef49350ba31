"""Fitting: which of the columns that come does a raw table store, and which does it state once?

What no row fills, and a code or label that is the same in every row, is a generated column: a first load of a million rows
does not write it a million times. It is stored from the load on that says something else.
"""

from __future__ import annotations

import duckdb

from pipelines.compact import constant_columns
from pipelines.tables import HARDLY_REPEATED, PROVENANCE_COLUMNS, RAW_TABLES, packed, stating, unfilled
from pipelines.warehouse import fetch_value

BESIDE = {"_file", "place", "modified_at", "document"}  # what is known of the rows that come and is not stored
STORED = HARDLY_REPEATED | {"file_id"}


def fit(warehouse: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Let a raw table take the rows of `incoming`; return the columns of them that it stores."""
    coming = [row[0] for row in warehouse.execute("describe incoming").fetchall() if row[0] not in BESIDE]
    if not fetch_value(warehouse, f"select exists (from {table})"):
        _lay_out(warehouse, table, coming)
    else:
        _widen(warehouse, table, coming)
    stated = _stated(warehouse, table)
    return [column for column in coming if column not in stated]


def _stated(warehouse: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns that a table states, and the SQL of what they say."""
    return dict(
        warehouse.execute(
            "select column_name, generation_expression from information_schema.columns"
            " where table_schema || '.' || table_name = ? and is_generated = 'ALWAYS'",
            [table],
        ).fetchall()
    )


def _lay_out(warehouse: duckdb.DuckDBPyConnection, table: str, coming: list[str]) -> None:
    """Make an empty table anew for the first rows that come."""
    kinds = RAW_TABLES[table]
    asked = {name: "VARCHAR" for name in coming if _may_be_stated(table, name)}
    constant = constant_columns(warehouse, "incoming", asked, "incoming")
    definitions = []
    for name, kind in kinds.items():
        if name in constant:
            definitions.append(stating(name, kind, constant[name]))
        else:
            is_stored = name in coming or name in PROVENANCE_COLUMNS
            definitions.append(packed(name, kind) if is_stored else unfilled(name, kind))
    warehouse.execute(f"create or replace table {table} ({', '.join(definitions)})")


def _may_be_stated(table: str, column: str) -> bool:
    return RAW_TABLES[table][column] == "varchar" and column not in STORED


def _widen(warehouse: duckdb.DuckDBPyConnection, table: str, coming: list[str]) -> None:
    """Store the columns of which the rows that come say something else than the table states."""
    stated = _stated(warehouse, table)
    says = {
        name: f"bool_or({name if name in coming else 'null'} is distinct from {value})"
        if _may_be_stated(table, name)
        else str(name in coming)
        for name, value in stated.items()
    }
    if not says:
        return
    differs = warehouse.execute(f"select {', '.join(says.values())} from incoming").fetchall()[0]
    for name in [name for name, is_different in zip(says, differs, strict=True) if is_different]:
        warehouse.execute(f"alter table {table} drop column {name}")
        warehouse.execute(
            f"alter table {table} add column {packed(name, RAW_TABLES[table][name])} default {stated[name]}"
        )
        warehouse.execute(f"alter table {table} alter column {name} drop default")
