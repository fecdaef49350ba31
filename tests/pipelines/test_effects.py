"""What a night says of actions: whether contacts fell since each is live, beside what controls, and where they went."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from pipelines.workspace import open_workspace
from pipelines.workspace.actions import Action, add_action, change_action, read_actions
from tests.conftest import House

pytestmark = pytest.mark.slow

FIRST = date(2026, 1, 5)
DAYS, LIVE, LATE = 126, 98, 120  # days
USUAL = {"LABEL": 20.0, "BILL": 25.0, "SIZE": 20.0, "CARD": 20.0}


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def usual_of(code: str, day: int) -> float:
    """Since day 98 half of the contacts about labels are about cards instead."""
    moved = 10.0 if day >= LIVE else 0.0
    return USUAL[code] + {"LABEL": -moved, "CARD": moved}.get(code, 0.0)


def fill(house: House) -> None:
    draws = np.random.default_rng(4)
    rows = [
        {
            "id": f"{day}{code}{n}",
            "started": f"{on(day)}T{8 + n % 12:02d}:00:00Z",
            "code": code,
            "talked": 360,
            "csat": 3 if day < LIVE else 4,
            "resolved": int(n % 5 > 1 or (day >= LIVE and n % 5 == 0)),
        }
        for day in range(DAYS)
        for code in USUAL
        for n in range(draws.poisson(usual_of(code, day)))
    ]
    house.add_tickets("all.csv", *rows)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("measured"))
    fill(house)
    with open_workspace(house.settings) as workspace:
        for title, reason, state, day in (
            ("Labels can be printed at home", "LABEL", "live", LIVE),
            ("The size chart is longer", "SIZE", "measured", LIVE),
            ("The bill says what it is for", "BILL", "live", LATE),
            ("Nothing was done yet", "BILL", "accepted", LIVE),
            ("Long ago", "BILL", "live", 20),
        ):
            add_action(workspace, Action(title, state, reason_code=reason, live_date=on(day)), "ana")
    house.run()
    return house


def test_each_live_action_has_its_verdict_and_the_others_none(measured):
    rows = measured.published(
        "select subject_label, live_date, verdict_code, measured_days from marts.action_effect order by live_date, 1"
    )

    assert rows == [
        ("BILL", on(20), "too_little_history", None),
        ("LABEL", on(LIVE), "fell", DAYS - LIVE),
        ("SIZE", on(LIVE), "no_detectable_effect", DAYS - LIVE),
        ("BILL", on(LATE), "too_early", DAYS - LATE),
    ]


def test_what_an_action_saved_is_said_in_contacts_and_in_hours_of_agents(measured):
    (row,) = measured.published(
        "select saved_per_day, low, high, saved_total, hours_saved from marts.action_effect where subject_label = 'LABEL'"
    )

    saved_per_day, low, high, saved_total, hours_saved = row
    assert low < 10 < high
    assert saved_per_day == pytest.approx(10, abs=2.5)
    assert saved_total == pytest.approx(saved_per_day * (DAYS - LIVE))
    assert hours_saved == pytest.approx(saved_total * 360 / 3600)


def test_satisfaction_and_the_share_resolved_stand_beside_it_before_and_since(measured):
    assert measured.published(
        "select csat_before, csat_after, csat_after_n > 100, csat_change_low <= 1 and csat_change_high >= 1"
        " from marts.action_effect where subject_label = 'LABEL'"
    ) == [(3.0, 4.0, True, True)]
    ((before, after, low, high),) = measured.published(
        "select resolved_before, resolved_after, resolved_change_low, resolved_change_high"
        " from marts.action_effect where subject_label = 'LABEL'"
    )
    assert before == pytest.approx(0.57, abs=0.03) and after == pytest.approx(0.77, abs=0.05)
    assert 0 < low < after - before < high


def test_an_action_of_a_week_says_from_when_on_it_could_be_known(measured):
    (row,) = measured.published(
        "select known_on from marts.action_effect where subject_label = 'BILL' and live_date > '2026-04-01'"
    )

    assert row[0] is None or row[0] >= on(LATE + 13)


def test_the_course_by_day_shows_what_would_have_come_without_the_action(measured):
    (row,) = measured.published(
        "select count(*), avg(contact_count) filter (is_after), avg(expected_count) filter (is_after),"
        " bool_and(lower_count <= upper_count)"
        " from marts.action_effect_daily join marts.action_effect using (action_id) where subject_label = 'LABEL'"
    )

    assert row[0] == DAYS
    assert row[1] == pytest.approx(10, abs=2)
    assert row[2] == pytest.approx(20, abs=2)
    assert row[3]


def test_the_reason_that_took_the_contacts_over_is_named_with_how_many(measured):
    rows = measured.published(
        "select shift.subject_label, round(added_per_day / 5) from marts.action_shift as shift"
        " join marts.action_effect as effect using (action_id)"
        " where effect.subject_label = 'LABEL' and shift.is_moved"
    )

    assert rows == [("CARD", 2.0)]


def test_no_control_is_a_reason_that_a_live_action_touches(measured):
    controls = measured.published("select unnest(control_labels) from marts.action_effect")

    assert {code for (code,) in controls} <= {"CARD"}


def test_an_action_that_is_taken_back_is_measured_no_more(measured):
    with open_workspace(measured.settings) as workspace:
        action_id = read_actions(workspace).query("title == 'Long ago'")["action_id"].iloc[0]
        change_action(workspace, action_id, Action("Long ago", "proposed", reason_code="BILL"), "ana")
    measured.run()

    assert measured.published("select count(*) from marts.action_effect") == [(3,)]
