"""What becomes of an alert: over later nights, and of what people say of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipelines.flows.nightly import detect
from pipelines.workspace import open_workspace
from tests.conftest import without_prefect
from tests.pipelines.test_alerts import FIRST, STORM, add_calls

pytestmark = pytest.mark.slow


def told(house):
    return house.published("from marts.alert order by alert_id")


def expected_on(house, day, code="LATE"):
    ((count,),) = house.rows(
        f"select expected_count from findings.spike_score where series_code = 'reason:{code}' and contact_date = '{day}'"
    )
    return count


def mark(house, mark_code, **more):
    columns = ("alert_id", "series_code", "started_date", "last_date")
    (row,) = house.published(f"select {', '.join(columns)} from marts.alert")
    with open_workspace(house.settings) as workspace:
        workspace.mark_alert(dict(zip(columns, row, strict=True)), mark_code, "ana", **more)


def test_the_same_facts_are_told_on_every_later_day(house):
    add_calls(house, storm=30)
    house.run(as_of=STORM + timedelta(days=3))
    evidence = {
        table: house.published(f"from marts.{table} order by all")
        for table in ("alert_driver", "alert_contact", "alert_day")
    }
    (before,) = told(house)

    house.run()

    assert told(house) == [before]
    assert {table: house.published(f"from marts.{table} order by all") for table in evidence} == evidence


def test_an_alert_opens_and_closes_by_itself_and_its_days_say_so(house):
    add_calls(house, storm=30)

    house.run()

    days = house.published(
        "select contact_date - started_date, alert_day.state_code"
        " from marts.alert_day join marts.alert using (alert_id) order by 1"
    )
    assert days == [(0, "opened"), (1, "fading"), (2, "fading"), (3, "closed")]
    assert house.published("select state_code, closed_date - last_date, is_open from marts.alert") == [
        ("closed", 3, False)
    ]


def test_an_alert_is_open_until_three_days_were_quiet(house):
    add_calls(house, storm=30)

    house.run(as_of=STORM + timedelta(days=2))

    assert house.published("select state_code, is_open from marts.alert") == [("fading", True)]


def test_an_explained_event_that_is_kept_out_does_not_raise_what_is_expected_later(house):
    add_calls(house, storm=25, storm_days=8)
    last, after = STORM + timedelta(days=7), STORM + timedelta(days=8)
    house.run(as_of=after)
    with_it = expected_on(house, after)
    house.rows("delete from findings.spike_score")
    mark(house, "explained", cause="promotion", is_kept_out=True)

    house.run(as_of=after)

    assert expected_on(house, after) < 0.97 * with_it
    assert house.rows("select min(contact_date), max(contact_date) from ops.kept_out") == [(STORM, last)]
    assert house.published("select mark_code, cause_label, marked_by, is_kept_out from marts.alert") == [
        ("explained", "promotion", "ana", True)
    ]


def test_what_people_say_is_in_the_next_run_and_can_be_taken_back(house):
    add_calls(house, storm=30)
    house.run()
    mark(house, "false")
    house.run()
    assert house.published("select mark_code from marts.alert") == [("false",)]

    mark(house, "cleared")
    house.run()

    assert house.published("select mark_code from marts.alert") == [(None,)]
    assert house.published("select mark_code from marts.alert_mark order by mark_id") == [("false",), ("cleared",)]


def test_everything_that_doubles_at_once_is_one_alert_of_all_contacts(house):
    add_calls(house)
    doubled = [
        {"id": f"x{number}", "started": f"{STORM}T{8 + number % 12:02d}:00:00Z", "code": code, "region": region, "talked": 300}
        for number, (code, region) in enumerate(
            (code, region) for code in ("LATE", "LOST", "BILL") for region in ("North", "South", "East", "West") for _ in range(6)
        )
    ]  # fmt: skip
    house.add_tickets("more.csv", *doubled)

    house.run()

    assert house.published("select subject_label, reason_code, started_date from marts.alert") == [
        ("All contacts", None, STORM)
    ]


def test_detect_judges_what_is_stored_anew_without_pulling(house):
    add_calls(house, storm=30)
    house.run(as_of=STORM - timedelta(days=1))
    assert told(house) == []
    house.add_tickets(
        "late.csv", {"id": "late", "started": f"{FIRST}T10:00:00Z", "code": "NEW", "region": "East", "talked": 1}
    )

    with without_prefect():
        detect.fn(str(house.settings.config_path))

    assert [row[0] for row in house.published("select reason_code from marts.alert")] == ["LATE"]
    assert house.rows("select count(*) from core.contact where disposition_code = 'NEW'") == [(0,)]
    assert house.published("select as_of_date from marts.run") == [(FIRST + timedelta(days=69),)]
