"""Measured: did contacts fall after an action, what did that save, and how far can it be trusted?

The same words on screens and in reports. An effect is any mapping with the columns of marts.action_effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboards.sentences import (
    MINUS,
    contacts_of,
    count_of,
    format_count,
    format_date,
    format_hours,
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
        return (
            f"Contacts fell: {format_rate(effect['saved_per_day'])} a day fewer than without it ({_range(low, high)})."
        )
    if code == "rose":
        more = _range(-high, -low)
        return f"Contacts rose: {format_rate(-effect['saved_per_day'])} a day more than without it ({more})."
    if code == "no_detectable_effect":
        fits = f"{format_rate(max(high, 0.0))} a day fewer to {format_rate(max(-low, 0.0))} more"
        return f"No effect can be detected: anything from {fits} fits what came.{_known_on(effect)}"
    if code == "too_early":
        return f"It is too early to say whether contacts fell.{_known_on(effect)}"
    return "Its effect cannot be measured: too few days lie before it to say what would have come without it."


def saved(effect: Mapping[str, Any]) -> str:
    """Since Tue 10 Mar that is 230 contacts fewer (143 to 316) and 41.2 hours of agents' work (25 to 57); else nothing."""
    if effect["verdict_code"] not in KNOWN:
        return ""
    sign = 1 if effect["verdict_code"] == "fell" else -1
    total, hours = (sorted(sign * effect[f"{name}_{end}"] for end in ("low", "high")) for name in ("total", "hours"))
    more = "fewer" if sign > 0 else "more"
    told = f"{contacts_of(round(sign * effect['saved_total']))} {more} ({format_count(total[0])} to {format_count(total[1])})"
    work = (
        f" and {format_hours(sign * effect['hours_saved'])} of agents' work"
        if not is_missing(effect["hours_saved"])
        else ""
    )
    pace = " It came by and by." if effect["is_gradual"] else ""
    return (
        f"Since {format_date(effect['live_date'])} that is {told}{work}{'' if not work else _hours_range(hours)}.{pace}"
    )


def proof(effect: Mapping[str, Any], labels: Sequence[str]) -> list[str]:
    """What the comparison rests on, a sentence each.

    Args:
        labels: the names of its control series, the weightiest first.
    """
    if is_missing(effect["expected_per_day"]):
        return []
    named = ", ".join(labels[:NAMED])
    beside = f" and what it cannot touch ({named}{' and others' if len(labels) > NAMED else ''})" if labels else ""
    told = [
        f"Without it {format_rate(effect['expected_per_day'])} a day were expected, judging by the days before{beside}. Tried on"
        f" weeks before it, that was {format_share(effect['fit_error'], 0)} off."
    ]
    return [*told, *_tried(effect), *_handled(effect)]


def moves(shifts: pd.DataFrame) -> str:
    """Where contacts may have moved instead: the other series that rose by more than chance on the same date.

    Args:
        shifts: rows of marts.action_shift.
    """
    rose = shifts[shifts["is_moved"].astype(bool) & (shifts["added_per_day"] > 0)]
    if rose.empty:
        return "No other reason or channel rose by more than chance at that time: nothing says that contacts moved."
    told = [
        f"{row['subject_label']}{_where(row['where_label'])} rose by {format_rate(row['added_per_day'])} a day"
        f" ({_range(row['low'], row['high'])})"
        for row in rose.sort_values("q_value", kind="stable").head(NAMED).to_dict("records")
    ]
    return f"Contacts may have moved: {'; '.join(told)}."


def year(effects: pd.DataFrame, as_of: date) -> str:
    """In 2026, 2 actions with a measured effect saved 340 contacts (210 to 470). Counts only what was measured."""
    return within(effects, date(as_of.year, 1, 1), as_of, str(as_of.year))


