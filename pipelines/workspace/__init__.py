"""Workspace: what have people written: labels and reviews of contacts, edits of the taxonomy, what they make of alerts?

A database of its own, so that a screen writes while the pipeline holds the warehouse. No words of customers, but
the masked examples of a reason that was made of a topic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from pipelines.settings import Settings
from pipelines.workspace.edits import in_force
from pipelines.workspace.opening import engine_of, locate
from pipelines.workspace.tables import (
    ALERT_MARK,
    COACHING_SESSION,
    LABEL,
    QUALITY_REVIEW,
    TAKEN_BACK,
    TAXONOMY_EDIT,
    frame,
    now,
)
from pipelines.workspace.wording import LIKE_PERSONAL_DATA as LIKE_PERSONAL_DATA
from pipelines.workspace.wording import WorkspaceError as WorkspaceError
from pipelines.workspace.wording import refuse_personal_data

VERDICTS = ("met", "not_met", "not_applicable")
MARK_CODES = ("acknowledged", "explained", "snoozed", "false", "cleared")
LONGEST_CAUSE = 120
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Workspace:
    """An open workspace."""

    engine: Engine

    def add_labels(self, rows: pd.DataFrame, labelled_by: str) -> int:
        """Keep which reason an analyst gave which contact, all rows or none; return how many.

        Args:
            rows: contact_id, reason_code.
        """
        written_at = now()
        pairs = rows[["contact_id", "reason_code"]].astype(object).to_dict("records")
        if pairs:
            with self.engine.begin() as connection:
                connection.execute(
                    LABEL.insert(), [{**pair, "labelled_by": labelled_by, "labelled_at": written_at} for pair in pairs]
                )
        return len(pairs)

    def labels(self) -> pd.DataFrame:
        """Return the newest label of each contact: contact_id, reason_code, labelled_by, labelled_at (UTC).

        Of a person only the newest counts; one that was taken back says nothing.
        """
        own = select(func.max(LABEL.c.label_id)).group_by(LABEL.c.contact_id, LABEL.c.labelled_by)
        said = LABEL.c.label_id.in_(own) & (LABEL.c.reason_code != TAKEN_BACK)
        newest = select(func.max(LABEL.c.label_id)).where(said).group_by(LABEL.c.contact_id)
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
            connection.execute(TAXONOMY_EDIT.insert(), {"edit": edit, "edited_by": edited_by, "edited_at": now()})

    def taxonomy_edits(self) -> list[dict[str, Any]]:
        """Return the edits that hold in the order they were made, each as given with edit_id, edited_by and edited_at (UTC)."""
        return in_force(self.taxonomy_edit_history())

    def taxonomy_edit_history(self) -> list[dict[str, Any]]:
        """Return the same with those that were taken back, and with what took them back (`edits.py`)."""
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
            connection.execute(ALERT_MARK.insert(), {**row, "marked_by": marked_by, "marked_at": now()})

    def alert_marks(self) -> pd.DataFrame:
        """Return all that was said of alerts, the oldest first: the columns of ALERT_MARK, marked_at in UTC."""
        with self.engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(select(ALERT_MARK).order_by(ALERT_MARK.c.mark_id))]
        return frame(rows, ALERT_MARK)

    def add_quality_review(self, contact_id: str, criterion_code: str, verdict: str, reviewed_by: str) -> None:
        """Keep a person's verdict on one criterion of one contact, after what was said before; the newest counts.

        Raises:
            WorkspaceError: the verdict is none of VERDICTS.
        """
        if verdict not in VERDICTS:
            raise WorkspaceError(f"A criterion cannot be {verdict!r}. Choose one of: {', '.join(VERDICTS)}.")
        row = {"contact_id": contact_id, "criterion_code": criterion_code, "verdict": verdict}
        with self.engine.begin() as connection:
            connection.execute(QUALITY_REVIEW.insert(), {**row, "reviewed_by": reviewed_by, "reviewed_at": now()})

    def quality_reviews(self) -> pd.DataFrame:
        """Return the newest verdict on each criterion of each contact: the columns of QUALITY_REVIEW, reviewed_at in UTC."""
        pair = (QUALITY_REVIEW.c.contact_id, QUALITY_REVIEW.c.criterion_code)
        newest = select(func.max(QUALITY_REVIEW.c.review_id)).group_by(*pair)
        query = select(QUALITY_REVIEW).where(QUALITY_REVIEW.c.review_id.in_(newest)).order_by(*pair)
        with self.engine.connect() as connection:
            return frame([tuple(row) for row in connection.execute(query)], QUALITY_REVIEW)

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
        refuse_personal_data(note)
        row = {"agent_id": agent_id, "held_on": held_on, "criterion_codes": list(dict.fromkeys(criterion_codes))}
        row |= {"note": note or None, "held_by": held_by, "noted_at": now()}
        with self.engine.begin() as connection:
            connection.execute(COACHING_SESSION.insert(), row)

    def coaching_sessions(self) -> pd.DataFrame:
        """Return all sessions, the oldest first: the columns of COACHING_SESSION, noted_at in UTC."""
        query = select(COACHING_SESSION).order_by(COACHING_SESSION.c.held_on, COACHING_SESSION.c.session_id)
        with self.engine.connect() as connection:
            return frame([tuple(row) for row in connection.execute(query)], COACHING_SESSION)


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
    refuse_personal_data(cause)


@contextmanager
def open_workspace(settings: Settings) -> Iterator[Workspace]:
    """Open the workspace, its tables made.

    Raises:
        WorkspaceError: its URL names no database, its driver is not installed, or it cannot be read or written.
    """
    url = locate(settings)
    try:
        yield Workspace(engine_of(url))
    except SQLAlchemyError as error:
        reason = (str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__])[0]
        place = url.render_as_string(hide_password=True)
        raise WorkspaceError(f"The workspace {place} does not answer: {reason}. Check [workspace] url.") from error


def _day(value: Any) -> date:
    """A date, whether it comes from a frame or from a database."""
    return value.date() if isinstance(value, datetime) else value
