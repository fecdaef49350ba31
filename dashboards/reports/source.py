"""Source: which published file is a report made from, and which run does it hold?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from dashboards.labels import translate
from dashboards.languages import OWN, say
from dashboards.publication import NothingPublishedError, connect
from dashboards.sentences import format_count, format_date

WEEK = timedelta(days=7)


class UnknownSubjectError(Exception):
    """The published file knows no such department, alert, reason or agent."""


@dataclass(frozen=True)
class Run:
    """The run that published the file, and the week that its reports are about (its last seven days)."""

    facts: dict[str, Any]

    @property
    def as_of(self) -> date:
        return self.facts["as_of_date"]

    @property
    def week_first(self) -> date:
        return self.as_of - timedelta(days=6)

    @property
    def finished_at(self) -> datetime:
        return (self.facts["finished_at"] or self.facts["started_at"]).replace(tzinfo=UTC)

    @property
    def made(self) -> str:
        """When it was made, in the time zone of the operator: "Sun 22 Nov 2026, 03:01 America/New_York"."""
        local = self.finished_at.astimezone(ZoneInfo(self.facts["timezone"] or "UTC"))
        return f"{format_date(local, with_year=True)}, {local:%H:%M} ({self.facts['timezone'] or 'UTC'})"

    @property
    def imprint(self) -> str:
        """What the numbers were made from, in one paragraph."""
        facts = self.facts
        undated = facts["undated_count"] or 0
        aside = say("{count} contacts without a date are in no number here.", count=format_count(undated))
        made = say(
            "Made from run {run} on {made}, with data from {first} to {last}: {count} contacts, {with_words} with their words.",
            run=facts["run_id"],
            made=self.made,
            first=format_date(facts["first_date"], True),
            last=format_date(self.as_of, True),
            count=format_count(facts["contact_count"]),
            with_words=format_count(facts["transcript_count"]),
        )
        by = say(
            "Reasons by model {model} on taxonomy {taxonomy}; voc {version}.",
            model=facts["model_version"] or say("none"),
            taxonomy=facts["taxonomy_version"] or say("none"),
            version=facts["product_version"],
        )
        return " ".join([made, *([aside] if undated else []), by])


@contextmanager
def opened(published: Path | str | duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the published file; a connection that is given stays open.

    Raises:
        NothingPublishedError: there is no such file, or no run in it.
    """
    if isinstance(published, duckdb.DuckDBPyConnection):
        cursor = published.cursor()
        yield _said(cursor)
        return
    path = Path(published)
    if not path.exists():
        raise NothingPublishedError(f"{path} does not exist. Run `voc demo` or `voc run` first.")
    try:
        connection = connect(str(path.resolve()))
    except duckdb.Error as error:
        raise NothingPublishedError(f"{path} is not a published file. Run `voc run` to publish again.") from error
    with connection:
        yield _said(connection)


def _said(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The connection with its labels in the language that is spoken, where the marts are not written in it."""
    translate(con)
    return con


def rows(con: duckdb.DuckDBPyConnection, sql: str, **parameters: Any) -> list[dict[str, Any]]:
    """The rows of a SELECT as dictionaries; values are bound by name."""
    cursor = con.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def frame(con: duckdb.DuckDBPyConnection, sql: str, **parameters: Any) -> pd.DataFrame:
    """The rows of a SELECT as a frame."""
    return con.execute(sql, parameters).df()


def read_run(con: duckdb.DuckDBPyConnection) -> Run:
    """The run that published this file.

    Raises:
        NothingPublishedError: no run has published into it.
    """
    try:
        found = rows(con, "from marts.run")
    except duckdb.CatalogException as error:
        raise NothingPublishedError("This file holds no marts. Run `voc run` to publish again.") from error
    if not found or found[0]["as_of_date"] is None:
        raise NothingPublishedError("The published file holds no dated contact, so there is no week to report on.")
    return Run(found[0])


def department_languages(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The departments by code, with the language of their reports."""
    found = rows(con, "from marts.department order by department_code")  # an older voc published no language
    return {row["department_code"]: row.get("language_code") or OWN for row in found}
