"""Reviews: what people should judge next, and how far they agree with the machine."""

import numpy as np
import pandas as pd
import pytest

from vocmodels.quality_review import agree, choose_reviews

VERDICTS = pd.DataFrame(
    [
        (f"c{contact}", code, "met", 0.5 + (contact * 7 + place) % 40 / 100)
        for contact in range(20)
        for place, code in enumerate(["greeting", "empathy"])
    ],
    columns=["contact_id", "criterion_code", "verdict", "confidence"],
)
NOBODY = VERDICTS.iloc[:0]


def pairs(both_met, machine_met, people_met, both_missed):
    rows = [("met", "met")] * both_met + [("met", "not_met")] * machine_met
    rows += [("not_met", "met")] * people_met + [("not_met", "not_met")] * both_missed
    return pd.DataFrame(rows, columns=["machine_verdict", "verdict"]).assign(criterion_code="empathy")


def test_half_is_drawn_at_random_and_half_where_the_machine_is_least_sure():
    chosen = choose_reviews(VERDICTS, NOBODY, 10, seed=1)

    assert chosen["why_code"].tolist() == ["random", "uncertain"] * 5
    rest = VERDICTS.merge(chosen[chosen["why_code"] == "uncertain"])
    assert rest["confidence"].mean() < VERDICTS["confidence"].mean()
    assert not chosen.duplicated(["contact_id", "criterion_code"]).any()


def test_the_draw_follows_the_seed_and_not_the_order_of_rows():
    shuffled = VERDICTS.sample(frac=1, random_state=3)

    pd.testing.assert_frame_equal(choose_reviews(VERDICTS, NOBODY, 8, 1), choose_reviews(shuffled, NOBODY, 8, 1))
    assert not choose_reviews(VERDICTS, NOBODY, 8, 1).equals(choose_reviews(VERDICTS, NOBODY, 8, 2))


def test_what_was_reviewed_is_not_drawn_again():
    chosen = choose_reviews(VERDICTS, VERDICTS.iloc[:38], 10, seed=1)

    assert set(zip(chosen["contact_id"], chosen["criterion_code"], strict=True)) == {
        ("c19", "greeting"),
        ("c19", "empathy"),
    }


def test_what_is_left_of_a_half_reviewed_sample_is_drawn_again_though_contacts_come_and_go():
    agents = pd.DataFrame({"contact_id": [f"c{n}" for n in range(20)], "agent_id": ["ana", "bo", "cleo", "dan"] * 5})
    first = choose_reviews(VERDICTS, NOBODY, 12, seed=1, agents=agents)
    reviewed, left = first.iloc[:6], first.iloc[6:]

    again = choose_reviews(VERDICTS, reviewed, 12, seed=1, agents=agents)
    later = choose_reviews(VERDICTS.iloc[2:].sample(frac=1, random_state=3), reviewed, 12, seed=1, agents=agents)

    def keys(rows):
        return set(zip(rows["contact_id"], rows["criterion_code"], strict=True))

    assert len(again) == 12 and keys(left) <= keys(again)
    assert keys(left) - keys(later) <= keys(VERDICTS.iloc[:2]), "only what is no longer there is gone"


def test_the_draw_is_spread_over_the_agents():
    agents = pd.DataFrame({"contact_id": [f"c{n}" for n in range(20)], "agent_id": ["busy"] * 18 + ["new"] * 2})

    chosen = choose_reviews(VERDICTS, NOBODY, 4, seed=1, agents=agents).merge(agents)

    assert chosen.groupby("agent_id").size().to_dict() == {"busy": 2, "new": 2}


def test_kappa_and_its_interval_are_those_of_the_textbook():
    # Cohen's own arithmetic: agreement .70, by chance .50; the large-sample error of Fleiss, Cohen and Everitt
    row = agree(pairs(20, 5, 10, 15)).iloc[0]

    assert row["review_count"] == 50
    assert row["agreement"] == pytest.approx(0.7)
    assert row["kappa"] == pytest.approx(0.4)
    assert row["kappa_low"] < 0.4 < row["kappa_high"]
    assert row["kappa_high"] - row["kappa_low"] == pytest.approx(2 * 1.96 * 0.127, abs=0.02)


def test_a_criterion_is_trusted_on_good_agreement_and_undecided_on_few_reviews():
    assert agree(pairs(20, 1, 2, 17))["is_trusted"].tolist() == [True]
    assert agree(pairs(20, 5, 10, 15))["is_trusted"].tolist() == [False]
    assert agree(pairs(9, 0, 0, 9))["is_trusted"].isna().all()


def test_where_all_verdicts_are_the_same_kappa_is_null_and_agreement_decides():
    row = agree(pairs(40, 0, 0, 0)).iloc[0]

    assert np.isnan(row["kappa"])
    assert row["is_trusted"]


def test_no_reviews_give_no_rows_of_the_same_columns():
    none = agree(pairs(0, 0, 0, 0))

    assert none.empty
    assert none.dtypes.tolist() == agree(pairs(2, 1, 1, 2)).dtypes.tolist()
