"""Said: what is said of deliveries and of how well they are read, on the page Administration and in its report alike?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards.deliveries.found import DAYS, Deliveries
from dashboards.health import source_label
from dashboards.sentences import (
    MINUS,
    NOT_KNOWN,
    contacts_of,
    count_of,
    format_count,
    format_date,
    format_share,
    is_missing,
    lower_first,
    upper_first,
)

RECORDS = {
    "record": "contacts", "transcript": "transcripts", "survey": "surveys", "agent_state": "agent states", "volume": "volumes",
}  # fmt: skip
NAMED = 3  # of each kind that stand in a sentence


def headline(found: Deliveries) -> str:
    """2 deliveries are late, 1 column surely changed and 5 rows were rejected; the worst first, or that all is in order."""
    things = [told for told in (say(found) for say in WORRIES) if told]
    if not things:
        return (
            f"All is in order up to {date_of(found.run['as_of_date'])}: on time, as many as usual, and no row rejected."
        )
    on_time = "" if len(found.late) or found.freshness.empty else "; every delivery is on time"
    joined = things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
    return f"{upper_first(joined)}{on_time}."


def answers(found: Deliveries) -> list[tuple[str, str]]:
    """A sentence for each question that an operator has in the morning."""
    said = [
        ("On time", freshness(found)),
        ("Volume", volume(found)),
        ("Rejected", rejected(found)),
        ("Empty", empty(found)),
        ("Not sure", unsure(found)),
        ("With words", transcripts(found)),
        ("Columns", notes(found)),
        ("Model", drift(found)),
        ("Runs", runs(found)),
    ]
    return [(label, text) for label, text in said if text]


def freshness(found: Deliveries) -> str:
    """2 of 6 sources are late: Chats (contacts) by 3 days, ...; or that all deliver as usual up to a day."""
    sources, late = found.freshness, found.late
    if sources.empty:
        return "No source has delivered a day of the last eight weeks."
    if late.empty:
        return f"All {len(sources)} deliveries come as usual, up to {date_of(found.run['as_of_date'])}."
    named = "; ".join(_late(row) for row in late.head(NAMED).to_dict("records"))
    more = f"; and {len(late) - NAMED} more" if len(late) > NAMED else ""
    return f"{_late_count(found)}: {named}{more}. Ask for the export."


def _late(row: Mapping[str, Any]) -> str:
    """Chats (contacts): nothing since Fri 27 Feb, where it usually comes every day"""
    what = f"{source_label(row['source_code'])} ({RECORDS[row['record_code']]})"
    return f"{what}: nothing since {date_of(row['last_date'])}, where it usually comes {every(row['usual_gap_days'])}"


def every(days: Any) -> str:
    """every day; every 7 days; not known yet."""
    if is_missing(days):
        return "not known yet"
    return "every day" if days == 1 else f"every {int(days)} days"


def volume(found: Deliveries) -> str:
    """Of 168 days of a source and channel, 2 were odd in volume, the newest: Digital, e-mail: 46 contacts where 25 are usual."""
    judged, odd = int(found.volume["expected_count"].notna().sum()), found.odd
    if not judged:
        return "There is too little history yet to say what volume is usual."
    span = f"Of {format_count(judged)} days of a source and channel in the last {DAYS}"
    if odd.empty:
        return f"{span}, none was odd in its volume."
    first = odd.iloc[0]
    what = f"{source_label(first['source_code'])}, {first['channel_label']}, on {date_of(first['contact_date'])}"
    newest = "" if len(odd) == 1 else " the newest"
    return (
        f"{span}, {len(odd)} {'was' if len(odd) == 1 else 'were'} odd in volume{',' if newest else ''}{newest}:"
        f" {what}: {contacts_of(first['contact_count'])} where {usual(first)} are usual."
    )


def usual(row: Mapping[str, Any]) -> str:
    expected, low, high = (format_count(row[f"{name}_count"]) for name in ("expected", "lower", "upper"))
    return f"{expected} ({low} to {high})"


def rejected(found: Deliveries) -> str:
    """5 rows were rejected in the last 28 days, 2 of them because a value “is not a date”; 12 in all."""
    rows = found.rejected
    recent, total = int(rows["recent_count"].sum()), int(rows["total_count"].sum())
    if not total:
        return "No row was rejected."
    if not recent:
        return f"No row was rejected in the last {DAYS} days; {count_of(total, 'row')} before."
    top = rows.iloc[0]
    most = f", {'all' if top['recent_count'] == recent else format_count(top['recent_count'])} of them because {_because(top)}"
    older = f"; {format_count(total)} in all" if total > recent else ""
    return f"{count_of(recent, 'row')} rejected in the last {DAYS} days{most}{older}. `voc rejects` shows them."


def why(row: Mapping[str, Any]) -> str:
    """TIMESTAMP is not a date; The line is not a JSON object."""
    return (
        upper_first(str(row["reason"])) if is_missing(row["column_name"]) else f"{row['column_name']} {row['reason']}"
    )


def _because(row: Mapping[str, Any]) -> str:
    return lower_first(why(row)) if is_missing(row["column_name"]) else why(row)


def empty(found: Deliveries) -> str:
    """Carrier of Digital is empty on 63 % of contacts, +12 points on the 28 days before (+9 to +14)."""
    changed = found.changed
    if changed.empty:
        return f"No column of a contact is surely emptier or fuller than in the {DAYS} days before."
    first, rest = changed.iloc[0], len(changed) - 1
    more = f" {count_of(rest, 'more column')} surely changed." if rest else ""
    return (
        f"{column_label(first['column_name'])} of {source_label(first['source_code'])} is empty on"
        f" {format_share(first['recent_share'], 0)} of contacts, {change(first)} on the {DAYS} days before.{more}"
    )


def change(row: Mapping[str, Any]) -> str:
    """+12 points (+9 to +14)."""
    if is_missing(row["change"]):
        return NOT_KNOWN
    middle, low, high = (_points(row[name]) for name in ("change", "low", "high"))
    return f"{middle} points ({low} to {high})"


def unsure(found: Deliveries) -> str:
    """The reason of 7.5 % is not sure in English, of 9.1 % in Spanish; 28 days before it was 6.6 % and 8.7 %."""
    rows = found.unsure[found.unsure["recent_n"] >= 30].head(NAMED).to_dict("records")
    if not rows:
        return "Too few contacts were read to say how often their reason is not sure."
    now = ", ".join(f"of {format_share(row['recent_share'], row['recent_n'])} in {row['label']}" for row in rows)
    known = [row for row in rows if not is_missing(row["before_share"])]
    before = " and ".join(format_share(row["before_share"], row["before_n"]) for row in known)
    return f"The reason is not sure {now}{f'; in the {DAYS} days before {before}' if known else ''}."


def transcripts(found: Deliveries) -> str:
    """43 % of contacts came with their words: 51 % of Digital, 38 % of Calls columbus."""
    rows = found.transcripts
    n, spoken = rows["recent_n"].sum(), rows["recent_count"].sum()
    if not n:
        return ""
    by_source = ", ".join(
        f"{format_share(row['recent_share'], 0)} of {source_label(row['label'])}"
        for row in rows.head(NAMED).to_dict("records")
    )
    return f"{format_share(spoken / n, 0)} of contacts came with their words in the last {DAYS} days: {by_source}."


def notes(found: Deliveries) -> str:
    """2 things changed in the columns of exports: column Priority of Calls is new; ..."""
    rows = found.notes
    if rows.empty:
        return "Nothing changed in the columns of exports."
    named = "; ".join(
        f"{source_label(row['source_code'])}: {row['note']}" for row in rows.head(NAMED).to_dict("records")
    )
    more = f"; and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return f"{count_of(len(rows), 'thing')} noted of the columns of exports: {named}{more}."


def drift(found: Deliveries) -> str:
    """The model reads as in the time it was made in; or what it should learn, and from what."""
    drifted = found.drift[found.drift["is_drifted"].fillna(False).astype(bool)]
    if found.drift.empty:
        return "Nothing is known yet of how the model reads new contacts."
    if drifted.empty:
        return "The model reads as in the time that it was made in."
    told = [str(text) for text in drifted["sentence"].dropna()]
    return (
        " ".join(told) or "The model no longer reads as in the time that it was made in. `voc train` teaches it anew."
    )


def runs(found: Deliveries) -> str:
    """1 of the last 28 runs failed, on Tue 3 Mar: calls.csv is empty. Ask for it again."""
    rows = found.runs
    failed = rows[rows["status_code"] == "failed"]
    steps = found.failed_steps
    in_step = f" Steps that failed: {', '.join(dict.fromkeys(steps['step_code']))}." if len(steps) else ""
    if failed.empty:
        return f"None of the last {count_of(len(rows), 'run')} failed.{in_step}"
    newest = failed.iloc[0]
    when, why_failed = date_of(newest["started_at"]), "" if is_missing(newest["error"]) else f": {newest['error']}"
    return f"{len(failed)} of the last {count_of(len(rows), 'run')} failed, the newest on {when}{why_failed}{in_step}"


def _failed_run(found: Deliveries) -> str:
    return "the last run failed" if len(found.runs) and found.runs.iloc[0]["status_code"] == "failed" else ""


def _late_count(found: Deliveries) -> str:
    late = len(found.late)
    return f"{late} of {len(found.freshness)} deliveries {'is' if late == 1 else 'are'} late" if late else ""


def _changed_count(found: Deliveries) -> str:
    return f"{count_of(len(found.changed), 'column')} surely changed" if len(found.changed) else ""


def _drifted(found: Deliveries) -> str:
    is_drifted = found.drift["is_drifted"].fillna(False).astype(bool).any()
    return "the model reads otherwise than when it was made" if is_drifted else ""


def _odd_count(found: Deliveries) -> str:
    odd = len(found.odd)
    return (
        f"{count_of(odd, 'day')} of a source and channel {'was' if odd == 1 else 'were'} odd in volume" if odd else ""
    )


def _rejected_count(found: Deliveries) -> str:
    rows = int(found.rejected["recent_count"].sum())
    return f"{count_of(rows, 'row')} {'was' if rows == 1 else 'were'} rejected" if rows else ""


WORRIES = (_failed_run, _late_count, _changed_count, _drifted, _odd_count, _rejected_count)


def column_label(name: str) -> str:
    """Carrier; Handle time, of handle_seconds."""
    words = name.removesuffix("_code").removesuffix("_label").removesuffix("_id").removeprefix("is_")
    return upper_first(words.replace("_seconds", " time").replace("_at", " at").replace("_", " "))


def _points(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", MINUS)


def date_of(day: Any) -> str:
    return format_date(pd.Timestamp(day))
