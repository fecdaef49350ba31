"""Which turns a coach reads with an agent."""

import pandas as pd

from vocmodels.coaching_examples import choose_examples

COLUMNS = [
    "contact_id", "agent_id", "criterion_code", "verdict", "confidence", "turn_index", "text", "contact_date", "reason_code",
]  # fmt: skip
CLEAR = "I understand how annoying that is, let me see what I can do."


def candidates(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


def said(contact_id, agent_id, verdict, confidence=0.9, text=CLEAR, reason_code="lost", turn_index=3, day="2026-03-02"):
    return (contact_id, agent_id, "empathy", verdict, confidence, turn_index, text, day, reason_code)


def chosen(found, kind_code):
    return found.loc[found["kind_code"] == kind_code, "contact_id"].tolist()


def test_the_clearest_missed_ones_an_own_good_one_and_a_colleagues_about_the_same():
    found = choose_examples(
        candidates(
            said("a1", "ana", "not_met", 0.95, "What is your order number?"),
            said("a2", "ana", "not_met", 0.6, "What is your order number?"),
            said("a3", "ana", "not_met", 0.9, "And your postcode, please?"),
            said("a4", "ana", "met"),
            said("b1", "ben", "met", 0.99, reason_code="stock"),
            said("b2", "ben", "met", 0.9, reason_code="lost"),
        ),
        pd.DataFrame({"agent_id": ["ana"], "criterion_code": ["empathy"]}),
    )

    assert chosen(found, "missed") == ["a1", "a3"]
    assert chosen(found, "done") == ["a4"]
    assert chosen(found, "colleague") == ["b2"]
    assert found["agent_id"].unique().tolist() == ["ana"]
    assert found["example_rank"].tolist() == [1, 2, 1, 1]


def test_a_text_that_reads_well_comes_before_a_long_or_an_empty_one():
    found = choose_examples(
        candidates(
            said("a1", "ana", "not_met", 0.95, "word " * 200),
            said("a2", "ana", "not_met", 0.9, "What is your order number?"),
            said("a3", "ana", "not_met", 0.99, None, turn_index=None),
        )
    )

    assert chosen(found, "missed") == ["a2", "a1"]


def test_no_two_are_of_one_contact():
    found = choose_examples(
        candidates(
            said("a1", "ana", "not_met", 0.95, turn_index=1), said("a1", "ana", "not_met", 0.9, turn_index=7),
            said("a1", "ana", "met", 0.9, turn_index=9), said("a2", "ana", "not_met", 0.5),
        )
    )  # fmt: skip

    assert chosen(found, "missed") == ["a1", "a2"]
    assert chosen(found, "done") == []


def test_of_colleagues_the_one_whose_turn_is_about_as_long_is_shown():
    found = choose_examples(
        candidates(
            said("a1", "ana", "not_met", 0.9, "What is your order number?"),
            said("b1", "ben", "met", 0.9, "I am so sorry to hear that."),
            said("b2", "ben", "met", 0.9, CLEAR * 4),
        )
    )

    assert chosen(found, "colleague") == ["b1"]


def test_the_order_of_rows_does_not_matter_and_no_rows_give_the_same_columns():
    rows = candidates(said("a1", "ana", "not_met"), said("a2", "ana", "met"), said("b1", "ben", "met"))
    found = choose_examples(rows)

    pd.testing.assert_frame_equal(choose_examples(rows.iloc[::-1]), found)
    assert choose_examples(rows.iloc[:0]).dtypes.equals(found.dtypes)
