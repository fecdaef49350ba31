"""Letters: what is sent, and what of it lies on disk while it waits?

A letter has a key that never changes, by which a door or its receiver tells a repeat from a new one. Its files are copied
beside it, so that reports can be made anew while it waits.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

NAME = "letter.json"


class WithdrawnError(Exception):
    """What a letter held is gone: it was erased, or deleted as past its time."""


@dataclass(frozen=True)
class Letter:
    """What one recipient gets through one door."""

    key: str
    kind: str  # weekly, monthly, data_quality, alerts, alarm, test
    subject: str
    text: str
    department: str  # its label
    period: str  # the last day of the data
    written_at: datetime  # in UTC, without a zone
    files: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """What its folder is called: logistics-weekly-2026-03-31-0f3a9c12be."""
        return "-".join(filter(None, [self._whose, self.kind, self.period, self.key[:16]]))

    def name_of(self, file: Path) -> str:
        """What a file is called among others: logistics-2026-03-31-trend.pdf."""
        return "-".join(filter(None, [self._whose, self.period, file.name]))

    @property
    def _whose(self) -> str:
        words = "".join(each if each.isalnum() and each.isascii() else "-" for each in self.department.lower())
        return "-".join(filter(None, words.split("-")))


def key_of(*parts: str | None) -> str:
    """The key of what is told by these parts; the same parts give the same key."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode()).hexdigest()[:32]


def keep(outbox: Path, letter: Letter) -> None:
    """Lay a letter and copies of its files down, whole or not at all; one that lies there already is the same, and stays."""
    place, draft = outbox / letter.key, outbox / f".{letter.key}.{uuid4().hex[:8]}"
    if _is_whole(
        outbox, letter.key
    ):  # of another process, which may be sending it, or of one that died before it could
        return
    draft.mkdir(parents=True)
    for file in letter.files:
        shutil.copyfile(file, draft / file.name)
    held = asdict(letter) | {"written_at": letter.written_at.isoformat(), "files": [each.name for each in letter.files]}
    (draft / NAME).write_text(json.dumps(held, ensure_ascii=False, indent=1), encoding="utf-8")
    shutil.rmtree(place, ignore_errors=True)  # what is left of one that was erased
    try:
        draft.rename(place)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not _is_whole(outbox, letter.key):  # else another process was quicker
            raise


def _is_whole(outbox: Path, key: str) -> bool:
    try:
        read(outbox, key)
    except WithdrawnError:
        return False
    return True


def read(outbox: Path, key: str) -> Letter:
    """The letter as it was kept.

    Raises:
        WithdrawnError: it, or one of its files, is gone.
    """
    place = outbox / key
    try:
        held = json.loads((place / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WithdrawnError("What it held was erased while it waited.") from None
    files = tuple(place / name for name in held["files"])
    if not all(file.exists() for file in files):
        raise WithdrawnError("A report in it was erased while it waited. The next one goes as usual.")
    return Letter(**{**held, "written_at": datetime.fromisoformat(held["written_at"]), "files": files})


def drop(outbox: Path, keys: Iterable[str]) -> None:
    """Delete what was delivered."""
    for key in keys:
        shutil.rmtree(outbox / key, ignore_errors=True)
