"""Whisper: which turns does one transcript hold?

Its segments are turns. Whisper knows no speakers, so they are nobody's; programs built on it that tell speakers apart
(WhisperX) add a label to each segment. whisper.cpp writes a list named transcription instead.
"""

from __future__ import annotations

from typing import Any

from pipelines.sources.vendors.rows import Rows, Said, contact_row, turn_rows
from pipelines.sources.vendors.values import label, language, milliseconds, objects, section, text

SECOND = 1000


def recognises(document: Any) -> bool:
    """Whether this is a transcript of Whisper."""
    if not isinstance(document, dict):
        return False
    if isinstance(document.get("transcription"), list):
        return "result" in document or "model" in document
    segments = document.get("segments")
    if not isinstance(segments, list):
        return False
    is_segment = bool(segments) and isinstance(segments[0], dict) and {"start", "end", "text"} <= segments[0].keys()
    return is_segment or (not segments and "text" in document)


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns.

    Raises:
        ValueError: the document is not a transcript of Whisper.
    """
    if isinstance(document, dict) and isinstance(document.get("transcription"), list):
        said, code = [_line(each) for each in objects(document, "transcription")], _language_of_program(document)
    elif isinstance(document, dict) and isinstance(document.get("segments"), list):
        said, code = [_segment(each) for each in objects(document, "segments")], language(document, "language")
        said = said or [Said(text(document, "text"))]
    else:
        raise ValueError("a Whisper transcript has a list named segments, or transcription")
    return [contact_row(stem, "voice", code)], turn_rows(stem, said, code)


def _segment(segment: dict[str, Any]) -> Said:
    started, ended = (milliseconds(segment, each, SECOND) for each in ("start", "end"))
    return Said(text(segment, "text"), label(segment, "speaker"), started, ended)


def _line(line: dict[str, Any]) -> Said:
    offsets = section(line, "offsets")
    return Said(text(line, "text"), label(line, "speaker"), milliseconds(offsets, "from"), milliseconds(offsets, "to"))


def _language_of_program(document: dict[str, Any]) -> str | None:
    return language(section(document, "result"), "language")
