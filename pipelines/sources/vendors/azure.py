"""Azure: which contacts and turns does one document of its language or speech services hold?

Three shapes: conversations as they are handed in for analysis, the result of a batch transcription (recognizedPhrases)
and of a fast one (phrases). Speech has speaker numbers and channels, never roles.
"""

from __future__ import annotations

from typing import Any

from pipelines.sources.vendors.rows import Rows, Said, choose_label, contact_row, turn_rows
from pipelines.sources.vendors.values import first, label, language, milliseconds, objects, section, text
from pipelines.sources.vendors.words import in_order_of_time

LIST_NAME = "conversations"  # as they are handed in
TICK = 0.0001  # of a millisecond: a tick is 100 ns
CHANNELS = {"transcript": "voice", "text": "chat"}


def recognises(document: Any) -> bool:
    """Whether this has one of the three shapes."""
    if not isinstance(document, dict):
        return False
    if any(
        isinstance(document.get(name), list) for name in ("recognizedPhrases", "combinedPhrases", "conversationItems")
    ):
        return True
    holder = document.get("analysisInput", document)
    conversations = holder.get("conversations") if isinstance(holder, dict) else None
    return bool(conversations) and isinstance(conversations, list) and _is_conversation(conversations[0])


def _is_conversation(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("conversationItems"), list)


def records(document: Any) -> list[Any]:
    """One part per conversation."""
    if not isinstance(document, dict):
        return [document]
    conversations = document.get("conversations")
    if isinstance(document.get("analysisInput"), dict):
        conversations = document["analysisInput"].get("conversations")
    return conversations if isinstance(conversations, list) and conversations else [document]


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns.

    Raises:
        ValueError: the document is none of Azure, or holds several conversations (`records` parts them).
    """
    parts = records(document)
    if len(parts) != 1:
        raise ValueError("the document holds more than one conversation")
    part = parts[0]
    if _is_conversation(part):
        return _conversation(part, stem)
    if not isinstance(part, dict) or not any(
        isinstance(part.get(name), list) for name in ("recognizedPhrases", "phrases")
    ):
        raise ValueError("an Azure document has conversations with conversationItems, recognizedPhrases or phrases")
    return _speech(part, stem)


def _conversation(conversation: dict[str, Any], stem: str) -> tuple[Rows, Rows]:
    contact_id, code = label(conversation, "id") or stem, language(conversation, "language")
    said = [_item(each) for each in objects(conversation, "conversationItems")]
    contact = contact_row(contact_id, CHANNELS.get(text(conversation, "modality")), code)
    return [contact], turn_rows(contact_id, said, code)


def _item(item: dict[str, Any]) -> Said:
    words = next((text(item, name) for name in ("text", "itn", "lexical", "maskedItn") if text(item, name).strip()), "")
    started, ended = _span(section(item, "conversationItemLevelTiming"), "offset", "duration", TICK)
    speaker = choose_label(label(item, "role"), label(item, "participantId"))
    return Said(words, speaker, started, ended, language(item, "language"))


def _speech(result: dict[str, Any], stem: str) -> tuple[Rows, Rows]:
    is_batch = isinstance(result.get("recognizedPhrases"), list)
    phrases = objects(result, "recognizedPhrases" if is_batch else "phrases")
    channels = {label(each, "channel") for each in phrases}
    said = [_recognised(each) if is_batch else _phrase(each) for each in phrases]
    if len(channels) > 1:
        named = [_of_channel(one, phrase) for one, phrase in zip(said, phrases, strict=True)]
        said = in_order_of_time(named)
    code = next((each.language for each in said if each.language), None)
    return [contact_row(stem, "voice", code)], turn_rows(stem, said, code)


def _recognised(phrase: dict[str, Any]) -> Said:
    started, ended = _span(phrase, "offsetInTicks", "durationInTicks", TICK)
    return Said(
        text(first(phrase, "nBest"), "display"), label(phrase, "speaker"), started, ended, language(phrase, "locale")
    )


def _phrase(phrase: dict[str, Any]) -> Said:
    names = ("offsetMilliseconds", "durationMilliseconds") if "offsetMilliseconds" in phrase else ("offset", "duration")
    started, ended = _span(phrase, *names, 1)
    return Said(text(phrase, "text"), label(phrase, "speaker"), started, ended, language(phrase, "locale"))


def _of_channel(said: Said, phrase: dict[str, Any]) -> Said:
    """Two channels are two parties, whatever number the speakers of each have."""
    channel = label(phrase, "channel")
    return Said(said.text, channel and f"ch_{channel}", said.started_ms, said.ended_ms, said.language)


def _span(holder: dict[str, Any], offset: str, duration: str, unit: float) -> tuple[int | None, int | None]:
    started, lasted = milliseconds(holder, offset, unit), milliseconds(holder, duration, unit)
    return started, None if started is None or lasted is None else started + lasted
