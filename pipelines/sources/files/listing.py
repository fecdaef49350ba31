"""Listing: which files does a place hold, and which of them can be read now?

A place is a file, a folder, a glob, or a URL that fsspec understands. What is still being written waits for next time;
what leads out of the place, or cannot be unpacked, is refused with a reason. Nothing is read here but the directories.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from pipelines.sources.files.archives import is_archive, members_of, refuse_packing, unpacked
from pipelines.sources.files.places import DeliveredFile, find_delivered
from pipelines.sources.files.settling import split_settled
from pipelines.sources.reading.blocks import Blocks
from pipelines.sources.reading.opening import DEFAULT_LIMITS, Limits, UnreadableFileError

NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True)
class Item:
    """One file to read, unpacked: a member of an archive is an item of its own.

    `stamp` is equal to last time's where nothing changed since, and "" where the place cannot tell; `look` takes it anew.
    """

    name: str
    modified_at: datetime
    size: int
    stamp: str
    partitions: dict[str, str]
    blocks: Blocks
    look: Callable[[], str]

    def read(self) -> bytes:
        return b"".join(self.blocks())


@dataclass(frozen=True)
class Listing:
    """The items of a place in the order of their names, what was refused and why, and what is still being written."""

    items: tuple[Item, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    waiting: tuple[str, ...] = ()


def list_items(place: str, root: Path, limits: Limits = DEFAULT_LIMITS, settle_seconds: float = 2.0) -> Listing:
    """The items of a place; an absent place holds none.

    Args:
        place: a path (against `root`), a glob, or a URL.
        settle_seconds: a file that was modified within this time is looked at again before it is read.

    Raises:
        UnreadablePlaceError: a URL cannot be listed; the message says why.
    """
    found, refused = find_delivered(place, root)
    settled, waiting = split_settled(found, settle_seconds)
    items: list[Item] = []
    for file in settled:
        try:
            unpacked_items, refused_members = _items_of(file, limits)
        except UnreadableFileError as error:
            refused.append((file.name, str(error)))
            continue
        items += unpacked_items
        refused += refused_members
    items.sort(key=lambda item: item.name)
    return Listing(tuple(items), tuple(sorted(refused)), tuple(sorted(waiting)))


def is_unchanged(item: Item) -> bool:
    """Whether the item's file is still as it was listed: asked after reading, it tells that what was read is whole."""
    return item.look() == item.stamp


def _items_of(file: DeliveredFile, limits: Limits) -> tuple[list[Item], list[tuple[str, str]]]:
    refuse_packing(file.name)
    if not is_archive(file.name):
        name, blocks = unpacked(file, limits)
        return [_item(file, name, file.seen.size, "", blocks)], []
    members, refused = members_of(file, limits)
    return [_item(file, each.name, each.size, each.stamp, each.blocks) for each in members], refused


def _item(file: DeliveredFile, name: str, size: int, member_stamp: str, blocks: Blocks) -> Item:
    def look() -> str:
        stamp = file.look().stamp
        return f"{stamp}/{member_stamp}" if stamp and member_stamp else stamp

    stamp = f"{file.seen.stamp}/{member_stamp}" if file.seen.stamp and member_stamp else file.seen.stamp
    modified_at = file.seen.modified_at or datetime.now(UTC).replace(tzinfo=None)
    folders = PurePosixPath(file.location).parent / PurePosixPath(name).parent
    return Item(name, modified_at, size, stamp, partitions_of(folders), blocks, look)


def partitions_of(folders: PurePosixPath) -> dict[str, str]:
    """The values that folders named key=value give to every row below them."""
    pairs = [unquote(part).split("=", 1) for part in folders.parts if "=" in part.strip("=")]
    return {key: value for key, value in pairs if value != NO_PARTITION}
