"""Turns: which process may write the build folder now, and since when does it?

DuckDB's own lock is held step by step; this one lasts as long as what is done. It is the kernel's: whatever ends a process
frees it, so that none is ever stale. The file only says who holds it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

LOCK = "run.lock"


class WarehouseLockedError(Exception):
    """Another process holds the warehouse."""


class UnwritableBuildError(Exception):
    """The build folder cannot be made or written."""


@dataclass(frozen=True)
class Holder:
    """Who has the turn: the command, its process, and since when (UTC)."""

    what: str
    process: int
    since: datetime

    def __str__(self) -> str:
        return f"{self.what}, process {self.process}, since {self.since:%Y-%m-%d %H:%M} UTC"


@contextmanager
def turn(build: Path, what: str) -> Iterator[None]:
    """Be the one that writes, for the block.

    Raises:
        WarehouseLockedError: another process is; the message says which, and since when.
        UnwritableBuildError: the folder cannot be made or written.
    """
    try:
        build.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(build / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UnwritableBuildError(f'{build} cannot be written: {error.strerror}. "voc doctor" says more.') from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            by = _read(build / LOCK) or "another run"
            raise WarehouseLockedError(f"{build} is in use by {by}. Wait until it ends, or stop it.") from error
        _sign(descriptor, what)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _sign(descriptor: int, what: str) -> None:
    """Say who has the turn; on a full disk nobody is named, and what the turn is for tells of the disk."""
    told = {"what": what, "process": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    os.ftruncate(descriptor, 0)
    with suppress(OSError):
        os.pwrite(descriptor, json.dumps(told).encode(), 0)


def holder(build: Path) -> Holder | None:
    """Who has the turn now; None where nobody has."""
    try:
        with (build / LOCK).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(build / LOCK)
    except OSError:
        return None
    return None


def _read(path: Path) -> Holder | None:
    try:
        held = json.loads(path.read_text())
        return Holder(held["what"], held["process"], datetime.fromisoformat(held["since"]))
    except (OSError, ValueError, KeyError):
        return None
