"""Count regression: how high is a count on a day like this one?

A negative-binomial regression (log link) for many series at once. All series share one design of days, so that the
normal equations of every series come from a single matrix product. Past spikes are down-weighted by their Anscombe
residual (Farrington et al. 1996; Noufaily et al. 2013, Stat. Med. 32, "An improved algorithm for outbreak detection").
A Gaussian prior per coefficient keeps sparse series close to the pattern of all series.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SERIES_AT_ONCE = 512  # keeps the working arrays in the processor's cache
LARGEST_STEP = 1.0  # of a coefficient in one iteration; keeps sparse series from running away
LARGEST_LOG = 30.0
OUTLYING_RESIDUAL = 2.58


@dataclass(frozen=True)
class CountFit:
    """Coefficients (series, columns), covariance (series, columns, columns), dispersion and weights of days."""

    coefficients: Array
    covariance: Array
    dispersion: Array
    weights: Array


def fit_counts(
    counts: Array,
    observed: Array,
    design: Array,
    prior_mean: Array,
    prior_precision: Array,
    exposure: Array | None = None,
    iterations: int = 12,
) -> CountFit:
    """Return the fit of every series.

    Args:
        counts: (series, days); anything where `observed` is 0.
        observed: (series, days), 1 where there is a count, 0 where there is none.
        design: (days, columns), the first column constant.
        prior_mean, prior_precision: (series, columns).
        exposure: (series, days), multiplies the expected count; 1 when absent.
    """
    parts = []
    for start in range(0, len(counts), SERIES_AT_ONCE):
        part = slice(start, start + SERIES_AT_ONCE)
        scale = np.ones((1, counts.shape[1])) if exposure is None else exposure[part]
        parts.append(
            _fit_part(counts[part], observed[part], design, prior_mean[part], prior_precision[part], scale, iterations)
        )
    return CountFit(*(np.concatenate(field) for field in zip(*parts, strict=True)))


def _fit_part(
    counts: Array,
    observed: Array,
    design: Array,
    prior_mean: Array,
    prior_precision: Array,
    exposure: Array,
    iterations: int,
) -> tuple[Array, Array, Array, Array]:
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    diagonal = np.arange(design.shape[1])
    coefficients = prior_mean.copy()
    dispersion = np.full(len(counts), 0.05)
    weights = observed
    for iteration in range(iterations):
        mean = exposure * np.exp(np.clip(coefficients @ design.T, -LARGEST_LOG, LARGEST_LOG))
        if iteration >= 3:
            weights = observed * anscombe_weights(counts, mean, dispersion[:, None])
            dispersion = estimate_dispersion(counts, mean, weights, dispersion)
        scale = weights / (1 + dispersion[:, None] * mean)
        information = ((scale * mean) @ products).reshape(len(counts), *2 * design.shape[1:])
        information[:, diagonal, diagonal] += prior_precision
        gradient = (scale * (counts - mean)) @ design - prior_precision * (coefficients - prior_mean)
        step = np.linalg.solve(information, gradient[..., None])[..., 0]
        coefficients = coefficients + np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        if iteration > 4 and np.abs(step).max() < 1e-6:
            break
    return coefficients, np.linalg.inv(information).astype(float), dispersion, weights


def anscombe_weights(counts: Array, mean: Array, dispersion: Array) -> Array:
    """Return 1 for ordinary days, and less the further a count lies from its mean."""
    residual = (
        1.5 * (np.cbrt(counts) ** 2 - np.cbrt(mean) ** 2) / (np.cbrt(np.sqrt(mean)) * np.sqrt(1 + dispersion * mean))
    )
    return np.where(
        np.abs(residual) > OUTLYING_RESIDUAL, (OUTLYING_RESIDUAL / np.maximum(np.abs(residual), 1)) ** 2, 1.0
    )


def estimate_dispersion(counts: Array, mean: Array, weights: Array, start: Array) -> Array:
    """Return the dispersion of every series by moments, one step from `start`."""
    scale = 1 / (1 + start[:, None] * mean) ** 2
    excess = (weights * scale * ((counts - mean) ** 2 - mean)).sum(axis=1)
    return np.clip(excess / np.maximum((weights * scale * mean**2).sum(axis=1), 1e-9), 0.0, 5.0)
