"""Said: what is said of deliveries and of how well they are read, on the page Administration and in its report alike?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards.deliveries.found import DAYS, Deliveries
from dashboards.health import source_label
from dashboards.languages import OWN, say, say_many, spoken
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
COLUMNS = {  # of a contact, as marts.null_rate names them
    "agent_id": "Agent's id", "agent_label": "Agent", "answered_at": "Answered at", "carrier_code": "Carrier",
    "channel_code": "Channel", "csat_score": "CSAT", "customer_id": "Customer", "direction_code": "Direction",
    "disposition_code": "Disposition", "ended_at": "Ended at", "handle_seconds": "Handle time", "hold_seconds": "Hold time",
    "is_abandoned": "Abandoned", "is_callback": "Callback", "is_resolved": "Resolved", "is_survey_sent": "Survey sent",
    "language_code": "Language", "nps_score": "NPS", "previous_contact_id": "Previous contact", "product_code": "Product",
    "queue_label": "Queue", "queue_seconds": "Queue time", "region_code": "Region", "site_code": "Site",
    "talk_seconds": "Talk time", "team_label": "Team", "transfer_count": "Transfers", "wrap_seconds": "Wrap time",
}  # fmt: skip
NAMED = 3  # of each kind that stand in a sentence


def headline(found: Deliveries) -> str:
    """2 deliveries are late, 1 column surely changed and 5 rows were rejected; the worst first, or that all is in order."""
    things = [told for told in (worry(found) for worry in WORRIES) if told]
    if not things:
        day = date_of(found.run["as_of_date"])
        return say("All is in order up to {day}: on time, as many as usual, and no row rejected.", day=day)
    on_time = "" if len(found.late) or found.freshness.empty else say("; every delivery is on time")
    first = ", ".join(things[:-1])
    joined = say("{first} and {last}", first=first, last=things[-1]) if first else things[-1]
    return f"{upper_first(joined)}{on_time}."


def answers(found: Deliveries) -> list[tuple[str, str]]:
    """A sentence for each question that an operator has in the morning."""
    said = [
        (say("On time"), freshness(found)),
        (say("Volume"), volume(found)),
        (say("Rejected"), rejected(found)),
        (say("Empty"), empty(found)),
        (say("Not sure"), unsure(found)),
        (say("With words"), transcripts(found)),
        (say("Columns"), notes(found)),
        (say("Model"), drift(found)),
        (say("Runs"), runs(found)),
    ]
    return [(label, text) for label, text in said if text]


def freshness(found: Deliveries) -> str:
    """2 of 6 sources are late: Chats (contacts) by 3 days, ...; or that all deliver as usual up to a day."""
    sources, late = found.freshness, found.late
    if sources.empty:
        return say("No source has delivered a day of the last eight weeks.")
    if late.empty:
        day = date_of(found.run["as_of_date"])
        return say("All {count} deliveries come as usual, up to {day}.", count=len(sources), day=day)
    named = "; ".join(_late(row) for row in late.head(NAMED).to_dict("records"))
    return say("{late}: {named}. Ask for the export.", late=_late_count(found), named=f"{named}{_more(len(late))}")


def _more(count: int) -> str:
    """; and 2 more."""
    return say("; and {count} more", count=count - NAMED) if count > NAMED else ""


def _late(row: Mapping[str, Any]) -> str:
    """Chats (contacts): nothing since Fri 27 Feb, where it usually comes every day"""
    what = f"{source_label(row['source_code'])} ({say(RECORDS[row['record_code']])})"
    day, often = date_of(row["last_date"]), every(row["usual_gap_days"])
    return say("{what}: nothing since {day}, where it usually comes {often}", what=what, day=day, often=often)


def every(days: Any) -> str:
    """every day; every 7 days; not known yet."""
    if is_missing(days):
        return say("not known yet")
    return say("every day") if days == 1 else say("every {count} days", count=int(days))


def volume(found: Deliveries) -> str:
    """Of 168 days of a source and channel, 2 were odd in volume, the newest: Digital, e-mail: 46 contacts where 25 are usual."""
    judged, odd = int(found.volume["expected_count"].notna().sum()), found.odd
    if not judged:
        return say("There is too little history yet to say what volume is usual.")
    days = format_count(judged)
    if odd.empty:
        return say(
            "Of {days} days of a source and channel in the last {span}, none was odd in its volume.",
            days=days,
            span=DAYS,
        )
    first = odd.iloc[0]
    return say_many(
        "Of {days} days of a source and channel in the last {span}, {count} was odd in volume: {source}, {channel}, on {day}:"
        " {contacts} where {usual} are usual.",
        "Of {days} days of a source and channel in the last {span}, {count} were odd in volume, the newest: {source}, {channel},"
        " on {day}: {contacts} where {usual} are usual.",
        len(odd),
        days=days,
        span=DAYS,
        count=len(odd),
        source=source_label(first["source_code"]),
        channel=first["channel_label"],
        day=date_of(first["contact_date"]),
        contacts=contacts_of(first["contact_count"]),
        usual=usual(first),
    )


def usual(row: Mapping[str, Any]) -> str:
    expected, low, high = (format_count(row[f"{name}_count"]) for name in ("expected", "lower", "upper"))
    return say("{middle} ({low} to {high})", middle=expected, low=low, high=high)


def rejected(found: Deliveries) -> str:
    """5 rows were rejected in the last 28 days, 2 of them because a value “is not a date”; 12 in all."""
    rows = found.rejected
    recent, total = int(rows["recent_count"].sum()), int(rows["total_count"].sum())
    if not total:
        return say("No row was rejected.")
    if not recent:
        before = count_of(total, "row")
        return say("No row was rejected in the last {days} days; {rows} before.", days=DAYS, rows=before)
    top = rows.iloc[0]
    some = say("all") if top["recent_count"] == recent else format_count(top["recent_count"])
    older = say("; {count} in all", count=format_count(total)) if total > recent else ""
    return say(
        "{rows} rejected in the last {days} days, {some} of them because {why}{older}. `voc rejects` shows them.",
        rows=count_of(recent, "row"),
        days=DAYS,
        some=some,
        why=_because(top),
        older=older,
    )


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
        return say("No column of a contact is surely emptier or fuller than in the {days} days before.", days=DAYS)
    first, rest = changed.iloc[0], len(changed) - 1
    told = say(
        "{column} of {source} is empty on {share} of contacts, {change} on the {days} days before.",
        column=column_label(first["column_name"]),
        source=source_label(first["source_code"]),
        share=format_share(first["recent_share"], 0),
        change=change(first),
        days=DAYS,
    )
    if not rest:
        return told
    more = say_many("{count} more column surely changed.", "{count} more columns surely changed.", rest, count=rest)
    return f"{told} {more}"


def change(row: Mapping[str, Any]) -> str:
    """+12 points (+9 to +14)."""
    if is_missing(row["change"]):
        return NOT_KNOWN
    middle, low, high = (_points(row[name]) for name in ("change", "low", "high"))
    return say("{middle} points ({low} to {high})", middle=middle, low=low, high=high)


def unsure(found: Deliveries) -> str:
    """The reason of 7.5 % is not sure in English, of 9.1 % in Spanish; 28 days before it was 6.6 % and 8.7 %."""
    rows = found.unsure[found.unsure["recent_n"] >= 30].head(NAMED).to_dict("records")
    if not rows:
        return say("Too few contacts were read to say how often their reason is not sure.")
    now = ", ".join(
        say(
            "for {share} in {language}", share=format_share(row["recent_share"], row["recent_n"]), language=row["label"]
        )
        for row in rows
    )
    known = [row for row in rows if not is_missing(row["before_share"])]
    if not known:
        return say("The reason is not sure {now}.", now=now)
    before = ", ".join(format_share(row["before_share"], row["before_n"]) for row in known)
    return say("The reason is not sure {now}; in the {days} days before {before}.", now=now, days=DAYS, before=before)


def transcripts(found: Deliveries) -> str:
    """43 % of contacts came with their words: 51 % of Digital, 38 % of Calls columbus."""
    rows = found.transcripts
    n, told = rows["recent_n"].sum(), rows["recent_count"].sum()
    if not n:
        return ""
    by_source = ", ".join(
        say("{share} of {source}", share=format_share(row["recent_share"], 0), source=source_label(row["label"]))
        for row in rows.head(NAMED).to_dict("records")
    )
    return say(
        "{share} of contacts came with their words in the last {days} days: {by_source}.",
        share=format_share(told / n, 0),
        days=DAYS,
        by_source=by_source,
    )


def notes(found: Deliveries) -> str:
    """2 things changed in the columns of exports: column Priority of Calls is new; ..."""
    rows = found.notes
    if rows.empty:
        return say("Nothing changed in the columns of exports.")
    named = "; ".join(
        f"{source_label(row['source_code'])}: {row['note']}" for row in rows.head(NAMED).to_dict("records")
    )
    return say_many(
        "{count} thing noted of the columns of exports: {named}.",
        "{count} things noted of the columns of exports: {named}.",
        len(rows),
        count=len(rows),
        named=f"{named}{_more(len(rows))}",
    )


def drift(found: Deliveries) -> str:
    """The model reads as in the time it was made in; or what it should learn, and from what."""
    drifted = found.drift[found.drift["is_drifted"].fillna(False).astype(bool)]
    if found.drift.empty:
        return say("Nothing is known yet of how the model reads new contacts.")
    if drifted.empty:
        return say("The model reads as in the time that it was made in.")
    told = (
        [str(text) for text in drifted["sentence"].dropna()] if spoken() == OWN else []
    )  # the night wrote it in English
    return " ".join(told) or say(
        "The model no longer reads as in the time that it was made in. `voc train` teaches it anew."
    )


def runs(found: Deliveries) -> str:
    """1 of the last 28 runs failed, on Tue 3 Mar: calls.csv is empty. Ask for it again."""
    rows = found.runs
    failed = rows[rows["status_code"] == "failed"]
    steps = found.failed_steps
    in_step = (
        say(" Steps that failed: {steps}.", steps=", ".join(dict.fromkeys(steps["step_code"]))) if len(steps) else ""
    )
    last = count_of(len(rows), "run")
    if failed.empty:
        return say("None of the last {runs} failed.", runs=last) + in_step
    newest = failed.iloc[0]
    when, why_failed = date_of(newest["started_at"]), "" if is_missing(newest["error"]) else f": {newest['error']}"
    told = say("{count} of the last {runs} failed, the newest on {day}", count=len(failed), runs=last, day=when)
    return f"{told}{why_failed}{in_step}"


def _failed_run(found: Deliveries) -> str:
    return say("the last run failed") if len(found.runs) and found.runs.iloc[0]["status_code"] == "failed" else ""


def _late_count(found: Deliveries) -> str:
    late, whole = len(found.late), len(found.freshness)
    one, many = "{count} of {whole} deliveries is late", "{count} of {whole} deliveries are late"
    return say_many(one, many, late, count=late, whole=whole) if late else ""


def _changed_count(found: Deliveries) -> str:
    count = len(found.changed)
    return (
        say_many("{count} column surely changed", "{count} columns surely changed", count, count=count) if count else ""
    )


def _drifted(found: Deliveries) -> str:
    is_drifted = found.drift["is_drifted"].fillna(False).astype(bool).any()
    return say("the model reads otherwise than when it was made") if is_drifted else ""


def _odd_count(found: Deliveries) -> str:
    odd = len(found.odd)
    one, many = (
        "{count} day of a source and channel was odd in volume",
        "{count} days of a source and channel were odd in volume",
    )
    return say_many(one, many, odd, count=format_count(odd)) if odd else ""


def _rejected_count(found: Deliveries) -> str:
    rows = int(found.rejected["recent_count"].sum())
    return (
        say_many("{count} row was rejected", "{count} rows were rejected", rows, count=format_count(rows))
        if rows
        else ""
    )


WORRIES = (_failed_run, _late_count, _changed_count, _drifted, _odd_count, _rejected_count)


def column_label(name: str) -> str:
    """Carrier; Handle time."""
    return say(COLUMNS[name]) if name in COLUMNS else upper_first(name.replace("_", " "))


def _points(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", MINUS)


def date_of(day: Any) -> str:
    return format_date(pd.Timestamp(day))
