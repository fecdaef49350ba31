"""Asking: how does somebody record what they will change, and how an action went on?

It goes to the workspace as a new row of the action, is shown at once, and is an event of the audit trail.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboards import access, components, marts
from dashboards.actions import found, said, subjects
from dashboards.judgements import who
from dashboards.sentences import as_date, is_missing
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.actions import (
    LONGEST_ADDRESS,
    LONGEST_NOTE,
    LONGEST_OWNER,
    LONGEST_TITLE,
    Action,
    add_action,
    change_action,
)

KEPT = "actions-kept"  # how many were recorded in this sitting: the next form is a fresh one
ANCHOR = "record"
NOBODY: dict[str | None, str] = {None: "Nobody yet"}


def ask_new() -> None:
    """The form for a new action, filled in for what the link names."""
    offered, asked = subjects.offered(), subjects.asked()
    if asked is not None and asked not in offered:
        components.empty(
            "What this link is about is not in the data that you see.", "Choose what you will change below."
        )
    if not offered:
        components.empty("There is nothing yet that an action could be about.", "Reasons come with the next `voc run`.")
        return
    components.heading(
        "Record what you will change", "About a reason, a topic or a spike; nothing about a single customer", ANCHOR
    )
    choices = list(offered)
    chosen = st.selectbox(
        "What it is about",
        choices,
        index=choices.index(asked) if asked in offered else None,
        format_func=lambda choice: offered[choice].label,
        placeholder="Choose a reason, a topic or a spike",
        key=f"action-about-{asked}",
    )
    if chosen is None:
        return
    subject = offered[chosen]
    key = f"new-{st.session_state.get(KEPT, 0)}-{subject.kind}-{subject.code}"
    with st.form(f"action-form-{key}", border=False):
        fields = _ask_fields(key, {"department_code": subject.department_code, "state_code": "proposed"})
        is_wanted = st.form_submit_button("Record it", type="primary", icon=":material/add:", key="action-record")
    components.note(f"Kept under the name {who()}, and shown at once to all who may see the department's actions.")
    if is_wanted:
        about = {"reason_code": subject.reason_code, "topic_code": subject.topic_code, "alert_id": subject.alert_id}
        keep(Action(**fields | about))


def ask_change(action: Mapping[str, Any]) -> None:
    """The form that says how an action went on, filled in with how it stands."""
    key = f"{action['action_id']}-{action['row_id']}"
    with st.form(f"action-form-{key}", border=False):
        fields = _ask_fields(key, action)
        is_wanted = st.form_submit_button("Keep the change", type="primary", key="action-keep")
    if is_wanted and fields == _fields_of(action):
        components.empty("Nothing was changed.", "If somebody else just changed it, what they said stands here now.")
    elif is_wanted:
        about = {name: _or_none(action[name]) for name in ("reason_code", "topic_code", "alert_id")}
        keep(Action(**fields | about), action["action_id"])


def _ask_fields(key: str, action: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an Action as they were filled in, but for what it is about."""
    value = _fields_of(action)
    title = st.text_input("What is changed, in few words", value["title"], max_chars=LONGEST_TITLE, key=f"title-{key}")
    left, middle, right = st.columns([1, 1, 1], gap="small")
    with left:
        whose = {
            "department_code": _ask_department(value["department_code"], key),
            "owner": st.text_input("Owner", value["owner"], max_chars=LONGEST_OWNER, key=f"owner-{key}"),
        }
    with middle:
        stands = {
            "state_code": st.selectbox(
                "State",
                list(said.STATES),
                index=list(said.STATES).index(value["state_code"]),
                format_func=said.STATES.get,
                key=f"state-{key}",
            ),
            "planned_date": _ask_day("Planned for", value["planned_date"], f"planned-{key}"),
        }
    with right:
        stands["live_date"] = _ask_day("Live since, once it is", value["live_date"], f"live-{key}")
        change = st.number_input(
            "Expected change in %",
            min_value=-100.0,
            max_value=100.0,
            value=None if value["expected_change"] is None else round(100.0 * value["expected_change"], 1),
            step=5.0,
            format="%.0f",
            placeholder="-30: 30 % fewer",
            help="Of the contacts about it: −30 means 30 % fewer",
            key=f"expected-{key}",
        )
    ticket = st.text_input(
        "Link to the ticket",
        value["ticket_url"],
        max_chars=LONGEST_ADDRESS,
        placeholder="https://",
        key=f"ticket-{key}",
    )
    note = st.text_area("Note", value["note"], max_chars=LONGEST_NOTE, height=68, key=f"note-{key}")
    words = {"title": title, "ticket_url": ticket.strip(), "note": note.strip()}
    return whose | stands | words | {"expected_change": None if change is None else round(change / 100, 4)}


def _fields_of(action: Mapping[str, Any]) -> dict[str, Any]:
    """What the form asks, as it stands: empty words where nothing was said, null for all else."""
    value = {name: _or_none(action.get(name)) for name in (*said.FIELDS, "state_code")}
    days = {name: value[name] and as_date(value[name]) for name in ("planned_date", "live_date")}
    return value | days | {name: value[name] or "" for name in ("title", "owner", "ticket_url", "note")}


def _ask_department(held: str | None, key: str) -> str | None:
    labels = departments() if access.scope().departments is not None else NOBODY | departments()
    at = list(labels).index(held) if held in labels else 0
    return st.selectbox(
        "Department that changes it", list(labels), index=at, format_func=labels.get, key=f"department-{key}"
    )


def _ask_day(label: str, held: date | None, key: str) -> date | None:
    day: Any = st.date_input(label, held, format="DD/MM/YYYY", key=key)
    return day


def departments() -> dict[str | None, str]:
    """The departments that the reader may write for, by code."""
    own = access.scope().departments
    known = marts.departments().set_index("department_code")["department_label"].to_dict()
    return {code: label for code, label in known.items() if own is None or code in own}


def keep(action: Action, action_id: str = "") -> None:
    """Write a new action, or how one stands now, and draw the page anew with it; say why where it was refused."""
    access.require("record_actions")
    try:
        _refuse_others(action, action_id)
        with open_workspace(load_settings()) as workspace:
            if action_id:
                change_action(workspace, action_id, action, who())
            else:
                st.query_params["action"] = add_action(workspace, action, who())
        access.audit("action_changed" if action_id else "action_proposed", action_id or st.query_params["action"])
    except (access.NotAllowedError, WorkspaceError) as error:
        components.empty("It was not kept.", str(error))
        return
    for kind in ("reason", "topic", "alert"):
        st.query_params.pop(f"about_{kind}", None)
    st.session_state[KEPT] = st.session_state.get(KEPT, 0) + 1
    st.rerun()


def _refuse_others(action: Action, action_id: str) -> None:
    """Who sees the actions of some departments alone changes no other's, and gives none away."""
    if access.scope().departments is None:
        return
    if action_id and action_id not in set(found.read()["action_id"]):
        raise access.NotAllowedError("This action is not among those that you may see.")
    if action.department_code not in departments():
        raise access.NotAllowedError("It is another department's. Choose one of yours.")


def _or_none(value: Any) -> Any:
    return None if is_missing(value) else value
