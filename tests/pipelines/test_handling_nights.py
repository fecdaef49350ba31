"""From transcripts to what a coach reads, night by night: scorecards, people's reviews, who to help with what, sessions."""

import csv
import io
from datetime import date, timedelta

import pytest

from pipelines.workspace import open_workspace
from tests.conftest import House
from tests.pipelines.handled import COLD, WARM

pytestmark = pytest.mark.slow

FIRST = date(2026, 3, 2)
CALLS = """
format = "csv"
record = "contact"
[fields]
contact_id = "id"
started_at = "started"
agent_id = "agent"
agent_label = "name"
team_label = "team"
disposition_code = "code"
customer_id = "customer"
csat_score = "csat"
talk_seconds = "talked"
hold_seconds = "held"
transfer_count = "transfers"
language_code = { constant = "en" }
channel_code = { constant = "voice" }
"""
TURNS = (
    'format = "csv"\nrecord = "turn"\n[fields]\ncontact_id = "id"\nturn_index = "n"\nspeaker = "who"\ntext = "text"\n'
)
APOLOGY = 2  # the place in WARM at which the agent says to be sorry


def without_warmth(turns: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("agent", "Which order number is it?") if place == APOLOGY else turn for place, turn in enumerate(turns)]


def call(number: int, agent: str, turns: list[tuple[str, str]], csat: int = 5) -> tuple[dict, list[dict]]:
    day = FIRST + timedelta(days=number % 28)
    contact = {
        "id": f"{agent}-{number}", "started": f"{day}T10:00:00Z", "agent": agent, "name": agent.title(), "team": "North",
        "code": "late", "customer": f"{agent}{number}", "csat": csat, "talked": 300, "held": 0, "transfers": 0,
    }  # fmt: skip
    said = [
        {"id": contact["id"], "n": place, "who": speaker, "text": text} for place, (speaker, text) in enumerate(turns)
    ]
    return contact, said


