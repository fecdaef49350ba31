"""Spikes: on which days is a series far above what was expected?

What to expect comes from a batched negative-binomial regression over all series (count_regression.py, in the manner
of Farrington et al. 1996 and Noufaily et al. 2013, "An improved algorithm for outbreak detection in multiple
surveillance systems", Stat. Med. 32), whose coefficients are refitted weekly from before a guard window, times a
local level that is renewed every period (local_level.py). The p-value is the negative binomial's upper tail (mid-p),
with the uncertainty of coefficients, level and dispersion in it; false discoveries are controlled over all series of
one date (Benjamini & Hochberg 1995).

By length of a series' history: under 14 days (8 weeks of weekly counts) no judgement (p = 1, expected null); from 14
days the level, and the day of week that all series share, drawn towards the series' own; from 56 days a slow trend;
from 712 days (about 2 years) the season of the year. All holidays share one effect, and so do the days after; they
count once one lies in the history. Sparse series stay close to what all series share. Assumed: days are independent
given their level, and overdispersion is constant in time: a series that bursts as a habit is reported more often
than stated. A call with few series and little history knows dispersion poorly. Measured rates: python -m
tests.benchmarks.spikes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from vocmodels.calendar_design import design_periods
from vocmodels.count_regression import CountFit, fit_counts
from vocmodels.local_level import LevelForecast, LevelSettings, forecast_levels
from vocmodels.periods import (
    MissingPeriodError,
    Spacing,
    SpikeInputError,
    anchor_of,
    check_columns,
    check_rows,
    infer_spacing,
    refit_blocks,
)

__all__ = ["MissingPeriodError", "SpikeInputError", "SpikeSettings", "mid_p", "score_days"]

Array = NDArray[np.float64]

RESULT_COLUMNS = {
    "expected_count": "float64",
    "lower_count": "float64",
    "upper_count": "float64",
    "p_value": "float64",
    "q_value": "float64",
    "is_spike": "bool",
}


@dataclass(frozen=True)
class SpikeSettings:
    """When a day is reported, and how much history a judgement needs."""

    false_discovery_rate: float = 0.1  # q below this is a spike
    interval_share: float = 0.95  # of days without an event that lie from lower_count to upper_count
    minimum_days: int = 14  # of observed history; 8 weeks where the spacing is weekly
    minimum_weeks: int = 8
    level: LevelSettings = field(default_factory=LevelSettings)


def score_days(
    daily: pd.DataFrame,
    since: date | datetime | str | None = None,
    holidays: Iterable[date] | None = None,
    settings: SpikeSettings = SpikeSettings(),
) -> pd.DataFrame:
    """Return the rows from `since` on (default: the last period), judged, sorted by series_code and contact_date.

    Args:
        daily: one row per series_code and contact_date, no period missing between a series' first and last; hourly,
            daily or weekly spacing is inferred. contact_count null: no data that period. Other columns are carried.
        holidays: dates; they and the days after them get their own expectation once history holds one.

    Returns:
        The columns of `daily`, and expected_count (null before enough history), lower_count and upper_count (95 %
        prediction interval, null likewise), p_value (never null; 1 where nothing can be judged), q_value (over all
        series of one date), is_spike (q_value below `false_discovery_rate`). Each row is judged by
        earlier rows alone, and the same whatever `since` is.

    Raises:
        MissingPeriodError: a period is missing within a series.
        SpikeInputError: a column is missing, a count is negative, a row is doubled, or the spacing is irregular.
    """
    check_columns(daily)
    rows = daily.assign(_period=pd.to_datetime(daily["contact_date"]))
    rows = rows.sort_values(["series_code", "_period"], ignore_index=True)
    if rows.empty:
        return _with_results(rows, np.empty((0, 5))).drop(columns="_period")
    spacing = infer_spacing(pd.DatetimeIndex(rows["_period"].unique()).sort_values())
    check_rows(rows, spacing)
    first = rows["_period"].min()
    period = ((rows["_period"] - first) // spacing.step).to_numpy()
    series = pd.factorize(rows["series_code"])[0]
    shape = (int(series.max()) + 1, int(period.max()) + 1)
    counts = np.full(shape, np.nan)
    counts[series, period] = rows["contact_count"].to_numpy(dtype=float, na_value=np.nan)
    since_at = rows["_period"].max() if since is None else pd.Timestamp(since)
    first_scored = max(0, int(np.ceil((since_at - first) / spacing.step)))
    holiday_dates = frozenset(pd.Timestamp(day).normalize() for day in (() if holidays is None else holidays))

    scores = np.full((*shape, 5), np.nan)  # expected, lower, upper, p, q
    scores[:, :, 3:] = 1.0
    for start, end in refit_blocks(first, first_scored, shape[1], spacing):
        scores[:, start:end, :4] = _score_block(counts[:, :end], start, first, holiday_dates, spacing, settings)
    kept = period >= first_scored
    judged = scores[series[kept], period[kept]]
    judged[:, 4] = _q_values(judged[:, 3], period[kept])
    return _with_results(rows[kept].reset_index(drop=True), judged, settings).drop(columns="_period")


def _score_block(
    counts: Array,
    start: int,
    first: pd.Timestamp,
    holidays: frozenset[pd.Timestamp],
    spacing: Spacing,
    settings: SpikeSettings,
) -> Array:
    """Return (series, periods from `start` on, 4): expected, lower, upper, p."""
    anchor = anchor_of(first, start, spacing)
    begin = max(0, anchor - spacing.longest_history)
    result = np.full((len(counts), counts.shape[1] - start, 4), np.nan)
    result[:, :, 3] = 1.0
    observed = ~np.isnan(counts)
    enough = settings.minimum_weeks if spacing.code == "weekly" else settings.minimum_days * spacing.periods_a_day
    is_judged = np.cumsum(observed, axis=1)[:, start:] - observed[:, start:] >= enough
    alive = np.flatnonzero(is_judged.any(axis=1))
    if anchor == 0 or not len(alive):
        return result
    values = np.nan_to_num(counts[alive, begin:])
    seen = observed[alive, begin:].astype(float)
    periods = first + spacing.step * np.arange(begin, counts.shape[1])
    forecast, coefficient_variance = _forecast(
        values, seen, pd.DatetimeIndex(periods), anchor - begin, holidays, spacing, settings
    )
    judged = _tail(values[:, start - begin :], forecast, coefficient_variance, start - anchor, settings)
    known = (seen[:, start - begin :] > 0)[..., None]
    judged = np.where(known | (np.arange(4) < 3), judged, 1.0)
    result[alive] = np.where(is_judged[alive][..., None], judged, result[alive])
    return result


def _forecast(
    values: Array,
    seen: Array,
    periods: pd.DatetimeIndex,
    anchor: int,
    holidays: frozenset[pd.Timestamp],
    spacing: Spacing,
    settings: SpikeSettings,
) -> tuple[LevelForecast, Array]:
    """Return the forecast from `anchor` on, and the relative variance (series, periods) that coefficients add to it."""
    fitted = anchor - spacing.guard_periods if anchor >= 5 * spacing.guard_periods else anchor
    days = seen[:, :fitted].sum(axis=1) / spacing.periods_a_day
    design, columns = design_periods(periods, periods[anchor], holidays, spacing, years=days.max() / 365.25)
    in_history = np.abs(design[:fitted]).sum(axis=0) > 0
    design = design[:, in_history]
    columns = [column for column, kept in zip(columns, in_history, strict=True) if kept]
    fit, spent = _fit(values[:, :fitted], seen[:, :fitted], design[:fitted], columns, days)
    size = seen[:, :fitted].sum(axis=1)
    inflation = 1 / (1 - np.minimum(spent / np.maximum(size, 1), 0.5))
    base = np.exp(np.clip(fit.coefficients @ design.T, -30, 30))
    effects = design[anchor:, 1:]
    variance = np.einsum("tp,spq,tq->st", effects, fit.covariance[:, 1:, 1:], effects)
    forecast = forecast_levels(values, seen, base, fit.dispersion, inflation, anchor, settings.level)
    poisson = 1 / np.maximum(base[:, :anchor].mean(axis=1), 1e-9)
    underrated = (forecast.dispersion + poisson) / (fit.dispersion + poisson)  # down-weighting hides part of the noise
    return forecast, variance * np.clip(underrated, 1, 3)[:, None]


def _fit(values: Array, seen: Array, design: Array, columns: list, days: Array) -> tuple[CountFit, Array]:
    """Return every series' fit, drawn towards the pattern that all series show, and how many coefficients it spent."""
    mean_count = ((values * seen).sum(axis=1) + 0.5) / (seen.sum(axis=1) + 1)
    shared = np.array([column.is_shared for column in columns])
    precision = np.array([column.prior_deviation for column in columns]) ** -2.0
    together = fit_counts(
        (values * seen).sum(axis=0, keepdims=True),
        np.ones((1, len(design))),
        design,
        np.zeros((1, len(columns))),
        precision[None, :],
        exposure=(mean_count @ seen)[None, :] + 1e-9,
    )
    centre = np.where(shared, together.coefficients, 0.0).repeat(len(values), axis=0)
    centre[:, 0] = np.log(mean_count)
    too_young = days[:, None] < np.array([column.days_needed for column in columns])
    precisions = np.where(too_young, 1e6, precision)
    fit = fit_counts(values, seen, design, centre, precisions)
    known = 1 - np.einsum("spp->sp", fit.covariance)[:, 1:] * precisions[:, 1:]
    return fit, known.sum(axis=1)


