"""What is said for the first time by several people is a theme; nothing else is."""

import numpy as np
import pytest

from vocmodels.embedding import embed
from vocmodels.glossing import in_english
from vocmodels.newcomers import find_newcomers

MEANINGS, DIMENSIONS = 40, 48
PAST_DAYS = 80
GATE = [
    "the gate at the parking garage will not open with my badge",
    "my badge no longer opens the parking gate",
    "parking gate stays shut when I hold the badge to it",
    "the badge reader at the parking gate ignores me",
    "cannot get into the parking garage, the badge does not open the gate",
]
USUAL = [
    "where is my order", "I want my money back", "the lamp arrived broken", "how do I change my password",
    "please cancel the delivery", "the invoice shows the wrong amount", "my card was charged twice",
    "the shoes are too small", "is the sofa in stock", "the courier never came",
]  # fmt: skip
GREETINGS = ["hello,", "good morning,", "I have a question:", "can you help,"]


def said(meanings: list[int], seed: int, spread: float = 0.5) -> np.ndarray:
    """A vector of unit length for each text of a meaning: texts of one meaning lie near each other, no two alike."""
    middles = np.random.default_rng(99).normal(size=(MEANINGS + 2, DIMENSIONS))
    points = middles[meanings] + spread * np.random.default_rng(seed).normal(size=(len(meanings), DIMENSIONS))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


def usual(count: int) -> list[int]:
    return [number % MEANINGS for number in range(count)]


PAST = said(usual(3_000), seed=1)


def found(
    meanings: list[int],
    days_ago: list[float] | None = None,
    said_by: list | None = None,
    past: np.ndarray = PAST,
    past_worth: float = 1.0,
) -> list[int]:
    """The themes of texts of these meanings, after 500 usual texts of the last fortnight."""
    points = np.concatenate([said(usual(500), seed=2), said(meanings, seed=3)])
    ages = [number % 14 for number in range(500)] + (days_ago or [1] * len(meanings))
    people = [*range(500), *(said_by or [f"new {number}" for number in range(len(meanings))])]
    return find_newcomers(points, past, past_worth, ages, PAST_DAYS, people).tolist()


def test_what_several_people_say_for_the_first_time_is_a_theme_and_the_usual_is_none():
    assert found([-1] * 6) == [-1] * 500 + [0] * 6


def test_two_new_things_are_two_themes_and_the_surer_comes_first():
    assert found([-1] * 6 + [-2] * 9)[500:] == [1] * 6 + [0] * 9


def test_what_two_people_say_is_no_theme():
    assert set(found([-1] * 2)) == {-1}


def test_one_person_who_calls_eight_times_is_no_theme():
    assert set(found([-1] * 8, said_by=["anna"] * 8)) == {-1}


def test_people_who_are_not_known_are_somebody_else_each_time():
    assert found([-1] * 6, said_by=[None] * 6)[500:] == [0] * 6


def test_what_was_said_as_often_before_is_no_theme():
    past = np.concatenate([PAST, said([-1] * 30, seed=4)])

    assert set(found([-1] * 6, past=past)) == {-1}


def test_a_usual_thing_that_is_said_twice_as_often_is_no_theme():
    assert set(found(usual(500))) == {-1}


def test_the_same_five_texts_say_less_where_the_past_is_known_from_a_few_texts_only():
    assert 0 in found([-1] * 5)
    assert set(found([-1] * 5, past=PAST[:150], past_worth=20.0)) == {-1}


def test_a_new_thing_shows_sooner_where_it_comes_at_once():
    assert 0 in found([-1] * 5, days_ago=[0, 0, 1, 1, 2])
    assert set(found([-1] * 5, days_ago=[1, 4, 7, 10, 13])) == {-1}


def test_texts_older_than_the_windows_belong_to_no_theme():
    assert found([-1] * 12, days_ago=[1] * 8 + [20] * 4)[500:] == [0] * 8 + [-1] * 4


def test_a_theme_of_more_texts_than_are_looked_at_around_one_is_found_whole():
    assert found([-1] * 200)[500:] == [0] * 200


def test_thirty_quiet_nights_bear_at_most_one_theme():
    ages = [number % 14 for number in range(500)]
    nights = [said(usual(3_500), seed=10 + night) for night in range(30)]

    themes = [find_newcomers(texts[:500], texts[500:], 1.0, ages, PAST_DAYS).max() for texts in nights]

    assert sum(theme >= 0 for theme in themes) <= 1


@pytest.mark.parametrize("spread", [0.0, 5.0], ids=["all alike", "junk that nobody shares"])
def test_recent_texts_that_share_nothing_or_everything_are_no_theme(spread):
    points = said([0] * 400, seed=5, spread=spread)

    assert set(find_newcomers(points[200:], points[:200], 1.0, [1] * 200, PAST_DAYS).tolist()) == {-1}


def test_texts_that_say_nothing_belong_to_no_theme():
    points = np.concatenate([said([-1] * 6, seed=3), np.zeros((6, DIMENSIONS), dtype=np.float32)])

    assert find_newcomers(points, PAST, 1.0, [1] * 12, PAST_DAYS).tolist() == [0] * 6 + [-1] * 6


@pytest.mark.parametrize(("recent_count", "past_count"), [(0, 0), (0, 3_000), (3, 3_000), (20, 0)])
def test_without_recent_texts_or_without_a_past_nothing_is_new(recent_count, past_count):
    recent = said([-1] * recent_count, seed=3).reshape(recent_count, DIMENSIONS)

    answer = find_newcomers(recent, PAST[:past_count], 1.0, [1] * recent_count, PAST_DAYS)

    assert answer.tolist() == [-1] * recent_count


def test_the_order_of_texts_changes_nothing_and_the_input_stays_as_it_is():
    points = np.concatenate([said(usual(500), seed=2), said([-1] * 6, seed=3)])
    ages = np.array([number % 14 for number in range(500)] + [1] * 6)
    kept, order = points.copy(), np.random.default_rng(0).permutation(506)

    one = find_newcomers(points, PAST, 1.0, ages, PAST_DAYS)
    other = find_newcomers(points[order], PAST[::-1], 1.0, ages[order], PAST_DAYS)

    assert one.max() == 0 and np.array_equal(one[order], other) and np.array_equal(points, kept)


def test_a_problem_that_customers_put_in_their_own_words_is_one_theme():
    past = embed(in_english([f"{greeting} {text}" for greeting in GREETINGS * 10 for text in USUAL]), "minilm")
    recent = embed(in_english([f"{greeting} {text}" for greeting in GREETINGS for text in USUAL] + GATE), "minilm")

    answer = find_newcomers(recent, past, 1.0, [number % 14 for number in range(40)] + [0, 1, 1, 2, 2], PAST_DAYS)

    assert answer.tolist() == [-1] * 40 + [0] * 5
