"""Notes: what have people noted of the days that are drawn, and how do they say it?

A note stands on every chart by day: a thin rule with a word. It goes to the workspace and is shown at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, judgements, redefinitions, sentences
from dashboards.view import View
from pipelines.settings import load_settings
from pipelines.workspace import Workspace, WorkspaceError, open_workspace
from pipelines.workspace.notes import LONGEST_WORDS, add_note, read_notes, remove_note
from pipelines.workspace.tables import DATE_NOTE, frame

ROOM = 26  # characters of a note that stand beside its rule; all of them stand below the chart


def read() -> pd.DataFrame:
    """The notes that stand, by day: note_id, on_date, words, reason_code (null: of all), written_by, written_at."""
    try:
        with open_workspace(load_settings()) as workspace:
            return read_notes(workspace)
    except WorkspaceError:
        return frame([], DATE_NOTE)  # a chart is drawn without them, and the page says elsewhere what is wrong


def marks(noted: pd.DataFrame, daily: pd.DataFrame, codes: tuple[str, ...] = ()) -> pd.DataFrame:
    """The rules that stand on a chart of these days: mark_date, words, sentence, as `redefinitions.marks` gives them.

    Args:
        noted: what `read` gives.
        daily: the days that are drawn: contact_date.
        codes: the reasons that are drawn, whose own notes are shown too; none: only the notes of all.
    """
    days = noted["on_date"]
    is_shown = days.between(daily["contact_date"].min(), daily["contact_date"].max())
    is_meant = noted["reason_code"].isna() | noted["reason_code"].isin(codes)
    chosen = noted[is_shown & is_meant]
    rows = {"mark_date": chosen["on_date"], "words": chosen["words"].map(short), "sentence": chosen["words"]}
    return pd.DataFrame(rows).reset_index(drop=True)


def beside(changes: pd.DataFrame, noted: pd.DataFrame) -> pd.DataFrame:
    """Marks of two kinds in the order of their days."""
    filled = [rows for rows in (changes, noted) if len(rows)]
    return pd.concat(filled).sort_values("mark_date", kind="stable").reset_index(drop=True) if filled else noted


def on(daily: pd.DataFrame, codes: tuple[str, ...] = (), changes: pd.DataFrame | None = None) -> pd.DataFrame:
    """All rules of a chart: its reasons' changes and what was noted of its days."""
    noted = marks(read(), daily, codes)
    return noted if changes is None else beside(redefinitions.marks(changes, daily), noted)


def offer(view: View, labels: dict[str, str], codes: tuple[str, ...] = ()) -> None:
    """A folded form to note something on a day, and the notes of the period with a way to remove each.

    Args:
        labels: the names of reasons, by code.
        codes: the reasons that are looked at; with one, a note can be of that reason alone.
    """
    with st.expander("Notes on days", key="notes", icon=":material/edit_note:"):
        may_write = access.reader().may("write_notes")
        if may_write:
            _ask(view, labels, codes)
        noted = read()
        inside = noted[noted["on_date"].between(pd.Timestamp(view.first), pd.Timestamp(view.end))]
        for row in inside[inside["reason_code"].isna() | inside["reason_code"].isin(codes)].to_dict("records"):
            _show(row, labels, may_write)


def _ask(view: View, labels: dict[str, str], codes: tuple[str, ...]) -> None:
    scopes: dict[str | None, str] = {None: "All charts"}
    if len(codes) == 1:
        scopes[codes[0]] = f"Only {labels.get(codes[0], codes[0])}"
    with st.form("note-form", border=False, clear_on_submit=True):
        left, right = st.columns([2, 5], gap="small")
        on_date: Any = left.date_input("Day", view.end, format="DD/MM/YYYY", key="note-date")
        words = right.text_input(
            "What happened, in a few words; nothing about a single customer", max_chars=LONGEST_WORDS, key="note-words"
        )
        scope = st.radio("On", list(scopes), format_func=scopes.get, horizontal=True, key="note-scope")
        if st.form_submit_button("Note it", key="note-keep"):
            _write(lambda workspace: add_note(workspace, on_date, words, scope, judgements.who()))


def _show(row: dict[str, Any], labels: dict[str, str], may_write: bool) -> None:
    about = f" ({labels.get(row['reason_code'], row['reason_code'])})" if isinstance(row["reason_code"], str) else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"note-{row['note_id']}"):
        day = sentences.format_date(row["on_date"])
        components.note(f"{day}: {row['words']}{about}, noted by {row['written_by']}")
        if may_write and st.button("Remove", key=f"note-remove-{row['note_id']}", type="tertiary"):
            _write(lambda workspace: remove_note(workspace, row["note_id"], judgements.who()))


def _write(change: Callable[[Workspace], object]) -> None:
    """Write, and draw the page anew with it; say why where it was refused."""
    access.require("write_notes")
    try:
        with open_workspace(load_settings()) as workspace:
            change(workspace)
    except WorkspaceError as error:
        components.empty("It was not kept.", str(error))
        return
    st.rerun()


def short(words: str) -> str:
    return words if len(words) <= ROOM else f"{words[: ROOM - 1].rstrip()}…"
