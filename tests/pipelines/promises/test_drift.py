"""Drift: is each change of an export said once, and does none of them stop a load or change what is stored?"""

import json

import pytest

from tests.conftest import House, facts

pytestmark = pytest.mark.slow

DAY = "2026-03-02"
CALLS = """
format = "csv"
ignored = ["dnis"]
[fields]
contact_id = "id"
started_at = "at"
disposition_code = "code"
talk_seconds = "talk"
"""
WHOLE = f"id,at,code,talk\n1,{DAY} 09:00,LATE,60\n"


def deliver(house, **files):
    if not house.sources:
        house.add_file("calls.toml", CALLS)
        house.add_source("calls", "calls/*.csv", "calls.toml", timezone="UTC")
    for name, text in files.items():
        house.add_file(f"calls/{name}.csv", text)
        house.pull()


def changes(house):
    return house.rows("select file_name, column_name, change_code from ops.schema_change order by 1, 2, 3")


def test_a_new_column_lands_in_attributes_and_is_noted_once(house):
    deliver(
        house,
        a=WHOLE,
        b=f"id,at,code,talk,mood,dnis\n2,{DAY} 09:00,LATE,60,fine,555\n",
        c=f"id,at,code,talk,mood,dnis\n3,{DAY} 09:00,LATE,60,sad,555\n",
    )

    assert changes(house) == [("b.csv", "mood", "new_column")]
    assert house.rows("select contact_id, attributes['mood'] from core.contact order by 1") == [
        ("calls:1", None),
        ("calls:2", "fine"),
        ("calls:3", "sad"),
    ]


def test_what_the_first_file_has_beside_the_mapping_is_noted_as_not_mapped(house):
    deliver(house, a=f"id,at,code,talk,mood\n1,{DAY} 09:00,LATE,60,fine\n")

    assert changes(house) == [("a.csv", "mood", "not_mapped")]
    assert house.rows("select attributes['mood'] from core.contact") == [("fine",)]


def test_a_missing_column_gives_nulls_and_is_noted(house):
    deliver(house, a=WHOLE, b=f"id,at,code\n2,{DAY} 09:00,LATE\n")

    assert changes(house) == [("b.csv", "talk", "missing_column")]
    assert house.rows("select talk_seconds from core.contact order by contact_id") == [(60,), (None,)]


def test_a_column_that_is_only_kept_is_missed_too(house):
    deliver(house, a=f"id,at,code,talk,mood\n1,{DAY} 09:00,LATE,60,fine\n", b=WHOLE.replace("\n1,", "\n2,"))

    assert changes(house)[1:] == [("b.csv", "mood", "missing_column")]


@pytest.mark.parametrize(("text", "column"), [("at,code,talk\n", "id"), ("id,code,talk\n", "at")])
def test_without_a_column_that_tells_rows_apart_the_file_fails_in_one_line(house, text, column):
    deliver(house, a=WHOLE, b=text + "x,y,z\n")

    assert house.rows("select status_code, error from ops.source_file where file_name = 'b.csv'") == [
        (
            "failed",
            f'b.csv has no column "{column}", which mapping calls names. It has: {text.strip().replace(",", ", ")}.',
        )
    ]
    assert house.rows("select count(*) from core.contact") == [(1,)]


def test_a_retyped_column_is_noted_and_its_values_that_do_not_fit_are_rejected(house):
    deliver(
        house,
        a=f"id,at,code,talk,score\n1,{DAY} 09:00,LATE,60,3\n",
        b=f"id,at,code,talk,score\n2,{DAY} 09:00,LATE,00:01:00,high\n3,{DAY} 09:00,LATE,00:02:00,low\n4,{DAY} 09:00,LATE,,low\n",
    )

    assert changes(house)[1:] == [("b.csv", "score", "retyped_column"), ("b.csv", "talk", "retyped_column")]
    assert house.rows("select line_number, column_name, value, reason from ops.rejected_row order by 1") == [
        (2, "talk", "00:01:00", "is not a duration in s"),
        (3, "talk", "00:02:00", "is not a duration in s"),
    ]
    assert house.rows("select attributes['score'] from core.contact order by contact_id") == [("3",), ("low",)]


def test_columns_in_another_order_are_no_change(house):
    deliver(house, a=WHOLE, b=f"talk,code,at,id\n60,LATE,{DAY} 09:00,2\n")

    assert changes(house) == []
    assert house.rows("select disposition_code, talk_seconds from core.contact") == [("LATE", 60), ("LATE", 60)]


def test_the_order_in_which_files_of_several_shapes_come_does_not_change_core(tmp_path):
    files = {
        "a": WHOLE,
        "b": f"id,at,code,talk,mood\n2,{DAY} 09:00,LATE,60,fine\n",
        "c": f"id,at,code\n3,{DAY} 10:00,LOST\n",
    }
    given = []
    for number, names in enumerate(("abc", "cba", "bca")):
        house = House(tmp_path / str(number))
        deliver(house, **{name: files[name] for name in names})
        given.append(facts(house.settings.paths.warehouse))

    assert given[0] == given[1] == given[2]


def test_nested_and_new_values_of_json_are_said(house):
    house.add_file("m.toml", 'format = "jsonl"\n[fields]\ncontact_id = "id"\nstarted_at = "at"\n')
    house.add_source("chats", "chats/*.jsonl", "m.toml")
    call = {"id": 1, "at": f"{DAY}T09:00:00Z"}
    house.add_file("chats/a.jsonl", json.dumps(call))
    house.pull()
    house.add_file("chats/b.jsonl", json.dumps(call | {"id": 2, "mood": "fine", "steps": [{"n": 1}]}))

    house.pull()

    assert changes(house) == [("b.jsonl", "mood", "new_column"), ("b.jsonl", "steps", "new_column")]
    assert house.rows("select attributes::varchar from core.contact where contact_id = 'chats:2'") == [("{mood=fine}",)]


def test_a_column_that_is_named_like_a_person_is_noted_masked(house):
    house.add_file("m.toml", 'format = "jsonl"\n[fields]\ncontact_id = "id"\nstarted_at = "at"\n')
    house.add_source("chats", "chats/*.jsonl", "m.toml")
    for number in (1, 2):
        call = {"id": number, "at": f"{DAY}T09:00:00Z", "ana.sol@example.com": "owner"}
        house.add_file(f"chats/{number}.jsonl", json.dumps(call))
        house.pull()

    assert changes(house) == [("1.jsonl", "[EMAIL]", "not_mapped")]
    stored = b"".join(path.read_bytes() for path in (house.folder / "build").rglob("*") if path.is_file())
    assert b"ana.sol@example.com" not in stored
