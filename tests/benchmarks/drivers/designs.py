"""Designs: in which ways may a rise lie in a contact centre's slices?

A case is drawn from a design by a seed: cells over several dimensions with unequal shares, counts that vary more than by
chance per cell and per value, expectations estimated from some noisy weeks, and slices of one to three dimensions planted
(or none).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

Slices = list[dict[str, int]]


@dataclass(frozen=True)
class Design:
    """What the cases of one line of the table have in common."""

    name: str
    usual_count: float = 60
    excess_share: float = 1.0  # of the usual count, per slice
    slices: int = 1
    placed: str = (
        "anywhere"  # or "overlapping": the slices share a cell; "alike": they are values of the same dimensions
    )
    values: tuple[int, ...] = (8, 6, 5, 4)
    most_dimensions: int = 3  # of a planted slice
    cell_dispersion: float = 0.2
    value_dispersion: float = 0.01
    everywhere: float = 1.0  # what all contacts are multiplied by besides
    follows: float = 0.0  # how often the second dimension's value is given by the first one's
    reference_days: int = 28
    is_full: bool = True  # the full product, or only the cells that were ever seen


DESIGNS = (
    Design("20 contacts, doubled", 20, cell_dispersion=0, value_dispersion=0),
    Design("60 contacts, half more", 60, 0.5, value_dispersion=0),
    Design("60 contacts, doubled, dispersed", 60, cell_dispersion=0.5, value_dispersion=0.03),
    Design("300 contacts, a third more", 300, 0.33, value_dispersion=0.03),
    Design("100 contacts, two slices", 100, 0.5, 2),
    Design("100 contacts, two that overlap", 100, 0.6, 2, "overlapping"),
    Design("100 contacts, two values alike", 100, 0.5, 2, "alike"),
    Design("200 contacts, three slices", 200, 0.4, 3),
    Design("slices of three dimensions", 60, 0.6, values=(6, 6, 6), cell_dispersion=0, value_dispersion=0),
    Design("50 regions, seen cells", 80, 0.5, values=(50, 12, 6, 4, 2), is_full=False),
    Design("50 regions, full product, two", 150, 0.4, 2, values=(50, 12, 6, 4, 2)),
    Design("7 dimensions, seen cells", 80, 0.6, values=(12, 8, 6, 5, 4, 3, 2), is_full=False),
    Design("dimensions that go together", 100, 0.6, values=(8, 8, 5, 4), follows=0.8),
    Design("half more everywhere besides", 100, 0.6, everywhere=1.5),
    Design("a third less everywhere besides", 100, 0.6, everywhere=0.67),
    Design("expected from one week", 100, 0.6, reference_days=7, is_full=False),
)
QUIET = (
    Design("nothing planted", 60, 0.0, 0),
    Design("nothing, dispersed", 200, 0.0, 0, cell_dispersion=0.5, value_dispersion=0.05),
    Design("nothing, twice as many everywhere", 100, 0.0, 0, everywhere=2.0),
    Design("nothing, 50 regions", 80, 0.0, 0, values=(50, 12, 6, 4, 2), is_full=False),
    Design("nothing, expected from one week", 100, 0.0, 0, reference_days=7),
)


def dimensions_of(design: Design) -> list[str]:
    return [f"dimension_{number}" for number in range(len(design.values))]


def simulate(rng: np.random.Generator, design: Design) -> tuple[pd.DataFrame, Slices]:
    """Return one case: its cells, and the slices that were planted."""
    usual = _usual(rng, design)
    index = np.indices(design.values).reshape(len(design.values), -1)
    planted = _plant(rng, design, usual, index)
    mean = usual * design.everywhere
    for chosen in planted:
        inside = np.logical_and.reduce([index[one] == value for one, value in chosen.items()])
        mean = mean + inside * usual / usual[inside].sum() * design.usual_count * design.excess_share
    for one, size in enumerate(design.values):
        mean = mean * _spread(rng, design.value_dispersion, size)[index[one]]
    mean = mean * _spread(rng, design.cell_dispersion, len(mean))
    names = dimensions_of(design)
    cells = pd.DataFrame(dict(zip(names, index, strict=True)))
    expected = rng.poisson(design.reference_days * usual) / design.reference_days
    cells = cells.assign(actual_count=rng.poisson(mean), expected_count=expected)
    if not design.is_full:
        cells = cells[(cells["actual_count"] > 0) | (cells["expected_count"] > 0)].reset_index(drop=True)
    return cells, [{names[one]: value for one, value in chosen.items()} for chosen in planted]


def _usual(rng: np.random.Generator, design: Design) -> np.ndarray:
    shares = [rng.dirichlet(np.full(size, 1.5)) for size in design.values]
    given = np.tile(shares[1], (design.values[0], 1)) * (1 - design.follows)
    given[np.arange(design.values[0]), np.arange(design.values[0]) % design.values[1]] += design.follows
    share = shares[0][:, None] * given
    for one in shares[2:]:
        share = np.multiply.outer(share, one)
    return share.ravel() * design.usual_count


def _plant(rng: np.random.Generator, design: Design, usual: np.ndarray, index: np.ndarray) -> list[dict[int, int]]:
    planted: list[dict[int, int]] = []
    cell = rng.choice(len(usual), p=usual / usual.sum())
    chosen = _some_dimensions(rng, design)
    while len(planted) < design.slices:
        slice_ = {one: int(index[one, cell]) for one in chosen}
        if not any(slice_.items() <= other.items() or other.items() <= slice_.items() for other in planted):
            planted.append(slice_)
        if design.placed != "overlapping":
            cell = rng.choice(len(usual), p=usual / usual.sum())
        if design.placed != "alike":
            chosen = _some_dimensions(rng, design)
    return planted


def _some_dimensions(rng: np.random.Generator, design: Design) -> list[int]:
    count = rng.integers(1, min(design.most_dimensions, len(design.values)) + 1)
    return sorted(rng.choice(len(design.values), count, replace=False).tolist())


def _spread(rng: np.random.Generator, dispersion: float, size: int) -> np.ndarray:
    return rng.gamma(1 / dispersion, dispersion, size) if dispersion else np.ones(size)
