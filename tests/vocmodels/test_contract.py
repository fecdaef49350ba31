"""The contract that every model of text passes: frames in, new frames out, whatever the order of rows."""

from collections.abc import Callable

import pandas as pd
import pytest

from vocmodels.audit import audit_dispositions
from vocmodels.case_mix import compare_units
from vocmodels.churn import find_churn_risk
from vocmodels.coaching import CoachingSettings, choose_focus
from vocmodels.coaching_examples import choose_examples
from vocmodels.effort import measure_effort
from vocmodels.escalation import find_demands
from vocmodels.mentions import mention_reasons
from vocmodels.phrases import PhraseSettings, separate
from vocmodels.privacy import redact, redact_turns
from vocmodels.problem_sentences import problem_text
from vocmodels.quality import score_contacts, score_quality
from vocmodels.quotes import choose_quotes
from vocmodels.reasons import ReasonClassifier, reason_text
from vocmodels.satisfaction import weigh_reasons
from vocmodels.sentiment import score_sentiment
from vocmodels.sentiment_course import trace_course
from vocmodels.topic_labels import label_topics

TURNS = pd.DataFrame(
    [
        ("a", 0, "customer", "hello, my mail is ana@correo.es"),
        ("a", 1, "customer", "the lamp that I ordered last week arrived broken in two"),
        ("a", 2, "agent", "I am sorry to hear that"),
        ("b", 0, "customer", "please send my money back to my card for the late order"),
        ("b", 1, "customer", None),
        ("c", 0, "agent", "hello?"),
    ],
    columns=["contact_id", "turn_index", "speaker", "text"],
).astype({"text": "str"})
RUBRIC = {
    "stages": {"opening": "Opening"},
    "criterion": [
        {"code": "greeting", "stage": "opening", "phrases": {"en": ["hello"]}},
        {"code": "empathy", "stage": "opening", "when": "problem", "phrases": {"en": ["(i am)? sorry"]}},
    ],
}
EAGER = PhraseSettings(least_contacts=1, least_usual=1, chance=50)  # so few contacts are never sure of anything
CLASSIFIER = ReasonClassifier().fit(
    ["the lamp arrived broken", "it is broken in two", "send my money back", "money back for the late order"],
    ["damaged", "damaged", "refund", "refund"],
)

EASILY = CoachingSettings(chance=2, chance_within=2, least_applicable=1, least_gap=-1, least_agents=1)


def counted(turns: pd.DataFrame) -> pd.DataFrame:
    """The turns as cells: who said how many letters, in which contact."""
    letters = turns["text"].str.len().fillna(0).astype(float)
    return turns.assign(n=1, total=letters, total_squares=letters**2, measure_code="letters").rename(
        columns={"speaker": "unit_code", "contact_id": "mix_code"}
    )


def shown(turns: pd.DataFrame) -> pd.DataFrame:
    """The turns as contacts in which a behaviour was shown or missed."""
    verdict = turns["text"].str.contains("hello").fillna(False).map({True: "met", False: "not_met"})
    return turns.assign(
        verdict=verdict, criterion_code="greeting", n=1, met_count=(verdict == "met").astype(int)
    ).assign(agent_id=turns["speaker"], mix_code="any", confidence=0.9, contact_date="2026-03-02", reason_code="lost")


Model = Callable[[pd.DataFrame], pd.DataFrame]
MODELS: dict[str, tuple[Model, list[str] | None]] = {  # name -> the model, and its grain (None: the rows given)
    "redact": (lambda turns: redact(turns["text"]), None),
    "redact_turns": (redact_turns, None),
    "reason_text": (reason_text, ["contact_id"]),
    "problem_text": (problem_text, ["contact_id"]),
    "label_topics": (lambda turns: label_topics(turns["text"], turns["contact_id"]), ["topic_code"]),
    "predict": (lambda turns: CLASSIFIER.predict(turns["text"]).set_index(turns.index), None),
    "predict_scores": (lambda turns: CLASSIFIER.predict_scores(turns["text"]).set_index(turns.index), None),
    "mention_reasons": (lambda turns: mention_reasons(turns, CLASSIFIER), ["contact_id", "turn_index"]),
    "audit_dispositions": (
        lambda turns: audit_dispositions(turns["text"], ["damaged"] * len(turns)).set_index(turns.index),
        None,
    ),
    "score_quality": (lambda turns: score_quality(turns, RUBRIC), ["contact_id", "criterion_code"]),
    "score_contacts": (lambda turns: score_contacts(score_quality(turns, RUBRIC), RUBRIC), ["contact_id"]),
    "choose_quotes": (choose_quotes, ["contact_id", "turn_index"]),
    "score_sentiment": (score_sentiment, ["contact_id", "turn_index"]),
    "trace_course": (lambda turns: trace_course(score_sentiment(turns)), ["contact_id"]),
    "measure_effort": (measure_effort, ["contact_id"]),
    "find_churn_risk": (find_churn_risk, ["contact_id"]),
    "find_demands": (find_demands, ["contact_id"]),
    "compare_units": (lambda turns: compare_units(counted(turns)), ["unit_code", "measure_code"]),
    "weigh_reasons": (
        lambda turns: weigh_reasons(turns.assign(reason_code=turns["contact_id"], score=turns["turn_index"]), "score"),
        ["reason_code"],
    ),
    "choose_focus": (lambda turns: choose_focus(shown(turns), EASILY), ["agent_id", "focus_rank"]),
    "choose_examples": (
        lambda turns: choose_examples(shown(turns)),
        ["agent_id", "criterion_code", "kind_code", "example_rank"],
    ),
    "separate": (
        lambda turns: separate(turns["text"], turns["contact_id"] == "a", ["en"] * len(turns), EAGER),
        ["phrase", "language_code"],
    ),
}
every_model = pytest.mark.parametrize(("model", "grain"), MODELS.values(), ids=MODELS.keys())


@every_model
def test_the_grain_is_kept(model, grain):
    found = model(TURNS)

    if grain is None:
        assert found.index.equals(TURNS.index)
    else:
        assert not found.duplicated(grain).any()
        assert found[grain].notna().all().all()


@every_model
def test_the_input_is_untouched(model, grain):
    turns = TURNS.copy(deep=True)

    model(turns)

    pd.testing.assert_frame_equal(turns, TURNS)


@every_model
def test_the_order_of_rows_is_irrelevant(model, grain):
    found, shuffled = model(TURNS), model(TURNS.sample(frac=1, random_state=1))

    if grain is None:
        shuffled = shuffled.sort_index()
    pd.testing.assert_frame_equal(found, shuffled)


@every_model
def test_no_rows_in_gives_the_same_columns_out(model, grain):
    found, none = model(TURNS), model(TURNS.iloc[:0])

    assert len(none) == 0
    assert none.columns.tolist() == found.columns.tolist()
    assert none.dtypes.tolist() == found.dtypes.tolist()


@every_model
def test_the_same_input_gives_the_same_answer(model, grain):
    pd.testing.assert_frame_equal(model(TURNS), model(TURNS))
