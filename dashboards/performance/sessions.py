"""Sessions: what was worked on with an agent, what came of it, and how is a new session noted?"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from dashboards import access, components, marts, sentences
from dashboards.judgements import who
from dashboards.performance import found, said
from pipelines.settings import load_settings
from pipelines.workspace import LONGEST_NOTE, WorkspaceError, open_workspace

EARLIEST = timedelta(days=365)  # that a session may lie back


def show(agent_id: str, behaviours: pd.DataFrame) -> None:
    """What came of the sessions so far, what was noted since the last run, and the form for a new one."""
    try:
        written = read_sessions(agent_id)
    except WorkspaceError as error:
        components.heading("Sessions")
        components.empty("What coaches noted cannot be read, so nothing can be added.", str(error))
        return
    told = found.sessions(agent_id)
    components.heading(say_last(told), "Share of contacts with the behaviour, before the session and since")
    for row in told.to_dict("records"):
        note = f" “{row['note']}”" if isinstance(row["note"], str) and row["note"] else ""
        components.note(f"{said.session(row)}{note}")
    for row in written[~written["session_id"].isin(told["session_id"])].to_dict("records"):
        held = f"Session of {sentences.format_date(row['held_on'])} by {row['held_by']}"
        components.note(f"{held}: noted; the next run measures what comes of it.")
    if access.reader().may("coach"):
        _ask_session(agent_id, behaviours)


def read_sessions(agent_id: str) -> pd.DataFrame:
    """What coaches noted of an agent whom the reader may see, the newest first.

    Raises:
        WorkspaceError: the workspace cannot be opened or read.
    """
    with open_workspace(load_settings()) as workspace:
        sessions = workspace.coaching_sessions()
    is_seen = len(marts.ask("select agent_id from marts.agent where agent_id = $id", id=agent_id)) > 0
    return sessions[(sessions["agent_id"] == agent_id) & is_seen].iloc[::-1]


def say_last(told: pd.DataFrame) -> str:
    """What came of the last session, in a few words."""
    if told.empty:
        return "No session was noted yet"
    last = told.iloc[0]
    label = last["criterion_label"] if isinstance(last["criterion_label"], str) else last["criterion_code"]
    verdict = said.SINCE_SESSION.get(str(last["verdict_code"]), said.SINCE_SESSION["too_early"]).removesuffix(".")
    since = f"Since the session of {sentences.format_date(last['held_on'])} on “{sentences.lower_first(label)}”"
    return f"{since}: {sentences.lower_first(verdict)}"


def _ask_session(agent_id: str, behaviours: pd.DataFrame) -> None:
    labels = found.criteria().set_index("criterion_code")["criterion_label"].to_dict()
    today = date.today()
    with st.form(f"session-of-{agent_id}", border=False):
        left, right = st.columns([2, 5], gap="small")
        held_on = left.date_input(
            "Held on", today, min_value=today - EARLIEST, max_value=today, format="DD/MM/YYYY", key=f"held-{agent_id}"
        )
        codes = right.multiselect(
            "Worked on",
            list(labels),
            [code for code in behaviours["criterion_code"] if code in labels],
            format_func=labels.get,
            key=f"worked-{agent_id}",
        )
        note = st.text_area(
            "What was agreed, if you like; nothing about a single customer",
            max_chars=LONGEST_NOTE,
            key=f"note-{agent_id}",
            height=80,
        )
        is_wanted = st.form_submit_button("Note the session", type="primary", icon=":material/add:")
    components.note(f"Kept under the name {who()}. From the next run on, what comes of it is measured and shown here.")
    if is_wanted:
        _keep(agent_id, held_on, codes, note.strip())


def _keep(agent_id: str, held_on: date, codes: list[str], note: str) -> None:
    """Write the session, and draw the page anew with it."""
    access.require("coach")
    try:
        with open_workspace(load_settings()) as workspace:
            workspace.add_coaching_session(agent_id, held_on, codes, note or None, who())
    except WorkspaceError as error:
        components.empty("The session was not kept.", str(error))
        return
    st.rerun()
