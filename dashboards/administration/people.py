"""People: who may use the dashboard, in which role, and how is that changed?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, marts
from dashboards.access import ROLE_LABELS
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.people import LONGEST_NAME, ROLES, Person, fold, keep_person, read_people

COLUMNS = {
    "name": st.column_config.TextColumn("Name", width=160),
    "email": st.column_config.TextColumn("Logs in as", width=220),
    "role": st.column_config.TextColumn("Role", width=130),
    "sees": st.column_config.TextColumn("Of", width=220),
    "state": st.column_config.TextColumn("State", width=90),
    "changed_by": st.column_config.TextColumn("Changed by", width=180),
    "changed_at": st.column_config.DatetimeColumn("Changed (UTC)", format="D MMM YYYY, HH:mm", width=150),
}
NOBODY = "Somebody new"
TEAMS = "select distinct team_label from marts.performance_daily where team_label is not null"


def show() -> None:
    try:
        with open_workspace(load_settings()) as workspace:
            people = read_people(workspace)
    except WorkspaceError as error:
        components.empty("The people are not known.", str(error))
        return
    with components.card("people"):
        _list(people)
    if access.reader().may("manage_people"):
        with components.card("person"):
            _ask(people)


def _list(people: pd.DataFrame) -> None:
    active = int(people["is_active"].sum())
    components.heading(
        "1 person may use this dashboard" if active == 1 else f"{active:,} people may use this dashboard", _say_first()
    )
    if not access.is_login_configured():
        components.note("No login is configured, so nobody but the user of this machine gets in, whoever stands here.")
    components.table(told(people), COLUMNS, "people", height="content")


def _say_first() -> str:
    named = load_settings().access.administrators
    if named:
        return f"Beside them voc.toml names as administrators: {', '.join(named)}"
    return "voc.toml names no administrator; name the first under [access]"


def told(people: pd.DataFrame) -> pd.DataFrame:
    """People as the table shows them."""
    parts = [
        ", ".join([*row.department_codes, *row.team_labels, *([row.agent_id] if isinstance(row.agent_id, str) else [])])
        for row in people.itertuples()
    ]
    state = people["is_active"].map({True: "active", False: "no access"})
    return people.assign(role=people["role_code"].map(ROLE_LABELS), sees=parts, state=state)


def _ask(people: pd.DataFrame) -> None:
    """The form for one person, new or known; what the role does not need is not kept."""
    components.heading("Give somebody a role, change it or take it away")
    known = people.set_index("email", drop=False)
    chosen = st.selectbox("Who", [NOBODY, *known.index], key="person-who")
    row = {} if chosen == NOBODY else known.loc[chosen].to_dict()
    role = st.selectbox(
        "Role",
        ROLES,
        index=ROLES.index(row.get("role_code", "viewer")),
        format_func=ROLE_LABELS.get,
        key=f"person-role-{chosen}",
    )
    with st.form(f"person-form-{chosen}", border=False):
        person = _ask_person(row, role)
        if st.form_submit_button("Keep", type="primary", key="person-keep"):
            _keep(person)


def _ask_person(row: dict[str, Any], role: str) -> Person:
    key = f"{row.get('email', NOBODY)}-{role}"
    left, right = st.columns(2, gap="small")
    name = left.text_input("Name", row.get("name", ""), max_chars=LONGEST_NAME, key=f"person-name-{key}")
    email = right.text_input(
        "Email address they log in with", row.get("email", ""), disabled=bool(row), key=f"person-email-{key}"
    )
    codes: list[str] = []
    teams: list[str] = []
    agent_id: str | None = None
    if role == "department_head":
        labels = marts.departments().set_index("department_code")["department_label"].to_dict()
        given = [code for code in row.get("department_codes", []) if code in labels]
        codes = st.multiselect(
            "Departments", list(labels), given, format_func=labels.get, key=f"person-departments-{key}"
        )
    if role == "coach":
        known = sorted({*marts.ask(TEAMS)["team_label"], *row.get("team_labels", [])})
        teams = st.multiselect("Teams", known, row.get("team_labels", []), key=f"person-teams-{key}")
    if role == "agent":
        known_id = row.get("agent_id")
        agent_id = st.text_input(
            "Id of the agent", known_id if isinstance(known_id, str) else "", key=f"person-agent-{key}"
        )
    is_active = st.checkbox("May use the dashboard", bool(row.get("is_active", True)), key=f"person-active-{key}")
    return Person(email, name, role, codes, teams, agent_id or None, is_active)


def _keep(person: Person) -> None:
    access.require("manage_people")
    if fold(person.email) == access.reader().email:
        components.empty("It was not kept.", "Nobody changes their own role. Ask another administrator.")
        return
    try:
        with open_workspace(load_settings()) as workspace:
            keep_person(workspace, person, access.reader().name)
    except WorkspaceError as error:
        components.empty("It was not kept.", str(error))
        return
    state = person.role_code if person.is_active else "no access"
    access.audit("person_changed", f"{fold(person.email)}: {state}")
    st.rerun()
