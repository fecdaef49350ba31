"""Backfill: is a part of history that came late, or is read again, as if it had been there from the start?"""

from __future__ import annotations

import importlib
import io
import itertools
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from pipelines import backfilling
from pipelines.backfilling import STEPS, BackfillError, Span, span_of
from pipelines.cli import app
from pipelines.flows import nightly as nightly_flow
from pipelines.terminal import Lines
from pipelines.warehouse import open_warehouse
from tests.conftest import House, facts, without_prefect

pytestmark = pytest.mark.slow

FIRST, DAYS = date(2026, 1, 5), 70
LATE = range(56, 59)  # days whose export was forgotten; damage spikes on the second of them
SPAN = Span(FIRST + timedelta(days=56), FIRST + timedelta(days=58))
DAYS_OF_SPAN = [SPAN.first, SPAN.last]
SAID = {"DAMAGE": "the parcel came broken and the box was crushed", "BILL": "my bill is higher than it should be"}


def rows_of(day: int) -> list[dict[str, object]]:
    draws = np.random.default_rng(day)
    return [
        {
            "id": f"{day}-{code}-{n}",
            "started": f"{FIRST + timedelta(days=day)}T{8 + n % 12:02d}:00:00Z",
            "code": code,
            "talked": 300,
            "region": "north",
        }
        for code, usual in (("DAMAGE", 30 if day == 57 else 6), ("BILL", 8))
        for n in range(draws.poisson(usual))
    ]


def transcripts_of(day: int) -> str:
    turns = ["id,turn,who,said"]
    for row in rows_of(day)[:6]:
        said = SAID[str(row["code"])]
        turns += [f"{row['id']},0,agent,How can I help you today?", f"{row['id']},1,customer,Hello {said} on day {day}"]
    return "\n".join(turns) + "\n"


TURNS_MAPPING = """
description = "A test's transcripts"
format = "csv"
record = "turn"
[fields]
contact_id = "id"
turn_index = "turn"
speaker = "who"
text = "said"
"""


@contextmanager
def cut_short(place: str, after: int) -> Iterator[None]:
    """The block is stopped as by Ctrl-C when it calls the function at this place once more than so many times."""
    module, name = place.rsplit(".", 1)
    real, calls = getattr(importlib.import_module(module), name), itertools.count()

    def called(*args, **kwargs):
        if next(calls) == after:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, called)
        with pytest.raises(KeyboardInterrupt):
            yield


def add_days(house: House, *days: int) -> None:
    for day in days:
        house.add_tickets(f"{day}.csv", *rows_of(day))


def backfill(house: House, span: Span) -> str:
    with without_prefect():
        run_id, _ = nightly_flow.backfill.fn(span, str(house.settings.config_path))
    return run_id


def test_days_that_come_late_are_as_if_they_had_been_there_from_the_start(tmp_path):
    late, whole = House(tmp_path / "late"), House(tmp_path / "whole")
    add_days(whole, *range(DAYS))
    whole.run()
    add_days(late, *(day for day in range(DAYS) if day not in LATE))
    late.run()
    assert late.published("select count(*) from marts.alert where subject_code = 'DAMAGE'") == [(0,)]

    add_days(late, *LATE)
    backfill(late, SPAN)

    assert facts(late.settings.paths.warehouse) == facts(whole.settings.paths.warehouse)
    assert late.published("select count(*) > 0 from marts.alert where subject_code = 'DAMAGE'") == [(True,)]


