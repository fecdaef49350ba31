"""Slice noise: how much more than by chance do the counts of slices vary?

A count whose mean is m has the variance m (cell + value m): every cell varies by itself, and all contacts of one value
vary together. Both parts are estimated from the data, by sums of squares in which no single cell or value counts for more
than a limit (winsorised: a slice that really rose must not pass for noise), and lean on what is usual where there is
little to see.
"""

from dataclasses import dataclass

import numpy as np

from vocmodels.slice_cubes import Array, Cube


@dataclass(frozen=True)
class NoiseSettings:
    """What is usual, and how far a single count is believed to be noise."""

    limit: float = 2.5  # standard deviations
    rounds: int = 6  # in which the limit and the variance settle
    usual_value: float = 0.003  # squared relative deviation of the contacts of one value
    usual_weight: float = 30.0  # of it, in values seen


@dataclass(frozen=True)
class Noise:
    """cell: variance over mean of small counts, at least 1; value: what it grows by with each contact of the mean."""

    cell: float = 1.0
    value: float = 0.0

    def dispersion(self, mean: Array) -> Array:
        """Return the variance over the mean of counts with these means."""
        return self.cell + self.value * mean


def estimate_noise(
    cubes: list[Cube], actual: Array, expected: Array, settings: NoiseSettings = NoiseSettings()
) -> Noise:
    """Return the noise of cells whose expected counts are right up to a common factor.

    Args:
        cubes: as `cut` gives them; only those of one dimension are read.
        actual, expected: one count a cell; a slice that is not to be judged has 0 in both.
    """
    mean = expected * actual.sum() / max(expected.sum(), 1e-9)
    cell = _cell_noise(actual, mean, settings)
    surplus, weight, values = 0.0, 0.0, 0
    for cube in cubes:
        if len(cube.dimensions) == 1:
            usual = cube.sums(mean)
            limit = settings.limit**2 * cell * np.maximum(usual, 1.0) * (1 + settings.usual_value * usual)
            squares = np.minimum((cube.sums(actual) - usual) ** 2, limit)
            by_cells = cell * usual * (1 - usual / max(usual.sum(), 1e-9))  # the whole is fitted
            surplus, weight, values = (
                surplus + (squares - by_cells).sum(),
                weight + (usual**2).sum(),
                values + len(usual),
            )
    seen = max(surplus, 0.0) / max(weight, 1e-9)
    lean = settings.usual_weight / max(values, 1)
    return Noise(cell, float((seen + settings.usual_value * lean) / (1 + lean)))


def _cell_noise(actual: Array, mean: Array, settings: NoiseSettings) -> float:
    squares, noise = (actual - mean) ** 2, 1.0
    for _ in range(settings.rounds):
        limit = settings.limit**2 * noise * np.maximum(mean, 1.0)
        noise = max(float(np.minimum(squares, limit).sum() / max(mean.sum(), 1e-9)), 1.0)
    return noise
