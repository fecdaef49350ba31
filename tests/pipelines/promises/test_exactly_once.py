"""Exactly once: does the same come out, whatever is delivered twice and in whatever order it arrives?

Every test delivers the same pieces in several orders, a pull after each, and compares all of core.
"""

import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import House, facts

pytestmark = pytest.mark.slow

DAY = "2026-03-02"
Delivery = Callable[[House], Path]


def piece(name: str, content: str | bytes, mtime: int = 0) -> Delivery:
    """A file, modified at that second after the first of March."""

    def deliver(house: House) -> Path:
        path = house.add_file(name, content)
        os.utime(path, (1772323200 + mtime, 1772323200 + mtime))
        return path

    return deliver


def tickets(name: str, *rows: str, mtime: int = 0) -> Delivery:
    return piece(f"inbox/{name}", "\n".join(["id,updated,started,code", *rows, ""]), mtime)


def add_tickets_source(house: House, is_versioned: bool = True) -> None:
    version = 'updated_at = "updated"\n' if is_versioned else ""
    ignored = "" if is_versioned else 'ignored = ["updated"]\n'
    house.add_file(
        "tickets.toml",
        f'format = "csv"\n{ignored}[fields]\ncontact_id = "id"\nstarted_at = "started"\ndisposition_code = "code"\n{version}',
    )
    house.add_source("tickets", "inbox/**/*", "tickets.toml", timezone="UTC")


def outcomes(folder: Path, prepare: Callable[[House], None], orders: Iterable[tuple[Delivery, ...]]) -> list[House]:
    """A house for each order, its pieces delivered and pulled one after the other."""
    houses = []
    for number, order in enumerate(orders):
        house = House(folder / str(number))
        prepare(house)
        for deliver in order:
            deliver(house)
            house.pull()
        houses.append(house)
    return houses


def assert_same(houses: list[House]) -> None:
    first, *others = [facts(house.settings.paths.warehouse) for house in houses]
    for number, other in enumerate(others, 1):
        assert other == first, f"order {number} gives something else"


def few(pieces: list[Delivery]) -> list[tuple[Delivery, ...]]:
    """Two of the orders of some pieces: each pair of them in both orders."""
    return [tuple(pieces), tuple(pieces[::-1])]


# The same again


def test_the_same_file_again_renamed_and_packed_is_counted_once_and_reopens_no_day(house):
    add_tickets_source(house)
    text = f"id,updated,started,code\n1,,{DAY} 09:00,LATE\n2,,{DAY} 10:00,LOST\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("folder/a.csv", text)
    piece("inbox/a.csv", text)(house)
    house.pull()
    before = facts(house.settings.paths.warehouse)

    for name, content in {
        "a.csv": text,
        "b.csv": text,
        "c.csv.gz": gzip.compress(text.encode(), mtime=0),
        "d.zip": packed.getvalue(),
        "deeper/a.csv": text,
    }.items():
        piece(f"inbox/{name}", content, mtime=100)(house)
        run_id = house.pull()
        assert facts(house.settings.paths.warehouse) == before, name
        assert house.rows(f"select count(*) from ops.reopened_day where run_id = '{run_id}'") == [(0,)], name
    assert house.rows("select sum(row_count)::int from ops.source_file") == [(2,)]


def test_the_same_rows_in_another_encoding_and_order_of_lines_reopen_no_day(house):
    add_tickets_source(house)
    rows = [f"1,,{DAY} 09:00,TARDÍO", f"2,,{DAY} 10:00,LOST"]
    tickets("a.csv", *rows)(house)
    house.pull()
    before = facts(house.settings.paths.warehouse)

    piece("inbox/b.csv", "\r\n".join(["id,updated,started,code", *reversed(rows)]).encode("utf-16"), mtime=9)(house)
    piece("inbox/c.csv", "\n".join(["id,updated,started,code", *rows]).encode("cp1252"), mtime=9)(house)
    run_id = house.pull()

    assert facts(house.settings.paths.warehouse) == before
    assert house.rows(f"select count(*) from ops.reopened_day where run_id = '{run_id}'") == [(0,)]


