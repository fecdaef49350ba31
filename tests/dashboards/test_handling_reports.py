"""Handling in the weekly report: what surely changed is said with n and intervals, and nothing else."""

import pandas as pd
import pytest

from dashboards.reports import handling_section, trend
from dashboards.reports.handling_facts import difference
from tests.dashboards.test_reports import words_of

WORSE = """
    update marts.contact_daily set csat_satisfied_count = 0
    where contact_date > date '2026-02-24'
        and reason_code in (select reason_code from marts.reason where department_code = 'logistics')
"""


def value(at: float, low: float, high: float) -> dict:
    return {"value": at, "low": low, "high": high}


def test_a_difference_is_as_unsure_as_both_values_together():
    change, low, high = difference(value(0.70, 0.66, 0.74), value(0.80, 0.77, 0.83))

    assert (round(change, 3), round(low, 3), round(high, 3)) == (-0.1, -0.15, -0.05)
    assert difference(value(0.7, None, None), value(0.8, 0.7, 0.9)) == (None, None, None)


def kpi(**more: object) -> dict:
    known = {
        "kpi_label": "CSAT",
        "unit": "share",
        "minimum_count": 30,
        "value": 0.6,
        "low": 0.55,
        "high": 0.65,
        "n": 400,
    }
    return (
        known
        | {
            "usual": 0.7,
            "change": -0.1,
            "change_low": -0.16,
            "change_high": -0.04,
            "is_other": True,
            "is_late": False,
            "is_still": False,
        }
        | more
    )


def test_what_surely_changed_is_said_with_n_and_both_intervals():
    said = handling_section.say_changed(pd.DataFrame([kpi(), kpi(kpi_label="Hold", is_other=False)]), week_count=4)

    assert said == "CSAT is lower than usual: 60 % (55 to 65 %, n 400), −10 points (−16 to −4)."


def test_a_number_that_takes_days_to_know_is_of_the_week_before_and_says_so():
    rows = pd.DataFrame([kpi(kpi_label="First contact resolution", is_late=True)])

    said = handling_section.say_changed(rows, week_count=4)

    assert said.startswith("First contact resolution of the week before is lower than usual: 60 %")


def test_where_chance_could_have_made_it_nothing_is_claimed():
    rows = pd.DataFrame([kpi(is_other=False)])

    assert handling_section.say_changed(rows, week_count=4).startswith(
        "Nothing in how these contacts were handled is surely"
    )
    assert handling_section.say_changed(rows, week_count=0) == "There is no earlier week to hold this one against."


@pytest.mark.slow
def test_the_weekly_report_has_the_numbers_of_handling_and_tells_of_a_change_on_its_first_page(altered, tmp_path):
    path = altered(WORSE)

    for file in trend.make(path, "logistics", tmp_path):
        if file.suffix != ".xlsx":
            said = words_of(file)
            assert "How contacts were handled" in said
            first_page = said.split("Above the usual level")[0] if file.suffix != ".pptx" else said
            assert "is lower than usual: 0 % (0 to" in first_page
            assert "First contact resolution, week before" in said, "contacts of this week are not old enough"


@pytest.mark.slow
def test_a_department_without_a_contact_reads_that_nothing_was_measured(altered, tmp_path):
    path = altered("delete from marts.contact_daily where reason_code = 'opening_hours'")

    assert "How these contacts were handled was not measured." in words_of(trend.make(path, "stores", tmp_path)[0])


def test_what_was_said_of_the_week_before_already_is_still_so():
    said = handling_section.say_changed(pd.DataFrame([kpi(is_still=True)]), week_count=4)

    assert said.startswith("Still: CSAT is lower than usual")
