"""How often codes are wrong is found along, so that words which fit several reasons do not speak against a code."""

import numpy as np
import pandas as pd

from vocmodels.miscoding import weigh_pairs


def contacts(*groups: tuple[int, str, str | None, float]) -> pd.DataFrame:
    """So many contacts alike: count, given_code, suggested_code, suspect_score."""
    rows = [row for count, *row in groups for _ in range(count)]
    return pd.DataFrame(rows, columns=["given_code", "suggested_code", "suspect_score"])


def wrong_chance(audited: pd.DataFrame) -> pd.Series:
    odds = audited.merge(weigh_pairs(audited), how="left")["prior_odds"].fillna(0)
    odds *= audited["suspect_score"] / (1 - audited["suspect_score"])
    return odds / (1 + odds)


def test_as_many_contacts_are_called_wrong_as_words_surely_say():
    audited = contacts((180, "late", None, 0.001), (20, "late", "damaged", 0.9999))

    assert round((wrong_chance(audited) > 0.5).mean(), 3) == 0.1


def test_words_that_fit_another_reason_only_a_little_better_do_not_make_a_code_wrong():
    audited = contacts((180, "late", None, 0.001), (20, "late", "damaged", 0.7), (100, "damaged", None, 0.001))

    assert (wrong_chance(audited) < 0.5).all()


def test_a_code_that_is_often_mistaken_for_another_needs_less_doubt():
    usual = contacts((500, "late", None, 0.001), (500, "damaged", None, 0.001), (500, "refund", None, 0.001))
    often, once = contacts((60, "late", "damaged", 0.9999)), contacts((1, "refund", "damaged", 0.9999))
    odds = weigh_pairs(pd.concat([usual, often, once])).set_index("given_code")["prior_odds"]

    assert odds["late"] > 5 * odds["refund"]


def test_without_doubts_or_contacts_there_are_no_odds():
    for audited in (contacts((9, "late", None, 0.2)), contacts()):
        assert weigh_pairs(audited).columns.tolist() == ["given_code", "suggested_code", "prior_odds"]
        assert weigh_pairs(audited).empty


def test_the_order_of_rows_is_irrelevant_and_the_input_untouched():
    draws = np.random.default_rng(0)
    audited = contacts((300, "late", "damaged", 0.5), (300, "damaged", "late", 0.5), (400, "refund", None, 0.01))
    audited["suspect_score"] = draws.uniform(0.01, 0.99, len(audited))
    before = audited.copy(deep=True)

    odds = weigh_pairs(audited)

    pd.testing.assert_frame_equal(odds, weigh_pairs(audited.sample(frac=1, random_state=1)))
    pd.testing.assert_frame_equal(audited, before)
