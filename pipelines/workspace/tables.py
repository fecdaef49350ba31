"""Tables: in which tables is kept what people write, and how do their rows come out?

Rows are only ever added; the newest counts. Of the outbox alone, which no person writes, rows change: `outbox.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, MetaData, String, Table, UniqueConstraint

TABLES = MetaData()
TAKEN_BACK = ""  # in the place of a label's reason: its person says nothing any more
LABEL = Table(
    "label",
    TABLES,
    Column("label_id", Integer, primary_key=True),
    Column("contact_id", String, nullable=False, index=True),
    Column("reason_code", String, nullable=False),
    Column("labelled_by", String, nullable=False),
    Column("labelled_at", DateTime, nullable=False),
)
TAXONOMY_EDIT = Table(
    "taxonomy_edit",
    TABLES,
    Column("edit_id", Integer, primary_key=True),
    Column("edit", JSON, nullable=False),
    Column("edited_by", String, nullable=False),
    Column("edited_at", DateTime, nullable=False),
)
ALERT_MARK = Table(
    "alert_mark",
    TABLES,
    Column("mark_id", Integer, primary_key=True),
    Column("alert_id", String, nullable=False, index=True),
    Column("mark_code", String, nullable=False),
    Column("cause", String),
    Column("snoozed_until", Date),
    Column("is_kept_out", Boolean, nullable=False),
    Column("first_date", Date, nullable=False),  # of the alert, as far as it was known when it was marked
    Column("last_date", Date, nullable=False),
    Column("series_code", String, nullable=False),
    Column("marked_by", String, nullable=False),
    Column("marked_at", DateTime, nullable=False),
)
QUALITY_REVIEW = Table(
    "quality_review",
    TABLES,
    Column("review_id", Integer, primary_key=True),
    Column("contact_id", String, nullable=False, index=True),
    Column("criterion_code", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("reviewed_by", String, nullable=False),
    Column("reviewed_at", DateTime, nullable=False),
)
COACHING_SESSION = Table(
    "coaching_session",
    TABLES,
    Column("session_id", Integer, primary_key=True),
    Column("agent_id", String, nullable=False, index=True),
    Column("held_on", Date, nullable=False),
    Column("criterion_codes", JSON, nullable=False),
    Column("note", String),
    Column("held_by", String, nullable=False),
    Column("noted_at", DateTime, nullable=False),
)
DATE_NOTE = Table(
    "date_note",
    TABLES,
    Column("row_id", Integer, primary_key=True),
    Column("note_id", String, nullable=False, index=True),
    Column("on_date", Date, nullable=False),
    Column("words", String, nullable=False),
    Column("reason_code", String),  # null: of all reasons
    Column("is_removed", Boolean, nullable=False),
    Column("written_by", String, nullable=False),
    Column("written_at", DateTime, nullable=False),
)
PERSON = Table(
    "person",
    TABLES,
    Column("row_id", Integer, primary_key=True),
    Column("email", String, nullable=False, index=True),  # in small letters
    Column("name", String, nullable=False),
    Column("role_code", String, nullable=False),
    Column("department_codes", JSON, nullable=False),
    Column("team_labels", JSON, nullable=False),
    Column("agent_id", String),
    Column("is_active", Boolean, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("changed_at", DateTime, nullable=False),
)
AUDIT_EVENT = Table(
    "audit_event",
    TABLES,
    Column("event_id", Integer, primary_key=True),
    Column("happened_at", DateTime, nullable=False, index=True),
    Column("who", String, nullable=False),
    Column("role_code", String, nullable=False),
    Column("event_code", String, nullable=False),
    Column("subject", String),  # an id or a code, never what somebody said
)
ACTION = Table(
    "action",
    TABLES,
    Column("row_id", Integer, primary_key=True),
    Column("action_id", String, nullable=False, index=True),
    Column("title", String, nullable=False),
    Column("reason_code", String),
    Column("topic_code", String),
    Column("alert_id", String),
    Column("department_code", String),
    Column("owner", String),
    Column("planned_date", Date),
    Column("live_date", Date),
    Column("expected_change", Float),  # a share of the contacts: -0.3 is 30 % fewer
    Column("ticket_url", String),
    Column("state_code", String, nullable=False),
    Column("note", String),
    Column("changed_by", String, nullable=False),
    Column("changed_at", DateTime, nullable=False),
)
SUBSCRIPTION = Table(
    "subscription",
    TABLES,
    Column("row_id", Integer, primary_key=True),
    Column("subscription_id", String, nullable=False, index=True),
    Column("department_code", String, nullable=False),
    Column("what_code", String, nullable=False),
    Column("door_name", String, nullable=False),
    Column("who", JSON, nullable=False),
    Column("cron", String),
    Column("timezone", String),
    Column("formats", JSON(none_as_null=True)),
    Column("quiet_from", String),  # 22:00
    Column("quiet_to", String),
    Column("daily_max", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("changed_by", String, nullable=False),
    Column("changed_at", DateTime, nullable=False),
)
SUBSCRIPTION_TICK = Table(  # up to which moment everything that a subscription owes is in the outbox
    "subscription_tick",
    TABLES,
    Column("row_id", Integer, primary_key=True),
    Column("subscription_id", String, nullable=False, index=True),
    Column("tick_at", DateTime, nullable=False),
)
ALERT_TOLD = Table(
    "alert_told",
    TABLES,
    Column("row_id", Integer, primary_key=True),
    Column("subscription_id", String, nullable=False),
    Column("alert_id", String, nullable=False),
    Column("told_at", DateTime, nullable=False),
    Column("is_first_look", Boolean, nullable=False),  # it was there before the subscription, and is no news
    UniqueConstraint("subscription_id", "alert_id"),
)
DELIVERY = Table(
    "delivery",
    TABLES,
    Column("delivery_id", Integer, primary_key=True),
    Column("delivery_key", String, nullable=False, unique=True),
    Column("door_name", String, nullable=False, index=True),
    Column("kind_code", String, nullable=False),
    Column("subscription_id", String, index=True),
    Column("department_code", String),
    Column("recipient", String),  # an address, where the door needs one
    Column("subject", String, nullable=False),
    Column("period", String, nullable=False),  # what it is about: the last day of the data
    Column("state_code", String, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    Column("queued_at", DateTime, nullable=False),
    Column("next_try_at", DateTime, nullable=False),
    Column("claimed_until", DateTime),
    Column("claimed_by", String),
    Column("tried_at", DateTime),
    Column("delivered_at", DateTime),
    Column("error", String),
)
DOOR = Table(
    "door",
    TABLES,
    Column("door_name", String, primary_key=True),
    Column("failures", Integer, nullable=False),  # one after the other
    Column("failing_since", DateTime),
    Column("is_dead", Boolean, nullable=False),
    Column("next_try_at", DateTime),
    Column("error", String),
)


def frame(rows: Sequence[Sequence[Any]], table: Table) -> pd.DataFrame:
    """Rows of a table as a frame whose types do not depend on what the rows hold."""
    types = {Integer: "int64", Float: "float64", Boolean: "bool", String: "str", JSON: "object"}
    types |= {Date: "datetime64[us]", DateTime: "datetime64[us]"}
    held = pd.DataFrame([tuple(row) for row in rows], columns=table.columns.keys())
    return held.astype({column.name: types[type(column.type)] for column in table.columns})


def now() -> datetime:
    """The time at which something is written, in UTC, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)
