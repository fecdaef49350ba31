"""Digit glances: can these turns hold a number that is read out at all, before anybody reads them word by word?

All texts are in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from vocmodels.privacy.digit_words import DIGIT_ROLES, UNIT, VOCABULARY

TURNS_OVER = 5  # between two pieces of one number
NEIGHBOURS = 3  # turns on each side of a number that are read although they are no candidates
NEIGHBOUR_CHARACTERS = 60  # of such a turn
FEWEST_SPOKEN, FEWEST_WRITTEN = 3, 9  # digits of a number that is somebody's; all written ones are in several turns
MOST_DIGITS = {  # that a word stands for; "hundred", "triple"
    **{word: 1 if role == UNIT else 3 for word, (role, _) in VOCABULARY.items() if role in DIGIT_ROLES},
    **dict.fromkeys("0123456789", 1),
}
DIGIT = re.compile(r"\d")
LETTERS = re.compile(r"[^\W\d_]+")
LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
UNACCENTED = str.maketrans("áéíóúàèìòùäëïöüâêîôû", "aeiou" * 4)


def may_hold_number(texts: Sequence[str | None], turns: Sequence[int]) -> bool:
    """Tell whether turns near one another hold as many digits as a number has: these of a contact, and short ones."""
    first = last = -TURNS_OVER - 1
    spoken = digits = 0
    for turn, text in enumerate(texts):
        if not text or not (turn in turns or is_short_with_digit(text)):
            continue
        words = LETTERS_OR_DIGITS.findall(_plain(text))
        said = [MOST_DIGITS[word] for word in words if word in MOST_DIGITS]
        written = sum([len(word) for word in words if len(word) > 1 and word.isdigit()])
        if not said and not written:
            continue
        if turn - last > TURNS_OVER:
            first, spoken, digits = turn, 0, 0
        last, spoken, digits = turn, spoken + len(said), digits + sum(said) + written
        if (spoken > 1 and digits >= FEWEST_SPOKEN) or (turn > first and digits >= FEWEST_WRITTEN):
            return True
    return False


def short_neighbours(texts: Sequence[str | None], turns: Sequence[int], read: Sequence[int]) -> list[int]:
    """Return the short turns with a digit near some turns, beside those that are read anyhow."""
    near = {other for turn in turns for other in range(max(0, turn - NEIGHBOURS), turn + NEIGHBOURS + 1)}
    return [turn for turn in near.difference(read) if turn < len(texts) and is_short_with_digit(texts[turn] or "")]


def is_short_with_digit(text: str) -> bool:
    """Tell whether any word of a short text is a digit or stands for one."""
    return len(text) <= NEIGHBOUR_CHARACTERS and _has_digit_word(text)


@lru_cache(maxsize=16_384)
def _has_digit_word(text: str) -> bool:
    return DIGIT.search(text) is not None or not MOST_DIGITS.keys().isdisjoint(LETTERS.findall(_plain(text)))


def _plain(text: str) -> str:
    return text if text.isascii() else text.translate(UNACCENTED)
