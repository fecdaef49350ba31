"""Places: which files lie at a path, a glob or a URL?

Links may be followed inside the place's own folder, never out of it: whoever may drop a file into an inbox could else
have any file of this machine read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import fsspec
from fsspec.core import url_to_fs
from fsspec.utils import glob_translate

Refused = list[tuple[str, str]]
MAGIC = re.compile(r"[*?\[]")


class UnreadablePlaceError(Exception):
    """A place cannot be listed; the message says why and what to do."""


@dataclass(frozen=True)
class Seen:
    """How a file looks without opening it; `modified_at` (UTC) is None and `stamp` "" where its place cannot tell."""

    size: int
    modified_at: datetime | None
    stamp: str


@dataclass(frozen=True)
class DeliveredFile:
    """A file as it lies at its place; `name` is for people, `path` is set where it lies on this machine."""

    name: str
    location: str
    seen: Seen
    look: Callable[[], Seen]
    open: Callable[[], BinaryIO]
    path: Path | None = None


def find_delivered(place: str, root: Path) -> tuple[list[DeliveredFile], Refused]:
    """The files of a place, and what lies there but is refused; hidden files are left out.

    Raises:
        UnreadablePlaceError: a URL cannot be listed.
    """
    if "://" not in place:
        return _find_local(root / os.path.expanduser(place))
    protocol = place.split("://")[0]
    try:
        system, path = url_to_fs(place)
        if "file" in system.protocol:
            return _find_local(Path(path))
        return _find_remote(system, path), []
    except ImportError as error:
        raise UnreadablePlaceError(
            f"{protocol}:// places need a package that is not installed ({error}). Install it, or copy the files here."
        ) from error
    except FileNotFoundError:
        return [], []
    except Exception as error:  # each protocol fails in its own way
        raise UnreadablePlaceError(
            f"The {protocol}:// place cannot be listed ({type(error).__name__}). Check its address, the network and the keys."
        ) from error


def _find_local(place: Path) -> tuple[list[DeliveredFile], Refused]:
    if place.is_file():
        return [_local_file(place.name, place)], []
    if place.is_dir():
        return _walk(place, re.compile(""))
    parts = place.parts
    fixed = next((at for at, part in enumerate(parts) if MAGIC.search(part)), len(parts))
    base = Path(*parts[:fixed])
    if fixed == len(parts) or not base.is_dir():
        return [], []
    pattern = glob_translate("/".join(parts[fixed:])).removesuffix("\\Z")
    return _walk(base, re.compile(pattern + r"(/|\Z)"))  # what lies in a matching folder matches too


def _walk(base: Path, matches: re.Pattern[str]) -> tuple[list[DeliveredFile], Refused]:
    """The files below a folder whose path from there matches; a folder that links reach again is walked once."""
    own = os.path.realpath(base)
    files: list[DeliveredFile] = []
    refused: Refused = []
    folders, links, walked = deque([base]), deque[Path](), set[str]()
    while folders or links:
        folder = folders.popleft() if folders else links.popleft()
        if os.path.realpath(folder) in walked:
            continue
        walked.add(os.path.realpath(folder))
        for path in _entries(folder, base, refused):
            name = path.relative_to(base).as_posix()
            if path.is_dir() and (not path.is_symlink() or _is_within(path, own)):
                (links if path.is_symlink() else folders).append(path)
            elif not matches.match(name):
                continue
            elif not _is_within(path, own):
                refused.append((printable(name), "It is a link that leads out of the folder. Deliver the file itself."))
            elif path.is_file():
                files.append(_local_file(name, path))
            elif path.is_symlink():
                refused.append((printable(name), "It is a link that leads nowhere. Deliver the file itself."))
    return files, refused


def _entries(folder: Path, base: Path, refused: Refused) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        name = printable(folder.relative_to(base).as_posix())
        refused.append((name, f"The folder cannot be opened: {error.strerror}. Check its permissions."))
        return []


def _is_within(path: Path, own: str) -> bool:
    return not path.is_symlink() or Path(os.path.realpath(path)).is_relative_to(own)


def _local_file(name: str, path: Path) -> DeliveredFile:
    # What a link leads to when it is listed is what is read, wherever it is turned later.
    real = Path(os.path.realpath(path)) if path.is_symlink() else path

    def look() -> Seen:
        try:
            found = real.stat()
        except OSError:
            return Seen(0, None, "gone")
        modified_at = datetime.fromtimestamp(found.st_mtime, UTC).replace(tzinfo=None)
        # The time of change tells a new file from an old one whose size and date were kept.
        return Seen(found.st_size, modified_at, _stamp(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns))

    return DeliveredFile(printable(name), printable(str(path)), look(), look, lambda: real.open("rb"), real)


def _find_remote(system: fsspec.AbstractFileSystem, path: str) -> list[DeliveredFile]:
    magic = "[*[]" if "http" in system.protocol else MAGIC.pattern
    if re.search(magic, path):
        found = dict(system.glob(path, detail=True))
        for folder in [name for name, info in found.items() if info["type"] == "directory"]:
            found |= system.find(folder, detail=True)
        base = re.split(magic, path)[0].rpartition("/")[0]
    else:
        info = system.info(path)
        found = system.find(path, detail=True) if info["type"] == "directory" else {path: info}
        base = path if info["type"] == "directory" else path.rpartition("/")[0]
    files = [_remote_file(system, each, info, base) for each, info in sorted(found.items()) if info["type"] == "file"]
    return [file for file in files if not any(part.startswith(".") for part in PurePosixPath(file.name).parts)]


def _remote_file(system: fsspec.AbstractFileSystem, path: str, info: dict[str, Any], base: str) -> DeliveredFile:
    def look() -> Seen:
        system.invalidate_cache()
        try:
            return _seen(path, system.info(path))
        except FileNotFoundError:
            return Seen(0, None, "gone")

    name = path.split("?")[0].removeprefix(base).strip("/")
    return DeliveredFile(name, name, _seen(path, info), look, lambda: system.open(path, "rb"))


def _seen(path: str, info: dict[str, Any]) -> Seen:
    keys = ("mtime", "LastModified", "last_modified", "updated", "modified", "Last-Modified", "created")
    modified_at = next((_utc(info[key]) for key in keys if info.get(key)), None)
    version = next((info[key] for key in ("ETag", "etag", "md5Hash") if info.get(key)), modified_at)
    size = int(info.get("size") or 0)
    return Seen(size, modified_at, _stamp(path, size, version) if version else "")


def _utc(value: Any) -> datetime | None:
    """A time as any file system tells it, as naive UTC; None where it says nothing that can be read."""
    try:
        if isinstance(value, int | float):
            moment = datetime.fromtimestamp(value, UTC)
        elif isinstance(value, datetime):
            moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        else:
            moment = parsedate_to_datetime(value) if "," in value else datetime.fromisoformat(value)
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _stamp(path: object, *seen: object) -> str:
    """Hashed, for an address may carry a key."""
    return hashlib.sha256(repr((str(path), *seen)).encode()).hexdigest()[:24]


def printable(name: str) -> str:
    """A file name that can be stored: Linux allows bytes that are no text."""
    return os.fsencode(name).decode("utf-8", "replace")
