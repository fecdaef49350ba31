"""Told shifts: which of the changes that lie together are one story, and at which level is it told?

One cause moves a reason, the group that holds it, all contacts, and slices of each. A part that makes half of its whole's
change is told, and the whole is not; otherwise the whole is told, with those of its parts that moved by far more than it did.
A slice is told where nothing whole that holds it, or that it holds, moved with it. A rise that suddenly ends is not told as a
drop, too. When changes began decides whether they
lie together: it stays the same on later days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class TellingSettings:
    """When changes are one story."""

    slow_days: int = 28  # between the starts of slow changes of one story
    drop_days: int = 3
    explained_share: float = 0.5  # of the whole's change, from which a part explains it
    beyond_factor: float = 2.0  # of the whole's relative change, from which a part of it stands for itself
    back_share: float = 0.7  # of the level before a rise, from which a drop after it goes back to that


def tell_once(
    changes: pd.DataFrame, series: pd.DataFrame, settings: TellingSettings = TellingSettings()
) -> pd.DataFrame:
    """Return the changes that are told, in their order.

    Args:
        changes: series_code, kind_code, started_date, closed_date, before_per_day, now_per_day, p_value.
        series: one row per series_code: subject_kind (all, group, reason), subject_code, group_code (of a reason; null
            where its group is no series), slice_size (0: whole).
    """
    known = series[["series_code", "subject_kind", "subject_code", "group_code", "slice_size"]]
    rows = list(changes.merge(known, how="left", on="series_code").fillna({"group_code": ""}).itertuples())
    wholes = [row for row in rows if row.slice_size == 0]
    standing = [row for row in wholes if not _is_explained(row, wholes, settings)]
    told = [row for row in standing if not _moved_with(row, standing, settings)]
    depth = {"reason": 0, "group": 1, "all": 2}
    slices = (row for row in rows if row.slice_size > 0)
    for row in sorted(slices, key=lambda row: (depth[row.subject_kind], row.p_value, row.series_code)):
        if not any(_is_kin(row, other) and _is_together(row, other, settings) for other in (*wholes, *told)):
            told.append(row)
    kept = sorted(row.Index for row in told if not _ends_a_rise(row, rows, settings))
    return changes.iloc[kept].reset_index(drop=True)


def _is_explained(whole: Any, others: Iterable[Any], settings: TellingSettings) -> bool:
    """Whether one part makes so much of the change that the whole has nothing of its own to tell."""
    needed = settings.explained_share * abs(_moved(whole))
    return any(
        _holds(whole, part) and _is_together(whole, part, settings) and abs(_moved(part)) >= needed for part in others
    )


def _moved_with(part: Any, standing: Iterable[Any], settings: TellingSettings) -> bool:
    """Whether a whole that is told holds this one, which moved hardly more than it did."""
    return any(
        _holds(whole, part)
        and _is_together(whole, part, settings)
        and _relative(part) < settings.beyond_factor * _relative(whole)
        for whole in standing
    )


def _ends_a_rise(drop: Any, others: Iterable[Any], settings: TellingSettings) -> bool:
    """Whether a drop took a series that had risen back to the level before its rise, and not below it."""
    return drop.kind_code == "drop" and any(
        rise.kind_code == "slow_rise"
        and rise.series_code == drop.series_code
        and rise.started_date <= drop.started_date
        and not rise.closed_date < drop.started_date
        and drop.now_per_day >= settings.back_share * rise.before_per_day
        for rise in others
    )


def _moved(row: Any) -> float:
    return float(row.now_per_day - row.before_per_day)


def _relative(row: Any) -> float:
    return float(abs(np.log((row.now_per_day + 0.1) / (row.before_per_day + 0.1))))


def _is_together(one: Any, other: Any, settings: TellingSettings) -> bool:
    apart = settings.drop_days if one.kind_code == "drop" else settings.slow_days
    return one.kind_code == other.kind_code and abs((one.started_date - other.started_date).days) <= apart


def _is_kin(one: Any, other: Any) -> bool:
    return _is_same(one, other) or _holds(one, other) or _holds(other, one)


def _is_same(one: Any, other: Any) -> bool:
    return (one.subject_kind, one.subject_code) == (other.subject_kind, other.subject_code)


def _holds(whole: Any, part: Any) -> bool:
    """Whether the subject of one is made of that of the other, and more."""
    if whole.subject_kind == "all":
        return bool(part.subject_kind != "all")
    return bool(
        whole.subject_kind == "group" and part.subject_kind == "reason" and part.group_code == whole.subject_code
    )
