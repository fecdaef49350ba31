"""Sentiment sentences: into which pieces, each with one feeling at most, does a turn fall?

Sentences, and what stands before and after "but". Speech without punctuation is cut where a conjunction stands, at the
latest after some words.
"""

from __future__ import annotations

import re

MOST_WORDS = 24  # of a piece; a longer one is cut
FEWEST_WORDS = 10  # before a conjunction at which a long piece is cut
SENTENCE_END = re.compile(r"(?<=[.!?…;])[\s\"')]+|\n+|\s-\s")
CONTRAST = re.compile(r"(?i)[,\s]+(?=(?:but|however|although|though|pero|sin embargo|aunque|sino)\b\s)")
CONJUNCTIONS = frozenset(
    ["and", "so", "because", "then", "y", "e", "porque", "entonces", "pues", "since", "anyway", "luego"]
)


def split_turn(text: str) -> list[str]:
    """Return the pieces of a turn in order; none where it says nothing."""
    pieces: list[str] = []
    for sentence in SENTENCE_END.split(text):
        for part in CONTRAST.split(sentence):
            pieces += _cut(part.strip())
    return pieces


def _cut(part: str) -> list[str]:
    words = part.split()
    if len(words) <= MOST_WORDS:
        return [part] if part else []
    pieces, start = [], 0
    while start < len(words):
        end = _end(words, start)
        pieces.append(" ".join(words[start:end]))
        start = end
    return pieces


def _end(words: list[str], start: int) -> int:
    if len(words) - start <= MOST_WORDS:
        return len(words)
    breaks = range(start + FEWEST_WORDS, start + MOST_WORDS)
    return next((place for place in breaks if words[place].lower().strip(",") in CONJUNCTIONS), start + MOST_WORDS)
