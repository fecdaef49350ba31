"""People: who may use the dashboard, in which role, and for which departments, teams or agent?

The newest row of a person counts; a person is known by the email address that the login service gives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from pipelines.workspace import Workspace
from pipelines.workspace.tables import PERSON, frame, now
from pipelines.workspace.wording import WorkspaceError

ROLES = ("viewer", "analyst", "coach", "department_head", "privacy_officer", "administrator", "agent")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
LONGEST_NAME = 80


@dataclass(frozen=True)
class Person:
    """What an administrator says of a person; of departments, teams and agent the role takes what it needs."""

    email: str
    name: str
    role_code: str
    department_codes: Sequence[str] = ()
    team_labels: Sequence[str] = ()
    agent_id: str | None = None
    is_active: bool = True


def keep_person(workspace: Workspace, person: Person, changed_by: str) -> None:
    """Keep who a person is, after what was said before; who has this address already is changed.

    What people write is kept under their names, so nobody gets a name that somebody else has.

    Raises:
        WorkspaceError: there is no such role, the address is none, the name is taken, or what the role needs is missing.
    """
    _check(person)
    email, name = fold(person.email), " ".join(person.name.split())
    others = read_people(workspace)
    if (others["name"].str.casefold() == name.casefold()).where(others["email"] != email, False).any():
        raise WorkspaceError(f"Somebody else is called {name}. Add what tells them apart, such as {name} (Lima).")
    row: dict[str, object] = {"email": email}
    row |= {"name": name, "role_code": person.role_code, "is_active": person.is_active}
    row |= {"department_codes": list(person.department_codes) if person.role_code == "department_head" else []}
    row |= {"team_labels": list(person.team_labels) if person.role_code == "coach" else []}
    row |= {"agent_id": person.agent_id if person.role_code == "agent" else None}
    with workspace.engine.begin() as connection:
        connection.execute(PERSON.insert(), {**row, "changed_by": changed_by, "changed_at": now()})


def read_people(workspace: Workspace) -> pd.DataFrame:
    """Return everybody as they stand, by name: the columns of PERSON, changed_at in UTC."""
    newest = select(func.max(PERSON.c.row_id)).group_by(PERSON.c.email)
    query = select(PERSON).where(PERSON.c.row_id.in_(newest)).order_by(PERSON.c.name, PERSON.c.email)
    with workspace.engine.connect() as connection:
        return frame([tuple(row) for row in connection.execute(query)], PERSON)


def find_person(workspace: Workspace, email: str) -> dict[str, Any] | None:
    """Return the person of an address as they stand, active or not; None where nobody has it."""
    query = select(PERSON).where(PERSON.c.email == fold(email)).order_by(PERSON.c.row_id.desc()).limit(1)
    with workspace.engine.connect() as connection:
        found = connection.execute(query).mappings().first()
    return dict(found) if found else None


def fold(email: str) -> str:
    """An address as it is compared."""
    return email.strip().lower()


def _check(person: Person) -> None:
    if person.role_code not in ROLES:
        raise WorkspaceError(f"There is no role {person.role_code!r}. Choose one of: {', '.join(ROLES)}.")
    if not EMAIL.fullmatch(fold(person.email)):
        raise WorkspaceError("This is no email address. Write the one that the person logs in with.")
    if not person.name.strip() or len(person.name) > LONGEST_NAME:
        raise WorkspaceError(f"A person needs a name of at most {LONGEST_NAME} characters.")
    needed = {
        "department_head": (person.department_codes, "a department"),
        "coach": (person.team_labels, "a team"),
        "agent": (person.agent_id, "the id of the agent"),
    }
    given, what = needed.get(person.role_code, (True, ""))
    if person.is_active and not given:
        raise WorkspaceError(f"The role {person.role_code.replace('_', ' ')} needs {what}. Choose it.")
