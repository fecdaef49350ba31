"""Access: who reads, and what may they see and do?

Who logs in does so with Streamlit's OIDC (`[auth]` in `.streamlit/secrets.toml` beside voc.toml); an administrator gives them
a role in the workspace. Without `[auth]` there is one reader, the user of this machine, and nobody else can reach it.
What a role may see is a `Scope`, which `marts.ask` reads within; what it may do is a right, which a page requires.
"""

from __future__ import annotations

import getpass
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from dashboards.scopes import EVERYTHING, Scope
from dashboards.view import View
from pipelines.settings import Settings, is_loopback, load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.audit import add_event
from pipelines.workspace.people import find_person, fold

RIGHTS = (
    "read_transcripts", "see_agents", "write_labels", "judge_alerts", "edit_taxonomy", "review_quality", "coach",
    "record_actions", "make_reports", "see_operations", "see_audit", "manage_people", "write_notes", "subscribe",
)  # fmt: skip
RIGHTS_OF_ROLE: dict[str, tuple[str, ...]] = {
    "viewer": (),
    "analyst": (
        "read_transcripts", "see_agents", "write_labels", "judge_alerts", "edit_taxonomy", "review_quality",
        "record_actions", "make_reports", "see_operations", "write_notes", "subscribe",
    ),
    "coach": ("read_transcripts", "see_agents", "review_quality", "coach", "make_reports", "write_notes"),
    "department_head": ("read_transcripts", "judge_alerts", "record_actions", "make_reports", "write_notes", "subscribe"),
    "privacy_officer": ("read_transcripts", "see_operations", "see_audit"),
    "administrator": ("see_operations", "see_audit", "manage_people", "subscribe"),
    "agent": ("read_transcripts", "see_agents"),
    "local": RIGHTS,
}  # fmt: skip
ROLE_LABELS = {
    "viewer": "Viewer",
    "analyst": "Analyst",
    "coach": "Coach",
    "department_head": "Department head",
    "privacy_officer": "Privacy officer",
    "administrator": "Administrator",
    "agent": "Agent",
    "local": "You, on this machine",
}
# A right that opens a page; with several, any of them. Pages that are not named are for everybody with a role.
PAGES_OF_RIGHT: dict[str, tuple[str, ...]] = {
    "contacts": ("read_transcripts",),
    "review": ("write_labels", "review_quality"),
    "taxonomy": ("edit_taxonomy",),
    "reports": ("make_reports",),
    "administration": ("see_operations", "see_audit", "manage_people"),
}
READER: ContextVar[Reader | None] = ContextVar("READER", default=None)


class NotAllowedError(Exception):
    """This reader may not see or do that; the message says whom to ask."""


@dataclass(frozen=True)
class Reader:
    """Who looks at the dashboard."""

    name: str
    email: str
    role_code: str
    department_codes: tuple[str, ...] = ()
    team_labels: tuple[str, ...] = ()
    agent_id: str | None = None

    @property
    def is_local(self) -> bool:
        return self.role_code == "local"

    def may(self, right: str) -> bool:
        return right in RIGHTS_OF_ROLE[self.role_code]

    def may_open(self, page: str) -> bool:
        needed = PAGES_OF_RIGHT.get(page, ())
        return not needed or any(self.may(right) for right in needed)


def settle() -> Reader:
    """Find out who reads all that is drawn from now on in this thread; each login is an event of the audit trail.

    Raises:
        NotAllowedError: nobody is logged in, they have no role, or the dashboard listens where it must not.
    """
    READER.set(None)
    found = _find(load_settings())
    READER.set(found)
    if not found.is_local:
        audit_once("login", "")
    return found


def reader() -> Reader:
    """Who reads.

    Raises:
        NotAllowedError: as `settle`.
    """
    return READER.get() or settle()


