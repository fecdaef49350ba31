"""Migrations: what has to change in a warehouse that another voc wrote?

A warehouse carries the version of its schema, a whole number. A table or a column that is new needs no step, as `create_tables`
adds it; but it is a new version too, for an older voc would write rows without it. tests/pipelines/test_migrations.py
notices where that was forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

STEPS: Sequence[str] = ("",)  # SQL that makes version 1 of what carries no number, 2 of 1 and so on; "" only adds
VERSION = len(STEPS)


class MigrationError(Exception):
    """A warehouse cannot be brought to this voc's schema; the message says why and what to do."""


def migrate(connection: duckdb.DuckDBPyConnection, path: Path, steps: Sequence[str] = STEPS) -> None:
    """Bring a warehouse to the version that the steps lead to, wholly or not at all.

    Raises:
        MigrationError: a newer voc wrote it, or a step fails on what it holds.
    """
    newest = len(steps)
    found = version_of(connection)
    if found == newest:
        return
    if found is not None and found > newest:
        raise MigrationError(
            f"{path} was written by a newer voc (schema {found}, this one knows {newest}). Install the newer one, or go back"
            ' to a backup of before: "voc restore FILE --force".'
        )
    connection.execute("begin")
    try:
        for step in steps[newest if found is None else found :]:
            connection.execute(step or "select 1")
        connection.execute("create schema if not exists ops")
        connection.execute(f"create or replace table ops.schema_version as select {newest}::integer as version")
        connection.execute("commit")
    except duckdb.Error as error:
        connection.execute("rollback")
        reason = str(error).splitlines()[0]
        raise MigrationError(
            f"{path} could not be brought from schema {found} to {newest}: {reason}. Nothing was changed; install the voc"
            " that wrote it."
        ) from error


def version_of(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The version of a warehouse's schema; None where it holds nothing yet."""
    try:
        return int(connection.execute("select version from ops.schema_version").fetchall()[0][0])
    except duckdb.CatalogException:
        is_empty = connection.execute("select count(*) = 0 from duckdb_tables()").fetchall()[0][0]
        return None if is_empty else 0
