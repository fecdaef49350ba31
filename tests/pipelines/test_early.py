"""What is said of a day that is not whole yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

pytestmark = pytest.mark.slow

FIRST = date(2026, 1, 5)
DAYS = 60
TODAY = FIRST + timedelta(days=DAYS)
CODES = ("LATE", "LOST", "BILL")


def add_hours(house, *more, until=12):
    """Sixty days of three reasons, a few an hour from 8 to 20; today ends at `until`; `more`: (hour, code, count)."""
    draws = np.random.default_rng(3)
    rows = []
    for day in (FIRST + timedelta(days=number) for number in range(DAYS + 1)):
        for hour in range(8, until if day == TODAY else 20):
            rows += [(day, hour, code) for code in CODES for _ in range(draws.poisson(1.5))]
    rows += [(TODAY, hour, code) for hour, code, count in more for _ in range(count)]
    house.add_tickets(
        "all.csv",
        *(
            {
                "id": number,
                "started": f"{day}T{hour:02d}:{number % 60:02d}:00Z",
                "code": code,
                "region": "North",
                "talked": 60,
            }
            for number, (day, hour, code) in enumerate(rows)
        ),
    )


def warnings(house):
    return house.published("select subject_label, first_hour_at, contact_count from marts.early_warning")


def test_a_reason_that_leaps_this_morning_is_told_before_the_day_is_whole(house):
    add_hours(house, (9, "LATE", 15))

    house.run()

    ((label, hour, count),) = warnings(house)
    assert (label, hour) == ("LATE", datetime(TODAY.year, TODAY.month, TODAY.day, 9))
    assert count >= 15
    assert house.published("select as_of_date from marts.run") == [(TODAY - timedelta(days=1),)]
    assert house.published("select count(*) from marts.alert") == [(0,)], "a day that is not whole raises no alert"


def test_an_ordinary_morning_warns_of_nothing(house):
    add_hours(house)

    house.run()

    assert warnings(house) == []


def test_the_hour_that_is_still_being_filled_is_not_judged(house):
    add_hours(house, (11, "LATE", 15))

    house.run()

    assert warnings(house) == []


def test_when_everything_leaps_it_is_told_once(house):
    add_hours(house, *((10, code, 9) for code in CODES))

    house.run()

    assert [label for label, *_ in warnings(house)] == ["All contacts"]
