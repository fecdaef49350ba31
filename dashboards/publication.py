"""Publication: which file do readers open, and how?

It is attached read-only by its real path to a database in memory, whose schema `marts` shows it through views; no other
file can be read from there. When the link moves to the next run, the next page that is drawn opens that.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

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


def cursor(published: tuple[str, int]) -> duckdb.DuckDBPyConnection:
    """A cursor of the connection that all readers of a file share."""
    with OPENING:
        return _connect(published).cursor()


@lru_cache(maxsize=2)
def _connect(published: tuple[str, int]) -> duckdb.DuckDBPyConnection:
    return connect(published[0])


def connect(path: str) -> duckdb.DuckDBPyConnection:
    """A connection on which the file at `path` can be read, and nothing else.

    Raises:
        duckdb.Error: there is no such file, or it is none of DuckDB's.
    """
    con = duckdb.connect(config=SAFE)
    quoted = path.replace("'", "''")
    con.execute(f"attach '{quoted}' as published (read_only)")
    con.execute("set enable_external_access = false")
    con.execute(IS_WANTED)
    con.execute("create schema marts")
    for (name,) in con.execute(
        "select table_name from duckdb_tables() where database_name = 'published' and schema_name = 'marts'"
    ).fetchall():
        con.execute(f'create view marts."{name}" as from published.marts."{name}"')
    return con
