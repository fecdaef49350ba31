"""What busy days go with: from agents' states and contacts to what is published."""

from datetime import date, datetime, timedelta

import pytest

from pipelines.handling.associating import associate_loads
from pipelines.warehouse import build_schema
from tests.pipelines.kpi_tables import build, in_memory

FIRST = datetime(2026, 2, 16, 9)
AGENTS = [f"a{number}" for number in range(6)]
DAYS = range(30)


@pytest.fixture
def warehouse():
    with in_memory() as connection:
        yield connection


def busy_share(agent: int, day: int) -> float:
    """Each agent's occupancy goes up and down by day, each in an order of their own."""
    return 0.5 + 0.1 * ((day * (agent + 2)) % 5)


def contacts_of(agent: int, day: int) -> list[dict]:
    """Two a day, which take 20 seconds longer for every ten points more occupancy, and some seconds of chance."""
    talked = 300 + 200 * busy_share(agent, day)
    return [
        {
            "contact_id": f"{agent}-{day}-{place}",
            "agent_id": AGENTS[agent],
            "started_at": FIRST + timedelta(days=day, minutes=place),
            "talk_seconds": talked + (agent * 7 + day * 5 + place) % 11,
            "handle_seconds": talked + (agent * 7 + day * 5 + place) % 11,
            "channel_code": "voice",
        }
        for place in range(2)
    ]


def states_of(agent: int, day: int) -> list[dict]:
    start, middle = FIRST + timedelta(days=day), FIRST + timedelta(days=day, hours=8 * busy_share(agent, day))
    begins = {"agent_id": AGENTS[agent], "state_code": "On Call", "started_at": start, "ended_at": middle}
    return [begins, begins | {"state_code": "Available", "started_at": middle, "ended_at": start + timedelta(hours=8)}]


def found(warehouse) -> dict[tuple[str, str], tuple]:
    associate_loads(warehouse)
    build_schema(warehouse, "marts", only=["load_association"])
    rows = warehouse.execute(
        "select load_code, outcome_code, n, effect, low, high, q_value from marts.load_association"
    )
    return {row[:2]: row[2:] for row in rows.fetchall()}


def test_ten_points_more_occupancy_go_with_contacts_that_take_longer_by_what_they_did(warehouse):
    places = [(agent, day) for agent in range(len(AGENTS)) for day in DAYS]
    build(
        warehouse,
        [contact for place in places for contact in contacts_of(*place)],
        [state for place in places for state in states_of(*place)],
        as_of=date(2026, 3, 31),
    )

    n, effect, low, high, q_value = found(warehouse)[("occupancy", "handle_time")]

    assert n == len(AGENTS) * len(DAYS)
    assert low < 20 < high and effect == pytest.approx(20, abs=2)
    assert q_value < 0.001


@pytest.mark.parametrize(("as_of", "has_states"), [(date(2026, 6, 30), True), (date(2026, 3, 31), False)])
def test_contacts_before_the_last_eight_weeks_and_agents_without_states_say_nothing(warehouse, as_of, has_states):
    places = [(agent, day) for agent in range(len(AGENTS)) for day in DAYS]
    contacts = [contact for place in places for contact in contacts_of(*place)]
    states = [state for place in places for state in states_of(*place)] if has_states else ()

    build(warehouse, contacts, states, as_of=as_of)

    assert found(warehouse) == {}
