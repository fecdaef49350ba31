"""Blocks: how is a file read that may be too large to be held whole?

Its bytes come in blocks of a megabyte, and its text in pieces of some megabytes that end where a line does. A file that
fits into one piece is read exactly as if there were no pieces.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from pipelines.sources.reading.opening import (
    MEGABYTE,
    UnreadableFileError,
    Utf8,
    in_megabytes,
    of_wide,
    to_utf8,
    wide_encoding,
)

BLOCK_BYTES = MEGABYTE
PIECE_BYTES = 4 * MEGABYTE
BEYOND_ASCII = bytes(range(0x80, 0x100))

Blocks = Callable[[], Iterator[bytes]]  # the bytes of a file, anew at each call


class Readable(Protocol):
    """What bytes are read from: a file, a member of an archive, an answer."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Content:
    """The bytes of one delivered file, under the name that people know it by."""

    name: str
    blocks: Blocks
    partitions: tuple[tuple[str, str], ...] = ()

    @property
    def stem(self) -> str:
        return self.name.rsplit("/", 1)[-1].split(".")[0]

    def open(self) -> Iterator[bytes]:
        """Its bytes, a block at a time.

        Raises:
            UnreadableFileError: there are none, or reading them fails.
        """
        blocks = self.blocks()
        first = next(blocks, b"")
        if not first:
            raise UnreadableFileError(f"{self.name} is empty. Export it again, or remove it.")
        return chain([first], blocks)

    def read(self) -> bytes:
        return b"".join(self.open())


def blocks_of(stream: Readable) -> Iterator[bytes]:
    while block := stream.read(BLOCK_BYTES):
        yield block


def within(blocks: Iterable[bytes], name: str, limit: int) -> Iterator[bytes]:
    """The same blocks; reading stops where they pass the limit, so that a bomb is never unpacked.

    Raises:
        UnreadableFileError: there are more than `limit` bytes.
    """
    size = 0
    for block in blocks:
        size += len(block)
        if size > limit:
            raise UnreadableFileError(
                f"{name} holds more than {in_megabytes(limit)}, which is the limit for one file."
                " Export it in smaller files, or raise file_mb under [limits] in voc.toml."
            )
        yield block


def utf8_pieces(blocks: Iterable[bytes]) -> Iterator[Utf8]:
    """The text of a file, a piece at a time, in whichever encoding it is.

    Raises:
        UnreadableFileError: it is not text.
    """
    pieces = _pieces(blocks)
    first = next(pieces, b"")
    encoding = wide_encoding(first)
    if encoding is None:
        yield from map(to_utf8, chain([first], pieces))
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in chain([first], pieces):
        yield of_wide(decoder.decode(piece), encoding)
    if rest := decoder.decode(b"", final=True):
        yield of_wide(rest, encoding)


def _pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Bytes that end with a line, or where a line is longer than a piece with a character of ASCII."""
    waiting: list[bytes] = []
    for block in blocks:
        waiting.append(block)
        if sum(map(len, waiting)) > PIECE_BYTES:
            joined = b"".join(waiting)
            end = joined.rfind(b"\n") + 1 or len(joined.rstrip(BEYOND_ASCII)) or len(joined)
            waiting = [joined[end:]]
            yield joined[:end]
    if rest := b"".join(waiting):
        yield rest
