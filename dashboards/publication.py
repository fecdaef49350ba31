"""Publication: which file do readers open, and how?

It is attached read-only by its real path to a database in memory, whose schema `marts` shows it through views; no other
file can be read from there. Each scope of `scopes.py` has its own views, beside the others and over the same file. When the
link moves to the next run, the next page that is drawn opens that.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from dashboards.scopes import EVERYTHING, Scope, select
from pipelines.settings import load_settings

SAFE: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
OPENING = Lock()
PINNED: ContextVar[tuple[str, int] | None] = ContextVar("PINNED", default=None)
# A filter of the view in a query: true where nothing is wanted in particular, or this value is.
IS_WANTED = """create macro is_wanted(wanted, value) as
    len(wanted::varchar[]) = 0 or list_contains(wanted::varchar[], value)"""


class NothingPublishedError(Exception):
    """No run has published yet."""


def pin() -> None:
    """Let all that is drawn from now on in this thread see the run that is published now, whole, even if another follows.

    Raises:
        NothingPublishedError: there is no published file yet.
    """
    PINNED.set(None)
    PINNED.set(find())


def find() -> tuple[str, int]:
    """The published file's real path, and when it was written: together they name one run's answers.

    Raises:
        NothingPublishedError: there is no published file yet.
    """
    pinned = PINNED.get()
    return _find() if pinned is None else pinned


def _find() -> tuple[str, int]:
    link = Path(load_settings().paths.published)
    try:
        path = Path(os.path.realpath(link, strict=True))
        return str(path), path.stat().st_mtime_ns
    except OSError as error:
        raise NothingPublishedError("Nothing is published yet. Run `voc demo` or `voc run`, then reload.") from error


def cursor(published: tuple[str, int], scope: Scope = EVERYTHING) -> duckdb.DuckDBPyConnection:
    """A cursor of the connection that all readers of a file share, on which `marts` shows what the scope may see."""
    with OPENING:
        con = _connect(published).cursor()
        if scope != EVERYTHING:
            _use(con, scope)
        return con


@lru_cache(maxsize=2)
def _connect(published: tuple[str, int]) -> duckdb.DuckDBPyConnection:
    return connect(published[0])


def _use(con: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Let `marts` mean, on this cursor, what the scope may see; its views are made once for each connection."""
    name = f"scope_{sha256(repr(scope).encode()).hexdigest()[:24]}"
    known = con.execute("select 1 from duckdb_databases() where database_name = $name", {"name": name}).fetchall()
    if known:
        con.execute(f"use {name}")
        return
    con.execute(f"attach ':memory:' as {name}")
    con.execute(f"use {name}")
    _show(con, scope)


def connect(path: str) -> duckdb.DuckDBPyConnection:
    """A connection on which all of the file at `path` can be read, and nothing else.

    Raises:
        duckdb.Error: there is no such file, or it is none of DuckDB's.
    """
    con = duckdb.connect(config=SAFE)
    quoted = path.replace("'", "''")
    con.execute(f"attach '{quoted}' as published (read_only)")
    con.execute("set enable_external_access = false")
    _show(con, EVERYTHING)
    return con


def _show(con: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Make the schema `marts` of what the scope may see, in the catalog that is used."""
    con.execute(IS_WANTED)
    con.execute("create schema marts")
    columns: dict[str, set[str]] = {}
    for name, column in con.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'published' and schema_name = 'marts'"
    ).fetchall():
        columns.setdefault(name, set()).add(column)
    for name, held in columns.items():
        shown = select(name, held, scope) if scope != EVERYTHING else f'from published.marts."{name}"'
        if shown:
            con.execute(f'create view marts."{name}" as {shown}')
