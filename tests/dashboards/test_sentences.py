from datetime import date, datetime

import pytest

from dashboards import sentences

ALERT = {
    "subject_kind": "reason", "subject_label": "Damaged shipment", "where_label": "",
    "started_date": date(2026, 3, 3), "last_date": date(2026, 3, 3),
    "contact_count": 64, "expected_count": 18.2, "lower_count": 12.0, "upper_count": 25.4, "chance_one_in": 400,
    "driver_label": "carrier NorthStar in the South", "driver_share": 0.83, "spread_label": None,
    "excess_count": 45.8, "excess_hours": 6.31,
}  # fmt: skip


def test_an_alert_of_one_day_is_said_with_its_date_and_expectation():
    assert (
        sentences.alert_headline(ALERT)
        == "Damaged shipment: 64 contacts on Tue 3 Mar where 18 were expected (12 to 25)."
    )


def test_an_alert_of_several_days_is_said_with_its_period():
    alert = ALERT | {"last_date": date(2026, 3, 6), "contact_count": 1212, "expected_count": 72}

    assert "1,212 contacts from Tue 3 to Fri 6 Mar where 72 were expected" in sentences.alert_headline(alert)


def test_a_period_over_two_months_names_both():
    assert sentences.format_period(date(2026, 2, 27), date(2026, 3, 3)) == "from Fri 27 Feb to Tue 3 Mar"


def test_a_period_over_two_years_names_both_years_when_years_are_asked_for():
    assert (
        sentences.format_period(date(2025, 12, 29), date(2026, 1, 4), with_year=True)
        == "from Mon 29 Dec 2025 to Sun 4 Jan 2026"
    )


def test_an_alert_in_one_slice_says_where():
    alert = ALERT | {"where_label": "carrier NorthStar"}

    assert sentences.alert_headline(alert).startswith("Damaged shipment, carrier NorthStar: 64 contacts")


def test_one_contact_is_singular():
    alert = ALERT | {"contact_count": 1, "expected_count": 0.4, "lower_count": 0, "upper_count": 1}

    assert "1 contact on Tue 3 Mar where 0.4 were expected (0 to 1)" in sentences.alert_headline(alert)


@pytest.mark.parametrize(
    ("one_in", "sentence"),
    [
        (400, "About one in 400 such alerts is chance."),
        (8_850, "About one in 8,900 such alerts is chance."),
        (100_000, "About one in 100,000 such alerts is chance."),
        (1_000_000, "Fewer than one in 100,000 such alerts is chance."),
    ],
)
def test_how_sure_it_is_has_two_digits_and_an_end(one_in, sentence):
    assert sentences.alert_certainty(ALERT | {"chance_one_in": one_in}) == sentence


def test_the_driver_is_said_with_its_share():
    assert sentences.alert_driver(ALERT) == "83 % of the excess is carrier NorthStar in the South."


@pytest.mark.parametrize("label", [None, float("nan"), ""])
def test_no_driver_is_said_too(label):
    assert sentences.alert_driver(ALERT | {"driver_label": label}) == "No single slice explains it."


def test_a_slice_that_nothing_narrower_explains_is_said():
    alert = ALERT | {"driver_label": None, "where_label": "by chat"}

    assert sentences.alert_driver(alert) == "The excess is by chat; nothing narrower explains it."


def test_a_slice_that_is_its_own_driver_is_not_said_to_explain_itself():
    alert = ALERT | {"where_label": ALERT["driver_label"]}

    assert (
        sentences.alert_driver(alert) == "The excess is carrier NorthStar in the South; nothing narrower explains it."
    )


def test_an_excess_that_is_everywhere_names_its_largest_parts():
    alert = ALERT | {"driver_label": None, "spread_label": "by chat (30 %), in the South (25 %)"}

    assert sentences.alert_driver(alert).startswith("No single slice explains it; the largest parts are by chat (30 %)")
    within = alert | {"where_label": "by phone", "spread_label": "Orders EN (60 %), NorthStar (42 %)"}
    assert sentences.alert_driver(within) == (
        "No single slice within it explains it; the largest parts are Orders EN (60 %), NorthStar (42 %)."
    )
    one = alert | {"spread_label": "Orders EN (70 %)"}
    assert sentences.alert_driver(one) == "No single slice explains it; the largest part is Orders EN (70 %)."


def test_a_driver_of_everything_is_not_said_as_a_hundred_percent():
    assert (
        sentences.alert_driver(ALERT | {"driver_share": 1.04}) == "All of the excess is carrier NorthStar in the South."
    )


def test_the_cost_is_in_contacts_and_hours():
    assert sentences.alert_cost(ALERT) == "The excess, 46 contacts, cost 6.3 hours of agents' work."


@pytest.mark.parametrize(
    ("where", "title"),
    [
        ("", "Damaged shipment"),
        ("carrier NorthStar in the South", "Damaged shipment, carrier NorthStar in the South"),
        ("in the South", "Damaged shipment in the South"),
    ],
)
def test_the_title_of_an_alert_says_where(where, title):
    assert sentences.alert_title(ALERT | {"where_label": where}) == title


def test_the_words_that_set_an_alert_apart_are_said_where_there_are_any():
    assert (
        sentences.alert_phrases({"phrase_label": "crushed, broken"})
        == "Words that set these contacts apart: crushed, broken."
    )
    assert sentences.alert_phrases({"phrase_label": None}) == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (sentences.format_count(1284), "1,284"),
        (sentences.format_count(18.5), "19"),
        (sentences.format_count(0.4), "0.4"),
        (sentences.format_count(0), "0"),
        (sentences.format_count(None), "–"),
        (sentences.format_share(0.1237), "12.4 %"),
        (sentences.format_share(0.1237, n=120), "12 %"),
        (sentences.format_share(float("nan")), "–"),
        (sentences.format_duration(452), "7 m 32 s"),
        (sentences.format_duration(59.6), "1 m 00 s"),
        (sentences.format_duration(45), "45 s"),
        (sentences.format_duration(7500), "2 h 05 m"),
        (sentences.format_hours(12.56), "12.6 hours"),
        (sentences.format_hours(1.0), "1.0 hour"),
        (sentences.format_hours(1204.4), "1,204 hours"),
        (sentences.format_change(179, 141), "+38 (+27 %)"),
        (sentences.format_change(10, 12.4), "−2 (−19 %)"),
        (sentences.format_change(5, 0), "+5"),
        (sentences.format_change(7, 7), "0 (0 %)"),
        (sentences.format_points(0.812, 0.8), "+1.2 points"),
        (sentences.format_date(date(2026, 3, 3)), "Tue 3 Mar"),
        (sentences.format_date(datetime(2026, 3, 3, 8), with_year=True), "Tue 3 Mar 2026"),
        (sentences.format_value(452, "seconds"), "7 m 32 s"),
        (sentences.format_value(0.5, "share"), "50.0 %"),
        (sentences.format_value(5, "count"), "5"),
        (sentences.format_value(5, "hours"), "5.0 hours"),
    ],
)
def test_numbers_are_written_as_people_read_them(written, expected):
    assert written == expected


def test_coverage_says_n_of_n_and_how_much_is_not_sure():
    assert (
        sentences.coverage(27_310, 31_402, 2_485)
        == "27,310 of 31,402 contacts were analysed; of all, the reason of 7.9 % is not sure."
    )
    assert sentences.coverage(0, 0, 0) == "No contact lies in this period."