def scope() -> Scope:
    """What who reads may see."""
    who = reader()
    if who.is_local:
        return EVERYTHING
    return Scope(
        departments=who.department_codes if who.role_code == "department_head" else None,
        teams=who.team_labels if who.role_code == "coach" else None,
        agent_id=(who.agent_id or "") if who.role_code == "agent" else None,
        has_contacts=who.may("read_transcripts"),
        has_words=who.may("read_transcripts"),
        has_agents=who.may("see_agents"),
        has_operations=who.may("see_operations"),
        smallest=small_cells(),
    )


def sees_some_reasons_alone() -> bool:
    """Whether sums that are not kept by reason say nothing to who reads."""
    return scope().departments is not None


def looks_at_some_reasons(view: View) -> bool:
    """Whether contacts without a sure reason are left out: by the reader's role, or by the bar in the side."""
    return sees_some_reasons_alone() or (bool(view.departments or view.reasons) and "unsure" not in view.reasons)


def small_cells() -> int:
    """A cell of fewer contacts is not shown; 0: all are."""
    return load_settings().access.smallest_cell if reader().role_code == "viewer" else 0


def require(right: str) -> None:
    """Let on only who has a right; `app.py` draws the refusal, and it is an event of the audit trail.

    Raises:
        NotAllowedError: who reads lacks it.
    """
    if reader().may(right):
        return
    audit("denied", right)
    raise NotAllowedError(
        f"This is not for your role ({ROLE_LABELS[reader().role_code].lower()}). Ask an administrator of voc if you need it."
    )


def require_page(page: str) -> None:
    """Let on only whom a page is for, as `require` does for a right."""
    if not reader().may_open(page):
        require(PAGES_OF_RIGHT[page][0])


def audit(event_code: str, subject: str = "", who: Reader | None = None) -> None:
    """Keep that who reads did something; no words of customers.

    Args:
        who: where it happens outside of a page, such as when a download is fetched: the reader it was drawn for.

    Raises:
        WorkspaceError: it cannot be kept: then it is not done.
    """
    by = who or reader()
    with open_workspace(load_settings()) as workspace:
        add_event(workspace, by.email or by.name, by.role_code, event_code, subject)


def audit_once(event_code: str, subject: str) -> None:
    """The same, but not again for each time that the page of one session is drawn."""
    kept: set[tuple[str, str]] = st.session_state.setdefault("audited", set())
    if (event_code, subject) not in kept:
        audit(event_code, subject)
        kept.add((event_code, subject))


def is_login_configured() -> bool:
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def _find(settings: Settings) -> Reader:
    if is_login_configured():
        return _find_person(settings, dict(st.user.to_dict()))
    if not is_loopback(st.get_option("server.address")):
        raise NotAllowedError(
            "The dashboard listens beyond this machine, and no login is configured, so it shows nothing. Configure one in"
            " `.streamlit/secrets.toml`, or start it with `voc dashboard`, which listens on this machine alone."
        )
    return Reader(getpass.getuser(), "", "local")


def _find_person(settings: Settings, user: dict[str, Any]) -> Reader:
    if not user.get("is_logged_in"):
        raise NotLoggedInError("Log in to see the dashboard.")
    email = fold(str(user.get("email") or ""))
    if not email or user.get("email_verified") is False:
        raise NotAllowedError("Your login service does not vouch for an email address of yours. Ask its administrator.")
    if email in map(fold, settings.access.administrators):
        return Reader(email, email, "administrator")
    with open_workspace(settings) as workspace:
        person = find_person(workspace, email)
    if person is None or not person["is_active"]:
        raise NotAllowedError(f"You are logged in as {email}, but have no role here. {_whom_to_ask(settings)}")
    return Reader(
        person["name"],  # not what the login service says: what people write is kept under it
        email,
        person["role_code"],
        tuple(person["department_codes"]),
        tuple(person["team_labels"]),
        person["agent_id"],
    )


def _whom_to_ask(settings: Settings) -> str:
    named = ", ".join(settings.access.administrators)
    return f"Ask {named} to give you one." if named else "Ask who runs voc to name an administrator in voc.toml."


class NotLoggedInError(NotAllowedError):
    """Nobody is logged in yet; the way on is to do so."""
