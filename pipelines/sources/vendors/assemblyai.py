"""AssemblyAI: which turns does one transcript hold?

Utterances are turns where the transcript has them; else the turns are made of the words by speaker. Without speakers
the whole text is one turn, and nobody's.
"""

from __future__ import annotations

from typing import Any

from pipelines.sources.vendors.rows import Rows, Said, contact_row, turn_rows
from pipelines.sources.vendors.values import label, language, milliseconds, objects, text
from pipelines.sources.vendors.words import Word, turns_or_whole

_OWN_FIELDS = {"audio_url", "audio_duration", "acoustic_model", "speaker_labels"}


def recognises(document: Any) -> bool:
    """Whether this is a transcript of AssemblyAI."""
    if not isinstance(document, dict) or not {"text", "words", "status"} <= document.keys():
        return False
    return bool(_OWN_FIELDS & document.keys())


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns.

    Raises:
        ValueError: the document is not a transcript of AssemblyAI, or one that is not completed.
    """
    if not isinstance(document, dict) or not ({"words", "utterances"} & document.keys()) or "text" not in document:
        raise ValueError("an AssemblyAI transcript has a text, and words or utterances")
    if text(document, "status") not in ("", "completed"):
        raise ValueError("the transcript is not completed: its status says that it failed or is still being made")
    contact_id, code = label(document, "id") or stem, language(document, "language_code")
    return [contact_row(contact_id, "voice", code)], turn_rows(contact_id, _said(document), code)


def _said(document: dict[str, Any]) -> list[Said]:
    utterances = objects(document, "utterances")
    if utterances:
        return [Said(text(each, "text"), label(each, "speaker"), *_span(each)) for each in utterances]
    words = [Word(text(each, "text"), label(each, "speaker"), *_span(each)) for each in objects(document, "words")]
    return turns_or_whole(words, text(document, "text"))


def _span(holder: dict[str, Any]) -> tuple[int | None, int | None]:
    return milliseconds(holder, "start"), milliseconds(holder, "end")
