"""Count tails: how unlikely is a count as high, or as low, as this one?"""

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from vocmodels.expectation import WindowForecast

Array = NDArray[np.float64]

DISPERSION_NODES = ((-np.sqrt(3), 1 / 6), (0.0, 2 / 3), (np.sqrt(3), 1 / 6))  # Gauss-Hermite, three points


def mid_p(count: Array, mean: Array, dispersion: Array) -> Array:
    """Return P(X > count) + P(X = count) / 2 of a negative binomial with variance mean + dispersion mean^2."""
    size = 1 / dispersion
    failure = mean / (size + mean)
    at_least = np.where(count > 0, special.betainc(np.maximum(count, 1), size, failure), 1.0)
    return 0.5 * (at_least + special.betainc(count + 1, size, failure))


def upper_tail(total: WindowForecast, dispersion: Array, log_deviation: Array) -> Array:
    """Return the upper mid-p of a window's count, averaged over what is not known of the dispersion.

    Args:
        dispersion, log_deviation: (series, 1), of one day, and the standard deviation of its logarithm.
    """
    tail = np.zeros_like(total.mean)
    own = (1 + total.relative_variance) * total.evenness * total.echo
    fixed = total.relative_variance + (total.echo - 1) / total.mean
    for node, share in DISPERSION_NODES:
        one_day = dispersion * np.exp(node * log_deviation - log_deviation**2 / 2)  # its mean stays `dispersion`
        tail += share * mid_p(total.count, total.mean, one_day * own + fixed)
    return tail


def interval(mean: Array, relative_variance: Array, dispersion: Array, share: float) -> tuple[Array, Array]:
    """Return from where to where `share` of counts lie."""
    size = 1 / (dispersion * (1 + relative_variance) + relative_variance)
    outside, failure = (1 - share) / 2, size / (size + mean)
    return stats.nbinom.ppf(outside, size, failure), stats.nbinom.ppf(1 - outside, size, failure)
