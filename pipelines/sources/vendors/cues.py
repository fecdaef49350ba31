"""Cues: which turns do the cues of a subtitle file hold?

A cue names its speaker by a voice tag, or at the beginning of a line as plain text does. Each cue is a turn of its own;
one in which two speak is two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipelines.sources.vendors.clocks import parse_offset
from pipelines.sources.vendors.labels import choose_labels, read_line
from pipelines.sources.vendors.markup import read_markup
from pipelines.sources.vendors.rows import Said

_TIME = r"(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
TIMING = re.compile(rf"[ \t]{{0,8}}({_TIME})[ \t]{{1,8}}-->[ \t]{{1,8}}({_TIME})(?:[ \t].{{0,500}})?$")
_VOICE = re.compile(r"<v(?:\.[^<>\s]{1,80})?[ \t]+([^<>]{1,200})>")


class Cue(NamedTuple):
    """When something is said (milliseconds), and the lines that are shown."""

    started_ms: int
    ended_ms: int
    lines: tuple[str, ...]


def read_cues(block: Sequence[str]) -> Iterator[Cue]:
    """The cues of lines between two empty ones; what stands above a time is the cue's id.

    Raises:
        ValueError: a line with an arrow is no time.
    """
    timing, words = None, list[str]()
    for line in block:
        if "-->" not in line:
            words.append(line)
            continue
        if timing:  # no empty line before the next cue, whose number may stand above its time
            yield _cue(timing, words[:-1] if words and words[-1].strip().isdigit() else words)
        timing, words = TIMING.match(line), []
        if timing is None:
            raise ValueError("a line with --> is not written as hh:mm:ss.mmm --> hh:mm:ss.mmm")
    if timing:
        yield _cue(timing, words)


def _cue(timing: re.Match[str], words: Sequence[str]) -> Cue:
    return Cue(parse_offset(timing[1]), parse_offset(timing[2]), tuple(words))


def said_in(cues: Sequence[Cue]) -> list[Said]:
    """What is said, turn by turn, with the speakers as the file calls them."""
    parts = [(cue, voice, read_line(text)) for cue in cues for voice, text in _voices(cue.lines)]
    speakers = choose_labels(filter(None, (voice or line.label for _, voice, line in parts)))
    turns: list[tuple[Cue, Said]] = []
    for cue, voice, line in parts:
        label = voice or (line.label if line.label in speakers else None)
        words = line.text if label and not voice else line.whole
        before = turns[-1][1] if turns and turns[-1][0] is cue else None
        if before and label in (None, before.label):  # a line goes on with what its cue began
            turns[-1] = (cue, replace(before, text=f"{before.text} {words}"))
        else:
            turns.append((cue, Said(words, label, cue.started_ms, cue.ended_ms)))
    return [said for _, said in turns]


def _voices(lines: Sequence[str]) -> Iterator[tuple[str | None, str]]:
    """Each line of a cue, and each part of one that a voice tag begins: the voice (else None) and the words."""
    voice = None
    for line in lines:
        first, *tagged = _VOICE.split(line)
        if first.strip():
            yield voice, read_markup(first)
        for name, words in zip(tagged[::2], tagged[1::2], strict=True):
            voice = read_markup(name)
            yield voice, read_markup(words)
