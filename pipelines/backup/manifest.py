"""Manifest: what must a backup say of itself before anything of it is unpacked?

A ZIP file whose last entry, `manifest.json`, names every other one with its size and SHA-256, and the schemas of the two
databases.
"""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from pipelines.migrations import VERSION as WAREHOUSE_VERSION
from pipelines.workspace.migrations import VERSION as WORKSPACE_VERSION

NAME = "manifest.json"
FORMAT = 1
LARGEST_MANIFEST = 16 * 1024**2
SAFE_PART = re.compile(r"[^\\:\0-\x1f]+")


class BackupError(Exception):
    """A backup cannot be made or restored; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: by each file's name its bytes and SHA-256."""

    format: int
    made_at: str  # UTC
    made_by: str  # the version of voc
    warehouse_version: int
    workspace_version: int
    published: str | None  # the file that readers saw
    is_key_elsewhere: bool  # customers were hashed with a key of the environment
    is_workspace_elsewhere: bool  # what people wrote is on a server of its own
    files: dict[str, tuple[int, str]]

    def write(self) -> str:
        return json.dumps(asdict(self), indent=1)


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """The manifest, once it and the names of the entries can be trusted.

    Raises:
        BackupError: it is none of voc's, a newer voc made it, or its entries are not what it says or lead elsewhere.
    """
    place = archive.filename
    try:
        if archive.getinfo(NAME).file_size > LARGEST_MANIFEST:
            raise BackupError(f"{place} is no backup of voc: its manifest is too large.")
        told = json.loads(archive.read(NAME))
        if told["format"] > FORMAT:
            raise BackupError(f"{place} was made by a newer voc ({told['made_by']}). Install that one to restore it.")
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in told.pop("files").items()}
        manifest = Manifest(**told, files=files)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError(
            f"{place} is no backup of voc, or it is damaged. Nothing was restored; name another file."
        ) from error
    _check_names(manifest, archive)
    _check_versions(manifest, place)
    return manifest


def _check_names(manifest: Manifest, archive: zipfile.ZipFile) -> None:
    held = sorted(name for name in archive.namelist() if name != NAME)
    is_published = manifest.published is None or f"published/{manifest.published}" in manifest.files
    if held != sorted(manifest.files) or not is_published or not all(is_within(name) for name in held):
        raise BackupError(
            f"{archive.filename} holds other files than its manifest names, or some that lead out of the folder."
            " Nothing was restored; name another file."
        )


def is_within(name: str) -> bool:
    """Whether a name stays in the folder that it is unpacked into."""
    parts = PurePosixPath(name).parts
    return (
        name == "/".join(parts) and bool(parts) and all(SAFE_PART.fullmatch(each) and each != ".." for each in parts)
    ) and not PurePosixPath(name).is_absolute()


def _check_versions(manifest: Manifest, place: str | Path | None) -> None:
    for what, found, known in (
        ("warehouse", manifest.warehouse_version, WAREHOUSE_VERSION),
        ("workspace", manifest.workspace_version, WORKSPACE_VERSION),
    ):
        if found > known:
            raise BackupError(
                f"{place} holds the {what} of a newer voc (schema {found}, this one knows {known})."
                f" Install voc {manifest.made_by} or newer, and restore it with that."
            )
