"""Stored: can the build folder be written, does anybody hold it, and did the runs before end as they should?"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.backup.making import COPIES
from pipelines.backup.restoring import REPLACED, RESTORING
from pipelines.doctor.finding import Finding, tried
from pipelines.migrations import MigrationError, version_of
from pipelines.runs import now
from pipelines.settings import Settings
from pipelines.sources.customer_key import key_path, read_key
from pipelines.sources.erased import erasure_key_path, has_erased
from pipelines.turns import WarehouseLockedError, holder
from pipelines.warehouse import WarehouseError, fetch_value, open_warehouse
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.migrations import VERSION as WORKSPACE_VERSION

LONGEST_TURN = timedelta(hours=24)  # the next night would not begin
CLOCK_SLACK = timedelta(minutes=5)


def look_at_build(settings: Settings) -> list[Finding]:
    build = settings.paths.build
    return [
        *rights(build),
        *left_over(build),
        *_warehouse(settings),
        _workspace(settings),
        _published(settings),
    ]


def rights(build: Path) -> list[Finding]:
    """What of the build folder cannot be written, and which key others may read."""
    place = build
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        return [Finding(False, f"{place} is no folder. Move it away, or let [paths] build name another place.")]
    entries = [place, *(place.iterdir() if place == build and os.access(place, os.R_OK, effective_ids=True) else ())]
    shut = [path for path in entries if not path.is_symlink() and not _may_write(path)]
    bare = [path for path in entries if path.suffix == ".key" and stat.S_IMODE(path.stat().st_mode) & 0o077]
    found = [Finding(False, f"{path} may be read by others. Call: chmod 600 {path}") for path in bare]
    if shut:
        owner = shut[0].stat().st_uid
        found.append(
            Finding(
                False,
                f"{shut[0]} cannot be written by user {os.geteuid()}; it is user {owner}'s. Run voc as that user, or chown it.",
            )
        )
    return found or [Finding(True, f"{build} can be written.")]


def _may_write(path: Path) -> bool:
    needed = os.R_OK | os.W_OK | (os.X_OK if path.is_dir() else 0)
    return os.access(path, needed, effective_ids=True)


def left_over(build: Path) -> Iterator[Finding]:
    """What a backup or a restore left that was killed; a turn that somebody has is no such thing."""
    if holder(build) is not None:
        return
    for path in sorted([*build.glob(f"{REPLACED}-*"), *build.glob(f"{RESTORING}-*"), *build.glob(f"{COPIES}-*")]):
        if path.name.startswith(REPLACED):
            todo = 'A restore was cut short: call "voc restore FILE --force" again, which removes it'
        else:
            todo = "A backup or restore was cut short: delete it"
        yield Finding(False, f"{path} is left over. {todo}.")


def _warehouse(settings: Settings) -> list[Finding]:
    if not settings.paths.warehouse.exists():
        return [Finding(True, "There is no warehouse yet; the first run makes it.")]
    held = holder(settings.paths.build)
    if held is not None:  # opening it could stop a run between two steps
        if datetime.now(UTC) - held.since < LONGEST_TURN:
            return [Finding(True, f"The warehouse is in use by {held}; what it holds was not looked at.")]
        return [Finding(False, f"The warehouse is in use by {held}. Is it stuck? Then call: kill {held.process}")]
    found: list[Finding] = []

    def read() -> str:
        with open_warehouse(settings.paths.warehouse) as warehouse:
            found.extend([*runs_before(warehouse), *keys(warehouse, settings)])
            return f"The warehouse can be written (schema {version_of(warehouse)})."

    return [tried(read, WarehouseError, WarehouseLockedError, MigrationError), *found]


def runs_before(warehouse: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Runs that never ended, though nobody has the turn, and a clock that went back."""
    newest = fetch_value(warehouse, "select max(greatest(started_at, finished_at)) from ops.run")
    if newest is not None and newest > now() + CLOCK_SLACK:
        yield Finding(
            False,
            f"The clock says {now():%Y-%m-%d %H:%M} UTC, but a run ended at {newest:%Y-%m-%d %H:%M} UTC."
            ' Set it: "timedatectl set-ntp true".',
        )
    for run_id, started_at in warehouse.execute(
        "select run_id, started_at from ops.run where status_code = 'running' order by 2"
    ).fetchall():
        yield Finding(
            False,
            f"Run {run_id} began {started_at:%Y-%m-%d %H:%M} UTC and was ended from outside, by too little memory perhaps."
            ' Call "voc run": it goes on from there.',
        )


def keys(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[Finding]:
    """Whether the keys are those that customers were hashed with; what is missing is not made here."""
    erasure = erasure_key_path(settings)
    if has_erased(warehouse) and not erasure.exists():
        yield Finding(False, f"{erasure} is gone, and nothing is pulled without it. Take it out of a backup.")
    known = fetch_value(warehouse, "select max_by(key_id, first_used_at) from ops.hash_key")
    place = key_path(settings)
    if known is None:
        return
    if settings.hash_key is None and not place.exists():
        yield Finding(
            False, f"{place} is gone: the next pull would take all customers for new ones. Take it out of a backup."
        )
    elif read_key(settings).key_id != known:
        where = place if settings.hash_key is None else "VOC_HASH_KEY"
        yield Finding(
            False,
            f"{where} is not the key that customers were hashed with: the next pull would take them for new ones."
            " Put the one of before there.",
        )
    else:
        yield Finding(True, "The key of customers' hashes is the one that was used before.")


def _workspace(settings: Settings) -> Finding:
    if settings.workspace.url is None and not settings.paths.workspace.exists():
        return Finding(True, "Nobody has labelled or edited anything yet.")

    def read() -> str:
        with open_workspace(settings) as workspace:
            held = len(workspace.labels())
            return f"The workspace holds the labels of {held:,} contacts (schema {WORKSPACE_VERSION})."

    return tried(read, WorkspaceError)


def _published(settings: Settings) -> Finding:
    path = settings.paths.published
    if path.exists():
        return Finding(True, f"Readers see {path.resolve().name}.")
    return Finding(True, 'Nothing is published yet; "voc run" or "voc demo" does it.')
