"""Behind: which numbers stand behind a figure, for faces in which a reader can work on (slides, workbook)?

A table of plain values: what lies along the axis, and one list of values for each measure, null where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboards.sentences import is_missing

COUNT, DECIMAL, SHARE = "count", "decimal", "share"  # how a measure is written
Measure = tuple[str, str, str, bool]  # its label, its column, how it is written, and whether it is drawn

A_DAY: list[Measure] = [
    ("Contacts", "contact_count", COUNT, True),
    ("Expected", "expected_count", DECIMAL, True),
    ("Expected from", "lower_count", DECIMAL, True),
    ("Expected to", "upper_count", DECIMAL, True),
]
OF_DRIVERS: list[Measure] = [
    ("Expected", "expected_count", DECIMAL, True),
    ("Contacts", "contact_count", COUNT, True),
    ("Above expected", "excess_count", DECIMAL, False),
    ("Share of the excess", "share_of_excess", SHARE, False),
]
OF_PHRASES: list[Measure] = [
    ("Of as many usual contacts", "usual_count", DECIMAL, True),
    ("Of these contacts", "alert_count", COUNT, True),
]
OF_SLICES: list[Measure] = [
    ("Of all contacts", "usual_share", SHARE, True),
    ("Of the topic", "share_of_topic", SHARE, True),
]
OF_A_WEEK: list[Measure] = [("Expected", "before", DECIMAL, True), ("This week", "now", DECIMAL, True)]
OF_A_MONTH: list[Measure] = [("At the pace before", "before", DECIMAL, True), ("In the month", "now", DECIMAL, True)]
OF_DELIVERIES: list[Measure] = [("Contacts", "contact_count", COUNT, True), ("On odd days", "part_count", COUNT, True)]


def days(series: pd.DataFrame, measures: Sequence[Measure] = A_DAY) -> dict[str, Any]:
    """A line a measure over the days of a series (contact_date, and by default contact_count and what was expected)."""
    dates = [f"{day:%Y-%m-%d}" for day in series["contact_date"]]
    return {"kind": "days", "axis": {"label": "Day", "values": dates}, "measures": _measures(series, measures)}


def bars(rows: pd.DataFrame, axis_label: str, axis: str, measures: Sequence[Measure]) -> dict[str, Any]:
    """A bar for each row, named by its column `axis`, and measure that is drawn."""
    names = [str(name) for name in rows[axis]]
    return {"kind": "bars", "axis": {"label": axis_label, "values": names}, "measures": _measures(rows, measures)}


def _measures(rows: pd.DataFrame, measures: Sequence[Measure]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "values": [None if is_missing(value) else float(value) for value in rows[column]],
            "written": written,
            "is_drawn": is_drawn,
        }
        for label, column, written, is_drawn in measures
    ]
