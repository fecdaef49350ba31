"""Plain text: who says what in a transcript that is written like a play?

"Agent: …" and "Customer: …" lines, with or without times before, inside or above them; lines without a speaker go on with
what was being said. A text that names nobody is one turn a paragraph, and nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipelines.sources.vendors.clocks import count_offsets, parse_stamp
from pipelines.sources.vendors.cues import TIMING
from pipelines.sources.vendors.labels import Line, choose_labels, is_heading, read_line
from pipelines.sources.vendors.roles import ROLES, read_role
from pipelines.sources.vendors.rows import Rows, Said
from pipelines.sources.vendors.turns import rows_of

IS_TEXT = True

_BOLD_LABEL = re.compile(r"(?<=\S)[ \t]+(?=\*\*[^*\n]{1,60}(?::\*\*|\*\*:)[ \t])")
_ROLE_WORDS = "|".join(sorted((re.escape(each.title()) for each in ROLES), key=len, reverse=True))
_ROLE_INSIDE = re.compile(rf"(?<=\S)[ \t]{{1,4}}(?=(?:{_ROLE_WORDS})(?: ?\([^()\n]{{1,30}}\)| \d{{1,3}})?: )")


def recognises(document: object) -> bool:
    """Whether a speaker whose role is stated, or the same two speakers in turn, begin lines of it."""
    if not isinstance(document, str) or document.lstrip("\ufeff \r\n\t").startswith(("WEBVTT", "{", "[{", "<")):
        return False
    lines = document[:20_000].splitlines()
    if any(TIMING.match(line) for line in lines):  # subtitles
        return False
    labels = [line.label for line in map(read_line, lines) if line.label]
    return any(read_role(label)[0] for label in labels) or len(labels) - len(set(labels)) >= 2


def read(document: str, stem: str) -> tuple[Rows, Rows]:
    """The contact and its turns.

    Raises:
        ValueError: there is no text.
    """
    said, started_at = split_dialogue(document)
    if not said:
        raise ValueError("the transcript holds no text")
    return rows_of(said, stem, None, started_at=started_at)


def split_dialogue(text: str) -> tuple[list[Said], str | None]:
    """What is said in a text, turn by turn, and when it began (ISO 8601, where the text has a date)."""
    lines = _introduce([read_line(each) for each in _break_lines(text.lstrip("\ufeff"))])
    speakers = choose_labels(line.label for line in lines if line.label)
    drafts = [each for each in (_by_speaker(lines, speakers) if speakers else _by_paragraph(lines)) if each.text]
    stamps = [parse_stamp(each) if each else None for draft in drafts for each in (draft.begin, draft.end)]
    started_at, offsets = count_offsets(stamps)
    times = zip(offsets[::2], offsets[1::2], strict=True)
    return [
        Said(draft.text, draft.label, begin, end) for draft, (begin, end) in zip(drafts, times, strict=True)
    ], started_at


def _break_lines(text: str) -> list[str]:
    """The lines of a text; a whole conversation on one line is broken before each speaker."""
    lines = [each.strip() for each in _BOLD_LABEL.sub("\n", text).splitlines()]
    if sum(1 for each in lines if each) == 1:
        lines = [each.strip() for each in _ROLE_INSIDE.sub("\n", " ".join(lines).strip()).splitlines()]
    return lines


def _introduce(lines: list[Line]) -> list[Line]:
    """Where "Agent: Ben" or "Ben (Agent)" stands above the conversation and "Ben: …" within it, Ben is the agent.

    Nobody said such a line of its own: it is left out.
    """
    names = {line.label.casefold(): line.label for line in lines if line.label}
    roles: dict[str, str] = {}
    above: list[str] = []
    for line in lines:
        if line.label and read_role(line.label)[0] and line.text.casefold() in names:
            roles.setdefault(line.text.casefold(), line.label)
        elif line.label and not is_heading(line.whole):
            break
        else:
            above.append(line.whole)
    said = [line for line in lines if not (line.label and roles.get(line.text.casefold()) == line.label)]
    stated = _stated_in(" ".join(above)[:1000], names) | roles
    return [_with_role(line, stated) for line in said] if stated else lines


def _stated_in(heading: str, names: dict[str, str]) -> dict[str, str]:
    """The role that a heading puts beside a name: "between Ben (Agent) and customer Juan"."""
    roles = {}
    for key, name in list(names.items())[:20] if heading else ():
        written = re.escape(name)
        found = re.search(rf"\b{written} \(({_ROLE_WORDS})\)|\b({_ROLE_WORDS}) \(?{written}\b", heading, re.IGNORECASE)
        if found and not read_role(name)[0]:
            roles[key] = found[1] or found[2]
    return roles


def _with_role(line: Line, roles: dict[str, str]) -> Line:
    role = roles.get((line.label or "").casefold())
    return line._replace(label=f"{role} ({line.label})") if role else line


class _Draft(NamedTuple):
    label: str | None
    begin: str | None
    end: str | None
    text: str


def _by_speaker(lines: Iterable[Line], speakers: set[str]) -> Iterator[_Draft]:
    label, begin, end, words = None, None, None, list[str]()
    above: tuple[str | None, str | None] = (None, None)  # a time on a line of its own belongs to the next speaker
    for line in lines:
        if line.label in speakers:
            yield _Draft(label, begin, end, _join(words))
            label, words = line.label, [line.text]
            begin, end = (line.begin, line.end) if line.begin else above
            above = (None, None)
        elif line.begin and not line.whole:
            above = (line.begin, line.end)
        elif label or not is_heading(line.whole):
            words.append(line.whole)
    yield _Draft(label, begin, end, _join(words))


def _by_paragraph(lines: Iterable[Line]) -> Iterator[_Draft]:
    """Nobody is named: a turn begins at each time, and where there are none after each empty line."""
    begin, end, words = None, None, list[str]()
    for line in lines:
        if line.begin or not line.whole:
            yield _Draft(None, begin, end, _join(words))
            begin, end, words = line.begin, line.end, [line.whole]
        elif not (begin is None and not words and is_heading(line.whole)):
            words.append(line.whole)
    yield _Draft(None, begin, end, _join(words))


def _join(words: Iterable[str]) -> str:
    return " ".join(each for each in words if each)
