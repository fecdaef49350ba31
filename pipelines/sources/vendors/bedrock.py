"""Bedrock data automation: which turns does its standard output of one recording hold?

The result files all have one name, so that the name of the recording tells the contacts apart.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from pipelines.sources.vendors.rows import Rows, Said, contact_row, turn_rows
from pipelines.sources.vendors.values import label, language, milliseconds, objects, section, text


def recognises(document: Any) -> bool:
    """Whether this is the output for an audio file."""
    return isinstance(document, dict) and "metadata" in document and isinstance(document.get("audio_segments"), list)


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns.

    Raises:
        ValueError: the document is not the output for an audio file.
    """
    if not recognises(document):
        raise ValueError(
            "a Bedrock data automation document of a recording has metadata and a list named audio_segments"
        )
    about = section(document, "metadata")
    contact_id = PurePosixPath(text(about, "s3_key")).stem or stem
    code = language(about, "dominant_asset_language")
    said = [_said(each) for each in objects(document, "audio_segments") if text(each, "type") in ("", "TRANSCRIPT")]
    return [contact_row(contact_id, "voice", code)], turn_rows(contact_id, said, code)


def _said(segment: dict[str, Any]) -> Said:
    speaker, channel = section(segment, "speaker"), section(segment, "channel")
    return Said(
        text(segment, "text"),
        label(speaker, "speaker_label") or label(channel, "channel_label"),
        milliseconds(segment, "start_timestamp_millis"),
        milliseconds(segment, "end_timestamp_millis"),
        language(segment, "language"),
    )
