"""Measured: did contacts fall after an action, what did that save, and how far can it be trusted?

The same words on screens and in reports. An effect is any mapping with the columns of marts.action_effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboards.languages import numeral, say, say_many
from dashboards.sentences import (
    MINUS,
    contacts_of,
    count_of,
    format_count,
    format_date,
    format_hours,
    format_range,
    format_rate,
    format_share,
    is_missing,
)

KNOWN = ("fell", "rose")
NAMED = 3  # controls that stand in a sentence
DOUBTFUL = 0.2  # of the comparisons on which nothing was changed: with more that show an effect, this one is doubtful


def verdict(effect: Mapping[str, Any]) -> str:
    """Contacts fell: 8.2 a day fewer than without it (5.1 to 11); or that nothing can be said, and from when on."""
    low, high, code = effect["low"], effect["high"], effect["verdict_code"]
    if code == "fell":
        saved = format_rate(effect["saved_per_day"])
        return say(
            "Contacts fell: {saved} a day fewer than without it ({range}).", saved=saved, range=_range(low, high)
        )
    if code == "rose":
        added = format_rate(-effect["saved_per_day"])
        return say(
            "Contacts rose: {added} a day more than without it ({range}).", added=added, range=_range(-high, -low)
        )
    if code == "no_detectable_effect":
        told = say(
            "No effect can be detected: anything from {fewer} a day fewer to {more} more fits what came.",
            fewer=format_rate(max(high, 0.0)),
            more=format_rate(max(-low, 0.0)),
        )
        return f"{told}{_known_on(effect)}"
    if code == "too_early":
        return f"{say('It is too early to say whether contacts fell.')}{_known_on(effect)}"
    return say("Its effect cannot be measured: too few days lie before it to say what would have come without it.")


def saved(effect: Mapping[str, Any]) -> str:
    """Since Tue 10 Mar that is 230 contacts fewer (143 to 316) and 41.2 hours of agents' work (25 to 57); else nothing."""
    if effect["verdict_code"] not in KNOWN:
        return ""
    sign = 1 if effect["verdict_code"] == "fell" else -1
    total, hours = (sorted(sign * effect[f"{name}_{end}"] for end in ("low", "high")) for name in ("total", "hours"))
    values = {
        "day": format_date(effect["live_date"]),
        "contacts": contacts_of(round(sign * effect["saved_total"])),
        "range": format_range(*map(format_count, total)),
    }
    pace = f" {say('It came by and by.')}" if effect["is_gradual"] else ""
    if is_missing(effect["hours_saved"]):
        words = (
            "Since {day} that is {contacts} fewer ({range})."
            if sign > 0
            else "Since {day} that is {contacts} more ({range})."
        )
        return say(words, **values) + pace
    told = say(
        "Since {day} that is {contacts} fewer ({range}) and {hours} of agents' work ({hours_range})."
        if sign > 0
        else "Since {day} that is {contacts} more ({range}) and {hours} of agents' work ({hours_range}).",
        hours=format_hours(sign * effect["hours_saved"]),
        hours_range=_range(*hours),
        **values,
    )
    return told + pace


def proof(effect: Mapping[str, Any], labels: Sequence[str]) -> list[str]:
    """What the comparison rests on, a sentence each.

    Args:
        labels: the names of its control series, the weightiest first.
    """
    if is_missing(effect["expected_per_day"]):
        return []
    named = ", ".join(labels[:NAMED])
    return [_expected(effect, named, len(labels)), *_tried(effect), *_handled(effect)]


def moves(shifts: pd.DataFrame) -> str:
    """Where contacts may have moved instead: the other series that rose by more than chance on the same date.

    Args:
        shifts: rows of marts.action_shift.
    """
    rose = shifts[shifts["is_moved"].astype(bool) & (shifts["added_per_day"] > 0)]
    if rose.empty:
        return say(
            "No other reason or channel rose by more than chance at that time: nothing says that contacts moved."
        )
    told = [
        say(
            "{subject} rose by {added} a day ({range})",
            subject=f"{row['subject_label']}{_where(row['where_label'])}",
            added=format_rate(row["added_per_day"]),
            range=_range(row["low"], row["high"]),
        )
        for row in rose.sort_values("q_value", kind="stable").head(NAMED).to_dict("records")
    ]
    return say("Contacts may have moved: {told}.", told="; ".join(told))


def year(effects: pd.DataFrame, as_of: date) -> str:
    """In 2026, 2 actions with a measured effect saved 340 contacts (210 to 470). Counts only what was measured."""
    return within(effects, date(as_of.year, 1, 1), as_of, str(as_of.year))


def is_any_known(effects: pd.DataFrame, last: date) -> bool:
    """Whether the effect of an action that was live by a day is known."""
    return bool(
        (effects["verdict_code"].isin(KNOWN) & (pd.to_datetime(effects["live_date"]) <= pd.Timestamp(last))).any()
    )