def within(effects: pd.DataFrame, first: date, last: date, named: str) -> str:
    """The same of any days: what was saved on those of them that were measured.

    Args:
        named: the days in words: "2026", "October".
    """
    live = pd.to_datetime(effects["live_date"])
    known = effects[effects["verdict_code"].isin(KNOWN) & (live <= pd.Timestamp(last))]
    if known.empty:
        return f"No action has a measured effect in {named} yet."
    start = pd.to_datetime(known["live_date"])
    end = (start + pd.to_timedelta(known["measured_days"] - 1, unit="D")).clip(upper=pd.Timestamp(last))
    days = (end - start.clip(lower=pd.Timestamp(first))).dt.days + 1
    share = days.clip(lower=0) / known["measured_days"]
    total = float((known["saved_total"] * share).sum())
    hours = float((known["hours_saved"] * share).sum())
    many = f"{count_of(len(known), 'action')} with a measured effect"
    below, above = (
        float(np.sqrt((((known[end] - known["saved_total"]) * share) ** 2).sum()))
        for end in ("total_low", "total_high")
    )
    low, high = (
        sorted(abs(end) for end in (total - below, total + above)) if total < 0 else (total - below, total + above)
    )
    told = f"{contacts_of(round(abs(total)))} ({format_count(max(low, 0.0))} to {format_count(high)})"
    way = "saved" if total >= 0 else "went with"
    return f"In {named}, {many} {way} {told}{'' if total >= 0 else ' more'} and {format_hours(abs(hours))} of agents' work."


def _known_on(effect: Mapping[str, Any]) -> str:
    day = effect["known_on"]
    return "" if is_missing(day) else f" A fall by a fifth could be known from {format_date(day, with_year=True)} on."


def _tried(effect: Mapping[str, Any]) -> list[str]:
    """How often the same comparison finds an effect where there can be none, and what that means for this one."""
    count = effect["placebo_count"]
    if not count:
        return []
    found = round(count * effect["placebo_share"])
    told = f"Of {count} dates and series on which nothing was changed, {found or 'none'} {_show(found)} an effect all the same"
    is_doubtful = effect["verdict_code"] in KNOWN and effect["placebo_share"] > DOUBTFUL
    return [f"{told}{': wait for more days before you rely on this one' if is_doubtful else ''}."]


def _handled(effect: Mapping[str, Any]) -> list[str]:
    """Whether something else was paid for it: satisfaction and what was resolved, each with what is sure of its change."""
    told = []
    if effect["csat_after_n"]:
        before, after = (f"{effect[f'csat_{when}']:.1f}" for when in ("before", "after"))
        told.append(
            f"Satisfaction was {before} of 5 before and {after} since (n = {format_count(effect['csat_after_n'])})"
            f"{_sure(effect, 'csat', 1, '')}"
        )
    if effect["resolved_after_n"]:
        before, after = (format_share(effect[f"resolved_{when}"], 0) for when in ("before", "after"))
        told.append(
            f"{before} were resolved before, {after} since (n = {format_count(effect['resolved_after_n'])})"
            f"{_sure(effect, 'resolved', 100, ' points')}"
        )
    return [f"{sentence}." for sentence in told]


def _sure(effect: Mapping[str, Any], name: str, scale: int, unit: str) -> str:
    """: surely higher, by 0.1 to 0.9; : no sure change, anything from −27 to +9 points fits."""
    low, high = (effect[f"{name}_change_{end}"] for end in ("low", "high"))
    if is_missing(low) or is_missing(high):
        return ": too few to tell a change"
    digits = 1 if scale == 1 else 0
    if low > 0 or high < 0:
        ends = sorted(abs(end) * scale for end in (low, high))
        way = "higher" if low > 0 else "lower"
        return f": surely {way}, by {ends[0]:.{digits}f} to {ends[1]:.{digits}f}{unit}"
    fits = " to ".join(f"{end * scale:+.{digits}f}".replace("-", MINUS) for end in (low, high))
    return f": no sure change, anything from {fits}{unit} fits"


def _show(count: int) -> str:
    return "shows" if count == 1 else "show"


def _hours_range(hours: Sequence[float]) -> str:
    return f" ({format_rate(hours[0])} to {format_rate(hours[1])})"


def _range(low: float, high: float) -> str:
    return f"{format_rate(low)} to {format_rate(high)}"


def _where(label: Any) -> str:
    return "" if is_missing(label) or not label else f" ({label})"
