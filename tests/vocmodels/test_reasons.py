"""Reasons are decided, ranked by confidence, and withheld when they are not sure."""

import numpy as np
import pandas as pd
import pytest
import skops.io

from vocmodels.mentions import mention_reasons
from vocmodels.reasons import NoReasonsError, ReasonClassifier, ReasonSettings
from vocmodels.taxonomy import parse_taxonomy

REASONS = {
    "damaged": (["arrived broken", "came crushed", "was smashed", "is shattered"], ["llegó roto", "vino aplastado"]),
    "late": (["has not arrived", "is late", "never came", "is delayed"], ["no ha llegado", "viene tarde"]),
    "refund": (["give me my money back", "refund me", "I want a refund", "pay me back"], ["quiero un reembolso"]),
}
THINGS = ["lamp", "sofa", "table", "mirror", "carpet", "kettle", "blender", "jacket", "phone case", "toaster"]
COSAS = ["lámpara", "mesa", "espejo", "alfombra", "chaqueta", "tostadora"]


def labelled_texts() -> pd.DataFrame:
    rows = [
        (f"the {thing} {said}", code) for code, (english, _) in REASONS.items() for said in english for thing in THINGS
    ]
    rows += [
        (f"mi {cosa} {dicho}", code) for code, (_, spanish) in REASONS.items() for dicho in spanish for cosa in COSAS
    ]
    return pd.DataFrame(rows, columns=["text", "code"], dtype="str")


def taxonomy():
    reasons = [
        {"code": code, "label": code, "phrases": {"en": english, "es": spanish}}
        for code, (english, spanish) in REASONS.items()
    ]
    return parse_taxonomy({"reason": reasons}, [], {})


@pytest.fixture(scope="module")
def classifier() -> ReasonClassifier:
    rows = labelled_texts()
    return ReasonClassifier().fit(rows["text"], rows["code"])


def test_english_and_spanish_are_understood_by_one_model(classifier):
    found = classifier.predict(["my new kettle was smashed", "la mesa llegó roto", "I want a refund for this jacket"])

    assert found["reason_code"].tolist() == ["damaged", "damaged", "refund"]


def test_a_text_that_fits_no_reason_is_unsure_and_ranks_last(classifier):
    found = classifier.predict(["the lamp arrived broken", "qwrtz plmk vbnm", "", None])

    assert found["reason_code"].tolist() == ["damaged", "unsure", "unsure", "unsure"]
    assert found["confidence"].rank().tolist()[0] == 4
    assert found["confidence"].tolist()[2:] == [0.0, 0.0]


def test_spanish_words_that_no_example_holds_are_understood_by_what_they_mean():
    english = labelled_texts()[lambda rows: ~rows["text"].str.startswith("mi ")]

    found = ReasonClassifier().fit(english["text"], english["code"]).predict(["quiero que me devuelvan mi dinero"])

    assert found["best_code"].tolist() == ["refund"]


def test_without_a_taxonomy_a_code_is_an_example_of_itself():
    classifier = ReasonClassifier().fit(["my box was crushed", "no box came"], ["DamagedParcel", "late-delivery"])

    assert classifier.predict(["damaged parcel", "a late delivery"])["best_code"].tolist() == [
        "DamagedParcel",
        "late-delivery",
    ]


def test_a_label_of_an_analyst_outweighs_the_codes_of_agents():
    texts, codes = ["the lamp hums"] * 3 + ["where is it"], ["late", "late", "damaged", "late"]

    unlabelled = ReasonClassifier().fit(texts, codes).predict(["the lamp hums"])
    labelled = ReasonClassifier().fit(texts, codes, [False, False, True, False]).predict(["the lamp hums"])

    assert (unlabelled["best_code"].item(), labelled["best_code"].item()) == ("late", "damaged")


def test_a_label_of_an_analyst_is_never_taken_for_wrong():
    rows = labelled_texts()
    wrong = pd.DataFrame({"text": [f"the {thing} is late" for thing in THINGS[:2]], "code": "refund"})
    given = pd.concat([rows, wrong], ignore_index=True)

    doubted = ReasonClassifier().fit(given["text"], given["code"])
    believed = ReasonClassifier().fit(given["text"], given["code"], np.arange(len(given)) >= len(rows))

    assert doubted.suspect_count == believed.suspect_count + 2


