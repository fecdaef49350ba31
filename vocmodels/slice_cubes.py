"""Slice cubes: into which groups do cells fall when they are cut by one, two or three dimensions at once?"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Cube:
    """Cells grouped by some dimensions: the group of each cell, and the first cell of each group."""

    dimensions: tuple[str, ...]
    group: NDArray[np.intp]
    first_cell: NDArray[np.intp]
    choices: float  # log of how many groups there are in all cubes of as many dimensions, about

    def sums(self, values: Array) -> Array:
        """Return the sum of the cells' values in each group."""
        return np.bincount(self.group, weights=values, minlength=len(self.first_cell)).astype(float)


def cut(cells: pd.DataFrame, dimensions: list[str], most_dimensions: int) -> list[Cube]:
    """Return a cube for each set of up to `most_dimensions` dimensions, single dimensions first."""
    codes = {dimension: pd.factorize(cells[dimension], sort=True, use_na_sentinel=False)[0] for dimension in dimensions}
    cubes = []
    for size in range(1, min(most_dimensions, len(dimensions)) + 1):
        subsets = list(combinations(dimensions, size))
        for subset in subsets:
            flat = np.zeros(len(cells), dtype=np.int64)
            for dimension in subset:
                flat = flat * (codes[dimension].max() + 1) + codes[dimension]
            _, first_cell, group = np.unique(flat, return_index=True, return_inverse=True)
            cubes.append(Cube(subset, group, first_cell, float(np.log(len(first_cell)) + np.log(len(subsets)))))
    return cubes
