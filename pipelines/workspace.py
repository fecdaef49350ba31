"""Workspace: what have people written: labels and reviews of contacts, edits of the taxonomy, what they make of alerts?

A database of its own, so that a screen writes while the pipeline holds the warehouse: SQLite in WAL mode beside the
warehouse, or the one that `[workspace] url` names. Rows are only ever added; the newest counts. No words of customers, but
the masked examples of a reason that was made of a topic.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pandas as pd
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from pipelines.settings import Settings

TABLES = MetaData()
LABEL = Table(
    "label",
    TABLES,
    Column("label_id", Integer, primary_key=True),
    Column("contact_id", String, nullable=False, index=True),
    Column("reason_code", String, nullable=False),
    Column("labelled_by", String, nullable=False),
    Column("labelled_at", DateTime, nullable=False),
)
TAXONOMY_EDIT = Table(
    "taxonomy_edit",
    TABLES,
    Column("edit_id", Integer, primary_key=True),
    Column("edit", JSON, nullable=False),
    Column("edited_by", String, nullable=False),
    Column("edited_at", DateTime, nullable=False),
)
ALERT_MARK = Table(
    "alert_mark",
    TABLES,
    Column("mark_id", Integer, primary_key=True),
    Column("alert_id", String, nullable=False, index=True),
    Column("mark_code", String, nullable=False),
    Column("cause", String),
    Column("snoozed_until", Date),
    Column("is_kept_out", Boolean, nullable=False),
    Column("first_date", Date, nullable=False),  # of the alert, as far as it was known when it was marked
    Column("last_date", Date, nullable=False),
    Column("series_code", String, nullable=False),
    Column("marked_by", String, nullable=False),
    Column("marked_at", DateTime, nullable=False),
)
QUALITY_REVIEW = Table(
    "quality_review",
    TABLES,
    Column("review_id", Integer, primary_key=True),
    Column("contact_id", String, nullable=False, index=True),
    Column("criterion_code", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("reviewed_by", String, nullable=False),
    Column("reviewed_at", DateTime, nullable=False),
)
COACHING_SESSION = Table(
    "coaching_session",
    TABLES,
    Column("session_id", Integer, primary_key=True),
    Column("agent_id", String, nullable=False, index=True),
    Column("held_on", Date, nullable=False),
    Column("criterion_codes", JSON, nullable=False),
    Column("note", String),
    Column("held_by", String, nullable=False),
    Column("noted_at", DateTime, nullable=False),
)
VERDICTS = ("met", "not_met", "not_applicable")
MARK_CODES = ("acknowledged", "explained", "snoozed", "false", "cleared")
LONGEST_CAUSE = 120
LONGEST_NOTE = 500
LIKE_PERSONAL_DATA = re.compile(r"@|\d{5}|(?:\d[ ./()-]*){9}")  # an address; an order; a telephone, but no date
SECONDS_WAITED = 30  # for another writer of the SQLite file


class WorkspaceError(Exception):
    """The workspace cannot be opened, read or written; the message says why and what to do, and holds no secret."""


@dataclass(frozen=True)
class Workspace:
    """An open workspace."""

    engine: Engine

    def add_labels(self, rows: pd.DataFrame, labelled_by: str) -> int:
        """Keep which reason an analyst gave which contact, all rows or none; return how many.

        Args:
            rows: contact_id, reason_code.
        """
        now = _now()
        pairs = rows[["contact_id", "reason_code"]].astype(object).to_dict("records")
        if pairs:
            with self.engine.begin() as connection:
                connection.execute(
                    LABEL.insert(), [{**pair, "labelled_by": labelled_by, "labelled_at": now} for pair in pairs]
                )
        return len(pairs)

    def labels(self) -> pd.DataFrame:
        """Return the newest label of each contact: contact_id, reason_code, labelled_by, labelled_at (UTC)."""
        newest = select(func.max(LABEL.c.label_id)).group_by(LABEL.c.contact_id)
        columns = (LABEL.c.contact_id, LABEL.c.reason_code, LABEL.c.labelled_by, LABEL.c.labelled_at)
        query = select(*columns).where(LABEL.c.label_id.in_(newest)).order_by(LABEL.c.contact_id)
        with self.engine.connect() as connection:
            rows = pd.DataFrame(
                [tuple(row) for row in connection.execute(query)], columns=[each.name for each in columns]
            )
        return rows.astype(
            {"contact_id": "str", "reason_code": "str", "labelled_by": "str", "labelled_at": "datetime64[us]"}
        )

    def add_taxonomy_edit(self, edit: dict[str, Any], edited_by: str) -> None:
        """Keep one edit of the taxonomy, after those before it."""
        with self.engine.begin() as connection:
            connection.execute(TAXONOMY_EDIT.insert(), {"edit": edit, "edited_by": edited_by, "edited_at": _now()})

    def taxonomy_edits(self) -> list[dict[str, Any]]:
        """Return the edits in the order they were made, each as given with edit_id, edited_by and edited_at (UTC)."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(TAXONOMY_EDIT).order_by(TAXONOMY_EDIT.c.edit_id)).mappings().all()
        return [
            {**row["edit"], "edit_id": row["edit_id"], "edited_by": row["edited_by"], "edited_at": row["edited_at"]}
            for row in rows
        ]

    def mark_alert(
        self,
        alert: Mapping[str, Any],
        mark_code: str,
        marked_by: str,
        cause: str | None = None,
        snoozed_until: date | None = None,
        is_kept_out: bool = False,
    ) -> None:
        """Keep what a person makes of an alert, after what was said before.

        Args:
            alert: alert_id, series_code, started_date, last_date.
            mark_code: one of MARK_CODES; `cleared` takes back all that was said.
            cause: of an explained alert, in few words.
            snoozed_until: of a snoozed alert, the day on which it comes back.
            is_kept_out: whether the days of an explained alert shall not shape what is expected later.

        Raises:
            WorkspaceError: the mark is not known or lacks its cause or date, or the cause looks like personal data.
        """
        _check_mark(mark_code, cause, snoozed_until, is_kept_out)
        row = {"alert_id": alert["alert_id"], "series_code": alert["series_code"]}
        row |= {"first_date": _day(alert["started_date"]), "last_date": _day(alert["last_date"])}
        row |= {"mark_code": mark_code, "cause": cause, "snoozed_until": snoozed_until, "is_kept_out": is_kept_out}
        with self.engine.begin() as connection:
            connection.execute(ALERT_MARK.insert(), {**row, "marked_by": marked_by, "marked_at": _now()})

    def alert_marks(self) -> pd.DataFrame:
        """Return all that was said of alerts, the oldest first: the columns of ALERT_MARK, marked_at in UTC."""
        with self.engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(select(ALERT_MARK).order_by(ALERT_MARK.c.mark_id))]
        return _frame(rows, ALERT_MARK)

    def add_quality_review(self, contact_id: str, criterion_code: str, verdict: str, reviewed_by: str) -> None:
        """Keep a person's verdict on one criterion of one contact, after what was said before; the newest counts.

        Raises:
            WorkspaceError: the verdict is none of VERDICTS.
        """
        if verdict not in VERDICTS:
            raise WorkspaceError(f"A criterion cannot be {verdict!r}. Choose one of: {', '.join(VERDICTS)}.")
        row = {"contact_id": contact_id, "criterion_code": criterion_code, "verdict": verdict}
        with self.engine.begin() as connection:
            connection.execute(QUALITY_REVIEW.insert(), {**row, "reviewed_by": reviewed_by, "reviewed_at": _now()})

    def quality_reviews(self) -> pd.DataFrame:
        """Return the newest verdict on each criterion of each contact: the columns of QUALITY_REVIEW, reviewed_at in UTC."""
        pair = (QUALITY_REVIEW.c.contact_id, QUALITY_REVIEW.c.criterion_code)
        newest = select(func.max(QUALITY_REVIEW.c.review_id)).group_by(*pair)
        query = select(QUALITY_REVIEW).where(QUALITY_REVIEW.c.review_id.in_(newest)).order_by(*pair)
        with self.engine.connect() as connection:
            return _frame([tuple(row) for row in connection.execute(query)], QUALITY_REVIEW)

    def add_coaching_session(
        self, agent_id: str, held_on: date, criterion_codes: Sequence[str], note: str | None, held_by: str
    ) -> None:
        """Keep that an agent was coached, and on which behaviours.

        Raises:
            WorkspaceError: no behaviour is named, or the note is too long or looks like personal data.
        """
        if not criterion_codes:
            raise WorkspaceError("A session needs at least one behaviour that was worked on. Choose it.")
        if note and len(note) > LONGEST_NOTE:
            raise WorkspaceError(f"The note has {len(note)} characters. Say it in at most {LONGEST_NOTE}.")
        _refuse_personal_data(note)
        row = {"agent_id": agent_id, "held_on": held_on, "criterion_codes": list(dict.fromkeys(criterion_codes))}
        row |= {"note": note or None, "held_by": held_by, "noted_at": _now()}
        with self.engine.begin() as connection:
            connection.execute(COACHING_SESSION.insert(), row)

    def coaching_sessions(self) -> pd.DataFrame:
        """Return all sessions, the oldest first: the columns of COACHING_SESSION, noted_at in UTC."""
        query = select(COACHING_SESSION).order_by(COACHING_SESSION.c.held_on, COACHING_SESSION.c.session_id)
        with self.engine.connect() as connection:
            return _frame([tuple(row) for row in connection.execute(query)], COACHING_SESSION)