def test_reading_tells_how_near_the_nearest_example_is_and_which_code_is_in_doubt(classifier):
    texts = ["the lamp arrived broken", "the lamp arrived broken", "the lamp arrived broken", "qwrtz"]

    read = classifier.read(texts, ["damaged", "refund", None, "no_such_code"])

    assert read["nearness"].iloc[0] == pytest.approx(1) and read["nearness"].iloc[3] < 0.5
    assert read["suspect_score"].iloc[1] > 0.9 > 0.1 > read["suspect_score"].iloc[0]
    assert read["suspect_score"].tolist()[2:] == [0, 0]
    assert read["suggested_code"].iloc[1] == "damaged" and read["suggested_code"].isna().tolist() == [
        True,
        False,
        True,
        True,
    ]


def test_what_was_learned_from_is_doubted_by_models_that_never_saw_it():
    rows = labelled_texts()
    wrong = pd.DataFrame({"text": ["the sofa is late", None], "code": ["refund", "late"]})
    given = pd.concat([wrong, rows], ignore_index=True)

    doubts = ReasonClassifier().fit(given["text"], given["code"]).doubts

    assert sorted(doubts.index) == [0, *range(2, len(given))]
    assert doubts["suspect_score"].idxmax() == 0 and doubts["suggested_code"].loc[0] == "late"


def test_codes_and_texts_that_do_not_match_are_refused(classifier):
    with pytest.raises(ValueError, match="2 texts and 1 codes"):
        classifier.read(["a", "b"], ["damaged"])


def test_on_the_first_day_an_answer_must_be_as_sure_by_itself_as_is_wanted_on_average():
    first_day = ReasonClassifier(taxonomy()).fit([])

    assert min(first_day.threshold, first_day.spanish_threshold) >= 0.9


def test_masks_say_nothing_about_the_reason(classifier):
    found = classifier.predict(["[PHONE] the lamp arrived broken [EMAIL]", "the lamp arrived broken"])

    assert found["confidence"].nunique() == 1


def test_scores_are_probabilities_with_a_column_for_each_reason(classifier):
    scores = classifier.predict_scores(["the lamp arrived broken", "mi mesa no ha llegado"])

    assert scores.columns.tolist() == ["damaged", "late", "refund"]
    assert np.allclose(scores.sum(axis=1), 1)
    assert (
        scores.idxmax(axis=1).tolist()
        == classifier.predict(["the lamp arrived broken", "mi mesa no ha llegado"])["best_code"].tolist()
    )


def test_without_any_label_the_taxonomy_is_enough():
    day_one = ReasonClassifier(taxonomy()).fit([], [])

    assert day_one.predict(["the toaster was smashed", "quiero un reembolso ya"])["best_code"].tolist() == [
        "damaged",
        "refund",
    ]


def test_codes_that_are_null_unsure_or_outside_the_taxonomy_teach_nothing():
    rows = labelled_texts()
    texts = [*rows["text"], "the lamp sings", "the lamp sings", "the lamp sings", ""]
    codes = [*rows["code"], "singing", "unsure", None, "late"]

    assert ReasonClassifier(taxonomy()).fit(texts, codes).training_count == len(rows)


def test_a_wrong_label_in_eight_is_found_and_does_not_spoil_the_answers():
    rng = np.random.default_rng(0)
    rows = labelled_texts()
    other = {"damaged": "late", "late": "refund", "refund": "damaged"}
    is_wrong = rng.random(len(rows)) < 0.125
    given = rows["code"].where(~is_wrong, rows["code"].map(other))

    noisy = ReasonClassifier().fit(rows["text"], given)

    assert abs(noisy.suspect_count - is_wrong.sum()) <= 4
    assert (noisy.predict(rows["text"])["best_code"] == rows["code"]).mean() > 0.96


def test_nothing_to_learn_from_is_refused_with_what_to_give():
    with pytest.raises(NoReasonsError, match="Give one labelled text at least, or a taxonomy"):
        ReasonClassifier().fit(["hello", None], [None, "late"])


