"""Health: how is the state of runs, files and rows said?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import sentences
from dashboards.sentences import format_count

STATES = {
    "done": "✓ done",
    "failed": "✕ failed",
    "running": "… running",
    "loaded": "✓ loaded",
    "unchanged": "= unchanged",
}
VERSIONS = {"model_version": "model", "taxonomy_version": "taxonomy", "product_version": "version of voc"}
COLUMN_CHANGED = " (?:is new|is missing|has values of another type than before)$"  # as marts.file_note words it
STEPS = {"core": "contacts", "staging": "tidy", "marts": "tables for readers"}
number = st.column_config.NumberColumn
STEP_COLUMNS: dict[str, Any] = {
    "step": "Step",
    "state": "State",
    "row_count": number("Rows", format="localized"),
    "usual_rows": number("Usual rows", format="localized", help="The median of the 20 nights before that were done."),
    "took": "Took",
    "usually": st.column_config.TextColumn("Usually", help="The median of the 20 nights before that were done."),
}
SLOW_TIMES, SLOW_SECONDS, USUAL_NIGHTS = 2, 60, 5  # a step is slow at so many times the usual, and so much above it
FILE_COLUMNS: dict[str, Any] = {
    "file_name": st.column_config.TextColumn("File", width=250),
    "source_label": "Source",
    "state": "State",
    "loaded_at": st.column_config.DatetimeColumn("Loaded (UTC)", format="D MMM, HH:mm"),
    "row_count": number("Rows", format="localized"),
    "loaded_count": number("Loaded", format="localized"),
    "superseded_count": number("Replaced", format="localized"),
    "rejected_count": number("Rejected", format="localized"),
    "error": st.column_config.TextColumn("What to do", width="large"),
}
NOTE_COLUMNS: dict[str, Any] = {
    "file_name": st.column_config.TextColumn("File", width=250),
    "source_label": "Source",
    "note": st.column_config.TextColumn("What was noted", width="large"),
}
REJECTED_COLUMNS: dict[str, Any] = {
    "file_name": st.column_config.TextColumn("File", width=262),
    "line_number": number("Line", format="localized", width=52),
    "column_name": st.column_config.TextColumn("Column", width=98),
    "value": st.column_config.TextColumn("Value", width=150),
    "reason": st.column_config.TextColumn("Why", width=245),
    "raw_row": st.column_config.TextColumn("The row", width=92),
}
RUN_COLUMNS: dict[str, Any] = {
    "started_at": st.column_config.DatetimeColumn("Started (UTC)", format="ddd D MMM, HH:mm"),
    "state": "State",
    "took": "Took",
    "contact_count": number("Contacts", format="localized"),
    "rejected_count": number("Rejected", format="localized"),
    "error": st.column_config.TextColumn("What happened", width="large"),
}


def say_run(run: pd.Series, history: pd.DataFrame) -> str:
    """The run of Sun 22 Nov, 03:00 UTC finished in 1 m 34 s; its data reach to Sat 21 Nov."""
    took = sentences.format_duration((run["finished_at"] - run["started_at"]).total_seconds())
    until = "" if pd.isna(run["as_of_date"]) else f"; its data reach to {sentences.format_date(run['as_of_date'])}"
    when = f"{sentences.format_date(run['started_at'])}, {run['started_at']:%H:%M} UTC"
    told = f"The run of {when} finished in {took}{until}."
    newest = history.iloc[0] if len(history) else None
    if newest is not None and newest["status_code"] == "failed" and newest["started_at"] > run["started_at"]:
        return f"The last run failed; these are the answers of the one before. {told}"
    return told


def glance(run: pd.Series, by_day: pd.DataFrame, silent: pd.DataFrame) -> str:
    """The run of Sun 22 Nov came through; all 28 days of the period are complete; every source delivers as usual; …"""
    rejected = f"{sentences.count_of(run['rejected_count'], 'row')} rejected so far"
    came = f"The run of {sentences.format_date(run['started_at'])} came through"
    parts = (came, *(sentences.lower_first(part) for part in (say_coverage(by_day), say_silent(silent))), rejected)
    return f"{'; '.join(parts)}."


def say_counts(run: pd.Series) -> str:
    analysed = sentences.coverage(int(run["analysed_count"]), int(run["contact_count"]), int(run["unsure_count"]))
    texts, undated = format_count(run["transcript_count"]), format_count(run["undated_count"])
    masked = format_count(run["masked_count"])
    told = f"{analysed} {texts} have a transcript, {undated} no date; in all deliveries so far"
    told += f" {masked} pieces of personal data were hidden."
    unlabelled, since = int(run["unlabelled_count"]), run["linked_since_at"]
    if unlabelled:
        told += f" {format_count(unlabelled)} transcripts do not say who speaks:"
        told += " they are shown, and left out of reasons and quotes."
    if pd.notna(since):
        told += f" Customers are linked since {sentences.format_date(since)} only: the key of their hashes was changed then."
    return told


def say_steps(steps: pd.DataFrame) -> str:
    failed = steps[steps["status_code"] == "failed"]
    if len(failed):
        return f"{len(failed)} of {len(steps)} steps failed"
    timed = timeline(steps)
    slow = timed[timed["is_slow"]].sort_values("seconds", ascending=False)
    if slow.empty:
        return f"All {len(steps)} steps are done"
    first = slow.iloc[0]
    took, usual = sentences.format_duration(first["seconds"]), sentences.format_duration(first["usual_seconds"])
    more = f", and {len(slow) - 1} more were slow" if len(slow) > 1 else ""
    return f"All {len(steps)} steps are done; {first['step']} took {took} where {usual} are usual{more}"


def say_files(files: pd.DataFrame) -> str:
    failed = int((files["status_code"] == "failed").sum())
    if failed:
        return f"{failed} of {len(files)} files could not be read"
    return f"All {len(files)} files could be read" if len(files) else "No file yet"


def say_silent(silent: pd.DataFrame) -> str:
    """chat has delivered nothing since Fri 15 May; what to do with it stands in `silences`."""
    now = silent[silent["is_open"].astype(bool)]
    if now.empty:
        return "Every source delivers as usual"
    first = now.iloc[0]
    more = f", and {len(now) - 1} more" if len(now) > 1 else ""
    verb, since = "has" if len(now) == 1 else "have", sentences.format_date(first["since_date"])
    return f"{source_label(first['source_code'])}{more} {verb} delivered no contact since {since}"


def silences(silent: pd.DataFrame) -> list[str]:
    """A sentence for each spell: when a source was silent, what it usually has, and what to do."""
    return [_silence(row) for row in silent.to_dict("records")]


def _silence(spell: dict[str, Any]) -> str:
    source, usual = source_label(spell["source_code"]), sentences.format_rate(spell["expected_per_day"])
    if spell["is_open"]:
        return (
            f"{source}: nothing since {sentences.format_date(spell['since_date'])}, where {usual} contacts a day are usual."
            " Ask for its export; these days count as partial, and are counted anew with the run after it comes."
        )
    when = sentences.format_period(spell["since_date"].date(), spell["last_date"].date())
    return (
        f"{source}: nothing {when}, where {usual} contacts a day are usual. It delivers again; ask for what is missing."
    )


def source_label(source_code: str) -> str:
    return str(source_code).replace("_", " ").capitalize()


def say_notes(notes: pd.DataFrame) -> str:
    count = len(notes)
    return f"{format_count(count)} thing{'' if count == 1 else 's'} noted about files" if count else "Nothing to note"


def say_rejected(rejected: pd.DataFrame, run_id: str) -> str:
    count = len(rejected)
    if not count:
        return "No row was rejected"
    new = int((rejected["run_id"] == run_id).sum())
    many = "none" if not new else "all" if new == count else format_count(new)
    return f"{sentences.count_of(count, 'row')} rejected so far, {many} of them by the last run"


def say_since(run: pd.Series, history: pd.DataFrame, notes: pd.DataFrame) -> str:
    """What changed since the last good run but this one: columns of exports, model, taxonomy, voc itself."""
    earlier = history[(history["status_code"] == "done") & (history["started_at"] < run["started_at"])]
    if earlier.empty:
        return "This is the first run that came through: there is nothing to compare it with"
    last = earlier.sort_values("started_at").iloc[-1]
    columns = _columns_changed(notes[notes["run_id"] == run["run_id"]])
    changed = [f"{sentences.count_of(columns, 'change')} of columns"] if columns else []
    same = [] if columns else ["columns"]
    for name, what in VERSIONS.items():
        is_known = not (sentences.is_missing(run[name]) or sentences.is_missing(last[name]))
        (changed if is_known and run[name] != last[name] else same).append(what)
    since = f"since the run of {sentences.format_date(last['started_at'])}, {last['started_at']:%H:%M} UTC"
    if not changed:
        return f"Nothing changed {since}: the same {_listed(same)}"
    kept = f"; the same {_listed(same)}" if same else ""
    return f"Changed {since}: {_listed(changed)}{kept}"


def _columns_changed(notes: pd.DataFrame) -> int:
    return int(notes["note"].str.contains(COLUMN_CHANGED).sum())


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def say_history(history: pd.DataFrame) -> str:
    failed = int((history["status_code"] == "failed").sum())
    if len(history) == 1:
        return "The only run so far failed" if failed else "The only run so far is done"
    return f"{failed or 'None'} of the last {len(history)} runs failed"


def say_coverage(by_day: pd.DataFrame) -> str:
    if by_day.empty:
        return "No day in this period"
    late = int((~by_day["is_complete"]).sum())
    if late:
        return f"{late} of {len(by_day)} days are not complete yet"
    return f"All {len(by_day)} days of the period are complete"


def coverage_by_day(coverage: pd.DataFrame) -> pd.DataFrame:
    """One row a day over all sources: contact_count, part_count (a reason was looked for), is_complete."""
    return coverage.groupby("contact_date", as_index=False).agg(
        contact_count=("contact_count", "sum"), part_count=("analysed_count", "sum"), is_complete=("is_complete", "all")
    )


def steps(frame: pd.DataFrame) -> pd.DataFrame:
    """The steps for a table; what is usual is told once enough nights say so."""
    known = timeline(frame)
    return _told(known).assign(usual_rows=known["usual_rows"].where(known["usual_n"] >= USUAL_NIGHTS).round())


def timeline(frame: pd.DataFrame) -> pd.DataFrame:
    """When each step of a run began and ended, in minutes since the run's first; seconds, what is usual, and is_slow."""
    begun = frame["started_at"].min()
    start, end = ((frame[name] - begun).dt.total_seconds() for name in ("started_at", "finished_at"))
    is_known = frame["usual_n"] >= USUAL_NIGHTS
    seconds, usual = end - start, frame["usual_seconds"].where(is_known)
    return frame.assign(
        step=frame["step_code"].map(step_label),
        seconds=seconds,
        start_minutes=start / 60,
        end_minutes=end / 60,
        usual_minutes=(start + usual) / 60,
        is_slow=(seconds > usual * SLOW_TIMES) & (seconds > usual + SLOW_SECONDS),
        took=[sentences.format_duration(value) for value in seconds],
        usually=[sentences.format_duration(value) for value in usual],
    )


def step_label(code: str) -> str:
    return str(STEPS.get(code, code)).replace("_", " ").capitalize()


def files(frame: pd.DataFrame) -> pd.DataFrame:
    labels = frame["source_code"].map(source_label)
    return frame.assign(state=_states(frame), source_label=labels)


def runs(frame: pd.DataFrame) -> pd.DataFrame:
    return _told(frame)


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    seconds = (frame["finished_at"] - frame["started_at"]).dt.total_seconds()
    return frame.assign(state=_states(frame), took=[sentences.format_duration(value) for value in seconds])


def _states(frame: pd.DataFrame) -> list[str]:
    return [STATES.get(code, str(code)) for code in frame["status_code"]]
