"""Is what is counted anew from some day on the same as if all days had been counted?"""

import random
from datetime import date, datetime, timedelta

import pytest

from pipelines.counting import FIRST
from pipelines.warehouse import fetch_value
from tests.pipelines.kpi_tables import build, in_memory

FIRST_DAY = datetime(2026, 1, 1)
TABLES = (
    *("trends.contact_repeat", "trends.contact_kpi", "marts.contact_daily", "marts.performance_daily"),
    *("marts.contact_kpi", "marts.repeat_chain", "marts.agent_time_daily", "trends.series_count", "trends.series"),
)


@pytest.fixture
def warehouse():
    with in_memory() as connection:
        yield connection


def random_contact(rng, number, day):
    return {
        "contact_id": f"c{number:04}",
        "started_at": FIRST_DAY + timedelta(days=day, minutes=rng.randrange(1440)),
        "site_timezone": rng.choice(["America/New_York", "Asia/Tokyo"]),
        "customer_id": f"k{rng.randrange(30)}",
        "reason_code": rng.choice(["parcel", "refund", "unsure"]),
        "region_code": rng.choice(["north", "south"]),
        "carrier_code": rng.choice(["swift", "star"]),
        "agent_id": rng.choice(["17", "18"]),
        "talk_seconds": float(rng.randrange(600)),
        "direction_code": rng.choice(["inbound", "outbound"]),
    }


def random_states(rng, days):
    return [
        {
            "agent_id": agent_id,
            "state_code": rng.choice(["available", "on call", "lunch"]),
            "started_at": FIRST_DAY + timedelta(days=day, hours=hour),
            "ended_at": FIRST_DAY + timedelta(days=day, hours=hour + rng.choice([1, 3, 11])),
        }
        for agent_id in ("17", "18")
        for day in days
        for hour in (3, 9, 15, 21)
    ]


def contents(connection):
    return {
        table: connection.execute(f"select count(*), sum(hash(counted)::hugeint) from {table} as counted").fetchall()[0]
        for table in TABLES
    }


def changed(rng, contacts, states, how):
    """Contacts and states after something happened to them, and the last day then."""
    as_of, last = date(2026, 2, 20), len(contacts)
    if how == "a day more":
        more = [random_contact(rng, last + number, 51) for number in range(6)]
        return [*contacts, *more], [*states, *random_states(rng, [51])], as_of + timedelta(days=1)
    if how == "only a later last day":
        return contacts, states, as_of + timedelta(days=1)
    if how == "an earlier last day":
        return contacts, states, as_of - timedelta(days=3)
    if how == "late rows":
        more = [random_contact(rng, last + number, 40) for number in range(3)]
        cut = FIRST_DAY + timedelta(days=39, hours=15, minutes=30)
        late = {"agent_id": "17", "state_code": "lunch", "started_at": cut, "ended_at": cut + timedelta(hours=11)}
        return [*contacts, *more], [*states, late], as_of
    if how == "a contact taken away":
        return [row for row in contacts if row["contact_id"] != "c0230"], states[:-30], as_of
    if how == "another region":
        return (
            [row | {"region_code": "east"} if row["contact_id"] == "c0231" else row for row in contacts],
            states,
            as_of,
        )
    reread = [row | {"reason_code": "refund"} if row["contact_id"] == "c0231" else row for row in contacts]
    return (
        reread,
        [row | {"state_code": "lunch"} if at == len(states) - 9 else row for at, row in enumerate(states)],
        as_of,
    )


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    "how",
    [
        "a day more",
        "only a later last day",
        "an earlier last day",
        "late rows",
        "a contact taken away",
        "another reason",
        "another region",
    ],
)
def test_counting_some_days_anew_gives_what_counting_all_of_them_gives(warehouse, how, seed):
    rng = random.Random(seed)
    contacts = [random_contact(rng, number, number // 5) for number in range(255)]
    states = random_states(rng, range(51))
    build(warehouse, contacts, states, as_of=date(2026, 2, 20))
    before = contents(warehouse)

    then = changed(rng, contacts, states, how)
    build(warehouse, then[0], then[1], as_of=then[2])

    assert fetch_value(warehouse, "select getvariable('contacts_since')") > date(2026, 1, 15)  # some days alone
    with in_memory() as other:
        build(other, then[0], then[1], as_of=then[2])
        assert contents(warehouse) == contents(other)
    assert contents(warehouse) != before


def test_where_nothing_came_nothing_is_counted_and_another_setting_counts_everything(warehouse, house):
    rng = random.Random(0)
    contacts = [random_contact(rng, number, number // 5) for number in range(100)]
    build(warehouse, contacts)

    build(warehouse, contacts)
    assert fetch_value(warehouse, "select getvariable('contacts_since')") == date.max

    house.extra += "[service_level]\nthreshold_seconds = 30\n"
    build(warehouse, contacts, settings=house.settings)
    assert fetch_value(warehouse, "select getvariable('contacts_since')") == FIRST
