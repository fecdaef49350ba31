"""What came with voc judges until the centre's own surveys and reviews teach something new; a new model is fitted rarely."""

import pytest

from pipelines.handling.judges import JudgeSettings
from pipelines.handling.reviews import weigh_reviews
from pipelines.warehouse import open_warehouse
from tests.pipelines.handled import COLD, WARM, add, judges_of, make_core, night, reviews, shipped_rubric

pytestmark = pytest.mark.slow

FEW = JudgeSettings(fewest_answers=320, fewest_reviews=40)
OWN_WORDS = {1: ["that is totally zorbed", "what a flumbered mess"], 5: ["that is quite plim", "you are a wendle"]}
THINGS = ["parcel", "lamp", "invoice", "chair"]


@pytest.fixture
def warehouse(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        make_core(connection)
        connection.execute("set variable as_of = date '2026-03-31'")
        yield connection


def answer(warehouse, first: int, count: int) -> None:
    """Contacts of happy and unhappy customers by turns, who answered the survey and have words of their own for it."""
    for number in range(first, first + count):
        score = 5 if number % 2 else 1
        turns = [
            ("agent", "Hello, how can I help you?"),
            ("customer", f"It is about my {THINGS[number // 2 % 4]}."),
            ("agent", "I will look at it."),
            ("customer", OWN_WORDS[score][number // 8 % 2]),
        ]
        add(warehouse, f"c{number:04d}", turns, csat_score=score, customer_id=f"k{number}")


def versions(warehouse, tmp_path, said=None) -> tuple[str, str]:
    judges = judges_of(warehouse, tmp_path / "models", shipped_rubric(), said, FEW)
    return judges.quality_version, judges.sentiment_version


def is_shipped(version: str) -> bool:
    return version.endswith("-shipped")


def test_with_few_surveys_and_reviews_what_came_with_voc_judges(warehouse, tmp_path):
    answer(warehouse, 0, 10)

    judges = judges_of(warehouse, tmp_path / "models", shipped_rubric(), None, FEW)

    assert judges.criterion_model is None and judges.sentiment_model is None
    assert is_shipped(judges.quality_version) and is_shipped(judges.sentiment_version)


def test_a_model_that_learned_feels_history_again_leaves_the_scorecards_and_stays_until_surveys_grew_by_half(
    warehouse, tmp_path
):
    answer(warehouse, 0, 310)
    night(warehouse, tmp_path / "models", shipped_rubric(), None, FEW)
    scorecards = warehouse.execute("from findings.contact_quality order by all").fetchall()

    answer(warehouse, 310, 10)

    assert night(warehouse, tmp_path / "models", shipped_rubric(), None, FEW) == 320
    ((first,),) = warehouse.execute("select distinct sentiment_version from findings.contact_feeling").fetchall()
    assert not is_shipped(first)
    assert set(scorecards) <= set(warehouse.execute("from findings.contact_quality").fetchall())
    bad, good = warehouse.execute(
        "select avg(sentiment) filter (csat_score = 1), avg(sentiment) filter (csat_score = 5)"
        " from findings.turn_sentiment join core.contact using (contact_id) where turn_index = 3"
    ).fetchall()[0]
    assert bad < 0 < good

    answer(warehouse, 320, 80)
    _, second = versions(warehouse, tmp_path)
    answer(warehouse, 400, 80)
    _, third = versions(warehouse, tmp_path)

    assert second == first
    assert third not in (first, "") and not is_shipped(third)


def test_surveys_that_teach_nothing_leave_what_came_with_voc_in_force_and_are_not_tried_every_night(
    warehouse, tmp_path, monkeypatch
):
    for number in range(320):
        add(warehouse, f"c{number:04d}", WARM, csat_score=5, customer_id=f"k{number}")
    assert is_shipped(versions(warehouse, tmp_path)[1])

    monkeypatch.setattr("pipelines.handling.judges.SentimentModel", lambda: pytest.fail("it was fitted again"))

    assert is_shipped(versions(warehouse, tmp_path)[1])


def contradict(warehouse, count: int = 200) -> list[tuple[str, str, str]]:
    """Reviews of people who call a greeting what the rules do not, and the contrary; with their contacts."""
    for number in range(count):
        add(warehouse, f"c{number:04d}", WARM if number % 2 else COLD)
    return [(f"c{number:04d}", "greeting", "not_met" if number % 2 else "met") for number in range(count)]


def test_a_model_whose_file_is_gone_is_made_again_and_is_the_same(warehouse, tmp_path):
    said = reviews(*contradict(warehouse))
    before = versions(warehouse, tmp_path, said)
    (file,) = (tmp_path / "models").glob("quality-*.skops")
    file.unlink()

    assert versions(warehouse, tmp_path, said) == before
    assert file.exists()


def test_enough_reviews_teach_the_criteria_and_those_of_other_rubrics_do_not_count(warehouse, tmp_path):
    said = contradict(warehouse)
    elsewhere = [(contact_id, "no_such_criterion", verdict) for contact_id, _, verdict in said]

    assert is_shipped(versions(warehouse, tmp_path, reviews(*elsewhere))[0])
    assert not is_shipped(versions(warehouse, tmp_path, reviews(*said))[0])


def test_what_people_taught_judges_and_contacts_that_it_learned_from_do_not_say_how_far_they_agree(warehouse, tmp_path):
    said = reviews(*contradict(warehouse))

    assert night(warehouse, tmp_path / "models", shipped_rubric(), said, FEW) == 200
    weigh_reviews(warehouse)

    ((count, agreement),) = warehouse.execute(
        "select review_count, agreement from findings.criterion_agreement where criterion_code = 'greeting'"
    ).fetchall()
    assert 60 < count < 140 and agreement > 0.9
    assert night(warehouse, tmp_path / "models", shipped_rubric(), said, FEW) == 0


def test_where_nothing_was_learned_every_review_says_how_far_people_and_machine_agree(warehouse, tmp_path):
    said = contradict(warehouse, 30)

    night(warehouse, tmp_path / "models", shipped_rubric(), reviews(*said), FEW)
    weigh_reviews(warehouse)

    assert warehouse.execute(
        "select review_count, agreement, is_trusted from findings.criterion_agreement"
    ).fetchall() == [(30, 0, False)]
