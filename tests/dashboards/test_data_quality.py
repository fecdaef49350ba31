"""The data-quality report and the page Data health say the same sentences, from the same facts."""

import re
from functools import partial

import duckdb
import openpyxl
import pytest

from dashboards.deliveries import found, said, tables
from dashboards.reports import WHOLE, data_quality
from dashboards.reports.source import frame
from dashboards.scopes import Scope, select
from tests.dashboards.test_pages import open_page, text_of
from tests.dashboards.test_reports import Page, run, words_of

pytestmark = pytest.mark.slow

IN_ORDER = """
    update marts.source_freshness set is_late = false, behind_days = 0; update marts.source_volume_daily set is_odd = false;
    update marts.null_rate set recent_null_count = 0, before_null_count = 0; delete from marts.rejected_row;
    update marts.run_history set status_code = 'done', error = null
"""


def read(path):
    with duckdb.connect(str(path), read_only=True) as con:
        return found.read(partial(frame, con))


def test_what_is_wrong_heads_the_report_the_worst_first(published):
    assert said.headline(read(published)) == (
        "1 of 3 deliveries is late, 1 column surely changed, 1 day of a source and channel was odd in volume and 3 rows were"
        " rejected."
    )


def test_where_nothing_is_wrong_one_sentence_says_so(altered):
    assert said.headline(read(altered(IN_ORDER))) == (
        "All is in order up to Tue 3 Mar: on time, as many as usual, and no row rejected."
    )


def test_a_late_source_is_named_with_its_newest_day_and_its_usual_gap(published):
    assert said.freshness(read(published)) == (
        "1 of 3 deliveries is late: Chats (contacts): nothing since Sat 28 Feb, where it usually comes every day."
        " Ask for the export."
    )


def test_a_source_that_comes_once_a_week_is_not_late_after_four_days(published):
    rows = {row[0]: row for row in tables.fresh_rows(read(published))}

    assert rows["Surveys"][3:] == ["7 days", "4", "✓ as usual"]
    assert rows["Chats"][5] == "✕ late"


def test_an_odd_day_is_said_with_what_is_usual(published):
    assert said.volume(read(published)).endswith(
        "Calls, Voice, on Tue 24 Feb: 12 contacts where 41 (22 to 60) are usual."
    )


def test_rejected_rows_are_grouped_by_why_with_the_newest_file_and_line(published):
    assert tables.rejected_rows(read(published)) == [
        ["TIMESTAMP not a date of the form %m/%d/%Y", "Calls", "3", "3", "calls_2026-03-03.csv", "10"]
    ]


def test_a_column_that_surely_empties_is_told_with_its_interval_and_the_others_are_not(published):
    changed = read(published).changed

    assert changed[["source_code", "column_name"]].to_numpy().tolist() == [["calls", "carrier_code"]]
    assert changed["change"].iloc[0] == pytest.approx(402 / 1148 - 0.2)
    assert changed["low"].iloc[0] > 0.1
    assert said.empty(read(published)) == (
        "Carrier of Calls is empty on 35 % of contacts, +15 points (+11 to +19) on the 28 days before."
    )


def test_a_failed_run_is_told_with_its_error(published, altered):
    last = altered(
        "update marts.run_history set status_code = 'failed', error = 'The disk is full.' where run_id like '%0304%'"
    )

    assert "1 of the last 3 runs failed, the newest on Tue 3 Mar: calls.csv is empty. Ask for it again." in said.runs(
        read(published)
    )
    assert said.headline(read(last)).startswith("The last run failed, ")


def test_the_page_and_the_report_say_the_same_sentences(shown, published, tmp_path):
    shown(published)
    page, paper, slides, _, text = data_quality.make(published, WHOLE, tmp_path)
    on_screen = " ".join(re.sub("</?code>", "", text_of(open_page("administration"))).split())

    for _, sentence in said.answers(read(published)):
        for face in (page, paper, slides, text):
            assert sentence.replace("`", "") in words_of(face)
        assert sentence.replace("`", "") in on_screen, sentence


def test_no_value_and_no_row_of_a_customer_is_in_the_report(published, tmp_path):
    for path in data_quality.make(published, WHOLE, tmp_path):
        assert "13/45/2026" not in words_of(path) and "C-0" not in words_of(path)


def test_the_workbook_holds_every_column_not_only_those_that_changed(published, tmp_path):
    *_, workbook, _ = data_quality.make(published, WHOLE, tmp_path)
    sheet = openpyxl.load_workbook(workbook)["Empty columns"]

    assert sheet.max_row == 1 + 4 and sheet["D2"].number_format == "0.0%"


def test_an_empty_centre_gets_its_report_too(altered, tmp_path):
    marts = ("source_freshness", "source_volume_daily", "null_rate", "rejected_row", "file_note", "model_drift")
    marts += ("coverage_daily", "contact_daily", "run_history")
    path = altered(";".join(f"delete from marts.{mart}" for mart in marts))

    page, *_ = data_quality.make(path, WHOLE, tmp_path / "out")

    assert "No source has delivered a day of the last eight weeks." in words_of(page)
    assert "too little history" in words_of(page)


def test_hostile_names_of_files_and_columns_come_out_as_words(altered, tmp_path):
    hostile = "<script>alert(1)</script> =cmd() #panic(1)"
    path = altered(
        f"update marts.rejected_row set file_name = '{hostile}', column_name = '{hostile}', reason = '{hostile}'"
    )
    page, paper, _, workbook, _ = data_quality.make(path, WHOLE, tmp_path / "out")

    assert "script" not in Page(page).tags and "=cmd() #panic(1)" in words_of(page)
    assert "#panic(1)" in words_of(paper)
    assert all(cell.data_type != "f" for sheet in openpyxl.load_workbook(workbook) for row in sheet for cell in row)


def test_the_same_published_file_gives_the_same_bytes_and_the_command_writes_it(published, tmp_path):
    assert run("--published", published, "--data-quality", "--out", tmp_path / "b") == 0

    for path in data_quality.make(published, WHOLE, tmp_path / "a"):
        assert path.read_bytes() == (tmp_path / "b" / WHOLE / path.name).read_bytes()


@pytest.mark.parametrize("mart", ["source_freshness", "source_volume_daily", "null_rate"])
def test_who_does_not_run_voc_sees_nothing_of_its_sources(mart):
    assert "where (false)" in select(mart, {"source_code"}, Scope(has_operations=False))
