"""Learning to judge: people's verdicts correct the rules where they differ, and only there."""

import io

import pandas as pd
import pytest
import skops.io

from tests.vocmodels.test_quality_rubric import SHIPPED
from vocmodels.quality import parse_rubric, score_quality
from vocmodels.quality_learning import CriterionModel, CriterionSettings

RUBRIC = parse_rubric(SHIPPED)
GREETINGS = ["Hello, how can I help you?", "Hi, this is Ana, how may I help?", "Good morning, what can I do for you?"]
HOUSE_GREETING = "Northwind cares, your lamp matters, speak freely"  # no rule knows it


def contacts(count):
    """Every second agent greets in the way of the house, every fourth as everybody does, every fourth not at all."""
    rows = []
    for number in range(count):
        kind = number % 4
        first = HOUSE_GREETING if kind < 2 else GREETINGS[number % 3] if kind == 2 else "account number"
        said = [("agent", f"{first} {number}"), ("customer", "my lamp arrived broken"), ("agent", "it says pending")]
        rows += [(f"c{number}", place, speaker, text) for place, (speaker, text) in enumerate(said)]
    return pd.DataFrame(rows, columns=["contact_id", "turn_index", "speaker", "text"])


def reviews(count, is_met):
    return pd.DataFrame(
        [(f"c{number}", "greeting", "met" if is_met(number % 4) else "not_met") for number in range(count)],
        columns=["contact_id", "criterion_code", "verdict"],
    )


@pytest.fixture(scope="module")
def learned():
    return CriterionModel().fit(contacts(120), reviews(120, lambda kind: kind < 3), RUBRIC)


def greeted(turns, model):
    found = score_quality(turns, RUBRIC, model=model)
    return found[found["criterion_code"] == "greeting"].set_index("contact_id")


def test_a_greeting_of_the_house_is_learned_from_people(learned):
    turns = contacts(8)

    assert greeted(turns, None).loc["c0", "verdict"] == "not_met"
    assert greeted(turns, learned).loc["c0", "verdict"] == "met"
    assert greeted(turns, learned).loc["c3", "verdict"] == "not_met"


def test_other_criteria_stay_with_the_rules(learned):
    turns = contacts(8)
    with_model, without = (score_quality(turns, RUBRIC, model=model) for model in (learned, None))

    others = with_model["criterion_code"] != "greeting"
    pd.testing.assert_frame_equal(with_model[others], without[others])


def test_where_people_agree_with_the_rules_the_rules_go_on():
    model = CriterionModel().fit(contacts(120), reviews(120, lambda kind: kind == 2), RUBRIC)

    assert model.weights == {}


def test_too_few_reviews_teach_nothing():
    model = CriterionModel(CriterionSettings(least_reviews=40)).fit(
        contacts(36), reviews(36, lambda kind: kind < 3), RUBRIC
    )

    assert model.weights == {}


def test_a_model_is_the_same_after_it_was_stored(learned):
    stored = io.BytesIO(skops.io.dumps(learned)).getvalue()
    types = skops.io.get_untrusted_types(data=stored)
    again = skops.io.loads(stored, trusted=types)

    assert set(types) <= {"vocmodels.quality_learning.CriterionModel", "vocmodels.quality_learning.CriterionSettings"}
    pd.testing.assert_frame_equal(greeted(contacts(8), again), greeted(contacts(8), learned))
