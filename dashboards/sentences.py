"""Sentences: how is a finding said, and how is a number written, on screens and in reports alike?

An alert is any mapping with the columns of marts.alert: a dictionary or a row of a frame.
"""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

TOO_FEW = "too few"
NOT_KNOWN = "–"
MINUS = "\u2212"  # as wide as the plus, and never taken for a hyphen
MOST_SURE_ONE_IN = 100_000  # a smaller chance is not said: the calibration does not reach that far

Number = Any  # a number, or null as frames write it


def format_count(value: Number) -> str:
    """1,284; small expectations keep one digit: 0.4."""
    if _is_missing(value):
        return NOT_KNOWN
    return f"{value:.1f}" if 0 < abs(value) < 1 and value != round(value) else f"{_half_up(value):,}"


def format_share(value: Number, n: int | None = None) -> str:
    """12.4 %, or 12 % where n (the contacts behind it) does not carry the digit."""
    if _is_missing(value):
        return NOT_KNOWN
    digits = 1 if n is None or n >= 1000 else 0
    return f"{value * 100:.{digits}f} %"


def format_duration(seconds: Number) -> str:
    """45 s; 7 m 32 s; 2 h 05 m."""
    if _is_missing(seconds):
        return NOT_KNOWN
    minutes, rest = divmod(_half_up(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60:,} h {minutes % 60:02d} m"
    return f"{minutes} m {rest:02d} s" if minutes else f"{rest} s"


def format_hours(hours: Number) -> str:
    """12.6 hours; 1,204 hours."""
    if _is_missing(hours):
        return NOT_KNOWN
    text = f"{hours:.1f}" if abs(hours) < 100 else f"{_half_up(hours):,}"
    return f"{text} hour" if text == "1.0" else f"{text} hours"


def format_change(now: Number, before: Number) -> str:
    """+38 (+27 %); the percentage is left out where there was nothing before."""
    if _is_missing(now) or _is_missing(before):
        return NOT_KNOWN
    difference = _half_up(now) - _half_up(before)
    signed = _signed(difference)
    if _half_up(before) == 0:
        return signed
    percent = _half_up(100 * (now - before) / before) if difference else 0
    return f"{signed} ({_signed(percent)} %)"


def format_points(now: Number, before: Number, n: int | None = None) -> str:
    """+1.2 points: the change of a share that is itself a percentage; +1 points where n does not carry the digit."""
    if _is_missing(now) or _is_missing(before):
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
    """A KPI in its own unit: count, hours, seconds or share (marts.kpi.unit)."""
    if unit == "hours":
        return format_hours(value)
    if unit == "seconds":
        return format_duration(value)
    return format_share(value, n) if unit == "share" else format_count(value)


def alert_title(alert: Mapping[str, Any]) -> str:
    """Damaged shipment, or "Damaged shipment, carrier NorthStar" where only a slice stands out."""
    where = alert["where_label"]
    return f"{alert['reason_label']}, {lower_first(where)}" if where else alert["reason_label"]


def alert_headline(alert: Mapping[str, Any]) -> str:
    """Damaged shipment: 64 contacts on Tue 3 Mar where 18 were expected (12 to 25)."""
    period = format_period(as_date(alert["started_date"]), as_date(alert["last_date"]))
    contacts = contacts_of(alert["contact_count"])
    return (
        f"{alert_title(alert)}: {contacts} {period} where {format_count(alert['expected_count'])} "
        f"{_were(alert['expected_count'])} expected "
        f"({format_count(alert['lower_count'])} to {format_count(alert['upper_count'])})."
    )


def alert_certainty(alert: Mapping[str, Any]) -> str:
    """About one in 400 such alerts is chance."""
    one_in = int(alert["chance_one_in"])
    if one_in > MOST_SURE_ONE_IN:
        return f"Fewer than one in {MOST_SURE_ONE_IN:,} such alerts is chance."
    return f"About one in {_two_digits(one_in):,} such alerts is chance."


def alert_driver(alert: Mapping[str, Any]) -> str:
    """83 % of the excess is carrier NorthStar in the South."""
    label, share = alert["driver_label"], alert["driver_share"]
    if _is_missing(label) or not label or _is_missing(share):
        return _without_driver(alert["where_label"], alert["spread_label"])
    if share >= 0.995:
        return f"All of the excess is {label}."
    return f"{share * 100:.0f} % of the excess is {label}."


def alert_cost(alert: Mapping[str, Any]) -> str:
    """The excess, 118 contacts, cost 12.6 hours of agents' work."""
    return (
        f"The excess, {contacts_of(alert['excess_count'])}, cost {format_hours(alert['excess_hours'])} of agents' work."
    )


def contacts_of(count: Number) -> str:
    """1 contact; 1,284 contacts."""
    return f"{format_count(count)} contact{'' if format_count(count) == '1' else 's'}"


def coverage(analysed_count: int, contact_count: int, unsure_count: int) -> str:
    """27,310 of 31,402 contacts were analysed; the reason of 9.1 % of them is not sure."""
    if not contact_count:
        return "No contact lies in this period."
    of_them = format_share(unsure_count / analysed_count, analysed_count) if analysed_count else NOT_KNOWN
    return (
        f"{format_count(analysed_count)} of {contacts_of(contact_count)} were analysed; "
        f"the reason of {of_them} of them is not sure."
    )


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def as_date(day: date | datetime) -> date:
    return day.date() if isinstance(day, datetime) else day


def _without_driver(where: str, spread: str | None) -> str:
    if where:
        return f"The excess is in {lower_first(where)}; nothing narrower explains it."
    if _is_missing(spread) or not spread:
        return "No single slice explains it."
    return f"No single slice explains it; the largest parts are {spread}."


def _were(count: Number) -> str:
    return "was" if format_count(count) == "1" else "were"


def _signed(value: int) -> str:
    return f"{value:+,}".replace("-", MINUS) if value else "0"


def _two_digits(value: int) -> int:
    """8,850 becomes 8,900: a chance is not known to its third digit."""
    step = 10 ** max(0, len(str(value)) - 2)
    return (value + step // 2) // step * step


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def _is_missing(value: Any) -> bool:
    return value is None or value != value
