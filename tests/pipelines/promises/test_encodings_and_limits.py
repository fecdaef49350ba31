"""Encodings and limits: is every text read as it was meant, and everything too large or out of bounds refused in words?"""

import gzip
import io
import json
import os
import stat
import subprocess
import sys
import zipfile

import pytest

pytestmark = pytest.mark.slow

DAY = "2026-03-02"
MAPPING = 'format = "csv"\n[fields]\ncontact_id = "id"\nstarted_at = "at"\ndisposition_code = "code"\n'
TEXT = f'id,at,code\n1,{DAY} 09:00,"envío ""tardío"", 5 €"\n2,{DAY} 10:00,"dos\nlíneas"\n'


def deliver(house, **files):
    house.add_file("calls.toml", MAPPING)
    house.add_source("calls", "calls/*", "calls.toml", timezone="UTC")
    for name, content in files.items():
        house.add_file(f"calls/{name.replace('__', '.')}", content)
    house.pull()


def codes(house):
    return [code for (code,) in house.rows("select disposition_code from core.contact order by contact_id")]


def errors(house):
    return [error for (error,) in house.rows("select error from ops.source_file where error is not null order by 1")]


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "read as UTF-16"),
        ("utf-16-le", "read as UTF-16"),
        ("utf-16-be", "read as UTF-16"),
        ("cp1252", "read as Windows-1252"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_text_is_the_same_in_every_encoding_and_the_others_are_said(house, encoding, note, line_end):
    deliver(house, a__csv=TEXT.replace("\n", line_end).encode(encoding))

    assert [code.replace("\r\n", "\n") for code in codes(house)] == ['envío "tardío", 5 €', "dos\nlíneas"]
    assert [each for (each,) in house.rows("select note from ops.file_note")] == ([note] if note else [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_json_lines_are_read_in_other_encodings_too(house, encoding):
    house.add_file("m.toml", MAPPING.replace("csv", "jsonl"))
    house.add_source("chats", "chats.jsonl", "m.toml", timezone="UTC")
    house.add_file(
        "chats.jsonl", (json.dumps({"id": 1, "at": DAY, "code": "¿qué?"}, ensure_ascii=False) + "\n").encode(encoding)
    )

    house.pull()

    assert codes(house) == ["¿qué?"]


def test_rows_after_quoted_newlines_are_named_by_their_line(house):
    deliver(house, a__csv=TEXT + "3,never,x\n")

    ((line, value),) = house.rows("select line_number, value from ops.rejected_row")
    assert (line, value) == (5, "never")


def test_an_unclosed_quote_is_found_with_its_line_and_the_rows_around_it_are_loaded(house):
    rows = [f"{number},{DAY} 09:00,LATE" for number in range(2, 40)]
    rows[9] = f'11,{DAY} 09:00,"LATE'
    deliver(house, a__csv="\n".join(["id,at,code", f"1,{DAY} 09:00,LATE", *rows, ""]))

    assert house.rows("select line_number, reason from ops.rejected_row") == [
        (12, house.rows("select reason from ops.rejected_row")[0][0])
    ]
    assert "quote" in house.rows("select reason from ops.rejected_row")[0][0]
    assert len(codes(house)) == 38


# Limits


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("limit", "said"),
    [("file_mb", "is the limit for one file"), ("archive_mb", "raise archive_mb under [limits] in voc.toml")],
)
def test_what_is_larger_than_its_limit_is_refused_and_the_rest_loaded(house, monkeypatch, limit, said):
    monkeypatch.setenv(f"VOC_LIMITS__{limit.upper()}", "1")
    large = b"id,at,code\n" + b"x" * (3 << 20)

    deliver(house, a__csv=TEXT, b__zip=zipped(**{"large.csv": large}), c__csv__gz=gzip.compress(large))

    assert len(codes(house)) == 2
    assert any("b.zip" in error for error in errors(house)) and all("\n" not in error for error in errors(house))
    assert any(said in error or limit in error for error in errors(house))


def transcript(megabytes: int) -> bytes:
    said = "my parcel is late and nobody answers " * 27
    count = megabytes * (1 << 20) // (len(said) + 90)
    turns = [
        {"ParticipantId": "C", "Content": said, "BeginOffsetMillis": n * 1000, "EndOffsetMillis": n * 1000 + 900}
        for n in range(count)
    ]
    document = {
        "CustomerMetadata": {"ContactId": "c1"},
        "Participants": [{"ParticipantId": "C", "ParticipantRole": "CUSTOMER"}],
        "Transcript": turns,
        "Channel": "VOICE",
        "LanguageCode": "en-US",
    }
    return json.dumps(document).encode()


SMALL = b'{"CustomerMetadata": {"ContactId": "c2"}, "Participants": [], "Transcript": [], "Channel": "VOICE"}'


def test_a_transcript_over_its_limit_is_refused_in_one_line(house, monkeypatch):
    monkeypatch.setenv("VOC_LIMITS__TRANSCRIPT_MB", "1")
    house.add_source("lens", "lens/*.json", "contact_lens")
    house.add_file("lens/large.json", transcript(2))
    house.add_file(
        "lens/small.json", transcript(1)[:-2].replace(b"c1", b"c2")[:0] or transcript(0).replace(b"c1", b"c2")
    )

    house.pull()

    (error,) = errors(house)
    assert error.startswith("large.json holds 2 MB, the limit is 1 MB.") and "transcript_mb" in error


@pytest.mark.slow
def test_a_transcript_of_fifty_megabytes_passes(house):
    house.add_source("lens", "lens.json", "contact_lens")
    content = transcript(50)
    house.add_file("lens.json", content)

    house.pull()

    assert len(content) > 49 << 20
    ((turn_count,),) = house.rows("select turn_count from core.contact")
    assert turn_count == content.count(b"ParticipantId") - 1


# Out of bounds


def test_names_that_lead_out_of_an_archive_and_links_in_it_are_refused(house):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../out.csv", TEXT)
        archive.writestr("/etc/out.csv", TEXT)
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.csv", TEXT)

    deliver(house, a__zip=stream.getvalue())

    assert len(codes(house)) == 2
    assert sorted(error.split(":")[-1].strip() for error in errors(house)) == sorted(
        [
            "Its name leads out of the archive. Pack it again from within its folder.",
            "Its name leads out of the archive. Pack it again from within its folder.",
            "It is a link, not a file. Pack the file itself.",
        ]
    )
    assert not (house.folder.parent / "out.csv").exists()


def test_a_link_that_leads_out_of_its_folder_is_refused(house, tmp_path):
    secret = house.add_file("elsewhere/secret.csv", TEXT.replace("1,", "7,"))
    house.add_file("calls/good.csv", TEXT)
    os.symlink(secret, house.folder / "calls" / "link.csv")

    deliver(house)

    assert len(codes(house)) == 2
    assert [("link.csv" in error, "\n" in error) for error in errors(house)] == [(True, False)]


# What is still being written

WRITER = """
import sys, time
with open(sys.argv[1], "w") as file:
    file.write(sys.argv[2])
    file.flush()
    print("begun", flush=True)
    sys.stdin.readline()
    file.write(sys.argv[3])
"""


def test_a_file_that_a_process_is_writing_is_left_for_the_next_pull(house):
    first, second = f"id,at,code\n1,{DAY} 09:00,LATE\n", f"2,{DAY} 10:00,LOST\n"
    house.add_file("calls/whole.csv", f"id,at,code\n9,{DAY} 09:00,LATE\n")
    command = [sys.executable, "-c", WRITER, str(house.folder / "calls" / "growing.csv"), first, second]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout and writer.stdout.readline() == "begun\n"
        deliver(house)
        assert codes(house) == ["LATE"]
        assert house.rows("select file_name, note from ops.file_note") == [
            ("growing.csv", "is still being written: it is left for next time")
        ]
        writer.communicate("\n")

    house.pull()

    assert codes(house) == ["LATE", "LOST", "LATE"]
    assert house.rows("select count(*) from ops.rejected_row") == [(0,)]
