"""Making: how is a build folder copied while it is whole?

The warehouse is copied by DuckDB and the workspace by SQLite: the file of either alone, without its log, may be an
empty database. Whatever else lies in the folder goes along, but what LEFT_OUT names.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import duckdb

from pipelines.backup.manifest import FORMAT, NAME, BackupError, Manifest, is_within
from pipelines.migrations import version_of
from pipelines.runs import product_version
from pipelines.settings import Settings
from pipelines.turns import LOCK, turn
from pipelines.warehouse import open_warehouse
from pipelines.workspace import open_workspace
from pipelines.workspace.migrations import VERSION as WORKSPACE_VERSION
from pipelines.workspace.opening import locate

LEFT_OUT = ("demo", "prefect", "spill", LOCK)
REPORTS = "reports"
COPIES = ".backup"
WAREHOUSE, WORKSPACE = "warehouse.duckdb", "workspace.sqlite"
BLOCK = 1024**2


def make_backup(settings: Settings, place: Path, has_reports: bool = False) -> tuple[Path, Manifest]:
    """Write one file that holds the build folder, readable by its owner alone; return it, and what it holds.

    Args:
        place: the file, or the folder in which it gets a name of its own.

    Raises:
        BackupError: there is nothing to back up, the file exists or cannot be written, or it would lie in the build folder.
        WarehouseLockedError: a run or another command holds the warehouse.
    """
    build = settings.paths.build
    target = _target(place, build)
    if not settings.paths.warehouse.exists():
        raise BackupError(f'There is no warehouse in {build} yet. Run "voc run" first, or name another --config.')
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with turn(build, "voc backup"), _folder_beside(build, COPIES) as copies, _new_file(unfinished) as file:
            published = settings.paths.published.resolve().name if settings.paths.published.exists() else None
            version = _copy_databases(settings, copies)
            held = {path.name: path for path in copies.iterdir()} | _files(build, published, has_reports)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                files = {name: _add(archive, name, path) for name, path in sorted(held.items())}
                manifest = Manifest(
                    format=FORMAT,
                    made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                    made_by=product_version(),
                    warehouse_version=version,
                    workspace_version=WORKSPACE_VERSION,
                    published=published,
                    is_key_elsewhere=settings.hash_key is not None,
                    is_workspace_elsewhere=locate(settings).get_backend_name() != "sqlite",
                    files=files,
                )
                archive.writestr(NAME, manifest.write())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except (OSError, duckdb.Error, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise BackupError(
            f"{target} could not be written: {reason}. Free some space, or name another place."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target, manifest


def _target(place: Path, build: Path) -> Path:
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    target = (place / f"voc-backup-{stamp}.zip" if place.is_dir() else place).resolve()
    if target.is_relative_to(build.resolve()):
        raise BackupError(f"{target} lies in the build folder, which may be lost as a whole. Name a place elsewhere.")
    if target.exists():
        raise BackupError(f"{target} exists. Name another file, or a folder: each backup then has a name of its own.")
    if not target.parent.is_dir():
        raise BackupError(f"{target.parent} does not exist. Make it first.")
    return target


def _copy_databases(settings: Settings, copies: Path) -> int:
    """Copy warehouse and workspace; return the warehouse's schema."""
    with open_warehouse(settings.paths.warehouse) as warehouse:
        name = warehouse.execute("select current_database()").fetchall()[0][0]
        warehouse.execute(f"attach '{str(copies / WAREHOUSE).replace(chr(39), chr(39) * 2)}' as backed_up")
        warehouse.execute(f'copy from database "{name}" to backed_up')
        warehouse.execute("checkpoint backed_up")
        warehouse.execute("detach backed_up")
        version = version_of(warehouse) or 0
    url = locate(settings)
    if url.get_backend_name() == "sqlite" and Path(str(url.database)).exists():
        with open_workspace(settings):  # migrated, as the warehouse is
            pass
        with (
            closing(sqlite3.connect(str(url.database))) as source,
            closing(sqlite3.connect(copies / WORKSPACE)) as copy,
        ):
            source.backup(copy)
    return version


def _files(build: Path, published: str | None, has_reports: bool) -> dict[str, Path]:
    """What else lies in the build folder, by its name within: of what was published, only what readers see."""
    left_out = {*LEFT_OUT, *(() if has_reports else (REPORTS,))}
    found = {}
    for path in build.rglob("*"):
        within = path.relative_to(build)
        is_database = len(within.parts) == 1 and path.name.startswith((WAREHOUSE, WORKSPACE))
        is_older = within.parts[0] == "published" and path.name != published
        is_hidden = any(part.startswith(".") for part in within.parts)
        if (
            path.is_symlink()
            or not path.is_file()
            or is_database
            or is_older
            or is_hidden
            or within.parts[0] in left_out
        ):
            continue
        if not is_within(within.as_posix()):
            raise BackupError(f"{path} has a name that no backup can hold. Rename or remove it.")
        found[within.as_posix()] = path
    return found


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> tuple[int, str]:
    """Add a file, and return how many bytes went in and their SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
            size += len(block)
    return size, digest.hexdigest()


@contextmanager
def _folder_beside(build: Path, name: str) -> Iterator[Path]:
    for left in build.glob(f"{name}-*"):  # by one that was killed
        shutil.rmtree(left, ignore_errors=True)
    folder = build / f"{name}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _new_file(path: Path) -> BinaryIO:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
