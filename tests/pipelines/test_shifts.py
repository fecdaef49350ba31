"""What a night tells of drops, slow changes and sources that fell silent; and that a day without data is neither."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.conftest import House

pytestmark = pytest.mark.slow

FIRST = date(2026, 1, 5)
DAYS = 140
SOURCES = {"phone": 24.0, "chat": 24.0}
RISE, SILENT, GONE = 85, 60, 133  # days


def usual_of(code: str, source: str, day: int) -> float:
    """Two sources of the same four reasons; one reason rises by 60 % over six weeks."""
    if source == "chat" and (SILENT <= day < SILENT + 2 or day >= GONE):
        return 0.0
    lift = 1 + 0.6 * min(1.0, max(0, day - RISE + 1) / 42) if code == "LATE" else 1.0
    is_empty = code == "BILL" and day == 90
    return 0.0 if is_empty else SOURCES[source] * lift


def fill(house: House, sources: tuple[str, ...] = ("phone", "chat")) -> None:
    draws = np.random.default_rng(3)
    for source in sources:
        rows = [
            {
                "id": f"{source}{day}{code}{n}",
                "started": f"{FIRST + timedelta(days=day)}T{8 + n % 12:02d}:00:00Z",
                "code": code,
            }
            for day in range(DAYS)
            for code in ("LATE", "LOST", "BILL", "SIZE")
            for n in range(draws.poisson(usual_of(code, source, day)))
        ]
        house.add_tickets("none.csv")  # writes the mapping
        house.add_source(source, f"{source}/*.csv", "tickets.toml", timezone="UTC")
        house.add_file(f"{source}/all.csv", house.add_tickets("all.csv", *rows).read_text())
    for name in ("none.csv", "all.csv"):
        (house.folder / "inbox" / name).unlink()
    del house.sources["tickets"]


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("changed"))
    fill(house)
    house.run()
    return house


def test_a_reason_that_falls_silent_for_a_day_is_a_drop(changed):
    rows = changed.published(
        "select subject_label, started_date, last_date, is_open, now_per_day, chance_one_in > 1000"
        " from marts.series_change where kind_code = 'drop'"
    )

    assert rows == [("BILL", on(90), on(90), False, 0.0, True)]


def test_a_slow_rise_is_told_once_and_with_its_numbers(changed):
    rows = changed.published(
        "select subject_label, where_label, state_code, round(before_per_day, -1), round(now_per_day, -1), chance_one_in > 100"
        " from marts.series_change where kind_code = 'slow_rise'"
    )

    assert rows == [("LATE", "", "open", 50.0, 70.0, True)]


def test_nothing_falls_because_a_source_is_silent(changed):
    fallen = changed.published("select started_date from marts.series_change where kind_code <> 'slow_rise'")

    assert fallen == [(on(90),)]


def test_a_source_that_stops_is_told_with_what_it_usually_has(changed):
    spells = changed.published(
        "select source_code, since_date, last_date, is_open, round(expected_per_day / 10)"
        " from marts.silent_source order by since_date"
    )

    assert spells == [
        ("chat", on(SILENT), on(SILENT + 1), False, 10.0),
        ("chat", on(GONE), on(DAYS - 1), True, 10.0),
    ]


def test_days_on_which_a_source_is_silent_are_partial(changed):
    days = changed.rows("select distinct contact_date from trends.series_daily where is_partial order by all")

    assert [day for (day,) in days] == [on(SILENT), on(SILENT + 1), *(on(day) for day in range(GONE, DAYS))]


def test_the_same_changes_are_told_on_a_later_day(changed):
    told = changed.published("select change_id, kind_code, started_date from marts.series_change order by all")

    changed.run()

    assert changed.published("select change_id, kind_code, started_date from marts.series_change order by all") == told
