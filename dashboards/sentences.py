"""Sentences: how is a finding said, and how is a number written, on screens and in reports alike?

An alert is any mapping with the columns of marts.alert: a dictionary or a row of a frame.
"""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

TOO_FEW = "too few"
NOT_KNOWN = "–"
MINUS = "\u2212"  # as wide as the plus, and never taken for a hyphen
MOST_SURE_ONE_IN = 100_000  # a smaller chance is not said: the calibration does not reach that far

SPEAKERS = {"customer": "Customer", "agent": "Agent", "system": "System", "unknown": "Speaker not known"}
ONE_DIGIT = ("score", "points", "per_thousand")  # units of a KPI whose values keep one

Number = Any  # a number, or null as frames write it


def format_count(value: Number) -> str:
    """1,284; small expectations keep one digit: 0.4."""
    if is_missing(value):
        return NOT_KNOWN
    return f"{value:.1f}" if 0.05 <= abs(value) < 0.95 else f"{_half_up(value):,}"


def format_rate(value: Number) -> str:
    """So many a day: 41; under 10, 2.4."""
    return f"{value:.1f}" if not is_missing(value) and 0 < abs(value) < 9.95 else format_count(value)


def format_share(value: Number, n: int | None = None) -> str:
    """12.4 %, or 12 % where n (the contacts behind it) does not carry the digit."""
    if is_missing(value):
        return NOT_KNOWN
    digits = 1 if n is None or n >= 1000 else 0
    return f"{value * 100:.{digits}f} %"


