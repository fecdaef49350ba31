"""Count grid: which series counted what in which period, and which of it may be learnt from?

Rows become one matrix without sorting or copying them, since a run holds millions.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vocmodels.periods import Spacing, SpikeInputError, infer_spacing

REQUIRED_COLUMNS = ("series_code", "contact_date", "contact_count")


class MissingPeriodError(SpikeInputError):
    """A series lacks a row between its first and last period."""


@dataclass(frozen=True)
class CountGrid:
    """Counts (series, periods), series sorted by code; 0 where `is_known` says there is no count."""

    counts: NDArray[np.float64]
    is_known: NDArray[np.bool_]
    is_learnt: NDArray[np.bool_]  # known and not excluded
    sites: NDArray[np.str_]  # (series,), "": all sites
    periods: pd.DatetimeIndex
    spacing: Spacing
    row_series: NDArray[np.int32]  # where each row of the frame lies
    row_period: NDArray[np.int32]


def lay_out(daily: pd.DataFrame) -> CountGrid:
    """Return the grid of a frame that has at least one row."""
    dates = pd.to_datetime(daily["contact_date"])
    if dates.isna().any():
        raise SpikeInputError("contact_date is null in some rows: leave undated contacts out of every series.")
    row_series, codes = pd.factorize(daily["series_code"], sort=True)
    if (row_series < 0).any():
        raise SpikeInputError("series_code is null in some rows: every count belongs to a series.")
    spacing = infer_spacing(pd.DatetimeIndex(dates.unique()).sort_values())
    first = dates.min()
    row_period = _number_periods(dates, first, spacing)
    row_series = row_series.astype(np.int32)
    shape = (len(codes), int(row_period.max()) + 1)
    periods = pd.DatetimeIndex(first + spacing.step * np.arange(shape[1]))
    cell = np.ravel_multi_index((row_series, row_period), shape)
    _check_gaps(np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape), codes, periods, spacing)

    counts = np.full(shape, np.nan)
    counts.ravel()[cell] = daily["contact_count"].astype("float64").to_numpy(na_value=np.nan)
    _check_counts(counts, codes, periods)
    is_known = ~np.isnan(counts)
    is_learnt = is_known.copy()
    if "is_excluded" in daily.columns:
        is_learnt.ravel()[cell] &= ~daily["is_excluded"].fillna(False).to_numpy(dtype=bool)
    np.nan_to_num(counts, copy=False)
    return CountGrid(counts, is_known, is_learnt, _sites(daily, row_series), periods, spacing, row_series, row_period)


def check_columns(daily: pd.DataFrame) -> None:
    missing = [column for column in REQUIRED_COLUMNS if column not in daily.columns]
    if missing:
        raise SpikeInputError(
            f"daily has no column {', '.join(missing)}: give series_code, contact_date, contact_count."
        )


def _number_periods(dates: pd.Series, first: pd.Timestamp, spacing: Spacing) -> NDArray[np.int32]:
    since = (dates - first).to_numpy()
    step = np.timedelta64(spacing.step.to_timedelta64()).astype(since.dtype)
    if (since % step != 0).any():
        raise SpikeInputError(
            f"contact_date does not step by {spacing.step} throughout: give one spacing for all rows."
        )
    return (since // step).astype(np.int32)


def _check_gaps(rows: NDArray[np.int64], codes: pd.Index, periods: pd.DatetimeIndex, spacing: Spacing) -> None:
    """Refuse a grid whose cells between a series' first and last row do not hold one row each."""
    if rows.max() > 1:
        raise SpikeInputError(f"{_describe(rows > 1, codes, periods)}: two rows for one period; sum them first.")
    is_there = rows > 0
    begun = np.maximum.accumulate(is_there, axis=1)
    is_after_gap = is_there[:, 1:] & begun[:, :-1] & ~is_there[:, :-1]
    if is_after_gap.any():
        raise MissingPeriodError(
            f"{_describe(is_after_gap, codes, periods[1:])}: the {spacing.code} row before it is missing. "
            "Add every period: 0 when nothing came, null when there is no data."
        )


def _check_counts(counts: NDArray[np.float64], codes: pd.Index, periods: pd.DatetimeIndex) -> None:
    if np.nanmin(counts, initial=0) < 0:
        raise SpikeInputError(f"{_describe(counts < 0, codes, periods)}: contact_count is negative; counts start at 0.")


def _describe(is_bad: NDArray[np.bool_], codes: pd.Index, periods: pd.DatetimeIndex) -> str:
    series, period = np.argwhere(is_bad)[0]
    return f"series {codes[series]} at {periods[period]:%Y-%m-%d %H:%M}"


def _sites(daily: pd.DataFrame, row_series: NDArray[np.int32]) -> NDArray[np.str_]:
    """Return the site of each series; a series is of one site or of all."""
    row = np.empty(row_series.max() + 1, dtype=np.int32)
    row[row_series] = np.arange(len(row_series), dtype=np.int32)
    if "site_code" not in daily.columns:
        return np.full(len(row), "")
    return daily["site_code"].iloc[row].astype(object).fillna("").to_numpy().astype(str)
