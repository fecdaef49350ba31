"""Data that are older than they should be are said to be so, on every page, with what to do."""

import json
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from dashboards.freshness import due_at, say, say_failed
from pipelines.settings import Schedule
from tests.dashboards.test_pages import open_page, text_of

NIGHTLY = Schedule(cron="0 2 * * *", timezone="America/New_York")
WEEKDAYS = Schedule(cron="30 6 * * mon-fri", timezone="UTC")


def run(as_of: str, finished_at: str) -> pd.Series:
    return pd.Series({"as_of_date": pd.Timestamp(as_of), "finished_at": pd.Timestamp(finished_at)})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-04 14:00", "2026-03-04"),  # 09:00 in New York: the run of 02:00 should be through
        ("2026-03-04 12:00", "2026-03-03"),  # 07:00: the run may still be at it
        ("2026-03-05 06:00", "2026-03-04"),
    ],
)
def test_a_run_is_due_some_hours_after_its_time(now, due):
    assert due_at(NIGHTLY, at(now)).date().isoformat() == due


def test_over_a_weekend_nothing_is_due_where_runs_come_on_working_days():
    assert due_at(WEEKDAYS, at("2026-03-08 12:00")).date().isoformat() == "2026-03-06"
    assert say(run("2026-03-05", "2026-03-06 06:40"), WEEKDAYS, at("2026-03-09 10:00")) is None


def test_data_up_to_yesterday_are_not_remarked_upon():
    assert say(run("2026-03-03", "2026-03-04 07:10"), NIGHTLY, at("2026-03-04 20:00")) is None


def test_where_no_run_came_through_that_is_said_with_the_last_that_did():
    sentence, todo = say(run("2026-03-03", "2026-03-04 07:10"), NIGHTLY, at("2026-03-05 20:00"))

    assert sentence == "Data end on Tue 3 Mar 2026: no run has published since Wed 4 Mar, 07:10 UTC."
    assert todo == "no_run"


def test_where_runs_come_and_sources_give_nothing_newer_the_sources_are_named():
    sentence, todo = say(run("2026-03-31", "2026-11-23 07:05"), NIGHTLY, at("2026-11-23 20:00"))

    assert sentence == "Data end on Tue 31 Mar 2026: the run of Mon 23 Nov found nothing newer at the sources."
    assert todo == "no_data"


def test_a_schedule_that_is_not_understood_expects_a_run_a_day():
    hourly = Schedule(cron="*/5 * * * *", timezone="UTC")

    assert say(run("2026-03-03", "2026-03-04 07:10"), hourly, at("2026-03-04 20:00")) is None
    assert say(run("2026-03-03", "2026-03-04 07:10"), hourly, at("2026-03-07 20:00"))


def test_without_a_single_dated_contact_there_is_nothing_to_be_late():
    assert say(run("NaT", "2026-03-04 07:10"), NIGHTLY, at("2026-03-09 20:00")) is None


@pytest.mark.parametrize("page", ["overview", "spikes", "performance", "reports", "administration"])
def test_every_page_says_since_when_and_what_to_do(shown, published, page):
    shown(published)

    said = text_of(open_page(page))

    assert "Data end on Tue 3 Mar 2026" in said
    assert "<code>voc status</code>" in said


def test_a_page_with_new_data_says_nothing_of_their_age(shown, altered):
    today = datetime.now(UTC).date()
    shown(altered(f"update marts.run set as_of_date = '{today - timedelta(days=1)}', finished_at = '{today}'"))

    assert "Data end on" not in text_of(open_page("administration"))


RAN = pd.Series({"run_id": "20260304T070000-aaaa"})


def failed(run_id: str, step_code: str | None) -> dict:
    return {"run_id": run_id, "started_at": "2026-03-05T07:00:00", "step_code": step_code}


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (None, ""),
        (failed("20260303T070000-aaaa", "pull"), ""),
        (
            failed("20260305T070000-bbbb", "core"),
            "The run of Thu 5 Mar, 07:00 UTC failed at “Contacts”; these are the answers of the run before it.",
        ),
        (
            failed("20260305T070000-bbbb", None),
            "The run of Thu 5 Mar, 07:00 UTC failed; these are the answers of the run before it.",
        ),
        (
            failed("20260304T070000-aaaa", "reports"),
            "The run of Thu 5 Mar, 07:00 UTC published these answers, then failed at “Reports”.",
        ),
    ],
)
def test_a_run_that_failed_is_told_with_its_step_and_whose_answers_these_are(note, said):
    assert say_failed(RAN, note) == said


def test_every_page_says_that_last_nights_run_failed_and_at_which_step(shown, published, tmp_path):
    shown(published)
    (tmp_path / "build" / "published" / "failed.json").write_text(
        json.dumps({"run_id": "20260305T040000Z", "started_at": "2026-03-05T04:00:00", "step_code": "reasons"})
    )

    said = text_of(open_page("reasons"))

    assert "The run of Thu 5 Mar, 04:00 UTC failed at “Reasons”; these are the answers of the run before it." in said
    assert "<code>voc status</code> says why" in said
