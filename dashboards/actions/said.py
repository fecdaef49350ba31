"""Said: what is said of an action, on screens and in reports alike?

An action is any mapping with the columns of marts.action, one that waits with those of `stalling.stalled`, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards import sentences
from dashboards.languages import say, say_many
from dashboards.sentences import count_of, format_date, is_missing
from pipelines.workspace.stalling import Patience

STATES = {"proposed": "Proposed", "accepted": "Accepted", "live": "Live", "measured": "Measured", "closed": "Closed"}
GROUPS = {"waiting": "Wait for somebody"} | STATES
WAITS = {
    "undecided": "Proposed on {since}, and nobody has accepted it yet",
    "undated": "Accepted on {since}, and no day is planned for it",
    "overdue": "It was to go live on {since}, and nobody has said that it did",
    "unmeasured": "Live since {since}, and nobody has said what came of it",
    "unclosed": "Measured on {since}, and nobody has closed it",
}
DONE = {
    "proposed": "Proposed",
    "accepted": "Accepted",
    "live": "Called live",
    "measured": "Called measured",
    "closed": "Closed",
}
FIELDS = {
    "title": "the title",
    "department_code": "the department",
    "owner": "the owner",
    "planned_date": "the planned day",
    "live_date": "the day from which it is live",
    "expected_change": "the expected change",
    "ticket_url": "the ticket",
    "note": "the note",
}


def headline(actions: pd.DataFrame) -> str:
    """Of 8 actions, 2 wait for somebody; 3 are live and 1 is closed."""
    if actions.empty:
        return "No action is recorded yet."
    if len(actions) == 1:
        return f"1 action: {_stands(actions.iloc[0].to_dict())}."
    waiting, counts = int(actions["waits_code"].notna().sum()), actions["state_code"].value_counts()
    waits = f"{waiting or 'none'} {'waits' if waiting < 2 else 'wait'} for somebody"
    live, closed = int(counts.get("live", 0) + counts.get("measured", 0)), int(counts.get("closed", 0))
    return f"Of {count_of(len(actions), 'action')}, {waits}; {_are(live)} live and {_are(closed)} closed."


def reminder(actions: pd.DataFrame) -> str:
    """2 actions wait for somebody, one of them since Mon 2 Mar; nothing where none does."""
    waiting = actions[actions["waits_code"].notna()]
    if waiting.empty:
        return ""
    return say_many(
        "{count} action waits for somebody since {since}",
        "{count} actions wait for somebody, the longest since {since}",
        len(waiting),
        count=len(waiting),
        since=format_date(waiting["waits_since"].min()),
    )


def rule() -> str:
    """When an action is said to wait for somebody."""
    patience = Patience()
    return (
        f"An action waits for somebody when it has been proposed for more than {patience.undecided_days} days; accepted for more"
        f" than {patience.undated_days} days without a planned day, or past that day; live for more than"
        f" {patience.unmeasured_days} days, or measured for more than {patience.unclosed_days}."
    )


def waits(action: Mapping[str, Any]) -> str:
    """Proposed on Mon 2 Mar, and nobody has accepted it yet. Nothing where it does not wait."""
    code = action["waits_code"]
    return "" if is_missing(code) else f"{say(WAITS[code], since=format_date(action['waits_since']))}."


def state(action: Mapping[str, Any]) -> str:
    """Proposed on Mon 2 Mar; accepted, planned for Mon 9 Mar; live since Mon 9 Mar."""
    code, since = action["state_code"], format_date(action["state_since"])
    live = say("live since {day}", day=format_date(action["live_date"]))
    if code in ("live", "measured"):
        return live if code == "live" else say("measured, {live}", live=live)
    if code == "closed":
        return say("closed on {day}", day=since) + ("" if is_missing(action["live_date"]) else f", {live}")
    if is_missing(action["planned_date"]):
        planned = ""
    else:
        planned = f", {say('planned for {day}', day=format_date(action['planned_date']))}"
    return say("accepted on {day}" if code == "accepted" else "proposed on {day}", day=since) + planned


def expected(change: Any) -> str:
    """30 % fewer contacts; nothing where nobody said."""
    if is_missing(change):
        return ""
    if not round(abs(change), 4):
        return say("as many contacts")
    words = "{share} fewer contacts" if change < 0 else "{share} more contacts"
    return say(words, share=sentences.format_share(abs(change), 0))


def caption(action: Mapping[str, Any]) -> str:
    """Damaged shipment · live since Mon 2 Mar · Logistics, Ana; where it waits, for what."""
    whose = ", ".join(str(each) for each in (action["department_label"], action["owner"]) if not is_missing(each))
    about = "" if is_missing(action["subject_label"]) else action["subject_label"]
    return " · ".join(part for part in (sentences.upper_first(_stands(action)), about, whose) if part)


def line(action: Mapping[str, Any]) -> str:
    """“Pad the boxes”: live since Mon 2 Mar, 30 % fewer contacts expected."""
    hoped = expected(action["expected_change"])
    hope = f"; {say('{change} expected', change=hoped)}" if hoped else ""
    return f"“{action['title']}”: {_stands(action)}{hope}."


def told(action: Mapping[str, Any]) -> str:
    """The same with what it is about and whose it is, as a report has it."""
    subject, owner = action["subject_label"], action["owner"]
    about = "" if is_missing(subject) else f" {say('About: {subject}.', subject=subject)}"
    owned = "" if is_missing(owner) else f" {say('Owner: {owner}.', owner=owner)}"
    return f"{line(action)}{about}{owned}"


def changes(history: pd.DataFrame) -> list[str]:
    """Who said what of an action, and when, the oldest first: Accepted by ben on Tue 3 Mar 2026: planned for Mon 9 Mar."""
    rows = history.to_dict("records")
    return [_change(row, rows[place - 1] if place else None) for place, row in enumerate(rows)]


def _change(row: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    who = f"by {row['changed_by']} on {format_date(row['changed_at'], with_year=True)}"
    if before is None:
        return f"{DONE[row['state_code']]} {who}."
    said = [_changed(field, row[field]) for field in FIELDS if _differ(row[field], before[field])]
    is_moved = row["state_code"] != before["state_code"]
    verb = DONE[row["state_code"]] if is_moved else "Changed"
    verb += " again" if is_moved and row["state_code"] == "proposed" else ""
    return f"{verb} {who}{': ' if said else ''}{', '.join(said)}."


def _stands(action: Mapping[str, Any]) -> str:
    """What it waits for, else its state."""
    return sentences.lower_first(waits(action)).removesuffix(".") or state(action)


def _changed(field: str, value: Any) -> str:
    """planned for Mon 9 Mar; owner Ana; the note."""
    if is_missing(value):
        return f"without {FIELDS[field].removeprefix('the ')}"
    if field in ("planned_date", "live_date"):
        return f"{'planned for' if field == 'planned_date' else 'live since'} {format_date(value)}"
    if field == "expected_change":
        return f"{expected(value)} expected"
    return f"owner {value}" if field == "owner" else FIELDS[field]


def _differ(one: Any, other: Any) -> bool:
    return bool(one != other) and not (is_missing(one) and is_missing(other))


def _are(count: int) -> str:
    return f"{sentences.format_count(count) if count else 'none'} {'is' if count < 2 else 'are'}"
