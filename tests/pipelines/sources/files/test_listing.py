"""Listing: what a place holds is read, left for next time, or refused with a reason; nothing leads out of it."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import pytest

from pipelines.sources.files.listing import Listing, is_unchanged, list_items
from pipelines.sources.files.places import UnreadablePlaceError
from pipelines.sources.reading.opening import Limits, UnreadableFileError

LONG_AGO = time.time() - 7200
ROWS = b"id,text\n1,a\n"


def put(path: Path, content: bytes = ROWS, modified: float = LONG_AGO) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (modified, modified))
    return path


def zipped(*members: tuple[Any, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def names(listing: Listing) -> list[str]:
    return [item.name for item in listing.items]


def listed(place: str, root: Path) -> list[str]:
    return names(list_items(place, root, settle_seconds=0.05))


def test_a_file_a_folder_and_a_glob_hold_their_files_in_the_order_of_names(tmp_path: Path):
    for name in ("in/b.csv", "in/a.csv", "in/sub/c.csv", "in/sub/deep/d.json", "in/.hidden.csv", "in/.git/x.csv"):
        put(tmp_path / name)

    assert listed("in/a.csv", tmp_path) == ["a.csv"]
    assert listed("in", tmp_path) == ["a.csv", "b.csv", "sub/c.csv", "sub/deep/d.json"]
    assert listed("in/*.csv", tmp_path) == ["a.csv", "b.csv"]
    assert listed("in/**/*.csv", tmp_path) == ["a.csv", "b.csv", "sub/c.csv"]
    assert listed("in/s*", tmp_path) == ["sub/c.csv", "sub/deep/d.json"]
    assert listed(str(tmp_path / "in" / "a.csv"), Path("/elsewhere")) == ["a.csv"]
    assert listed("absent", tmp_path) == listed("absent/*.csv", tmp_path) == []


def test_an_item_knows_its_bytes_its_time_and_its_partitions(tmp_path: Path):
    put(tmp_path / "in/year=2026/site=Bogot%C3%A1/team=__HIVE_DEFAULT_PARTITION__/a.csv")

    (item,) = list_items("in", tmp_path).items

    assert item.read() == ROWS and item.size == len(ROWS)
    assert item.modified_at == datetime.fromtimestamp(LONG_AGO, UTC).replace(tzinfo=None)
    assert item.partitions == {"year": "2026", "site": "Bogotá"}


def test_a_stamp_is_the_same_until_the_file_is_written_again(tmp_path: Path):
    path = put(tmp_path / "a.csv")
    first = list_items("a.csv", tmp_path).items[0]
    assert list_items("a.csv", tmp_path).items[0].stamp == first.stamp and is_unchanged(first)

    put(path, b"id,text\n1,b\n")  # of the same size and date

    assert not is_unchanged(first)
    assert list_items("a.csv", tmp_path).items[0].stamp != first.stamp


def test_a_file_that_grows_or_goes_while_it_is_read_is_known(tmp_path: Path):
    grown, gone = put(tmp_path / "a.csv"), put(tmp_path / "b.csv")
    items = list_items(".", tmp_path).items

    with grown.open("ab") as file:
        file.write(b"2,b\n")
    gone.unlink()

    assert [is_unchanged(item) for item in items] == [False, False]
    with pytest.raises(UnreadableFileError, match=r"b.csv cannot be opened: No such file"):
        items[1].read()


def test_gz_files_and_zip_members_are_items_of_their_own(tmp_path: Path):
    put(tmp_path / "in/a.csv.gz", gzip.compress(ROWS) + gzip.compress(b"2,b\n"))
    put(
        tmp_path / "in/calls.zip", zipped(("march.csv", ROWS), ("day=1/b.json.gz", gzip.compress(b"{}")), ("sub/", b""))
    )

    items = list_items("in", tmp_path).items

    assert {item.name: item.read() for item in items} == {
        "a.csv": ROWS + b"2,b\n",
        "calls.zip/day=1/b.json": b"{}",
        "calls.zip/march.csv": ROWS,
    }
    assert items[1].partitions == {"day": "1"}
    assert len({item.stamp for item in items}) == 3 and all(map(is_unchanged, items))


def test_a_file_that_is_gzip_without_saying_so_is_unpacked(tmp_path: Path):
    put(tmp_path / "a.csv", gzip.compress(ROWS))

    assert list_items("a.csv", tmp_path).items[0].read() == ROWS


def test_members_that_lead_out_of_the_archive_are_refused(tmp_path: Path):
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    outside = ["../up.csv", "/etc/root.csv", "a/../../b.csv", "..\\win.csv", "C:\\x.csv"]
    members = [*((name, ROWS) for name in outside), (link, b"/etc/passwd"), ("in.zip", b""), ("x.tar.gz", b"")]
    put(tmp_path / "calls.zip", zipped(*members, ("good.csv", ROWS), ("__MACOSX/._good.csv", b"")))

    listing = list_items("calls.zip", tmp_path)

    assert names(listing) == ["calls.zip/good.csv"]
    reasons = dict(listing.refused)
    assert len(reasons) == 8
    assert "leads out of the archive" in reasons["calls.zip/../up.csv"]
    assert "link" in reasons["calls.zip/link.csv"]
    assert "archive in an archive" in reasons["calls.zip/in.zip"]


def test_an_encrypted_member_and_other_packings_are_refused_with_advice(tmp_path: Path):
    content = bytearray(zipped(("secret.csv", ROWS)))
    content[6] |= 1  # the flag in the member's own header, and below in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    put(tmp_path / "in/calls.zip", bytes(content))
    put(tmp_path / "in/more.7z", b"7z")

    listing = list_items("in", tmp_path)

    assert names(listing) == []
    assert "encrypted" in dict(listing.refused)["calls.zip/secret.csv"]
    assert "use gz or zip" in dict(listing.refused)["more.7z"]


def test_broken_archives_say_what_to_do(tmp_path: Path):
    put(tmp_path / "in/cut.csv.gz", gzip.compress(ROWS * 100)[:-9])
    put(tmp_path / "in/named.csv.gz", ROWS)
    put(tmp_path / "in/cut.zip", zipped(("a.csv", ROWS))[:-30])
    damaged = bytearray(zipped(("a.csv", bytes(1000))))
    damaged[40] ^= 0xFF
    put(tmp_path / "in/damaged.zip", bytes(damaged))

    listing = list_items("in", tmp_path)

    assert "not a whole zip archive" in dict(listing.refused)["cut.zip"]
    for item, reason in zip(listing.items, ["broken gzip", "cannot be unpacked", "not a gzip"], strict=True):
        with pytest.raises(UnreadableFileError, match=reason):
            item.read()


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    limits = Limits(file_bytes=1 << 20, archive_bytes=3 << 20)
    put(tmp_path / "in/a.csv.gz", gzip.compress(bytes(50 << 20), 1))
    put(tmp_path / "in/b.zip", zipped(("x.csv", bytes(2 << 20))))
    put(tmp_path / "in/c.zip", zipped(*((f"{number}.csv", bytes(1 << 20)) for number in range(4))))
    put(tmp_path / "in/d.csv", bytes(2 << 20))

    listing = list_items("in", tmp_path, limits)

    assert dict(listing.refused)["c.zip"].startswith("c.zip holds 4 MB, the limit is 3 MB.")
    assert "archive_mb under [limits] in voc.toml" in dict(listing.refused)["c.zip"]
    for item in listing.items:
        with pytest.raises(UnreadableFileError, match=r"file_mb under \[limits\] in voc.toml"):
            item.read()


def test_a_member_that_lies_about_its_size_is_not_unpacked_beyond_it(tmp_path: Path):
    content = bytearray(zipped(("a.csv", bytes(5 << 20))))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
    put(tmp_path / "a.zip", bytes(content))

    (item,) = list_items("a.zip", tmp_path).items

    with pytest.raises(UnreadableFileError, match="cannot be unpacked"):
        item.read()


def test_links_that_leave_the_folder_are_refused_and_those_within_are_followed(tmp_path: Path):
    put(tmp_path / "secret/passwords.csv")
    put(tmp_path / "real/.store/a.csv")
    inbox = tmp_path / "inbox"
    inbox.symlink_to(tmp_path / "real")  # the place itself may be a link
    (inbox / "a.csv").symlink_to(".store/a.csv")
    (inbox / "file.csv").symlink_to(tmp_path / "secret/passwords.csv")
    (inbox / "folder").symlink_to(tmp_path / "secret")
    (inbox / "nowhere.csv").symlink_to("absent.csv")
    (inbox / "round").symlink_to(inbox)
    (inbox / "itself.csv").symlink_to("itself.csv")

    for place in ("inbox", "inbox/**", "inbox/*"):
        listing = list_items(place, tmp_path)

        assert names(listing) == ["a.csv"]
        assert set(dict(listing.refused)) == {"file.csv", "folder", "nowhere.csv", "itself.csv"}
        assert "leads out of the folder" in dict(listing.refused)["folder"]


def test_a_link_that_is_turned_elsewhere_after_the_listing_is_not_followed(tmp_path: Path):
    put(tmp_path / "secret.csv", b"secret")
    put(tmp_path / "in/.store/a.csv")
    link = tmp_path / "in/a.csv"
    link.symlink_to(".store/a.csv")
    (item,) = list_items("in", tmp_path).items

    link.unlink()
    link.symlink_to(tmp_path / "secret.csv")

    assert item.read() == ROWS


def test_pipes_are_left_alone_and_a_name_that_is_no_text_is_readable(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.csv")
    path = os.fsencode(tmp_path) + b"/ni\xf1o.csv"
    with open(path, "wb") as file:
        file.write(ROWS)
    os.utime(path, (LONG_AGO, LONG_AGO))

    (item,) = list_items(".", tmp_path).items

    assert item.name == "ni\ufffdo.csv" and item.read() == ROWS


def test_unfinished_names_wait(tmp_path: Path):
    unfinished = ["a.csv.part", "b.csv.TMP", "c.crdownload", "d.filepart", "e.csv.lock", "~$f.xlsx", "sub/g.partial"]
    for name in [*unfinished, "whole.csv", "department.csv"]:
        put(tmp_path / name)

    listing = list_items(".", tmp_path)

    assert names(listing) == ["department.csv", "whole.csv"]
    assert sorted(listing.waiting) == sorted(unfinished)


WRITER = """
import sys, time
with open(sys.argv[1], "w") as file:
    file.write("id,text\\n"); file.flush(); print("open", flush=True)
    while True:
        file.write("1,a\\n"); file.flush() if sys.argv[2] == "flush" else None
        time.sleep(0.02)
