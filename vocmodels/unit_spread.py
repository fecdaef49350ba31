"""Unit spread: how far do units differ from each other beyond chance, and what is left of a difference after that?

Between-unit variance by moments (DerSimonian & Laird 1986, "Meta-analysis in clinical trials"), shrinkage and its
interval after Morris (1983, "Parametric empirical Bayes inference"), which widens the interval for not knowing the
variance. No difference is shrunk by more than its own standard error (Efron & Morris 1972, "Limiting the risk of Bayes
and empirical Bayes estimators"), so that one unit unlike all others stays visible.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

FAR = 5.0  # robust deviations, from which on a unit is none of the ordinary ones
TO_NORMAL = 1.4826  # median absolute deviation -> standard deviation of a normal


def spread(difference: Array, variance: Array) -> float:
    """Return the variance between units beyond chance; nought where they differ by no more than that."""
    weight = np.where(np.isfinite(variance), 1 / variance, 0.0)
    return float(_moments(*_sums(difference, weight, np.zeros(1)), np.array([(weight > 0).sum()]))[0])


def spread_of_others(difference: Array, variance: Array, is_ordinary: Flags) -> tuple[Array, Array]:
    """Return, for each unit, the variance between the ordinary units other than it, and their mean difference."""
    weight = np.where(np.isfinite(variance) & is_ordinary, 1 / variance, 0.0)
    weights, firsts, seconds, squares = _sums(difference, weight, weight)
    count = (weight > 0).sum() - (weight > 0)
    between = _moments(weights, firsts, seconds, squares, count)
    return between, np.divide(firsts, weights, out=np.zeros_like(firsts), where=weights > 0)


def ordinary(difference: Array, variance: Array) -> Flags:
    """Return which units lie where most do: within five robust deviations of the median."""
    known = np.isfinite(variance)
    if known.sum() < 3:
        return known
    away = np.abs(difference - np.median(difference[known]))
    robust = (TO_NORMAL * np.median(away[known])) ** 2
    between = max(robust - float(np.median(variance[known])), 0.0)
    return known & (away < FAR * np.sqrt(np.where(known, variance, 1) + between))


def shrink(difference: Array, variance: Array) -> tuple[Array, Array]:
    """Return the shrunk differences and their standard errors, both 0 where a unit cannot be compared."""
    known = np.isfinite(variance)
    count, own = int(known.sum()), np.where(known, variance, 1.0)
    between = spread(difference, variance)
    kept_apart = max(count - 3, 1) / max(count - 1, 1)
    pulled = kept_apart * own / (own + between)
    error = np.sqrt(own)
    moved = np.clip(np.nan_to_num(difference) * pulled, -error, error)
    unsure = 2 / max(count - 3, 1) * pulled**2 * np.nan_to_num(difference) ** 2
    left = error * np.sqrt(np.minimum(1 - pulled * (count - 1) / max(count, 1) + unsure / own, 1.0))
    return np.where(known, difference - moved, 0.0), np.where(known, left, 0.0)


def _sums(difference: Array, weight: Array, own: Array) -> tuple[Array, Array, Array, Array]:
    """Weighted sums over all units but one each (`own`: that one's weight, nought for none)."""
    apart = np.nan_to_num(difference)
    left = np.where(own > 0, apart, 0.0) if len(own) == len(apart) else np.zeros(1)
    return (
        weight.sum() - own,
        (weight * apart).sum() - own * left,
        (weight * apart**2).sum() - own * left**2,
        (weight**2).sum() - own**2,
    )


def _moments(weights: Array, firsts: Array, seconds: Array, squares: Array, count: Array) -> Array:
    safe = np.maximum(weights, 1e-300)
    scatter = seconds - firsts**2 / safe
    evenness = weights - squares / safe
    between = (scatter - (count - 1)) / np.maximum(evenness, 1e-300)
    return np.where((count > 1) & (evenness > 1e-12 * safe), np.maximum(between, 0.0), 0.0)
