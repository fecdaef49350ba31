"""Zendesk comments: who says what in a ticket?

The answer of a ticket's comments, the ticket with its comments inside, or a list of comments that each name their ticket.
An author is the customer where the ticket names it as its requester or the users beside it say so, and an agent where it is
the ticket's assignee or writes a private note; any other author stays unknown.
"""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from pipelines.sources.vendors.clocks import offset_between
from pipelines.sources.vendors.markup import read_markup
from pipelines.sources.vendors.rows import Rows, Said, contact_row, turn_rows
from pipelines.sources.vendors.values import label, moment, objects, section, text

IS_ONE_LIST = True  # the comments of one ticket may stand anywhere in it
CHANNELS = (
    dict.fromkeys(("email", "mail"), "email")
    | dict.fromkeys(("chat", "messaging", "native_messaging", "web_messaging", "live_chat"), "chat")
    | dict.fromkeys(("voice", "phone", "voicemail"), "voice")
    | dict.fromkeys(
        ("facebook", "twitter", "twitter_dm", "facebook_post", "instagram", "instagram_dm", "any_channel"), "social"
    )
    | dict.fromkeys(("sms", "whatsapp", "line", "telegram"), "message")
    | dict.fromkeys(("web", "api", "web_form", "web_widget", "mobile_sdk", "mobile"), "ticket")
)
ROLES = {"end-user": "customer", "agent": "agent", "admin": "agent"}
_HTML = re.compile(r"<(?:a|br|div|html|p|span|table)\b", re.IGNORECASE)
SYSTEM_AUTHOR = "-1"  # what a trigger or an automation writes
SYSTEM_CHANNELS = ("system", "rule")


def recognises(document: Any) -> bool:
    """Whether this is a ticket's comments or a list of comments."""
    try:
        comments = [comment for record in records(document)[:1] for comment in objects(record, "comments")]
    except (ValueError, AttributeError):
        return False
    return any("author_id" in each and ("body" in each or "html_body" in each) for each in comments)


def records(document: Any) -> list[Any]:
    """One document a ticket.

    Raises:
        ValueError: the document holds no comments.
    """
    if isinstance(document, dict):
        tickets = document.get("tickets")
        if isinstance(tickets, list) and any(isinstance(each, dict) and "comments" in each for each in tickets):
            return [each | {"users": document.get("users")} if isinstance(each, dict) else each for each in tickets]
        if isinstance(document.get("comments"), list) and not isinstance(document.get("ticket"), dict):
            return _by_ticket(document["comments"], document)
        return [document]
    if isinstance(document, list) and any(isinstance(each, dict) and "comments" in each for each in document):
        return document
    if isinstance(document, list):
        return _by_ticket(document, {})
    raise ValueError("an answer of Zendesk's comments has a list named comments")


def _by_ticket(comments: list[Any], document: dict[str, Any]) -> list[Any]:
    """The comments of each ticket that they name; without names they are all of one."""
    tickets: dict[str, list[Any]] = {}
    for each in comments:
        tickets.setdefault(text(each, "ticket_id") if isinstance(each, dict) else "", []).append(each)
    if len(tickets) < 2:
        return [document | {"comments": comments}]
    return [document | {"comments": said, "ticket_id": ticket} for ticket, said in tickets.items()]


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns; without the ticket's id it is the number in the file's name.

    Raises:
        ValueError: the document holds no comments, or a value is of another kind than the format has.
    """
    ticket = section(document, "ticket") or document
    inside = ticket if isinstance(ticket.get("comments"), list) else document
    if not isinstance(inside.get("comments"), list):
        raise ValueError("an answer of Zendesk's comments has a list named comments")
    comments = objects(inside, "comments")
    is_ticket = ticket is not document or "requester_id" in document or "subject" in document
    own_id = text(ticket, "id") if is_ticket else ""
    stated = own_id or text(document, "ticket_id") or next((text(each, "ticket_id") for each in comments), "")
    contact_id = stated or _number_in(stem)
    begins = (moment(ticket, "created_at") if is_ticket else None) or _begin(comments)
    contact = contact_row(
        contact_id,
        CHANNELS.get(_channel(ticket) or (_channel(comments[0]) if comments else "")),
        None,
        started_at=begins and begins.isoformat(),
        customer_id=label(ticket, "requester_id"),
        customer_name=label(section(ticket, "requester"), "name"),
    )
    roles = _roles(ticket, document)
    return [contact], turn_rows(contact_id, [_said(each, roles, begins) for each in comments], None)


def _said(comment: dict[str, Any], roles: dict[str, str], begins: datetime | None) -> Said:
    author, time = text(comment, "author_id"), moment(comment, "created_at")
    role = "system" if author == SYSTEM_AUTHOR or _channel(comment) in SYSTEM_CHANNELS else roles.get(author)
    if role is None and comment.get("public") is False:
        role = "agent"  # nobody else can write a private note
    return Said(_words(comment), role or author or None, offset_between(begins, time))


def _words(comment: dict[str, Any]) -> str:
    """What is written: the plain text where there is one, which some exports fill with HTML."""
    words = text(comment, "body") or text(comment, "plain_body") or text(comment, "html_body")
    return read_markup(words) if _HTML.search(words) else html.unescape(words)


def _roles(ticket: dict[str, Any], document: dict[str, Any]) -> dict[str, str]:
    """The role of each author whose role something states."""
    roles = {text(ticket, "assignee_id"): "agent"}
    roles |= {text(section(ticket, "requester"), "id"): "customer", text(ticket, "requester_id"): "customer"}
    for user in (*objects(ticket, "users"), *objects(document, "users")):
        if text(user, "role") in ROLES:
            roles[text(user, "id")] = ROLES[text(user, "role")]
    return {author: role for author, role in roles.items() if author}


def _channel(parent: dict[str, Any]) -> str:
    return text(section(parent, "via"), "channel")


def _begin(comments: list[dict[str, Any]]) -> datetime | None:
    times = (moment(each, "created_at") for each in comments)
    return min((time for time in times if time), default=None)


def _number_in(stem: str) -> str:
    """The one number in a file's name ("ticket_35436_comments"), else the whole name."""
    numbers = re.findall(r"\d+", stem)
    return numbers[0] if len(numbers) == 1 else stem
