"""Shifts: which series fell silent, and which have slowly risen or fallen?

What a spike is not: a drop of a day or more (drops.py), and a level that moves over weeks (slow_shifts.py), which a
detector that compares each day with the days before takes for the usual level. Spikes and drops are kept out of slow
changes; a missing or partial day is no data.
"""

from dataclasses import dataclass, field

import pandas as pd

from vocmodels.drops import DropSettings, find_drops
from vocmodels.slow_shifts import SlowSettings, find_slow_changes

NEEDED_COLUMNS = (
    "series_code", "contact_date", "contact_count", "expected_count", "lower_count", "low_p_value", "is_spike",
)  # fmt: skip


class ShiftInputError(ValueError):
    """The judged days lack a column; the message says which."""


@dataclass(frozen=True)
class ShiftSettings:
    """What counts as a drop, and what as a slow change."""

    drops: DropSettings = field(default_factory=DropSettings)
    slow: SlowSettings = field(default_factory=SlowSettings)


def find_shifts(scored: pd.DataFrame, settings: ShiftSettings = ShiftSettings()) -> pd.DataFrame:
    """Return one row per change, sorted by series_code, started_date and kind_code.

    Args:
        scored: days as `vocmodels.spikes.score_days` judges them, from the first day of a series on: series_code,
            contact_date (daily, none missing), contact_count (null: no data), expected_count, lower_count, low_p_value
            (null or 1 where not judged), is_spike. is_excluded, optional: a partial, explained or closed day, which is
            neither a drop nor learnt from.

    Returns:
        series_code, kind_code (drop, slow_rise, slow_fall), state_code (open; back: the level is the one before; usual:
        the new level is the usual one by now), started_date (of a slow change: about), opened_date (when it was told
        first), last_date, closed_date (null while it is open), before_per_day and now_per_day (contacts on days like
        those of now; of a slow change over up to four weeks), contact_count and expected_count (from started_date to
        last_date, of days that were judged), p_value (0-1, of the days or the window that were the least likely), q_value
        (0-1: the share of such changes that is chance, over all series and days of a quarter).

    Raises:
        ShiftInputError: a column is missing.
        SpikeInputError: a day is missing or doubled.
    """
    missing = [column for column in NEEDED_COLUMNS if column not in scored.columns]
    if missing:
        raise ShiftInputError(f"scored has no column {', '.join(missing)}: give days as score_days judges them.")
    left_out = scored["is_excluded"].fillna(False).astype(bool) if "is_excluded" in scored else False
    rows = scored.assign(contact_date=pd.to_datetime(scored["contact_date"]), is_excluded=left_out)
    drops = find_drops(rows, settings.drops)
    is_out = rows["is_excluded"] | rows["is_spike"].fillna(False).astype(bool) | _is_within(rows, drops)
    slow = find_slow_changes(rows.assign(is_excluded=is_out), settings.slow)
    found = pd.concat([part for part in (drops, slow) if len(part)] or [drops])
    return found.sort_values(["series_code", "started_date", "kind_code"], ignore_index=True)


def _is_within(rows: pd.DataFrame, drops: pd.DataFrame) -> pd.Series:
    """Whether each row lies within a drop of its series."""
    key = pd.MultiIndex.from_frame(rows[["series_code", "contact_date"]])
    days = [
        (drop.series_code, day)
        for drop in drops.itertuples()
        for day in pd.date_range(drop.started_date, drop.last_date)
    ]
    return pd.Series(key.isin(days) if days else False, index=rows.index)
