"""Folders: how does a letter appear in a folder whole, and exactly once?

It is written under a hidden name and then renamed: a folder of its name that is there already is the same letter.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from uuid import uuid4

from pipelines.delivery.failing import FailedError
from pipelines.delivery.letters import Letter
from pipelines.delivery_settings import FolderDoor

TEXT = "letter.txt"


def put(door: FolderDoor, letter: Letter, _recipient: str | None, root: Path) -> None:
    """Put a letter into the folder, as a folder of its own.

    Raises:
        FailedError: the folder cannot be written.
    """
    folder = root / door.path
    place, draft = folder / letter.name, folder / f".{letter.key}.{uuid4().hex[:8]}"
    try:
        folder.mkdir(exist_ok=True)  # not what it lies in: a share that is not there must not become a local folder
        for left in folder.glob(f".{letter.key}.*"):  # of a try that was killed
            shutil.rmtree(left, ignore_errors=True)
        if place.exists():
            return
        _write(draft, letter)
        draft.rename(place)
        _sync(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST) and place.is_dir():  # another process was quicker
            return
        raise FailedError(f"The folder cannot be written: {error.strerror}.") from None


def _write(draft: Path, letter: Letter) -> None:
    draft.mkdir()
    (draft / TEXT).write_text(f"{letter.subject}\n\n{letter.text}\n", encoding="utf-8")
    for file in letter.files:
        shutil.copyfile(file, draft / file.name)
    for path in [*draft.iterdir(), draft]:
        _sync(path)


def _sync(path: Path) -> None:
    """What was noted as delivered survives a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
