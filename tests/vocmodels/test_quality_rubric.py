"""The rubric: what quality.toml may say, and what is said of one that is wrong."""

import copy
import tomllib

import pandas as pd
import pytest

from pipelines.settings import PROJECT_ROOT
from vocmodels.quality import RubricError, parse_rubric, score_quality
from vocmodels.quality_grammar import PhraseError, readings

SHIPPED = tomllib.loads((PROJECT_ROOT / "data" / "taxonomy" / "quality.toml").read_text(encoding="utf-8"))
OWN = {
    "stages": {"sales": {"en": "Sales", "es": "Ventas"}},
    "criterion": [{"code": "upsell", "stage": "sales", "phrases": {"en": ["would you like (insurance|cover)"]}}],
}


def turns_of(dialogue):
    """The turns of contact a from lines of "speaker: text"."""
    lines = [line.strip().split(": ", 1) for line in dialogue.strip().splitlines()]
    rows = [("a", place, speaker, text) for place, (speaker, text) in enumerate(lines)]
    return pd.DataFrame(rows, columns=["contact_id", "turn_index", "speaker", "text"])


def changed(**values):
    document = copy.deepcopy(OWN)
    document["criterion"][0].update(values)
    return document


def test_the_shipped_rubric_has_every_criterion_in_both_languages():
    rubric = parse_rubric(SHIPPED)

    assert [criterion.code for criterion in rubric.criteria] == [
        "greeting", "clarifying_question", "paraphrase", "no_interruption", "empathy", "ownership", "clear_solution",
        "hold_with_words", "transfer_with_words", "summary", "anything_else", "closing", "no_forbidden_phrase",
    ]  # fmt: skip
    assert all(set(criterion.labels) == set(criterion.definitions) == {"en", "es"} for criterion in rubric.criteria)
    assert all(set(c.phrases) == {"en", "es"} for c in rubric.criteria if c.measure != "interruption")
    assert {criterion.stage_code for criterion in rubric.criteria} <= set(rubric.stages)


def test_a_criterion_without_weight_is_left_out_until_it_is_given_one():
    document = copy.deepcopy(SHIPPED)
    assert "recording_notice" not in [criterion.code for criterion in parse_rubric(document).criteria]

    next(entry for entry in document["criterion"] if entry["code"] == "recording_notice")["weight"] = 2

    assert "recording_notice" in [criterion.code for criterion in parse_rubric(document).criteria]


def test_the_version_follows_the_content_and_not_its_order():
    reordered = dict(reversed(list(OWN.items())))

    assert parse_rubric(OWN).rubric_version == parse_rubric(reordered).rubric_version
    assert parse_rubric(OWN).rubric_version.startswith("q") and len(parse_rubric(OWN).rubric_version) == 9
    assert parse_rubric(OWN).rubric_version != parse_rubric(changed(weight=2)).rubric_version


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({}, r"no \[\[criterion\]\]"),
        (changed(code=""), "number 1 has no code"),
        (changed(stage="selling"), '"upsell": stage "selling" is none of sales'),
        (changed(weigth=2), '"weigth" is not known'),
        (changed(weight=-1), "weight = -1"),
        (changed(auto_fail="yes"), "neither true nor false"),
        (changed(where="middle"), 'where = "middle" is not known. It is one of "anywhere", "start", "end"'),
        (changed(channels=["fax"]), 'channel "fax" is none of voice'),
        (changed(phrases={}), "has no phrases"),
        (changed(phrases={"en": "insurance"}), "a list of texts"),
        ({**OWN, "criterion": OWN["criterion"] * 2}, '"upsell" stands there twice'),
        (changed(weight=0), "no criterion weighs anything"),
    ],
)
def test_a_wrong_rubric_is_refused_with_the_criterion_and_what_to_do(document, says):
    with pytest.raises(RubricError, match=says):
        parse_rubric(document)


@pytest.mark.parametrize(
    ("phrase", "says"),
    [("would you (like", "not closed"), ("{cover}", "Add it to"), ("..", "no words"), ("a ) b", "nothing is open")],
)
def test_a_phrase_that_cannot_be_read_is_named_with_its_criterion(phrase, says):
    with pytest.raises(RubricError, match=f'criterion "upsell": .*{says}'):
        score_quality(turns_of("agent: hello"), changed(phrases={"en": [phrase]}))


def test_a_phrase_is_read_in_every_way_that_its_alternatives_allow():
    assert readings("how (can|may) i .. help you?") == {
        (("word", "how"), ("any", "can may"), ("word", "i"), ("gap", ".."), ("word", "help"), *rest)
        for rest in ((), (("word", "you"),))
    }
    with pytest.raises(PhraseError, match="write it as several"):
        readings(" ".join(["(a b|c d|e f)"] * 8))
