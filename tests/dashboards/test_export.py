"""Nothing that leaves the screen runs in a spreadsheet."""

import pandas as pd
import pytest

from dashboards.export import neutralise, to_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_text_that_a_spreadsheet_would_run_is_prefixed(text):
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("value", ["plain", "a=b", "", -3, -0.5, None])
def test_everything_else_stays_as_it_is(value):
    assert neutralise(value) == value


def test_a_csv_keeps_numbers_as_numbers_and_neutralises_its_headers():
    frame = pd.DataFrame({"=words": ["=cmd|' /C calc'!A0", "fine"], "change": [-3, 4], "share": [-0.5, None]})

    assert to_csv(frame).decode("utf-8-sig").splitlines() == [
        "'=words,change,share",
        "'=cmd|' /C calc'!A0,-3,-0.5",
        "fine,4,",
    ]


def test_exporting_leaves_the_table_on_screen_alone():
    frame = pd.DataFrame({"words": ["=1"]})

    to_csv(frame)

    assert frame["words"].tolist() == ["=1"]
