"""Opening: where is the workspace, and how is it opened?

SQLite in WAL mode beside the warehouse, or the database that `[workspace] url` names.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from pipelines.settings import Settings
from pipelines.workspace.migrations import is_current, migrate
from pipelines.workspace.wording import WorkspaceError

SECONDS_WAITED = 30  # for another writer of the SQLite file
OPENING = Lock()
ENGINES: dict[tuple[URL, int], tuple[Engine, int | None]] = {}  # of this process: a connection must not pass to a child


def locate(settings: Settings) -> URL:
    """The URL of voc.toml, a SQLite file relative to it; without one the file beside the warehouse."""
    if settings.workspace.url is None:
        return URL.create("sqlite", database=str(settings.paths.workspace))
    try:
        url = make_url(settings.workspace.url.get_secret_value())
    except ArgumentError as error:
        raise WorkspaceError(
            "[workspace] url is no URL of a database. Write it as postgresql+psycopg://user@host/name, or leave it out."
        ) from error
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return url.set(database=str(settings.root / str(url.database))) if is_file else url


def engine_of(url: URL) -> Engine:
    """The engine of a workspace, its tables made: one for each URL and process, which its threads share.

    Where the file of a workspace is gone, such as after `voc demo`, it is made anew.
    """
    with OPENING:
        known, file = ENGINES.get((url, os.getpid()), (None, None))
        if known is not None and file == _file_of(url):
            return known
        if known is not None:
            known.dispose()
        engine = make_engine(url)
        try:
            make_tables(engine)
        except BaseException:
            engine.dispose()
            raise
        ENGINES[url, os.getpid()] = engine, _file_of(url)
        return engine


def _file_of(url: URL) -> int | None:
    """What tells a file from another that took its place; None for a server, or where there is none."""
    if url.get_backend_name() != "sqlite":
        return None
    try:
        return Path(str(url.database)).stat().st_ino
    except OSError:
        return None


def make_engine(url: URL) -> Engine:
    is_file = url.get_backend_name() == "sqlite"
    options = {"timeout": SECONDS_WAITED} if is_file else {}
    try:
        engine = create_engine(url, hide_parameters=True, connect_args=options, pool_pre_ping=not is_file)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise WorkspaceError(
            f"[workspace] url needs a driver that is not installed ({url.drivername}: {error}). Install it beside voc,"
            " such as pip install psycopg for postgresql+psycopg, or leave url out to use a file."
        ) from error
    if engine.dialect.is_async:
        raise WorkspaceError(
            f"[workspace] url names {url.drivername}, whose driver is asynchronous. Name another, such as postgresql+psycopg."
        )
    if is_file:
        _make_folder(Path(str(url.database)).parent)
        event.listen(engine, "connect", _write_ahead)
    return engine


def make_tables(engine: Engine) -> None:
    """Make what is missing, even where another process does the same at this moment."""
    with engine.connect() as connection:
        if is_current(connection):
            return
    with engine.begin() as connection:
        migrate(connection)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be made: {error.strerror}. Check its rights.") from error


def _write_ahead(connection: sqlite3.Connection, _record: Any) -> None:
    """Readers do not wait for a writer, nor a writer for readers. SQLite waits for a lock, but not for this change."""
    give_up_at = monotonic() + SECONDS_WAITED
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > give_up_at:
                raise
        sleep(0.05)
