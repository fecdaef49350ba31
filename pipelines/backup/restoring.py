"""Restoring: how does a backup take the place of what is there, whole or not at all?

It is unpacked and checked in a folder within the build folder first; then names change, and nothing else. What a backup
leaves out (the demo's exports, Prefect's files) stays. Killed between two names, the same call again completes it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
import zipfile
import zlib
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.backup.making import BLOCK, LEFT_OUT, REPORTS, WAREHOUSE, WORKSPACE
from pipelines.backup.manifest import BackupError, Manifest, read_manifest
from pipelines.migrations import MigrationError
from pipelines.publish import point_at
from pipelines.settings import Settings
from pipelines.turns import turn
from pipelines.warehouse import OFFLINE, WarehouseError, fetch_value, open_warehouse
from pipelines.workspace.opening import locate

DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
)  # what reading a broken ZIP raises
RESTORING, REPLACED = ".restoring", ".replaced"


@dataclass(frozen=True)
class Restored:
    """What came back, and how many erasures were made since: null where that cannot be known any more."""

    manifest: Manifest
    later_erasures: int | None


def restore_backup(settings: Settings, file: Path, is_forced: bool = False) -> Restored:
    """Put what a backup holds in the place of what the build folder holds.

    Raises:
        BackupError: the file is no backup, is damaged, or a newer voc made it; or the folder holds something and
            `is_forced` is not given. Nothing was changed then.
        WarehouseLockedError: a run or another command holds the warehouse.
    """
    build = settings.paths.build
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = read_manifest(archive)
            if not is_forced and _held(build):
                raise BackupError(
                    f"{build} holds a warehouse or other work already. Back it up, and say --force to replace it."
                )
            with turn(build, "voc restore"):
                later = _later_erasures(settings, manifest)
                fresh = build / f"{RESTORING}-{secrets.token_hex(4)}"
                try:
                    _unpack(archive, manifest, fresh)
                    _prove(fresh, manifest)
                    _swap(build, fresh, is_left_out=_is_left_out(manifest))
                finally:
                    shutil.rmtree(fresh, ignore_errors=True)
                _place_workspace(settings)
    except FileNotFoundError as error:
        raise BackupError(f"{error.filename or file} does not exist. Correct the path.") from error
    except DAMAGES as error:
        raise BackupError(
            f"{file} is no backup of voc, or it is damaged. Nothing was restored; name another file."
        ) from error
    except OSError as error:
        raise BackupError(f"{file} could not be restored: {error.strerror}. What was there stays.") from error
    return Restored(manifest, later)


def _held(build: Path) -> bool:
    """Whether a build folder holds what somebody may miss."""
    return build.exists() and any(path.name not in LEFT_OUT for path in build.iterdir())


def _later_erasures(settings: Settings, manifest: Manifest) -> int | None:
    """How many erasures the warehouse that goes knows and the backup does not; it must be nobody's at this moment."""
    if not settings.paths.warehouse.exists():
        return None
    made_at = datetime.fromisoformat(manifest.made_at).astimezone(UTC).replace(tzinfo=None)
    with suppress(WarehouseError, MigrationError), open_warehouse(settings.paths.warehouse) as warehouse:
        counted = "select count(*) from ops.erasure where why_code = 'erase' and started_at >= ?"
        return int(fetch_value(warehouse, counted, [made_at]))
    return None


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    needed = sum(size for size, _ in manifest.files.values())
    if shutil.disk_usage(folder.parent).free < needed:
        raise BackupError(f"{folder.parent} needs {needed / 1024**3:.1f} GiB more to restore it. Free some space.")
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found, left = hashlib.sha256(), size
        with archive.open(name) as source, os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as target:
            while left >= 0 and (block := source.read(BLOCK)):
                left -= len(block)
                found.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        if left != 0 or found.hexdigest() != digest:
            raise BackupError(f"{archive.filename} is damaged: {name} is not what was backed up. Nothing was restored.")
    if manifest.published is not None:
        point_at(folder / "published" / "current.duckdb", Path(manifest.published))


def _prove(folder: Path, manifest: Manifest) -> None:
    """Open what was unpacked before anything makes way for it."""
    try:
        with duckdb.connect(str(folder / WAREHOUSE), read_only=True, config=OFFLINE) as warehouse:
            warehouse.execute("select count(*) from ops.run").fetchall()
        if (folder / WORKSPACE).exists():
            with closing(sqlite3.connect(f"file:{folder / WORKSPACE}?mode=ro", uri=True)) as workspace:
                if workspace.execute("pragma quick_check").fetchone() != ("ok",):
                    raise BackupError("The workspace of the backup is damaged. Nothing was restored.")
    except (duckdb.Error, sqlite3.Error) as error:
        reason = str(error).splitlines()[0]
        raise BackupError(f"What was unpacked cannot be opened: {reason}. Nothing was restored.") from error


def _is_left_out(manifest: Manifest) -> set[str]:
    has_reports = any(name.startswith(f"{REPORTS}/") for name in manifest.files)
    return {*LEFT_OUT, *(() if has_reports else (REPORTS,))} - {"spill"}


def _swap(build: Path, fresh: Path, is_left_out: set[str]) -> None:
    """Let the fresh entries take the place of all that are not left out; on an error names go back as they were."""
    replaced = build / f"{REPLACED}-{secrets.token_hex(4)}"
    replaced.mkdir(mode=0o700)
    moved: list[tuple[Path, Path]] = []

    def move(path: Path, folder: Path) -> None:
        target = folder / path.name
        path.rename(target)
        moved.append((path, target))

    try:
        for path in sorted(build.iterdir()):
            if path.name not in is_left_out and path not in (fresh, replaced):
                move(path, replaced)
        for path in sorted(fresh.iterdir()):
            move(path, build)
    except OSError:
        for path, target in reversed(moved):
            target.rename(path)
        replaced.rmdir()
        raise
    shutil.rmtree(replaced, ignore_errors=True)


def _place_workspace(settings: Settings) -> None:
    """Where voc.toml keeps the SQLite file elsewhere, it goes there, and the log of the one before goes."""
    url = locate(settings)
    unpacked = settings.paths.build / WORKSPACE
    if url.get_backend_name() != "sqlite" or not unpacked.exists() or unpacked == Path(str(url.database)):
        return
    place = Path(str(url.database))
    beside = place.with_name(f".{place.name}.restored")
    shutil.move(unpacked, beside)
    for log in (f"{place}-wal", f"{place}-shm"):
        Path(log).unlink(missing_ok=True)
    beside.replace(place)