def test_a_column_that_is_new_and_empty_makes_no_row_another(house):
    house.add_file("m.toml", 'format = "jsonl"\n[fields]\nstarted_at = "at"\ndisposition_code = "code"\n')
    house.add_source("calls", "calls/*.jsonl", "m.toml")
    call = {"at": f"{DAY}T09:00:00Z", "code": "LATE"}
    house.add_file("calls/1.jsonl", json.dumps(call) + "\n")
    house.pull()

    other = {"at": f"{DAY}T10:00:00Z", "code": "LOST", "mood": "fine"}
    house.add_file("calls/2.jsonl", json.dumps(call) + "\n" + json.dumps(other) + "\n")
    house.pull()

    assert house.rows("select disposition_code from core.contact order by 1") == [("LATE",), ("LOST",)]


# Corrections


def test_corrections_by_the_time_of_their_update_come_in_any_order(tmp_path):
    pieces = [
        tickets("1.csv", f"1,2026-03-04,{DAY} 09:00,LATE", f"2,2026-03-04,{DAY} 10:00,LATE", mtime=50),
        tickets("2.csv", f"1,2026-03-05,{DAY} 09:00,LOST", f"3,2026-03-04,{DAY} 11:00,LATE", mtime=10),
        tickets("3.csv", "1,2026-03-06,2026-03-03 09:00,REFUND", f"2,2026-03-04,{DAY} 10:00,LATE", mtime=30),
        tickets("4.csv", f"1,2026-03-05,{DAY} 09:00,LOST", f"1,2026-03-03,{DAY} 09:00,OTHER", mtime=90),
    ]

    houses = outcomes(tmp_path, add_tickets_source, few(pieces))

    assert_same(houses)
    assert houses[0].rows("select contact_id, disposition_code from core.contact order by 1") == [
        ("tickets:1", "REFUND"),
        ("tickets:2", "LATE"),
        ("tickets:3", "LATE"),
    ]


def test_corrections_without_a_time_of_update_go_by_the_time_of_their_file(tmp_path):
    pieces = [
        tickets("1.csv", f"1,,{DAY} 09:00,LATE", f"2,,{DAY} 10:00,LATE", mtime=10),
        tickets("2.csv", f"1,,{DAY} 09:00,LOST", mtime=20),
        tickets("3.csv", f"1,,{DAY} 09:00,LATE", f"3,,{DAY} 10:00,LATE", mtime=30),
        tickets("4.csv", f"3,,{DAY} 09:00,LOST", f"2,,{DAY} 10:00,LATE", mtime=20),
    ]

    houses = outcomes(tmp_path, lambda house: add_tickets_source(house, is_versioned=False), few(pieces))

    assert_same(houses)
    assert houses[0].rows("select contact_id, disposition_code from core.contact order by 1") == [
        ("tickets:1", "LATE"),
        ("tickets:2", "LATE"),
        ("tickets:3", "LATE"),
    ]


def test_between_equal_times_of_update_the_later_file_wins(tmp_path):
    pieces = [
        tickets("1.csv", f"1,2026-03-04,{DAY} 09:00,LATE", f"2,,{DAY} 10:00,LATE", mtime=10),
        tickets("2.csv", f"1,2026-03-04,{DAY} 09:00,LOST", f"2,,{DAY} 10:00,LOST", mtime=20),
        tickets("3.csv", f"1,2026-03-04,{DAY} 09:00,WRONG", f"2,,{DAY} 10:00,WRONG", mtime=30),
        tickets("4.csv", f"1,2026-03-04,{DAY} 09:00,REFUND", f"2,,{DAY} 10:00,REFUND", mtime=40),
    ]

    houses = outcomes(tmp_path, add_tickets_source, few(pieces))

    assert_same(houses)
    assert houses[0].rows("select disposition_code from core.contact") == [("REFUND",), ("REFUND",)]


def test_late_rows_and_corrections_reopen_their_days_alone(house):
    add_tickets_source(house)
    tickets("1.csv", f"1,,{DAY} 09:00,LATE", "2,,2026-03-03 09:00,LATE", "3,,2026-03-04 09:00,LATE")(house)
    house.pull()
    tickets("2.csv", "2,2026-03-09,2026-03-03 09:00,LOST", "3,,2026-03-04 09:00,LATE", "4,,2026-02-27 09:00,LATE")(
        house
    )

    run_id = house.pull()

    reopened = house.rows(f"select contact_date from ops.reopened_day where run_id = '{run_id}' order by 1")
    assert reopened == [(date(2026, 2, 27),), (date(2026, 3, 3),)]


# Rows without an id


