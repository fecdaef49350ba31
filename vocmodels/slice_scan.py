"""Slice scan: in which slices do counts run at another multiple of what was expected than in the rest?

A likelihood ratio for every slice (Kulldorff 1997, "A spatial scan statistic"; Neill 2012, "Fast subset scan"): one rate
inside and one outside against one rate for all. Slices are compared at the noise of the cells, by which a parent and its
child vary alike, and believed at the noise of their own size. What is found is taken out, and the scan repeats.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from vocmodels.slice_cubes import Array, Cube, cut
from vocmodels.slice_noise import Noise, NoiseSettings, estimate_noise


@dataclass(frozen=True)
class ScanSettings:
    """How large and how sure a slice must be."""

    most_dimensions: int = 3
    most_slices: int = 5
    minimum_excess: float = 3.0  # contacts
    minimum_score: float = 3.0  # log likelihood ratio left after paying for the choice: about 1 in 20 by chance
    dimension_price: float = 1.0  # log likelihood that a dimension must earn beyond the number of its values
    least_expected: float = 0.3  # contacts that are added to what a slice expects: nothing is known to be rarer
    noise: NoiseSettings = field(default_factory=NoiseSettings)


@dataclass(frozen=True)
class FoundSlice:
    """A slice by one of its cells; score: log likelihood ratio over dispersion, less the price of choosing."""

    dimensions: tuple[str, ...]
    cell: int
    excess: float
    score: float


@dataclass(frozen=True)
class _Candidate:
    cube: Cube
    group: int
    score: float
    worth: float  # the score at the noise of cells
    excess: float


def scan(cells: pd.DataFrame, dimensions: list[str], settings: ScanSettings) -> list[FoundSlice]:
    """Return the slices that stand out, the surest first; a contact counts in the excess of one of them only."""
    actual = cells["actual_count"].to_numpy(dtype=float)
    expected = cells["expected_count"].to_numpy(dtype=float)
    cubes = cut(cells, dimensions, settings.most_dimensions)
    left = np.ones(len(cells), dtype=bool)
    found: list[FoundSlice] = []
    while len(found) < settings.most_slices:
        best = _best_slice(cubes, actual * left, expected * left, settings)
        if best is None:
            break
        cell = int(best.cube.first_cell[best.group])
        found.append(FoundSlice(best.cube.dimensions, cell, best.excess, best.score))
        left &= best.cube.group != best.group
    return sorted(found, key=lambda one: -one.score)


def _best_slice(cubes: list[Cube], actual: Array, expected: Array, settings: ScanSettings) -> _Candidate | None:
    """Return the best slice: once as if counts were Poisson, then again with the noise that it leaves over.

    Where two children of it rose rather than itself, one of them is better than it is, together with what is found next.
    """
    ratios, excesses = _measure(cubes, actual, expected, settings)
    first = _choose(cubes, ratios, excesses, [np.ones(1)] * len(cubes), settings, Noise())
    if first is None:
        return None
    outside = first.cube.group != first.group
    noise = estimate_noise(cubes, actual * outside, expected * outside, settings.noise)
    usual = expected * (actual[outside].sum() / max(expected[outside].sum(), 1e-9))
    dispersions = [noise.dispersion(cube.sums(usual)) for cube in cubes]
    best = _choose(cubes, ratios, excesses, dispersions, settings, noise)
    if best is None:
        return None
    child = _choose(cubes, _within(best, cubes, ratios), excesses, dispersions, settings, noise)

    def worth_with_next(one: _Candidate) -> float:
        left = one.cube.group != one.group
        measured = _measure(cubes, actual * left, expected * left, settings)
        after = _choose(cubes, *measured, dispersions, settings, noise)
        return one.worth + (after.worth if after else 0.0)

    return child if child and worth_with_next(child) > worth_with_next(best) else best


def _measure(
    cubes: list[Cube], actual: Array, expected: Array, settings: ScanSettings
) -> tuple[list[Array], list[Array]]:
    """Return, per cube and group, the log likelihood ratio (0 where the excess is too small), and the excess."""
    excesses = [cube.sums(actual - expected) for cube in cubes]
    ratios = [_log_likelihood_ratio(cube, actual, expected, settings) for cube in cubes]
    return [
        np.where(part >= settings.minimum_excess, ratio, 0) for ratio, part in zip(ratios, excesses, strict=True)
    ], excesses


def _within(parent: _Candidate, cubes: list[Cube], ratios: list[Array]) -> list[Array]:
    """Return the ratios of the slices that lie inside the parent and are smaller; 0 for all others."""
    inside = parent.cube.group == parent.group
    found = []
    for cube, ratio in zip(cubes, ratios, strict=True):
        is_child = np.zeros(len(ratio), dtype=bool)
        if set(cube.dimensions) > set(parent.cube.dimensions):
            is_child[cube.group[inside]] = True
        found.append(np.where(is_child, ratio, 0.0))
    return found


def _choose(
    cubes: list[Cube],
    ratios: list[Array],
    excesses: list[Array],
    dispersions: list[Array],
    settings: ScanSettings,
    noise: Noise,
) -> _Candidate | None:
    """Return the slice that is likeliest at the noise of cells, of those that are sure at the dispersion of their own."""
    best, most = None, -np.inf
    for cube, ratio, excess, dispersion in zip(cubes, ratios, excesses, dispersions, strict=True):
        price = cube.choices + settings.dimension_price * (len(cube.dimensions) - 1)
        score = ratio / dispersion - price
        worth = np.where(score >= settings.minimum_score, ratio / noise.cell - price, -np.inf)
        group = int(np.argmax(worth))
        if worth[group] > most:
            most = float(worth[group])
            best = _Candidate(cube, group, float(score[group]), most, float(excess[group]))
    return best


def _log_likelihood_ratio(cube: Cube, actual: Array, expected: Array, settings: ScanSettings) -> Array:
    """Return, per group, how much likelier two rates (inside, outside) are than one; 0 where the inside is lower."""
    inside, usual = cube.sums(actual), cube.sums(expected)
    rest, usual_rest = actual.sum() - inside, expected.sum() - usual
    is_all = usual_rest <= 1e-9 * expected.sum()
    usual = usual + settings.least_expected
    usual_rest = np.where(is_all, np.nan, usual_rest + settings.least_expected)
    together = (inside + rest) / (usual + usual_rest)
    ratio = entropy(inside, usual * together) + entropy(rest, usual_rest * together)
    return np.where(inside / usual > rest / usual_rest, np.nan_to_num(ratio), 0.0)


def entropy(count: Array, mean: Array) -> Array:
    """Return count log(count / mean), 0 where nothing was counted."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 0, count * np.log(count / mean), 0.0)
