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
Short = NDArray[np.float32]  # half the time; coefficients and what is solved for them stay in full

SERIES_AT_ONCE = 128  # keeps the working arrays in the processor's cache
LARGEST_STEP = 1.0  # of a coefficient in one iteration; keeps sparse series from running away
SMALLEST_STEP = 1e-4
LARGEST_LOG = 30.0
OUTLYING_RESIDUAL = 2.58


@dataclass(frozen=True)
class CountFit:
    """Coefficients (series, columns), covariance (series, columns, columns) and dispersion (series,)."""

    coefficients: Array
    covariance: Array
    dispersion: Array


def fit_counts(
    counts: Array,
    observed: Array | NDArray[np.bool_],
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
    observed: Array | NDArray[np.bool_],
    design: Array,
    prior_mean: Array,
    prior_precision: Array,
    exposure: Array,
    iterations: int,
) -> tuple[Array, Array, Array]:
    above = np.triu_indices(design.shape[1])
    days = design.astype(np.float32)
    products = days[:, above[0]] * days[:, above[1]]
    diagonal = np.arange(design.shape[1])
    information = np.empty((len(counts), design.shape[1], design.shape[1]))
    count, seen, exposed = counts.astype(np.float32), observed.astype(np.float32), exposure.astype(np.float32)
    powers = np.cbrt(count) ** 2
    coefficients = prior_mean.copy()
    dispersion = np.full(len(counts), 0.05, dtype=np.float32)
    weights = seen
    for iteration in range(iterations):
        mean = exposed * np.exp(np.clip(coefficients.astype(np.float32) @ days.T, -LARGEST_LOG, LARGEST_LOG))
        if iteration >= 3:
            weights = seen * anscombe_weights(powers, mean, dispersion[:, None])
            dispersion = estimate_dispersion(count, mean, weights, dispersion)
        scale = weights / (1 + dispersion[:, None] * mean)
        half = (scale * mean) @ products
        information[:, above[0], above[1]] = half
        information[:, above[1], above[0]] = half
        information[:, diagonal, diagonal] += prior_precision
        gradient = (scale * (count - mean)) @ days - prior_precision * (coefficients - prior_mean)
        step = np.linalg.solve(information, gradient[..., None])[..., 0]
        coefficients = coefficients + np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        if iteration > 4 and np.abs(step).max() < SMALLEST_STEP:
            break
    return coefficients, np.linalg.inv(information).astype(np.float64), dispersion.astype(np.float64)


def anscombe_weights(powers: Short, mean: Short, dispersion: Short) -> Short:
    """Return 1 for ordinary days, and less the further a count, given to the power of 2/3, lies from its mean."""
    sixth = np.exp(np.log(mean) / 6)  # several times faster than roots of the mean
    square = (1.5 * (powers - sixth**4) / sixth) ** 2 / (1 + dispersion * mean)
    return np.minimum(OUTLYING_RESIDUAL**2 / np.maximum(square, 1e-9), 1.0)


def estimate_dispersion(counts: Short, mean: Short, weights: Short, start: Short) -> Short:
    """Return the dispersion of every series by moments, one step from `start`."""
    scale = 1 / (1 + start[:, None] * mean) ** 2
    excess = (weights * scale * ((counts - mean) ** 2 - mean)).sum(axis=1)
    return np.clip(excess / np.maximum((weights * scale * mean**2).sum(axis=1), 1e-9), 0.0, 5.0)
