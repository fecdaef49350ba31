"""Sentiment course: start, low point and end of a contact, and whether it was turned around."""

import pandas as pd
import pytest

from vocmodels.sentiment_course import trace_course


def course(*sentiments):
    rows = [("a", 2 * place, value, 0.0 if value == 0 else 0.9) for place, value in enumerate(sentiments)]
    scored = pd.DataFrame(rows, columns=["contact_id", "turn_index", "sentiment", "confidence"])
    return trace_course(scored.sample(frac=1, random_state=0)).iloc[0]


def test_an_angry_start_and_a_glad_end_were_turned_around():
    found = course(-0.9, -0.5, 0, 0, 0.4, 0.5)

    assert (found["start_sentiment"], found["low_sentiment"]) == (
        pytest.approx(-0.7),
        pytest.approx(-0.9),
    )
    assert found["end_sentiment"] == pytest.approx(0.45)
    assert found["low_turn_index"] == 0
    assert found["is_turned_around"] and found["is_calmed"] and not found["is_escalated"]


def test_anger_that_comes_later_is_an_escalation():
    found = course(0, 0, -0.4, -0.9, -0.8, -0.8)

    assert found["is_escalated"] and not found["is_calmed"] and not found["is_turned_around"]
    assert found["low_turn_index"] == 6


def test_anger_that_only_ends_is_calmed_but_not_turned_around():
    found = course(-0.8, -0.8, 0, 0, 0, 0)

    assert found["end_sentiment"] == 0
    assert found["is_calmed"] and not found["is_turned_around"]


def test_the_same_anger_throughout_is_neither_escalated_nor_calmed():
    found = course(-0.8, -0.8, -0.8)

    assert not found["is_escalated"] and not found["is_calmed"] and not found["is_turned_around"]


def test_a_glad_contact_was_not_turned_around():
    assert not course(0.5, 0, 0.5)["is_turned_around"]


def test_a_contact_without_evidence_has_no_course():
    found = course(0, 0, 0)

    assert found.drop("contact_id").isna().all()


def test_a_contact_of_one_turn_starts_and_ends_there():
    found = course(-0.7)

    assert found["start_sentiment"] == found["low_sentiment"] == found["end_sentiment"] == pytest.approx(-0.7)
