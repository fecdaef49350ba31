"""Drivers: which slice of the contacts explains a spike's excess?

A likelihood-ratio scan over all slices of up to three dimensions (Kulldorff 1997, "A spatial scan statistic"; Neill
2012, "Fast subset scan"): inside a slice the counts run at one multiple of what was expected, outside at another. The
ratio is divided by the dispersion of what the slice leaves over, and every dimension pays for the slices it adds to
choose from (minimum description length), so that neither a parent that is high through its child alone nor a child that
merely divides its parent wins. Found slices are taken out and the scan repeats. A rise that is the same everywhere has
no driver.

Assumed: expected counts are right up to a common factor; slices that fall while others rise are not reported.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]

RESULT_COLUMNS = ["slice", "excess_count", "share_of_excess", "score"]


@dataclass(frozen=True)
class DriverSettings:
    """How large and how sure a slice must be to be named."""

    most_dimensions: int = 3
    most_slices: int = 5
    minimum_excess: float = 3.0  # contacts
    minimum_share: float = 0.1  # of the excess over all cells
    minimum_score: float = 3.0  # log likelihood ratio left after paying for the choice: about 1 in 20 by chance
    dimension_price: float = 1.0  # log likelihood that a dimension must earn beyond the number of its values
    least_expected: float = 0.3  # contacts; a slice never seen before is judged as if it had this many
    vague_groups: float = 10.0  # weight of the cells' own dispersion in that of coarser slices


class DriverInputError(ValueError):
    """The cells cannot be scanned as they are; the message says which column and what to do."""


@dataclass(frozen=True)
class _Cube:
    """Cells grouped by some dimensions: the group of each cell, and the first cell of each group."""

    dimensions: tuple[str, ...]
    group: NDArray[np.intp]
    first_cell: NDArray[np.intp]
    price: float


@dataclass(frozen=True)
class _Candidate:
    cube: _Cube
    group: int
    score: float
    excess: float


def explain(cells: pd.DataFrame, dimensions: list[str], settings: DriverSettings = DriverSettings()) -> pd.DataFrame:
    """Return the slices that explain why there is more than expected, best first; no rows when nothing stands out.

    Args:
        cells: one row per combination of the dimensions' values (the full product or part of it): those columns,
            actual_count, expected_count.
        dimensions: names of the columns to slice by.

    Returns:
        slice (dict dimension -> value as in the column), excess_count (actual minus expected contacts, without what an
        earlier slice has explained), share_of_excess (0-1 of all excess; the rows add up to at most 1), score (log
        likelihood ratio over dispersion, less the price of choosing).

    Raises:
        DriverInputError: a column is missing, or a count is null or negative.
    """
    _check(cells, dimensions)
    found = _scan(cells, dimensions, settings) if len(cells) else []
    frame = pd.DataFrame(found, columns=RESULT_COLUMNS).astype({"excess_count": float, "score": float})
    excess = cells["actual_count"].sum() - cells["expected_count"].sum()
    whole = max(float(excess), float(frame["excess_count"].sum()))
    frame["share_of_excess"] = frame["excess_count"] / whole
    return frame[frame["share_of_excess"] >= settings.minimum_share].reset_index(drop=True)


def rank_values(
    cells: pd.DataFrame, dimensions: list[str], settings: DriverSettings = DriverSettings()
) -> pd.DataFrame:
    """Return the single values that hold most of the excess, for a spike that is everywhere and so has no driver.

    The same columns as `explain`, at most `most_slices` rows a call, largest excess first; here the score compares each
    value with its own expectation, so that rows say where the contacts are, not what explains them. Values of two
    dimensions overlap. A storm over a whole county is told by its towns in this way.
    """
    _check(cells, dimensions)
    whole = max(float(cells["actual_count"].sum() - cells["expected_count"].sum()), 1e-9)
    rows = []
    for dimension in dimensions:
        sums = cells.groupby(dimension, dropna=False)[["actual_count", "expected_count"]].sum()
        actual, expected = (sums[column].to_numpy(dtype=float) for column in sums)
        excess = actual - expected
        score = _entropy(actual, np.maximum(expected, settings.least_expected)) - excess
        for place in np.flatnonzero((excess >= settings.minimum_excess) & (score >= settings.minimum_score)):
            named = {dimension: sums.index[[int(place)]].tolist()[0]}
            rows.append((named, excess[place], min(excess[place] / whole, 1.0), score[place]))
    rows = sorted(rows, key=lambda row: -row[1])[: settings.most_slices]
    return pd.DataFrame(rows, columns=RESULT_COLUMNS).astype(dict.fromkeys(RESULT_COLUMNS[1:], float))


def _check(cells: pd.DataFrame, dimensions: list[str]) -> None:
    missing = [column for column in (*dimensions, "actual_count", "expected_count") if column not in cells.columns]
    if missing:
        raise DriverInputError(
            f"cells has no column {', '.join(missing)}: one row per slice with both counts is needed."
        )
    for column in ("actual_count", "expected_count"):
        if not (cells[column] >= 0).all():
            raise DriverInputError(f"{column} is null or negative in some cells: fill cells without contacts with 0.")


def _scan(cells: pd.DataFrame, dimensions: list[str], settings: DriverSettings) -> list[dict]:
    actual = cells["actual_count"].to_numpy(dtype=float)
    expected = cells["expected_count"].to_numpy(dtype=float)
    cubes = _cubes(cells, dimensions, settings)
    left = np.ones(len(cells), dtype=bool)
    found: list[dict] = []
    while len(found) < settings.most_slices:
        best = _best_slice(cubes, actual * left, expected * left, settings)
        if best is None:
            break
        cell = best.cube.first_cell[best.group]
        named = {dimension: cells[dimension].iloc[[cell]].tolist()[0] for dimension in best.cube.dimensions}
        found.append({"slice": named, "excess_count": best.excess, "share_of_excess": np.nan, "score": best.score})
        left &= best.cube.group != best.group
    return found


def _cubes(cells: pd.DataFrame, dimensions: list[str], settings: DriverSettings) -> list[_Cube]:
    codes = {dimension: pd.factorize(cells[dimension], sort=True, use_na_sentinel=False)[0] for dimension in dimensions}
    cubes = []
    for size in range(1, min(settings.most_dimensions, len(dimensions)) + 1):
        subsets = list(combinations(dimensions, size))
        for subset in subsets:
            flat = np.zeros(len(cells), dtype=np.int64)
            for dimension in subset:
                flat = flat * (codes[dimension].max() + 1) + codes[dimension]
            _, first_cell, group = np.unique(flat, return_index=True, return_inverse=True)
            price = np.log(len(first_cell)) + np.log(len(subsets)) + settings.dimension_price * (size - 1)
            cubes.append(_Cube(subset, group, first_cell, float(price)))
    return cubes


def _best_slice(cubes: list[_Cube], actual: Array, expected: Array, settings: DriverSettings) -> _Candidate | None:
    """Return the best slice: once as if counts were Poisson, then again with the dispersion that it leaves over."""
    ratios = [_log_likelihood_ratio(cube, actual, expected, settings) for cube in cubes]
    first = _choose(cubes, ratios, np.ones(len(cubes)), actual, expected, settings)
    if first is None:
        return None
    outside = first.cube.group != first.group
    dispersion = _dispersions(cubes, actual * outside, expected * outside, settings)
    return _choose(cubes, ratios, dispersion, actual, expected, settings)


def _choose(
    cubes: list[_Cube],
    ratios: list[Array],
    dispersion: Array,
    actual: Array,
    expected: Array,
    settings: DriverSettings,
) -> _Candidate | None:
    best = None
    for cube, ratio, spread in zip(cubes, ratios, dispersion, strict=True):
        score = ratio / spread - cube.price
        group = int(np.argmax(score))
        if score[group] >= settings.minimum_score and (best is None or score[group] > best.score):
            inside = cube.group == group
            excess = float(actual[inside].sum() - expected[inside].sum())
            if excess >= settings.minimum_excess:
                best = _Candidate(cube, group, float(score[group]), excess)
    return best


def _log_likelihood_ratio(cube: _Cube, actual: Array, expected: Array, settings: DriverSettings) -> Array:
    """Return, per group, how much likelier two rates (inside, outside) are than one; 0 where the inside is lower."""
    inside, usual = _sum_by_group(cube, actual), _sum_by_group(cube, expected)
    rest, usual_rest = actual.sum() - inside, expected.sum() - usual
    usual = np.maximum(usual, settings.least_expected)
    usual_rest = np.where(usual_rest > 1e-9 * expected.sum(), np.maximum(usual_rest, settings.least_expected), np.nan)
    together = (inside + rest) / (usual + usual_rest)
    ratio = _entropy(inside, usual * together) + _entropy(rest, usual_rest * together)
    return np.where(inside / usual > rest / usual_rest, np.nan_to_num(ratio), 0.0)


def _sum_by_group(cube: _Cube, values: Array) -> Array:
    return np.bincount(cube.group, weights=values).astype(float)


def _entropy(count: Array, mean: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 0, count * np.log(count / mean), 0.0)


def _dispersions(cubes: list[_Cube], actual: Array, expected: Array, settings: DriverSettings) -> Array:
    """Return how much more than Poisson the counts of each cube vary, at least 1; coarse cubes lean on the cells."""
    mean = expected * actual.sum() / max(expected.sum(), 1e-9)
    cell_squares = ((actual - mean) ** 2).sum() / max(mean.sum(), 1e-9)
    results = []
    for cube in cubes:
        usual = _sum_by_group(cube, mean)
        squares = ((_sum_by_group(cube, actual) - usual) ** 2).sum() / max(usual.sum(), 1e-9)
        groups = (usual > 0).sum() - 1
        results.append((squares * groups + cell_squares * settings.vague_groups) / (groups + settings.vague_groups))
    return np.maximum(results, 1.0)
