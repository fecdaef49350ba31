"""Holding: which bytes does a file hold, and how are they read again without keeping all of them?

A file is known by its bytes before a row of it is read. A small one is kept until then; a large one is read a second
time, and must hold the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.sources.files.listing import Item
from pipelines.sources.reading.blocks import Blocks
from pipelines.sources.reading.opening import HASH_DIGITS, MEGABYTE, UnreadableFileError

MOST_HELD_BYTES = 16 * MEGABYTE


@dataclass(frozen=True)
class Held:
    """The hash of a file's bytes, what reads them, and how many they are."""

    content_id: str
    blocks: Blocks
    byte_count: int


def hold(item: Item) -> Held:
    """A file as it is now.

    Raises:
        UnreadableFileError: it cannot be read or unpacked, or is too large.
        OSError: its place cannot be reached.
    """
    digest = hashlib.sha256()
    held: list[bytes] = []
    size = 0
    for block in item.blocks():
        digest.update(block)
        size += len(block)
        if size <= MOST_HELD_BYTES:
            held.append(block)
        else:
            held.clear()
    content_id = digest.hexdigest()[:HASH_DIGITS]
    if size <= MOST_HELD_BYTES:
        return Held(content_id, lambda: iter(held), size)
    return Held(content_id, lambda: _read_again(item, content_id), size)


def _read_again(item: Item, content_id: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for block in item.blocks():
        digest.update(block)
        yield block
    if digest.hexdigest()[:HASH_DIGITS] != content_id:
        raise UnreadableFileError(f"{item.name} changed while it was read. It is read again by the next pull.")
