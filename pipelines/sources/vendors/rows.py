"""Rows: what does a reader of vendor documents hand back?

Contacts and turns with our column names and untyped values. A role is taken only from a word that states one; any other
label ("spk_0", "A") stays beside the turn, whose speaker is then unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.sources.vendors.roles import find_speakers, read_role

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Said:
    """What one speaker said without being interrupted; times in milliseconds from the start of the contact."""

    text: str
    label: str | None = None
    started_ms: int | None = None
    ended_ms: int | None = None
    language: str | None = None


def contact_row(contact_id: str, channel: str | None, language: str | None, **others: Any) -> dict[str, Any]:
    """The contact that a document is about; a channel that the document does not state is None."""
    return {"contact_id": contact_id, "channel_code": channel, "language_code": language, **others}


def turn_rows(contact_id: str, said: Sequence[Said], language: str | None) -> Rows:
    """One row per turn that holds words, numbered from 0 in the order given."""
    speakers = find_speakers({each.label for each in said if each.label})
    rows: Rows = []
    for each in said:
        words = each.text.strip()
        if not words:
            continue
        speaker, label = speakers[each.label] if each.label else ("unknown", None)
        rows.append(
            {
                "contact_id": contact_id,
                "turn_index": len(rows),
                "speaker": speaker,
                "speaker_label": label,
                "started_ms": each.started_ms,
                "ended_ms": each.ended_ms,
                "text": words,
                "language_code": each.language or language,
            }
        )
    return rows


def choose_label(stated: str | None, label: str | None) -> str | None:
    """What to call a speaker: by the word for the role where it states one, else by the vendor's label."""
    return stated if stated and read_role(stated)[0] else label or stated
