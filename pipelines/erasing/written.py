"""Written: what of what people wrote is about somebody who goes, or is past its time?

Labels and reviews of their contacts are deleted; a note, a cause or an event that names one of them loses the name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, String, Table, cast, or_, select, text

from pipelines.erasing.words import without
from pipelines.settings import Settings
from pipelines.workspace import Workspace, WorkspaceError, open_workspace
from pipelines.workspace.tables import AUDIT_EVENT, TABLES, TAXONOMY_EDIT

BLANK = "[ERASED]"
AT_ONCE = 200  # contacts in one condition


def forget_written(settings: Settings, contact_ids: Collection[str], quotes: Collection[str]) -> dict[str, int]:
    """Take contacts and quotes out of the workspace; return how many rows of each table.

    Raises:
        WorkspaceError: somebody reads it all the time, so that bytes are left in its log.
    """
    counts: dict[str, int] = {}
    ids = sorted(contact_ids)
    with open_workspace(settings) as workspace, _writing(workspace) as connection:
        for table in TABLES.sorted_tables:
            count = sum(_forget(connection, table, ids[at : at + AT_ONCE]) for at in range(0, len(ids), AT_ONCE))
            count += _forget_quotes(connection, quotes) if table is TAXONOMY_EDIT else 0
            counts |= {f"workspace.{table.name}": count} if count else {}
    if not _leave_no_bytes(settings):
        raise WorkspaceError("The workspace is being read: its log could not be emptied. Call it again in a minute.")
    return counts


def read_edits(settings: Settings) -> list[Any]:
    """The edits of the taxonomy, as they were written."""
    with open_workspace(settings) as workspace, workspace.engine.connect() as connection:
        return [row.edit for row in connection.execute(select(TAXONOMY_EDIT.c.edit))]


def forget_events(settings: Settings, before: datetime) -> int:
    """Delete the events of the audit trail that are older; return how many."""
    with open_workspace(settings) as workspace, _writing(workspace) as connection:
        count = connection.execute(AUDIT_EVENT.delete().where(AUDIT_EVENT.c.happened_at < before)).rowcount
    if count:
        _leave_no_bytes(settings)
    return count


def _forget(connection: Connection, table: Table, ids: list[str]) -> int:
    if "contact_id" in table.c:
        return connection.execute(table.delete().where(table.c.contact_id.in_(ids))).rowcount
    named = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, ids)) + r")(?![\w-])")
    [key] = table.primary_key.columns
    count = 0
    for column in [each for each in table.c if isinstance(each.type, (String, JSON))]:
        likely = or_(*(cast(column, String).contains(each, autoescape=True) for each in ids))
        for row_id, value in connection.execute(select(key, column).where(likely)).fetchall():
            held = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            bare = named.sub(BLANK, held)
            if bare != held:
                written = bare if isinstance(value, str) else json.loads(bare)
                connection.execute(table.update().where(key == row_id).values({column.name: written}))
                count += 1
    return count


def _forget_quotes(connection: Connection, quotes: Collection[str]) -> int:
    count = 0
    for row in connection.execute(select(TAXONOMY_EDIT)).fetchall() if quotes else ():
        mended = without(row.edit, quotes)
        if mended != row.edit:
            same = TAXONOMY_EDIT.c.edit_id == row.edit_id
            connection.execute(TAXONOMY_EDIT.update().where(same).values(edit=mended))
            count += 1
    return count


@contextmanager
def _writing(workspace: Workspace) -> Iterator[Connection]:
    """A transaction in which SQLite overwrites what it deletes."""
    with workspace.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("pragma secure_delete = on"))
        yield connection
        connection.commit()


def _leave_no_bytes(settings: Settings) -> bool:
    """Write a SQLite file and its log anew, and say whether it could be; another database is its administrator's to clean."""
    with open_workspace(settings) as workspace:
        if workspace.engine.dialect.name != "sqlite":
            return True
        with workspace.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum"))
            is_busy = connection.execute(text("pragma wal_checkpoint(truncate)")).scalar()
    return not is_busy