# With words, read once for all the tests below


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Seventy days were read, the reasons by the taxonomy that ships."""
    house = House(tmp_path_factory.mktemp("read"), extra="")
    house.add_file("turns.toml", TURNS_MAPPING)
    house.add_source("turns", "turns/*.csv", "turns.toml", id_prefix="tickets")
    for day in range(DAYS):
        add_days(house, day)
        house.add_file(f"turns/{day}.csv", transcripts_of(day))
    house.run()
    return house


def found(house: House) -> dict[str, object]:
    """What core and marts say. How sure a reason is counts to four digits: its last ones depend on what is read beside it."""
    follows_confidence = ("marts.contact", "marts.model_daily", "marts.model_drift")
    said = {
        table: fact for table, fact in facts(house.settings.paths.warehouse).items() if table not in follows_confidence
    }
    contacts = house.rows(
        "select * replace (round(confidence, 4) as confidence) from marts.contact order by contact_id"
    )
    return {**said, "contacts": contacts}


def of_span(house: House) -> int:
    ((count,),) = house.rows(
        "select count(*) from core.contact where turn_count > 0 and contact_date between '2026-03-02' and '2026-03-04'"
    )
    return count


def read_again(house: House, run_id: str, step: str) -> int:
    ((count,),) = house.rows(f"select row_count from ops.run_step where run_id = '{run_id}' and step_code = '{step}'")
    return count


@pytest.mark.parametrize("steps", [STEPS, ("topics", "spikes")])
def test_reading_days_again_that_nothing_happened_to_changes_nothing(house, steps):
    before = found(house)

    backfill(house, Span(SPAN.first, SPAN.last, steps))

    assert found(house) == before


def test_what_was_found_of_those_days_is_found_anew_and_of_no_others(house):
    before = found(house)
    spoiled = {
        "contact_reason": "reason_code = 'unsure'",
        "contact_quality": "qa_score = 1",
        "contact_feeling": "effort = 1",
    }
    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        for table, change in spoiled.items():
            warehouse.execute(f"update findings.{table} set {change} where {backfilling.OF_THOSE_DAYS}", DAYS_OF_SPAN)
        warehouse.execute(
            "update findings.spike_score set q_value = 0, is_spike = true where contact_date between ? and ?",
            DAYS_OF_SPAN,
        )

    run_id = backfill(house, SPAN)

    assert found(house) == before
    assert read_again(house, run_id, "handling") == of_span(house)


@pytest.mark.parametrize(
    ("step", "place"),
    [("reasons", "pipelines.scoring.write_audits"), ("handling", "pipelines.handling.scoring.find_churn_risk")],
)
def test_a_backfill_that_was_cut_short_goes_on_where_it_stopped(house, step, place, monkeypatch):
    before = found(house)
    monkeypatch.setattr("pipelines.scoring.BATCH_SIZE", 5)
    with cut_short(place, after=2):
        backfill(house, Span(SPAN.first, SPAN.last, (step,)))

    run_id = backfill(house, Span(SPAN.first, SPAN.last, (step,)))

    assert read_again(house, run_id, step) == of_span(house) - 10
    assert found(house) == before


def test_a_night_reads_what_a_backfill_left(house):
    before = found(house)
    with cut_short("pipelines.topics.discovering.discover_topics", after=0):
        backfill(house, SPAN)

    house.run()

    assert found(house) == before
    assert house.rows("select count(*) from ops.backfill where finished_at is null") == [(0,)]


def test_days_that_hold_nothing_are_said(house):
    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        assert backfilling.say_absence(warehouse, SPAN) is None
        assert backfilling.say_absence(warehouse, Span(date(2025, 1, 1), date(2025, 1, 2))) == (
            "No contact of 2025-01-01 to 2025-01-02 was read again: what is stored goes from 2026-01-05 to 2026-03-15."
        )


def test_how_long_it_takes_is_told_by_what_a_contact_took_before(house, tmp_path):
    copy = shutil.copy(house.settings.paths.warehouse, tmp_path)
    with open_warehouse(Path(copy)) as warehouse:
        warehouse.execute(
            "update ops.run_step set row_count = 600, finished_at = started_at + interval 10 minute"
            " where step_code in ('reasons', 'handling')"
        )
        backfilling.mark(warehouse, SPAN)
        said = backfilling.say_plan(warehouse, SPAN, True)
    steps = "reasons, topics, handling, spikes, kpis"
    assert said == f"Reading again 2026-03-02 to 2026-03-04 ({steps}): 18 contacts with words, about 1 min"


# What is asked for


def test_steps_run_in_their_order_whichever_way_they_are_named():
    assert span_of(SPAN.first, SPAN.last, "spikes, reasons").steps == ("reasons", "spikes")
    assert span_of(SPAN.first, SPAN.last, None).steps == STEPS


@pytest.mark.parametrize(
    ("first", "last", "steps", "said"),
    [
        (SPAN.last, SPAN.first, None, "--from 2026-03-04 is after --to 2026-03-02. Swap them."),
        (
            SPAN.first,
            SPAN.last,
            "topics,magic",
            '"magic" is no step that can be run again. Choose from reasons, topics, handling, spikes, kpis.',
        ),
    ],
)
def test_what_cannot_be_read_again_is_refused_with_what_can(first, last, steps, said):
    with pytest.raises(BackfillError, match=re.escape(said)):
        span_of(first, last, steps)


def test_the_command_says_what_was_wrong_and_reads_nothing(tmp_path):
    config = House(tmp_path).settings.config_path
    asked = CliRunner().invoke(app, ["backfill", "--from", "2026-03-05", "--to", "2026-03-03", "--config", str(config)])
    assert isinstance(asked.exception, BackfillError)
    assert not (tmp_path / "build" / "warehouse.duckdb").exists()


def test_how_far_a_long_step_is_is_said_now_and_then_without_a_terminal():
    seconds = iter([0, 0, 30, 90, 100, 160])
    console = Console(record=True, width=120, file=io.StringIO())
    lines = Lines(console, clock=lambda: next(seconds))
    for done in (0, 1_000, 3_000, 3_200, 5_000):
        lines.hear("Reading", done, 9_000)
    assert console.export_text().splitlines() == [
        "Reading …",
        "Reading: 3,000 of 9,000, about 3 min left",
        "Reading: 5,000 of 9,000, about 2 min left",
    ]
