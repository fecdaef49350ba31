"""Labels: what are the reasons, departments, slices and numbers of the marts called in the language that is spoken?

On a connection that is translated, `marts` shows what it showed before, with the words of the vocabulary as the mart `label`
has them: no query knows of languages. What customers said stays as they said it, and so do names.
"""

from __future__ import annotations

from hashlib import sha256

import duckdb

from dashboards.languages import spoken
from dashboards.publication import IS_WANTED, OPENING

WORDS = {
    "reason_label", "parent_reason_label", "given_label", "right_label", "group_label", "department_label", "owner_label",
    "subject_label", "kpi_label", "criterion_label", "stage_label", "dimension_label", "value_label", "channel_label",
    "site_label", "language_label", "slice_label", "where_label", "driver_label", "spread_label", "definition",
}  # fmt: skip


def translate(con: duckdb.DuckDBPyConnection) -> None:
    """Let `marts` speak the language of now on this cursor; its views are made once for what it showed before."""
    with OPENING:
        shown = str(con.execute("select current_database()").fetchall()[0][0])
        columns = _columns(con, shown)
        if "label" not in columns:  # published by an older voc
            return
        words = con.execute(
            f'select count(*) from "{shown}".marts.label where language_code = $language', {"language": spoken()}
        )
        if words.fetchall()[0][0] == 0:  # the marts are written in this language
            return
        name = f"{spoken()}_{sha256(shown.encode()).hexdigest()[:24]}"
        is_there = con.execute(
            "select 1 from duckdb_databases() where database_name = $name", {"name": name}
        ).fetchall()
        if not is_there:
            con.execute(f"attach ':memory:' as {name}")
        con.execute(f"use {name}")
        if not is_there:
            _show(con, shown, columns)


def _show(con: duckdb.DuckDBPyConnection, shown: str, columns: dict[str, set[str]]) -> None:
    con.execute(IS_WANTED)
    con.execute("create schema marts")
    con.execute(
        f'create table word as select text, said from "{shown}".marts.label where language_code = $language',
        {"language": spoken()},
    )
    for mart, held in columns.items():
        said = ", ".join(
            f'coalesce((select said from word where text = mart."{name}"), mart."{name}") as "{name}"'
            for name in sorted(held & WORDS)
        )
        replaced = f" replace ({said})" if said else ""
        con.execute(f'create view marts."{mart}" as select *{replaced} from "{shown}".marts."{mart}" as mart')


def _columns(con: duckdb.DuckDBPyConnection, shown: str) -> dict[str, set[str]]:
    columns: dict[str, set[str]] = {}
    for mart, column in con.execute(
        "select table_name, column_name from duckdb_columns() where database_name = $shown and schema_name = 'marts'",
        {"shown": shown},
    ).fetchall():
        columns.setdefault(mart, set()).add(column)
    return columns
