"""Genesys Cloud transcripts: who says what in a conversation?

One document holds the phrases of one communication. "external" is the customer, "internal" an agent; what a machine says is
neither's. Times are offsets, or milliseconds since 1970.
"""

from __future__ import annotations

import re
from typing import Any

from pipelines.sources.vendors.clocks import LATEST_MS, since_1970
from pipelines.sources.vendors.rows import Rows, Said, contact_row, turn_rows
from pipelines.sources.vendors.values import label, language, milliseconds, objects, text

CHANNELS = {
    "call": "voice",
    "voice": "voice",
    "callback": "voice",
    "chat": "chat",
    "email": "email",
    "message": "message",
}
ROLES = {
    "external": "customer",
    "customer": "customer",
    "internal": "agent",
    "agent": "agent",
    "user": "agent",
} | dict.fromkeys(("acd", "bot", "botflow", "fax", "ivr", "system", "voicemail", "workflow"), "system")
SINCE_1970_MS = 10**11  # 1973: smaller numbers count from the beginning of the conversation
_DURATIONS = {"milliseconds": 1, "millis": 1, "totalMilliseconds": 1, "seconds": 1000, "standardSeconds": 1000}


def recognises(document: Any) -> bool:
    """Whether this is a transcript of the speech and text analytics."""
    if not isinstance(document, dict) or not isinstance(document.get("transcripts"), list):
        return False
    return any(isinstance(each, dict) and "phrases" in each for each in document["transcripts"])


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns, a phrase each.

    Raises:
        ValueError: the document holds no list of transcripts, or a value is of another kind than the format has.
    """
    if not isinstance(document, dict) or not isinstance(document.get("transcripts"), list):
        raise ValueError("a Genesys transcript has a list named transcripts")
    transcripts = objects(document, "transcripts")
    phrases = [phrase for each in transcripts for phrase in objects(each, "phrases")]
    begins = _begin(document, phrases)
    code = next((found for each in transcripts if (found := language(each, "language"))), None)
    contact_id = text(document, "conversationId") or stem
    contact = contact_row(
        contact_id,
        CHANNELS.get(text(document, "mediaType").lower()),
        code,
        started_at=since_1970(begins).isoformat() if begins else None,
    )
    said = [
        _said(phrase, begins, language(each, "language")) for each in transcripts for phrase in objects(each, "phrases")
    ]
    return [contact], turn_rows(contact_id, said, code)


def _begin(document: dict[str, Any], phrases: list[dict[str, Any]]) -> int | None:
    """When the conversation began, in milliseconds since 1970; None where all times are offsets."""
    stated = [_whole(document, name) for name in ("conversationStartTime", "startTime")]
    heard = [_whole(each, "startTimeMs") for each in (*objects(document, "participants"), *phrases)]
    since_1970 = [[time for time in times if time and time >= SINCE_1970_MS] for times in (stated, heard)]
    return next((min(times) for times in since_1970 if times), None)


def _whole(parent: dict[str, Any], name: str) -> int | None:
    """A number of milliseconds; a time that is written in words is none."""
    value = parent.get(name)
    is_number = isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"\d{1,15}(?:\.\d+)?", value))
    return round(float(value)) if value is not None and is_number and abs(float(value)) < LATEST_MS else None


def _said(phrase: dict[str, Any], begins: int | None, code: str | None) -> Said:
    started = _whole(phrase, "startTimeMs")
    if started is not None and started >= SINCE_1970_MS:
        started = max(started - begins, 0) if begins else None
    if started is None:
        started = milliseconds(phrase, "offsetMs")
    if started is None:
        started = _length(phrase, "offset")
    length = _length(phrase, "duration")
    if length is None:
        length = _length(phrase, "durationMs")
    purpose = label(phrase, "participantPurpose")
    ended = started + length if started is not None and length is not None else None
    return Said(text(phrase, "text"), ROLES.get((purpose or "").lower(), purpose), started, ended, code)


def _length(phrase: dict[str, Any], name: str) -> int | None:
    """A duration in milliseconds: a number of them, or an object that names its unit."""
    value = phrase.get(name)
    if not isinstance(value, dict):
        return milliseconds(phrase, name)
    return next((milliseconds(value, unit, scale) for unit, scale in _DURATIONS.items() if unit in value), None)
