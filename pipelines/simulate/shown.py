"""Which behaviours and which feelings does each delivered transcript show? The truth for scorecard and sentiment."""

import csv
from collections.abc import Iterable
from pathlib import Path

from pipelines.simulate.behaviours import ONLY_IN_TALK
from pipelines.simulate.people import SKILLS
from pipelines.simulate.scene import Contact
from pipelines.simulate.speech import ANGRY, ESCALATING, FORBIDDEN, INTERRUPTING, LEAVING, PLEASED, SOUR

QUALITY_HEADER = ("contact_id", "criterion_code", "verdict", "turn_index")
FEELINGS_HEADER = ("contact_id", "start", "end", "is_escalated", "has_churn_risk")
MET, NOT_MET, NOT_APPLICABLE = "met", "not_met", "not_applicable"
Marks = list[frozenset[str]]  # of each turn as it was delivered
_BREACHES = {"no_forbidden_phrase": FORBIDDEN, "no_interruption": INTERRUPTING}
_FELT = {ANGRY: -1, SOUR: -1, ESCALATING: -1, LEAVING: -1, PLEASED: 1}


def verdicts(contact: Contact, marks: Marks) -> list[tuple]:
    """Return one row of QUALITY_HEADER per criterion; `turn_index` counts from 0, None where nothing was said."""
    return [(contact.contact_id, code, *_verdict(code, contact, marks)) for code in SKILLS]


def feelings(contact: Contact, marks: Marks) -> tuple:
    """Return one row of FEELINGS_HEADER: start and end are -1, 0 or 1, the others 0 or 1."""
    felt = [_FELT[mark] for shown in marks for mark in sorted(shown, key=_last_word) if mark in _FELT]
    start = -1 if _place(ANGRY, marks) is not None else 0
    flags = [int(_place(mark, marks) is not None) for mark in (ESCALATING, LEAVING)]
    return (contact.contact_id, start, felt[-1] if felt else 0, *flags)


def append_rows(path: Path, header: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Append rows to a CSV; the header comes with the first."""
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(header)
        writer.writerows(rows)


def _verdict(code: str, contact: Contact, marks: Marks) -> tuple[str, int | None]:
    if not _has_occasion(code, contact):
        return NOT_APPLICABLE, None
    if code in _BREACHES:
        place = _place(_BREACHES[code], marks)
        return (MET, None) if place is None else (NOT_MET, place)
    place = _place(code, marks)
    return (NOT_MET, None) if place is None else (MET, place)


def _has_occasion(code: str, contact: Contact) -> bool:
    occasions = {
        "no_interruption": contact.channel == "voice",
        "empathy": contact.has_trouble or contact.is_angry,
        "hold_with_words": contact.hold_seconds > 0,
        "transfer_with_words": contact.transfer_count > 0,
        **dict.fromkeys(ONLY_IN_TALK, contact.channel != "email"),
    }
    return occasions.get(code, True)


def _place(mark: str, marks: Marks) -> int | None:
    return next((place for place, shown in enumerate(marks) if mark in shown), None)


def _last_word(mark: str) -> bool:
    """Sort what pleases behind what was complained of in the same turn."""
    return mark == PLEASED
