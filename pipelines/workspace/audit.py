"""Audit: who did what with whose data, and when?

One row an event, never changed and never with a word of a customer.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pandas as pd
from sqlalchemy import select

from pipelines.workspace import Workspace
from pipelines.workspace.tables import AUDIT_EVENT, frame, now
from pipelines.workspace.wording import WorkspaceError

EVENTS = {
    "login": "Logged in",
    "denied": "Was refused",
    "transcript_viewed": "Read a transcript",
    "searched": "Searched transcripts",
    "exported": "Exported",
    "report_made": "Made a report",
    "person_changed": "Changed a person",
    "label_given": "Labelled a contact",
    "label_taken_back": "Took a label back",
    "taxonomy_edited": "Edited the taxonomy",
    "action_proposed": "Recorded an action",
    "action_changed": "Changed an action",
    "subscription_changed": "Changed a subscription",
    "customer_erased": "Erased a customer",
}
LONGEST_SUBJECT = 200


def add_event(workspace: Workspace, who: str, role_code: str, event_code: str, subject: str = "") -> None:
    """Keep that something was done.

    Raises:
        WorkspaceError: the event is none of EVENTS.
    """
    if event_code not in EVENTS:
        raise WorkspaceError(f"There is no event {event_code!r}. Choose one of: {', '.join(EVENTS)}.")
    row = {"happened_at": now(), "who": who, "role_code": role_code, "event_code": event_code}
    with workspace.engine.begin() as connection:
        connection.execute(AUDIT_EVENT.insert(), {**row, "subject": subject[:LONGEST_SUBJECT]})


def read_events(workspace: Workspace, first: date, last: date, limit: int = 10_000) -> pd.DataFrame:
    """Return the events of these days (UTC, both included), the newest first: the columns of AUDIT_EVENT."""
    start, end = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
    query = (
        select(AUDIT_EVENT)
        .where(AUDIT_EVENT.c.happened_at >= start, AUDIT_EVENT.c.happened_at < end)
        .order_by(AUDIT_EVENT.c.event_id.desc())
        .limit(limit)
    )
    with workspace.engine.connect() as connection:
        return frame([tuple(row) for row in connection.execute(query)], AUDIT_EVENT)
