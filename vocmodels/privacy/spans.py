"""Spans: which parts of a text are taken, and how does the text read with masks in their place?

While a text is searched, what was found is hidden behind private characters of the same length, so that no later finder
reads it again; a mask that the text came with is hidden the same way, which is why masking twice changes nothing.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable

Entity = tuple[str, int, int]  # kind, start, end

HIDDEN, HIDDEN_CARD = "\ue000", "\ue001"  # a card's own, because an expiry date stands beside it
ANY_HIDDEN = re.compile(f"[{HIDDEN}{HIDDEN_CARD}]")
MASK = re.compile(r"\[[A-Z][A-Z_]+\]")


def lower_case(text: str) -> str:
    """Return the text in lower case, as long as before; patterns for it are faster than those for any case."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(sign.lower()[0] for sign in text)


def hide_masks(text: str) -> str:
    """Return the text with the masks that it came with hidden."""
    return MASK.sub(lambda mask: _sign(mask.group()[1:-1]) * len(mask.group()), text) if "[" in text else text


def hide(text: str, entities: Iterable[Entity]) -> str:
    """Return the text, as long as before, with the entities (in order) hidden."""
    pieces: list[str] = []
    place = 0
    for kind, start, end in entities:
        pieces += (text[place:start], _sign(kind) * (end - start))
        place = end
    pieces.append(text[place:])
    return "".join(pieces)


def mask(text: str, entities: Iterable[Entity]) -> str:
    """Return the text with the entities (in order) replaced by `[KIND]`."""
    pieces: list[str] = []
    place = 0
    for kind, start, end in entities:
        pieces += (text[place:start], f"[{kind.upper()}]")
        place = end
    pieces.append(text[place:])
    return "".join(pieces)


def take(taken: list[Entity], entities: Iterable[Entity]) -> list[Entity]:
    """Add those that lie beside everything taken before; `taken` stays in order. Return what was added, in order."""
    added = []
    for entity in entities:
        _, start, end = entity
        if start >= end:
            continue
        place = bisect(taken, start, key=_start) if taken and start < taken[-1][2] else len(taken)
        is_free_before = place == 0 or taken[place - 1][2] <= start
        if is_free_before and (place == len(taken) or taken[place][1] >= end):
            taken.insert(place, entity)
            added.append(entity)
    return sorted(added, key=_start) if len(added) > 1 else added


def on_original(entities: Iterable[Entity], masked_before: list[Entity]) -> list[Entity]:
    """Return entities of a masked text where they stand in the text before `masked_before` (in order) was masked."""
    moved = []
    for kind, start, end in entities:
        shift = 0
        for other, before, after in masked_before:
            if before + shift >= start:
                break
            shift += len(other) + 2 - (after - before)
        moved.append((kind, start - shift, end - shift))
    return moved


def _sign(kind: str) -> str:
    return HIDDEN_CARD if kind in ("card", "CARD") else HIDDEN


def cut_names(taken: list[Entity], entities: Iterable[Entity]) -> list[Entity]:
    """Return the entities, names up to where something taken begins: who reads a name out may go on with an address."""
    cut = []
    for kind, start, end in entities:
        place = bisect(taken, start, key=_start)
        is_cut = kind == "name" and place < len(taken) and taken[place][1] < end
        cut.append((kind, start, taken[place][1] - 1 if is_cut else end))  # words lie a sign apart
    return cut


def _start(entity: Entity) -> int:
    return entity[1]
