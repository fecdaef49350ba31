"""Handling section: how is it told in a department's weekly report whether its contacts were handled as usual?"""

from typing import Any

import pandas as pd

from dashboards import sentences
from dashboards.performance.said import between
from dashboards.reports.facts import TrendFacts
from dashboards.sentences import MINUS, format_count, format_value

COLUMNS = ["Number", "This week", "95 % interval", "n", "A usual week", "Change", "95 % interval"]


def section(facts: TrendFacts) -> dict[str, Any]:
    """The section as words: what changed, and a row for each number; one sentence where nothing is measured."""
    rows = facts.handling
    if rows.empty:
        return {"sentence": "How these contacts were handled was not measured.", "columns": [], "rows": [], "note": ""}
    return {
        "sentence": say_changed(rows, facts.week_count),
        "columns": COLUMNS,
        "rows": [_row(row) for row in rows.to_dict("records")],
        "note": "A change is told of where its interval leaves out no change at all. Whether a customer comes back takes days to "
        "know: that number is of the week before.",
    }


def lead(facts: TrendFacts) -> str:
    """What changed in handling, for the first page; nothing where nothing did."""
    changed = facts.handling[facts.handling["is_other"].astype(bool)] if len(facts.handling) else facts.handling
    return say_changed(facts.handling, facts.week_count) if len(changed) else ""


def say_changed(rows: pd.DataFrame, week_count: int) -> str:
    """First contact resolution is lower than usual: 74 % (70 to 78 %, n 512), −8 points (−12 to −4)."""
    if not week_count:
        return "There is no earlier week to hold this one against."
    changed = rows[rows["is_other"].astype(bool)].to_dict("records")
    if not changed:
        return "Nothing in how these contacts were handled is surely another than in a usual week."
    return " ".join(_changed(row) for row in changed)


def _changed(row: dict[str, Any]) -> str:
    way = "higher" if row["change"] > 0 else "lower"
    value = format_value(row["value"], row["unit"], row["n"])
    sure = f"{between(row['low'], row['high'], row['unit'])}, n {format_count(row['n'])}"
    whose = f"{row['kpi_label']} of the week before" if row["is_late"] else row["kpi_label"]
    still = "Still: " if row["is_still"] else ""
    return f"{still}{whose} is {way} than usual: {value} ({sure}), {_change(row)} ({_change_range(row)})."


def _row(row: dict[str, Any]) -> list[str]:
    is_few = row["n"] < row["minimum_count"]
    return [
        f"{row['kpi_label']}, week before" if row["is_late"] else row["kpi_label"],
        sentences.TOO_FEW if is_few else format_value(row["value"], row["unit"], row["n"]),
        between(row["low"], row["high"], row["unit"]),
        format_count(row["n"]),
        format_value(row["usual"], row["unit"], row["n"]),
        sentences.NOT_KNOWN if is_few else _change(row),
        sentences.NOT_KNOWN if is_few else _change_range(row),
    ]


def _change(row: dict[str, Any]) -> str:
    """−8 points; +22 s; +1.4."""
    text = signed(row["change"], row["unit"])
    return f"{text} points" if row["unit"] == "share" and text != sentences.NOT_KNOWN else text


def _change_range(row: dict[str, Any]) -> str:
    if sentences.is_missing(row["change_low"]):
        return sentences.NOT_KNOWN
    return f"{signed(row['change_low'], row['unit'])} to {signed(row['change_high'], row['unit'])}"


def signed(change: Any, unit: str) -> str:
    """A difference with its sign, in the unit: percentage points of a share."""
    if sentences.is_missing(change):
        return sentences.NOT_KNOWN
    if unit == "seconds":
        return f"{MINUS if change < 0 else '+'}{sentences.format_duration(abs(change))}"
    return (f"{100 * change:+.0f}" if unit == "share" else f"{change:+.1f}").replace("-", MINUS)
