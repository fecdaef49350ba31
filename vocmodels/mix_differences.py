"""Mix differences: how far is each unit from all others on the same mix, and how sure is that?

A contact counts the more the better the others are known in its cell; one in a cell that nobody else serves says nothing.
Contacts may scatter by more than chance (over-dispersion: a unit that is good at some reasons and bad at others), which is
measured by how a unit's cells disagree, and widens everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from vocmodels.mix_expectation import Grid, expect
from vocmodels.unit_spread import ordinary

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

SPARE_CELLS = 30  # fewer do not say whether contacts scatter by more than chance
SMALLEST_CELL = 0.05  # of the overall mean: ratios to less say nothing
LEAST_P = 1e-300


@dataclass(frozen=True)
class Differences:
    """Arrays (units,) of one measure.

    `difference` is from the others on the same mix, `variance` that of chance. Of what is never negative and no share
    (seconds) it is the ratio that is compared, told as a difference at the overall mean: who is a third faster is so in
    short and in long contacts. `expected` is what the unit's own contacts would have measured at the others. `reliance` is
    the sum of the squared shares that single other units have in a unit's expectation, so what others differ by adds
    reliance times their variance.
    """

    units: pd.Index
    n: Array
    value: Array
    expected: Array
    difference: Array
    variance: Array
    reliance: Array
    overall: float
    contact_sd: float
    is_share: bool
    is_positive: bool
    is_reference: Flags


def differ(grid: Grid) -> Differences:
    """Return each unit's difference from the others; null with infinite variance where there is nobody to compare with.

    A unit that lies far off all others would move what is expected of those that share its mix, so the others are those
    that do not.
    """
    found = _differ(grid, np.ones(len(grid.units), dtype=bool))
    is_ordinary = ordinary(found.difference, found.variance)
    return found if is_ordinary.all() or is_ordinary.sum() < 2 else _differ(grid, is_ordinary)


def _differ(grid: Grid, is_reference: Flags) -> Differences:
    others, n = expect(grid, is_reference), grid.n
    count, value = n.sum(axis=1), grid.total.sum(axis=1) / n.sum(axis=1)
    overall = float(grid.total.sum() / count.sum())
    is_ratio = grid.is_positive and not grid.is_share and overall > 0
    scale = overall / np.maximum(others.mean, SMALLEST_CELL * overall) if is_ratio else np.ones_like(n)
    of_contact = others.contact_variance * scale**2
    apart = np.where(n > 0, (grid.total / np.maximum(n, 1) - others.mean) * scale, 0.0)
    difference, variance, share = _weigh(n, apart, of_contact, others.variance * scale**2)
    ratio = np.maximum(1 + difference / overall, SMALLEST_CELL) if is_ratio else 1.0
    return Differences(
        units=grid.units,
        n=count,
        value=value,
        expected=value / ratio if is_ratio else value - difference,
        difference=difference,
        variance=variance,
        reliance=_reliance(np.where(is_reference[:, None], n, 0.0), share / others.weight),
        overall=overall,
        contact_sd=float(np.sqrt(np.nansum(n * of_contact) / count.sum())),
        is_share=grid.is_share,
        is_positive=grid.is_positive,
        is_reference=is_reference,
    )


def _weigh(n: Array, apart: Array, of_contact: Array, of_expected: Array) -> tuple[Array, Array, Array]:
    """Each unit's difference over its cells, the variance of that, and the share that each cell has in it."""
    by_chance = np.where(n > 0, of_contact / np.maximum(n, 1), 0.0)
    known = np.where(n > 0, n * of_contact / (of_contact + n * of_expected), 0.0)
    share = known / known.sum(axis=1, keepdims=True)
    difference = (share * apart).sum(axis=1)
    excess = _excess(apart - difference[:, None], by_chance + of_expected, n > 0)
    variance = (share**2 * (excess * by_chance + of_expected)).sum(axis=1)
    return difference, np.where(np.isnan(difference), np.inf, variance), share


def _excess(left: Array, variance: Array, has: Flags) -> float:
    """By how much more than chance a unit's cells disagree about its difference; 1 where too few say."""
    spare = int(has.sum()) - len(has)
    scatter = np.nansum(np.where(has, left**2 / np.where(has, variance, 1.0), 0.0))
    return max(1.0, float(scatter) / spare) if spare >= SPARE_CELLS else 1.0


def _reliance(n: Array, share_of_one: Array) -> Array:
    """Sum of squared shares of the single others; what a cell borrows comes from all others by their contacts."""
    shares = share_of_one @ n.T
    np.fill_diagonal(shares, 0.0)
    count = n.sum(axis=1)
    rest = np.maximum(1 - shares.sum(axis=1), 0) / np.maximum(count.sum() - count, 1)
    shares += rest[:, None] * count[None, :]
    np.fill_diagonal(shares, 0.0)
    return (shares**2).sum(axis=1)


def standardise(found: Differences, centre: Array | float, variance: Array) -> Array:
    """Return normal deviates of the differences from `centre`, each as unlikely as the difference is where data are skew.

    A share is binomial; a sum of what is never negative is above its mean no more unlikely than a log-normal one (Fenton
    1960, "The sum of log-normal probability distributions in scatter transmission systems").
    """
    apart = found.difference - centre
    deviate = apart / np.sqrt(variance)
    if found.is_share:
        return np.where(np.isfinite(deviate), _share_deviate(found, found.value - apart, variance), 0.0)
    if found.is_positive:
        usual = np.maximum(found.overall + centre, 1e-9)
        width = np.log1p(variance / usual**2)
        skew = (np.log1p(np.maximum(apart / usual, -1 + 1e-9)) + width / 2) / np.sqrt(width)
        deviate = np.where(apart > 0, np.clip(skew, 0, deviate), deviate)
    return np.nan_to_num(deviate, nan=0.0)


def _share_deviate(found: Differences, usual: Array, variance: Array) -> Array:
    """Exact binomial tails of as many contacts as the variance is worth."""
    mean = np.clip(usual, 1e-4, 1 - 1e-4)
    count = np.clip(mean * (1 - mean) / variance, 1, found.n)
    shown, above = found.value * count, found.value > usual
    upper = special.betainc(np.maximum(shown, 1e-9), count - shown + 1, mean)
    lower = special.betaincc(shown + 1, np.maximum(count - shown, 1e-9), mean)
    tail = np.clip(np.where(above, upper, lower), LEAST_P, 0.5)
    return np.where(above, 1, -1) * stats.norm.isf(tail)