def _frame(rows: list[tuple[Any, ...]], table: Table) -> pd.DataFrame:
    """Rows of a table as a frame whose types do not depend on what the rows hold."""
    types = {Integer: "int64", Boolean: "bool", String: "str", JSON: "object"}
    types |= {Date: "datetime64[us]", DateTime: "datetime64[us]"}
    frame = pd.DataFrame(rows, columns=table.columns.keys())
    return frame.astype({column.name: types[type(column.type)] for column in table.columns})


def marks_in_force(marks: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the newest mark of each alert; one that was taken back is gone.

    A snooze ends at its date, and gives way to what was said before it.

    Args:
        marks: mark_id, alert_id, mark_code, snoozed_until and whatever else; the order of rows does not matter.
    """
    lasting = marks[(marks["mark_code"] != "snoozed") | (marks["snoozed_until"] > pd.Timestamp(on))]
    newest = lasting.sort_values("mark_id").groupby("alert_id").tail(1)
    return newest[newest["mark_code"] != "cleared"].reset_index(drop=True)


def _check_mark(mark_code: str, cause: str | None, snoozed_until: date | None, is_kept_out: bool) -> None:
    if mark_code not in MARK_CODES:
        raise WorkspaceError(f"An alert cannot be marked {mark_code!r}. Choose one of: {', '.join(MARK_CODES)}.")
    if (mark_code == "explained") != bool(cause):
        raise WorkspaceError("An explained alert needs a cause, such as promotion or outage; no other mark has one.")
    if (mark_code == "snoozed") != bool(snoozed_until):
        raise WorkspaceError("A snoozed alert needs the day on which it comes back; no other mark has one.")
    if is_kept_out and mark_code != "explained":
        raise WorkspaceError("Only the days of an explained alert can be kept out of what is expected. Name its cause.")
    if cause and len(cause) > LONGEST_CAUSE:
        raise WorkspaceError(f"The cause has {len(cause)} characters. Say it in at most {LONGEST_CAUSE}.")
    _refuse_personal_data(cause)


def _refuse_personal_data(text: str | None) -> None:
    if text and LIKE_PERSONAL_DATA.search(text):
        raise WorkspaceError(
            "This looks like personal data (an @, five digits in a row or a telephone number). Say it without."
        )


@contextmanager
def open_workspace(settings: Settings) -> Iterator[Workspace]:
    """Open the workspace, its tables made.

    Raises:
        WorkspaceError: its URL names no database, its driver is not installed, or it cannot be read or written.
    """
    engine = _engine(_locate(settings))
    try:
        _make_tables(engine)
        yield Workspace(engine)
    except SQLAlchemyError as error:
        reason = (str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__])[0]
        place = engine.url.render_as_string(hide_password=True)
        raise WorkspaceError(f"The workspace {place} does not answer: {reason}. Check [workspace] url.") from error
    finally:
        engine.dispose()


def _locate(settings: Settings) -> URL:
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


def _engine(url: URL) -> Engine:
    is_file = url.get_backend_name() == "sqlite"
    options = {"timeout": SECONDS_WAITED} if is_file else {}
    try:
        engine = create_engine(url, hide_parameters=True, connect_args=options)
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


def _make_tables(engine: Engine) -> None:
    """Make what is missing, even where another process does the same at this moment."""
    with engine.begin() as connection:
        for table in TABLES.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=str):
                connection.execute(CreateIndex(index, if_not_exists=True))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
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


def _day(value: Any) -> date:
    """A date, whether it comes from a frame or from a database."""
    return value.date() if isinstance(value, datetime) else value


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
