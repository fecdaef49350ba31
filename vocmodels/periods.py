"""Periods: is every hour, day or week of every series there, and which of them share one fit?"""

from dataclasses import dataclass

import pandas as pd

REQUIRED_COLUMNS = ("series_code", "contact_date", "contact_count")
MONDAY = pd.Timestamp("2000-01-03")


@dataclass(frozen=True)
class Spacing:
    """How far apart periods are, and how many of them make a refit, a guard window, a memory and a year."""

    code: str
    step: pd.Timedelta
    periods_a_day: float
    periods_between_refits: int
    guard_periods: int
    longest_history: int
    short_history: int  # up to here coefficients are refitted every period


SPACINGS = (
    Spacing("hourly", pd.Timedelta(hours=1), 24, 168, 48, 56 * 24, 0),
    Spacing("daily", pd.Timedelta(days=1), 1, 7, 7, 3 * 365, 56),
    Spacing("weekly", pd.Timedelta(days=7), 1 / 7, 4, 4, 6 * 52, 52),
)


class SpikeInputError(ValueError):
    """The daily counts cannot be judged as they are; the message says which row and what to do."""


class MissingPeriodError(SpikeInputError):
    """A series lacks a row between its first and last period."""


def infer_spacing(periods: pd.DatetimeIndex) -> Spacing:
    """Return hourly, daily or weekly, from the smallest step between periods; daily where there is only one."""
    if len(periods) < 2:
        return next(spacing for spacing in SPACINGS if spacing.code == "daily")
    smallest = pd.Series(periods).diff().min()
    for spacing in SPACINGS:
        if smallest == spacing.step:
            return spacing
    raise SpikeInputError(f"contact_date steps by {smallest}: give one row per hour, per day or per week.")


def check_columns(daily: pd.DataFrame) -> None:
    missing = [column for column in REQUIRED_COLUMNS if column not in daily.columns]
    if missing:
        raise SpikeInputError(
            f"daily has no column {', '.join(missing)}: give series_code, contact_date, contact_count."
        )


def check_rows(rows: pd.DataFrame, spacing: Spacing) -> None:
    def describe(bad: pd.Series) -> str:
        row = rows[bad].iloc[0]
        return f"series {row['series_code']} at {row['_period']:%Y-%m-%d %H:%M}"

    if rows["_period"].isna().any():
        raise SpikeInputError("contact_date is null in some rows: leave undated contacts out of every series.")
    negative = rows["contact_count"].astype("float64") < 0
    if negative.any():
        raise SpikeInputError(f"{describe(negative)}: contact_count is negative; counts start at 0.")
    gap = rows.groupby("series_code")["_period"].diff()
    if (gap == pd.Timedelta(0)).any():
        raise SpikeInputError(f"{describe(gap == pd.Timedelta(0))}: two rows for one period; sum them first.")
    missing = gap.notna() & (gap != spacing.step)
    if missing.any():
        raise MissingPeriodError(
            f"{describe(missing)}: the {spacing.code} row before it is missing. "
            "Add every period: 0 when nothing came, null when there is no data."
        )


def refit_blocks(first: pd.Timestamp, start: int, end: int, spacing: Spacing) -> list[tuple[int, int]]:
    """Return [start, end) of the blocks that share coefficients: calendar blocks, so that `since` changes no answer."""
    blocks = []
    while start < end:
        anchor = anchor_of(first, start, spacing)
        following = start + 1
        while following < end and anchor_of(first, following, spacing) == anchor:
            following += 1
        blocks.append((start, following))
        start = following
    return blocks


def anchor_of(first: pd.Timestamp, period: int, spacing: Spacing) -> int:
    """Return the period whose past the coefficients for `period` are fitted on: every period while history is short."""
    if period < spacing.short_history:
        return period
    phase = (period + (first - MONDAY) // spacing.step) % spacing.periods_between_refits
    return period - phase
