"""Publish: how do readers get a whole, finished run, or the one before?

The marts are copied into a file of their own, checkpointed and closed, opened once more to be sure, and only then does
the symlink `current.duckdb` move to it. Readers open its real path; nobody sees a half-finished run.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from pipelines.settings import Paths
from pipelines.warehouse import OFFLINE, WarehouseError, fetch_value

KEPT_FILES = 5


def publish(warehouse: duckdb.DuckDBPyConnection, paths: Paths, run_id: str) -> Path:
    """Write published/voc-<run>.duckdb, point current.duckdb at it, and return its path.

    Raises:
        WarehouseError: the file could not be written whole; what was published before stays.
    """
    folder = paths.published_folder
    folder.mkdir(parents=True, exist_ok=True)
    target, unfinished = folder / f"voc-{run_id}.duckdb", folder / f".voc-{run_id}.unfinished"
    unfinished.unlink(missing_ok=True)
    try:
        _copy_marts(warehouse, unfinished)
        _check(unfinished)
        os.replace(unfinished, target)
        point_at(paths.published, target)
    except (duckdb.Error, OSError) as error:
        unfinished.unlink(missing_ok=True)
        reason = str(error).splitlines()[0]
        raise WarehouseError(f"The marts could not be published: {reason}. What was published before stays.") from error
    _forget_old(folder, target)
    return target


def _copy_marts(warehouse: duckdb.DuckDBPyConnection, path: Path) -> None:
    warehouse.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as target")
    try:
        warehouse.execute("create schema target.marts")
        tables = warehouse.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
            " and table_catalog = current_database() order by table_name"
        ).fetchall()
        for (table,) in tables:
            warehouse.execute(f"create table target.marts.{table} as select * from marts.{table}")
        warehouse.execute("checkpoint target")
    finally:
        warehouse.execute("detach target")


def _check(path: Path) -> None:
    with duckdb.connect(str(path), read_only=True, config=OFFLINE) as published:
        run_count = fetch_value(published, "select count(*) from marts.run")
    if run_count != 1:
        raise OSError(f"{path.name} does not hold the run")


def point_at(link: Path, target: Path) -> None:
    fresh = link.with_name(".current.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target.name)
    os.replace(fresh, link)


def _forget_old(folder: Path, newest: Path) -> None:
    files = sorted(folder.glob("voc-*.duckdb"))
    for path in files[:-KEPT_FILES]:
        if path != newest:
            path.unlink()
    for left in folder.glob(".voc-*.unfinished*"):
        left.unlink()
