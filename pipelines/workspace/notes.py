"""Notes: what have people noted of a day, so that every chart says it?"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pandas as pd
from sqlalchemy import func, select

from pipelines.workspace import Workspace
from pipelines.workspace.tables import DATE_NOTE, frame, now
from pipelines.workspace.wording import WorkspaceError, refuse_personal_data

LONGEST_WORDS = 80


def add_note(workspace: Workspace, on_date: date, words: str, reason_code: str | None, written_by: str) -> str:
    """Keep what happened on a day, for one reason or for all; return the note's id.

    Raises:
        WorkspaceError: the words are missing, too long, or look like personal data.
    """
    words = " ".join(words.split())
    if not words:
        raise WorkspaceError("A note needs words. Say in a few what happened on that day.")
    if len(words) > LONGEST_WORDS:
        raise WorkspaceError(f"The note has {len(words)} characters. Say it in at most {LONGEST_WORDS}.")
    refuse_personal_data(words)
    row = {"note_id": str(uuid4()), "on_date": on_date, "words": words, "reason_code": reason_code, "is_removed": False}
    _write(workspace, row, written_by)
    return str(row["note_id"])


def remove_note(workspace: Workspace, note_id: str, removed_by: str) -> None:
    """Take a note off the charts; who wrote and who removed it stays known.

    Raises:
        WorkspaceError: there is no such note.
    """
    with workspace.engine.connect() as connection:
        query = select(DATE_NOTE).where(DATE_NOTE.c.note_id == note_id).order_by(DATE_NOTE.c.row_id.desc()).limit(1)
        found = connection.execute(query).mappings().first()
    if found is None:
        raise WorkspaceError("This note is not there any more. Load the page again.")
    kept = {name: found[name] for name in ("note_id", "on_date", "words", "reason_code")}
    _write(workspace, kept | {"is_removed": True}, removed_by)


def read_notes(workspace: Workspace) -> pd.DataFrame:
    """Return the notes that stand, by day: the columns of DATE_NOTE, written_at in UTC."""
    newest = select(func.max(DATE_NOTE.c.row_id)).group_by(DATE_NOTE.c.note_id)
    query = (
        select(DATE_NOTE)
        .where(DATE_NOTE.c.row_id.in_(newest), DATE_NOTE.c.is_removed.is_(False))
        .order_by(DATE_NOTE.c.on_date, DATE_NOTE.c.row_id)
    )
    with workspace.engine.connect() as connection:
        return frame([tuple(row) for row in connection.execute(query)], DATE_NOTE)


def _write(workspace: Workspace, row: dict[str, object], written_by: str) -> None:
    with workspace.engine.begin() as connection:
        connection.execute(DATE_NOTE.insert(), {**row, "written_by": written_by, "written_at": now()})