def within(effects: pd.DataFrame, first: date, last: date, named: str) -> str:
    """The same of any days: what was saved on those of them that were measured.

    Args:
        named: the days in words: "2026", "October".
    """
    live = pd.to_datetime(effects["live_date"])
    known = effects[effects["verdict_code"].isin(KNOWN) & (live <= pd.Timestamp(last))]
    if known.empty:
        return say("No action has a measured effect in {period} yet.", period=named)
    start = pd.to_datetime(known["live_date"])
    end = (start + pd.to_timedelta(known["measured_days"] - 1, unit="D")).clip(upper=pd.Timestamp(last))
    days = (end - start.clip(lower=pd.Timestamp(first))).dt.days + 1
    share = days.clip(lower=0) / known["measured_days"]
    total = float((known["saved_total"] * share).sum())
    hours = float((known["hours_saved"] * share).sum())
    below, above = (
        float(np.sqrt((((known[end] - known["saved_total"]) * share) ** 2).sum()))
        for end in ("total_low", "total_high")
    )
    low, high = (
        sorted(abs(end) for end in (total - below, total + above)) if total < 0 else (total - below, total + above)
    )
    return say(
        "In {period}, {actions} with a measured effect saved {contacts} ({range}) and {hours} of agents' work."
        if total >= 0
        else "In {period}, {actions} with a measured effect went with {contacts} ({range}) more and {hours} of agents' work.",
        period=named,
        actions=count_of(len(known), "action"),
        contacts=contacts_of(round(abs(total))),
        range=format_range(format_count(max(low, 0.0)), format_count(high)),
        hours=format_hours(abs(hours)),
    )


def _known_on(effect: Mapping[str, Any]) -> str:
    day = effect["known_on"]
    if is_missing(day):
        return ""
    return " " + say("A fall by a fifth could be known from {day} on.", day=format_date(day, with_year=True))


def _expected(effect: Mapping[str, Any], named: str, count: int) -> str:
    values = {
        "expected": format_rate(effect["expected_per_day"]),
        "error": format_share(effect["fit_error"], 0),
        "beside": _beside(named, count > NAMED) if count else "",
    }
    return say(
        "Without it {expected} a day were expected, judging by the days before{beside}. Tried on weeks before it, that was"
        " {error} off.",
        **values,
    )


def _beside(named: str, has_more: bool) -> str:
    if has_more:
        return say(" and what it cannot touch ({series} and others)", series=named)
    return say(" and what it cannot touch ({series})", series=named)


def _tried(effect: Mapping[str, Any]) -> list[str]:
    """How often the same comparison finds an effect where there can be none, and what that means for this one."""
    count = effect["placebo_count"]
    if not count:
        return []
    found = round(count * effect["placebo_share"])
    if found:
        told = say_many(
            "Of {count} dates and series on which nothing was changed, {found} shows an effect all the same",
            "Of {count} dates and series on which nothing was changed, {found} show an effect all the same",
            found,
            count=count,
            found=found,
        )
    else:
        told = say(
            "Of {count} dates and series on which nothing was changed, none show an effect all the same", count=count
        )
    is_doubtful = effect["verdict_code"] in KNOWN and effect["placebo_share"] > DOUBTFUL
    return [f"{told}{say(': wait for more days before you rely on this one') if is_doubtful else ''}."]


def _handled(effect: Mapping[str, Any]) -> list[str]:
    """Whether something else was paid for it: satisfaction and what was resolved, each with what is sure of its change."""
    told = []
    if effect["csat_after_n"]:
        before, after = (numeral(f"{effect[f'csat_{when}']:.1f}") for when in ("before", "after"))
        n = format_count(effect["csat_after_n"])
        told.append(
            say("Satisfaction was {before} of 5 before and {after} since (n = {n})", before=before, after=after, n=n)
            + _sure(effect, "csat", 1)
        )
    if effect["resolved_after_n"]:
        before, after = (format_share(effect[f"resolved_{when}"], 0) for when in ("before", "after"))
        n = format_count(effect["resolved_after_n"])
        told.append(
            say("{before} were resolved before, {after} since (n = {n})", before=before, after=after, n=n)
            + _sure(effect, "resolved", 100)
        )
    return [f"{sentence}." for sentence in told]


def _sure(effect: Mapping[str, Any], name: str, scale: int) -> str:
    """: surely higher, by 0.1 to 0.9; : no sure change, anything from −27 to +9 points fits."""
    low, high = (effect[f"{name}_change_{end}"] for end in ("low", "high"))
    if is_missing(low) or is_missing(high):
        return say(": too few to tell a change")
    digits, unit = (1, "") if scale == 1 else (0, say(" points"))
    if low > 0 or high < 0:
        ends = sorted(abs(end) * scale for end in (low, high))
        values = {"range": format_range(*(numeral(f"{end:.{digits}f}") for end in ends)), "unit": unit}
        return (
            say(": surely higher, by {range}{unit}", **values)
            if low > 0
            else say(": surely lower, by {range}{unit}", **values)
        )
    fits = format_range(*(numeral(f"{end * scale:+.{digits}f}").replace("-", MINUS) for end in (low, high)))
    return say(": no sure change, anything from {range}{unit} fits", range=fits, unit=unit)


def _range(low: float, high: float) -> str:
    return format_range(format_rate(low), format_rate(high))


def _where(label: Any) -> str:
    return "" if is_missing(label) or not label else f" ({label})"