def test_rows_without_an_id_that_overlap_are_counted_as_often_as_one_file_holds_them(tmp_path):
    def add_source(house):
        house.add_file("m.toml", 'format = "csv"\n[fields]\nstarted_at = "at"\ndisposition_code = "code"\n')
        house.add_source("calls", "inbox/*.csv", "m.toml", timezone="UTC")

    late, lost, other = f"{DAY} 09:00,LATE", f"{DAY} 10:00,LOST", f"{DAY} 11:00,OTHER"
    pieces = [
        piece("inbox/1.csv", "\n".join(["at,code", late, late, lost])),
        piece("inbox/2.csv", "\n".join(["at,code", lost, other]), 10),
        piece("inbox/3.csv", "\n".join(["code,at", f"LATE,{DAY} 09:00"]), 5),
        piece("inbox/4.csv", "\n".join(["at,code,mood", f"{late},", f"{other},"]), 20),
    ]

    houses = outcomes(tmp_path, add_source, few(pieces))

    assert_same(houses)
    assert houses[0].rows("select disposition_code, count(*) from core.contact group by 1 order by 1") == [
        ("LATE", 2),
        ("LOST", 1),
        ("OTHER", 1),
    ]


# Transcripts


def turns(name: str, *said: tuple[str, int, str], mtime: int = 0, has_ids: bool = False) -> Delivery:
    rows = [
        {"id": contact, "n": place, "who": "customer", "text": text}
        | ({"turn": f"{contact}-{place}"} if has_ids else {})
        for contact, place, text in said
    ]
    return piece(f"said/{name}", "\n".join(map(json.dumps, rows)) + "\n", mtime)


def add_turns_source(house: House, has_ids: bool, **options: str) -> None:
    ids = 'turn_id = "turn"\n' if has_ids else ""
    house.add_file(
        "said.toml",
        'format = "jsonl"\nrecord = "turn"\n[fields]\ncontact_id = "id"\nturn_index = "n"\nspeaker = "who"\n'
        f'text = "text"\n{ids}',
    )
    house.add_source("said", "said/*.jsonl", "said.toml", **options)


def test_a_transcript_is_replaced_as_a_whole_by_its_newest_version(tmp_path):
    pieces = [
        turns("1.jsonl", ("1", 0, "hello"), ("1", 1, "where is my parcel"), ("1", 2, "bye"), mtime=10),
        turns("2.jsonl", ("1", 0, "hello"), ("1", 1, "where is my PARCEL"), mtime=20),
        turns("3.jsonl", ("1", 0, "hello"), ("1", 1, "where is my parcel"), ("1", 2, "bye"), ("2", 0, "hi"), mtime=5),
        turns("4.jsonl", ("2", 0, "hi"), ("2", 1, "hi?"), mtime=1),
    ]

    houses = outcomes(tmp_path, lambda house: add_turns_source(house, has_ids=False), few(pieces))

    assert_same(houses)
    assert houses[0].rows("select contact_id, text from core.turn order by 1, turn_index") == [
        ("said:1", "hello"),
        ("said:1", "where is my PARCEL"),
        ("said:2", "hi"),
    ]


def test_turns_with_ids_are_replaced_one_by_one(tmp_path):
    pieces = [
        turns("1.jsonl", ("1", 0, "hello"), ("1", 1, "where is my parcel"), mtime=10, has_ids=True),
        turns("2.jsonl", ("1", 1, "where is my PARCEL"), ("1", 2, "it is late"), mtime=20, has_ids=True),
        turns("3.jsonl", ("1", 2, "it is late"), ("1", 3, "bye"), ("2", 0, "hi"), mtime=5, has_ids=True),
        turns("4.jsonl", ("2", 0, "hi"), ("2", 1, "hi?"), mtime=1, has_ids=True),
    ]

    houses = outcomes(tmp_path, lambda house: add_turns_source(house, has_ids=True), few(pieces))

    assert_same(houses)
    assert houses[0].rows("select contact_id, text from core.turn order by 1, turn_index") == [
        ("said:1", "hello"),
        ("said:1", "where is my PARCEL"),
        ("said:1", "it is late"),
        ("said:1", "bye"),
        ("said:2", "hi"),
        ("said:2", "hi?"),
    ]


# What joins


