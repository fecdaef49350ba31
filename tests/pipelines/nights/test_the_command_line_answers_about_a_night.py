"""The command line on a night: do query, status, report and doctor answer, and refuse in one line what they cannot do?"""

import csv
import io
import json

import pytest

from tests.conftest import complaint

pytestmark = pytest.mark.slow

FACES = {".html", ".pdf", ".pptx", ".xlsx", ".md"}


def test_a_query_answers_as_a_table_as_csv_and_as_json(call, night):
    sql = (
        "select reason_code, contact_count, is_open from marts.alert where reason_code = 'damaged_shipment' and is_open"
    )
    config = night.settings.config_path
    ((_, count, _),) = night.published(sql)

    code, table, err = call("query", sql, "--config", config)
    assert (code, err) == (0, "") and "reason_code" in table and "damaged_shipment" in table

    _, as_csv, _ = call("query", sql, "--format", "csv", "--config", config)
    assert list(csv.DictReader(io.StringIO(as_csv))) == [
        {"reason_code": "damaged_shipment", "contact_count": str(count), "is_open": "True"}
    ]

    _, as_json, _ = call("query", sql, "--format", "json", "--config", config)
    assert json.loads(as_json) == [{"reason_code": "damaged_shipment", "contact_count": count, "is_open": True}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["select * from marts.nothing"], "Table with name nothing does not exist"),
        (["selekt 1"], "syntax error"),
        (["delete from marts.alert"], "read-only"),
        (["create table marts.mine as select 1 as x"], "read-only"),
        (["copy marts.alert to 'alerts.csv'"], "disabled"),
        (["select * from read_text('/etc/hostname')"], "disabled"),
        (["attach 'other.duckdb'"], "disabled"),
        (["set enable_external_access = true"], "Cannot enable external access"),
        (["select 1", "--format", "xml"], 'There is no format "xml"'),
    ],
)
def test_a_query_that_is_wrong_or_would_write_is_refused_in_one_line(
    call, night, monkeypatch, tmp_path, arguments, said
):
    monkeypatch.chdir(tmp_path)

    code, _, err = call("query", *arguments, "--config", night.settings.config_path)

    assert code == 2
    assert said in complaint(err)
    assert not list(tmp_path.iterdir())


def test_status_lists_the_runs(call, night):
    code, out, err = call("status", "--config", night.settings.config_path)

    assert (code, err) == (0, "")
    assert "done" in out and "2026-03-31" in out


def test_a_report_of_one_department_is_written_where_it_is_asked_for(call, night, tmp_path):
    code, out, err = call(
        "report", "--department", "logistics", "--out", tmp_path, "--config", night.settings.config_path
    )

    assert (code, err) == (0, "")
    written = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert written == FACES
    assert all(str(path) in out for path in tmp_path.rglob("*") if path.is_file())


def test_a_brief_on_a_reason_is_written(call, night, tmp_path):
    code, _, err = call(
        "report", "--brief", "damaged_shipment", "--out", tmp_path, "--config", night.settings.config_path
    )

    assert (code, err) == (0, "")
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == FACES


@pytest.mark.parametrize(("option", "given"), [("--department", "catering"), ("--brief", "sunspots")])
def test_a_report_on_something_unknown_names_what_there_is(call, night, tmp_path, option, given):
    code, _, err = call("report", option, given, "--out", tmp_path, "--config", night.settings.config_path)

    assert code == 2
    assert given in complaint(err)


def test_the_doctor_finds_nothing_where_all_is_well(call, night):
    code, out, err = call("doctor", "--config", night.settings.config_path)

    assert (code, err) == (0, "")
    assert "look" not in out and "Readers see voc-" in out
