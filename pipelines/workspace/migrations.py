"""Migrations: what has to change in a workspace that another voc wrote?

Like the warehouse it carries the version of its schema. Tables and columns that may be empty are added without a step, but
are a new version too.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Integer, MetaData, Table, inspect, select
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

from pipelines.workspace.tables import TABLES
from pipelines.workspace.wording import WorkspaceError

STEPS: Sequence[str] = (
    "",
)  # SQL of SQLite and PostgreSQL; the first makes version 1 of what carries none; "" only adds
VERSION = len(STEPS)
SCHEMA_VERSION = Table("schema_version", MetaData(), Column("version", Integer, nullable=False))


def is_current(connection: Connection) -> bool:
    """Whether nothing has to change.

    Raises:
        WorkspaceError: a newer voc wrote it.
    """
    there = _columns(connection)
    return _version(connection, there) == VERSION and not any(
        set(table.columns.keys()) - there.get(name, set()) for name, table in TABLES.tables.items()
    )


def migrate(connection: Connection, steps: Sequence[str] = STEPS) -> None:
    """Bring a workspace to the version that the steps lead to, in the transaction of the connection.

    Raises:
        WorkspaceError: a newer voc wrote it.
    """
    _wait_for_turn(connection)
    newest = len(steps)
    found = _version(connection, _columns(connection), newest)
    for step in steps[newest if found is None else found :]:
        if step:
            connection.exec_driver_sql(step)
    there = _columns(connection)
    for table in TABLES.sorted_tables:
        if table.name not in there:
            connection.execute(CreateTable(table))
        for column in table.columns if table.name in there else ():
            if column.name not in there[table.name]:
                definition = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f'alter table "{table.name}" add column {definition}')
        for index in sorted(table.indexes, key=str):
            connection.execute(CreateIndex(index, if_not_exists=True))
    connection.execute(CreateTable(SCHEMA_VERSION, if_not_exists=True))
    connection.execute(SCHEMA_VERSION.delete())
    connection.execute(SCHEMA_VERSION.insert(), {"version": newest})


def _wait_for_turn(connection: Connection) -> None:
    """Of two processes that open the workspace at once one changes it, and the other finds it changed."""
    is_file = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("begin immediate" if is_file else "select pg_advisory_xact_lock(7082)")


def _columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection).get_multi_columns()
    return {name: {column["name"] for column in columns} for (_, name), columns in found.items()}


def _version(connection: Connection, there: dict[str, set[str]], newest: int = VERSION) -> int | None:
    if "schema_version" not in there:
        return 0 if there.keys() & TABLES.tables.keys() else None
    found = int(connection.execute(select(SCHEMA_VERSION.c.version)).scalar_one())
    if found > newest:
        raise WorkspaceError(
            f"The workspace was written by a newer voc (schema {found}, this one knows {newest}). Install the newer one, or"
            ' go back to a backup of before: "voc restore FILE --force".'
        )
    return found
