"""Labels: where in a text does somebody begin to speak?

"Agent: …", "[00:12] Ana (Customer): …", "**Ben:** …", "[Agent] …", and "Ben Smith  0:12" above the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pipelines.sources.vendors.clocks import STAMP
from pipelines.sources.vendors.roles import FACTS, WORD, find_speakers, read_role

_NAME = r"[^\W\d_][\w .,'’/&#()-]{0,59}?"
_STAMPED = re.compile(
    rf"(?P<open>[\[(<]?) ?(?P<begin>{STAMP})(?: {{0,2}}(?:-->|[-–—]|to) {{0,2}}(?P<end>{STAMP}))? ?[\])>]?[ \t|:–-]{{0,4}}"
)
_LABELLED = re.compile(
    rf"[*_>#•\- \t]{{0,6}}(?P<label>{_NAME})[*_]{{0,3}}[ \t]{{0,3}}(?:[\[(]?(?P<begin>{STAMP})[\])]?)?[ \t]{{0,3}}[*_]{{0,3}}"
    r"[:：][*_]{0,3}(?:[ \t]+|$)"
)
_BOXED = re.compile(r"[*_>#•\- \t]{0,6}\[(?P<label>[^\[\]\n:]{1,60})\][ \t]{0,3}[:：-]?(?:[ \t]+|$)")
_ABOVE = re.compile(
    rf"[*_>#•\- \t]{{0,6}}(?P<label>{_NAME})[*_]{{0,3}}[ \t]{{1,8}}[\[(]?(?P<begin>{STAMP})[\])]?[*_]{{0,3}}[ \t]{{0,8}}$"
)
_NUMBERED = re.compile(
    r"(?:spk|speaker|ch|channel|participant|hablante|interlocutor|canal|participante)[ _-]?\w{1,3}", re.IGNORECASE
)
_CAPITALISED = re.compile(r"[(#'\"]?(?:[^\W\d_a-z]|\d)")
_PARTICLES = frozenset(("de", "del", "la", "las", "los", "y", "da", "dos", "van", "von", "der"))
# What stands before a colon without speaking.
_HEADINGS = frozenset(
    WORD.findall(
        "date time duration note notes transcript participants subject call id scene summary start end topic title status"
        " fecha hora duración nota notas transcripción participantes asunto llamada resumen tema http https re fwd"
    )
)


class Line(NamedTuple):
    """One line of a transcript: its time, who begins to speak in it (None: it goes on), and the words."""

    begin: str | None
    end: str | None
    label: str | None
    text: str
    whole: str  # the words with the label, for where it turns out to be none


def read_line(line: str) -> Line:
    """The parts of a line; a label is only what could be one (`choose_labels` decides)."""
    stamped = _STAMPED.match(line)
    rest = line[stamped.end() :] if stamped else line
    labelled = _find_label(rest)
    if labelled:
        begin = stamped["begin"] if stamped else labelled.groupdict().get("begin")
        end = stamped["end"] if stamped else None
        return Line(begin, end, labelled["label"].strip(), rest[labelled.end() :].strip(), rest.strip())
    if stamped and (stamped["open"] or "-->" in stamped[0] or not rest.strip()):
        return Line(stamped["begin"], stamped["end"], None, rest.strip(), rest.strip())
    return Line(None, None, None, line.strip(), line.strip())


def _find_label(text: str) -> re.Match[str] | None:
    boxed = _BOXED.match(text)
    if boxed and (read_role(boxed["label"])[0] or _NUMBERED.fullmatch(boxed["label"].strip())):
        return boxed
    labelled = _LABELLED.match(text)
    if labelled is None:
        labelled = _ABOVE.match(text)
    return labelled if labelled and _could_speak(labelled["label"].strip()) else None


def _could_speak(label: str) -> bool:
    """Whether a label is a role, a numbered speaker, or a name: at most four words that begin with a capital."""
    if _NUMBERED.fullmatch(label) or (read_role(label)[0] and len(label) <= 50):
        return True
    words = label.split()
    if len(words) > 4 or {word.strip("(),.").casefold() for word in words} & _HEADINGS:
        return False
    return all(_CAPITALISED.match(word) or word in _PARTICLES for word in words)


def choose_labels(labels: Iterable[str]) -> set[str]:
    """Which of the labels of one transcript are speakers.

    Beside speakers whose role is stated, another name speaks where it stands before words more than once: "Option 1: …"
    and "Server: …" in what somebody says are no speakers.
    """
    counts = Counter(labels)
    speakers = find_speakers(counts)
    is_stated = any(speaker != "unknown" for speaker, _ in speakers.values())
    return {
        label
        for label, count in counts.items()
        if speakers[label][0] != "unknown" or not is_stated or count > 1 or _NUMBERED.fullmatch(label)
    }


def is_heading(text: str) -> bool:
    """Whether a line above the first speaker only describes the transcript."""
    key = text.partition(":")[0][:60] if ":" in text[:61] else ""
    words = {word.casefold() for word in WORD.findall(key)}
    return bool(words & (_HEADINGS | FACTS)) or "transcript" in text[:80].casefold() or not re.search(r"\w", text[:200])
