"""Places: which rejected rows and names of files name somebody who goes?

A file of one conversation is often called by its contact's id, and a row that was rejected holds the id as the vendor wrote
it; who the customer is, it never held.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pandas as pd

from pipelines.erasing.cutting import columns_of
from pipelines.sources.rejecting import BLANKED
from pipelines.warehouse import fetch_value

KEY = ("run_id", "source_code", "file_name", "line_number")
SAYING = ("file_name", "note", "error")  # columns in which a file is named
LONG_ENOUGH = 5  # characters of an id that is looked for among words; a shorter one is a number like others
OF_GONE = """
select distinct file_name
from ops.source_file
where file_id in (
    select file_id from raw.contact where contact_id in (from gone)
    union select file_id from raw.turn where contact_id in (from gone)
    union select file_id from raw.survey where contact_id in (from gone)
)
"""
OLD_ROWS = f"""
select {", ".join(KEY)}
from ops.rejected_row join ops.run using (run_id)
where ops.run.started_at < $1 and raw_row is not null and raw_row <> '{BLANKED}'
"""


@dataclass(frozen=True)
class Places:
    """Rejected rows to be blanked, by KEY, and names of files with what they are called from now on."""

    rows: pd.DataFrame
    names: tuple[tuple[str, str], ...] = ()

    def touch(self, connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> bool:
        """Whether a file still holds any of them."""
        tables = _tables(connection, database, schema)
        with _blanked(connection, self.rows):
            if f"{schema}.rejected_row" in tables and fetch_value(connection, _standing(f"{database}.{schema}")):
                return True
        return any(
            fetch_value(connection, f"select exists (from {database}.{table} where file_name = ?)", [old])
            for table, columns in tables.items()
            if "file_name" in columns
            for old, _ in self.names
        )

    def blank(self, connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> dict[str, int]:
        """Blank the rows, and name the files anew; return how many rows of each table."""
        tables = _tables(connection, database, schema)
        counts: dict[str, int] = {}
        if f"{schema}.rejected_row" in tables:
            with _blanked(connection, self.rows):
                place = f"{database}.{schema}.rejected_row"
                counts[f"{schema}.rejected_row"] = connection.execute(
                    f"update {place} as rejected set value = null, raw_row = '{BLANKED}' from blanked"
                    f" where {' and '.join(f'rejected.{name} = blanked.{name}' for name in KEY)}"
                ).fetchall()[0][0]
        for table, columns in tables.items():
            for column in set(columns) & set(SAYING):
                for old, new in self.names:
                    connection.execute(
                        f"update {database}.{table} set {column} = replace({column}, $1, $2) where contains({column}, $1)",
                        [old, new],
                    )
        return {table: count for table, count in counts.items() if count}


def _standing(place: str) -> str:
    return (
        f"select exists (from {place}.rejected_row semi join blanked using ({', '.join(KEY)})"
        f" where raw_row is not null and raw_row <> '{BLANKED}')"
    )


@contextmanager
def _blanked(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> Iterator[None]:
    """Show the rows that are to be blanked as the relation `blanked`."""
    connection.register("blanked", rows)
    yield
    connection.unregister("blanked")


def _tables(connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> dict[str, dict[str, bool]]:
    tables = columns_of(connection, database.strip('"'))
    return {table: columns for table, columns in tables.items() if table.startswith(f"{schema}.")}


def places_of_gone(warehouse: duckdb.DuckDBPyConnection) -> Places:
    """Where the contacts of the temporary table gone are named as their vendor names them."""
    ids = [contact_id.partition(":")[2] or contact_id for (contact_id,) in warehouse.execute("from gone").fetchall()]
    rows = warehouse.execute(f"select {', '.join(KEY)}, value, raw_row from ops.rejected_row").df()
    is_named = [_names(raw, ids) or value in ids for raw, value in zip(rows["raw_row"], rows["value"], strict=True)]
    files = [name for (name,) in warehouse.execute(OF_GONE).fetchall() if name]
    renamed = {name: _without(name, ids) for name in files}
    return Places(rows.loc[is_named, list(KEY)], tuple((old, new) for old, new in renamed.items() if old != new))


def places_of_old(warehouse: duckdb.DuckDBPyConnection, before: datetime) -> Places:
    """The rejected rows of runs before a moment."""
    return Places(warehouse.execute(OLD_ROWS, [before]).df())


def _names(row: object, ids: Collection[str]) -> bool:
    if not isinstance(row, str):
        return False
    return any(f'"{each}"' in row or (len(each) >= LONG_ENOUGH and _token(each).search(row)) for each in ids)


def _token(each: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(each)}(?!\w)")


def _without(name: str, ids: Collection[str]) -> str:
    for each in ids:
        name = re.sub(rf"(?<![^\W_]){re.escape(each)}(?![^\W_])", BLANKED, name)
    return name
