"""Post-Call Analytics: which contact and turns does one document of Amazon's PCA solution hold?

SpeakerLabels say who is meant by each label. The clock time is local to ConversationLocation. What is not known is
written as the word None.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.sources.vendors.rows import Rows, Said, choose_label, contact_row, turn_rows
from pipelines.sources.vendors.values import first, label, language, milliseconds, names, objects, section, text

SECOND = 1000


def recognises(document: Any) -> bool:
    """Whether this is a PCA result."""
    return isinstance(document, dict) and {"ConversationAnalytics", "SpeechSegments"} <= document.keys()


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns.

    Raises:
        ValueError: the document is not one of PCA.
    """
    if not recognises(document):
        raise ValueError("a PCA document has ConversationAnalytics and SpeechSegments")
    about = section(document, "ConversationAnalytics")
    job = section(first(about, "SourceInformation"), "TranscribeJobInfo")
    contact_id = _known(about, "GUID") or _known(job, "TranscriptionJobName") or stem
    code = language(about, "LanguageCode")
    categories = names([text(each, "Name") for each in objects(about, "CategoriesDetected")])
    contact = contact_row(
        contact_id,
        "voice",
        code,
        started_at=_started_at(about),
        agent_label=_known(about, "Agent"),
        attributes={"CategoriesDetected": categories} if categories else {},
    )
    shown = {text(each, "Speaker").strip(): label(each, "DisplayText") for each in objects(about, "SpeakerLabels")}
    said = [_said(each, shown) for each in objects(document, "SpeechSegments")]
    return [contact], turn_rows(contact_id, said, code)


def _said(segment: dict[str, Any], shown: dict[str, str | None]) -> Said:
    speaker = label(segment, "SegmentSpeaker")
    started, ended = (milliseconds(segment, each, SECOND) for each in ("SegmentStartTime", "SegmentEndTime"))
    words = text(segment, "DisplayText") or text(segment, "OriginalText")
    return Said(words, choose_label(shown.get(speaker) if speaker else None, speaker), started, ended)


def _known(parent: dict[str, Any], name: str) -> str | None:
    value = text(parent, name).strip()
    return None if value in ("", "None") else value


def _started_at(about: dict[str, Any]) -> str | None:
    """The clock time with the offset of its place, without one where the place is no time zone."""
    written, place = _known(about, "ConversationTime"), _known(about, "ConversationLocation")
    if not written:
        return None
    try:
        time = datetime.fromisoformat(written)
    except ValueError as error:
        raise ValueError("ConversationTime is not a time like 2026-03-02 09:00:00") from error
    zone = _zone(place)
    return (time.replace(tzinfo=zone) if zone and not time.tzinfo else time).isoformat()


def _zone(place: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(place) if place else None
    except (KeyError, ValueError, OSError):  # unknown, not a name of a zone, or the name of a folder of zones
        return None
