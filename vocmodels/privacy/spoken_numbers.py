"""Spoken numbers: which cards, telephones and other numbers does somebody read out, in one turn or over several?

Digit words that follow one another are a stretch. Stretches are linked over fillers, slips of the tongue and the other
side's "uh huh" to one number; its length, its shape and the words around it say what it is, or that it is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from vocmodels.privacy.digit_glances import TURNS_OVER, may_hold_number, short_neighbours
from vocmodels.privacy.digit_words import (
    BRIDGE,
    DIGIT_ROLES,
    END,
    MONTHS,
    OTHER,
    WRITTEN,
    Word,
    digits_of,
    read_words,
)
from vocmodels.privacy.number_cues import CONTINUES, kinds_announced, last_cue
from vocmodels.privacy.number_kinds import Said, kind_of
from vocmodels.privacy.spans import lower_case
from vocmodels.privacy.spoken_candidates import CANDIDATE, candidates
from vocmodels.privacy.spoken_emails import find_spoken_emails, is_letter

__all__ = ["CANDIDATE", "candidates", "find_spoken", "find_spoken_in_turns"]

Entity = tuple[str, int, int]  # kind, start, end
PLUS = frozenset(["plus", "mas", "+"])
LETTER_WORDS = frozenset(["letra", "letter"])
WORDS_AND_LETTERS = frozenset(["a", "be", "ce", "de", "e", "el", "en", "ese", "i", "o", "te", "u", "ve", "why", "y"])


@dataclass(frozen=True)
class LinkSettings:
    """How far apart two stretches of one number may stand."""

    bridges_within: int = 10  # fillers inside one stretch
    quantity_digits: int = 6  # more digits than these are no quantity, whatever follows
    strong_digits: int = 3
    others_by_strong: tuple[int, int, int] = (0, 2, 5)  # other words in one turn, by how many of the two are strong
    others_over_turns: int = 9
    ending_weight: int = 3  # "any time", "of course" between two turns count as so many other words
    others_behind_tail: int = 4
    words_over_turns: int = 40
    turns_over: int = TURNS_OVER
    middle_characters: int = 120  # a longer turn between two pieces ends the number
    singles_in_a_row: int = 4
    context_characters: int = 120
    context_turns: int = 2
    after_characters: int = 45


SETTINGS = LinkSettings()
STRETCH = re.compile(  # of roles
    "[{digits}](?:{bridge}{{0,{most}}}[{digits}])*".format(
        digits="".join(sorted(DIGIT_ROLES)), bridge=re.escape(BRIDGE), most=SETTINGS.bridges_within
    )
)


class Talk(NamedTuple):
    """One contact's turns, and the words of those that have been read with the words' roles, one sign each."""

    texts: Sequence[str | None]
    speakers: Sequence[str | None]
    languages: Sequence[str | None]
    read: dict[int, tuple[list[Word], str]]

    def text(self, turn: int) -> str:
        return self.texts[turn] or ""

    def words(self, turn: int) -> list[Word]:
        return self._read(turn)[0]

    def roles(self, turn: int) -> str:
        return self._read(turn)[1]

    def _read(self, turn: int) -> tuple[list[Word], str]:
        if turn not in self.read:
            words = read_words(self.text(turn), self.languages[turn])
            self.read[turn] = words, "".join([word.role for word in words])
        return self.read[turn]


class Stretch(NamedTuple):
    """Digit words of one turn that follow one another: places in the turn's words, characters of its text."""

    turn: int
    first: int
    last: int
    start: int
    end: int
    digits: str
    words: tuple[Word, ...]


def find_spoken(text: str, language_code: str | None = None) -> Iterator[Entity]:
    """Yield (kind, start, end) of each number or e-mail address that one text reads out, in order."""
    yield from find_spoken_in_turns([text], [None], [language_code])[0]


def find_spoken_in_turns(
    texts: Sequence[str | None],
    speakers: Sequence[str | None],
    languages: Sequence[str | None],
    is_candidate: Sequence[bool | None] | None = None,
) -> list[list[Entity]]:
    """Return (kind, start, end) of what one contact's turns read out, per turn and in order.

    Args:
        texts: the turns of one contact, in order.
        speakers: who says each; null where nobody knows.
        languages: 'en', 'es' or null for each.
        is_candidate: whether each matches `CANDIDATE`; the others are read only between two that do. None reads all.
    """
    found: list[list[Entity]] = [[] for _ in texts]
    texts = [lower_case(text) if text else text for text in texts]
    turns = [turn for turn, text in enumerate(texts) if text and (is_candidate is None or is_candidate[turn])]
    talk = Talk(texts, speakers, languages, {})
    for turn, start, end in find_spoken_emails(talk.texts, talk.speakers, turns):
        found[turn].append(("email", start, end))
    for kind, turn, start, end in _numbers(talk, turns) if may_hold_number(talk.texts, turns) else ():
        if all(end <= taken[1] or taken[2] <= start for taken in found[turn]):
            found[turn].append((kind, start, end))
    return [sorted(entities, key=lambda entity: entity[1]) if entities else entities for entities in found]


