"""What changed on the last day, in one sentence."""

from datetime import date

import pandas as pd

from dashboards import health, since
from dashboards.view import View
from tests.dashboards.test_pages import open_page, text_of

VIEW = View(date(2026, 2, 25), date(2026, 3, 3), date(2026, 2, 18), date(2026, 2, 24))


def lived(*days: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"state_code": state, "subject_kind": "reason", "subject_label": name, "where_label": ""}
            for name, state in days
        ],
        columns=["state_code", "subject_kind", "subject_label", "where_label"],
    )


def test_what_opened_stands_first_and_each_is_named():
    alerts = lived(("Refund", "growing"), ("Damaged shipment", "opened"), ("Late delivery", "growing"))

    assert since.say(VIEW, alerts, 0) == (
        "Since Mon 2 Mar: 1 spike opened (Damaged shipment), 2 grew (Refund, Late delivery)."
    )


def test_of_many_the_first_two_are_named():
    alerts = lived(("A", "closed"), ("B", "closed"), ("C", "closed"), ("D", "closed"))

    assert since.say(VIEW, alerts, 0) == "Since Mon 2 Mar: 4 spikes closed (A, B and 2 more)."


def test_a_day_on_which_nothing_happened_says_so_and_tells_of_new_definitions():
    assert since.say(VIEW, lived(("Refund", "steady")), 0) == "Since Mon 2 Mar: no spike opened, grew or closed."
    assert since.say(VIEW, lived(), 1) == (
        "Since Mon 2 Mar: no spike opened, grew or closed; 1 definition of reasons changed."
    )


def test_the_state_of_the_data_is_one_sentence():
    by_day = pd.DataFrame({"is_complete": [True, True, False]})
    silent = pd.DataFrame({"is_open": [True], "source_code": ["chat"], "since_date": [pd.Timestamp("2026-03-01")]})

    run = pd.Series({"rejected_count": 3, "started_at": pd.Timestamp("2026-03-04 04:00")})
    assert health.glance(run, by_day, silent) == (
        "The run of Wed 4 Mar came through; 1 of 3 days are not complete yet; chat has delivered no contact since Sun 1 Mar;"
        " 3 rows rejected so far."
    )


def test_the_overview_says_both_and_leads_to_the_rest(shown, published):
    shown(published)

    said = text_of(open_page("overview"))

    assert "Since Mon 2 Mar: 1 spike grew (Damaged shipment)." in said
    assert "3 rows rejected so far." in said
    assert ">Data health</a>" in said
