"""What was worked out once is given again for the same rows, and never for others."""

import pandas as pd

from dashboards.remembering import remembered


def counting():
    """A function that is remembered, and the list of what it was asked."""
    asked = []

    @remembered
    def total(frame: pd.DataFrame, words: str = "", kpi: pd.Series | None = None) -> int:
        asked.append(words)
        return int(frame["n"].sum())

    return total, asked


def rows(*counts, **more):
    return pd.DataFrame({"n": list(counts), **more})


def test_the_same_rows_and_words_are_worked_out_once():
    total, asked = counting()

    assert [total(rows(1, 2), "a"), total(rows(1, 2), "a"), total(rows(1, 2), words="a")] == [3, 3, 3]
    assert asked == ["a", "a"]  # given by name it is asked anew, which costs time and nothing else


def test_other_rows_words_columns_or_definitions_are_others():
    total, asked = counting()

    total(rows(1, 2), "a")
    total(rows(2, 1), "a")
    total(rows(1, 2), "b")
    total(rows(1, 2).rename(columns={"n": "n"}).assign(m=0), "a")
    total(rows(1, 2), "a", kpi=pd.Series({"numerator": "x"}))
    total(rows(1, 2), "a", kpi=pd.Series({"numerator": "y"}))

    assert len(asked) == 6


def test_a_column_of_mixed_types_has_a_fingerprint_too():
    total, asked = counting()

    total(rows(1, 2, mixed=["x", {"a": 1}]))
    total(rows(1, 2, mixed=["x", {"a": 2}]))
    total(rows(1, 2, mixed=["x", {"a": 2}]))

    assert len(asked) == 2
