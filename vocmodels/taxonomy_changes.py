"""Taxonomy changes: what became of the reasons that the house no longer has, and where did new ones come from?

A reason leaves once, by one change, and its code does not come back: so each code of the past leads by rule to one reason
of today, or to none (a split, or retired without a successor), and what carries such a code is read or labelled anew. What
is added stands beside the others: nothing leads to it by rule, its contacts are found by their words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

UNSURE = "unsure"
KINDS = {  # how many codes leave, and how many stand in their place: at least, at most
    "rename": ((1, 1), (1, 1)),
    "merge": ((2, None), (1, 1)),
    "split": ((1, 1), (2, None)),
    "retire": ((1, 1), (0, 1)),
    "add": ((0, 0), (1, 1)),
}
SHAPES = {
    "rename": 'from = "old", to = "new"',
    "merge": 'from = ["one", "other"], to = "both"',
    "split": 'from = "old", to = ["one", "other"]',
    "retire": 'from = "old", and to = "successor" where there is one',
    "add": 'to = "new", and topic = "t1a2b3c" where it was made of one',
}
KEYS = ("kind", "from", "to", "on", "note", "topic")


class TaxonomyError(ValueError):
    """The taxonomy contradicts itself; `problems` say which entries, and what to do."""

    def __init__(self, *problems: str) -> None:
        more = f' And {len(problems) - 1} more: "voc taxonomy check" names them all.' if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")
        self.problems = problems


@dataclass(frozen=True)
class Change:
    """One edit of the taxonomy: which reasons left, and which stand in their place."""

    kind: str  # rename, merge, split, retire, add
    from_codes: tuple[str, ...]
    to_codes: tuple[str, ...]
    on: date | None = None  # from which day it holds for people; None: from the first run with it
    note: str = ""
    topic_code: str = ""  # of what was added: the topic that it was made of

    @property
    def left_codes(self) -> tuple[str, ...]:
        """The codes that are no reason any more: a merge may go into one of its own."""
        return tuple(code for code in self.from_codes if code not in self.to_codes)

    @property
    def successor(self) -> str | None:
        """The one reason that all of its contacts belong to now; None where each has to be read or labelled anew."""
        return self.to_codes[0] if self.kind != "split" and self.to_codes else None

    def said(self) -> str:
        """The change as it is named in a message."""
        if self.kind == "add" and not self.from_codes:
            return f"add of {_listed(self.to_codes)}"
        to = f" to {_listed(self.to_codes)}" if self.to_codes else ""
        return f"{self.kind} of {_listed(self.from_codes)}{to}"


def parse_change(entry: Mapping[str, Any]) -> Change:
    """Return the change that a [[change]] table states.

    Raises:
        TaxonomyError: its kind, its codes or its date cannot be understood.
    """
    kind = entry.get("kind")
    if kind not in KINDS:
        raise TaxonomyError(f'A [[change]] has the kind "{kind}". Use one of: {", ".join(KINDS)}.')
    codes = (_codes(entry.get("from")), _codes(entry.get("to")))
    change = Change(kind, *codes, _day(entry), str(entry.get("note") or ""), str(entry.get("topic") or ""))
    unknown = [key for key in entry if key not in KEYS]
    if unknown:
        raise TaxonomyError(f'The {change.said()} has the key "{unknown[0]}". Use {", ".join(KEYS)}.')
    for named, (least, most) in zip(codes, KINDS[kind], strict=True):
        is_twice = len(set(named)) < len(named)
        if is_twice or len(named) < least or (most is not None and len(named) > most):
            raise TaxonomyError(f"The {change.said()} is not whole. Write it as {SHAPES[kind]}.")
    return change


def change_table(change: Change) -> dict[str, Any]:
    """Return the [[change]] table of a change; what it does not say is left out."""
    table = {
        "kind": change.kind,
        "from": list(change.from_codes),
        "to": list(change.to_codes),
        "on": change.on,
        "note": change.note,
        "topic": change.topic_code,
    }
    return {key: value for key, value in table.items() if value}


def _codes(written: object) -> tuple[str, ...]:
    codes = [written] if isinstance(written, str) else written
    return tuple(str(code).strip() for code in codes if str(code).strip()) if isinstance(codes, list | tuple) else ()


def _day(entry: Mapping[str, Any]) -> date | None:
    written = entry.get("on")
    if isinstance(written, datetime):
        return written.date()
    if written is None or isinstance(written, date):
        return written
    try:
        return date.fromisoformat(str(written))
    except ValueError as error:
        raise TaxonomyError(
            f'A [[change]] is dated "{written}", which is no day. Write it as on = 2026-03-31.'
        ) from error


def contradictions(changes: Sequence[Change], reason_codes: Collection[str]) -> Iterator[str]:
    """Say what the changes contradict: each other, or the reasons of today."""
    leaving = {code: change for change in changes for code in change.left_codes}
    for code, times in Counter(code for change in changes for code in change.left_codes).items():
        if times > 1:
            yield f'The reason "{code}" leaves by {times} changes. Keep one: a reason leaves once.'
    for code, times in Counter(code for change in changes if change.kind == "add" for code in change.to_codes).items():
        if times > 1:
            yield f'The reason "{code}" is added by {times} changes. Keep one: a reason comes once.'
    for change in changes:
        yield from _of_one(change, leaving, reason_codes)


def _of_one(change: Change, leaving: Mapping[str, Change], reason_codes: Collection[str]) -> Iterator[str]:
    said = change.said()
    if UNSURE in (*change.from_codes, *change.to_codes):
        yield f'The {said} names "{UNSURE}", which is reserved for contacts without a sure reason. Name a reason.'
    if change.kind != "merge" and set(change.from_codes) & set(change.to_codes):
        yield f"The {said} leads to the code that leaves. Give what comes after it a code of its own."
    for code in change.left_codes:
        if code in reason_codes:
            yield (
                f'The {said} says that "{code}" left, but it is a reason again. Give the new one a code of its own: '
                "labels and links of the past carry the old one."
            )
        elif _is_circle(code, leaving):
            yield f'The {said} goes in a circle back to "{code}". Remove the change that leads back.'
    for code in change.to_codes:
        if code not in reason_codes and code not in leaving and code != UNSURE:
            yield f'The {said} leads to "{code}", which is no reason. Add it as a [[reason]], or correct the code.'


def _is_circle(code: str, leaving: Mapping[str, Change]) -> bool:
    seen = {code}
    current = leaving[code].successor
    while current is not None and current in leaving and current not in seen:
        seen.add(current)
        current = leaving[current].successor
    return current == code


def successors(changes: Sequence[Change], reason_codes: Collection[str]) -> dict[str, str | None]:
    """Return for each code, of today or of the past, the reason that it stands for now; None where no rule says it."""
    by_rule = {code: change.successor for change in changes for code in change.left_codes if code not in reason_codes}
    found: dict[str, str | None] = {code: code for code in reason_codes}
    for code in by_rule:
        current: str | None = code
        for _ in by_rule:  # a chain is at most as long as there are changes
            current = by_rule.get(current, current) if current else None
        found[code] = current if current in reason_codes else None
    return found


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(f'"{code}"' for code in codes) or "nothing"
