"""Imbalances: two measures that must be read together."""

import pandas as pd

from vocmodels.balance import find_imbalances

DIRECTIONS = {
    "handle_time": "down",
    "fcr": "up",
    "csat": "up",
    "qa_score": "up",
    "churn_risk": "down",
    "volume": "none",
}


def measures(*rows):
    columns = ["unit_code", "measure_code", "value", "expected_value", "stands_out"]
    return pd.DataFrame(rows, columns=columns).astype({"stands_out": bool})


def imbalances(*rows):
    return find_imbalances(measures(*rows), DIRECTIONS).to_numpy().tolist()


def test_fast_with_repeats_is_named_with_both_measures():
    assert imbalances(("ana", "handle_time", 200, 300, True), ("ana", "fcr", 0.6, 0.8, True)) == [
        ["ana", "speed_with_repeats", "handle_time", "fcr"]
    ]


def test_long_and_resolved_is_balanced_and_nothing_else():
    assert imbalances(("ana", "handle_time", 450, 300, True), ("ana", "fcr", 0.95, 0.8, True)) == [
        ["ana", "long_but_resolved", "handle_time", "fcr"]
    ]


def test_fast_and_cheap_at_the_price_of_satisfaction_and_of_loyalty():
    assert imbalances(
        ("ana", "handle_time", 200, 300, True), ("ana", "qa_score", 60, 80, True), ("ana", "churn_risk", 0.2, 0.1, True),
    ) == [
        ["ana", "productivity_with_low_csat", "handle_time", "qa_score"],
        ["ana", "cost_with_churn", "handle_time", "churn_risk"],
    ]  # fmt: skip


def test_a_side_that_does_not_stand_out_is_no_imbalance():
    assert imbalances(("ana", "handle_time", 200, 300, True), ("ana", "fcr", 0.6, 0.8, False)) == []
    assert imbalances(("ana", "handle_time", 200, 300, False), ("ana", "fcr", 0.6, 0.8, True)) == []


def test_fast_and_solved_is_no_imbalance_nor_are_two_agents_together():
    assert imbalances(("ana", "handle_time", 200, 300, True), ("ana", "fcr", 0.95, 0.8, True)) == []
    assert imbalances(("ana", "handle_time", 200, 300, True), ("ben", "fcr", 0.6, 0.8, True)) == []


def test_no_measures_give_the_same_columns():
    none = find_imbalances(measures(), DIRECTIONS)

    assert none.columns.tolist() == ["unit_code", "imbalance_code", "measure_code", "against_code"]
    assert none.empty
