"""Histories: how did an alert go on, and what did people make of it, said alike on screens and in reports?

An alert is any mapping with the columns of marts.alert, a mark any with mark_code, cause_label, snoozed_until, marked_by,
marked_at and is_kept_out: an alert carries its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from dashboards.languages import say
from dashboards.sentences import (
    TOO_FEW,
    Number,
    alert_days,
    format_count,
    format_date,
    format_share,
    is_missing,
    upper_first,
)

FEWEST_JUDGED = 10  # alerts that people judged, before a share of them is given
MOST_STAGES = 6  # of an alert's history that a sentence can hold
SAID = {
    "acknowledged": "Acknowledged by {who} on {day}",
    "explained": "Explained by {who} on {day}",
    "snoozed": "Snoozed by {who} on {day}",
    "false": "Called a false alarm by {who} on {day}",
    "cleared": "Taken back by {who} on {day}",
}
STATES = {"growing": "growing", "steady": "steady", "fading": "fading", "opened": "opened"}
UNTIL = {
    "growing": "growing until {day}",
    "steady": "steady until {day}",
    "fading": "fading until {day}",
    "opened": "opened until {day}",
}
SINCE = {
    "growing": "growing since {day}",
    "steady": "steady since {day}",
    "fading": "fading since {day}",
    "opened": "opened since {day}",
}


def alert_state(alert: Mapping[str, Any]) -> str:
    """Open since Sun 1 Mar, growing; from Sun 1 to Tue 3 Mar, closed on Fri 6 Mar."""
    if alert["is_open"]:
        how = "" if alert["state_code"] == "opened" else f", {say(STATES[alert['state_code']])}"
        return say("Open since {day}", day=format_date(alert["started_date"])) + how
    closed = say("closed on {day}", day=format_date(alert["closed_date"]))
    return f"{upper_first(alert_days(alert))}, {closed}"


def alert_history(days: Iterable[Mapping[str, Any]]) -> str:
    """Opened Mon 2 Mar with 18 above expected, growing until Wed 4 Mar, closed Sat 7 Mar.

    Args:
        days: the rows of marts.alert_day of one alert, in order of their days.
    """
    stages = [list(stage) for _, stage in groupby(days, key=lambda day: day["state_code"])]
    if not stages:
        return ""
    parts = [_opening(stages[0][0]), *(_stage(stage, is_last=stage is stages[-1]) for stage in stages[1:])]
    if len(parts) > MOST_STAGES:
        parts = [parts[0], say("up and down"), parts[-1]]
    return f"{upper_first(', '.join(parts))}."


def mark_label(mark: Mapping[str, Any]) -> str:
    """What is thought of an alert, beside its name: acknowledged; explained: outage; snoozed until Fri 6 Mar."""
    code = mark["mark_code"]
    if is_missing(code):
        return ""
    if code == "explained":
        return say("explained: {cause}", cause=mark["cause_label"])
    if code == "snoozed":
        return say("snoozed until {day}", day=format_date(mark["snoozed_until"]))
    return say("false alarm") if code == "false" else say("acknowledged")


def alert_mark(mark: Mapping[str, Any]) -> str:
    """Who said what of an alert, and when: Explained by ana on Wed 4 Mar: outage. Its days are kept out of ..."""
    sentence = say(SAID[mark["mark_code"]], who=mark["marked_by"], day=format_date(mark["marked_at"]))
    if mark["mark_code"] == "explained":
        kept_out = f" {say('Its days are kept out of what is expected later.')}" if mark["is_kept_out"] else ""
        return f"{sentence}: {mark['cause_label']}.{kept_out}"
    if mark["mark_code"] == "snoozed":
        sentence += say(", until {day}", day=format_date(mark["snoozed_until"]))
    return f"{sentence}."


def alert_judgement(alert: Mapping[str, Any]) -> str:
    """What people said of an alert last; nothing where nobody has said anything."""
    return "" if is_missing(alert["mark_code"]) else alert_mark(alert)


def alert_precision(real_count: int, judged_count: int, low: Number, high: Number) -> str:
    """Of 23 alerts that people judged, 20 were real (87 %, 68 % to 96 %).

    Args:
        low, high: the ends of the share's 95 % interval (0-1).
    """
    if not judged_count:
        return "Nobody has judged an alert yet."
    people = f"Of {judged_count:,} alert{'' if judged_count == 1 else 's'} that people judged, {real_count:,}"
    real = f"{people} {'was' if real_count == 1 else 'were'} real"
    if judged_count < FEWEST_JUDGED:
        return f"{real}; {TOO_FEW} to give a share."
    share, interval = format_share(real_count / judged_count, 0), f"{format_share(low, 0)} to {format_share(high, 0)}"
    return f"{real} ({share}, {interval})."


def attention(count: int) -> str:
    """no spike needs attention; 1 spike needs attention; 4 spikes need attention"""
    return f"{count} spikes need attention" if count > 1 else f"{count or 'no'} spike needs attention"


def set_aside(mark_codes: Iterable[str]) -> str:
    """2 are set aside: 1 explained, 1 snoozed."""
    counts = Counter(mark_codes)
    if not counts:
        return ""
    words = {code: "called false" if code == "false" else code for code in counts}
    if counts.total() == 1:
        return f"1 is set aside: {next(iter(words.values()))}."
    parts = ", ".join(f"{n} {words[code]}" for code, n in sorted(counts.items()))
    return f"{counts.total()} are set aside: {parts}."


def _opening(day: Mapping[str, Any]) -> str:
    opened = format_date(day["contact_date"])
    if is_missing(day["expected_count"]) or is_missing(day["contact_count"]):
        return say("opened {day}", day=opened)
    excess = format_count(day["contact_count"] - day["expected_count"])
    return say("opened {day} with {excess} above expected", day=opened, excess=excess)


def _stage(days: list[Mapping[str, Any]], is_last: bool) -> str:
    state, first, last = days[0]["state_code"], days[0]["contact_date"], days[-1]["contact_date"]
    if state == "closed":
        return say("closed {day}", day=format_date(first))
    return say(SINCE[state], day=format_date(first)) if is_last else say(UNTIL[state], day=format_date(last))