def format_duration(seconds: Number) -> str:
    """45 s; 7 m 32 s; 2 h 05 m."""
    if is_missing(seconds):
        return NOT_KNOWN
    minutes, rest = divmod(_half_up(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60:,} h {minutes % 60:02d} m"
    return f"{minutes} m {rest:02d} s" if minutes else f"{rest} s"


def format_hours(hours: Number) -> str:
    """12.6 hours; 1,204 hours."""
    if is_missing(hours):
        return NOT_KNOWN
    text = f"{hours:.1f}" if abs(hours) < 100 else f"{_half_up(hours):,}"
    return f"{text} hour" if text == "1.0" else f"{text} hours"


def format_change(now: Number, before: Number) -> str:
    """+38 (+27 %); the percentage is left out where there was nothing before."""
    if is_missing(now) or is_missing(before):
        return NOT_KNOWN
    difference = _half_up(now) - _half_up(before)
    signed = _signed(difference)
    if _half_up(before) == 0:
        return signed
    percent = _half_up(100 * (now - before) / before) if difference else 0
    return f"{signed} ({_signed(percent)} %)"


def format_points(now: Number, before: Number, n: int | None = None) -> str:
    """+1.2 points: the change of a share that is itself a percentage; +1 points where n does not carry the digit."""
    if is_missing(now) or is_missing(before):
        return NOT_KNOWN
    digits = 1 if n is None or n >= 1000 else 0
    points = round(100 * (now - before), digits)
    return f"{points:+.{digits}f} points".replace("-", MINUS) if points else "no change"


def format_date(day: date | datetime | None, with_year: bool = False, with_weekday: bool = True) -> str:
    """Tue 3 Mar; Tue 3 Mar 2026."""
    if day is None or day != day:
        return NOT_KNOWN
    weekday = f"{day:%a} " if with_weekday else ""
    year = f" {day.year}" if with_year else ""
    return f"{weekday}{day.day} {day:%b}{year}"


def format_period(first: date, last: date, with_year: bool = False) -> str:
    """on Tue 3 Mar; from Tue 3 to Fri 6 Mar; from Fri 27 Feb to Tue 3 Mar."""
    if first == last:
        return f"on {format_date(last, with_year)}"
    same_month = (first.year, first.month) == (last.year, last.month)
    start = f"{first:%a} {first.day}" if same_month else format_date(first, with_year and first.year != last.year)
    return f"from {start} to {format_date(last, with_year)}"


def format_value(value: Number, unit: str, n: int | None = None) -> str:
    """A KPI in its own unit (marts.kpi.unit): count, hours, seconds, share; score, points or per_thousand with one digit."""
    if unit in ONE_DIGIT and not is_missing(value):
        return f"{value:.1f}".replace("-", MINUS)
    if unit == "hours":
        return format_hours(value)
    if unit == "seconds":
        return format_duration(value)
    return format_share(value, n) if unit == "share" else format_count(value)


def subject_of(finding: Mapping[str, Any]) -> str:
    """Damaged shipment; of a topic: Topic “Points missing in wallet”.

    Args:
        finding: subject_kind and subject_label as in marts.alert, marts.series_change or marts.early_warning.
    """
    label = finding["subject_label"]
    return f"Topic “{label.removeprefix('Topic: ')}”" if finding["subject_kind"] == "topic" else str(label)


def alert_title(alert: Mapping[str, Any]) -> str:
    """Damaged shipment; where only a slice stands out: Damaged shipment, carrier NorthStar in the South."""
    where, subject = alert["where_label"], subject_of(alert)
    if not where:
        return subject
    return f"{subject} {where}" if where.startswith("in ") else f"{subject}, {where}"


def alert_headline(alert: Mapping[str, Any]) -> str:
    """Damaged shipment: 64 contacts on Tue 3 Mar where 18 were expected (12 to 25)."""
    contacts = contacts_of(alert["contact_count"])
    return (
        f"{alert_title(alert)}: {contacts} {alert_days(alert)} where {format_count(alert['expected_count'])} "
        f"{_were(alert['expected_count'])} expected "
        f"({format_count(alert['lower_count'])} to {format_count(alert['upper_count'])})."
    )


def alert_certainty(alert: Mapping[str, Any]) -> str:
    """About one in 400 such alerts is chance."""
    return chance(int(alert["chance_one_in"]), "alerts")


def change_headline(change: Mapping[str, Any]) -> str:
    """Where is my order has risen slowly: 41 contacts a day over the last four weeks where 29 were usual (since about Mon 2 Feb).

    Args:
        change: a row of marts.series_change.
    """
    where = f", {change['where_label']}" if change["where_label"] else ""
    before, now = format_rate(change["before_per_day"]), format_rate(change["now_per_day"])
    verb = _CHANGED[change["kind_code"]][0 if change["is_open"] else 1]
    told = f"{subject_of(change)}{where} {verb}: {now} contacts a day"
    if change["kind_code"] == "drop":
        since = f"since {format_date(change['started_date'])}" if change["is_open"] else alert_days(change)
        return f"{told} where {before} were usual ({since})."
    if change["is_open"]:
        return f"{told} over {_last_days(change)} where {before} were usual (since about {format_date(change['started_date'])})."
    ended = "It is back" if change["state_code"] == "back" else "The new level is the usual one by now"
    return f"{told} where {before} were usual ({alert_days(change)}). {ended}."


def change_certainty(change: Mapping[str, Any]) -> str:
    """About one in 300 such changes is chance."""
    return chance(int(change["chance_one_in"]), "changes")


def alert_driver(alert: Mapping[str, Any]) -> str:
    """83 % of the excess is carrier NorthStar in the South."""
    label, share = alert["driver_label"], alert["driver_share"]
    if is_missing(label) or not label or is_missing(share) or label == alert["where_label"]:
        return _without_driver(alert["where_label"], alert["spread_label"])
    if share >= 0.995:
        return f"All of the excess is {label}."
    return f"{share * 100:.0f} % of the excess is {label}."


def alert_cost(alert: Mapping[str, Any]) -> str:
    """The excess, 118 contacts, cost 12.6 hours of agents' work."""
    return (
        f"The excess, {contacts_of(alert['excess_count'])}, cost {format_hours(alert['excess_hours'])} of agents' work."
    )


def alert_days(alert: Mapping[str, Any]) -> str:
    """on Tue 3 Mar; from Sun 1 to Tue 3 Mar"""
    return format_period(as_date(alert["started_date"]), as_date(alert["last_date"]))


def alert_phrases(alert: Mapping[str, Any]) -> str:
    """Words that set these contacts apart: crushed, broken, wet box."""
    phrases = alert["phrase_label"]
    return "" if is_missing(phrases) or not phrases else f"Words that set these contacts apart: {phrases}."


def early_warning(row: Mapping[str, Any]) -> str:
    """Already today: Damaged shipment, 21 contacts from 9:00 to 11:00 where 6 were expected."""
    first, end = row["first_hour_at"].hour, row["last_hour_at"].hour + 1
    expected = row["expected_count"]
    return (
        f"Already today: {subject_of(row)}, {contacts_of(row['contact_count'])} from {first}:00 to {end}:00 "
        f"where {format_count(expected)} {_were(expected)} expected."
    )


def contacts_of(count: Number) -> str:
    """1 contact; 1,284 contacts."""
    return count_of(count, "contact")


def count_of(count: Number, what: str) -> str:
    """1 topic; 84 topics."""
    return f"{format_count(count)} {what}{'' if format_count(count) == '1' else 's'}"


def coverage(analysed_count: int, contact_count: int, unsure_count: int) -> str:
    """27,310 of 31,402 contacts were analysed; of all, the reason of 9.1 % is not sure.

    Those that were not analysed are not sure, too: it is the KPI "Not sure", which the tile beside it shows.
    """
    if not contact_count:
        return "No contact lies in this period."
    unsure = format_share(unsure_count / contact_count, contact_count)
    return (
        f"{format_count(analysed_count)} of {contacts_of(contact_count)} were analysed; "
        f"of all, the reason of {unsure} is not sure."
    )


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def as_date(day: date | datetime) -> date:
    return day.date() if isinstance(day, datetime) else day


_CHANGED = {
    "drop": ("has dropped", "dropped"),
    "slow_rise": ("has risen slowly", "rose slowly"),
    "slow_fall": ("has fallen slowly", "fell slowly"),
}


def _last_days(change: Mapping[str, Any]) -> str:
    days = (as_date(change["last_date"]) - as_date(change["started_date"])).days + 1
    return "the last four weeks" if days >= 28 else f"the last {days} days"


def chance(one_in: int, what: str) -> str:
    """About one in 400 such alerts is chance."""
    if one_in > MOST_SURE_ONE_IN:
        return f"Fewer than one in {MOST_SURE_ONE_IN:,} such {what} is chance."
    return f"About one in {two_digits(one_in):,} such {what} is chance."


def _without_driver(where: str, spread: str | None) -> str:
    if is_missing(spread) or not spread:
        return f"The excess is {where}; nothing narrower explains it." if where else "No single slice explains it."
    parts = "parts are" if spread.count(" %)") > 1 else "part is"
    return f"No single slice {'within it ' if where else ''}explains it; the largest {parts} {spread}."


def _were(count: Number) -> str:
    return "was" if format_count(count) == "1" else "were"


def _signed(value: int) -> str:
    return f"{value:+,}".replace("-", MINUS) if value else "0"


def two_digits(value: int) -> int:
    """8,850 becomes 8,900: a chance is not known to its third digit."""
    step = 10 ** max(0, len(str(value)) - 2)
    return (value + step // 2) // step * step


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value
