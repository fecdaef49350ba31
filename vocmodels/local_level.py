"""Local level: how far has a series drifted from what its calendar says?

A discounted gamma level (Harvey & Fernandes 1989, "Time series models for count or qualitative observations"; West &
Harrison 1997) multiplies the regression's expectation. Several discounts run side by side; how much each counts is
learnt from how well it foretold the past of all series. Counts far out are clipped, so that a spike under way
does not become its own expectation; what neighbouring periods have in common beyond the level is learnt beside it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocmodels.level_dispersion import kept_mean, kept_square, shrink_dispersion

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

ECHO_PERIODS = 120  # as much as this many periods does what is shared count
SERIES_AT_ONCE = 1024  # keeps the working arrays in the processor's cache


@dataclass(frozen=True)
class LevelSettings:
    """How fast levels may move, and how much one outlying count may move them."""

    half_lives: tuple[float, ...] = (np.inf, 60.0, 25.0, 14.0, 8.0)  # periods
    anchor_information: float = 0.5  # keeps a long run of zeros from pulling the level to zero
    clip_deviations: float = 1.5
    trim_deviations: float = 2.0
    echo_deviations: float = 1.0  # past spikes shall not pass for a habit of bursting
    longest_run: int = 240  # periods
    unscored_run: int = 14  # periods at the start that are not yet judged


@dataclass(frozen=True)
class LevelForecast:
    """What is known of the level before each period: the discounts side by side, and how much each counts."""

    level: Array  # (discounts, series, periods), times the regression's expectation
    information: Array  # (discounts, series, periods)
    shares: Array  # (discounts, series)
    dispersion: Array  # (series,)
    dispersion_deviation: Array  # (series,), of its logarithm
    echo: Array  # (series, lags 1 and 2), correlation of what the level leaves unexplained

    def hold(self, ahead: int, settings: LevelSettings) -> tuple[Array, Array]:
        """Return the level that was known `ahead` periods before each period, and its relative variance by then."""
        stop = self.level.shape[2] - ahead
        faded = _discounts(settings)[:, :, None] ** ahead * self.information[:, :, :stop]
        level = np.einsum("ks,kst->st", self.shares, self.level[:, :, :stop])
        spread = 1 / (faded + 2 * settings.anchor_information) + (self.level[:, :, :stop] / level - 1) ** 2
        return level, np.einsum("ks,kst->st", self.shares, spread)


@dataclass(frozen=True)
class LevelHistory:
    """What levels are learnt from: counts (series, periods) beside what the regression expects of them."""

    counts: Array
    is_learnt: Flags
    base: Array
    inflation: Array  # (series,), how much too small the fit made its residuals' variance
    first_forecast: int  # levels are wanted from here on, each from the periods before it
    first_scored: int  # dispersion and discounts are learnt from the periods before this one

    def of_part(self, part: slice) -> "LevelHistory":
        """Return some of the series, periods first, which is the order that a run takes them in."""
        by_period = (self.counts[part].T.copy(), self.is_learnt[part].T.astype(float), self.base[part].T.copy())
        return LevelHistory(*by_period, self.inflation[part], self.first_forecast, self.first_scored)


def forecast_levels(history: LevelHistory, dispersion: Array, settings: LevelSettings) -> LevelForecast:
    """Return what is known of every level; `dispersion` (series,) is the regression's, to start from."""
    past = history.is_learnt[:, : history.first_scored]
    known = past.sum(axis=1)
    mean = (history.base[:, : history.first_scored] * past).sum(axis=1) / np.maximum(known, 1)
    learnt = np.maximum(np.broadcast_to(dispersion, (len(settings.half_lives), len(dispersion))), 0.02)
    shared = np.median(learnt, axis=1, keepdims=True).repeat(learnt.shape[1], axis=1)
    for _ in range(2):
        run = _run(history, learnt, shared, settings)
        learnt, deviation, shared = shrink_dispersion(run.dispersion, run.dispersion_information, mean)
    shares = _discount_shares(run.log_score)
    mixed = np.einsum("ks,ks->s", shares, learnt)
    between = np.einsum("ks,ks->s", shares, (learnt / mixed - 1) ** 2)
    within = np.einsum("ks,ks->s", shares, deviation**2)
    echo = _shrink_echo(np.einsum("ks,ksl->sl", shares, run.echo), known)
    return LevelForecast(run.level, run.information, shares, mixed, np.sqrt(within + between), echo)


