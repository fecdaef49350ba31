"""How often is the slice that really drives a spike named, and nothing else?

Run: python -m tests.benchmarks.drivers [--seed 2026] [--cases 100] [--peers]

Each line is a design (designs.py). A slice counts as found only when its dimensions and values are exactly the planted
ones; where nothing is planted, every named slice is wrong.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from tests.benchmarks.drivers.designs import DESIGNS, QUIET, Design, Slices, dimensions_of, simulate
from tests.benchmarks.drivers.peers import name_by_adtributor, name_by_riskloc, name_largest
from vocmodels.drivers import explain

Method = Callable[[pd.DataFrame, list[str]], Slices]
MOST_CELLS = {"RiskLoc": 5000}  # with more it takes minutes a case
PEERS: dict[str, Method] = {"largest": name_largest, "Adtributor": name_by_adtributor, "RiskLoc": name_by_riskloc}


def name_by_scan(cells: pd.DataFrame, dimensions: list[str]) -> Slices:
    return explain(cells, dimensions)["slice"].tolist()


def judge(design: Design, methods: dict[str, Method], seed: int, count: int) -> pd.DataFrame:
    """One row a method: how many named slices are right, wrong and missed, and milliseconds of CPU a case."""
    rng = np.random.default_rng(seed)
    cases = [simulate(rng, design) for _ in range(count)]
    rows = []
    for name, method in methods.items():
        if len(cases[0][0]) > MOST_CELLS.get(name, np.inf):
            continue
        begun = time.process_time()
        named = [method(cells, dimensions_of(design)) for cells, _ in cases]
        milliseconds = 1000 * (time.process_time() - begun) / count
        right = sum(one in truth for found, (_, truth) in zip(named, cases, strict=True) for one in found)
        wrong = sum(map(len, named)) - right
        missed = sum(len(truth) for _, truth in cases) - right
        rows.append((design.name, name, right, wrong, missed, milliseconds))
    return pd.DataFrame(rows, columns=["design", "method", "right", "wrong", "missed", "ms"])


def f1(rows: pd.DataFrame) -> float:
    right, wrong, missed = rows[["right", "wrong", "missed"]].sum()
    return 2 * right / max(2 * right + wrong + missed, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--peers", action="store_true", help="with the published methods beside, which takes longer")
    options = parser.parse_args()
    methods: dict[str, Method] = {"voc": name_by_scan} | (PEERS if options.peers else {})
    judged = partial(judge, methods=methods, seed=options.seed, count=options.cases)
    print(f"{'':34}{'method':12}{'right':>7}{'wrong':>7}{'missed':>7}{'F1':>7}{'ms':>7}")
    planted = []
    for design in (*DESIGNS, *QUIET):
        rows = judged(design)
        for row in rows.itertuples():
            score = f"{f1(rows.loc[[row.Index]]):7.2f}" if design.slices else f"{'':7}"
            print(
                f"{row.design:34}{row.method:12}{row.right:7}{row.wrong:7}{row.missed:7}{score}{row.ms:7.1f}",
                flush=True,
            )
        planted += [rows] if design.slices else []
    for name, rows in pd.concat(planted).groupby("method", sort=False):
        print(f"{'all with something planted':34}{name:12}{'':21}{f1(rows):7.2f}")


if __name__ == "__main__":
    main()
