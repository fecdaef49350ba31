"""Quality's grammar: in which ways can a phrase be read?

`how {can} (i|we) .. help (you)?`: a word list, alternatives, up to three words between, a part that may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocmodels.quality_words import ASKED, END, words_of

PIECE = re.compile(r"\s*(\[\?\]|\{\w+\}|\.{2,3}|[^\s(){}|?]+|[(){}|?])")
GAPS = {"..": 3, "...": 7}  # words that may stand between
ENDS = {"^": END, "[?]": ASKED}  # the beginning or end of a sentence; the end of a question
MOST_READINGS = 400  # of one phrase

Item = tuple[str, str]  # ("word", w), ("any", "w1 w2 begin*"), ("list", name) or ("gap", "..")
Reading = tuple[Item, ...]


class PhraseError(ValueError):
    """A phrase cannot be read; the message says why."""


def readings(phrase: str) -> set[Reading]:
    """Return every way to read a phrase: each choice of its alternatives.

    Raises:
        PhraseError: the phrase has brackets that do not close, no words, or too many alternatives.
    """
    pieces = PIECE.findall(phrase)
    pieces.reverse()
    found = _alternatives(pieces)
    if pieces:
        raise PhraseError(f'"{pieces[-1]}" stands where nothing is open')
    found = {_without_outer_gaps(reading) for reading in found}
    if not all(any(kind != "gap" and value != END for kind, value in reading) for reading in found):
        raise PhraseError("it can be read as no words at all")
    return found


def _without_outer_gaps(reading: Reading) -> Reading:
    """A gap at either end says nothing."""
    said = [place for place, (kind, _) in enumerate(reading) if kind != "gap"]
    return reading[said[0] : said[-1] + 1] if said else ()


def _alternatives(pieces: list[str]) -> set[Reading]:
    found = _sequence(pieces)
    while pieces and pieces[-1] == "|":
        pieces.pop()
        found |= _sequence(pieces)
    return found


def _sequence(pieces: list[str]) -> set[Reading]:
    found: set[Reading] = {()}
    while pieces and pieces[-1] not in "|)":
        choices = _part(pieces)
        found = {before + choice for before in found for choice in choices}
        if len(found) > MOST_READINGS:
            raise PhraseError(f"it can be read in more than {MOST_READINGS} ways; write it as several phrases")
    return found


def _part(pieces: list[str]) -> set[Reading]:
    piece = pieces.pop()
    if piece == "(":
        found = _alternatives(pieces)
        if not pieces or pieces.pop() != ")":
            raise PhraseError('a "(" is not closed')
        found = _joined(found)
    elif piece in "{}?":
        raise PhraseError(f'"{piece}" stands alone')
    else:
        found = {tuple(_items(piece))}
    if pieces and pieces[-1] == "?":
        pieces.pop()
        found = found | {()}
    return found


def _joined(choices: set[Reading]) -> set[Reading]:
    """The choices with all that are one word as one item: a set of words costs a matcher what a word does."""
    words = {choice for choice in choices if len(choice) == 1 and choice[0][0] in ("word", "any")}
    if len(words) < 2:
        return choices
    joined = " ".join(sorted({word for ((_, value),) in words for word in value.split()}))
    return (choices - words) | {(("any", joined),)}


def _items(piece: str) -> Iterator[Item]:
    if piece in GAPS:
        yield "gap", piece
    elif piece in ENDS:
        yield "word", ENDS[piece]
    elif piece[0] == "{":
        yield "list", piece[1:-1]
    elif piece.endswith("*"):
        yield from (("any", f"{word}*") for word in words_of(piece[:-1]) if word not in (END, ASKED))
    elif piece == "#":
        yield "word", piece
    else:
        yield from (("word", word) for word in words_of(piece) if word not in (END, ASKED))
