"""Compact: how is a table made of a SELECT without storing what says the same in every row?

Most exports fill a part of a contact's columns only, and a centre has one site or one time zone. Such a column is stated
once, as a generated column: readers see the same table, and a night does not write it a million times. Ids and texts hardly
repeat: ZSTD packs them in a third of the time that DuckDB's own choice, a dictionary, takes.
"""

from __future__ import annotations

import re

import duckdb

from pipelines.tables import packed

SAMPLE_ROWS = 2048
STATED_KINDS = ("VARCHAR", "BOOLEAN", "INTEGER")  # others are stated where they are null throughout


def make_table(connection: duckdb.DuckDBPyConnection, table: str, sql: str) -> None:
    """Make a table anew; where a comment names the relation `constant as in` which columns may be, they are looked for."""
    kinds: dict[str, str] = {name: kind for name, kind, *_ in connection.execute(f"describe {sql}").fetchall()}
    named = re.search(r"^-- constant as in: (.+)$", sql, re.MULTILINE)
    stated = _constant(connection, sql, _candidates(connection, named[1], kinds)) if named else {}
    definitions = [
        f'"{name}" {kind} generated always as ({stated[name]})' if name in stated else packed(name, kind)
        for name, kind in kinds.items()
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


def _candidates(connection: duckdb.DuckDBPyConnection, relation: str, kinds: dict[str, str]) -> dict[str, str]:
    """The columns that say the same throughout the first rows of a relation, and the SQL of what they say."""
    there = {row[0] for row in connection.execute(f"describe {relation}").fetchall()}
    shared = [name for name in kinds if name in there]
    rows = connection.sql(f"select {', '.join(shared)} from {relation} limit {SAMPLE_ROWS}").to_arrow_table()
    found = {}
    for name in shared if rows.num_rows else ():
        values = rows[name]
        if values.null_count == len(values):
            found[name] = f"null::{kinds[name]}"
        elif not values.null_count and kinds[name] in STATED_KINDS and len(values.unique()) == 1:
            found[name] = f"'{str(values[0]).replace(chr(39), chr(39) * 2)}'::{kinds[name]}"
    return found


def _constant(connection: duckdb.DuckDBPyConnection, sql: str, candidates: dict[str, str]) -> dict[str, str]:
    """Of the candidates those that every row of a SELECT agrees with."""
    differing = [f"count(*) filter ({name} is distinct from {value})" for name, value in candidates.items()]
    counts = connection.execute(f"select {', '.join(['count(*)', *differing])} from ({sql})").fetchall()[0][1:]
    return {name: value for (name, value), count in zip(candidates.items(), counts, strict=True) if not count}
