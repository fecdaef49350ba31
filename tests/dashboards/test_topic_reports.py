"""Topics in the weekly reports and in briefs: what is new is told with its proof, and nothing is told twice."""

from datetime import date

import openpyxl
import pytest

from dashboards.reports import brief, trend
from tests.dashboards.test_reports import words_of
from tests.dashboards.test_topics import TOPIC_ALERT

pytestmark = pytest.mark.slow

HEADLINE = "Points missing in wallet: 24 contacts in the last 28 days and none in the 28 days before."


def told(path: str, department: str, folder) -> dict[str, str]:
    return {file.suffix: words_of(file) for file in trend.make(path, department, folder)}


def test_the_department_that_a_topic_is_proposed_to_reads_of_it_with_proof_in_every_face(published, tmp_path):
    said = told(published, "website", tmp_path)

    for face in (".html", ".pdf"):
        assert HEADLINE in said[face] and "What customers newly say" in said[face]
        assert "71 % of it lies in Not sure; 4 % of Not sure is this." in said[face]
        assert "The points of my last order are missing in the wallet" in said[face] and "shop:1049" in said[face]
        assert "5 % of contacts fit no topic; two fits agree to 0.87 of 1" in said[face]
        assert "voc report --brief t1a2b3c" in said[face]
    assert "Points missing in wallet" in said[".xlsx"]


def test_the_workbook_has_all_topics_of_the_department_the_new_one_first(published, tmp_path):
    path = next(file for file in trend.make(published, "website", tmp_path) if file.suffix == ".xlsx")

    sheet = openpyxl.load_workbook(path)["Topics"]

    assert [row[0] for row in sheet.values] == [
        "Topic", "Points missing in wallet", "Payment page loops", "Password link expired", "Puntos no aparecen",
    ]  # fmt: skip
    assert sheet["I2"].value.date() == date(2026, 2, 27) and sheet["G2"].number_format == "0.0%"


def test_where_nothing_is_new_one_sentence_says_so(published, tmp_path):
    said = told(published, "stores", tmp_path)

    assert "Customers of Stores say nothing new: none of its topics is new or grows." in said[".pdf"]


def test_what_was_to_be_seen_last_week_is_told_as_still(altered, tmp_path):
    path = altered("update marts.topic set first_seen_date = '2026-02-20' where topic_code = 't1a2b3c'")

    assert f"Still: {HEADLINE}" in told(path, "website", tmp_path)[".html"]


def test_a_topic_that_nobody_owns_is_told_to_all(altered, tmp_path):
    path = altered("update marts.topic set proposed_department_code = null where topic_code = 't1a2b3c'")

    assert (
        "Nobody owns “Points missing in wallet” yet, 24 contacts in the last 28 days"
        in told(path, "stores", tmp_path)[".pdf"]
    )


def test_a_topic_that_is_a_spike_has_its_chart_and_quotes_once(altered, tmp_path):
    path = altered(
        TOPIC_ALERT
        + """update marts.alert set department_code = 'website' where alert_id = 'points';
        insert into marts.alert_quote select 'points', * exclude topic_code from marts.topic_quote
        where topic_code = 't1a2b3c'"""
    )

    said = told(path, "website", tmp_path)[".html"]

    assert "Topic “Points missing in wallet”: 19 contacts from Sun 1 to Tue 3 Mar where 2 were expected" in said
    assert "Its chart and quotes stand above." in said
    assert said.count("shop:1049") == 1


def test_before_there_are_topics_the_report_says_why(altered, tmp_path):
    path = altered("delete from marts.topic; delete from marts.topic_fit")

    assert "No topic was found yet: too few contacts have words." in told(path, "website", tmp_path)[".pdf"]


def test_a_brief_on_a_topic_says_what_since_when_how_many_whom_and_in_whose_words(published, tmp_path):
    for file in brief.make(published, "t1a2b3c", tmp_path):
        said = words_of(file)
        assert HEADLINE in said and "Brief for Website and UX" in said
        assert "first to be seen on Fri 27 Feb" in said
        assert "Channel Chat 75 % (usually 30 %)" in said
        assert "2.8 hours of agents' work" in said
        assert "The points of my last order are missing in the wallet" in said


def test_a_brief_on_the_alert_of_a_topic_says_what_the_topic_is_and_whom_it_hits(altered, tmp_path):
    for file in brief.make(altered(TOPIC_ALERT), "points", tmp_path):
        said = words_of(file)
        assert "Customers say that points missing in wallet." in said
        assert "Site Tucson 63 % (usually 30 %)" in said
        assert "It is solved when topic “Points missing in wallet” stays at or below" in said
