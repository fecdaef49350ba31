"""Answers to the survey after a contact: CSAT 1-5, NPS 0-10, solved or not, and a comment from some."""

from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from pipelines.simulate.catalogue import LANGUAGES
from pipelines.simulate.exports.rows import plus, records, utc_text, write_rows
from pipelines.simulate.grammar import expand
from pipelines.simulate.people import Person
from pipelines.simulate.scene import talk

HEADER = ("Response ID", "Contact ID", "Answered At", "CSAT", "NPS", "Resolved", "Comment", "Language")
COMMENT_SHARE = 0.38


def write_surveys(path: Path, contacts: pd.DataFrame, seed: int) -> None:
    """Write the surveys that were answered."""
    answered = contacts[contacts["has_survey"]]
    delay = 600 + (answered["number"] * 7919) % 90_000
    times = utc_text(plus(answered["started_at"], answered["talk_seconds"] + delay))
    write_rows(path, HEADER, (_row(row, time, seed) for row, time in zip(records(answered), times, strict=True)))


def _row(row: Any, answered_at: str, seed: int) -> tuple:
    resolved = "Yes" if row.is_resolved else "No"
    comment = _comment(row, seed)
    return (
        f"R{row.number:09d}",
        row.contact_id,
        answered_at,
        row.csat,
        row.nps,
        resolved,
        comment,
        LANGUAGES[row.language],
    )


def _comment(row: Any, seed: int) -> str:
    rng = Random(f"survey-{seed}-{row.contact_id}")
    if rng.random() > COMMENT_SHARE:
        return ""
    language = LANGUAGES[row.language]
    person = Person(row.customer, language, seed)
    lines = talk(language)["survey"]["good" if row.csat >= 4 else "bad" if row.csat <= 2 else "mixed"]
    return expand(rng.choice(lines), rng, {"email": lambda: person.email, "phone": lambda: person.phone})
