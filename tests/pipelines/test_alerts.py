"""When spikes become an alert, which slice explains it, and that replaying history changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.conftest import House

pytestmark = pytest.mark.slow

FIRST = date(2026, 1, 5)
DAYS = 70
STORM = FIRST + timedelta(days=60)


def add_calls(house, usual=12.0, storm=0, storm_region="North", storm_days=1, seed=1):
    """Ten weeks of three reasons in four regions; on the storm's days one reason and region has more."""
    draws = np.random.default_rng(seed)
    rows = []
    for day in (FIRST + timedelta(days=number) for number in range(DAYS)):
        for code in ("LATE", "LOST", "BILL"):
            rows += [
                (day, code, str(draws.choice(["North", "South", "East", "West"]))) for _ in range(draws.poisson(usual))
            ]
        if STORM <= day < STORM + timedelta(days=storm_days):
            rows += [(day, "LATE", storm_region)] * storm
    house.add_tickets(
        "all.csv",
        *(
            {
                "id": number,
                "started": f"{day}T{8 + number % 12:02d}:00:00Z",
                "code": code,
                "region": region,
                "talked": 300,
            }
            for number, (day, code, region) in enumerate(rows)
        ),
    )


def alerts(house):
    return house.published(
        "select reason_code, started_date, last_date, driver_label, is_open from marts.alert order by started_date, reason_code"
    )


@pytest.fixture(scope="module")
def stormy(tmp_path_factory):
    """A house after a night with a storm on one day in one region, to read alone."""
    house = House(tmp_path_factory.mktemp("stormy"))
    add_calls(house, storm=30)
    house.run()
    return house


def test_a_storm_in_one_region_is_one_alert_with_that_region_as_its_driver(stormy):
    assert alerts(stormy) == [("LATE", STORM, STORM, "in North", False)]


def test_consecutive_days_are_one_alert_and_it_is_open_while_it_lasts(house):
    add_calls(house, storm=25, storm_days=3)

    house.run(as_of=STORM + timedelta(days=2))

    assert [(start, last, is_open) for _, start, last, _, is_open in alerts(house)] == [
        (STORM, STORM + timedelta(days=2), True)
    ]


def test_quiet_months_raise_no_alert(house):
    add_calls(house)

    house.run()

    assert alerts(house) == []


def test_a_handful_of_contacts_is_never_an_alert_however_unlikely(house):
    add_calls(house, usual=0.05, storm=4)

    house.run()

    assert alerts(house) == []


def test_the_driver_says_how_much_of_the_excess_it_holds(stormy):
    ((excess, share, contacts),) = stormy.published(
        "select excess_count, share_of_excess, contact_count from marts.alert_driver where driver_rank = 1"
    )
    assert 25 <= excess <= 36 and share > 0.8 and contacts >= 30


def test_running_again_changes_no_score_no_alert_and_no_mart(house):
    add_calls(house, storm=30)
    house.run()
    before = {
        table: house.published(f"from marts.{table} order by all")
        for table in ("series_daily", "alert", "contact_daily")
    }

    house.run()

    assert {table: house.published(f"from marts.{table} order by all") for table in before} == before


@pytest.mark.slow
def test_a_night_at_a_time_gives_the_alerts_that_one_load_gives(house, tmp_path):
    add_calls(house, storm=30)
    house.run(as_of=STORM - timedelta(days=1))
    house.run(as_of=STORM)
    night_by_night = alerts(house)

    house.run()

    assert [(*alert[:4],) for alert in alerts(house)] == [(*alert[:4],) for alert in night_by_night]


def test_a_day_that_the_file_cuts_off_is_not_judged(house):
    add_calls(house)
    path = house.folder / "inbox" / "all.csv"
    last = FIRST + timedelta(days=DAYS - 1)
    kept = [line for line in path.read_text().splitlines() if f"{last}T" not in line or f"{last}T08" in line]
    path.write_text("\n".join(kept) + "\n")

    house.run()

    assert house.published("select as_of_date from marts.run") == [(last - timedelta(days=1),)]
    assert house.published(f"select count(*) from marts.series_daily where contact_date = '{last}'") == [(0,)]
