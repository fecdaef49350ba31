"""An action that nobody moves on is said to wait, from the day on which its next step was due."""

from datetime import date, timedelta

import pandas as pd
import pytest

from pipelines.workspace.stalling import Patience, stalled

TODAY = date(2026, 3, 31)


def action(state: str, days: int, planned: int | None = None, live: int | None = None) -> pd.DataFrame:
    """An action that came into its state so many days ago, and is planned or live since so many."""

    def ago(count: int | None) -> pd.Timestamp:
        return pd.NaT if count is None else pd.Timestamp(TODAY - timedelta(days=count))

    row = {"state_code": state, "state_since": ago(days) + pd.Timedelta(hours=14)}
    return pd.DataFrame([row | {"planned_date": ago(planned), "live_date": ago(live)}])


@pytest.mark.parametrize(
    ("given", "code", "days"),
    [
        (action("proposed", 14), None, None),
        (action("proposed", 15), "undecided", 15),
        (action("accepted", 14), None, None),
        (action("accepted", 15), "undated", 15),
        (action("accepted", 90, planned=0), None, None),
        (action("accepted", 3, planned=1), "overdue", 1),
        (action("accepted", 3, planned=-30), None, None),
        (action("live", 90, live=56), None, None),
        (action("live", 2, planned=300, live=57), "unmeasured", 57),
        (action("live", 90, live=-5), None, None),
        (action("measured", 28, live=200), None, None),
        (action("measured", 29, live=200), "unclosed", 29),
        (action("closed", 900, planned=900, live=900), None, None),
    ],
)
def test_an_action_waits_once_its_patience_is_over(given, code, days):
    found = stalled(given, TODAY).iloc[0]

    if code is None:
        assert pd.isna(found["waits_code"]) and pd.isna(found["waits_since"])
    else:
        assert found["waits_code"] == code
        assert found["waits_since"].date() == TODAY - timedelta(days=days)


def test_how_long_is_long_is_a_setting():
    assert stalled(action("proposed", 3), TODAY, Patience(undecided_days=2))["waits_code"].tolist() == ["undecided"]


def test_no_actions_give_the_same_columns_and_what_is_given_is_not_changed():
    given = action("proposed", 15)

    empty = stalled(given.iloc[:0], TODAY)

    assert empty.empty and {"waits_code", "waits_since"} <= set(empty)
    assert "waits_code" not in given
