"""Archives: what do gz files and zip archives hold, and may it be unpacked?

A member is refused where its name leads out of the archive, where it is a link, encrypted, or an archive itself. Sizes
are limited twice: by what the directory of the archive states, and by what is truly unpacked.
"""

from __future__ import annotations

import re
import stat
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from pipelines.sources.files.places import DeliveredFile, Refused
from pipelines.sources.reading.blocks import BLOCK_BYTES, Blocks, Readable, blocks_of, within
from pipelines.sources.reading.opening import Limits, UnreadableFileError, require_within

GZIP_START = b"\x1f\x8b"
GZIP_WINDOW = 16 + zlib.MAX_WBITS
OTHER_PACKING = re.compile(r"\.(7z|rar|bz2|xz|zst|tar|tgz|tar\.gz|zip\.gz|lz4|gpg|pgp)$", re.IGNORECASE)
NOT_DELIVERED = re.compile(r"(^|/)(__MACOSX/|\.[^./]|Thumbs\.db$|desktop\.ini$)")
ENCRYPTED = 0x1


@dataclass(frozen=True)
class Member:
    """One file in an archive; `stamp` tells it from the others and from its earlier versions."""

    name: str
    size: int
    stamp: str
    blocks: Blocks


def is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


def refuse_packing(name: str) -> None:
    """Raise UnreadableFileError where the name ends like a packing that is not read here."""
    if found := OTHER_PACKING.search(name):
        raise UnreadableFileError(
            f"{name} is packed as {found[1]}, which voc does not read. Unpack it, or use gz or zip."
        )


def unpacked(file: DeliveredFile, limits: Limits) -> tuple[str, Blocks]:
    """The name of a file without .gz, and what reads its bytes."""

    def blocks() -> Iterator[bytes]:
        require_within(file.name, file.seen.size, limits.file_bytes, "file_mb")
        try:
            with file.open() as stream:
                yield from _read(stream, file.name, limits)
        except OSError as error:
            raise UnreadableFileError(
                f"{file.name} cannot be opened: {error.strerror or error}. Check that it is there and may be read."
            ) from error

    return _without_gz(file.name), blocks


def _without_gz(name: str) -> str:
    return name[:-3] if name.lower().endswith(".gz") else name


def _read(stream: Readable, name: str, limits: Limits) -> Iterator[bytes]:
    """The bytes of a stream, of a gz file those that it packs."""
    blocks = within(blocks_of(stream), name, limits.file_bytes)
    first = next(blocks, b"")
    blocks = chain([first], blocks)
    if first.startswith(GZIP_START):
        yield from within(_gunzipped(blocks, name), name, limits.file_bytes)
        return
    if name.lower().endswith(".gz") and first:
        raise UnreadableFileError(f"{name} is not a gzip file. Export it again, or take .gz off its name.")
    yield from blocks


def _gunzipped(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """What the members of a gz file hold, one after the other."""
    member = zlib.decompressobj(GZIP_WINDOW)
    try:
        for block in blocks:
            while block:
                if member.eof and not (block := block.lstrip(b"\0")):  # a tape's padding
                    break
                member = zlib.decompressobj(GZIP_WINDOW) if member.eof else member
                if content := member.decompress(block, BLOCK_BYTES):
                    yield content
                block = member.unconsumed_tail or member.unused_data
    except zlib.error as error:
        raise UnreadableFileError(f"{name} is a broken gzip file ({error}). Export or copy it again.") from error
    if not member.eof:
        raise UnreadableFileError(f"{name} is a broken gzip file (it ends too early). Export or copy it again.")


def members_of(file: DeliveredFile, limits: Limits) -> tuple[list[Member], Refused]:
    """The members of a zip archive, and those that are refused.

    Raises:
        UnreadableFileError: it is no zip archive, or holds more than an archive may.
    """
    infos = [info for info in _opened(file).infolist() if not info.is_dir() and not NOT_DELIVERED.search(info.filename)]
    require_within(file.name, sum(info.file_size for info in infos), limits.archive_bytes, "archive_mb")
    members: list[Member] = []
    refused: Refused = []
    for info in infos:
        name = f"{file.name}/{_printable(info.filename)}"
        if reason := _reason_to_refuse(info):
            refused.append((name, reason))
        else:
            members.append(_member(file, info, name, limits))
    return members, refused


def _reason_to_refuse(info: ZipInfo) -> str | None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", info.filename):
        return "Its name leads out of the archive. Pack it again from within its folder."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "It is a link, not a file. Pack the file itself."
    if info.flag_bits & ENCRYPTED:
        return "It is encrypted. Unpack the archive with its password, or pack it without one."
    if is_archive(info.filename) or OTHER_PACKING.search(info.filename):
        return "It is an archive in an archive. Unpack the inner one first."
    return None


def _member(file: DeliveredFile, info: ZipInfo, name: str, limits: Limits) -> Member:
    def blocks() -> Iterator[bytes]:
        require_within(name, info.file_size, limits.file_bytes, "file_mb")
        try:
            with _opened(file).open(info) as stream:
                yield from _read(stream, name, limits)
        except (BadZipFile, EOFError, zlib.error, NotImplementedError, OSError) as error:
            raise UnreadableFileError(
                f"{name} cannot be unpacked ({error}). Export or copy the archive again."
            ) from error

    return Member(_without_gz(name), info.file_size, f"{_printable(info.filename)}:{info.CRC:08x}", blocks)


@lru_cache(maxsize=1)
def _opened(file: DeliveredFile) -> ZipFile:
    """The archive, kept open while its members are read: reading a long directory for each would take for ever."""
    try:
        return ZipFile(file.path or file.open())
    except (BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableFileError(
            f"{file.name} is not a whole zip archive ({error}). Export or copy it again."
        ) from error


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")
