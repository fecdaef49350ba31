"""Reviews: what does a person say of a criterion that the machine judged?

The verdict goes to the workspace. The next run puts it over the machine's, scores the contact again, and says how well the two
agree; the machine's stays beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, contacts, conversation, sentences
from dashboards.judgements import who
from dashboards.performance import found, said
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace

WHY = {
    "random": "Drawn at random, so that agreement can be told of all contacts.",
    "uncertain": "Drawn because the machine is not sure.",
}
ASKED = {"met": "Met", "not_met": "Not met", "not_applicable": "Does not apply"}
PAIR = ["contact_id", "criterion_code"]


def ask() -> None:
    """The card on which a person judges the next criterion of the next contact."""
    try:
        written = read_reviews()
    except WorkspaceError as error:
        components.heading("Check the machine")
        components.empty("What people judged cannot be read, so nothing can be added.", str(error))
        return
    waiting = left_over(found.to_review(), written)
    if waiting.empty:
        components.heading("Check the machine", _counted(written))
        components.empty(
            "Nothing is left to check.", "The next run draws new contacts, at random and where it is not sure."
        )
        return
    _ask_verdict(waiting.iloc[0].to_dict(), len(waiting), written)


def read_reviews() -> pd.DataFrame:
    """The newest verdict of people on each contact and criterion.

    Raises:
        WorkspaceError: the workspace cannot be opened or read.
    """
    with open_workspace(load_settings()) as workspace:
        return workspace.quality_reviews()


def left_over(drawn: pd.DataFrame, written: pd.DataFrame) -> pd.DataFrame:
    """What was drawn and nobody has judged yet, in order; what the reader put off comes last."""
    judged = pd.MultiIndex.from_frame(written[PAIR].astype(object))
    rest = drawn[~pd.MultiIndex.from_frame(drawn[PAIR].astype(object)).isin(judged)]
    later = st.session_state.get("reviews-later", [])
    is_later = pd.MultiIndex.from_frame(rest[PAIR].astype(object)).isin(later)
    return pd.concat([rest[~is_later], rest[is_later]])


def _counted(written: pd.DataFrame) -> str:
    mine = int((written["reviewed_by"] == who()).sum())
    return f"{sentences.count_of(len(written), 'verdict')} of people so far, {mine} by {who()}"


def _ask_verdict(row: Mapping[str, Any], count: int, written: pd.DataFrame) -> None:
    left, right = st.columns([6, 5], gap="medium")
    with left:
        turns = contacts.turns(row["contact_id"])
        access.audit_once("transcript_viewed", row["contact_id"])
        with st.container(height=360, border=False, key="review-talk"):
            conversation.conversation(turns, evidence=evidence_of(row))
        components.link("contacts", "The whole contact", contact=row["contact_id"])
    with right:
        components.heading(f"{row['criterion_label']}: met or not?", f"{row['stage_label']}. {row['definition']}")
        components.note(f"{_machine(row)} {WHY.get(row['why_code'], '')}")
        verdict = _ask_choice(row)
        components.note(
            f"{sentences.count_of(count, 'check')} left. {_counted(written)}. Kept under the name {who()}; the next run scores"
            " the contact again with it, and says how well people and the machine agree."
        )
    if verdict:
        _keep(row, verdict)


def evidence_of(row: Mapping[str, Any]) -> dict[int, list[str]]:
    """The turns that the machine's verdict rests on, with the words that stand beneath each."""
    mark = said.MARKS.get(str(row["machine_verdict"]), "")
    turns = row["evidence_turn_indexes"]
    return {int(turn): [f"{mark} {row['criterion_label']}"] for turn in (turns if turns is not None else [])}


def _machine(row: Mapping[str, Any]) -> str:
    turns = ", ".join(str(turn) for turn in evidence_of(row))
    where = f", by turn {turns}" if turns else ""
    verdict = said.VERDICTS.get(str(row["machine_verdict"]), "nothing")
    return f"The machine says: {verdict} ({sentences.format_share(row['confidence'], 0)} sure{where})."


def _ask_choice(row: Mapping[str, Any]) -> str:
    """The verdict that was chosen just now, else nothing."""
    chosen, name = "", f"{row['contact_id']}-{row['criterion_code']}"
    with st.container(horizontal=True, gap="small", key="review-ways"):
        for code, label in ASKED.items():
            if st.button(label, key=f"review-{code}-{name}"):
                chosen = code
        if st.button(
            "Later", key=f"review-later-{name}", type="tertiary", help="Show the next one; this one comes again"
        ):
            later = [*st.session_state.get("reviews-later", []), (row["contact_id"], row["criterion_code"])]
            st.session_state["reviews-later"] = later
            st.rerun()
    return chosen


def _keep(row: Mapping[str, Any], verdict: str) -> None:
    """Write the verdict, and draw the page anew with the next one."""
    access.require("review_quality")
    try:
        with open_workspace(load_settings()) as workspace:
            workspace.add_quality_review(row["contact_id"], row["criterion_code"], verdict, who())
    except WorkspaceError as error:
        components.empty("It was not kept.", str(error))
        return
    st.rerun()
