"""Actions: what did a department change because of a reason, a topic or a spike, and where does it stand?

An update is a new row of the same action; the newest counts, those before it are its history.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import uuid4

import pandas as pd
from sqlalchemy import select

from pipelines.workspace import Workspace
from pipelines.workspace.tables import ACTION, frame, now
from pipelines.workspace.wording import WorkspaceError, refuse_personal_data

STATES = ("proposed", "accepted", "live", "measured", "closed")
WITH_DATE = ("live", "measured")
LONGEST_TITLE = 120
LONGEST_OWNER = 80
LONGEST_NOTE = 500
LONGEST_ADDRESS = 500


@dataclass(frozen=True)
class Action:
    """What is said of an action; it is about a reason, a topic or an alert."""

    title: str
    state_code: str = "proposed"
    reason_code: str | None = None
    topic_code: str | None = None
    alert_id: str | None = None
    department_code: str | None = None
    owner: str | None = None
    planned_date: date | None = None
    live_date: date | None = None
    expected_change: float | None = None  # a share of the contacts: -0.3 is 30 % fewer
    ticket_url: str | None = None
    note: str | None = None


def add_action(workspace: Workspace, action: Action, changed_by: str) -> str:
    """Keep a new action; return its id.

    Raises:
        WorkspaceError: something is missing, out of range, too long or looks like personal data.
    """
    action_id = uuid4().hex
    _write(workspace, action_id, action, changed_by)
    return action_id


def change_action(workspace: Workspace, action_id: str, action: Action, changed_by: str) -> None:
    """Keep how an action stands now, after what was said before.

    Raises:
        WorkspaceError: there is no such action, or what is said of it cannot be kept.
    """
    if action_history(workspace, action_id).empty:
        raise WorkspaceError("This action is not there. Load the page again.")
    _write(workspace, action_id, action, changed_by)


def read_actions(workspace: Workspace) -> pd.DataFrame:
    """Return every action as it stands (`standing`), in the order in which they were recorded."""
    return standing(read_action_rows(workspace))


def read_action_rows(workspace: Workspace) -> pd.DataFrame:
    """Return all that was ever said of actions, the oldest first: the columns of ACTION, changed_at in UTC."""
    with workspace.engine.connect() as connection:
        return frame([tuple(row) for row in connection.execute(select(ACTION).order_by(ACTION.c.row_id))], ACTION)


def standing(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the newest row of each action, in the order in which they were recorded.

    Args:
        rows: as `read_action_rows` gives them.

    Returns:
        Beside the columns of ACTION: proposed_by and proposed_at of its first row, state_since, when it came into its
        state (UTC).
    """
    of_action = rows.groupby("action_id", sort=False)
    began = rows[rows["state_code"] != of_action["state_code"].shift()]
    since = began.groupby("action_id", sort=False)["changed_at"].last().rename("state_since")
    first = of_action[["changed_by", "changed_at"]].first()
    first = first.rename(columns={"changed_by": "proposed_by", "changed_at": "proposed_at"})
    newest = of_action.tail(1).set_index("action_id", drop=False).reindex(first.index)
    return newest.join([first, since]).reset_index(drop=True)


def action_history(workspace: Workspace, action_id: str) -> pd.DataFrame:
    """Return all that was said of an action, the oldest first: the columns of ACTION, changed_at in UTC."""
    query = select(ACTION).where(ACTION.c.action_id == action_id).order_by(ACTION.c.row_id)
    with workspace.engine.connect() as connection:
        return frame([tuple(row) for row in connection.execute(query)], ACTION)


def _write(workspace: Workspace, action_id: str, action: Action, changed_by: str) -> None:
    _check(action)
    row = {name: value or None if isinstance(value, str) else value for name, value in asdict(action).items()}
    row |= {
        "action_id": action_id,
        "title": " ".join(action.title.split()),
        "changed_by": changed_by,
        "changed_at": now(),
    }
    with workspace.engine.begin() as connection:
        connection.execute(ACTION.insert(), row)


def _check(action: Action) -> None:
    if not action.title.strip():
        raise WorkspaceError("An action needs a title: what is changed, in few words.")
    if action.state_code not in STATES:
        raise WorkspaceError(f"An action cannot be {action.state_code!r}. Choose one of: {', '.join(STATES)}.")
    if not (action.reason_code or action.topic_code or action.alert_id):
        raise WorkspaceError("An action is about a reason, a topic or an alert. Choose one.")
    if action.state_code in WITH_DATE and action.live_date is None:
        raise WorkspaceError("An action that is live needs the day from which it was. Choose the date.")
    change = action.expected_change
    if change is not None and not (math.isfinite(change) and -1 <= change <= 1):
        raise WorkspaceError("The expected change lies between -100 % and +100 % of the contacts.")
    _check_address(action.ticket_url)
    _check_words(action)


def _check_address(url: str | None) -> None:
    """Only what a browser opens without running it; an address may hold the number of its ticket."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        is_fit = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_fit = False
    if not is_fit or len(url) > LONGEST_ADDRESS or any(each.isspace() for each in url):
        raise WorkspaceError("The ticket's address begins with http:// or https:// and names no user. Copy it again.")


def _check_words(action: Action) -> None:
    limits = {"title": LONGEST_TITLE, "owner": LONGEST_OWNER, "note": LONGEST_NOTE}
    for name, longest in limits.items():
        words = getattr(action, name)
        if words and len(words) > longest:
            raise WorkspaceError(f"The {name} has {len(words)} characters. Say it in at most {longest}.")
        refuse_personal_data(words)
