"""Actions: what did we change, and where does it stand?"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, marts, sentences
from dashboards.actions import asking, cards, found, measured, said, subjects
from dashboards.view import View
from pipelines.workspace import WorkspaceError

EVERY = "all"
view: View = st.session_state["view"]


def ask_group(groups: dict[str, pd.DataFrame]) -> str:
    """Which actions the reader wants to see, by what they need; it stands in the URL."""
    counts = {EVERY: sum(map(len, groups.values()))} | {code: len(rows) for code, rows in groups.items()}
    linked = st.query_params.get("state", EVERY)
    st.session_state["action-show"] = linked if linked in counts else EVERY
    return st.selectbox(
        "Show",
        list(counts),
        format_func=lambda code: f"{said.GROUPS.get(code, 'All')} ({counts[code]})",
        key="action-show",
        on_change=keep_group,
        label_visibility="collapsed",
    )


def keep_group() -> None:
    st.query_params["state"] = st.session_state["action-show"]
    st.query_params.pop("action", None)


def show_actions() -> None:
    """The list, and beside it the action that was chosen, or the form that a link asks for."""
    left, right = st.columns([4, 8], gap="small")
    groups = dict(cards.grouped(actions))
    with left, components.card("list"):
        wanted = ask_group(groups)
        shown = {code: rows for code, rows in groups.items() if wanted in (EVERY, code)}
        action = choose(shown)
        if may_write:
            components.jump("Record a new one", asking.ANCHOR)
        cards.show_list(shown, "" if is_new else action["action_id"])
    with right:
        if is_new:
            show_new()
        else:
            cards.show(action, view.end)


def choose(groups: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """The action of the link, whatever the filters; else the first of the list."""
    linked = every[every["action_id"] == asked]
    return (linked if len(linked) else next(iter(groups.values()))).iloc[0].to_dict()


def show_new() -> None:
    with components.card("new"):
        asking.ask_new()


try:
    every = found.read()
except WorkspaceError as error:
    components.headline("Actions", "What departments changed cannot be read.", "So nothing can be added.")
    components.empty("The workspace does not answer.", str(error))
    st.stop()
actions = found.inside(every, view)
asked, may_write = st.query_params.get("action", ""), access.reader().may("record_actions")
as_of = marts.run()["as_of_date"]
saved = found.effects(tuple(actions["action_id"]))
total = "" if sentences.is_missing(as_of) else f"{measured.year(saved, sentences.as_date(as_of))} "
components.headline(
    "Actions", said.headline(actions), f"{total}Of all times, whatever the period.{components.unfiltered(view)}"
)
if asked and asked not in set(every["action_id"]):
    components.empty("The action of this link is not among those that you may see.", "These are the ones that are.")
is_new = may_write and subjects.asked() is not None
if actions.empty:
    step = (
        "On a reason, topic or spike, choose “Record what you will change”" if may_write else "Departments record them"
    )
    more = ", or look at more departments and reasons" if view.departments or view.reasons else ""
    components.empty("No department has recorded yet what it changes.", f"{step}{more}.")
    if asked in set(every["action_id"]):
        cards.show(choose({}), view.end)
else:
    show_actions()
if may_write and (actions.empty or not is_new):
    show_new()
