"""Blocks: a file is read a piece at a time, in every encoding, and no further than its limit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.sources.reading.blocks import PIECE_BYTES, Content, utf8_pieces, within
from pipelines.sources.reading.opening import UnreadableFileError

LINE = "¿Qué pasó, señor Núñez? — “todo” bien\n"
LONG = LINE * (2 * PIECE_BYTES // len(LINE.encode()))


def in_blocks(content: bytes, size: int = 1_000_003) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_pieces_together_are_the_text_in_whichever_encoding_it_is(encoding: str):
    pieces = list(utf8_pieces(in_blocks(LONG.encode(encoding))))

    assert len(pieces) > 1
    assert b"".join(piece.data for piece in pieces).decode() == LONG
    assert {piece.note is None for piece in pieces} == {encoding.startswith("utf-8")}


def test_pieces_end_with_a_line():
    pieces = list(utf8_pieces(in_blocks(LONG.encode())))

    assert all(piece.data.endswith(b"\n") for piece in pieces)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_line_longer_than_a_piece_is_cut_between_characters(encoding: str):
    text = LONG.replace("\n", " ")

    assert b"".join(piece.data for piece in utf8_pieces(in_blocks(text.encode(encoding)))).decode() == text


def test_reading_stops_at_the_limit():
    taken = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield bytes(1 << 18)

    with pytest.raises(UnreadableFileError, match=r"bomb.gz holds more than 1 MB.*file_mb under \[limits\]"):
        list(within(endless(), "bomb.gz", 1 << 20))
    assert len(taken) == 5


def test_a_file_without_a_byte_is_empty():
    with pytest.raises(UnreadableFileError, match=r"a.csv is empty"):
        Content("a.csv", lambda: iter([])).read()
