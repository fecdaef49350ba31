"""Effect days: what is usual on each day around a change, and which days tell nothing about it?

The week's rhythm and holidays come from the spikes' negative-binomial regression on the days before the change; days far
from the level around them (an outage, another event) are set aside on both sides of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vocmodels.calendar_design import design_periods, read_holidays
from vocmodels.count_regression import fit_counts
from vocmodels.periods import SPACINGS

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

DAILY = next(spacing for spacing in SPACINGS if spacing.code == "daily")
LONGEST_DAYS = 3 * 365
AROUND = 10  # days on either side that make the level around a day
OUTLYING = 4.0  # deviations from it
CALENDAR = ("weekday", "holiday", "after_holiday")


class EffectInputError(ValueError):
    """The daily counts cannot be compared as they are; the message says why and what to do."""


@dataclass(frozen=True)
class EffectDays:
    """Counts of one series by day; the change comes before day `changed_at`."""

    dates: pd.DatetimeIndex
    counts: Array  # 0 where there is none
    is_known: Flags  # there is a count, and nobody excluded it
    is_kept: Flags  # known, and no event hides it
    usual: Array  # of the calendar, relative to the series' level: about 1
    changed_at: int

    @property
    def after(self) -> slice:
        """The days since the change."""
        return slice(self.changed_at, len(self.dates))

    def before(self, changed_at: int, end: int) -> "EffectDays":
        """Return the days up to `end`, as if the change had come at `changed_at`."""
        part = slice(0, end)
        by_day = (self.counts[part], self.is_known[part], self.is_kept[part], self.usual[part])
        return EffectDays(self.dates[part], *by_day, changed_at)


def lay_out_days(daily: pd.DataFrame, changed_on: date, holidays: Iterable[date] | pd.DataFrame | None) -> EffectDays:
    """Return the series by day.

    Raises:
        EffectInputError: a column is missing, a day is missing or doubled, or a count is negative.
    """
    dates, counts, is_known = _read(daily)
    changed_at = int(np.searchsorted(dates, pd.Timestamp(changed_on)))
    skipped = max(0, changed_at - LONGEST_DAYS)
    dates, counts, is_known, changed_at = dates[skipped:], counts[skipped:], is_known[skipped:], changed_at - skipped
    usual = _usual(dates, counts, is_known, changed_at, holidays)
    is_kept = is_known & ~_is_outlying(counts, is_known, usual, changed_at)
    return EffectDays(dates, counts, is_known, is_kept, usual, changed_at)


def _read(daily: pd.DataFrame) -> tuple[pd.DatetimeIndex, Array, Flags]:
    missing = [column for column in ("contact_date", "contact_count") if column not in daily.columns]
    if missing:
        raise EffectInputError(f"daily has no column {', '.join(missing)}: give contact_date and contact_count.")
    rows = daily.assign(contact_date=pd.to_datetime(daily["contact_date"])).sort_values("contact_date")
    dates = pd.DatetimeIndex(rows["contact_date"]).as_unit("ns")
    if dates.hasnans or not (np.diff(dates.to_numpy()) == np.timedelta64(1, "D")).all():
        raise EffectInputError("daily has a day that is missing or doubled: give one row per day, 0 when nothing came.")
    counts = rows["contact_count"].astype("float64").to_numpy(na_value=np.nan)
    if np.nanmin(counts, initial=0) < 0:
        raise EffectInputError("contact_count is negative on some day; counts start at 0.")
    is_known = ~np.isnan(counts)
    if "is_excluded" in rows.columns:
        is_known &= ~rows["is_excluded"].fillna(False).to_numpy(dtype=bool)
    return dates, np.nan_to_num(counts), is_known


def _usual(
    dates: pd.DatetimeIndex,
    counts: Array,
    is_known: Flags,
    changed_at: int,
    holidays: Iterable[date] | pd.DataFrame | None,
) -> Array:
    """Return what the calendar makes of each day, learnt before the change."""
    if not is_known[:changed_at].any():
        return np.ones(len(dates))
    anchor = dates[0] + pd.Timedelta(days=changed_at)
    design, columns = design_periods(dates, anchor, read_holidays(holidays), DAILY, changed_at / 365.25)
    is_seen = np.abs(design[:changed_at]).sum(axis=0) > 0
    design, columns = design[:, is_seen], [column for column, seen in zip(columns, is_seen, strict=True) if seen]
    precision = np.array([[column.prior_deviation for column in columns]]) ** -2.0
    centre = np.zeros_like(precision)
    centre[0, 0] = np.log((counts[:changed_at] @ is_known[:changed_at] + 0.5) / (is_known[:changed_at].sum() + 1))
    past = (counts[None, :changed_at], is_known[None, :changed_at], design[:changed_at])
    fit = fit_counts(*past, centre, precision)
    is_calendar = np.array([column.name.startswith(CALENDAR) for column in columns])
    return np.exp(np.clip(design[:, is_calendar] @ fit.coefficients[0, is_calendar], -5, 5))


def _is_outlying(counts: Array, is_known: Flags, usual: Array, changed_at: int) -> Flags:
    """Return which days lie far from the median level of the days around them, on their own side of the change."""
    sides = (slice(0, changed_at), slice(changed_at, None))
    level = np.concatenate([_level_around(counts[side], is_known[side], usual[side]) for side in sides])
    deviation = 2 * (np.sqrt(counts + 0.375) - np.sqrt(level * usual + 0.375))  # of variance 1 where counts are Poisson
    if not is_known.any():
        return np.zeros(len(counts), dtype=bool)
    spread = max(1.0, 1.4826 * float(np.median(np.abs(deviation[is_known]))))
    return np.abs(deviation) > OUTLYING * spread


def _level_around(counts: Array, is_known: Flags, usual: Array) -> Array:
    if not is_known.any():
        return counts / usual
    ratio = pd.Series(np.where(is_known, counts / usual, np.nan))
    level = ratio.rolling(2 * AROUND + 1, center=True, min_periods=1).median()
    return level.fillna(float(ratio.median())).to_numpy()
