"""Small talk: what do customers say whatever they came for?

A phrase that is told as often by those of one reason as by those of any other ("I was really looking forward to it", "the
second time I call", the name of a product) says nothing of the problem. How unevenly it is told is the divergence
(Kullback and Leibler 1951) of the reasons of those who tell it from the reasons of all, less what chance gives (Miller 1955).
What comes up in one new problem alone is told unevenly, whichever reasons its contacts were given, and stays.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vocmodels.own_words import STOP_WORDS

WORD = re.compile(r"\[[A-Z]+\]|[^\W_]+(?:['’-][^\W_]+)*")
DENIES = re.compile(r"(?:no|not|never|cannot|without|nothing|nobody|none|nunca|sin|ni|tampoco|nadie|nada|.*n['’]?t)$")
CUT = ","  # stands where something was taken out, so that what stood apart is no phrase


@dataclass(frozen=True)
class SmallTalkSettings:
    """How often and how evenly small talk is told."""

    most_words: int = 6
    least_texts: int = 25
    most_telling: float = 0.3  # divergence in nats, above which a phrase tells something of the reason
    texts_read: int = 20_000  # evenly over all that are given


def learn_small_talk(
    texts: Sequence[str], reason_codes: Sequence[str], settings: SmallTalkSettings = SmallTalkSettings()
) -> list[str]:
    """Return the phrases, lower case and sorted, that texts of all reasons say; none where there are few texts.

    Args:
        texts: one a contact.
        reason_codes: of each text, as far as it is known; `unsure` is one of them.
    """
    pairs = sorted(zip(texts, reason_codes, strict=True))
    pairs = pairs[:: -(-len(pairs) // settings.texts_read) or 1]
    names, reasons = np.unique([code for _, code in pairs], return_inverse=True)
    usual = np.bincount(reasons, minlength=len(names)) / max(len(pairs), 1)
    told: dict[tuple[str, ...], Counter[int]] = defaultdict(Counter)
    for (text, _), reason in zip(pairs, reasons.tolist(), strict=True):
        for phrase in set(_runs(text, settings.most_words)):
            told[phrase][reason] += 1
    common = {phrase: counts for phrase, counts in told.items() if counts.total() >= settings.least_texts}
    return sorted(" ".join(each) for each, counts in common.items() if _is_idle(each, counts, usual, settings))


def without_small_talk(texts: Sequence[str], phrases: Sequence[str]) -> list[str]:
    """Return each text without those phrases, the longest first, a comma in their place; whole where nothing is left."""
    known = {tuple(phrase.split()) for phrase in phrases}
    longest: dict[str, int] = {}
    for phrase in known:
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return [_rest(text, known, longest) or text for text in texts]


def _runs(text: str, most_words: int) -> Iterator[tuple[str, ...]]:
    words = [match[0].lower() for match in WORD.finditer(text)]
    for start in range(len(words)):
        for end in range(start + 1, min(start + most_words, len(words)) + 1):
            yield tuple(words[start:end])


def _is_idle(phrase: tuple[str, ...], counts: Counter[int], usual: np.ndarray, settings: SmallTalkSettings) -> bool:
    if any(map(DENIES.match, phrase)) or all(map(_is_stop_word, phrase)):
        return False
    total = counts.total()
    divergence = sum(count / total * np.log(count / total / usual[reason]) for reason, count in counts.items())
    return divergence - (len(usual) - 1) / (2 * total) < settings.most_telling and len(usual) > 1


def _is_stop_word(word: str) -> bool:
    return word in STOP_WORDS["en"] or word in STOP_WORDS["es"]


def _rest(text: str, known: set[tuple[str, ...]], longest: dict[str, int]) -> str:
    matches = list(WORD.finditer(text))
    words = [match[0].lower() for match in matches]
    kept: list[str] = []
    place = end = 0  # the next word, and where the text is written up to
    while place < len(words):
        most = min(longest.get(words[place], 0), len(words) - place)
        size = next((n for n in range(most, 0, -1) if tuple(words[place : place + n]) in known), 0)
        if size:
            kept += [text[end : matches[place].start()], CUT]
            place += size
            end = matches[place - 1].end()
        else:
            place += 1
    left = "".join([*kept, text[end:]])
    return re.sub(r"[\s,]*,[\s,]*", ", ", left).strip(" ,.") if WORD.search(left) else ""
