"""Is every KPI what a slow count in plain Python says, at every grain, on random contacts and states?"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from tests.pipelines.kpi_reference import agent_minutes, kpi_values, local
from tests.pipelines.kpi_tables import build, in_memory

ZONES = {"East": "America/New_York", "North": "America/Monterrey"}
SPRING, AUTUMN = datetime(2026, 3, 8), datetime(2026, 11, 1)  # the clocks of New York change
GRAINS = {
    "all": [],
    "day": ["contact_date"],
    "agent": ["agent_id"],
    "team and queue": ["team_label", "queue_label"],
    "hours and site": ["hours_code", "site_code"],
    "channel and language": ["channel_code", "language_code"],
}
CLASSES = {"Available": "idle", "On-Call": "on_contact", "LUNCH": "away", "Logged Out": "off"}  # "Stretching": unknown


@pytest.fixture
def warehouse():
    with in_memory() as connection:
        yield connection


def maybe(rng, value, null_share=0.15):
    return None if rng.random() < null_share else value


def random_contact(rng, number, middle):
    """A contact near a day on which clocks change: half of them at the edge of a day, or of a week after another."""
    site = rng.choice(list(ZONES))
    started = middle + timedelta(minutes=rng.randrange(-14 * 1440, 14 * 1440))
    if rng.random() < 0.5:
        started = middle + timedelta(
            days=rng.randrange(-14, 14), hours=rng.choice([4, 5, 6]), seconds=rng.choice([-1, 0, 1])
        )
    is_scored, is_felt = rng.random() < 0.7, rng.random() < 0.6
    there = local(started, ZONES[site])
    return {
        "contact_id": f"c{number:04}",
        "started_at": started,
        "site_timezone": ZONES[site],
        "site_code": site,
        "contact_date": there.date(),
        "hours_code": "business" if there.isoweekday() <= 5 and 9 <= there.hour < 18 else "outside",
        "reason_code": rng.choice(["parcel", "refund", "unsure"]),
        "channel_code": rng.choice(["voice", "chat"]),
        "language_code": rng.choice(["en", "es"]),
        "queue_label": maybe(rng, rng.choice(["Q1", "Q2"])),
        "team_label": maybe(rng, rng.choice(["A", "B"])),
        "agent_id": maybe(rng, rng.choice(["17", "18", "19"])),
        "customer_id": maybe(rng, f"k{rng.randrange(12)}"),
        "direction_code": maybe(rng, rng.choice(["inbound", "inbound", "outbound"])),
        "previous_contact_id": rng.choice([None, None, None, "c0000"]),
        "queue_seconds": maybe(rng, rng.choice([0.0, 4.0, 5.0, 19.0, 20.0, 20.5, 90.0])),
        "talk_seconds": maybe(rng, float(rng.randrange(0, 600))),
        "hold_seconds": maybe(rng, rng.choice([0.0, 0.0, 30.0, 95.0])),
        "wrap_seconds": maybe(rng, float(rng.randrange(0, 90))),
        "handle_seconds": maybe(rng, float(rng.randrange(0, 900))),
        "is_abandoned": rng.choice([None, False, False, True]),
        "is_callback": rng.choice([None, False, False, True]),
        "transfer_count": maybe(rng, rng.choice([0, 0, 1, 2])),
        "csat_score": maybe(rng, float(rng.randrange(1, 6)), 0.6),
        "nps_score": maybe(rng, float(rng.randrange(0, 11)), 0.6),
        "is_survey_sent": rng.choice([None, True, False]),
        "qa_score": rng.choice([0.0, 55.5, 80.0, 100.0]) if is_scored else None,
        "is_auto_failed": rng.random() < 0.1 if is_scored else None,
        "start_sentiment": rng.choice([-0.8, -0.3, 0.0, 0.6]) if is_felt else None,
        "low_sentiment": rng.choice([-0.9, -0.6, -0.59]) if is_felt else None,
        "end_sentiment": rng.choice([-0.5, 0.0, 0.6]) if is_felt else None,
        "is_turned_around": rng.random() < 0.4 if is_felt else None,
        "is_escalated": rng.random() < 0.3 if is_felt else None,
        "has_churn_risk": maybe(rng, rng.random() < 0.2),
        "effort": maybe(rng, round(rng.random(), 2)),
    }


def told(row):
    """The contact as core derives its handle time."""
    parts = None if row["talk_seconds"] is None else sum(row[f"{n}_seconds"] or 0 for n in ("talk", "hold", "wrap"))
    return row | {"handle_seconds": parts if row["handle_seconds"] is None else row["handle_seconds"]}


def published(connection, table, by):
    """Each KPI of a mart, by the values of the grain's columns: the formula that the published definition carries."""
    kpis = connection.execute(
        "select kpi_code, numerator, coalesce(denominator, 'null') from marts.kpi where table_code = 'contact'"
    ).fetchall()
    columns = "".join(f"{name}, " for name in by)
    values = {}
    for code, numerator, denominator in kpis:
        rows = connection.execute(
            f"select {columns} sum({numerator})::double, sum({denominator})::double from {table}"
            f" {f'group by {columns}'.rstrip(', ') if by else ''}"
        ).fetchall()
        for *key, top, bottom in rows:
            values[code, *key] = top if denominator == "null" else top / bottom if bottom else None
    return values


