"""Sentiment marks: how does a sentence read to a model of feelings?

As its words, with what words alone lose: emoji by their Unicode names, capitals, repeated punctuation and letters, and
which words a negation governs ("not_good"; Das and Chen, Yahoo! for Amazon, 2001).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sklearn.feature_extraction.text import strip_accents_unicode

WORDS_DENIED = 4  # after a negation, unless punctuation or another clause comes first
DENYING_WORDS = (
    "no not never nobody none nothing neither nor without hardly cannot cant dont doesnt didnt isnt wasnt arent werent"
    " wont wouldnt couldnt shouldnt havent hasnt hadnt aint nunca jamas ni sin nada nadie tampoco ningun ninguna ninguno"
)
CLAUSE_WORDS = "but and because so if when that pero y porque si que cuando aunque although"
DENIALS, NEXT_CLAUSE = (frozenset(words.split()) for words in (DENYING_WORDS, CLAUSE_WORDS))
MASK_OR_LINK = re.compile(r"\[[A-Z_]+\]|https?://\S+|\S+@\S+")
EMOTICONS = ((re.compile(r"[:;=]'?-?[)D]"), " smiling face "), (re.compile(r"[:=]'?-?[(/]"), " frowning face "))
SHOUTED = re.compile(r"\b[^\W\d_a-zà-ÿ]{3,}\b")
STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
NUMBER = re.compile(r"\d+")
TOKEN = re.compile(r"[^\W_]+|[!?]+|[.,;:]")
FIRST_SYMBOL = "\u2190"  # arrows, and from there on symbols and emoji


Marks = tuple[list[str], list[str], list[str]]


@dataclass(frozen=True)
class Marked:
    """A sentence as words with marks, and its words apart: those that it affirms and those that it denies."""

    words: str
    affirmed: str
    denied: str


def mark(text: str) -> Marked:
    """Return the sentence as a model of feelings reads it: lower case, without accents, masks and links."""
    bare = MASK_OR_LINK.sub(" ", text)
    words: list[str] = ["is_shouted"] if len(SHOUTED.findall(bare)) > 1 or _is_shout(bare) else []
    sides: tuple[list[str], list[str]] = ([], [])
    denied_left = 0
    for token in TOKEN.findall(_plain(bare)):
        if not token[0].isalnum():
            denied_left = 0
            words += [_punctuation(token)] if token[0] in "!?" else []
            continue
        denied_left = 0 if token in NEXT_CLAUSE else denied_left
        sides[denied_left > 0].append(token)
        words.append(f"not_{token}" if denied_left and token not in DENIALS else token)
        denied_left = WORDS_DENIED if token in DENIALS else max(denied_left - 1, 0)
    return Marked(" ".join(words), " ".join(sides[0]), " ".join(sides[1]))


def mark_all(texts: Sequence[str]) -> Marks:
    """Return the words, the affirmed and the denied words of each text."""
    marked = [mark(text) for text in texts]
    return [each.words for each in marked], [each.affirmed for each in marked], [each.denied for each in marked]


def _is_shout(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > 4


def _plain(text: str) -> str:
    for pattern, meaning in EMOTICONS:
        text = pattern.sub(meaning, text)
    if not text.isascii():
        text = strip_accents_unicode("".join(map(_spelled, text)))
    text = text.lower().replace("'", "")
    return NUMBER.sub("0", STRETCHED.sub(r"\1", text))


@lru_cache(maxsize=5_000)
def _spelled(character: str) -> str:
    """An emoji by its name, which a model reads as words; other characters as they are."""
    if character in "\u2019\u2018":
        return "'"
    if character < FIRST_SYMBOL or character.isalnum():
        return character
    return f" {unicodedata.name(character, '').lower().replace('-', ' ')} "


def _punctuation(token: str) -> str:
    kind = "asked" if "?" in token else "called"
    return f"is_{kind}_often" if len(token) > 1 else f"is_{kind}"