@dataclass(frozen=True)
class _Run:
    """What one pass over all periods leaves: (discounts, series) each, and periods from the first forecast on."""

    level: Array
    information: Array
    dispersion: Array  # by moments, may be negative
    dispersion_information: Array
    log_score: Array
    echo: Array  # (discounts, series, lags 1 and 2)


def _discounts(settings: LevelSettings) -> Array:
    return (0.5 ** (1 / np.array(settings.half_lives)))[:, None]


def _run(history: LevelHistory, dispersion: Array, usual: Array, settings: LevelSettings) -> _Run:
    parts = []
    for start in range(0, len(history.counts), SERIES_AT_ONCE):
        part = slice(start, start + SERIES_AT_ONCE)
        parts.append(_run_part(history.of_part(part), dispersion[:, part], usual[:, part], settings))
    return _Run(*(np.concatenate(field, axis=1) for field in zip(*parts, strict=True)))


def _run_part(history: LevelHistory, dispersion: Array, usual: Array, settings: LevelSettings) -> tuple[Array, ...]:
    counts, learnt, base = history.counts, history.is_learnt, history.base
    first_forecast, first_scored = history.first_forecast, history.first_scored
    discounts, anchor = _discounts(settings), settings.anchor_information
    shape = dispersion.shape
    weight, information = np.full(shape, anchor), np.full(shape, anchor)  # weight = information x level
    moments, moment_weights, precision, log_score = (np.zeros(shape) for _ in range(4))
    forecasts = len(counts) - first_forecast
    levels, informations = np.empty((*shape, forecasts)), np.empty((*shape, forecasts))
    products, squares = np.zeros((2, *shape)), np.full(shape, 1e-9)
    before = np.zeros((2, *shape))  # what was left unexplained one and two periods ago
    age = np.zeros(shape[1])
    unscored = min(settings.unscored_run, first_scored // 4)
    for period, (count, seen, expected) in enumerate(zip(counts, learnt, base, strict=True)):
        weight, information = discounts * weight, discounts * information
        level = (weight + anchor) / (information + anchor)
        relative = 1 / (information + 2 * anchor)
        mean = expected * level
        total = dispersion * (1 + relative) + relative
        variance = mean * (1 + mean * total)
        deviation = np.sqrt(variance)
        skewness = (1 + 2 * total * mean) / deviation
        if period >= first_forecast:
            levels[:, :, period - first_forecast] = level
            informations[:, :, period - first_forecast] = information
        if period < first_scored:
            judged = seen * (age >= unscored)
            z = (count - mean) / deviation
            square = np.minimum(z**2, settings.trim_deviations**2)
            kept = square / kept_square(skewness, settings.trim_deviations)
            scale = judged * mean**2 / variance**2
            moments += scale * (kept * history.inflation * variance - mean - mean**2 * relative)
            moment_weights += scale * mean**2
            typical = mean * (1 + mean * usual)
            precision += judged * mean**4 / ((2 + 6 * usual) * typical**2 + typical)
            log_score -= judged * 0.5 * (np.log(variance) + square)
            left = judged * np.clip(z, -settings.echo_deviations, settings.echo_deviations)
            products += left * before
            squares += left**2
            before = np.stack([left, before[0]])
        reach = settings.clip_deviations * deviation
        clipped = np.clip(count, mean - reach, mean + reach) - deviation * kept_mean(skewness, settings.clip_deviations)
        gained = seen * mean / (1 + dispersion * mean)
        weight = weight + gained * np.maximum(clipped, 0) / expected
        information = information + gained
        age += seen
    echo = np.moveaxis(products / squares, 0, -1)
    return levels, informations, moments / np.maximum(moment_weights, 1e-9), precision, log_score, echo


def _shrink_echo(echo: Array, periods: Array) -> Array:
    """Return correlations (series, lags) drawn towards what all series share, where a series is short."""
    known = periods[:, None]
    shared = (known * echo).sum(axis=0) / (known.sum(axis=0) + ECHO_PERIODS)
    return (known * echo + ECHO_PERIODS * shared) / (known + ECHO_PERIODS)


def _discount_shares(log_score: Array) -> Array:
    """Return how much each discount counts for each series: its likelihood, with a prior learnt from all series."""
    likelihood = np.exp(log_score - log_score.max(axis=0))
    prior = np.full((len(log_score), 1), 1 / len(log_score))
    for _ in range(20):
        shares = likelihood * prior
        shares = shares / shares.sum(axis=0)
        prior = (shares.sum(axis=1, keepdims=True) + 1) / (shares.shape[1] + len(log_score))
    return shares