def test_record_transcript_survey_and_lookup_of_a_contact_join_whichever_comes_first(tmp_path):
    def add_sources(house):
        house.add_file(
            "calls.toml",
            'format = "csv"\n[fields]\ncontact_id = "id"\nstarted_at = "started"\ndisposition_code = "code"\n'
            'customer_name = "name"\nchannel_code = { constant = "voice" }\n',
        )
        house.add_source("calls", "calls/*.csv", "calls.toml", timezone="UTC", id_prefix="shop")
        add_turns_source(house, has_ids=False, id_prefix="shop")
        house.add_file(
            "asked.toml", 'format = "csv"\nrecord = "survey"\n[fields]\ncontact_id = "id"\ncsat_score = "score"\n'
        )
        house.add_source("asked", "asked/*.csv", "asked.toml", id_prefix="shop")
        house.add_file(
            "codes.toml",
            'format = "csv"\nrecord = "lookup"\n[fields]\nlookup_code = { constant = "disposition_code" }\n'
            'code = "code"\nlabel = "label"\n',
        )
        house.add_source("codes", "codes/*.csv", "codes.toml")

    pieces = [
        piece("calls/1.csv", f"id,started,code,name\n1,{DAY} 09:00,L1,Ana Belmonte\n"),
        turns("1.jsonl", ("1", 0, "this is belmonte, ana"), ("1", 1, "my parcel is late")),
        piece("asked/1.csv", "id,score\n1,4\n"),
        piece("codes/1.csv", "code,label\nL1,Late\n"),
    ]

    houses = outcomes_of_several(tmp_path, add_sources, few(pieces))

    assert_same(houses)
    assert houses[0].rows(
        "select contact_id, started_at::varchar, disposition_code, csat_score, turn_count from core.contact"
    ) == [("shop:1", f"{DAY} 09:00:00", "Late", 4, 2)]
    said = [text for (text,) in houses[0].rows("select text from core.turn order by turn_index")]
    assert "belmonte" not in said[0].lower() and said[1] == "my parcel is late"


def outcomes_of_several(folder, prepare, orders) -> list[House]:
    """As `outcomes`, where a source may have no file yet, and a first delivery no contact."""
    houses = []
    for number, order in enumerate(orders):
        house = House(folder / str(number))
        prepare(house)
        for each, deliver in enumerate(order):
            deliver(house)
            try:
                house.pull()
            except Exception as error:
                if type(error).__name__ != "NoContactsError" or each == len(order) - 1:
                    raise
        houses.append(house)
    return houses


def test_a_name_that_a_corrected_record_no_longer_holds_is_masked_in_any_order(tmp_path):
    def add_sources(house):
        house.add_file(
            "calls.toml",
            'format = "csv"\n[fields]\ncontact_id = "id"\nstarted_at = "started"\ncustomer_name = "name"\n',
        )
        house.add_source("calls", "calls/*.csv", "calls.toml", timezone="UTC", id_prefix="shop")
        add_turns_source(house, has_ids=False, id_prefix="shop")

    pieces = [
        piece("calls/1.csv", f"id,started,name\n1,{DAY} 09:00,Ana Belmonte\n", 10),
        piece("calls/2.csv", f"id,started,name\n1,{DAY} 09:00,Ana Quiroga\n", 20),
        turns("1.jsonl", ("1", 0, "belmonte or quiroga, both are mine")),
    ]

    between = (pieces[1], pieces[2], pieces[0])  # the words after one of the records and before the other
    houses = outcomes_of_several(tmp_path, add_sources, [*few(pieces), between])

    assert_same(houses)
    ((said,),) = houses[0].rows("select text from core.turn")
    assert "belmonte" not in said and "quiroga" not in said


@pytest.mark.slow
def test_marts_are_the_same_whatever_the_order(tmp_path):
    pieces = [
        tickets("1.csv", *(f"{each},2026-03-04,{DAY} 09:0{each},LATE" for each in range(9)), mtime=50),
        tickets("2.csv", f"1,2026-03-05,{DAY} 09:00,LOST", "20,2026-03-04,2026-03-03 11:00,LATE", mtime=10),
        tickets("3.csv", "1,2026-03-06,2026-03-03 09:00,REFUND", f"2,2026-03-04,{DAY} 09:02,LATE", mtime=30),
    ]
    houses = []
    for number, order in enumerate([pieces, pieces[::-1]]):
        house = House(tmp_path / str(number))
        add_tickets_source(house)
        for deliver in order:
            deliver(house)
            house.run()
        houses.append(house)

    assert_same(houses)
    assert "marts.contact" in facts(houses[0].settings.paths.warehouse)
