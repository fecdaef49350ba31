"""Settling: which files are still being written?

Three signs: the name (downloads and transfers end in .part and the like until they are whole), a process that holds the
file open for writing, and a size or a time that changes while we look.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pipelines.sources.files.places import DeliveredFile

UNFINISHED_NAME = re.compile(
    r"(^|/)~[^/]*$|\.(part|partial|tmp|temp|crdownload|download|filepart|inprogress|writing|lock)$|~$", re.IGNORECASE
)
YOUNG_SECONDS = 3600.0  # a file that nobody touched for an hour is not asked about


def split_settled(files: list[DeliveredFile], settle_seconds: float) -> tuple[list[DeliveredFile], list[str]]:
    """The files that are whole, and the names of those that are still being written.

    A file modified within the last `settle_seconds` (or in the future, as a wrong clock has it) is looked at again after
    that time.
    """
    named = [file for file in files if not UNFINISHED_NAME.search(file.name)]
    ages = {file.name: _age_seconds(file) for file in named}
    recent = [file for file in named if ages[file.name] < settle_seconds]
    if recent and settle_seconds > 0:
        time.sleep(max(min(settle_seconds, settle_seconds - ages[file.name]) for file in recent))
    changed = {file.name for file in recent if file.look() != file.seen}
    held = held_open(file.path for file in named if file.path and ages[file.name] < YOUNG_SECONDS)
    settled = [file for file in named if file.name not in changed and file.path not in held]
    kept = {id(file) for file in settled}
    return settled, [file.name for file in files if id(file) not in kept]


def _age_seconds(file: DeliveredFile) -> float:
    """Seconds since a file was modified; a time in the future counts as now, an unknown one as long ago."""
    if file.seen.modified_at is None:
        return float("inf")
    return max(0.0, (datetime.now(UTC).replace(tzinfo=None) - file.seen.modified_at).total_seconds())


def held_open(paths: Iterable[Path]) -> set[Path]:
    """Those of the paths that a process holds open for writing (Linux; of other users' processes nothing is known)."""
    identities: dict[tuple[int, int], Path] = {}
    for path in paths:
        with suppress(OSError):
            found = path.stat()
            identities[found.st_dev, found.st_ino] = path
    if not identities:
        return set()
    names = {path.name for path in identities.values()}
    return {identities[each] for each in _written_to(names) if each in identities}


def _written_to(names: set[str]) -> Iterator[tuple[int, int]]:
    """Device and inode of each open file of these names that may be written through its handle."""
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError, ValueError):  # processes end while we look, and others are not ours to see
            if os.path.basename(os.readlink(handle)) not in names:
                continue
            flags = re.search(r"^flags:\s*([0-7]+)", (handle.parents[1] / "fdinfo" / handle.name).read_text(), re.M)
            if flags and int(flags[1], 8) & os.O_ACCMODE in (os.O_WRONLY, os.O_RDWR):
                found = handle.stat()
                yield found.st_dev, found.st_ino
