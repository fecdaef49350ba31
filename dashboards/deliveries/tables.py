"""Tables: which rows stand below what is said of deliveries, on the page and in the report alike?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.deliveries import said
from dashboards.deliveries.found import Deliveries
from dashboards.health import source_label
from dashboards.languages import say
from dashboards.sentences import format_count, format_share, is_missing, upper_first

FRESH_COLUMNS = ["Source", "Delivers", "Newest day", "Usually every", "Days behind", "State"]
VOLUME_COLUMNS = ["Source and channel", "Day", "Contacts", "Usual on that weekday"]
REJECTED_COLUMNS = ["Why", "Source", "In 28 days", "In all", "Newest file", "Line"]
EMPTY_COLUMNS = ["Column", "Source", "Empty, last 28 days", "28 days before", "Change (95 % interval)"]
UNSURE_COLUMNS = ["Language", "Not sure", "95 % interval", "n", "28 days before"]
TRANSCRIPT_COLUMNS = ["Source", "With words", "95 % interval", "n", "28 days before"]
RUN_COLUMNS = ["Run", "State", "What happened"]
NOTE_COLUMNS = ["What", "Source", "Files", "Since"]
EMPTY_ROWS = 8  # where none has changed, the emptiest of those that are not empty always


def fresh_rows(found: Deliveries) -> list[list[str]]:
    return [
        [
            source_label(row["source_code"]),
            say(said.RECORDS[row["record_code"]]),
            said.date_of(row["last_date"]),
            _gap(row["usual_gap_days"]),
            format_count(row["behind_days"]),
            say("✕ late") if row["is_late"] else say("✓ as usual"),
        ]
        for row in found.freshness.to_dict("records")
    ]


def _gap(days: Any) -> str:
    """day; 7 days; not known yet."""
    if is_missing(days):
        return say("not known yet")
    return say("day") if days == 1 else say("{count} days", count=int(days))


def volume_rows(found: Deliveries) -> list[list[str]]:
    return [
        [
            f"{source_label(row['source_code'])}, {row['channel_label']}",
            said.date_of(row["contact_date"]),
            format_count(row["contact_count"]),
            said.usual(row),
        ]
        for row in found.odd.to_dict("records")
    ]


def rejected_rows(found: Deliveries) -> list[list[str]]:
    return [
        [
            said.why(row),
            source_label(row["source_code"]),
            format_count(row["recent_count"]),
            format_count(row["total_count"]),
            str(row["file_name"]),
            format_count(row["line_number"]),
        ]
        for row in found.rejected.to_dict("records")
    ]


def empty_rows(found: Deliveries) -> list[list[str]]:
    """What surely changed; where nothing did, the columns that are empty most often without being empty always."""
    rows = found.changed
    if rows.empty:
        partly = found.empty[(found.empty["recent_share"] > 0) & (found.empty["recent_share"] < 1)]
        rows = partly.nlargest(EMPTY_ROWS, "recent_share")
    return [
        [
            said.column_label(row["column_name"]),
            source_label(row["source_code"]),
            format_share(row["recent_share"], row["recent_count"]),
            format_share(row["before_share"], row["before_count"]),
            said.change(row),
        ]
        for row in rows.to_dict("records")
    ]


def share_rows(shares: pd.DataFrame, is_source: bool = False) -> list[list[str]]:
    """Of `unsure` or `transcripts`."""
    return [
        [
            source_label(row["label"]) if is_source else str(row["label"]),
            format_share(row["recent_share"], row["recent_n"]),
            say("{low} to {high} %", low=f"{100 * row['low']:.0f}", high=f"{100 * row['high']:.0f}"),
            format_count(row["recent_n"]),
            format_share(row["before_share"], row["before_n"]),
        ]
        for row in shares.to_dict("records")
    ]


def note_rows(found: Deliveries) -> list[list[str]]:
    """What changed in the columns of exports."""
    noted = found.notes.to_dict("records")
    since = [said.date_of(note["first_at"]) for note in noted]
    names = [(upper_first(note["note"]), source_label(note["source_code"]), str(note["file_count"])) for note in noted]
    return [[*name, day] for name, day in zip(names, since, strict=True)]


def run_rows(found: Deliveries) -> list[list[str]]:
    """The runs that failed, the newest first."""
    failed = found.runs[found.runs["status_code"] == "failed"].to_dict("records")
    errors = ["" if is_missing(run["error"]) else str(run["error"]) for run in failed]
    when = [f"{said.date_of(run['started_at'])}, {run['started_at']:%H:%M} UTC" for run in failed]
    return [[day, say("✕ failed"), error] for day, error in zip(when, errors, strict=True)]