def test_one_reason_only_is_given_to_texts_that_share_its_words_and_to_no_others():
    single = ReasonClassifier().fit(["the lamp arrived broken", "the sofa arrived broken"], ["damaged", "damaged"])

    found = single.predict(["the lamp arrived broken", "zzz qqq"])

    assert found["reason_code"].tolist() == ["damaged", "unsure"]
    assert found["runner_up_code"].isna().all()


def test_a_reason_with_one_example_is_kept_and_can_be_the_answer():
    rows = labelled_texts()

    learnt = ReasonClassifier().fit([*rows["text"], "close my account for good"], [*rows["code"], "leaving"])

    assert learnt.predict(["please close my account for good"])["best_code"].tolist() == ["leaving"]


def test_fewer_rows_than_folds_are_enough():
    learnt = ReasonClassifier().fit(["the lamp arrived broken", "refund me"], ["damaged", "refund"])

    assert learnt.predict(["it arrived broken"])["best_code"].tolist() == ["damaged"]


def test_the_same_text_under_two_reasons_is_learnt_without_complaint():
    learnt = ReasonClassifier().fit(["it broke"] * 10 + ["refund me"] * 10, ["damaged"] * 9 + ["refund"] * 11)

    assert learnt.predict(["it broke"])["best_code"].tolist() == ["damaged"]


def test_distinct_texts_have_distinct_confidences(classifier):
    texts = labelled_texts()["text"].drop_duplicates()

    assert classifier.predict(texts)["confidence"].is_unique


def test_the_order_of_training_rows_does_not_matter(classifier):
    rows = labelled_texts().sample(frac=1, random_state=3)
    again = ReasonClassifier().fit(rows["text"], rows["code"])

    texts = ["the lamp arrived broken", "where is it", "reembolso"]
    pd.testing.assert_frame_equal(again.predict(texts), classifier.predict(texts))


def test_more_texts_than_wanted_are_sampled_and_no_reason_is_lost():
    rows = labelled_texts()
    settings = ReasonSettings(most_training_texts=40)

    learnt = ReasonClassifier(settings=settings).fit([*rows["text"], "close my account"], [*rows["code"], "leaving"])

    assert 40 <= learnt.training_count <= 40 + 4
    assert learnt.codes == ["damaged", "late", "leaving", "refund"]


def test_a_stored_model_answers_as_before_and_holds_no_type_but_its_own(classifier):
    stored = skops.io.dumps(classifier)

    own_types = [
        "vocmodels.kernel_ridge.KernelRidge",
        "vocmodels.kernel_ridge.KernelSettings",
        "vocmodels.reasons.ReasonClassifier",
        "vocmodels.reasons.ReasonSettings",
        "vocmodels.text_features.TextFeatures",
    ]
    assert skops.io.get_untrusted_types(data=stored) == own_types
    loaded = skops.io.loads(stored, trusted=own_types)
    pd.testing.assert_frame_equal(loaded.predict(["the lamp broke"]), classifier.predict(["the lamp broke"]))


def test_what_was_read_of_a_contact_stands_beside_what_further_turns_say(classifier):
    turns = pd.DataFrame(
        {
            "contact_id": "a",
            "turn_index": [1, 3, 5],
            "speaker": "customer",
            "text": ["it is about my table", "the lamp arrived broken", "and please I want a refund"],
        }
    )
    primary = pd.DataFrame({"contact_id": ["a"], "turn_index": [1], "reason_code": ["late"], "confidence": [0.7]})

    found = mention_reasons(turns, classifier, primary)

    assert found["reason_code"].tolist() == ["late", "damaged", "refund"]
    assert found["turn_index"].tolist() == [1, 3, 5]


def test_each_turn_that_says_a_reason_is_named(classifier):
    turns = pd.DataFrame(
        {
            "contact_id": ["b", "a", "a", "a", "a"],
            "turn_index": [0, 3, 1, 0, 2],
            "speaker": ["customer", "customer", "customer", "customer", "agent"],
            "text": [
                "thank you",
                "and please I want a refund",
                "the mirror arrived broken today",
                "hello",
                "the lamp arrived broken",
            ],
        }
    )

    found = mention_reasons(turns, classifier)

    assert found[["contact_id", "turn_index", "reason_code"]].to_numpy().tolist() == [
        ["a", 1, "damaged"],
        ["a", 3, "refund"],
    ]
