"""Moves: which reasons brought more or fewer contacts this week than expected, by more than chance, and at what cost?

The week's contacts are held against what the days before led one to expect. The half-widths of its days add as independent
errors do; how far that holds is seen on the weeks before, and the range is widened by as much as they were off (the median
of their distances, which spikes do not move). Many reasons are looked at together: the q-value is the share of chance among
all that moved at least so surely (Benjamini and Hochberg, 1995).
"""

from dataclasses import dataclass
from datetime import timedelta
from math import erfc, sqrt
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from dashboards.kpis import Z
from dashboards.reports.source import WEEK, Run, frame

MEDIAN_OF_NORMAL = 0.6745  # the distance from the middle, in standard errors, that half of all stay within
COLUMNS = [
    "reason_code", "reason_label", "contacts", "expected", "low", "high", "excess", "excess_hours", "q_value", "is_sure",
    "is_still", "is_small",
]  # fmt: skip

SHEET = [
    ("Reason", "@", 34), ("Contacts", "#,##0", 11), ("Expected", "#,##0.0", 11), ("Expected from", "#,##0.0", 11),
    ("Expected to", "#,##0.0", 11), ("Difference", "#,##0.0", 11), ("in agent hours", "#,##0.0", 11), ("q-value", "0.0000", 11),
    ("Surely moved", "@", 11), ("In the week before, too", "@", 14),
]  # fmt: skip


@dataclass(frozen=True)
class MoveSettings:
    """When a reason has surely moved, how many weeks show how far chance goes, and of how few contacts nothing is said."""

    false_discoveries: float = 0.1
    weeks: int = 12
    fewest: int = 5


def moves_of(
    con: duckdb.DuckDBPyConnection, department_code: str, run: Run, settings: MoveSettings = MoveSettings()
) -> pd.DataFrame:
    """One row a reason of the department that had contacts or expected some: COLUMNS, what matters most first.

    excess: contacts above the expected ones (negative: below), low and high the range of the expected ones; excess_hours: times
    the mean handle time; q_value null where nothing is expected yet; is_still: it had moved in the same way in the week
    before, by the same rule; is_small: too few contacts to say anything.
    """
    weekly = _weekly(con, department_code, run, settings)
    now = _judged(weekly, 0, settings)
    before = _judged(weekly, 1, settings)[["is_sure", "excess"]].add_suffix("_before")
    found = now.join(before).join(_handle_seconds(con, department_code, run))
    found["excess_hours"] = found["excess"] * found["handle_seconds"].fillna(0.0) / 3600
    same_way = np.sign(found["excess"]) == np.sign(found["excess_before"])
    found["is_still"] = found["is_sure"] & found["is_sure_before"].fillna(False).astype(bool) & same_way
    found["is_small"] = found[["contacts", "expected"]].max(axis=1) < settings.fewest
    return _ordered(found.reset_index())[COLUMNS]


def sheet(moves: pd.DataFrame) -> list[list[Any]]:
    """The rows of a workbook's sheet under SHEET; nothing of a few contacts."""
    known = moves[~moves["is_small"].astype(bool)]
    names = ["reason_label", "contacts", "expected", "low", "high", "excess", "excess_hours", "q_value"]
    return [
        [*(row[name] for name in names), "yes" if row["is_sure"] else "no", "yes" if row["is_still"] else "no"]
        for row in known.to_dict("records")
    ]


def _weekly(con: duckdb.DuckDBPyConnection, department_code: str, run: Run, settings: MoveSettings) -> pd.DataFrame:
    """One row per reason and week (0 for this one): contacts, expected, below and above (half-widths of the range)."""
    sql = """
        select reason_code, reason_label, ($last - contact_date) // 7 as week,
            sum(contact_count)::double as contacts,
            if(count(expected_count) = 7, sum(expected_count), null) as expected,
            sqrt(sum((expected_count - lower_count) ** 2)) as below,
            sqrt(sum((upper_count - expected_count) ** 2)) as above
        from marts.series_daily join marts.reason on reason_code = subject_code
        where subject_kind = 'reason' and slice_size = 0 and department_code = $department
            and contact_date between $first and $last
        group by all order by all"""
    first = run.week_first - (settings.weeks + 1) * WEEK
    return frame(con, sql, department=department_code, first=first, last=run.as_of)


def _judged(weekly: pd.DataFrame, week: int, settings: MoveSettings) -> pd.DataFrame:
    """One row a reason of one week, by earlier weeks alone."""
    distance = _distance(weekly)
    earlier = distance[weekly["week"].between(week + 1, week + settings.weeks)].abs()
    wider = max(1.0, float(earlier.median()) / MEDIAN_OF_NORMAL) if earlier.notna().any() else 1.0
    rows = weekly[weekly["week"] == week].assign(distance=distance / wider).set_index("reason_code")
    p_value = rows["distance"].abs().map(lambda z: erfc(z / sqrt(2)), na_action="ignore")
    q_value = _false_discoveries(p_value)
    return rows.assign(
        low=(rows["expected"] - wider * rows["below"]).clip(lower=0),
        high=rows["expected"] + wider * rows["above"],
        excess=rows["contacts"] - rows["expected"],
        q_value=q_value,
        is_sure=(q_value < settings.false_discoveries)
        & (rows[["contacts", "expected"]].max(axis=1) >= settings.fewest),
    )


def _distance(weekly: pd.DataFrame) -> pd.Series:
    """From the expected contacts, in standard errors of its own side."""
    excess = weekly["contacts"] - weekly["expected"]
    half = weekly["above"].where(excess > 0, weekly["below"])
    return Z * excess / half.where(half > 0)


def _false_discoveries(p_value: pd.Series) -> pd.Series:
    known = p_value.dropna().sort_values(kind="stable")
    scaled = known * len(known) / np.arange(1, len(known) + 1)
    return scaled[::-1].cummin().clip(upper=1.0).reindex(p_value.index)


def _handle_seconds(con: duckdb.DuckDBPyConnection, department_code: str, run: Run) -> pd.DataFrame:
    """By reason: the mean handle time of the last four weeks, this one among them, so that a thin week does not decide."""
    sql = """
        select reason_code, sum(handle_seconds) / nullif(sum(handled_count), 0) as handle_seconds
        from marts.contact_daily join marts.reason using (reason_code)
        where department_code = $department and contact_date between $first and $last
        group by all order by all"""
    first = run.as_of - timedelta(days=27)
    return frame(con, sql, department=department_code, first=first, last=run.as_of).set_index("reason_code")


def _ordered(found: pd.DataFrame) -> pd.DataFrame:
    """What surely moved first, by its hours; then the rest by theirs; what nothing is expected of last."""
    size = found["excess_hours"].abs().fillna(-1.0)
    order = found.assign(size=size, is_known=found["q_value"].notna())
    keys = ["is_small", "is_sure", "is_known", "size", "contacts", "reason_label"]
    return order.sort_values(keys, ascending=[True, False, False, False, False, True], ignore_index=True)