@pytest.mark.parametrize("seed", range(5))
def test_every_kpi_is_what_a_count_contact_by_contact_says_at_every_grain(warehouse, seed):
    rng = random.Random(seed)
    middle = rng.choice([SPRING, AUTUMN])
    contacts = [random_contact(rng, number, middle) for number in range(250)]
    as_of = (middle + timedelta(days=10)).date()

    build(warehouse, contacts, as_of=as_of)

    rows = [
        {name: "unknown" if name in ("queue_label", "team_label", "agent_id") and value is None else value
         for name, value in told(row).items()}
        for row in contacts
        if row["contact_date"] <= as_of
    ]  # fmt: skip
    for by in GRAINS.values():
        expected = {}
        for key in {tuple(row[name] for name in by) for row in rows}:
            members = [row for row in rows if tuple(row[name] for name in by) == key]
            for code, value in kpi_values(members, rows, as_of).items():
                expected[code, *key] = None if value is None else pytest.approx(value)
        assert published(warehouse, "marts.performance_daily", by) == expected
        assert published(warehouse, "marts.contact_kpi", by) == expected
    reasons = ["contact_date", "reason_code", "channel_code"]
    assert published(warehouse, "marts.contact_daily", reasons) == {
        (code, *key): None if value is None else pytest.approx(value)
        for key in {tuple(row[name] for name in reasons) for row in rows}
        for code, value in kpi_values(
            [row for row in rows if tuple(row[name] for name in reasons) == key], rows, as_of
        ).items()
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_time_of_agents_is_what_a_count_minute_by_minute_says(warehouse, seed):
    rng = random.Random(seed)
    middle = rng.choice([SPRING, AUTUMN])
    zones = {"17": "America/New_York", "18": "America/Monterrey", "19": "Europe/Madrid"}
    states = {}
    for _ in range(90):
        started = middle + timedelta(minutes=rng.randrange(-2 * 1440, 2 * 1440))
        lasted = timedelta(minutes=rng.choice([0, 5, 30, 200, 480, 720, 900]))
        agent_id = rng.choice(list(zones))
        states[agent_id, started] = {
            "agent_id": agent_id,
            "state_code": rng.choice([*CLASSES, "Stretching"]),
            "started_at": started,
            "ended_at": maybe(rng, started + lasted),
        }
    contacts = [
        {
            "contact_id": agent_id,
            "agent_id": agent_id,
            "started_at": middle,
            "site_timezone": zone,
            "reason_code": "parcel",
        }
        for agent_id, zone in zones.items()
    ]

    build(warehouse, contacts, states=list(states.values()), as_of=date(2026, 12, 31))

    expected = agent_minutes(list(states.values()), zones, CLASSES)
    found = warehouse.execute(
        "select agent_id, contact_date, on_contact_seconds, idle_seconds, away_seconds from marts.agent_time_daily"
    ).fetchall()
    counted = {
        (agent_id, day): {"on_contact": on / 60, "idle": idle / 60, "away": away / 60}
        for agent_id, day, on, idle, away in found
    }
    assert counted == {key: {"on_contact": 0, "idle": 0, "away": 0} | minutes for key, minutes in expected.items()}
