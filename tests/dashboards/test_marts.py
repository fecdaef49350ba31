"""The pages' questions, asked of a small published file."""

from datetime import date

import duckdb
import pandas as pd
import pytest

from dashboards import contacts, kpis, marts, movements, publication
from dashboards.contacts import Search
from dashboards.view import View, compare, period

WEEK = View(
    start=date(2026, 2, 25),
    end=date(2026, 3, 3),
    compare_start=date(2026, 2, 18),
    compare_end=date(2026, 2, 24),
    compare_label="the 7 days before",
)
ALL = View(date(2026, 1, 3), date(2026, 3, 3), date(2025, 11, 4), date(2026, 1, 2), is_comparable=False)


def test_where_nothing_is_published_the_error_says_what_to_run(shown, tmp_path):
    shown(tmp_path / "absent.duckdb")

    with pytest.raises(publication.NothingPublishedError, match="voc demo"):
        marts.run()


def test_a_new_publish_is_seen_without_a_restart(shown, published, altered):
    shown(published)
    before = marts.run()["run_id"]

    shown(altered("update marts.run set run_id = 'the next'"))

    assert (before, marts.run()["run_id"]) == ("20260304T040000Z", "the next")


def test_the_published_file_cannot_be_written_through_a_page(shown, published):
    shown(published)

    with pytest.raises(duckdb.Error, match="read-only"):
        marts.ask("delete from published.marts.turn returning 1")


def test_no_page_can_read_another_file_of_the_machine(shown, published):
    shown(published)

    with pytest.raises(duckdb.Error):
        marts.ask("from read_text('/etc/hostname')")


def test_daily_sums_agree_with_the_mart(shown, published):
    shown(published)
    daily = marts.daily(WEEK)
    now, before = movements.split(daily, WEEK)
    sql = "select sum(contact_count) as n from marts.contact_daily where contact_date between $first and $last"

    assert now["contact_count"].sum() == marts.ask(sql, first=WEEK.start, last=WEEK.end)["n"].iloc[0]
    assert before["contact_count"].sum() == marts.ask(sql, first=WEEK.compare_start, last=WEEK.compare_end)["n"].iloc[0]


def test_a_department_leaves_only_its_reasons(shown, published):
    shown(published)

    daily = marts.daily(View(WEEK.start, WEEK.end, WEEK.compare_start, WEEK.compare_end, departments=("billing",)))

    assert set(daily["reason_code"]) == {"double_charge"}


def test_a_rate_is_the_sum_of_numerators_over_the_sum_of_denominators():
    daily = pd.DataFrame(
        {
            "contact_date": pd.to_datetime(["2026-03-01", "2026-03-02"]),
            "contact_count": [10, 90],
            "csat_satisfied_count": [1, 80],
            "csat_response_count": [2, 90],
        }
    )
    csat = pd.Series({"numerator": "csat_satisfied_count", "denominator": "csat_response_count"})

    total = kpis.totals(daily, csat).iloc[0]

    assert (total["value"], total["n"]) == (81 / 92, 92)  # not the mean of 1/2 and 8/9


def test_service_level_gives_the_golden_example():
    daily = pd.DataFrame(
        {
            "contact_count": [1060],
            "answered_count": [1000],
            "answered_within_count": [860],
            "abandoned_count": [60],
            "abandoned_within_count": [20],
        }
    )
    formula = "answered_count + abandoned_count - abandoned_within_count"
    level = pd.Series({"numerator": "answered_within_count", "denominator": formula})

    assert round(100 * kpis.totals(daily, level)["value"].iloc[0], 2) == 82.69


def test_alerts_come_with_the_open_ones_first(shown, published):
    shown(published)

    alerts = marts.alerts(ALL)

    assert len(alerts) == 2
    assert alerts["is_open"].tolist() == sorted(alerts["is_open"], reverse=True)
    assert not marts.alert_quotes(alerts["alert_id"].iloc[0]).empty


def test_blocks_of_contacts_follow_each_other_without_overlap(shown, published, monkeypatch):
    shown(published)
    monkeypatch.setattr(contacts, "BLOCK", 7)
    search = Search(is_undated_wanted=True)
    total = int(contacts.count_by_day(ALL, search)["contact_count"].sum())
    blocks = [contacts.block(ALL, search, number)["contact_id"] for number in range(total // 7 + 1)]

    assert pd.concat(blocks).is_unique
    assert sum(map(len, blocks)) == total


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("7d", (date(2026, 2, 25), date(2026, 3, 3))),
        ("28d", (date(2026, 2, 10), date(2026, 3, 3))),  # the data begin there
        ("all", (date(2026, 2, 10), date(2026, 3, 3))),
    ],
)
def test_a_period_lies_inside_the_data(code, expected):
    assert period(code, date(2026, 2, 10), date(2026, 3, 3)) == expected


def test_a_year_before_meets_the_same_weekdays():
    start, end, _ = compare(date(2026, 2, 25), date(2026, 3, 3), "year")

    assert (start.weekday(), (end - start).days) == (date(2026, 2, 25).weekday(), 6)
