"""Periods: how far apart are hours, days or weeks, and which of them share one fit?"""

from dataclasses import dataclass

import pandas as pd

MONDAY = pd.Timestamp("2000-01-03")


@dataclass(frozen=True)
class Spacing:
    """How far apart periods are, and how many of them make a refit, guard windows and a memory."""

    code: str
    step: pd.Timedelta
    periods_a_day: float
    periods_between_refits: int
    guard_periods: int
    longest_history: int
    short_history: int  # up to here coefficients are refitted every period
    level_guard: int  # periods before a window that its level does not know, so that a spike under way stays out


SPACINGS = (
    Spacing("hourly", pd.Timedelta(hours=1), 24, 168, 48, 56 * 24, 0, 4),
    Spacing("daily", pd.Timedelta(days=1), 1, 7, 7, 3 * 365, 56, 4),
    Spacing("weekly", pd.Timedelta(days=7), 1 / 7, 4, 4, 6 * 52, 52, 2),
)


class SpikeInputError(ValueError):
    """The daily counts cannot be judged as they are; the message says which row and what to do."""


def infer_spacing(periods: pd.DatetimeIndex) -> Spacing:
    """Return hourly, daily or weekly, from the smallest step between periods; daily where there is only one."""
    if len(periods) < 2:
        return next(spacing for spacing in SPACINGS if spacing.code == "daily")
    smallest = pd.Series(periods).diff().min()
    for spacing in SPACINGS:
        if smallest == spacing.step:
            return spacing
    raise SpikeInputError(f"contact_date steps by {smallest}: give one row per hour, per day or per week.")


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