def write(rows: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def deliver(house: House, calls: list[tuple[dict, list[dict]]]) -> None:
    house.add_file("calls.toml", CALLS)
    house.add_file("turns.toml", TURNS)
    house.add_source("calls", "calls.csv", "calls.toml", id_prefix="x", timezone="UTC")
    house.add_source("turns", "turns.csv", "turns.toml", id_prefix="x", timezone="UTC")
    house.add_file("calls.csv", write([contact for contact, _ in calls]))
    house.add_file("turns.csv", write([turn for _, said in calls for turn in said]))


@pytest.fixture(scope="module")
def centre(tmp_path_factory) -> House:
    """Four agents of a hundred calls each: three say that they are sorry, bob never does."""
    house = House(tmp_path_factory.mktemp("handled"))
    calls = [call(number, agent, WARM) for agent in ("ana", "cleo", "dan") for number in range(100)]
    calls += [call(number, "bob", without_warmth(WARM), csat=3) for number in range(100)]
    calls += [call(100, "ana", COLD, csat=1)]
    deliver(house, calls)
    house.run()
    return house


def test_each_contact_has_its_score_its_verdicts_and_its_course_on_the_screens(centre):
    scored, criteria = centre.published(
        "select count(qa_score), (select count(*) from marts.criterion) from marts.contact"
    )[0]
    verdicts = centre.published("select count(*) from marts.contact_criterion")[0][0]
    felt = centre.published("select count(*) from marts.turn where sentiment is not null and speaker = 'customer'")[0][
        0
    ]

    assert scored == 401 and verdicts == 401 * criteria
    assert felt == centre.published("select count(*) from marts.turn where speaker = 'customer'")[0][0]
    assert centre.published("select count(*) from marts.turn where sentiment is not null and speaker = 'agent'") == [
        (0,)
    ]


def test_verdicts_by_day_and_agent_add_up_to_those_of_the_contacts(centre):
    by_day = centre.published(
        "select criterion_code, sum(met_count), sum(not_met_count), sum(not_applicable_count)"
        " from marts.quality_daily group by all order by all"
    )
    by_contact = centre.published(
        "select criterion_code, count(*) filter (verdict = 'met'), count(*) filter (verdict = 'not_met'),"
        " count(*) filter (verdict = 'not_applicable') from marts.contact_criterion group by all order by all"
    )

    assert by_day == by_contact and by_day


def test_the_agent_who_never_says_sorry_is_to_work_on_empathy_and_no_other_agent_is(centre):
    focus = centre.published("select agent_label, criterion_code from marts.coaching_focus where focus_rank = 1")

    assert focus == [("Bob", "empathy")]


def test_a_coach_gets_turns_of_the_agent_and_of_a_colleague_who_does_it(centre):
    examples = centre.published(
        "select kind_code, example_agent_label, text from marts.coaching_example where criterion_code = 'empathy'"
    )

    assert ("colleague", WARM[APOLOGY][1]) in {(kind, text) for kind, _, text in examples}
    assert all(name == "Bob" for kind, name, _ in examples if kind != "colleague")
    assert all(name != "Bob" for kind, name, _ in examples if kind == "colleague")


def test_agents_and_teams_stand_side_by_side_with_what_they_reached(centre):
    units = centre.published("select unit_kind, unit_label, team_label, contact_count from marts.unit order by all")
    measured = dict(
        centre.published(
            "select unit_code, n from marts.unit_measure where unit_kind = 'agent' and measure_code = 'csat'"
        )
    )

    assert units == [
        ("agent", "Ana", "North", 101),
        ("agent", "Bob", "North", 100),
        ("agent", "Cleo", "North", 100),
        ("agent", "Dan", "North", 100),
        ("team", "North", "North", 401),
    ]
    assert measured == {"ana": 101, "bob": 100, "cleo": 100, "dan": 100}


def test_what_a_person_says_of_a_criterion_is_shown_beside_the_machines_and_counts(centre):
    before = centre.published("select qa_score from marts.contact where contact_id = 'x:ana-1'")[0][0]
    with open_workspace(centre.settings) as workspace:
        workspace.add_quality_review("x:ana-1", "greeting", "not_met", "Kim")

    centre.run()

    assert centre.published(
        "select verdict, machine_verdict, reviewed_by from marts.contact_criterion"
        " where contact_id = 'x:ana-1' and criterion_code = 'greeting'"
    ) == [("not_met", "met", "Kim")]
    assert centre.published("select qa_score from marts.contact where contact_id = 'x:ana-1'")[0][0] < before
    assert centre.published("select review_count from marts.criterion where criterion_code = 'greeting'") == [(1,)]
    assert centre.published(
        "select count(*) from marts.quality_to_review where contact_id = 'x:ana-1' and criterion_code = 'greeting'"
    ) == [(0,)]


def test_a_session_shows_how_often_the_behaviour_was_met_before_and_after_it(centre):
    with open_workspace(centre.settings) as workspace:
        workspace.add_coaching_session("bob", FIRST + timedelta(days=14), ["empathy"], "Listened to two calls", "Kim")

    centre.run()

    ((agent, before_n, before_rate, after_n, after_rate, verdict),) = centre.published(
        "select agent_id, before_n, before_rate, after_n, after_rate, verdict_code from marts.coaching_session"
    )
    assert (agent, before_rate, after_rate, verdict) == ("bob", 0, 0, "no_detectable_change")
    assert before_n + after_n == 100 - len([n for n in range(100) if n % 28 == 14])


def test_a_criterion_on_which_people_disagree_with_the_machine_is_nothing_to_coach_by(centre):
    said = [f"x:bob-{number}" for number in range(60)]
    with open_workspace(centre.settings) as workspace:
        for contact_id in said:
            workspace.add_quality_review(contact_id, "empathy", "met", "Kim")

    centre.run()

    assert centre.published("select is_trusted from marts.criterion where criterion_code = 'empathy'") == [(False,)]
    assert centre.published("select count(*) from marts.coaching_focus where criterion_code = 'empathy'") == [(0,)]


@pytest.mark.parametrize(
    "calls",
    [
        [call(1, "ana", WARM)],
        [call(number, "ana", WARM) for number in range(30)],
        [call(number, "ana", [turn for turn in WARM if turn[0] == "agent"]) for number in range(5)],
        [call(number, "ana", [turn for turn in WARM if turn[0] == "customer"]) for number in range(5)],
    ],
    ids=["one contact", "one agent", "no turns of customers", "no turns of agents"],
)
def test_where_nothing_can_be_compared_the_night_goes_on_and_says_nothing(house, calls):
    deliver(house, calls)

    house.run()

    assert house.published("select count(*) from marts.contact") == [(len(calls),)]
    for table in ("coaching_focus", "coaching_example", "coaching_session"):
        assert house.published(f"select count(*) from marts.{table}") == [(0,)]
    assert house.published("select count(*) from marts.unit_measure where stands_out") == [(0,)]
