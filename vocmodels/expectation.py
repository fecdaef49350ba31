"""Expectation: what would each series count in a period, or in a few, if nothing happened, and how sure is that?

The regression's expectation (count_regression.py), fitted on what lies before a guard window, times the local level
(local_level.py). For a sum over several periods the level is the one from before the first of them.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vocmodels.calendar_design import Column, Holidays, design_periods
from vocmodels.count_regression import CountFit, fit_counts
from vocmodels.local_level import LevelForecast, LevelHistory, LevelSettings, forecast_levels
from vocmodels.periods import Spacing

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

TREND_CARRIED = 0.5  # a damped trend (Gardner & McKenzie 1985); what is left of it, the level follows
FIXED = 1e6  # precision of a prior that leaves a coefficient where it is


@dataclass(frozen=True)
class History:
    """Counts (series, periods) and what explains them; the past that is learnt from ends before `anchor`."""

    counts: Array
    is_learnt: Flags
    sites: NDArray[np.str_]
    periods: pd.DatetimeIndex
    spacing: Spacing
    holidays: Holidays
    anchor: int


@dataclass(frozen=True)
class WindowForecast:
    """The sum over a window that ends at a period, (series, periods) each."""

    count: Array
    mean: Array
    relative_variance: Array  # of the mean; shared by the periods of the window
    evenness: Array  # 1 / n where n periods expect the same
    echo: Array  # (series, 1), by how much periods that resemble their neighbours widen the sum, 1 at least


@dataclass(frozen=True)
class Expectation:
    """The fitted regression and level, from `first` of the history's periods on."""

    history: History
    first: int
    guard: int  # periods before a window that its level does not know
    base: Array  # (series, periods from `first` on)
    effects: Array  # (periods from `first` on, columns), without the constant
    covariance: Array  # (series, columns, columns)
    levels: LevelForecast
    settings: LevelSettings

    def of_window(self, window: int, start: int) -> WindowForecast:
        """Return the forecast of the sum over `window` periods that ends in each of the periods from `start` on.

        Earlier periods of a window that must not be learnt from are left out of its sum.
        """
        counts, is_learnt = self.history.counts[:, self.first :], self.history.is_learnt[:, self.first :]
        begin, end = start - self.first, self.base.shape[1]
        count, base, squares = counts[:, begin:].copy(), self.base[:, begin:].copy(), self.base[:, begin:] ** 2
        effects = self.base[:, begin:, None] * self.effects[begin:]
        for ago in range(1, window):
            there = slice(begin - ago, end - ago)
            counted = is_learnt[:, there] * self.base[:, there]
            count += is_learnt[:, there] * counts[:, there]
            base += counted
            squares += counted**2
            effects += counted[:, :, None] * self.effects[there]
        effects /= base[:, :, None]
        level, level_variance = self.levels.hold(window - 1 + self.guard, self.settings)
        level, level_variance = level[:, -(end - begin) :], level_variance[:, -(end - begin) :]
        coefficient_variance = ((effects @ self.covariance) * effects).sum(axis=2)
        return WindowForecast(
            count, level * base, level_variance + coefficient_variance, squares / base**2, self._echo(window)
        )

    def _echo(self, window: int) -> Array:
        """Return the variance of a sum over that of independent periods."""
        lags = np.arange(1, min(window, 3))
        widening = 2 * self.levels.echo[:, : len(lags)] @ (1 - lags / window)
        return np.maximum(1 + widening, 1.0)[:, None]


