"""Is the time of agents what their states say, however they overlap, and whatever the clocks do?"""

from datetime import date, datetime

import pytest

from pipelines.agent_states import note_unknown_states
from pipelines.settings import SettingsError
from tests.pipelines.kpi_tables import build, in_memory, kpi


@pytest.fixture
def warehouse():
    with in_memory() as connection:
        yield connection


def state(code, started, ended=None, agent_id="17"):
    return {
        "agent_id": agent_id,
        "state_code": code,
        "started_at": datetime.fromisoformat(started),
        "ended_at": datetime.fromisoformat(ended) if ended else None,
    }


def seat(zone="UTC"):
    """The one contact that tells where the agent sits."""
    return [
        {
            "contact_id": "c1",
            "agent_id": "17",
            "team_label": "A",
            "started_at": datetime(2026, 3, 2, 9),
            "site_timezone": zone,
        }
    ]


def hours(warehouse):
    """Hours on contacts, idle and away, by day."""
    seconds = "on_contact_seconds / 3600, idle_seconds / 3600, away_seconds / 3600"
    rows = warehouse.execute(f"select contact_date, {seconds} from marts.agent_time_daily order by 1").fetchall()
    return {day.isoformat(): tuple(figures) for day, *figures in rows}


def test_occupancy_is_time_on_contacts_of_time_on_contacts_and_idle(warehouse):
    day = [
        state("Available", "2026-03-02 09:00", "2026-03-02 10:00"),
        state("On Call", "2026-03-02 10:00", "2026-03-02 13:00"),
        state("Lunch", "2026-03-02 13:00", "2026-03-02 14:00"),
    ]

    build(warehouse, seat(), states=day)

    assert hours(warehouse) == {"2026-03-02": (3, 1, 1)}
    assert kpi(warehouse, "occupancy") == 0.75


def test_where_no_source_delivers_states_there_is_no_occupancy(warehouse):
    build(warehouse, seat())

    assert kpi(warehouse, "occupancy") is None


def test_a_state_ends_where_the_next_begins(warehouse):
    day = [
        state("Available", "2026-03-02 09:00", "2026-03-02 12:00"),
        state("On Call", "2026-03-02 10:00", "2026-03-02 11:00"),
    ]

    build(warehouse, seat(), states=day)

    assert hours(warehouse) == {"2026-03-02": (1, 1, 0)}


def test_a_shift_over_midnight_belongs_to_the_two_days_of_the_site(warehouse):
    night = [state("Available", "2026-03-03 03:00", "2026-03-03 08:00")]  # from 22:00 in New York

    build(warehouse, seat("America/New_York"), states=night)

    assert hours(warehouse) == {"2026-03-02": (0, 2, 0), "2026-03-03": (0, 3, 0)}


@pytest.mark.parametrize(
    ("night", "lasted"),
    [
        (
            ("2026-03-08 03:00", "2026-03-08 12:00"),
            {"2026-03-07": 2, "2026-03-08": 7},
        ),  # 2:00 is 3:00: 8:00 on the clock
        (
            ("2026-11-01 02:00", "2026-11-01 12:00"),
            {"2026-10-31": 2, "2026-11-01": 8},
        ),  # 2:00 is 1:00: 7:00 on the clock
    ],
)
def test_an_hour_that_clocks_leave_out_or_repeat_is_neither_lost_nor_made(warehouse, night, lasted):
    build(warehouse, seat("America/New_York"), states=[state("Available", *night)], as_of=date(2026, 12, 31))

    assert {day: idle for day, (_, idle, _) in hours(warehouse).items()} == lasted


def test_a_forgotten_log_out_is_no_part_of_a_shift(warehouse):
    days = [
        state("On Call", "2026-03-02 16:00", "2026-03-02 17:00"),
        state("Available", "2026-03-02 17:00", "2026-03-03 09:00"),  # sixteen hours
        state("Logged Out", "2026-03-03 17:00", "2026-03-03 20:00"),
    ]

    build(warehouse, seat(), states=days)

    assert hours(warehouse) == {"2026-03-02": (1, 0, 0)}


def test_a_state_without_an_end_lasts_to_the_next_of_the_same_shift(warehouse):
    days = [
        state("Available", "2026-03-02 09:00"),
        state("On Call", "2026-03-02 10:00"),
        state("Available", "2026-03-03 09:00"),
    ]

    build(warehouse, seat(), states=days)

    assert hours(warehouse) == {"2026-03-02": (0, 1, 0)}  # when the call ended nobody knows


def test_a_code_that_no_list_names_counts_as_away_and_is_told_once(warehouse):
    build(warehouse, seat(), states=[state("Stretching", "2026-03-02 09:00", "2026-03-02 10:00")])

    note_unknown_states(warehouse, "r1")
    note_unknown_states(warehouse, "r2")

    assert hours(warehouse) == {"2026-03-02": (0, 0, 1)}
    assert warehouse.execute("select run_id, source_code, note from ops.file_note").fetchall() == [
        ("r1", "states", 'state "stretching" is in no list of agent_states.toml: it counts as away')
    ]


@pytest.mark.parametrize("code", ["ACW", "after-call work", "After Call Work", "On_Call", "EN LLAMADA"])
def test_the_same_state_is_known_however_it_is_written(warehouse, code):
    build(warehouse, seat(), states=[state(code, "2026-03-02 09:00", "2026-03-02 10:00")])

    assert kpi(warehouse, "occupancy") == 1


def test_a_code_in_two_lists_is_refused(warehouse, house):
    house.extra = house.extra.replace('from = "dispositions"', 'from = "words"')
    house.add_file("words/agent_states.toml", 'on_contact = ["busy"]\naway = ["Busy"]\n')

    with pytest.raises(SettingsError, match='"Busy" stands under on_contact and away'):
        build(warehouse, seat(), settings=house.settings)
