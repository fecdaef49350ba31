"""Which reasons cost most, and which of them should be fixed first?"""

from datetime import date

import pandas as pd
import pytest

from dashboards import costliest
from dashboards.view import View
from tests.dashboards.test_pages import open_page, text_of

VIEW = View(date(2026, 3, 2), date(2026, 3, 3), date(2026, 2, 28), date(2026, 3, 1))


def handled(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(pd.Timestamp(day), code, code.capitalize(), hours * 3600) for day, code, hours in rows],
        columns=["contact_date", "reason_code", "reason_label", "handle_seconds"],
    )


NOW = handled(
    ("2026-03-02", "refund", 4), ("2026-03-03", "refund", 6), ("2026-03-03", "login", 30), ("2026-03-02", "unsure", 60)
)  # fmt: skip


def test_hours_are_summed_by_reason_against_all_and_what_is_not_sure_is_no_reason_to_fix():
    rows = costliest.costliest(NOW, handled(("2026-03-01", "login", 20)), VIEW)

    assert rows["reason_code"].tolist() == ["login", "refund"]
    assert rows["agent_hours"].tolist() == [30, 10]
    assert rows["share"].tolist() == [0.3, 0.1]
    assert rows["hours_before"].tolist() == [20, 0]
    assert rows["course"].tolist() == [[0, 30], [4, 6]]


@pytest.mark.parametrize(
    ("of_login", "of_refund", "said"),
    [
        ([], [], "To fix first by cost: Login, 30.0 hours, 30 % of all; nobody has recorded a change about it"),
        (["proposed"], [], "To fix first by cost: Login, 30.0 hours, 30 % of all; a change is recorded, and not live yet"),
        (["live"], [], "To fix first by cost: Refund, 10.0 hours, 10 % of all; nobody has recorded a change about it"),
        (["live"], ["measured"], "All of the costliest are being changed; Login costs most: 30.0 hours, 30 % of all"),
    ],
)  # fmt: skip
def test_what_is_being_changed_comes_after_what_nobody_changes(of_login, of_refund, said):
    rows = costliest.costliest(NOW, NOW.head(0), VIEW)
    rows["actions"] = [[{"state_code": state} for state in states] for states in (of_login, of_refund)]

    assert costliest.say_first(rows) == said


def test_the_reasons_page_says_it_first_with_the_five(shown, published):
    shown(published)

    said = text_of(open_page("reasons"))

    assert "To fix first by cost: " in said
    assert said.count("nothing recorded") + said.count("The action in full") == 5
