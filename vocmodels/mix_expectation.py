"""Mix expectation: what would a unit's contacts have measured if they had gone as such contacts go at all others?

Indirect standardisation (Fleiss, Levin & Paik 2003, "Statistical Methods for Rates and Proportions", chapter 19): each cell
of the mix at the rate of the others. A cell in which the others have few contacts borrows from its margin, "late|voice|en"
from "late|voice", that from "late", that from all, by as much as cells are found to differ within their margin (Robinson
1991, "That BLUP is a good thing").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

SHARED_CONTACTS = 10.0  # as much as the spread of all contacts counts beside that of one cell's own
HUGE = 1e12
LEAST_VARIANCE = 1e-12


@dataclass(frozen=True)
class Grid:
    """One measure as arrays (units, mixes): contacts, the sum of what they measured, and of its squares."""

    units: pd.Index
    mixes: pd.Index
    n: Array
    total: Array
    squares: Array

    @property
    def is_share(self) -> bool:
        """Whether every contact measured 0 or 1."""
        total, squares = self.total.sum(), self.squares.sum()
        return bool(np.isclose(squares, total) and self.is_positive and total <= self.n.sum())

    @property
    def is_positive(self) -> bool:
        return bool((self.total >= 0).all())


@dataclass(frozen=True)
class Expectation:
    """What others measure in each cell (units, mixes): the mean, its variance, and how many contacts it rests on.

    `contact_variance` is that of one contact; `weight` counts what is borrowed from the margin, too.
    """

    mean: Array
    variance: Array
    weight: Array
    contact_variance: Array


def grid_of(cells: pd.DataFrame) -> Grid:
    """Return the cells of one measure as arrays; cells: unit_code, mix_code, n, total, total_squares."""
    cells = cells.assign(
        unit_code=cells["unit_code"].astype("str"), mix_code=cells["mix_code"].fillna("").astype("str")
    )
    sums = cells.groupby(["unit_code", "mix_code"])[["n", "total", "total_squares"]].sum()
    wide = sums.astype(float).unstack(fill_value=0.0)
    n, total, squares = (wide[column].to_numpy(dtype=float) for column in ("n", "total", "total_squares"))
    return Grid(wide.index, wide["n"].columns, n, total, squares)


def expect(grid: Grid, is_reference: Flags) -> Expectation:
    """Return what the others measure in each of a unit's cells, margin by margin; null where there are no others.

    `is_reference` (units,) are those that the others are taken from.
    """
    level = _whole(grid)
    mean, weight = _rest(grid, is_reference)
    variance = level.variance / np.maximum(weight, 1)
    above = np.zeros(len(grid.mixes), dtype=np.int64)
    for nodes in _paths(grid.mixes):
        parent = np.zeros(nodes.max() + 1, dtype=np.int64)
        parent[nodes] = above
        level = _within(grid, nodes, level, parent)
        n, total = _sum_by(grid.n, nodes), _sum_by(grid.total, nodes)
        between = _between(n.sum(axis=0), total.sum(axis=0), level.variance, parent)
        borrowed = level.variance / max(between, level.variance.max() / HUGE)
        weight = _of_others(n, is_reference) + borrowed
        mean = (_of_others(total, is_reference) + borrowed * mean[:, parent]) / weight
        variance = level.variance / weight + (borrowed / weight) ** 2 * variance[:, parent]
        above = nodes
    mean, variance, weight = (part[:, above] for part in (mean, variance, weight))
    of_contact = mean * (1 - mean) if grid.is_share else np.broadcast_to(level.variance[above], mean.shape)
    return Expectation(mean, variance, weight, np.maximum(of_contact, LEAST_VARIANCE))


def _rest(grid: Grid, is_reference: Flags) -> tuple[Array, Array]:
    """The mean of all contacts of the others (units, 1), and how many these are."""
    n, total = (_of_others(part.sum(axis=1, keepdims=True), is_reference) for part in (grid.n, grid.total))
    half = 0.5 if grid.is_share else 0.0  # a share of nought so far is not one of nought for ever
    return np.divide(total + half, n + 2 * half, out=np.full_like(n, np.nan), where=n > 0), n


def _of_others(values: Array, is_reference: Flags) -> Array:
    """Sums (units, cells) over the units of the reference without the unit itself."""
    counted = np.where(is_reference[:, None], values, 0.0)
    return counted.sum(axis=0) - counted


@dataclass(frozen=True)
class _Level:
    """Mean and variance of one contact in each node of a depth (nodes,), those of the margin counting as some contacts."""

    mean: Array
    variance: Array


def _whole(grid: Grid) -> _Level:
    count, total, squares = grid.n.sum(), grid.total.sum(), grid.squares.sum()
    mean = (total + 0.5) / (count + 1) if grid.is_share else total / count
    variance = mean * (1 - mean) if grid.is_share else (squares - total**2 / count) / max(count - 1, 1)
    return _Level(np.array([mean]), np.maximum(np.array([variance]), LEAST_VARIANCE))


def _within(grid: Grid, nodes: Places, above: _Level, parent: Places) -> _Level:
    """The next depth. A margin's variance is taken over as what it would be at the node's mean: long contacts vary more."""
    count, total, squares = (_sum_by(part, nodes).sum(axis=0) for part in (grid.n, grid.total, grid.squares))
    mean = (total + SHARED_CONTACTS * above.mean[parent]) / (count + SHARED_CONTACTS)
    if grid.is_share:
        return _Level(mean, np.maximum(mean * (1 - mean), LEAST_VARIANCE))
    usual = above.variance[parent]
    if grid.is_positive:
        usual = usual * (mean / np.maximum(above.mean[parent], LEAST_VARIANCE)) ** 2
    scatter = np.maximum(squares - total**2 / np.maximum(count, 1), 0)
    variance = (scatter + SHARED_CONTACTS * usual) / np.maximum(count - 1 + SHARED_CONTACTS, 1)
    return _Level(mean, np.maximum(variance, LEAST_VARIANCE))


def _paths(mixes: pd.Index) -> list[Places]:
    """For each depth of the codes ("a", "a|b", "a|b|c"): the place of each mix's margin."""
    parts = [str(mix).split("|") for mix in mixes]
    depths = range(1, max(len(part) for part in parts) + 1)
    return [np.unique(["|".join(part[:depth]) for part in parts], return_inverse=True)[1] for depth in depths]


def _sum_by(values: Array, nodes: Places) -> Array:
    summed = np.zeros((len(values), nodes.max() + 1))
    np.add.at(summed.T, nodes, values.T)
    return summed


def _between(count: Array, total: Array, of_contact: Array, parent: Places) -> float:
    """Variance of nodes within their margin by moments (DerSimonian & Laird 1986, "Meta-analysis in clinical trials")."""
    weight = count / of_contact
    mean = total / np.maximum(count, 1)
    sums = np.bincount(parent, weight)
    centre = np.bincount(parent, weight * mean) / sums
    scatter = float(np.sum(weight * (mean - centre[parent]) ** 2))
    spare = len(mean) - len(sums)
    evenness = float(weight.sum() - np.sum(np.bincount(parent, weight**2) / sums))
    return max((scatter - spare) / evenness, 0.0) if evenness > 1e-9 else 0.0