def expect(history: History, longest_window: int, settings: LevelSettings) -> Expectation:
    """Return what is expected for windows that end at the history's anchor or later."""
    spacing, anchor = history.spacing, history.anchor
    guard = spacing.guard_periods if anchor >= 5 * spacing.guard_periods else longest_window - 1
    fitted = slice(0, anchor - guard)
    days = history.is_learnt[:, fitted].sum(axis=1) / spacing.periods_a_day
    design, columns = design_periods(
        history.periods, history.periods[anchor], history.holidays, spacing, years=days.max() / 365.25
    )
    in_history = np.abs(design[fitted]).sum(axis=0) > 0
    design = design[:, in_history]
    columns = [column for column, kept in zip(columns, in_history, strict=True) if kept]
    counts, is_learnt = history.counts[:, fitted], history.is_learnt[:, fitted]
    fit, spent = _fit(counts, is_learnt, design[fitted], columns, days, history.sites)
    inflation = 1 / (1 - np.minimum(spent / np.maximum(is_learnt.sum(axis=1), 1), 0.5))

    run = slice(max(0, anchor - settings.longest_run), len(history.periods))
    level_guard = min(spacing.level_guard, anchor // 10)
    first = anchor - level_guard - longest_window + 1
    design = design[run] * np.where([column.name == "trend" for column in columns], TREND_CARRIED, 1.0)
    base = np.exp(np.clip(fit.coefficients @ design.T, -30, 30))
    known = LevelHistory(
        history.counts[:, run],
        history.is_learnt[:, run],
        base,
        inflation,
        first - run.start,
        anchor - run.start,
    )
    levels = forecast_levels(known, fit.dispersion, settings)
    poisson = 1 / np.maximum(base[:, : anchor - run.start].mean(axis=1), 1e-9)
    underrated = (levels.dispersion + poisson) / (fit.dispersion + poisson)  # down-weighting hides part of the noise
    covariance = fit.covariance[:, 1:, 1:] * np.clip(underrated, 1, 3)[:, None, None]
    base, effects = base[:, first - run.start :], design[first - run.start :, 1:]
    return Expectation(history, first, level_guard, base, effects, covariance, levels, settings)


def _fit(
    counts: Array, is_learnt: Flags, design: Array, columns: list[Column], days: Array, sites: NDArray[np.str_]
) -> tuple[CountFit, Array]:
    """Return every series' fit, drawn towards the pattern that series share, and how many coefficients it spent."""
    precision = np.array([column.prior_deviation for column in columns]) ** -2.0
    mean_count = ((counts * is_learnt).sum(axis=1) + 0.5) / (is_learnt.sum(axis=1) + 1)
    shared = np.array([column.is_shared for column in columns])
    centre = np.where(shared, _shared_pattern(counts, is_learnt, mean_count, design, columns, sites), 0.0)
    centre[:, 0] = np.log(mean_count)
    too_young = days[:, None] < np.array([column.days_needed for column in columns])
    foreign = _is_foreign(sites, columns)
    centre = np.where(foreign, 0.0, centre)
    precisions = np.where(too_young | foreign, FIXED, precision)
    fit = fit_counts(counts, is_learnt, design, centre, precisions)
    known = 1 - np.einsum("spp->sp", fit.covariance)[:, 1:] * precisions[:, 1:]
    return fit, known.sum(axis=1)


def _is_foreign(sites: NDArray[np.str_], columns: list[Column]) -> Flags:
    """Return (series, columns): is the column about a site that the series is not of?"""
    of_column = np.array([column.site for column in columns])
    return (of_column != "") & (sites[:, None] != "") & (of_column != sites[:, None])


def _shared_pattern(
    counts: Array,
    is_learnt: Flags,
    mean_count: Array,
    design: Array,
    columns: list[Column],
    sites: NDArray[np.str_],
) -> Array:
    """Return (series, columns): what all series show together, and for a site's holidays what its own series show."""
    precision = np.array([[column.prior_deviation for column in columns]]) ** -2.0
    of_column = np.array([column.site for column in columns])

    def fit_sum(members: Flags, centre: Array) -> Array:
        total = (counts[members] * is_learnt[members]).sum(axis=0, keepdims=True)
        exposure = (mean_count[members] @ is_learnt[members])[None, :] + 1e-9
        return fit_counts(total, np.ones_like(total), design, centre, precision, exposure).coefficients

    together = fit_sum(np.ones(len(counts), dtype=bool), np.zeros_like(precision))
    pattern = together.repeat(len(counts), axis=0)
    for site in set(of_column) - {""}:
        members, own = sites == site, of_column == site
        if members.any():
            pattern[np.ix_(members, own)] = fit_sum(members, together)[:, own]
    return pattern
