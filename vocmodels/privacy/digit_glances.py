"""Digit glances: can these turns hold a number that is read out at all, before anybody reads them word by word?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vocmodels.privacy.digit_words import AMBIGUOUS, DIGIT_ROLES, VOCABULARY

TURNS_OVER = 5  # between two pieces of one number
LETTERS_BESIDE = 30  # in a turn that goes on with a written number: a filler or two and one other word
DIGIT_WORDS = frozenset(word for word, (role, _) in VOCABULARY.items() if role in DIGIT_ROLES)
COUNTED = DIGIT_WORDS | frozenset("0123456789")
SURE_DIGITS = COUNTED - AMBIGUOUS
DIGIT = re.compile(r"\d")
LETTERS = re.compile(r"[^\W\d_]+")
LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
UNACCENTED = str.maketrans("áéíóúàèìòùäëïöüâêîôû", "aeiou" * 4)


def may_hold_number(texts: Sequence[str | None], turns: Sequence[int]) -> bool:
    """Tell whether two digits may be spoken in these turns of a contact, or written ones may go on in another turn."""
    spoken = 0
    for turn in turns:
        spoken += count_digit_words(texts[turn] or "")
        if spoken > 1 or _may_go_on(texts, turn):
            return True
    return False


def has_digit_word(text: str) -> bool:
    """Tell whether any word of a text is a digit or stands for one."""
    return not DIGIT_WORDS.isdisjoint(LETTERS.findall(_plain(text))) or DIGIT.search(text) is not None


def count_digit_words(text: str) -> int:
    """Return how many words of a text stand for digits or are a single one; "un" and "oh" count beside others alone."""
    words = LETTERS_OR_DIGITS.findall(_plain(text))
    return sum(word in COUNTED for word in words) if not SURE_DIGITS.isdisjoint(words) else 0


def _may_go_on(texts: Sequence[str | None], turn: int) -> bool:
    """Tell whether a turn is little more than a number, and a turn near it holds digits as well."""
    if len(texts) == 1 or sum(map(str.isalpha, texts[turn] or "")) > LETTERS_BESIDE:
        return False
    near = range(max(0, turn - TURNS_OVER), min(len(texts), turn + TURNS_OVER + 1))
    return any(has_digit_word(texts[other] or "") for other in near if other != turn)


def _plain(text: str) -> str:
    lowered = text.lower()
    return lowered if text.isascii() else lowered.translate(UNACCENTED)
