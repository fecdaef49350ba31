"""Level dispersion: how far do counts scatter about their level, and how well is that known?"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

PRIOR_INFORMATION, PRIOR_CENTRE, PRIOR_SPREAD = 4.0, 0.1, 0.02  # vague; they matter where series are few
LEAST_DISPERSION = 0.001
FINENESS = 100


def kept_mean(skewness: Array, limit: float) -> Array:
    """Return the mean that a standardised gamma of that skewness keeps when it is clipped at +-limit."""
    return _clipped_moments(limit)[0].take((skewness * FINENESS).astype(np.intp), mode="clip")


def kept_square(skewness: Array, limit: float) -> Array:
    """Return the mean square that it keeps."""
    return _clipped_moments(limit)[1].take((skewness * FINENESS).astype(np.intp), mode="clip")


@cache
def _clipped_moments(limit: float) -> tuple[Array, Array]:
    """Return both, tabulated by skewness from 0 to 8 in steps of 1 / `FINENESS`."""
    skewness = np.linspace(0.05, 8.0, 60)
    shape = 4 / skewness[:, None] ** 2
    places = (np.arange(500) + 0.5) / 500
    clipped = np.clip((special.gammaincinv(shape, places) - shape) / np.sqrt(shape), -limit, limit)
    middle = (np.arange(8 * FINENESS) + 0.5) / FINENESS
    return np.interp(middle, skewness, clipped.mean(axis=1)), np.interp(middle, skewness, (clipped**2).mean(axis=1))


def shrink_dispersion(estimate: Array, information: Array, mean: Array) -> tuple[Array, Array, Array]:
    """Return dispersions drawn towards what series of such a mean share, their log standard deviation, and the shared.

    What is shared is a + b / mean: counts whose variance is a multiple of their mean have a = 0. How far series differ
    from it, as a share of it, is by moments (DerSimonian & Laird 1986), with a vague prior where series are few.

    Args:
        estimate, information: (levels, series), by moments; an estimate may be negative.
        mean: (series,), the mean count.
    """
    information = np.maximum(information, 1e-6)
    shared = _fit_shared(estimate, information, 1 / np.maximum(mean, 1e-3))
    squares = (information * (estimate - shared) ** 2).sum(axis=1) - estimate.shape[1]
    size = (information * shared**2).sum(axis=1)
    between = (np.maximum(squares, 0) + PRIOR_INFORMATION * PRIOR_SPREAD) / (size + PRIOR_INFORMATION * PRIOR_CENTRE**2)
    prior = 1 / (between[:, None] * shared**2)
    shrunk = np.maximum((information * estimate + prior * shared) / (information + prior), LEAST_DISPERSION)
    deviation = np.sqrt(1 / (information + prior)) / np.maximum(np.minimum(shrunk, shared), 0.5 * shared)
    return shrunk, np.minimum(deviation, 1.0), shared


def _fit_shared(estimate: Array, information: Array, inverse_mean: Array) -> Array:
    """Return a + b / mean of every series, by weighted least squares with neither below 0."""
    ones = information.sum(axis=1) + PRIOR_INFORMATION
    cross = (information * inverse_mean).sum(axis=1)
    squares = (information * inverse_mean**2).sum(axis=1) + PRIOR_INFORMATION
    flat = (information * estimate).sum(axis=1) + PRIOR_INFORMATION * PRIOR_CENTRE
    steep = (information * estimate * inverse_mean).sum(axis=1)
    slope = (ones * steep - cross * flat) / (ones * squares - cross**2)
    slope = np.clip(slope, 0, np.maximum(steep / squares, 0))
    constant = np.maximum((flat - slope * cross) / ones, 0)
    return np.maximum(constant[:, None] + slope[:, None] * inverse_mean, LEAST_DISPERSION)
