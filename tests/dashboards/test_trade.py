"""Is quality given up for speed?"""

import pandas as pd
import pytest

from dashboards.performance import trade
from tests.dashboards.test_pages import open_page, text_of

LABELS = {"handle_time": "Average handle time", "fcr": "First contact resolution", "csat": "CSAT"}


def changes(few: bool = False, **differences: float) -> pd.DataFrame:
    """Each KPI changed surely by what is given, or not surely where nothing is."""
    return pd.DataFrame(
        {
            "reason_code": list(LABELS),
            "reason_label": list(LABELS.values()),
            "difference": [differences.get(code, -0.001) for code in LABELS],
            "is_sure": [code in differences for code in LABELS],
            "is_too_few": few,
        }
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (changes(), "No sign that quality is traded for speed"),
        (
            changes(handle_time=-20, fcr=-0.05, csat=-0.1),
            "Quality may be traded for speed: average handle time fell, and first contact resolution and CSAT with it",
        ),
        (changes(handle_time=-20, csat=0.1), "Faster, and not at the expense of quality"),
        (changes(handle_time=20, csat=-0.1), "Quality fell, and not for speed: CSAT fell, average handle time did not"),
        (changes(handle_time=20), "No sign that quality is traded for speed"),
        (changes(few=True), "Too few contacts to say"),
    ],
)
def test_only_what_surely_changed_is_said(rows, said):
    assert trade.say(rows).startswith(said)


def test_the_kpis_say_it_with_each_change_and_its_interval(shown, published):
    shown(published)

    said = text_of(open_page("performance"))

    assert "traded for speed" in said or "expense of quality" in said or "not for speed" in said
    assert "Average handle time " in said and "may be chance" in said
