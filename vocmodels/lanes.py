"""Lanes: is a run of days above what was expected, when no one day of it is?

Each lane judges the sum over the last one, two or three periods, and may spend a share of the error: the statistic
is the least of p / share over lanes. When nothing happens, the sums that end today are the positions of a random walk
after 1, 2, 3 steps, so that the chance that any lane is as unlikely follows from the normal walk, step by step. Counts of
few contacts depend more strongly on each other than that, which makes the answer cautious.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

LOG_RANGE = np.linspace(-80.0, 1.0, 244)  # of ln(p / share); below, the slope goes on
NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)  # of the integral over where the walk stands
LOWEST_DEVIATIONS = 8.0


def combine_lanes(p_values: Array, windows: tuple[int, ...], shares: tuple[float, ...]) -> tuple[Array, Array]:
    """Return a p-value that is uniform when nothing happens, and the window that was the most unlikely one.

    Args:
        p_values: (lanes, series, periods).
        windows, shares: (lanes,), periods and share of the error; shares need not sum to 1.
    """
    scaled = p_values / np.array(shares)[:, None, None]
    least = np.log(np.maximum(scaled.min(axis=0), 1e-300))
    table = _chance_of_any(windows, shares)
    inside = np.interp(least, LOG_RANGE, table)
    combined = np.exp(inside + np.minimum(least - LOG_RANGE[0], 0))
    return np.minimum(combined, 1.0), np.array(windows)[scaled.argmin(axis=0)]


@cache
def _chance_of_any(windows: tuple[int, ...], shares: tuple[float, ...]) -> Array:
    """Return ln P(any lane's p / share < a) over ln a in `LOG_RANGE`."""
    return np.log([min(_first_crossings(windows, shares, a), 1.0) for a in np.exp(LOG_RANGE)])


def _first_crossings(windows: tuple[int, ...], shares: tuple[float, ...], a: float) -> float:
    """Return the chance that the walk is above a lane's limit, summed over the first lane where it is."""
    place, density, reached, chance = np.zeros(1), np.ones(1), 0, 0.0
    for window, share in zip(windows, shares, strict=True):
        spread = np.sqrt(window - reached)
        limit = -special.ndtri(min(share * a, 1.0)) * np.sqrt(window)
        chance += float(density @ special.ndtr((place - limit) / spread))
        lowest = -LOWEST_DEVIATIONS * np.sqrt(window)
        if limit <= lowest:
            return 1.0
        following = lowest + (NODES + 1) / 2 * (limit - lowest)
        kernel = np.exp(-0.5 * ((following[:, None] - place) / spread) ** 2) / (spread * np.sqrt(2 * np.pi))
        density = kernel @ density * WEIGHTS * (limit - lowest) / 2
        place, reached = following, window
    return chance
