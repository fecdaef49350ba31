"""Deepgram: which turns does one answer hold?

Utterances are turns where the answer has them; else the turns are made of the words by speaker or by channel. Speakers
are numbers ("0"), channels of a recording with several are "ch_0", "ch_1".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.sources.vendors.rows import Rows, Said, contact_row, turn_rows
from pipelines.sources.vendors.values import first, label, language, milliseconds, objects, section, text
from pipelines.sources.vendors.words import Word, in_order_of_time, turns_of_channels, turns_or_whole

SECOND = 1000


def recognises(document: Any) -> bool:
    """Whether this is an answer of Deepgram."""
    results = document.get("results") if isinstance(document, dict) else None
    return isinstance(results, dict) and isinstance(results.get("channels"), list)


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns.

    Raises:
        ValueError: the document is not an answer of Deepgram.
    """
    if not recognises(document):
        raise ValueError("a Deepgram answer has results with a list named channels")
    contact_id, results = label(section(document, "metadata"), "request_id") or stem, document["results"]
    code = language(first(results, "channels"), "detected_language")
    return [contact_row(contact_id, "voice", code)], turn_rows(contact_id, _said(results), code)


def _said(results: dict[str, Any]) -> list[Said]:
    channels = objects(results, "channels")
    utterances = objects(results, "utterances")
    if utterances:
        said = [_utterance(each, len(channels) > 1) for each in utterances]
        return in_order_of_time(said) if len(channels) > 1 else said
    if len(channels) > 1:
        return turns_of_channels(word for number, each in enumerate(channels) for word in _words(each, f"ch_{number}"))
    only = first(results, "channels")
    return turns_or_whole(list(_words(only, None)), text(first(only, "alternatives"), "transcript"))


def _utterance(utterance: dict[str, Any], is_split: bool) -> Said:
    channel = label(utterance, "channel")
    speaker = channel and f"ch_{channel}" if is_split else label(utterance, "speaker")
    started, ended = (milliseconds(utterance, each, SECOND) for each in ("start", "end"))
    return Said(text(utterance, "transcript"), speaker, started, ended)


def _words(channel: dict[str, Any], name: str | None) -> Iterator[Word]:
    for word in objects(first(channel, "alternatives"), "words"):
        started, ended = (milliseconds(word, each, SECOND) for each in ("start", "end"))
        spelled = text(word, "punctuated_word") or text(word, "word")
        yield Word(spelled, name or label(word, "speaker"), started, ended)
