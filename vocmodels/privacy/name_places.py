"""Name places: at which words of a text may a name begin, and what do the words before it promise?

Most words are no name, and most names have no cue before them: both are told from two words at a time, by rules that are
kept for every word seen. Only where a word that can be a name follows one that can end a cue are the cues read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vocmodels.privacy.known_names import PARTICLES, normalise_word, word_kind
from vocmodels.privacy.name_cues import CUE_BEFORE, FILLER_WORD, LAST_WORD, STRENGTH, TITLED
from vocmodels.privacy.name_reading import NAME_WORD, Cue

NEAR, FAR = 4, 12  # words that are looked at before a name: at first, and where the last of them ends long cues
END_OF_LONG_CUE = re.compile(
    rf"(?:{FILLER_WORD}|is|are|was|be|es|son|ser[ií]an?|era|of|del?|titular|cliente|nombre|names?|llaman?|.*['’]s|.*[:=-])[,.:]*"
)
BROKEN_CUE = re.compile(
    r"(?:.*\W)?(?:names?|surname|nombre|apellidos?|is|es|llamo|son|s)[:=,.!–-]+(?=[^\W\d_])", re.IGNORECASE
)
LETTER_RUN = re.compile(r"\W*(?:[^\W\d_aeiouy]\W*|[^\W\d_](?:[-–.,][^\W\d_])+\W*)", re.IGNORECASE)
CALLED = re.compile(r"[A-ZÁÉÍÓÚÑ][^\W\d_]+[,.!?]")
SAID_BY = re.compile(r"\W*(?:speaking|here|habla)\b", re.IGNORECASE)


# what one word shows by itself, a bit each
OPENS = 1  # a name may begin here
CALLS = 2  # a listed name with a capital, and a comma or full stop after it
SPELLS = 4  # a letter by itself, or several with hyphens
SIGNS = 8  # "speaking", "here": the word before may be the speaker
LEADS = 16  # may end a cue
JOINS = 32  # a particle or an initial, which may stand between cue and name
ALL_MARKS = OPENS | CALLS | SPELLS | SIGNS | LEADS | JOINS


@lru_cache(maxsize=131_072)
def marks_of(token: str) -> int:
    """Return the marks of a token between spaces."""
    broken = BROKEN_CUE.match(token)
    word = NAME_WORD.search(token, broken.end() if broken else 0)
    marks = LEADS if broken or not token or LAST_WORD.fullmatch(token.lower()) else 0
    if LETTER_RUN.fullmatch(token):
        marks |= SPELLS
    if word is None:
        return marks
    written, plain = word.group(), normalise_word(word.group())
    kind = word_kind(plain) if len(written) > 1 else "unknown"
    is_capital = written[0].isupper()
    if len(written) == 1 or plain in PARTICLES:
        marks |= JOINS
    if len(written) > 1 and (kind in ("name", "both", "unknown") or (kind == "ordinary" and is_capital)):
        marks |= OPENS
    if kind == "name" and CALLED.match(token):
        marks |= CALLS
    if SAID_BY.match(token):
        marks |= SIGNS
    return marks


@lru_cache(maxsize=65_536)
def name_start(token: str) -> int:
    """Return where in the token its name would begin."""
    broken = BROKEN_CUE.match(token)
    word = NAME_WORD.search(token, broken.end() if broken else 0)
    return word.start() if word else 0


def cue_before(text: str, start: int, tokens: list[str], place: int) -> tuple[Cue | None, int]:
    """Return what the words before the name that starts in the token at `place` promise, and where their cue begins."""
    begins = start
    cue, length = _cue_at_end(_before(text, start, tokens, place, NEAR))
    if (cue is None or cue < Cue.LABEL) and place > NEAR and END_OF_LONG_CUE.fullmatch(tokens[place - 1].lower()):
        cue, length = _cue_at_end(_before(text, start, tokens, place, FAR))
    return cue, begins - length


def _before(text: str, start: int, tokens: list[str], place: int, words: int) -> str:
    """Return the words before a name in lower case; with a space in front where the text began earlier."""
    first = place - words
    if first <= 0:
        return text[:start].lower()
    head = tokens[place].find(text[start])
    length = sum(map(len, tokens[first:place])) + words + max(head, 0)
    return text[start - length - 1 : start].lower()


@lru_cache(maxsize=65_536)
def _cue_at_end(before: str) -> tuple[Cue | None, int]:
    cue = CUE_BEFORE.search(before)
    if cue is None:
        return None, 0
    strength = Cue.TITLED if TITLED.search(cue.group()) else STRENGTH[cue.lastgroup or "hint"]
    return strength, len(before) - cue.start()
