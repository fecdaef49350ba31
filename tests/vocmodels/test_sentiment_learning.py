"""Sentiment learning: what a centre's own answers teach, and when they teach nothing."""

import numpy as np
import pandas as pd
import pytest
import skops.io

from vocmodels.sentiment import SentimentModel, score_sentiment

pytestmark = pytest.mark.slow
REASONS = ["the zip of the jacket broke", "please move my booking to monday", "where is the parcel of last week"]
BAD_ENDS = ["well that was totally wack mate", "so wack honestly", "wack as ever then"]
GOOD_ENDS = ["dope job my friend", "that is dope then", "dope as ever"]


def centre(contact_count, words_tell=True, seed=0):
    """Contacts whose customers end with slang that goes with the survey, or not, and the survey."""
    rng = np.random.default_rng(seed)
    turns, outcomes = [], []
    for number in range(contact_count):
        contact_id, is_bad, reason = f"c{number:04}", rng.random() < 0.4, rng.integers(3)
        is_bad = is_bad or (reason == 0 and rng.random() < 0.5)
        ends = BAD_ENDS if (is_bad if words_tell else rng.random() < 0.5) else GOOD_ENDS
        for place, text in enumerate([REASONS[reason], "my number is 4471", ends[rng.integers(3)], "bye now"]):
            turns.append((contact_id, place, "customer", text))
        outcomes.append((contact_id, 1.0 if is_bad else 5.0, None, None, f"p{number // 2}"))
    return (
        pd.DataFrame(turns, columns=["contact_id", "turn_index", "speaker", "text"]),
        pd.DataFrame(outcomes, columns=["contact_id", "csat_score", "nps_score", "is_resolved", "customer_id"]),
    )


def said(model, text):
    turn = pd.DataFrame([("x", 0, "customer", text)], columns=["contact_id", "turn_index", "speaker", "text"])
    return score_sentiment(turn, model)["sentiment"].iloc[0]


@pytest.fixture(scope="module")
def learned() -> SentimentModel:
    """What the answers of 800 contacts teach; to read alone."""
    return SentimentModel().fit(*centre(800))


def test_slang_that_goes_with_bad_surveys_is_learned_and_the_problem_is_not(learned):
    assert learned.reader is not None and learned.gain > 0
    assert said(learned, "so wack honestly") < said(None, "so wack honestly")
    assert said(learned, "so wack honestly") < -0.1 < 0.1 < said(learned, "dope job my friend")
    assert said(learned, "the zip of the jacket broke") == 0
    assert said(learned, "I am furious with you") < -0.5


def test_words_that_tell_nothing_leave_what_came_with_voc_in_force():
    model = SentimentModel().fit(*centre(800, words_tell=False))

    assert model.reader is None
    assert said(model, "I am furious with you") == said(None, "I am furious with you")


def test_too_few_answers_teach_nothing():
    assert SentimentModel().fit(*centre(60)).reader is None


def test_no_answers_teach_nothing():
    turns, outcomes = centre(20)

    assert SentimentModel().fit(turns, outcomes.iloc[:0]).reader is None
    assert SentimentModel().fit(turns, outcomes[["contact_id"]]).reader is None


def test_a_model_that_was_stored_reads_the_same(learned, tmp_path):
    skops.io.dump(learned, tmp_path / "model.skops")
    types = skops.io.get_untrusted_types(file=tmp_path / "model.skops")
    stored = skops.io.load(tmp_path / "model.skops", trusted=types)

    assert all(each.startswith("vocmodels.") for each in types), types
    assert said(stored, "so wack honestly") == said(learned, "so wack honestly")
