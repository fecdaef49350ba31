"""How often is the slice that really drives a spike named, and nothing else?

Run: python -m tests.benchmarks.drivers [--seed 2026] [--cases 200]

Seeded cases: cells over four dimensions with unequal shares, expectations estimated from 28 noisy days, counts
overdispersed per cell and per dimension value, and slices of one to three dimensions planted (or none). A slice
counts as found only when its dimensions and values are exactly the planted ones. Peers: the value with the largest
excess in one dimension, and Adtributor (Bhagwan et al. 2014, "Adtributor: revenue debugging in advertising systems")
for counts.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vocmodels.drivers import explain

VALUES = (8, 6, 5, 4)
DIMENSIONS = [f"dimension_{number}" for number in range(len(VALUES))]
Slices = list[dict[str, int]]


@dataclass(frozen=True)
class Situation:
    """What the cases of one line of the table have in common."""

    name: str
    usual_count: float
    excess_share: float  # of the usual count, per slice
    slices: int
    cell_dispersion: float
    value_dispersion: float


SITUATIONS = (
    Situation("sparse, 20 contacts, doubled", 20, 1.0, 1, 0.0, 0.0),
    Situation("60 contacts, half more", 60, 0.5, 1, 0.2, 0.0),
    Situation("60 contacts, doubled, dispersed", 60, 1.0, 1, 0.5, 0.03),
    Situation("300 contacts, a third more", 300, 0.33, 1, 0.2, 0.03),
    Situation("100 contacts, two slices", 100, 0.5, 2, 0.2, 0.01),
    Situation("nothing planted", 60, 0.0, 0, 0.2, 0.01),
)


def simulate(rng: np.random.Generator, situation: Situation) -> tuple[pd.DataFrame, Slices]:
    share = np.ones(())
    for size in VALUES:
        share = np.multiply.outer(share, rng.dirichlet(np.full(size, 1.5)))
    usual = share.ravel() * situation.usual_count
    index = np.indices(VALUES).reshape(len(VALUES), -1)
    mean, planted = usual.copy(), []
    for _ in range(situation.slices):
        cell = rng.choice(len(usual), p=usual / usual.sum())
        chosen = sorted(rng.choice(len(VALUES), rng.integers(1, 4), replace=False))
        inside = np.logical_and.reduce([index[one] == index[one, cell] for one in chosen])
        mean[inside] += usual[inside] / usual[inside].sum() * situation.usual_count * situation.excess_share
        planted.append({DIMENSIONS[one]: int(index[one, cell]) for one in chosen})
    for one, size in enumerate(VALUES):
        mean = mean * spread(rng, situation.value_dispersion, size)[index[one]]
    mean = mean * spread(rng, situation.cell_dispersion, len(mean))
    cells = pd.DataFrame(dict(zip(DIMENSIONS, index, strict=True)))
    return cells.assign(actual_count=rng.poisson(mean), expected_count=rng.poisson(28 * usual) / 28), planted


def spread(rng: np.random.Generator, dispersion: float, size: int) -> np.ndarray:
    return rng.gamma(1 / dispersion, dispersion, size) if dispersion else np.ones(size)


def name_by_scan(cells: pd.DataFrame) -> Slices:
    return explain(cells, DIMENSIONS)["slice"].tolist()


def name_largest(cells: pd.DataFrame) -> Slices:
    excess = cells["actual_count"] - cells["expected_count"]
    sums = {dimension: excess.groupby(cells[dimension]).sum() for dimension in DIMENSIONS}
    best = max(sums, key=lambda dimension: sums[dimension].max())
    return [{best: int(sums[best].idxmax())}]


def name_by_adtributor(cells: pd.DataFrame, least_share: float = 0.1, explained: float = 0.67) -> Slices:
    total = cells["actual_count"].sum() - cells["expected_count"].sum()
    best: tuple[float, Slices] = (0.0, [])
    for dimension in DIMENSIONS:
        sums = cells.groupby(dimension)[["actual_count", "expected_count"]].sum()
        p, q = sums["expected_count"] / sums["expected_count"].sum(), sums["actual_count"] / sums["actual_count"].sum()
        middle = (p + q) / 2
        terms = [0.5 * part * np.log(part.where(part > 0, 1) / middle.where(middle > 0, 1)) for part in (p, q)]
        surprise = (terms[0] + terms[1]).sort_values(ascending=False)
        share = (sums["actual_count"] - sums["expected_count"]) / total if total > 0 else 0 * p
        named = [value for value in surprise.index if share[value] > least_share]
        reached = share[named].cumsum()
        named = named[: int((reached < explained).sum()) + 1]
        if len(named) and share[named].sum() > explained and surprise[named].sum() > best[0]:
            best = (float(surprise[named].sum()), [{dimension: int(value)} for value in named])
    return best[1]


METHODS: dict[str, Callable[[pd.DataFrame], Slices]] = {
    "voc": name_by_scan,
    "largest": name_largest,
    "Adtributor": name_by_adtributor,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--cases", type=int, default=200)
    options = parser.parse_args()
    print(f"{'':34}{'method':12}{'right':>7}{'wrong':>7}{'missed':>7}{'F1':>7}{'ms':>7}")
    for situation in SITUATIONS:
        rng = np.random.default_rng(options.seed)
        cases = [simulate(rng, situation) for _ in range(options.cases)]
        for name, method in METHODS.items():
            begun = time.process_time()
            named = [method(cells) for cells, _ in cases]
            milliseconds = 1000 * (time.process_time() - begun) / len(cases)
            right = sum(one in truth for found, (_, truth) in zip(named, cases, strict=True) for one in found)
            wrong = sum(map(len, named)) - right
            missed = sum(len(truth) for _, truth in cases) - right
            score = 2 * right / max(2 * right + wrong + missed, 1)
            print(f"{situation.name:34}{name:12}{right:7}{wrong:7}{missed:7}{score:7.2f}{milliseconds:7.1f}")


if __name__ == "__main__":
    main()
