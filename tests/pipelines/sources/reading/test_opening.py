"""Opening: whatever a file is encoded in, valid text comes out, and nothing is unpacked beyond its limit."""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress

import pytest

from pipelines.sources.reading.opening import UnreadableFileError, decode, fingerprint, is_utf8, require_within

SPANISH = "¿Qué pasó, señor Núñez?\nNada — “todo” bien\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_read_in_whichever_encoding_it_is(encoding: str):
    decoded = decode(SPANISH.encode(encoding))

    assert decoded.text == SPANISH
    assert (decoded.note is None) == encoding.startswith("utf-8")


def test_the_note_names_what_was_read():
    assert decode("señal".encode("cp1252")).note == "read as Windows-1252"
    assert decode(SPANISH.encode("utf-16")).note == "read as UTF-16"
    assert decode("señal".encode("cp1252")).encoding == "windows-1252"


def test_lines_of_two_encodings_are_read_line_by_line():
    decoded = decode("niño\n".encode() + "niña\r\n".encode("cp1252") + "año".encode())

    assert decoded.text == "niño\nniña\r\naño"
    assert decoded.encoding == "mixed"


def test_a_broken_byte_in_a_line_of_utf_8_does_not_spoil_its_neighbours():
    decoded = decode("él está aquí".encode() + b"\xf1")

    assert decoded.text == "él está aquíñ"


def test_nul_characters_become_spaces():
    decoded = decode(b"id,text\n1,a\0b\n")

    assert decoded.text == "id,text\n1,a b\n"
    assert decoded.note == "NUL characters read as spaces"


def test_no_lone_surrogate_and_no_mark_is_left():
    for content in (
        b"\xff\xfe\x00\xd8a\x00",
        b"\xed\xa0\x80 surrogate",
        b"\xef\xbb\xbf\xef\xbb\xbftwice",
        b"\xff\xfea",
    ):
        text = decode(content).text
        assert text.encode("utf-8").decode("utf-8") == text and not text.startswith("\ufeff")


def test_random_bytes_are_read_or_refused_but_never_crash():
    rng = random.Random(7)
    for _ in range(300):
        content = rng.randbytes(rng.randrange(200))
        with suppress(UnreadableFileError):
            assert is_utf8(decode(content).text.encode())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PAR1....", "Parquet"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0", "xls"),
        (b"\x00" * 100, "control characters"),
    ],
)
def test_a_file_that_is_no_text_is_called_by_what_it_is(content: bytes, kind: str):
    with pytest.raises(UnreadableFileError, match=kind):
        decode(content)


def test_nothing_is_an_empty_text():
    assert decode(b"").text == ""


def test_a_fingerprint_tells_the_bytes_and_what_they_are_read_with():
    assert fingerprint(b"a") == hashlib.sha256(b"a").hexdigest()[:24]
    assert len({fingerprint(b"a"), fingerprint(b"b"), fingerprint(b"a", "x", "y"), fingerprint(b"a", "xy")}) == 4


def test_a_limit_says_size_limit_and_setting():
    require_within("a.json", 50 << 20, 50 << 20, "transcript_mb")

    with pytest.raises(
        UnreadableFileError, match=r"a.json holds 2 MB, the limit is 1 MB.*transcript_mb under \[limits\]"
    ):
        require_within("a.json", 2 << 20, 1 << 20, "transcript_mb")
