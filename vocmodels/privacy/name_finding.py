"""Name finding: where in one text do names stand that the words around them tell?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from vocmodels.privacy.known_names import Span, normalise_word, word_kind
from vocmodels.privacy.name_cues import NOT_A_PERSON, SPEAKER, SPELLED
from vocmodels.privacy.name_places import (
    ALL_MARKS,
    CALLS,
    JOINS,
    LEADS,
    OPENS,
    SIGNS,
    SPELLS,
    cue_before,
    marks_of,
    name_start,
)
from vocmodels.privacy.name_reading import CLOSING, NAME_WORD, Cue, read_name

FARTHEST_SPEAKER = 50  # characters before "speaking"
PAUSES = (".", "!", "?", ",")
Found = tuple[int, int, bool]
MOST_JOINING = 3  # initials and particles between a cue and a name's first word


def _any_of(marks: int) -> bytes:
    """Return a class for `re` of all bytes that hold one of the marks."""
    return b"[" + b"".join(rb"\x%02x" % value for value in range(ALL_MARKS + 1) if value & marks) + b"]"


ANYTHING = bytes([LEADS])  # before the first token
SPACE = re.compile(r"\s")
BROUGHT = re.compile(_any_of(LEADS | JOINS) + b"(?=" + _any_of(OPENS) + b")")
APART = re.compile(_any_of(CALLS | SIGNS | SPELLS))
CALLED, SIGNED, SPELLED_OUT = (re.compile(_any_of(mark)) for mark in (CALLS, SIGNS, SPELLS))


def find_names(text: str, language_code: str | None = None) -> Iterator[Span]:
    """Yield where the names in one text stand that the words around them tell, in order, cue and title left out."""
    for start, end, _ in find_cued_names(text):
        yield start, end


@lru_cache(maxsize=16_384)
def find_cued_names(text: str) -> tuple[Found, ...]:
    """Return start, end and whether it is a name beyond doubt, in order and without overlap."""
    tokens = (text if text.isprintable() else SPACE.sub(" ", text)).split(" ")
    marks = bytes(map(marks_of, tokens))
    found: list[Found] = []
    for hit in BROUGHT.finditer(ANYTHING + marks):
        span = _after_cue(text, tokens, marks, hit.start(), found[-1][1] if found else 0)
        if span:
            found.append(span)
    if APART.search(marks):
        found += _apart(text, tokens, marks)
    return tuple(without_overlap(found) if len(found) > 1 else found)


def _after_cue(text: str, tokens: list[str], marks: bytes, place: int, ends: int) -> Found | None:
    """Return the name that begins at a token, or with the initials and particles before it, where a cue says so."""
    first, offset = place, _offset(tokens, place)
    while True:
        if first == 0 or marks[first - 1] & LEADS or marks[first] & LEADS:
            found = _name_at(text, tokens, first, offset + name_start(tokens[first]), ends)
            if found:
                return found
        if not (first and marks[first - 1] & JOINS and place - first < MOST_JOINING):
            return None
        first -= 1
        offset -= len(tokens[first]) + 1


def _offset(tokens: list[str], place: int) -> int:
    return sum(map(len, tokens[:place])) + place


def _name_at(text: str, tokens: list[str], place: int, start: int, ends: int) -> Found | None:
    if start < ends:
        return None
    cue, begins = cue_before(text, start, tokens, place)
    if cue is None or (cue >= Cue.LABEL and NOT_A_PERSON.search(text, max(0, begins - 20), begins)):
        return None
    span = read_name(text, start, cue)
    if span is None:
        return None
    is_sure = cue >= Cue.LABEL or is_listed(text[span[0] : span[1]]) or CLOSING.match(text, span[1])
    return *span, bool(is_sure)


def without_overlap(found: list[Found]) -> list[Found]:
    """Return the spans in order; of two that overlap the one that begins first, then the longer."""
    kept: list[Found] = []
    for start, end, is_sure in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, is_sure))
    return kept


def _apart(text: str, tokens: list[str], marks: bytes) -> Iterator[Found]:
    """Yield the names that no cue before them tells: who is addressed, who says "Ana speaking", what is spelled."""
    for hit in CALLED.finditer(marks):
        place = hit.start()
        word = NAME_WORD.match(tokens[place])
        if word and (place == 0 or tokens[place - 1].endswith(PAUSES)):
            start = _offset(tokens, place)
            yield start, start + word.end(), True
    for hit in SIGNED.finditer(marks):
        yield from _speakers(text, _offset(tokens, hit.start()))
    if SPELLED_OUT.search(marks):
        yield from ((*match.span(1), False) for match in SPELLED.finditer(text.lower()))


def _speakers(text: str, said_by: int) -> Iterator[Found]:
    for match in SPEAKER.finditer(text.lower(), max(0, said_by - FARTHEST_SPEAKER), said_by + len("speaking ")):
        span = read_name(text, match.start(1), Cue.HINT)
        if span and span[1] == match.end(1):
            yield *span, True


def is_listed(name: str) -> bool:
    """Tell whether a word of the name is in the lists and no ordinary word."""
    return any(word_kind(normalise_word(word)) == "name" for word in name.split())
