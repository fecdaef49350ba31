"""Offered: which actions are there about what a page shows, how is one more recorded, and which wait for somebody?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import access, components
from dashboards.actions import found, said
from dashboards.sentences import count_of
from dashboards.view import View
from pipelines.workspace import WorkspaceError

ANCHOR = "changed"
RECORD = "Record what you will change"


def offer(actions: pd.DataFrame, kind: str, code: str) -> None:
    """The card on a page about one reason, topic or alert: a line an action, and the way to the form for one more."""
    if not is_offered(actions):
        return
    with components.card("actions"):
        if actions.empty:
            components.heading(
                "Nobody has recorded a change about it yet", "An action says who changes what, and from when on", ANCHOR
            )
        else:
            components.heading(
                f"{count_of(len(actions), 'action')} about it", "What departments said that they change", ANCHOR
            )
        with st.container(key="actions-about", gap="xsmall"):
            for action in actions.iloc[::-1].to_dict("records"):
                components.link("actions", said.line(action), action=action["action_id"])
            if access.reader().may("record_actions"):
                components.link("actions", RECORD, **{f"about_{kind}": code})


def is_offered(actions: pd.DataFrame) -> bool:
    """Whether there is a card: where nothing was changed, only for who may say so."""
    return len(actions) > 0 or access.reader().may("record_actions")


def remind(view: View) -> None:
    """A line on the Overview where actions wait; nothing where none does."""
    try:
        sentence = said.reminder(found.inside(found.read(), view))
    except WorkspaceError:
        return  # the Actions page says what is wrong
    if sentence:
        with st.container(key="actions-reminder"):
            components.link("actions", sentence)
