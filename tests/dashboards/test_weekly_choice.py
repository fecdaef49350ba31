"""What goes into a weekly report is chosen: by agent hours that chance does not explain, nothing twice without "still"."""

import duckdb
import pytest

from dashboards.reports import moves, trend
from dashboards.reports.facts import trend_facts
from dashboards.reports.source import read_run
from tests.dashboards.test_reports import words_of

pytestmark = pytest.mark.slow

ALERT = "damaged_shipment-2026-03-01"
# The week is Wed 25 Feb to Tue 3 Mar; damaged shipments come at 12 a day, 52 on its last three days.
WEEK_BEFORE = "contact_date between date '2026-02-18' and date '2026-02-24'"
ONE_MORE = (
    "update marts.series_daily set contact_count = contact_count {by} where series_code = 'reason:{code}' and {days}"
)


def moves_in(path, department="logistics"):
    with duckdb.connect(str(path), read_only=True) as con:
        return moves.moves_of(con, department, read_run(con)).set_index("reason_code")


def document(path, department="logistics"):
    with duckdb.connect(str(path), read_only=True) as con:
        return trend.trend_document(trend_facts(con, department))


def test_reasons_stand_by_the_hours_of_what_chance_does_not_explain_not_by_size(published):
    found = moves_in(published)

    assert found.index[0] == "damaged_shipment"
    assert found.loc["where_is_order", "contacts"] > 100  # the second largest, and as expected
    assert found["is_sure"].tolist() == [True, False, False]
    assert found.loc["damaged_shipment", "excess"] == pytest.approx(120, abs=6)
    assert found.loc["damaged_shipment", "excess_hours"] == pytest.approx(120 * 420 / 3600, rel=0.1)


def test_a_reason_that_had_moved_in_the_week_before_too_is_still_moving(published, altered):
    again = moves_in(altered(ONE_MORE.format(by="+ 40", code="damaged_shipment", days=WEEK_BEFORE)))

    assert not moves_in(published).loc["damaged_shipment", "is_still"]
    assert again.loc["damaged_shipment", "is_still"]


def test_a_reason_that_rises_after_a_fall_is_new(altered):
    path = altered(ONE_MORE.format(by="- contact_count", code="damaged_shipment", days=WEEK_BEFORE))

    assert moves_in(path).loc["damaged_shipment", ["is_sure", "is_still"]].tolist() == [True, False]


def test_before_there_is_history_nothing_is_called_sure(altered):
    path = altered("update marts.series_daily set expected_count = null, lower_count = null, upper_count = null")

    assert not moves_in(path)["is_sure"].any()
    assert "too little history" in document(path)["reasons"]["note"]


def test_of_a_few_contacts_alone_nothing_is_said(altered):
    days = "contact_date > date '2026-02-24'"
    path = altered(
        "update marts.series_daily set contact_count = contact_count - contact_count, expected_count = 0.3, lower_count = 0,"
        f" upper_count = 1 where series_code = 'reason:late_delivery' and {days}"
    )
    reasons = document(path)["reasons"]

    assert "Late delivery" not in [row[0] for row in reasons["rows"]]
    assert "1 more reason had 0 contacts together, 1 of them of fewer than 5." in reasons["note"]


def test_a_slice_of_a_few_contacts_is_no_driver_in_a_report(altered, tmp_path):
    path = altered("update marts.alert_driver set contact_count = 4 where driver_rank = 2")

    assert "carrier NorthStar: " not in (trend.make(path, "logistics", tmp_path / "out")[0]).read_text()


@pytest.mark.parametrize("face", [".html", ".pdf"])
def test_the_table_says_how_likely_chance_is_and_what_is_still_so(altered, tmp_path, face):
    path = altered(ONE_MORE.format(by="+ 40", code="damaged_shipment", days=WEEK_BEFORE))
    made = {file.suffix: words_of(file) for file in trend.make(path, "logistics", tmp_path / "out")}

    assert "Still: Damaged shipment" in made[face]
    assert "may be" in made[face] and "by the agent hours of its difference" in made[face]


def test_what_moved_without_an_alert_is_in_the_title_and_the_lead(altered):
    said = document(altered("delete from marts.alert"))

    assert said["title"].endswith("and more of Damaged shipment than expected.")
    told = {one["label"]: one["text"] for one in said["lead"]}["What moved"]
    assert told.startswith("Damaged shipment: 205 contacts where 84 (") and "hours more of agents' work" in told
    assert told.endswith("such changes is chance.")


def test_a_spike_of_the_week_before_is_still_there_in_title_and_section(altered):
    said = document(altered(f"update marts.alert set started_date = '2026-02-20' where alert_id = '{ALERT}'"))

    assert said["title"].startswith("Still: Damaged shipment")
    assert said["spikes"][0]["title"].startswith("Still: Damaged shipment")


def test_quotes_are_of_this_week_alone(altered):
    said = document(altered("update marts.alert_quote set contact_date = '2026-02-20' where quote_rank > 1"))

    assert len(said["spikes"][0]["quotes"]) == 1


def test_words_of_a_busy_week_fill_no_more_than_a_page(altered):
    copies = " union all ".join(
        f"select * replace ('other-{n}' as alert_id, {n + 5} as severity_rank) from marts.alert where alert_id = '{ALERT}'"
        for n in range(12)
    )
    said = document(altered(f"insert into marts.alert {copies}"))
    sentences = [said["title"], *(one["text"] for one in said["lead"]), *said["more_spikes"], *said["actions"]]
    sentences += [said["reasons"]["note"], said["handling"]["sentence"], said["topics"]["note"]]
    for item in said["spikes"] + said["topics"]["topics"]:
        sentences += [item["title"], *item["sentences"], *(quote["text"] for quote in item["quotes"])]

    assert len(said["spikes"]) == 3
    assert said["more_spikes"][-1] == "The Spikes page has 8 more."
    assert sum(len(text.split()) for text in sentences) < 650  # what a page holds
