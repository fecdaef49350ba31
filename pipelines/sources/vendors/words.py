"""Words: which turns do recognised words make?

Words of one recording follow each other, so that a turn lasts until the label changes. Two channels are two recordings
that run at once: each is cut into phrases first, and the phrases of both are put in order of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipelines.sources.vendors.rows import Said

PAUSE_MS = 500
ENDS = (".", "?", "!")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with the speaker's label; `is_attached`: a mark that follows the word before it without a space."""

    text: str
    label: str | None = None
    started_ms: int | None = None
    ended_ms: int | None = None
    is_attached: bool = False


def turns_of_one_recording(words: Iterable[Word]) -> list[Said]:
    """A turn for each run of words with one label."""
    return [_said(list(run)) for _, run in groupby(words, key=lambda word: word.label)]


def turns_or_whole(words: Sequence[Word], whole: str) -> list[Said]:
    """A turn for each run of words with one label; without any label the whole text, which is nobody's."""
    turns = turns_of_one_recording(words)
    if any(word.label for word in words):
        return turns
    return [Said(whole, None, each.started_ms, each.ended_ms) for each in turns] or [Said(whole)]


def turns_of_channels(words: Iterable[Word]) -> list[Said]:
    """A turn for each run of phrases of one channel, in order of time; a channel is a label."""
    channels: dict[str | None, list[Word]] = {}
    for word in words:
        channels.setdefault(word.label, []).append(word)
    phrases = [phrase for channel in channels.values() for phrase in _phrases(channel)]
    ordered = [phrases[place] for place in _order([phrase[0].started_ms for phrase in phrases])]
    runs = groupby(ordered, key=lambda phrase: phrase[0].label)
    return [_said([word for phrase in run for word in phrase]) for _, run in runs]


def in_order_of_time(said: Sequence[Said]) -> list[Said]:
    """Turns of several channels by their start; one without a start stays behind the one before it."""
    return [said[place] for place in _order([each.started_ms for each in said])]


def _order(starts: list[int | None]) -> list[int]:
    known: list[int] = []
    for start in starts:
        known.append(start if start is not None else known[-1] if known else 0)
    return sorted(range(len(known)), key=known.__getitem__)


def _phrases(words: list[Word]) -> Iterator[list[Word]]:
    """One channel's words, cut after a sentence and where half a second passes in silence."""
    phrase: list[Word] = []
    for word in words:
        if phrase and not word.is_attached and (phrase[-1].text.endswith(ENDS) or _is_pause(phrase, word)):
            yield phrase
            phrase = []
        phrase.append(word)
    if phrase:
        yield phrase


def _is_pause(phrase: list[Word], word: Word) -> bool:
    ended = phrase[-1].ended_ms if phrase[-1].ended_ms is not None or len(phrase) == 1 else phrase[-2].ended_ms
    return ended is not None and word.started_ms is not None and word.started_ms - ended >= PAUSE_MS


def _said(words: list[Word]) -> Said:
    starts = (word.started_ms for word in words if word.started_ms is not None)
    ends = (word.ended_ms for word in reversed(words) if word.ended_ms is not None)
    return Said(_sentence(words), words[0].label, next(starts, None), next(ends, None))


def _sentence(words: list[Word]) -> str:
    return "".join(word.text if word.is_attached else f" {word.text}" for word in words).strip()
