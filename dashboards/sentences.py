"""Sentences: how is a finding said, and how is a number written, on screens and in reports alike?

An alert is any mapping with the columns of marts.alert: a dictionary or a row of a frame.
"""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from dashboards.languages import day_of, numeral, say, say_many, weekday

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
    return numeral(f"{value:.1f}" if 0.05 <= abs(value) < 0.95 else f"{_half_up(value):,}")


def format_rate(value: Number) -> str:
    """So many a day: 41; under 10, 2.4."""
    is_small = not is_missing(value) and 0 < abs(value) < 9.95
    return numeral(f"{value:.1f}") if is_small else format_count(value)


def format_share(value: Number, n: int | None = None) -> str:
    """12.4 %, or 12 % where n (the contacts behind it) does not carry the digit."""
    if is_missing(value):
        return NOT_KNOWN
    digits = 1 if n is None or n >= 1000 else 0
    return numeral(f"{value * 100:.{digits}f} %")


def format_decimal(value: Number) -> str:
    """12.6; 1204.0: one digit, whatever the size."""
    return numeral(f"{value:.1f}").replace("-", MINUS)


def format_duration(seconds: Number) -> str:
    """45 s; 7 m 32 s; 2 h 05 m."""
    if is_missing(seconds):
        return NOT_KNOWN
    minutes, rest = divmod(_half_up(seconds), 60)
    if minutes >= 60:
        return say("{hours} h {minutes} m", hours=numeral(f"{minutes // 60:,}"), minutes=f"{minutes % 60:02d}")
    return say("{minutes} m {seconds} s", minutes=minutes, seconds=f"{rest:02d}") if minutes else f"{rest} s"


def format_hours(hours: Number) -> str:
    """12.6 hours; 1,204 hours."""
    if is_missing(hours):
        return NOT_KNOWN
    text = f"{hours:.1f}" if abs(hours) < 100 else f"{_half_up(hours):,}"
    return say_many("{hours} hour", "{hours} hours", 1 if text == "1.0" else 2, hours=numeral(text))


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
    if not points:
        return say("no change")
    return say("{change} points", change=numeral(f"{points:+.{digits}f}").replace("-", MINUS))


def format_date(day: date | datetime | None, with_year: bool = False, with_weekday: bool = True) -> str:
    """Tue 3 Mar; Tue 3 Mar 2026."""
    if day is None or day != day:
        return NOT_KNOWN
    return day_of(day, with_year, with_weekday)


def format_period(first: date, last: date, with_year: bool = False) -> str:
    """on Tue 3 Mar; from Tue 3 to Fri 6 Mar; from Fri 27 Feb to Tue 3 Mar."""
    if first == last:
        return say("on {day}", day=format_date(last, with_year))
    first_day, last_day = _ends(first, last, with_year)
    return say("from {first_day} to {last_day}", first_day=first_day, last_day=last_day)


def format_days(first: date, last: date) -> str:
    """Sun 15 to Sat 21 Nov 2026; Sat 21 Nov 2026: the same without a preposition."""
    if first == last:
        return format_date(last, with_year=True)
    first_day, last_day = _ends(first, last, with_year=True)
    return say("{first_day} to {last_day}", first_day=first_day, last_day=last_day)


def format_range(low: str, high: str) -> str:
    """12 to 25"""
    return say("{low} to {high}", low=low, high=high)


def format_value(value: Number, unit: str, n: int | None = None) -> str:
    """A KPI in its own unit (marts.kpi.unit): count, hours, seconds, share; score, points or per_thousand with one digit."""
    if unit in ONE_DIGIT and not is_missing(value):
        return format_decimal(value)
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
    is_topic = finding["subject_kind"] == "topic"
    return say("Topic “{topic}”", topic=label.removeprefix("Topic: ")) if is_topic else str(label)


def alert_title(alert: Mapping[str, Any]) -> str:
    """Damaged shipment; where only a slice stands out: Damaged shipment, carrier NorthStar in the South."""
    where, subject = alert["where_label"], subject_of(alert)
    if not where:
        return subject
    return f"{subject} {where}" if where.startswith(("in ", "en ")) else f"{subject}, {where}"


