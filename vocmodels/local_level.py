"""Local level: how far has a series drifted from what its calendar says?

A discounted gamma level (Harvey & Fernandes 1989, "Time series models for count or qualitative observations"; West &
Harrison 1997) multiplies the regression's expectation. Several discounts run side by side; how much each counts is
learnt from how well it foretold the past of all series. Counts far out are clipped, so that a spike under way
does not become its own expectation.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LevelSettings:
    """How fast levels may move, and how much one outlying count may move them."""

    half_lives: tuple[float, ...] = (np.inf, 60.0, 25.0, 14.0, 8.0)  # periods
    anchor_information: float = 0.5  # keeps a long run of zeros from pulling the level to zero
    clip_deviations: float = 1.5
    trim_deviations: float = 2.0
    longest_run: int = 240  # periods
    unscored_run: int = 14  # periods at the start that are not yet judged
    least_dispersion: float = 0.001


@dataclass(frozen=True)
class LevelForecast:
    """One step ahead, per series and period: mean, relative variance of the mean, dispersion and its log deviation."""

    mean: Array
    mean_variance: Array
    dispersion: Array
    dispersion_deviation: Array


def forecast_levels(
    counts: Array,
    observed: Array,
    base: Array,
    dispersion: Array,
    inflation: Array,
    first_scored: int,
    settings: LevelSettings,
) -> LevelForecast:
    """Return the one-step-ahead forecast of every period from `first_scored` on, each from the periods before it.

    Args:
        counts, observed, base: (series, periods); base is the regression's expectation. What is learnt about
            dispersion and discounts comes from before `first_scored`.
        dispersion: (series,), the regression's, to start from.
        inflation: (series,), how much too small the fit made its residuals' variance.
    """
    start = max(0, first_scored - settings.longest_run)
    counts, observed, base = counts[:, start:], observed[:, start:], base[:, start:]
    first_scored -= start
    discounts = 0.5 ** (1 / np.array(settings.half_lives))[:, None]
    start_dispersion = np.maximum(np.broadcast_to(dispersion, (len(discounts), len(dispersion))), 0.02)
    past = slice(0, first_scored)
    learnt = start_dispersion
    for _ in range(2):
        run = _run(
            counts[:, past], observed[:, past], base[:, past], learnt, discounts, inflation, first_scored, settings
        )
        learnt, deviation = _shrink_dispersion(run.dispersion, run.dispersion_information, settings)
    second = _run(counts, observed, base, learnt, discounts, inflation, first_scored, settings)
    shares = _discount_shares(second.log_score)
    mean = np.einsum("ks,kst->st", shares, second.mean)
    spread = second.mean_variance + (second.mean / mean - 1) ** 2
    mixed = np.einsum("ks,ks->s", shares, learnt)
    between = np.einsum("ks,ks->s", shares, (learnt / mixed - 1) ** 2)
    within = np.einsum("ks,ks->s", shares, deviation**2)
    return LevelForecast(mean, np.einsum("ks,kst->st", shares, spread), mixed, np.sqrt(within + between))


@dataclass(frozen=True)
class _Run:
    mean: Array  # (discounts, series, scored periods)
    mean_variance: Array
    dispersion: Array  # (discounts, series), by moments, may be negative
    dispersion_information: Array
    log_score: Array


def _run(
    counts: Array,
    observed: Array,
    base: Array,
    dispersion: Array,
    discounts: Array,
    inflation: Array,
    first_scored: int,
    settings: LevelSettings,
) -> _Run:
    shape = (len(discounts), len(counts))
    weight = np.full(shape, settings.anchor_information)  # information x level
    information = np.full(shape, settings.anchor_information)
    moments, moment_weights, precision, log_score = (np.zeros(shape) for _ in range(4))
    scored = counts.shape[1] - first_scored
    means, variances = np.empty((*shape, scored)), np.empty((*shape, scored))
    age = np.zeros(len(counts))
    unscored = min(settings.unscored_run, first_scored // 4)
    usual = np.median(dispersion, axis=1, keepdims=True)
    anchor = settings.anchor_information
    grid, mean_kept, _ = _clipped_moments(settings.clip_deviations)
    _, _, spread_kept = _clipped_moments(settings.trim_deviations)
    for period in range(counts.shape[1]):
        count, seen, expected = counts[:, period], observed[:, period], base[:, period]
        weight, information = discounts * weight, discounts * information
        level = (weight + anchor) / (information + anchor)
        relative = 1 / (information + 2 * anchor)
        mean = expected * level
        total = dispersion * (1 + relative) + relative
        variance = mean * (1 + mean * total)
        deviation = np.sqrt(variance)
        skewness = (1 + 2 * total * mean) / deviation
        if period >= first_scored:
            means[:, :, period - first_scored] = mean
            variances[:, :, period - first_scored] = relative
        else:
            judged = seen * (age >= unscored)
            z = (count - mean) / deviation
            kept = np.minimum(z**2, settings.trim_deviations**2) / np.interp(skewness, grid, spread_kept)
            scale = judged * mean**2 / variance**2
            moments += scale * (kept * inflation * variance - mean - mean**2 * relative)
            moment_weights += scale * mean**2
            typical = mean * (1 + mean * usual)
            precision += judged * mean**4 / ((2 + 6 * usual) * typical**2 + typical)
            log_score -= judged * 0.5 * (np.log(variance) + np.minimum(z**2, settings.trim_deviations**2))
        clipped = np.clip(
            count, mean - settings.clip_deviations * deviation, mean + settings.clip_deviations * deviation
        ) - deviation * np.interp(skewness, grid, mean_kept)
        gained = seen * mean / (1 + dispersion * mean)
        weight = weight + gained * np.maximum(clipped, 0) / expected
        information = information + gained
        age += seen
    estimate = moments / np.maximum(moment_weights, 1e-9)
    return _Run(means, variances, estimate, precision, log_score)


@cache
def _clipped_moments(limit: float) -> tuple[Array, Array, Array]:
    """Return skewness, and the mean and mean square that a standardised gamma of it keeps when clipped at +-limit."""
    skewness = np.linspace(0.05, 8.0, 100)
    shape = 4 / skewness**2
    places = (np.arange(2000) + 0.5) / 2000
    z = (special.gammaincinv(shape[:, None], places) - shape[:, None]) / np.sqrt(shape[:, None])
    clipped = np.clip(z, -limit, limit)
    return skewness, clipped.mean(axis=1), (clipped**2).mean(axis=1)


def _shrink_dispersion(estimate: Array, information: Array, settings: LevelSettings) -> tuple[Array, Array]:
    """Return dispersions drawn towards what all series share, and their standard deviation on the log scale.

    The spread between series is by moments (DerSimonian & Laird 1986), with a vague prior where series are few.
    """
    information = np.maximum(information, 1e-6)
    prior_information, prior_centre, prior_spread = 4.0, 0.1, 0.02
    centre = ((information * estimate).sum(axis=1) + prior_information * prior_centre) / (
        information.sum(axis=1) + prior_information
    )
    centre = np.maximum(centre, settings.least_dispersion)[:, None]
    squares = (information * (estimate - centre) ** 2).sum(axis=1) - estimate.shape[1]
    size = information.sum(axis=1) - (information**2).sum(axis=1) / information.sum(axis=1)
    between = (np.maximum(squares, 0) + prior_information * prior_spread) / (np.maximum(size, 0) + prior_information)
    prior = 1 / between[:, None]
    shrunk = np.maximum((information * estimate + prior * centre) / (information + prior), settings.least_dispersion)
    deviation = np.sqrt(1 / (information + prior)) / np.maximum(np.minimum(shrunk, centre), 0.5 * centre)
    return shrunk, np.minimum(deviation, 1.0)


def _discount_shares(log_score: Array) -> Array:
    """Return how much each discount counts for each series: its likelihood, with a prior learnt from all series."""
    likelihood = np.exp(log_score - log_score.max(axis=0))
    prior = np.full((len(log_score), 1), 1 / len(log_score))
    for _ in range(20):
        shares = likelihood * prior
        shares = shares / shares.sum(axis=0)
        prior = (shares.sum(axis=1, keepdims=True) + 1) / (shares.shape[1] + len(log_score))
    return shares
