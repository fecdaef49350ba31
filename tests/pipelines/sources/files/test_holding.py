"""Holding: a large file is read twice, and what is loaded is what its hash says, all of it or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.sources.files.holding import MOST_HELD_BYTES, hold
from pipelines.sources.files.listing import list_items
from pipelines.sources.reading.opening import UnreadableFileError, fingerprint

SAID = "my parcel is late and nobody answers " * 40


def call(number: int) -> dict:
    return {
        "CustomerMetadata": {"ContactId": f"c{number}"},
        "Participants": [{"ParticipantId": "C", "ParticipantRole": "CUSTOMER"}],
        "Transcript": [{"ParticipantId": "C", "Content": SAID, "BeginOffsetMillis": 0, "EndOffsetMillis": 900}],
        "Channel": "VOICE",
    }


CALLS = json.dumps([call(number) for number in range(4000)])


@pytest.mark.parametrize("size", [1000, MOST_HELD_BYTES + 1000])
def test_a_file_has_the_hash_of_its_bytes_and_is_read_again(tmp_path: Path, size: int):
    (tmp_path / "a.csv").write_bytes(b"x" * size)
    (item,) = list_items("a.csv", tmp_path, settle_seconds=0).items

    held = hold(item)

    assert held.content_id == fingerprint(b"x" * size) and held.byte_count == size
    assert b"".join(held.blocks()) == b"x" * size


def test_a_large_file_that_changes_between_its_readings_is_refused(tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(b"x" * (MOST_HELD_BYTES + 1000))
    (item,) = list_items("a.csv", tmp_path, settle_seconds=0).items
    held = hold(item)

    with (tmp_path / "a.csv").open("ab") as file:
        file.write(b"y")

    with pytest.raises(
        UnreadableFileError, match=r"a.csv changed while it was read. It is read again by the next pull."
    ):
        list(held.blocks())


def test_of_a_long_list_that_is_cut_off_nothing_is_loaded_and_the_whole_one_is_loaded_after_it(house):
    house.add_source("lens", "lens/*.json", "contact_lens")
    house.add_file("lens/b.json", json.dumps(call(9999)))
    house.add_file("lens/a.json", CALLS[:-1])
    house.pull()

    assert house.rows("select file_name, status_code, row_count from ops.source_file order by 1") == [
        ("a.json", "failed", 0),
        ("b.json", "loaded", 2),
    ]
    assert house.rows("select count(*) from core.turn") == [(1,)]

    house.add_file("lens/a.json", CALLS)
    house.pull()

    assert house.rows("select count(*), count(distinct contact_id) from core.turn") == [(4001, 4001)]
    assert house.rows("select sum(row_count), sum(loaded_count) from ops.source_file where file_name = 'a.json'") == [
        (8000, 8000)
    ]
