"""Rewriting: how does a file lose the bytes of rows that were deleted?

DuckDB keeps them in free blocks. So what stays is copied into a new file, which takes the place of the old one whole.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from pipelines.erasing.cutting import Cut, Going, columns_of, cut_of
from pipelines.erasing.places import Places
from pipelines.erasing.words import is_long, plain
from pipelines.publish import point_at
from pipelines.settings import Paths
from pipelines.warehouse import OFFLINE, WORKING_MEMORY, WarehouseError, WarehouseLockedError, fetch_value

PUBLISHED_NAME = re.compile(r"(voc-.+?)(?:-e(\d+))?\.duckdb")


def rewrite_published(paths: Paths, going: Going, places: Places) -> int:
    """Write each kept published file that holds anything of what goes anew, under a new name; return how many.

    Readers notice by the name of the file's real path; the newest is taken first.
    """
    current = paths.published.resolve() if paths.published.exists() else None
    files = sorted(paths.published_folder.glob("voc-*.duckdb"), key=lambda path: (path != current, path.name))
    for left in paths.published_folder.glob(".voc-*"):
        left.unlink()
    return sum(_rewrite(paths, path, going, places) for path in files)


def _rewrite(paths: Paths, path: Path, going: Going, places: Places) -> int:
    unfinished = path.with_name(f".{path.stem}.unfinished")
    try:
        with _published(paths, path, going) as connection:
            cuts = {table: cut_of(columns, going) for table, columns in columns_of(connection, "published").items()}
            is_cut = any(cut and _touches(connection, table, cut) for table, cut in cuts.items())
            if not is_cut and not places.touch(connection, "published", "marts"):
                return 0
            connection.execute(f"attach {_quoted(unfinished)} as target")
            connection.execute("create schema target.marts")
            for table, cut in cuts.items():
                kept = cut.select(f"published.{table}") if cut else f"from published.{table}"
                connection.execute(f"create table target.{table} as {kept}")
            places.blank(connection, "target", "marts")
            connection.execute("checkpoint target")
            connection.execute("detach target")
        target = path.with_name(_next_name(path))
        os.replace(unfinished, target)
        if paths.published.resolve() == path:
            point_at(paths.published, target)
        path.unlink()
    except (duckdb.Error, OSError) as error:
        unfinished.unlink(missing_ok=True)
        raise WarehouseError(f"{path.name} could not be written anew: {str(error).splitlines()[0]}.") from error
    return 1


@contextmanager
def _published(paths: Paths, path: Path, going: Going) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a published file, with the temporary tables of what goes."""
    with duckdb.connect(":memory:", config=_config(paths)) as connection:
        connection.execute(f"attach {_quoted(path)} as published (read_only)")
        going.give_to(connection)
        yield connection


def published_quotes(paths: Paths, going: Going) -> set[str]:
    """What kept published files quote of the contacts that go, plain: reports may show it."""
    texts: set[str] = set()
    for path in sorted(paths.published_folder.glob("voc-*.duckdb")):
        with _published(paths, path, going) as connection:
            for table, columns in columns_of(connection, "published").items():
                if {"contact_id", "text"} <= set(columns) and table != "marts.turn":
                    quoted = (
                        f"select distinct text from published.{table} where contact_id in (from gone union from silent)"
                    )
                    texts |= {plain(text) for (text,) in connection.execute(quoted).fetchall() if text}
    return {text for text in texts if is_long(text)}


def _touches(connection: duckdb.DuckDBPyConnection, table: str, cut: Cut) -> bool:
    return bool(fetch_value(connection, f"select exists (from published.{table} where {cut.touched})"))


def _next_name(path: Path) -> str:
    """A name that no reader has open: voc-RUN.duckdb, voc-RUN-e1.duckdb, voc-RUN-e2.duckdb …"""
    found = PUBLISHED_NAME.fullmatch(path.name)
    run, number = (found[1], int(found[2] or 0)) if found else (path.stem, 0)
    return f"{run}-e{number + 1}.duckdb"


def compact_warehouse(paths: Paths, finish: Callable[[duckdb.DuckDBPyConnection, str], None]) -> None:
    """Copy the warehouse into a new file and put it in the place of the old one, as its only writer.

    Args:
        finish: called with a connection and the name of the new file's database, before it takes its place.

    Raises:
        WarehouseLockedError: another process has the warehouse open.
        WarehouseError: the copy could not be written; the warehouse stays as it is.
    """
    path = paths.warehouse
    fresh = path.with_name(".warehouse.compacted")
    for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        left.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(path), config=_config(paths)) as connection:
            name = fetch_value(connection, "select current_database()")
            connection.execute(f"attach {_quoted(fresh)} as compacted")
            connection.execute(f'copy from database "{name}" to compacted')
            finish(connection, "compacted")
            # Nothing may be left to write at the end: the old file's log lies under the name of the new one's.
            for statement in ("checkpoint compacted", "detach compacted", "checkpoint"):
                connection.execute(statement)
            os.replace(fresh, path)
        for left in (paths.build / "spill").glob("*"):  # of a run that was killed
            left.unlink()
    except (duckdb.Error, OSError) as error:
        fresh.unlink(missing_ok=True)
        if "lock" in str(error).lower():
            raise WarehouseLockedError(
                f"{path} is in use by another run. Wait until it ends, and call it again."
            ) from error
        reason = str(error).splitlines()[0]
        raise WarehouseError(
            f"{path} could not be written anew: {reason}. Free some space and call it again."
        ) from error


def _config(paths: Paths) -> dict[str, Any]:
    return OFFLINE | {"memory_limit": WORKING_MEMORY, "temp_directory": str(paths.build / "spill")}


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
