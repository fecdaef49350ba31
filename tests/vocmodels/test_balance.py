"""Imbalances: two measures that must be read together."""

import pandas as pd

from vocmodels.balance import find_imbalances

DIRECTIONS = {
    "handle_time": "down",
    "fcr": "up",
    "csat": "up",
    "qa_score": "up",
    "churn_risk": "down",
    "repeat_rate": "down",
    "volume": "none",
}


def measures(*rows):
    """With p-values of a unit that does or does not stand out, where a row names none."""
    columns = ["unit_code", "measure_code", "value", "expected_value", "stands_out", "p_value"]
    rows = [row if len(row) == len(columns) else (*row, 0.0001 if row[-1] else 0.6) for row in rows]
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


def test_who_surely_takes_long_is_cleared_by_less_than_it_takes_to_be_blamed():
    long = ("ana", "handle_time", 600, 400, True)

    assert imbalances(long, ("ana", "fcr", 0.964, 0.939, False, 0.049)) == [
        ["ana", "long_but_resolved", "handle_time", "fcr"]
    ]
    assert imbalances(long, ("ana", "fcr", 0.950, 0.939, False, 0.40)) == []
    assert imbalances(long, ("ana", "fcr", 0.914, 0.939, False, 0.049)) == []
    # who does not surely take long, or is fast, is asked nothing: the same figures say nothing of them
    assert imbalances(("ana", "handle_time", 430, 400, False), ("ana", "fcr", 0.964, 0.939, False, 0.049)) == []
    assert imbalances(("ana", "handle_time", 250, 400, True), ("ana", "fcr", 0.914, 0.939, False, 0.049)) == []


def test_who_takes_long_is_asked_once_of_what_was_resolved():
    assert imbalances(
        ("ana", "handle_time", 600, 400, True),
        ("ana", "fcr", 0.92, 0.94, False, 0.5),
        ("ana", "repeat_rate", 0.04, 0.06, False, 0.01),
    ) == []  # fmt: skip


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