def _numbers(talk: Talk, turns: list[int]) -> Iterator[tuple[str, int, int, int]]:
    """Yield (kind, turn, start, end) of each piece of each number."""
    stretches = [stretch for turn in turns for stretch in _stretches(talk, turn)]
    strong = [stretch.turn for stretch in stretches if len(stretch.digits) >= SETTINGS.strong_digits]
    for turn in short_neighbours(talk.texts, strong, turns):  # "hold on, four and that's it"
        stretches += _stretches(talk, turn)
    stretches.sort(key=lambda stretch: (stretch.turn, stretch.start))
    for linked in _linked(talk, stretches):
        kind = kind_of(_said(talk, linked)) if _may_be_personal(linked) else None
        if kind:
            for turn, pieces in groupby(linked, key=lambda stretch: stretch.turn):
                yield kind, turn, *_span(talk.words(turn), kind, list(pieces))


def _span(words: list[Word], kind: str, pieces: list[Stretch]) -> tuple[int, int]:
    """Return where a number's pieces in one turn stand, with a telephone's "plus" and the letter that ends a DNI."""
    start, end, first, after = pieces[0].start, pieces[-1].end, pieces[0].first, pieces[-1].last + 1
    if kind == "phone" and first and words[first - 1].plain in PLUS:
        start = words[first - 1].start
    if kind == "dni":
        is_announced = after < len(words) and words[after].plain in LETTER_WORDS
        letter = words[after + is_announced] if after + is_announced < len(words) else None
        if letter and is_letter(letter.plain) and (is_announced or letter.plain not in WORDS_AND_LETTERS):
            end = letter.end
    return start, end


def _may_be_personal(linked: list[Stretch]) -> bool:
    """Tell cheaply whether a number is worth a look: long enough, and spoken or in several turns."""
    if sum(len(stretch.digits) for stretch in linked) < SETTINGS.strong_digits:
        return False
    return linked[0].turn != linked[-1].turn or sum(len(stretch.words) for stretch in linked) > 1


def _stretches(talk: Talk, turn: int) -> Iterator[Stretch]:
    """Yield the stretches of one turn; a short one beside "dollars", "days" or a month is left out."""
    words, roles = talk.words(turn), talk.roles(turn)
    for match in STRETCH.finditer(roles):
        first, after = match.span()
        chosen = tuple([words[place] for place in range(first, after) if roles[place] in DIGIT_ROLES])
        digits = digits_of(chosen)
        if len(digits) > SETTINGS.quantity_digits or not _is_quantity(words, roles, first, after):
            yield Stretch(turn, first, after - 1, chosen[0].start, chosen[-1].end, digits, chosen)


def _is_quantity(words: list[Word], roles: str, first: int, after: int) -> bool:
    is_after_month = first > 0 and words[first - 1].plain in MONTHS
    return is_after_month or roles[after : after + 1] == END


def _linked(talk: Talk, stretches: list[Stretch]) -> Iterator[list[Stretch]]:
    """Yield the stretches of one number after another."""
    linked: list[Stretch] = []
    for stretch in stretches:
        if linked and not _belongs(talk, linked, stretch):
            yield linked
            linked = []
        linked.append(stretch)
    if linked:
        yield linked


