"""Contact Lens: which contact and turns does one Amazon Connect analysis document hold?

Voice documents give offsets in milliseconds, chat documents absolute times. The clock time of a call comes from its
contact record, which joins by id.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

SPEAKERS = {"CUSTOMER": "customer", "AGENT": "agent", "SYSTEM": "system"}
CHANNELS = {"VOICE": "voice", "CHAT": "chat", "EMAIL": "email", "SOCIAL": "social", "MESSAGE": "message"}

Rows = list[dict[str, Any]]


def read_contact_lens(document: dict[str, Any], file_stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns (canonical names, untyped).

    Raises:
        ValueError: the document is not one of Contact Lens.
    """
    if not isinstance(document, dict) or not isinstance(document.get("Transcript"), list):
        raise ValueError("a Contact Lens document has a list named Transcript")
    metadata = document.get("CustomerMetadata") or {}
    contact_id = metadata.get("ContactId") or file_stem.split("_analysis")[0]
    # Amazon's own example of a redacted chat has a participant without a role.
    roles = {each.get("ParticipantId"): each.get("ParticipantRole") for each in document.get("Participants", [])}
    said = [each for each in document["Transcript"] if each.get("Content") and each.get("Type", "MESSAGE") == "MESSAGE"]
    begins = _begin(said)
    language = (document.get("LanguageCode") or "")[:2].lower() or None
    contact = {
        "contact_id": contact_id,
        "channel_code": CHANNELS.get(document.get("Channel", ""), "unknown"),
        "language_code": language,
        "started_at": begins and begins.isoformat(),
    }
    turns = [
        {"contact_id": contact_id, "turn_index": index, "language_code": language, **_turn(each, roles, begins)}
        for index, each in enumerate(said)
    ]
    return [contact], turns


def _turn(item: dict[str, Any], roles: dict[str, str], begins: datetime | None) -> dict[str, Any]:
    participant = item.get("ParticipantId", "")
    role = item.get("ParticipantRole") or roles.get(participant) or participant  # in voice documents the id is the role
    started = item.get("BeginOffsetMillis")
    if started is None and begins is not None and item.get("AbsoluteTime"):
        started = round((_time(item["AbsoluteTime"]) - begins).total_seconds() * 1000)
    return {
        "speaker": SPEAKERS.get(role, "system"),
        "started_ms": started,
        "ended_ms": item.get("EndOffsetMillis"),
        "text": item["Content"],
    }


def _begin(said: list[dict[str, Any]]) -> datetime | None:
    times = [_time(each["AbsoluteTime"]) for each in said if each.get("AbsoluteTime")]
    return min(times) if times else None


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
