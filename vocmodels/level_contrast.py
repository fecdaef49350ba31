"""Level contrast: is the level of the last weeks another than that of the weeks before?

The counts of a window of weeks against those of a reference before it, as a generalised likelihood ratio chart sees them
(Hoehle & Paul 2008, "Count data regression charts for the monitoring of surveillance time series"), with a predictive
negative-binomial tail instead of an asymptotic one. How far a level moves from week to week when nothing happens comes
from the same contrast in the past of the series, and of all series.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from vocmodels.calendar_design import design_periods
from vocmodels.count_regression import fit_counts
from vocmodels.count_tails import mid_p
from vocmodels.lanes import combine_lanes
from vocmodels.level_dispersion import LEAST_DISPERSION, shrink_dispersion
from vocmodels.periods import SPACINGS

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Days = NDArray[np.int64]

WEEKLY = next(spacing for spacing in SPACINGS if spacing.code == "weekly")
EXACT_FROM = 1.5  # deviations
LARGEST_SQUARE, SQUARE_KEPT = 4.0, 0.7737  # of a normal deviate; what is left of its mean square under that limit


@dataclass(frozen=True)
class ContrastSettings:
    """Which weeks are compared, and how much of them has to be known."""

    window_weeks: tuple[int, ...] = (2, 4, 8)
    reference_days: int = 126
    known_share: float = 0.5  # of the days of a window
    known_days: int = 42  # of the reference
    reference_count: int = 20  # contacts in the reference; fewer are no level to rise or fall from
    growth_days: int = 365  # of history, from which growth is known; the season from two years on
    shared_contacts: float = 50.0  # as much as the weekdays of all series count for those of one


@dataclass(frozen=True)
class Sums:
    """Running sums (series, days + 1) of what is learnt from: contacts, usual contacts and days."""

    counts: Array
    exposure: Array
    days: Array

    def over(self, start: Days, end: Days) -> tuple[Array, Array, Array]:
        return tuple(total[:, end] - total[:, start] for total in (self.counts, self.exposure, self.days))  # type: ignore[return-value]


@dataclass(frozen=True)
class Contrast:
    """A window against its reference (series, days): the count, what was to be expected, and its relative variance."""

    count: Array
    mean: Array
    relative_variance: Array  # of the reference's level
    is_known: Flags


def calendar_exposure(
    counts: Array, is_learnt: Flags, periods: pd.DatetimeIndex, anchor: int, settings: ContrastSettings
) -> Array:
    """Return what each day is usual to bring, relative to the series' level (series, days), as known before `anchor`."""
    past = slice(0, anchor)
    weekday = periods.day_of_week.to_numpy()
    is_weekday = (weekday[past, None] == np.arange(7)).astype(float)
    contacts, days = (counts * is_learnt)[:, past] @ is_weekday, is_learnt[:, past].astype(float) @ is_weekday
    rate = contacts.sum(axis=1, keepdims=True) / np.maximum(days.sum(axis=1, keepdims=True), 1)
    shared = contacts.sum(axis=0) / np.maximum((rate * days).sum(axis=0), 1e-9)
    factors = (contacts + settings.shared_contacts * shared / 7) / (rate * days + settings.shared_contacts / 7)
    exposure = factors[:, weekday]
    if anchor < settings.growth_days:
        return exposure
    return exposure * _slow_course(counts, is_learnt, exposure, periods, anchor)


