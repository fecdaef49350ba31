"""Compact: how is a table made of a SELECT without storing what says the same in every row?

Most exports fill a part of a contact's columns only, and a centre has one site or one time zone. Such a column is stated
once, as a generated column: readers see the same table, and a night does not write it a million times. Ids and texts hardly
repeat: ZSTD packs them in a third of the time that DuckDB's own choice, a dictionary, takes.
"""

from __future__ import annotations

import re

import duckdb

from pipelines.tables import packed, stating

SAMPLE_ROWS = 2048
STATED_KINDS = ("VARCHAR", "BOOLEAN", "INTEGER")


def make_table(connection: duckdb.DuckDBPyConnection, table: str, sql: str) -> None:
    """Make a table anew; where a comment names the relation `constant as in` which columns may be, they are looked for."""
    kinds: dict[str, str] = {name: kind for name, kind, *_ in connection.execute(f"describe {sql}").fetchall()}
    named = re.search(r"^-- constant as in: (.+)$", sql, re.MULTILINE)
    stated = constant_columns(connection, f"({sql})", kinds, named[1]) if named else {}
    definitions = [
        stating(name, kind, stated[name]) if name in stated else packed(name, kind) for name, kind in kinds.items()
    ]
    stored = ", ".join(f'"{name}"' for name in kinds if name not in stated)
    connection.execute("begin")
    try:
        connection.execute(f"create or replace table {table} ({', '.join(definitions)})")
        connection.execute(f"insert into {table} by name select {stored} from ({sql})")
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def constant_columns(
    connection: duckdb.DuckDBPyConnection, relation: str, kinds: dict[str, str], sampled: str
) -> dict[str, str]:
    """The columns that say the same in every row of a relation, and the SQL of what they say.

    Args:
        kinds: the columns that are asked about, and their types.
        sampled: a relation whose first rows tell which of them may be constant, in less time.
    """
    supposed = _candidates(connection, sampled, kinds)
    counts = [_counts(name, kinds[name], value) for name, value in supposed.items()]
    row = connection.execute(f"select {', '.join(['count(*)', *counts])} from {relation}").fetchall()[0]
    found = {}
    for at, (name, value) in enumerate(supposed.items()):
        count, least, greatest = row[1 + 3 * at : 4 + 3 * at]
        if not count:
            found[name] = value
        elif count == row[0] and least is not None and least == greatest:  # null in the sample, filled on the way
            found[name] = _literal(least, kinds[name])
    return found


def _candidates(connection: duckdb.DuckDBPyConnection, relation: str, kinds: dict[str, str]) -> dict[str, str]:
    """The columns that say the same throughout the first rows of a relation, and the SQL of what they say."""
    there = {row[0] for row in connection.execute(f"describe {relation}").fetchall()}
    shared = [name for name in kinds if name in there]
    if not shared:
        return {}
    rows = connection.sql(f"select {', '.join(shared)} from {relation} limit {SAMPLE_ROWS}").to_arrow_table()
    found = {}
    for name in shared if rows.num_rows else ():
        values = rows[name]
        if values.null_count == len(values):
            found[name] = f"null::{kinds[name]}"
        elif not values.null_count and kinds[name] in STATED_KINDS and len(values.unique()) == 1:
            found[name] = _literal(values[0].as_py(), kinds[name])
    return found


def _literal(value: str | bool | int, kind: str) -> str:
    return f"'{str(value).replace(chr(39), chr(39) * 2)}'::{kind}"


def _counts(name: str, kind: str, value: str) -> str:
    """How many rows say something else than a value, and for what was null the least and the greatest that they say."""
    if not value.startswith("null::"):
        return f"count(*) filter ({name} is distinct from {value}), null, null"
    return f"count({name}), {f'min({name}), max({name})' if kind in STATED_KINDS else 'null, null'}"