def alert_headline(alert: Mapping[str, Any]) -> str:
    """Damaged shipment: 64 contacts on Tue 3 Mar where 18 were expected (12 to 25)."""
    return say_many(
        "{title}: {contacts} {days} where {expected} was expected ({low} to {high}).",
        "{title}: {contacts} {days} where {expected} were expected ({low} to {high}).",
        as_said(alert["expected_count"]),
        title=alert_title(alert),
        contacts=contacts_of(alert["contact_count"]),
        days=alert_days(alert),
        expected=format_count(alert["expected_count"]),
        low=format_count(alert["lower_count"]),
        high=format_count(alert["upper_count"]),
    )


def alert_certainty(alert: Mapping[str, Any]) -> str:
    """About one in 400 such alerts is chance."""
    return alert_chance(int(alert["chance_one_in"]))


def change_headline(change: Mapping[str, Any]) -> str:
    """Where is my order has risen slowly: 41 contacts a day over the last four weeks where 29 were usual (since about Mon 2 Feb).

    Args:
        change: a row of marts.series_change.
    """
    where = f", {change['where_label']}" if change["where_label"] else ""
    values: dict[str, Any] = {
        "changed": say(
            _CHANGED[change["kind_code"]][0 if change["is_open"] else 1], subject=subject_of(change) + where
        ),
        "now": format_rate(change["now_per_day"]),
        "before": format_rate(change["before_per_day"]),
        "since": format_date(change["started_date"]),
        "days": alert_days(change),
    }
    if change["kind_code"] == "drop" and change["is_open"]:
        return say("{changed}: {now} contacts a day where {before} were usual (since {since}).", **values)
    told = say("{changed}: {now} contacts a day where {before} were usual ({days}).", **values)
    if change["kind_code"] == "drop":
        return told
    if change["is_open"]:
        return say(
            "{changed}: {now} contacts a day over {last} where {before} were usual (since about {since}).",
            last=_last_days(change),
            **values,
        )
    return f"{told} {say('It is back.') if change['state_code'] == 'back' else say('The new level is the usual one by now.')}"


def change_certainty(change: Mapping[str, Any]) -> str:
    """About one in 300 such changes is chance."""
    return change_chance(int(change["chance_one_in"]))


def alert_driver(alert: Mapping[str, Any]) -> str:
    """83 % of the excess is carrier NorthStar in the South."""
    label, share = alert["driver_label"], alert["driver_share"]
    if is_missing(label) or not label or is_missing(share) or label == alert["where_label"]:
        return _without_driver(alert["where_label"], alert["spread_label"])
    if share >= 0.995:
        return say("All of the excess is {slice}.", slice=label)
    return say("{share} of the excess is {slice}.", share=format_share(share, 0), slice=label)


def alert_cost(alert: Mapping[str, Any]) -> str:
    """The excess, 118 contacts, cost 12.6 hours of agents' work."""
    return say(
        "The excess, {contacts}, cost {hours} of agents' work.",
        contacts=contacts_of(alert["excess_count"]),
        hours=format_hours(alert["excess_hours"]),
    )


def alert_days(alert: Mapping[str, Any]) -> str:
    """on Tue 3 Mar; from Sun 1 to Tue 3 Mar"""
    return format_period(as_date(alert["started_date"]), as_date(alert["last_date"]))


def alert_phrases(alert: Mapping[str, Any]) -> str:
    """Words that set these contacts apart: crushed, broken, wet box."""
    phrases = alert["phrase_label"]
    if is_missing(phrases) or not phrases:
        return ""
    return say("Words that set these contacts apart: {phrases}.", phrases=phrases)


