"""Rejected rows: are they kept, shown, and loaded once the mapping was mended?"""

import json
import sys

import pytest

from pipelines.cli import main
from tests.conftest import facts

pytestmark = pytest.mark.slow

DAY = "2026-03-02"
MAPPING = 'format = "csv"\n[fields]\ncontact_id = "id"\nstarted_at = "at"\ntalk_seconds = "talk"\n'
MENDED = MAPPING.replace('"talk"', '{ column = "talk", unit = "hh:mm:ss" }')
FIRST = f"id,at,talk\n1,{DAY} 09:00,00:01:00\n2,{DAY} 09:30,ask ana@example.com\n"
SECOND = f"id,at,talk\n3,{DAY} 10:00,00:02:00\n4,{DAY} 11:00,30\n"


@pytest.fixture
def call(monkeypatch, capsys, house):
    """Call voc in this process; return its exit code, what it printed, and the lines of its complaint."""

    def run(*arguments: object) -> tuple[int, str, list[str]]:
        monkeypatch.setattr(sys, "argv", ["voc", *map(str, arguments), "--config", str(house.settings.config_path)])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        return left.value.code, printed.out, printed.err.splitlines()

    return run


@pytest.fixture
def calls(house):
    house.add_file("calls.toml", MAPPING)
    house.add_source("calls", "calls/*.csv", "calls.toml", timezone="UTC")
    house.add_file("calls/1.csv", FIRST)
    house.add_file("calls/2.csv", SECOND)
    house.pull()
    return house


def rejected(house):
    return house.rows(
        "select file_name, line_number, column_name, value, reason from ops.rejected_row order by file_name, line_number"
    )


def loaded(house):
    return house.rows("select contact_id, talk_seconds from raw.contact order by 1")


def test_a_rejected_row_is_kept_masked_with_its_place_and_reason_and_shown(calls, call):
    code, printed, _ = call("rejects", "--format", "json")

    shown = json.loads(printed)
    assert code == 0
    assert [(each["file"], each["line"], each["column"], each["value"], each["reason"]) for each in shown] == [
        ("1.csv", 2, "talk", "00:01:00", "is not a duration in s"),
        ("1.csv", 3, "talk", "ask [EMAIL]", "is not a duration in s"),
        ("2.csv", 2, "talk", "00:02:00", "is not a duration in s"),
    ]
    assert '"id":"1"' in shown[0]["row"].replace(" ", "") and "ana@example.com" not in printed
    stored = b"".join(path.read_bytes() for path in (calls.folder / "build").rglob("*") if path.is_file())
    assert b"ana@example.com" not in stored


def test_after_the_mapping_was_mended_replay_loads_them_and_they_leave_the_list(calls, call):
    calls.add_file("calls.toml", MENDED)

    code, printed, _ = call("rejects", "--replay")

    assert code == 0 and "3 rows were rejected before, 2 are now." in printed
    assert [(name, line) for name, line, *_ in rejected(calls)] == [("1.csv", 3), ("2.csv", 3)]
    assert loaded(calls) == [("calls:1", 60), ("calls:3", 120)]
    assert calls.rows(
        "select file_name, row_count, loaded_count, superseded_count, rejected_count from ops.source_file"
        " where status_code = 'loaded' order by 1"
    ) == [("1.csv", 2, 1, 0, 1), ("2.csv", 2, 1, 0, 1)]


def test_replay_twice_changes_nothing_and_a_pull_after_it_neither(calls, call):
    calls.add_file("calls.toml", MENDED)
    call("rejects", "--replay")
    calls.pull()
    before, kept = facts(calls.settings.paths.warehouse), rejected(calls)

    assert call("rejects", "--replay")[0] == 0
    calls.pull()

    assert facts(calls.settings.paths.warehouse) == before
    assert rejected(calls) == kept


def test_a_mended_mapping_takes_effect_by_a_pull_as_by_a_replay(calls):
    calls.add_file("calls.toml", MENDED)

    calls.pull()

    assert loaded(calls) == [("calls:1", 60), ("calls:3", 120)]
    assert [(name, line) for name, line, *_ in rejected(calls)] == [("1.csv", 3), ("2.csv", 3)]


def test_a_file_that_is_gone_is_said_and_its_rows_stay_in_the_list(calls, call):
    calls.add_file("calls.toml", MENDED)
    (calls.folder / "calls" / "1.csv").unlink()

    code, _, complaints = call("rejects", "--replay")

    assert code == 1
    assert len(complaints) == 1 and "1.csv is no longer there: deliver it again" in complaints[0]
    assert [(name, line) for name, line, *_ in rejected(calls)] == [("1.csv", 2), ("1.csv", 3), ("2.csv", 3)]
    assert loaded(calls) == [("calls:3", 120), ("calls:4", 30)] or loaded(calls) == [("calls:3", 120)]


def test_a_file_that_cannot_be_read_any_more_is_said_and_its_rows_stay_in_the_list(calls, call):
    calls.add_file("calls/1.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9)

    code, _, complaints = call("rejects", "--replay")

    assert code == 1
    assert len(complaints) == 1 and "1.csv" in complaints[0]
    assert len(rejected(calls)) == 3


def test_a_mapping_that_now_rejects_more_takes_back_what_it_gave(calls):
    calls.add_file("calls.toml", MENDED.replace("[fields]\n", '[fields]\ncsat_score = "id"\n'))
    calls.add_file("calls/3.csv", f"id,at,talk\n9,{DAY} 10:00,00:02:00\n5,{DAY} 10:00,00:02:00\n")

    calls.pull()

    assert loaded(calls) == [("calls:1", 60), ("calls:3", 120), ("calls:5", 120)]
    assert ("3.csv", 2, "id", "9", "is not a score from 1 to 5") in rejected(calls)


def test_a_source_that_voc_toml_no_longer_names_is_said(calls, call):
    del calls.sources["calls"]

    code, _, complaints = call("rejects", "--replay")

    assert code == 1 and 'names no source "calls"' in complaints[0]
    assert len(rejected(calls)) == 3
