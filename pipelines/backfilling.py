"""Backfilling: how is a part of history read again, as if it had been there from the start?

What a step found of those days is marked as read by nobody, in one transaction; the step then takes it for new, like what
came last night. So a backfill that is cut short goes on where it stopped, in another backfill or in the next night, and
what was found before stands until it is found again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines import runs
from pipelines.warehouse import fetch_value, insert

OF_THOSE_DAYS = (
    "contact_id in (select contact_id from core.contact where contact_date between $1 and $2)"
    " and contact_id not in (from ops.silenced)"  # whose words are past their retention, and cannot be read again
)
MARKS = {  # what each step is made to forget: the day's first and last are $1 and $2
    "reasons": (
        f"update findings.contact_reason set model_version = '' where model_version is not null and {OF_THOSE_DAYS}",
        f"update findings.disposition_audit set model_version = '' where {OF_THOSE_DAYS}",
    ),
    "topics": (f"update findings.problem_text set input_hash = '' where {OF_THOSE_DAYS}",),
    "handling": (
        f"update findings.contact_quality set rubric_version = '' where {OF_THOSE_DAYS}",
        f"update findings.contact_feeling set sentiment_version = '' where {OF_THOSE_DAYS}",
    ),
    # Days are judged by those before them: a spike of one of these may change what is expected on any later one.
    "spikes": ("delete from findings.spike_score where contact_date >= $1 and $2 >= $1",),
    "kpis": ("delete from ops.kpi_key where is_counted and key_date between $1 and $2",),
}
STEPS = tuple(MARKS)
READING = ("reasons", "handling")  # steps that say how many contacts they read


class BackfillError(Exception):
    """A backfill was asked for that cannot be made; the message says what can."""


@dataclass(frozen=True)
class Span:
    """Days that are read again, first and last included, and by which steps."""

    first: date
    last: date
    steps: tuple[str, ...] = STEPS

    def __str__(self) -> str:
        return f"{self.first} to {self.last} ({', '.join(self.steps)})"


def span_of(first: date, last: date, steps: str | None) -> Span:
    """Return the days and steps that were asked for; the steps in the order in which they run.

    Raises:
        BackfillError: the days are the wrong way round, or a step is none.
    """
    if first > last:
        raise BackfillError(f"--from {first} is after --to {last}. Swap them.")
    named = [step.strip() for step in steps.split(",")] if steps else list(STEPS)
    unknown = sorted(set(named) - set(STEPS))
    if unknown:
        raise BackfillError(f'"{unknown[0]}" is no step that can be run again. Choose from {", ".join(STEPS)}.')
    return Span(first, last, tuple(step for step in STEPS if step in named))


def mark(warehouse: duckdb.DuckDBPyConnection, span: Span) -> bool:
    """Let the steps take those days for new; False where a backfill of the same days and steps was cut short and goes on."""
    days, steps = [span.first, span.last], ",".join(span.steps)
    same = (
        "select count(*) from ops.backfill where finished_at is null and first_date = ? and last_date = ? and steps = ?"
    )
    if fetch_value(warehouse, same, [*days, steps]):
        return False
    warehouse.execute("begin")
    for step in span.steps:
        for statement in MARKS[step]:
            warehouse.execute(statement, days)
    row = {"first_date": span.first, "last_date": span.last, "steps": steps, "started_at": runs.now()}
    insert(warehouse, "ops.backfill", [row])
    warehouse.execute("commit")
    return True


def say_absence(warehouse: duckdb.DuckDBPyConnection, span: Span) -> str | None:
    """That there was nothing to read again, and what days there are."""
    counted = "select count(*) from core.contact where contact_date between $1 and $2"
    if fetch_value(warehouse, counted, [span.first, span.last]):
        return None
    first, last = warehouse.execute("select min(contact_date), max(contact_date) from core.contact").fetchall()[0]
    stored = f"what is stored goes from {first} to {last}" if first else "nothing is stored"
    return f"No contact of {span.first} to {span.last} was read again: {stored}."


def note_done(warehouse: duckdb.DuckDBPyConnection) -> None:
    """All that was marked is read: every backfill that was begun is over."""
    warehouse.execute("update ops.backfill set finished_at = ? where finished_at is null", [runs.now()])


def say_plan(warehouse: duckdb.DuckDBPyConnection, span: Span, is_begun: bool) -> str:
    """What will be read, and how long that takes by what earlier runs took a contact, where any read enough to tell."""
    count = marked_count(warehouse, span)
    what = "Reading again" if is_begun else "Going on with what was cut short, reading again"
    seconds = [pace * count for step in span.steps if (pace := _pace(warehouse, step)) is not None]
    takes = f", about {max(1, round(sum(seconds) / 60))} min" if count and seconds else ""
    return f"{what} {span}: {count:,} contacts with words{takes}"


def _pace(warehouse: duckdb.DuckDBPyConnection, step: str) -> float | None:
    """Seconds that a contact took in the runs that read many."""
    pace: float | None = fetch_value(
        warehouse,
        "select sum(epoch(finished_at - started_at)) / sum(row_count) from ops.run_step"
        " where step_code = ? and status_code = 'done' and row_count >= 500",
        [step if step in READING else None],
    )
    return pace


def marked_count(warehouse: duckdb.DuckDBPyConnection, span: Span) -> int:
    """How many contacts of those days hold words that some step has yet to read again."""
    return int(
        fetch_value(
            warehouse,
            "select count(*) from core.contact where contact_date between $1 and $2 and turn_count > 0 and ("
            " contact_id in (select contact_id from findings.contact_reason where model_version = '')"
            " or contact_id in (select contact_id from findings.problem_text where input_hash = '')"
            " or contact_id in (select contact_id from findings.contact_quality where rubric_version = ''))",
            [span.first, span.last],
        )
    )
