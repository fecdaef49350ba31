"""Quality's phrases: which criteria does what somebody says hold the phrases of?

Every word of a phrase (a word, a list, a choice of words) is one item. A turn is the items of its words: phrases whose rarest
item it holds, and then all of whose items, are few, and only those are looked for in order. spaCy's Matcher gives the same
answers and takes a hundred times as long, as it tries each phrase at each word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from vocmodels.quality_examples import read_examples
from vocmodels.quality_grammar import GAPS, Item, PhraseError, Reading, readings
from vocmodels.quality_rubric import Rubric, RubricError
from vocmodels.quality_words import ASKED, END, words_of


class Phrase(NamedTuple):
    """One reading of a phrase."""

    bit: int  # of the set to which it belongs
    items: tuple[int, ...]  # in order
    gaps: tuple[int, ...]  # how many words may stand before each
    others: tuple[int, ...]  # the items but the rarest, rarest first


class PhraseBook:
    """The phrases of one language, by name of the set to which they belong."""

    def __init__(self, language: str, lists: Mapping[str, Sequence[str]], phrases: Mapping[str, Iterable[str]]) -> None:
        """Compile the phrases.

        Raises:
            RubricError: a phrase names a list that is not there or cannot be read.
        """
        self.lists = {name: _matching(words) for name, words in lists.items()}
        self.sets = list(phrases)
        self.items: dict[Item, int] = {}
        self.literals: dict[str, set[int]] = {}  # word -> the items that it is
        self.patterns: list[tuple[re.Pattern[str], int]] = []  # of items with beginnings, and of lists
        self.seen: dict[str, frozenset[int]] = {}
        found = [
            (1 << place, *self._steps(reading))
            for place, name in enumerate(self.sets)
            for phrase in phrases[name]
            for reading in sorted(self._read(name, phrase))
        ]
        common = self._how_common(language)
        self.by_rarest: dict[int, list[Phrase]] = {}
        for bit, items, gaps in dict.fromkeys(found):
            rarest, *others = sorted(set(items), key=lambda item: (common[item], item))
            self.by_rarest.setdefault(rarest, []).append(Phrase(bit, items, gaps, tuple(others)))
        self.telling = frozenset(self.by_rarest)

    def find(self, words: Sequence[str], wanted: int = -1) -> int:
        """Return as bits, by place in `sets`, of which of the wanted sets the words (of `words_of`) hold a phrase."""
        seen = self.seen
        held = [seen[word] if word in seen else self._look_up(word) for word in words]
        there = set().union(*held)
        open_bits, found, places = wanted, 0, _Places(words, held)
        for item in there & self.telling:
            for phrase in self.by_rarest[item]:
                if phrase.bit & open_bits and there.issuperset(phrase.others) and places.hold(phrase):
                    found |= phrase.bit
                    open_bits &= ~phrase.bit
        return found

    def bits_of(self, names: Iterable[str]) -> int:
        """Return the bits of the sets of those names."""
        return sum(1 << self.sets.index(name) for name in names if name in self.sets)

    def _look_up(self, word: str) -> frozenset[int]:
        items = self.literals.get(word, set()) | {item for pattern, item in self.patterns if pattern.match(word)}
        self.seen[word] = frozenset(items)
        return self.seen[word]

    def _read(self, name: str, phrase: str) -> set[Reading]:
        try:
            found = readings(phrase)
        except PhraseError as error:
            raise RubricError(f'criterion "{name}": "{phrase}" cannot be read: {error}.') from error
        for kind, value in {item for reading in found for item in reading}:
            if kind == "list" and value not in self.lists:
                raise RubricError(
                    f'criterion "{name}": "{phrase}" names {{{value}}}. Add it to [words], or write its words.'
                )
        return found

    def _steps(self, reading: Reading) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The numbers of the items, and the gap before each."""
        items: list[int] = []
        gaps: list[int] = []
        gap = 0
        for kind, value in reading:
            if kind == "gap":
                gap += GAPS[value]
                continue
            items.append(self._item((kind, value)))
            gaps.append(gap)
            gap = 0
        return tuple(items), tuple(gaps)

    def _item(self, item: Item) -> int:
        if item not in self.items:
            number = self.items[item] = len(self.items)
            kind, value = item
            if kind == "list" or "*" in value:
                pattern = self.lists[value] if kind == "list" else _matching(value.split())
                self.patterns.append((pattern, number))
            else:
                for word in value.split():
                    self.literals.setdefault(word, set()).add(number)
        return self.items[item]

    def _how_common(self, language: str) -> list[int]:
        """How many words of the examples each item is."""
        counts = [0] * len(self.items)
        for _, words in read_examples(language):
            for word in words:
                for item in self.seen[word] if word in self.seen else self._look_up(word):
                    counts[item] += 1
        return counts


class _Places:
    """Where in a turn items stand, as bits by place, found once for all phrases."""

    def __init__(self, words: Sequence[str], held: list[frozenset[int]]) -> None:
        self.words, self.held = words, held
        self.found: dict[int, int] = {}
        self.inside = -1  # the places within sentences; -1: not looked for yet

    def hold(self, phrase: Phrase) -> bool:
        """Whether its items stand in order, each within its gap, no sentence ending in between."""
        before = self._of(phrase.items[0])
        for item, gap in zip(phrase.items[1:], phrase.gaps[1:], strict=True):
            next_to = before << 1
            reached = next_to
            for _ in range(gap):
                next_to = (next_to & self._inside()) << 1
                reached |= next_to
            before = reached & self._of(item)
            if not before:
                return False
        return True

    def _of(self, item: int) -> int:
        places = self.found.get(item)
        if places is None:
            places, bit = 0, 1
            for items in self.held:
                if item in items:
                    places |= bit
                bit <<= 1
            self.found[item] = places
        return places

    def _inside(self) -> int:
        if self.inside < 0:
            self.inside = sum(1 << place for place, word in enumerate(self.words) if word not in (END, ASKED))
        return self.inside


@lru_cache(maxsize=8)
def phrase_book(rubric: Rubric, language: str) -> PhraseBook:
    """Return the phrases of a rubric in one language: sets `code`, `except:code`, `mention:code`, `problem:`, `no_need:`."""
    sets = {"problem:": rubric.problem.get(language, ()), "no_need:": rubric.no_need.get(language, ())}
    for criterion in rubric.criteria:
        kinds = {"": criterion.phrases, "except:": criterion.exceptions, "mention:": criterion.mentions}
        for kind, phrases in kinds.items():
            if phrases.get(language):
                sets[kind + criterion.code] = phrases[language]
    return PhraseBook(language, rubric.words.get(language, {}), sets)


def _matching(words: Sequence[str]) -> re.Pattern[str]:
    plain = ["".join(word for word in words_of(each.rstrip("*")) if word != END) for each in words]
    ends = [re.escape(text) + (r"\w*" if each.endswith("*") else "") for text, each in zip(plain, words, strict=True)]
    return re.compile(f"(?:{'|'.join(ends)})$")