"""


@pytest.mark.parametrize("habit", ["flush", "buffer"])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells which files are open")
def test_a_file_that_a_process_is_writing_waits_until_it_is_done(tmp_path: Path, habit: str):
    put(tmp_path / "whole.csv")
    command = [sys.executable, "-c", WRITER, str(tmp_path / "growing.csv"), habit]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == b"open\n"
        if habit == "buffer":
            os.utime(tmp_path / "growing.csv", (time.time() - 60, time.time() - 60))
        listing = list_items(".", tmp_path, settle_seconds=0.1)
        writer.kill()

    assert names(listing) == ["whole.csv"] and listing.waiting == ("growing.csv",)
    assert listed(".", tmp_path) == ["growing.csv", "whole.csv"]


def test_a_file_that_is_open_for_reading_does_not_wait(tmp_path: Path):
    with put(tmp_path / "a.csv", modified=time.time() - 60).open("rb"):
        assert listed("a.csv", tmp_path) == ["a.csv"]


def test_a_file_just_written_settles_and_one_from_the_future_does_not_wait_for_ever(tmp_path: Path):
    put(tmp_path / "now.csv", modified=time.time())
    put(tmp_path / "future.csv", modified=time.time() + 86_400)

    assert listed(".", tmp_path) == ["future.csv", "now.csv"]


def test_a_file_that_changes_while_it_settles_waits(tmp_path: Path):
    path = put(tmp_path / "a.csv", modified=time.time() + 5)
    append = f"import time; time.sleep(.05); open({str(path)!r}, 'ab').write(b'2,b'); print('done', flush=True)"
    with subprocess.Popen([sys.executable, "-S", "-c", append]):
        listing = list_items("a.csv", tmp_path, settle_seconds=0.8)

    assert listing == Listing((), (), ("a.csv",))


def test_urls_are_read_by_fsspec(tmp_path: Path):
    memory = fsspec.filesystem("memory")
    memory.pipe({"/box/year=2026/a.csv": ROWS, "/box/b.csv.gz": gzip.compress(ROWS), "/box/.hidden": b""})
    memory.pipe({"/box/c.zip": zipped(("d.csv", ROWS))})
    put(tmp_path / "a.csv")
    try:
        listing = list_items("memory://box", tmp_path, settle_seconds=0.05)

        assert {item.name: item.read() for item in listing.items} == dict.fromkeys(
            ["b.csv", "c.zip/d.csv", "year=2026/a.csv"], ROWS
        )
        assert listing.items[2].partitions == {"year": "2026"} and all(map(is_unchanged, listing.items))
        assert listed("memory://box/*.gz", tmp_path) == ["b.csv"]
        assert listed("memory://box/b.csv.gz", tmp_path) == ["b.csv"]
        assert listed("memory://box/absent", tmp_path) == []
        assert listed(f"file://{tmp_path}/a.csv", Path("/elsewhere")) == ["a.csv"]
    finally:
        memory.rm("/box", recursive=True)


def test_a_url_that_cannot_be_listed_says_why():
    with pytest.raises(UnreadablePlaceError, match="nosuch://"):
        list_items("nosuch://box/a.csv", Path())
