"""Intercom: which contact and turns does a conversation of its API hold?

The message that began it, then its parts; the bodies are HTML. A list of conversations holds one contact each (without
parts, which only the answer for one conversation has). Times are seconds since 1970.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from pipelines.sources.vendors.clocks import offset_between, since_1970
from pipelines.sources.vendors.markup import read_markup
from pipelines.sources.vendors.rows import Rows, Said, contact_row, turn_rows
from pipelines.sources.vendors.values import label, moment, objects, section, text

LIST_NAME = "conversations"  # of an answer
ROLES = (
    dict.fromkeys(("user", "lead", "contact", "visitor"), "customer")
    | dict.fromkeys(("admin", "teammate", "team"), "agent")
    | dict.fromkeys(("bot", "operator", "workflow"), "system")
)
CHANNELS = (
    {
        "conversation": "chat",
        "push": "chat",
        "inapp": "chat",
        "email": "email",
        "phone_call": "voice",
        "phone_switch": "voice",
    }
    | dict.fromkeys(("facebook", "instagram", "twitter"), "social")
    | dict.fromkeys(("sms", "whatsapp"), "message")
)
_SECONDS = re.compile(r"\d{1,12}(?:\.\d+)?")
DIRECTIONS = {"customer_initiated": "inbound", "admin_initiated": "outbound", "campaigns_initiated": "outbound"}


def recognises(document: Any) -> bool:
    """Whether this is a conversation of Intercom's API, or a list of them."""
    try:
        first = records(document)[0]
    except (ValueError, IndexError):
        return False
    return isinstance(first, dict) and ("conversation_parts" in first or "source" in first) and "created_at" in first


def records(document: Any) -> list[Any]:
    """The conversations of an answer, also below the name of an example of the API's description.

    Raises:
        ValueError: it holds none.
    """
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        if isinstance(document.get("conversations"), list):
            return document["conversations"]
        if document.get("type") == "conversation" or "source" in document or "conversation_parts" in document:
            return [document]
        if len(document) == 1 and isinstance(inner := next(iter(document.values())), dict) and "type" in inner:
            return records(inner)
    raise ValueError("an Intercom answer is a conversation, or has a list named conversations")


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns; notes among colleagues are the agents'.

    Raises:
        ValueError: a value is of another kind than the format has.
    """
    source, begins = section(document, "source"), _time(document, "created_at")
    parts = [source, *objects(section(document, "conversation_parts"), "conversation_parts")]
    contact_id = text(document, "id") or stem
    contact = contact_row(
        contact_id,
        CHANNELS.get(text(source, "type")),
        None,
        direction_code=DIRECTIONS.get(text(source, "delivered_as")),
        started_at=begins and begins.isoformat(),
        **_state(document),
        **_people(document, parts),
    )
    return [contact], turn_rows(contact_id, [_said(each, begins) for each in parts], None)


def _said(part: dict[str, Any], begins: datetime | None) -> Said:
    kind, time = label(section(part, "author"), "type"), _time(part, "created_at")
    return Said(read_markup(text(part, "body")), ROLES.get(kind or "", kind), offset_between(begins, time))


def _state(document: dict[str, Any]) -> dict[str, Any]:
    """What became of it: times, tags, the rating."""
    statistics, rating = section(document, "statistics"), section(document, "conversation_rating")
    tags = [text(each, "name") for each in sorted(objects(section(document, "tags"), "tags"), key=_applied_at)]
    answered, closed, updated = (
        _time(parent, name)
        for parent, name in (
            (statistics, "first_admin_reply_at"),
            (statistics, "last_close_at"),
            (document, "updated_at"),
        )
    )
    state = text(document, "state")
    kept = {name: label(document, name) for name in ("state", "priority", "title")}
    kept |= {
        "tags": ", ".join(tags),
        "rating_remark": label(rating, "remark"),
        "reopens": label(statistics, "count_reopens"),
    }
    own = section(document, "custom_attributes")
    kept |= {
        f"custom_attributes.{name}": label(own, name) for name in own if not isinstance(own[name], (dict, list, bool))
    }
    return {
        "updated_at": updated and updated.isoformat(),
        "answered_at": answered and answered.isoformat(),
        "ended_at": closed.isoformat() if closed and state == "closed" else None,
        "disposition_code": tags[-1] if tags else None,  # the tag that was given last
        "queue_seconds": statistics.get("time_to_admin_reply"),
        "handle_seconds": statistics.get("handling_time"),
        "csat_score": rating.get("rating"),
        "is_resolved": state == "closed" if state else None,
        "attributes": {name: value for name, value in kept.items() if value},
    }


def _people(document: dict[str, Any], parts: list[dict[str, Any]]) -> dict[str, Any]:
    contacts = objects(section(document, "contacts"), "contacts")
    authors = [section(each, "author") for each in parts]
    customers = [each for each in authors if ROLES.get(text(each, "type")) == "customer"]
    agents = [each for each in authors if ROLES.get(text(each, "type")) == "agent"]
    assignee = section(document, "assignee") if text(section(document, "assignee"), "type") == "admin" else {}
    agent_id = (
        label(document, "admin_assignee_id") or label(assignee, "id") or (label(agents[-1], "id") if agents else None)
    )
    return {
        "agent_id": agent_id,
        "agent_label": next((label(each, "name") for each in agents if label(each, "id") == agent_id), None),
        "team_label": label(document, "team_assignee_id"),
        "customer_id": next((label(each, "id") for each in (*contacts, *customers) if each.get("id")), None),
        "customer_name": next((label(each, "name") for each in (*customers, *contacts) if each.get("name")), None),
    }


def _applied_at(tag: dict[str, Any]) -> float:
    time = _time(tag, "applied_at")
    return time.timestamp() if time else 0


def _time(parent: dict[str, Any], name: str) -> datetime | None:
    """A time in seconds since 1970, or as ISO 8601 in what other tools export."""
    value = parent.get(name)
    if isinstance(value, bool):
        raise ValueError(f"{name} is not a time")
    if isinstance(value, int | float) or (isinstance(value, str) and _SECONDS.fullmatch(value)):
        return since_1970(float(value) * 1000) if float(value) else None
    return moment(parent, name)
