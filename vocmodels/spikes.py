"""Spikes: on which days is a series far above what was expected?

What to expect (expectation.py) comes from a batched negative-binomial regression over all series (count_regression.py,
in the manner of Farrington et al. 1996 and Noufaily et al. 2013, "An improved algorithm for outbreak detection in
multiple surveillance systems", Stat. Med. 32), whose coefficients are refitted weekly from before a guard window,
times a local level that follows from some days behind (local_level.py). The p-value is the negative binomial's upper
tail (mid-p), with the uncertainty of coefficients, level and dispersion in it, of the day and of the last two and
three days together (lanes.py); false discoveries are controlled over all series of one date (false_discoveries.py).

By length of a series' history, counted in days that may be learnt from:

- new, under 14 days (weekly counts: 8 weeks): no judgement; p = 1, expected null;
- from 14 days: its level, and the day of week, hour of day and holidays that all series show; its own pattern counts
  the more, the more it has counted; how far counts scatter is mostly what series of such a mean share;
- from 8 weeks: a slow trend of its own, half of which is carried forward; its scatter is mostly its own;
- from 712 days (two years, less what a guard window takes): a season of its own, drawn towards what all show, who
  get it in the same call; with less, the level follows the season from behind;
- 3 years is what is remembered (hourly 8 weeks, weekly 6 years).

Assumed, and what comes of it where it fails: days are independent given their level, apart from a correlation of
neighbours that is learnt, so that a series that bursts as a habit is reported more often than stated; scatter is
constant in time; all holidays of a site share one effect, so that a busy one among closed ones looks like a spike. A
level that moves for good is reported on 1 day (half as much again) to 13 days (three times as much) and is usual
after three weeks; counts that double in half a year give up to twice the stated false alarms. Past spikes make the
scatter look wider, so that a call whose series spiked often is cautious (0.6 of the stated rate). A series alone
knows its scatter from its own past only. Sparse counts are judged with caution, since few of their p-values can be
small; low p-values of counts below about 7 a day cannot be. Measured rates: python -m tests.benchmarks.spikes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from vocmodels.calendar_design import Holidays, read_holidays
from vocmodels.count_grid import CountGrid, MissingPeriodError, check_columns, lay_out
from vocmodels.count_tails import interval, upper_tail
from vocmodels.expectation import Expectation, History, expect
from vocmodels.false_discoveries import control_false_discoveries
from vocmodels.lanes import combine_lanes
from vocmodels.local_level import LevelSettings
from vocmodels.periods import Spacing, SpikeInputError, anchor_of, refit_blocks

__all__ = ["MissingPeriodError", "SpikeInputError", "SpikeSettings", "control_false_discoveries", "score_days"]

Array = NDArray[np.float64]

JUDGED = ("expected_count", "lower_count", "upper_count", "p_value", "low_p_value", "window_days")
NOT_JUDGED = (np.nan, np.nan, np.nan, 1.0, 1.0, 1.0)


@dataclass(frozen=True)
class SpikeSettings:
    """When a day is reported, and how much history a judgement needs."""

    false_discovery_rate: float = 0.1  # q below this is a spike
    windows: tuple[int, ...] = (1, 2, 3)  # hours or days judged together, shortest first; a week is judged alone
    window_shares: tuple[float, ...] = (0.7, 0.1, 0.2)  # of the error that each window may spend
    interval_share: float = 0.95  # of days without an event that lie from lower_count to upper_count
    minimum_days: int = 14  # of observed history; 8 weeks where the spacing is weekly
    minimum_weeks: int = 8
    level: LevelSettings = field(default_factory=LevelSettings)

    def lanes(self, spacing: Spacing) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """Return the windows and their shares."""
        return ((1,), (1.0,)) if spacing.code == "weekly" else (self.windows, self.window_shares)


def score_days(
    daily: pd.DataFrame,
    since: date | datetime | str | None = None,
    holidays: Iterable[date] | pd.DataFrame | None = None,
    settings: SpikeSettings = SpikeSettings(),
) -> pd.DataFrame:
    """Return the rows from `since` on (default: the last period), judged, sorted by series_code and contact_date.

    Args:
        daily: one row per series_code and contact_date, no period missing between a series' first and last; hourly,
            daily or weekly spacing is inferred. contact_count null: no data that period, so that it is neither judged
            nor learnt from. is_excluded, optional: the row is judged, but nothing is learnt from it (an explained
            event, a day of partial data). site_code, optional, one per series: null means all sites. Other columns
            are carried.
        holidays: dates, or a frame of holiday_date and site_code (null: everywhere); they and the days after them get
            their own expectation, one per site, once history holds one. A series of one site knows that site's alone.

    Returns:
        The columns of `daily`, and expected_count (null before enough history), lower_count and upper_count (95 %
        prediction interval, null likewise), p_value (a count as high as this or the last two or three as high together;
        never null, 1 where nothing can be judged), low_p_value (a count as low, alike), window_days (how many periods,
        this one the last, were the most unlikely together), q_value (over all series of one date), is_spike (q_value
        below `false_discovery_rate`). Each row is judged by earlier rows alone, and the same whatever `since` is.

    Raises:
        MissingPeriodError: a period is missing within a series.
        SpikeInputError: a column is missing, a count is negative, a row is doubled, or the spacing is irregular.
    """
    check_columns(daily)
    if daily.empty:
        return _with_results(daily.reset_index(drop=True), np.empty((0, len(JUDGED))), settings)
    grid = lay_out(daily)
    since_at = grid.periods[-1] if since is None else pd.Timestamp(since)
    first_scored = max(0, int(np.ceil((since_at - grid.periods[0]) / grid.spacing.step)))
    with threadpool_limits(1, user_api="blas"):  # the matrices are many and small: threads cost three times the time
        scores = _score_from(first_scored, grid, read_holidays(holidays), settings)
    kept = np.flatnonzero(grid.row_period >= first_scored)
    kept = kept[np.lexsort((grid.row_period[kept], grid.row_series[kept]))]
    judged = scores[grid.row_series[kept], grid.row_period[kept] - first_scored]
    return _with_results(daily.iloc[kept].reset_index(drop=True), judged, settings)


def _score_from(first_scored: int, grid: CountGrid, holidays: Holidays, settings: SpikeSettings) -> Array:
    """Return (series, periods from `first_scored` on, what is `JUDGED`)."""
    last = len(grid.periods)
    scores = np.empty((len(grid.counts), max(last - first_scored, 0), len(JUDGED)))
    scores[:] = NOT_JUDGED
    for start, end in refit_blocks(grid.periods[0], first_scored, last, grid.spacing):
        scores[:, start - first_scored : end - first_scored] = _score_block(grid, start, end, holidays, settings)
    return scores


def _score_block(grid: CountGrid, start: int, end: int, holidays: Holidays, settings: SpikeSettings) -> Array:
    """Return the same for the periods from `start` to `end`, which share one fit."""
    anchor = anchor_of(grid.periods[0], start, grid.spacing)
    result = np.empty((len(grid.counts), end - start, len(JUDGED)))
    result[:] = NOT_JUDGED
    is_judged = _has_enough_history(grid, start, end, settings)
    soon = _enough_periods(grid, settings) - grid.spacing.periods_between_refits  # may be judged before the next fit
    alive = np.flatnonzero(grid.is_learnt[:, :anchor].sum(axis=1) >= max(soon, 1))
    if anchor < max(settings.windows) or not is_judged.any():
        return result
    begin = max(0, anchor - grid.spacing.longest_history)
    part = (slice(None) if len(alive) == len(grid.counts) else alive, slice(begin, end))  # a slice copies nothing
    history = History(
        grid.counts[part],
        grid.is_learnt[part],
        grid.sites[part[0]],
        grid.periods[begin:end],
        grid.spacing,
        holidays,
        anchor - begin,
    )
    expectation = expect(history, max(settings.windows), settings.level)
    judged = _judge(expectation, start - begin, settings)
    judged[..., 3:] = np.where(grid.is_known[alive, start:end, None], judged[..., 3:], NOT_JUDGED[3:])
    result[alive] = np.where(is_judged[alive, :, None], judged, result[alive])
    return result


def _enough_periods(grid: CountGrid, settings: SpikeSettings) -> int:
    if grid.spacing.code == "weekly":
        return settings.minimum_weeks
    return int(settings.minimum_days * grid.spacing.periods_a_day)


def _has_enough_history(grid: CountGrid, start: int, end: int, settings: SpikeSettings) -> NDArray[np.bool_]:
    before = grid.is_learnt[:, :start].sum(axis=1, keepdims=True)
    within = grid.is_learnt[:, start:end]
    return before + np.cumsum(within, axis=1) - within >= _enough_periods(grid, settings)


def _judge(expectation: Expectation, start: int, settings: SpikeSettings) -> Array:
    """Return (series, periods from `start` on, what is `JUDGED`)."""
    dispersion = expectation.levels.dispersion[:, None]
    log_deviation = expectation.levels.dispersion_deviation[:, None]
    windows, shares = settings.lanes(expectation.history.spacing)
    sums = {window: expectation.of_window(window, start) for window in {1, *windows}}
    tails = {window: upper_tail(total, dispersion, log_deviation) for window, total in sums.items()}
    p_value, window = combine_lanes(np.stack([tails[window] for window in windows]), windows, shares)
    day = sums[1]
    lower, upper = interval(day.mean, day.relative_variance, dispersion, settings.interval_share)
    return np.stack([day.mean, lower, upper, p_value, 1 - tails[1], window], axis=-1)


def _with_results(rows: pd.DataFrame, judged: Array, settings: SpikeSettings) -> pd.DataFrame:
    results: dict[str, NDArray] = dict(zip(JUDGED, judged.T, strict=True))
    q_value = control_false_discoveries(results["p_value"], rows["contact_date"])
    results["window_days"] = results["window_days"].astype(np.int64)
    return rows.assign(**results, q_value=q_value, is_spike=q_value < settings.false_discovery_rate)