def _slow_course(counts: Array, is_learnt: Flags, exposure: Array, periods: pd.DatetimeIndex, anchor: int) -> Array:
    """Return growth and, from two years on, season (series, days), fitted on weeks and drawn towards all series'."""
    weeks = np.arange(anchor // 7) * 7 + anchor % 7
    count = np.add.reduceat(counts[:, :anchor] * is_learnt[:, :anchor], weeks, axis=1)
    usual = np.add.reduceat(exposure[:, :anchor] * is_learnt[:, :anchor], weeks, axis=1)
    design, columns = design_periods(periods, periods[anchor - 1], {}, WEEKLY, anchor / 365.25)
    at_weeks, observed = design[weeks + 3], (usual > 0).astype(float)
    precision = np.array([[column.prior_deviation for column in columns]]) ** -2.0
    rate = count.sum(axis=1, keepdims=True) / np.maximum(usual.sum(axis=1, keepdims=True), 1e-9)
    total = (rate * usual).sum(axis=0, keepdims=True) + 1e-9
    together = fit_counts(
        count.sum(axis=0, keepdims=True), np.ones_like(total), at_weeks, np.zeros_like(precision), precision, total
    ).coefficients
    centre = np.repeat(together, len(count), axis=0)
    centre[:, 0] = np.log(rate[:, 0] + 1e-9)
    own = fit_counts(count, observed, at_weeks, centre, np.repeat(4 * precision, len(count), axis=0), usual + 1e-9)
    return np.exp(np.clip(own.coefficients[:, 1:] @ design[:, 1:].T, -3, 3))


def running_sums(counts: Array, is_learnt: Flags, exposure: Array) -> Sums:
    def run(values: Array) -> Array:
        return np.cumsum(np.pad(values * is_learnt, ((0, 0), (1, 0))), axis=1)

    return Sums(run(counts), run(exposure), run(np.ones_like(counts)))


def contrast(sums: Sums, ends: Days, weeks: int, settings: ContrastSettings) -> Contrast:
    """Return the window of so many weeks before each of `ends` (days after the window) against its reference."""
    begins = np.maximum(ends - 7 * weeks, 0)
    count, usual, days = sums.over(begins, ends)
    before, usual_before, days_before = sums.over(np.maximum(begins - settings.reference_days, 0), begins)
    is_known = (
        (days >= 7 * weeks * settings.known_share)
        & (days_before >= settings.known_days)
        & (before >= settings.reference_count)
        & (usual > 0)
        & (usual_before > 0)
    )
    mean = usual * (before + 0.5) / np.maximum(usual_before, 1e-9)
    return Contrast(count, np.maximum(mean, 1e-9), 1 / (before + 0.5), is_known)


def usual_movement(sums: Sums, anchor: int, weeks: int, settings: ContrastSettings) -> Array:
    """Return (series,) the relative variance that such a contrast shows beyond chance, from windows before `anchor`.

    Moments of trimmed squares, so that a change of the past does not hide the next; windows overlap, and count for less.
    """
    ends = np.arange(anchor - 7 * weeks, 0, -7, dtype=np.int64)
    usual = 7 * weeks * sums.counts[:, anchor] / np.maximum(sums.days[:, anchor], 1)
    past = contrast(sums, ends, weeks, settings)
    movement = np.full((len(past.count), 1), 0.02)
    for _ in range(3):
        total = movement + past.relative_variance
        variance = past.mean * (1 + past.mean * total)
        square = np.minimum((past.count - past.mean) ** 2 / variance, LARGEST_SQUARE) / SQUARE_KEPT
        weight = past.is_known * past.mean**4 / (2 * variance**2) / weeks
        surplus = (square * variance - past.mean - past.mean**2 * past.relative_variance) / past.mean**2
        information = weight.sum(axis=1)
        estimate = (weight * surplus).sum(axis=1) / np.maximum(information, 1e-9)
        shrunk, *_ = shrink_dispersion(estimate[None, :], information[None, :], usual)
        movement = np.maximum(shrunk.T, LEAST_DISPERSION)
    return movement[:, 0]


def judge_levels(sums: Sums, ends: Days, movements: list[Array], settings: ContrastSettings) -> tuple[Array, Array]:
    """Return the chance of a level as high, and of one as low (series, days), over all windows; 1 where unknown."""
    up, down = [], []
    for weeks, movement in zip(settings.window_weeks, movements, strict=True):
        found = contrast(sums, ends, weeks, settings)
        upper, lower = _tails(found, movement)
        up.append(upper)
        down.append(lower)
    shares = (1 / len(up),) * len(up)
    return tuple(combine_lanes(np.stack(tails), settings.window_weeks, shares)[0] for tails in (up, down))  # type: ignore[return-value]


def _tails(found: Contrast, movement: Array) -> tuple[Array, Array]:
    """Return both tails; a half where the count lies near what was expected, where no exact one is needed."""
    dispersion = movement[:, None] + found.relative_variance
    distance = (found.count - found.mean) / np.sqrt(found.mean * (1 + dispersion * found.mean))
    upper = np.where(found.is_known, 0.5, 1.0)
    lower = upper.copy()
    for tail, is_far, chance in (
        (upper, found.is_known & (distance > EXACT_FROM), mid_p),
        (lower, found.is_known & (distance < -EXACT_FROM), lower_mid_p),
    ):
        tail[is_far] = chance(found.count[is_far], found.mean[is_far], dispersion[is_far])
    return upper, lower


def lower_mid_p(count: Array, mean: Array, dispersion: Array) -> Array:
    """Return P(X < count) + P(X = count) / 2 of a negative binomial, exact where it is tiny."""
    size = 1 / dispersion
    success = size / (size + mean)
    up_to = special.betainc(size, count + 1, success)
    below = np.where(count > 0, special.betainc(size, np.maximum(count, 1), success), 0.0)
    return 0.5 * (up_to + below)
