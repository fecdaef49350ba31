"""Amazon Transcribe: which turns does one transcription job hold?

Newer documents have audio_segments, which are turns; in older ones the turns are made of the items (words and marks).
Channels and speakers have labels, never roles. Where a document has both, the channel tells the parties apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipelines.sources.vendors.rows import Rows, Said, contact_row, turn_rows
from pipelines.sources.vendors.values import first, label, language, milliseconds, objects, section, text
from pipelines.sources.vendors.words import Word, in_order_of_time, turns_of_channels, turns_or_whole

SECOND = 1000


def recognises(document: Any) -> bool:
    """Whether this is the result of a standard transcription job."""
    results = document.get("results") if isinstance(document, dict) else None
    return isinstance(results, dict) and isinstance(results.get("transcripts"), list)


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns.

    Raises:
        ValueError: the document is not one of Amazon Transcribe.
    """
    if not recognises(document):
        raise ValueError("an Amazon Transcribe document has results with a list named transcripts")
    contact_id, results = label(document, "jobName") or stem, document["results"]
    code = language(results, "language_code")
    return [contact_row(contact_id, "voice", code)], turn_rows(contact_id, _said(results), code)


def _said(results: dict[str, Any]) -> list[Said]:
    channels = objects(section(results, "channel_labels"), "channels")
    segments = objects(results, "audio_segments")
    if segments:
        said = [_segment(each, "channel_label" if channels else "speaker_label") for each in segments]
        return in_order_of_time(said) if channels else said
    if channels:
        return turns_of_channels(word for each in channels for word in _channel_words(each))
    words = list(_words(objects(results, "items"), _speakers(results)))
    return turns_or_whole(words, text(first(results, "transcripts"), "transcript"))


def _segment(segment: dict[str, Any], name: str) -> Said:
    started, ended = (milliseconds(segment, each, SECOND) for each in ("start_time", "end_time"))
    return Said(text(segment, "transcript"), label(segment, name), started, ended, language(segment, "language_code"))


def _channel_words(channel: dict[str, Any]) -> Iterator[Word]:
    name = label(channel, "channel_label")
    return _words([{**each, "speaker_label": name} for each in objects(channel, "items")], {})


def _speakers(results: dict[str, Any]) -> dict[str, str | None]:
    """The speaker of the word that starts at a time: older documents say it in the segments alone."""
    segments = objects(section(results, "speaker_labels"), "segments")
    return {
        text(item, "start_time"): label(item, "speaker_label") or label(segment, "speaker_label")
        for segment in segments
        for item in objects(segment, "items")
    }


def _words(items: Iterable[dict[str, Any]], speakers: dict[str, str | None]) -> Iterator[Word]:
    """The words with their speakers; a mark belongs to the word before it."""
    speaker: str | None = None
    for item in items:
        is_mark = text(item, "type") == "punctuation"
        speaker = label(item, "speaker_label") or (speaker if is_mark else speakers.get(text(item, "start_time")))
        started, ended = (milliseconds(item, each, SECOND) for each in ("start_time", "end_time"))
        yield Word(text(first(item, "alternatives"), "content"), speaker, started, ended, is_mark)