def _tail(values: Array, forecast: LevelForecast, variance: Array, skipped: int, settings: SpikeSettings) -> Array:
    """Return (series, periods, 4): expected, lower, upper and the upper tail's mid-p, averaged over the dispersion."""
    mean = forecast.mean[:, skipped:]
    relative = forecast.mean_variance[:, skipped:] + variance[:, skipped:]
    tail = np.zeros_like(mean)
    for node, share in ((-np.sqrt(3), 1 / 6), (0.0, 2 / 3), (np.sqrt(3), 1 / 6)):  # Gauss-Hermite, three points
        dispersion = forecast.dispersion * np.exp(node * forecast.dispersion_deviation)
        total = dispersion[:, None] * (1 + relative) + relative
        tail += share * mid_p(values, mean, total)
    size = 1 / (forecast.dispersion[:, None] * (1 + relative) + relative)
    outside = (1 - settings.interval_share) / 2
    lower = stats.nbinom.ppf(outside, size, size / (size + mean))
    upper = stats.nbinom.ppf(1 - outside, size, size / (size + mean))
    return np.stack([mean, lower, upper, tail], axis=-1)


def mid_p(count: Array, mean: Array, dispersion: Array) -> Array:
    """Return P(X > count) + P(X = count) / 2 of a negative binomial with variance mean + dispersion mean^2."""
    size = 1 / dispersion
    failure = mean / (size + mean)
    at_least = np.where(count > 0, special.betainc(np.maximum(count, 1), size, failure), 1.0)
    return 0.5 * (at_least + special.betainc(count + 1, size, failure))


def _q_values(p_values: Array, period: NDArray[np.int64]) -> Array:
    """Return Benjamini-Hochberg q-values; the family of a row is all rows of its period."""
    q_values = np.ones(len(p_values))
    order = np.lexsort((p_values, period))
    edges = np.flatnonzero(np.diff(period[order])) + 1
    for family in np.split(order, edges):
        if len(family):
            raw = p_values[family] * len(family) / np.arange(1, len(family) + 1)
            q_values[family] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return q_values


def _with_results(rows: pd.DataFrame, judged: Array, settings: SpikeSettings = SpikeSettings()) -> pd.DataFrame:
    results = dict(zip(list(RESULT_COLUMNS)[:5], judged.T, strict=True))
    is_spike = results["q_value"] < settings.false_discovery_rate
    return rows.assign(**results, is_spike=is_spike)
