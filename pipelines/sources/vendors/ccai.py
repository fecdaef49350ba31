"""Google contact centre: which contact and turns does one conversation hold?

Two shapes: the transcript that is uploaded for analysis (entries with absolute times), and the conversation that the
service gives back (transcript segments). Roles are stated in both.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.sources.vendors.rows import Rows, Said, choose_label, contact_row, turn_rows
from pipelines.sources.vendors.values import label, language, milliseconds, moment, objects, section, text

CHANNELS = {"PHONE_CALL": "voice", "CHAT": "chat"}
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OLDEST_USEC = 10**15  # 2001: smaller numbers count from the start of the conversation
LATEST_USEC = 10**16  # 2286


def recognises(document: Any) -> bool:
    """Whether this is a conversation in one of the two shapes."""
    if not isinstance(document, dict):
        return False
    entries, transcript = document.get("entries"), document.get("transcript")
    if isinstance(entries, list):
        is_entry = bool(entries) and isinstance(entries[0], dict) and "text" in entries[0] and "role" in entries[0]
        return is_entry or (not entries and document.keys() <= {"entries", "conversation_info"})
    return isinstance(transcript, dict) and "transcriptSegments" in transcript


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns.

    Raises:
        ValueError: the document is not a conversation.
    """
    if isinstance(document, dict) and isinstance(document.get("entries"), list):
        return _uploaded(document, stem)
    if not recognises(document):
        raise ValueError("a Google conversation has a list named entries, or a transcript with transcriptSegments")
    return _analysed(document, stem)


def _uploaded(document: dict[str, Any], stem: str) -> tuple[Rows, Rows]:
    entries = objects(document, "entries")
    times = [_microseconds(each) for each in entries]
    known = [time for time in times if time is not None]
    begins = min(known, default=0)
    is_clock = begins >= OLDEST_USEC
    started_at = (EPOCH + timedelta(microseconds=begins)).isoformat() if is_clock else None
    categories = [text(each, "display_name") for each in objects(section(document, "conversation_info"), "categories")]
    said = [
        Said(
            text(each, "text"), label(each, "role") or label(each, "user_id"), _offset(time, begins if is_clock else 0)
        )
        for each, time in zip(entries, times, strict=True)
    ]
    attributes = {"categories": ", ".join(categories)} if categories else {}
    return [contact_row(stem, None, None, started_at=started_at, attributes=attributes)], turn_rows(stem, said, None)


def _microseconds(entry: dict[str, Any]) -> int | None:
    value = entry.get("start_timestamp_usec")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("start_timestamp_usec is not a number")
    try:
        time = round(float(value))
    except (ValueError, OverflowError) as error:
        raise ValueError("start_timestamp_usec is not a number of microseconds") from error
    if not 0 <= time < LATEST_USEC:
        raise ValueError("start_timestamp_usec is not a number of microseconds since 1970")
    return time


def _offset(time: int | None, begins: int) -> int | None:
    return None if time is None else round((time - begins) / 1000)


def _analysed(document: dict[str, Any], stem: str) -> tuple[Rows, Rows]:
    contact_id = text(document, "name").rpartition("/")[2] or stem
    code, begins = language(document, "languageCode"), moment(document, "startTime")
    contact = contact_row(
        contact_id,
        CHANNELS.get(text(document, "medium")),
        code,
        started_at=begins and begins.isoformat(),
        agent_id=label(document, "agentId"),
    )
    segments = objects(section(document, "transcript"), "transcriptSegments")
    return [contact], turn_rows(contact_id, [_segment(each, begins) for each in segments], code)


def _segment(segment: dict[str, Any], begins: datetime | None) -> Said:
    words = objects(segment, "words")
    started, time = _seconds(words[0], "startOffset") if words else None, moment(segment, "messageTime")
    if started is None and time is not None and begins is not None:
        started = (time - begins) // MILLISECOND
    channel = label(segment, "channelTag")
    return Said(
        text(segment, "text"),
        choose_label(label(section(segment, "segmentParticipant"), "role"), channel),
        started,
        _seconds(words[-1], "endOffset") if words else None,
        language(segment, "languageCode"),
    )


def _seconds(word: dict[str, Any], name: str) -> int | None:
    """The milliseconds of a duration like "1.250s"."""
    return milliseconds({name: text(word, name).removesuffix("s")}, name, 1000)
