"""A run that never began is noticed; and on days when clocks change each night has one run, as Prefect keeps the schedule."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboards import schedules
from pipelines.overdue import due_before, say_overdue
from pipelines.settings import Schedule

CHANGES = [
    ("America/New_York", "2026-03-05", "2026-03-12"),
    ("America/New_York", "2026-10-29", "2026-11-05"),
    ("Europe/Madrid", "2026-03-26", "2026-04-02"),
    ("Europe/Madrid", "2026-10-22", "2026-10-29"),
    ("America/Santiago", "2026-09-03", "2026-09-10"),
]
TIMES = ["30 2 * * *", "0 2 * * *", "30 1 * * *", "0 3 * * *", "0 0 * * *"]


def kept_by_prefect(cron: str, timezone: str, first: datetime, last: datetime) -> list[datetime]:
    from prefect.server.schemas.schedules import CronSchedule

    return list(asyncio.run(CronSchedule(cron=cron, timezone=timezone).get_dates(start=first, end=last)))


@pytest.mark.parametrize(("timezone", "first", "last"), CHANGES)
@pytest.mark.parametrize("cron", TIMES)
def test_each_night_has_one_run_though_clocks_change(cron, timezone, first, last):
    zone = ZoneInfo(timezone)
    begin, end = (datetime.fromisoformat(day).replace(hour=12, tzinfo=zone) for day in (first, last))

    found = kept_by_prefect(cron, timezone, begin, end)

    nights = Counter((moment.astimezone(zone).replace(tzinfo=None) - timedelta(hours=12)).date() for moment in found)
    assert nights == {begin.date() + timedelta(days=ahead): 1 for ahead in range(7)}


@pytest.mark.parametrize(("timezone", "first", "last"), CHANGES)
@pytest.mark.parametrize("cron", TIMES)
def test_the_page_says_the_time_that_prefect_keeps(cron, timezone, first, last):
    zone = ZoneInfo(timezone)
    begin, end = (datetime.fromisoformat(day).replace(hour=12, tzinfo=zone) for day in (first, last))
    said, moment = [], begin

    while (after := schedules.following(Schedule(cron=cron, timezone=timezone), moment)) and after < end:
        said.append(after.astimezone(UTC))
        moment = after

    assert said == [each.astimezone(UTC) for each in kept_by_prefect(cron, timezone, begin, end)]


def test_a_run_is_due_at_the_newest_time_that_lies_six_hours_back():
    nightly = Schedule(cron="0 2 * * *", timezone="America/New_York")

    assert due_before(nightly, datetime(2026, 3, 4, 13, 1)) == datetime(2026, 3, 4, 7, 0)
    assert due_before(nightly, datetime(2026, 3, 4, 12, 59)) == datetime(2026, 3, 3, 7, 0)


def test_status_says_that_a_run_is_overdue_and_fails_only_when_it_is_asked_to(night, call):
    config = night.settings.config_path
    assert call("status", "--check", "--config", config)[0] == 0
    assert say_overdue(night.settings, datetime.now(UTC).replace(tzinfo=None)) == ""

    late = say_overdue(night.settings, datetime.now(UTC).replace(tzinfo=None) + timedelta(days=3))

    assert late.startswith("No run has published since ") and "voc run makes one now." in late


def test_nothing_is_overdue_before_the_first_run(house):
    assert say_overdue(house.settings, datetime(2030, 1, 1)) == ""