def early_warning(row: Mapping[str, Any]) -> str:
    """Already today: Damaged shipment, 21 contacts from 9:00 to 11:00 where 6 were expected."""
    return say_many(
        "Already today: {subject}, {contacts} from {first_hour}:00 to {last_hour}:00 where {expected} was expected.",
        "Already today: {subject}, {contacts} from {first_hour}:00 to {last_hour}:00 where {expected} were expected.",
        as_said(row["expected_count"]),
        subject=subject_of(row),
        contacts=contacts_of(row["contact_count"]),
        first_hour=row["first_hour_at"].hour,
        last_hour=row["last_hour_at"].hour + 1,
        expected=format_count(row["expected_count"]),
    )


def contacts_of(count: Number) -> str:
    """1 contact; 1,284 contacts."""
    return count_of(count, "contact")


def count_of(count: Number, what: str) -> str:
    """1 topic; 84 topics."""
    return say_many(f"{{count}} {what}", f"{{count}} {what}s", as_said(count), count=format_count(count))


def as_said(count: Number) -> int:
    """1 where a count is written as 1, else 2: which form of a word stands behind it."""
    return 1 if format_count(count) == "1" else 2


def coverage(analysed_count: int, contact_count: int, unsure_count: int) -> str:
    """27,310 of 31,402 contacts were analysed; of all, the reason of 9.1 % is not sure.

    Those that were not analysed are not sure, too: it is the KPI "Not sure", which the tile beside it shows.
    """
    if not contact_count:
        return say("No contact lies in this period.")
    return say(
        "{count} of {contacts} were analysed; of all, the reason of {share} is not sure.",
        count=format_count(analysed_count),
        contacts=contacts_of(contact_count),
        share=format_share(unsure_count / contact_count, contact_count),
    )


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def as_date(day: date | datetime) -> date:
    return day.date() if isinstance(day, datetime) else day


_CHANGED = {
    "drop": ("{subject} has dropped", "{subject} dropped"),
    "slow_rise": ("{subject} has risen slowly", "{subject} rose slowly"),
    "slow_fall": ("{subject} has fallen slowly", "{subject} fell slowly"),
}


def _last_days(change: Mapping[str, Any]) -> str:
    days = (as_date(change["last_date"]) - as_date(change["started_date"])).days + 1
    return say("the last four weeks") if days >= 28 else say("the last {days} days", days=days)


def alert_chance(one_in: int) -> str:
    """About one in 400 such alerts is chance."""
    if one_in > MOST_SURE_ONE_IN:
        return say("Fewer than one in {many} such alerts is chance.", many=format_count(MOST_SURE_ONE_IN))
    return say("About one in {many} such alerts is chance.", many=format_count(two_digits(one_in)))


def change_chance(one_in: int) -> str:
    """About one in 400 such changes is chance."""
    if one_in > MOST_SURE_ONE_IN:
        return say("Fewer than one in {many} such changes is chance.", many=format_count(MOST_SURE_ONE_IN))
    return say("About one in {many} such changes is chance.", many=format_count(two_digits(one_in)))


def _without_driver(where: str, spread: str | None) -> str:
    if is_missing(spread) or not spread:
        said = "The excess is {where}; nothing narrower explains it." if where else "No single slice explains it."
        return say(said, where=where)
    if spread.count(" %)") > 1:
        said = (
            "No single slice within it explains it; the largest parts are {parts}."
            if where
            else "No single slice explains it; the largest parts are {parts}."
        )
    else:
        said = (
            "No single slice within it explains it; the largest part is {parts}."
            if where
            else "No single slice explains it; the largest part is {parts}."
        )
    return say(said, parts=spread)


def _signed(value: int) -> str:
    return numeral(f"{value:+,}").replace("-", MINUS) if value else "0"


def _ends(first: date, last: date, with_year: bool) -> tuple[str, str]:
    """Tue 3, Fri 6 Mar: the first day of a period as far as the last does not say it."""
    same_month = (first.year, first.month) == (last.year, last.month)
    start = f"{weekday(first)} {first.day}" if same_month else format_date(first, with_year and first.year != last.year)
    return start, format_date(last, with_year)


def two_digits(value: int) -> int:
    """8,850 becomes 8,900: a chance is not known to its third digit."""
    step = 10 ** max(0, len(str(value)) - 2)
    return (value + step // 2) // step * step


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value
