"""Contact Lens: which contact and turns does one Amazon Connect analysis document hold?

Voice documents give offsets in milliseconds, chat documents absolute times. The clock time of a call comes from its
contact record, which joins by id. The chat transcripts that Connect itself stores have the same shape.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from pipelines.sources.vendors.rows import Rows, Said, choose_label, contact_row, turn_rows
from pipelines.sources.vendors.values import label, language, milliseconds, moment, names, objects, section, text

CHANNELS = {"VOICE": "voice", "CHAT": "chat", "EMAIL": "email", "SOCIAL": "social", "MESSAGE": "message"}
INTERACTIVE = "application/vnd.amazonaws.connect.message.interactive"


def recognises(document: Any) -> bool:
    """Whether this is a Contact Lens or Connect transcript; a Call Analytics one carries its job's name."""
    if not isinstance(document, dict) or not isinstance(document.get("Transcript"), list):
        return False
    return "JobName" not in document and ("Participants" in document or "Channel" in document)


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns; `stem` is "<id>_analysis_<time>", redacted or not.

    Raises:
        ValueError: the document is not one of Contact Lens.
    """
    if not isinstance(document, dict) or not isinstance(document.get("Transcript"), list):
        raise ValueError("a Contact Lens document has a list named Transcript")
    own_id = label(section(document, "CustomerMetadata"), "ContactId") or label(document, "ContactId")
    return read_analysis(document, own_id or stem.split("_analysis")[0])


def read_analysis(document: dict[str, Any], contact_id: str) -> tuple[Rows, Rows]:
    """The contact and turns of an Amazon analysis, by whichever service wrote it."""
    spoken = [each for each in objects(document, "Transcript") if text(each, "Type") in ("", "MESSAGE")]
    spoken = [each for each in spoken if text(each, "Content").strip()]
    begins = _begin(spoken)
    code = language(document, "LanguageCode")
    contact = contact_row(
        contact_id,
        CHANNELS.get(text(document, "Channel"), "chat" if begins else None),
        code,
        started_at=begins and begins.isoformat(),
        attributes=_categories(document),
        customer_name=_customer_name(document),
    )
    roles = {
        text(each, "ParticipantId").strip(): label(each, "ParticipantRole")
        for each in objects(document, "Participants")
    }
    return [contact], turn_rows(contact_id, [_said(each, roles, begins) for each in spoken], code)


def _said(item: dict[str, Any], roles: dict[str, str | None], begins: datetime | None) -> Said:
    participant = label(item, "ParticipantId")
    role = label(item, "ParticipantRole") or (roles.get(participant) if participant else None)
    started, time = milliseconds(item, "BeginOffsetMillis"), moment(item, "AbsoluteTime")
    if started is None and begins is not None and time is not None:
        started = (time - begins) // timedelta(milliseconds=1)
    # In voice documents the participant's id is the role; Amazon's own example of a redacted chat has one without any.
    speaker = choose_label(role, participant)
    return Said(_words(item), speaker, started, milliseconds(item, "EndOffsetMillis"))


def _words(item: dict[str, Any]) -> str:
    """What was said; of a menu that a chat shows, its title."""
    content = text(item, "Content")
    if not text(item, "ContentType").startswith(INTERACTIVE):
        return content
    try:
        return text(json.loads(content)["data"]["content"], "title") or content
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return content  # a menu of another form stays as it is


def _begin(spoken: list[dict[str, Any]]) -> datetime | None:
    times = (moment(each, "AbsoluteTime") for each in spoken)
    return min((time for time in times if time is not None), default=None)


def _categories(document: dict[str, Any]) -> dict[str, str]:
    matched = names(section(document, "Categories").get("MatchedCategories"))
    return {"MatchedCategories": matched} if matched else {}


def _customer_name(document: dict[str, Any]) -> str | None:
    customers = (each for each in objects(document, "Participants") if text(each, "ParticipantRole") == "CUSTOMER")
    shown = (text(each, "DisplayName").strip() for each in customers)
    return next((name for name in shown if name and "[" not in name), None)