def _belongs(talk: Talk, linked: list[Stretch], after: Stretch) -> bool:
    before = linked[-1]
    if before.turn == after.turn:
        strong = sum(len(each.digits) >= SETTINGS.strong_digits for each in (before, after))
        allowed = SETTINGS.others_by_strong[strong]
        between = talk.roles(before.turn)[before.last + 1 : after.first]
        gap = talk.text(before.turn)[before.end : after.start]
    else:
        is_near = after.turn - before.turn <= SETTINGS.turns_over
        has_tail = len(linked) > 1 and _is_tail(talk, linked[:-1], before)
        if not (
            is_near
            and (has_tail or _is_piece(talk, before))
            and (_is_piece(talk, after) or _is_tail(talk, linked, after))
        ):
            return False
        allowed = SETTINGS.others_over_turns
        between, gap = _between_turns(talk, before, after)
    weight = SETTINGS.ending_weight if before.turn != after.turn else allowed + 1
    others = weight * between.count(END) + between.count(OTHER)
    if len(between) > SETTINGS.words_over_turns or others > allowed:
        return False
    announced = kinds_announced(gap)
    if not announced or CONTINUES.search(gap):
        return True
    of_the_number = last_cue(_before(talk, linked[0])) or ("card" if before.turn != after.turn else None)
    return announced == {of_the_number}


def _between_turns(talk: Talk, before: Stretch, after: Stretch) -> tuple[str, str]:
    """Return the roles of the words between two stretches, and the text."""
    roles = talk.roles(before.turn)[before.last + 1 :]
    gap = [talk.text(before.turn)[before.end :]]
    for turn in range(before.turn + 1, after.turn):
        if len(talk.text(turn)) <= SETTINGS.middle_characters:
            roles += talk.roles(turn)
        else:
            roles += END * SETTINGS.others_over_turns
        gap.append(talk.text(turn))
    return roles + talk.roles(after.turn)[: after.first], "\n".join([*gap, talk.text(after.turn)[: after.start]])


def _is_piece(talk: Talk, stretch: Stretch) -> bool:
    """Tell whether a stretch may go on in another turn: more than a digit, or all that its turn says."""
    others = _others(talk, stretch.turn)
    return others <= 1 or (len(stretch.digits) > 1 and (others <= 8 or len(stretch.digits) > 2))


def _is_tail(talk: Talk, linked: list[Stretch], stretch: Stretch) -> bool:
    """Tell whether a turn begins with what a number may end with: "nine, any time after five"."""
    others = _others(talk, stretch.turn)
    is_first = not talk.roles(stretch.turn)[: stretch.first].strip(BRIDGE)
    return is_first and others <= SETTINGS.others_behind_tail and len(linked[-1].digits) >= SETTINGS.strong_digits


def _others(talk: Talk, turn: int) -> int:
    """Return how many words of a turn belong to no number."""
    roles = talk.roles(turn)
    return roles.count(OTHER) + roles.count(END)


def _before(talk: Talk, stretch: Stretch) -> str:
    """Return the words before a number: of its turn, and of the turns before where its own announce nothing."""
    own = talk.text(stretch.turn)[max(0, stretch.start - SETTINGS.context_characters) : stretch.start]
    if last_cue(own):
        return own
    earlier = [talk.text(turn) for turn in range(max(0, stretch.turn - SETTINGS.context_turns), stretch.turn)]
    return "\n".join([*(text[-SETTINGS.context_characters :] for text in earlier), own])


def _spoken_words(stretch: Stretch) -> int:
    """Return how many words were spoken; single written digits in a row are, because nobody types "4 1 1 1"."""
    named = sum(word.role != WRITTEN and word.plain not in ("o", "oh") for word in stretch.words)
    singles = sum(word.role == WRITTEN and len(word.digits) == 1 for word in stretch.words)
    return named + (singles if named or singles >= SETTINGS.singles_in_a_row else 0)


def _said(talk: Talk, linked: list[Stretch]) -> Said:
    """Return what is known of one number: its digits without the other side's echo, its words, and those around it."""
    digits, first, last = "", linked[0], linked[-1]
    for place, stretch in enumerate(linked):
        speaker = talk.speakers[stretch.turn]
        is_other = place > 0 and speaker is not None and speaker != talk.speakers[linked[place - 1].turn]
        if not (is_other and len(stretch.digits) > 1 and digits.endswith(stretch.digits)):
            digits += stretch.digits
    words = [word for stretch in linked for word in stretch.words]
    own = talk.text(first.turn)[max(0, first.start - SETTINGS.context_characters) : first.start]
    later = {stretch.turn for stretch in linked[1:]} - {first.turn} or {last.turn}
    others = [_others(talk, turn) for turn in later]
    return Said(
        digits=digits,
        words=len(words),
        spoken=sum(_spoken_words(stretch) for stretch in linked),
        singles=sum(len(word.digits) == 1 for word in words),
        turns=len({stretch.turn for stretch in linked}),
        own=own,
        before=_before(talk, first),
        after=talk.text(last.turn)[last.end : last.end + SETTINGS.after_characters],
        others=max(others),
    )
