"""Number kinds: what is a number that somebody read out, a card, a telephone, a code, or nothing personal?

Words that announce a kind decide, where the count of digits agrees; then the check digit and prefix of a card, the
national shapes of telephones, and sheer length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vocmodels.privacy.bank_numbers import CARD_PREFIX, is_luhn_valid
from vocmodels.privacy.number_cues import LAST_FOUR, NAMED_ORDER, NUMBER_OF, first_cue, last_cue

DIGITS_BY_CUE = {  # kind -> fewest and most digits that a number has which words announce as that kind
    "cvv": (3, 8),
    "pin": (4, 8),
    "expiry": (3, 6),
    "birth_date": (5, 8),
    "ssn": (8, 13),
    "dni": (6, 13),
    "id": (6, 18),
    "card": (8, 60),
    "phone": (6, 34),
    "account": (5, 40),
}
PHONE_SHAPE = re.compile(
    r"[2-9]\d{2}[2-9]\d{6}|1[2-9]\d{2}[2-9]\d{6}|[6789]\d{8}|(?:34|0034)[6789]\d{8}|(?:52|521|57|56|54|51)\d{9,10}"
    r"|[1-9]\d{9}|0[1-9]\d{8,9}|(?:44|0044)\d{10}"
)
LOCAL_PHONE = re.compile(r"[2-9]\d{2}\d{4}")
DATE_SHAPE = re.compile(
    r"(?:0?[1-9]|1[0-2])(?:0?[1-9]|[12]\d|3[01])(?:19|20)\d\d|(?:0?[1-9]|[12]\d|3[01])(?:0?[1-9]|1[0-2])(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
YEARS = re.compile(r"(?:(?:19|20)\d\d){2,}")


@dataclass(frozen=True)
class KindSettings:
    """How long a number must be that nothing announces."""

    card_digits: int = 13
    phone_digits: int = 9
    number_digits: int = 7
    spoken_share: float = 0.3  # of its words; fewer are a written number
    single_share: float = 0.6  # of a shorter number's words that are one digit; times and prices are not
    others_in_turn: int = 9  # a code that the turn before asked for stands in a turn with fewer other words


SETTINGS = KindSettings()


@dataclass(frozen=True)
class Said:
    """One number as it was read out, with the words around it."""

    digits: str
    words: int
    spoken: int  # words that are not written digits of two or more
    singles: int  # words of one digit
    turns: int
    own: str  # words before it in its turn
    before: str  # the same, and those of the turns before where its own announce nothing
    after: str
    others: int  # words that belong to no number, in the wordiest turn after the first (or the only one)


def kind_of(said: Said) -> str | None:
    """Return what a number is, None where it is nothing personal."""
    if said.spoken < max(2, SETTINGS.spoken_share * said.words):
        return _written_kind(said)
    count = len(said.digits)
    if count >= SETTINGS.card_digits and _is_card(said.digits):
        return "card"
    announced = last_cue(said.before) or first_cue(said.after) or ("phone" if NUMBER_OF.search(said.own) else None)
    kind = _announced_kind(said, announced)
    if kind:
        return kind
    if count < SETTINGS.card_digits and (NAMED_ORDER.search(said.own) or announced == "amount"):
        return None
    return _kind_by_shape(said, announced)


def _written_kind(said: Said) -> str | None:
    """Return what a written number is that several turns hold; other rules look for those of one turn."""
    if said.turns == 1 or said.others > 1:
        return None
    length, announced = len(said.digits), last_cue(said.before)
    if length in CARD_PREFIX and (announced == "card" or (is_luhn_valid(said.digits) and _is_card(said.digits))):
        return "card"
    return "phone" if announced == "phone" and PHONE_SHAPE.fullmatch(said.digits) else None


def _announced_kind(said: Said, announced: str | None) -> str | None:
    count = len(said.digits)
    if announced == "ssn" and count == 4 and LAST_FOUR.search(said.before):
        return "ssn"
    if announced in ("cvv", "pin", "expiry") and (said.others > SETTINGS.others_in_turn and not last_cue(said.own)):
        return None
    if announced not in DIGITS_BY_CUE:
        return None
    fewest, most = DIGITS_BY_CUE[announced]
    if announced in ("cvv", "expiry") and said.words < 2:
        return None
    if announced == "birth_date" and YEARS.fullmatch(said.digits):
        return None
    if count < 7 and announced == "account" and LAST_FOUR.search(said.before):
        return None
    return announced if fewest <= count <= most else None


def _kind_by_shape(said: Said, announced: str | None) -> str | None:
    count, is_spelled = len(said.digits), said.singles >= SETTINGS.single_share * said.words
    if (DATE_SHAPE.fullmatch(said.digits) or YEARS.fullmatch(said.digits)) and not is_spelled:
        return None
    if count >= SETTINGS.card_digits:
        return "card" if said.digits[0] in "23456" and announced != "order" else "number"
    if PHONE_SHAPE.fullmatch(said.digits) and announced != "order":
        return "phone"
    if count >= SETTINGS.phone_digits:
        return "number"
    if count >= SETTINGS.number_digits and is_spelled:
        is_local = LOCAL_PHONE.fullmatch(said.digits) and announced != "order"
        return "phone" if is_local else "number"
    return None


def _is_card(digits: str) -> bool:
    """Tell whether a card number stands at the start of the digits: slips of the tongue and an expiry may follow."""
    for length in (16, 15, 14, 19, 18, 17, 13):
        head = digits[:length]
        if len(head) == length and CARD_PREFIX[length].match(head) and is_luhn_valid(head):
            return length == len(digits) or length > 14
    return False
