"""Peers: how do published methods name the slices behind a rise?

Adtributor (Bhagwan et al. 2014, "Adtributor: revenue debugging in advertising systems") for counts; RiskLoc (Kalander
2022, "RiskLoc: localization of multi-dimensional root causes by weighted risk") with its published thresholds, without the
pruning that only makes it faster; and the single value with the largest excess.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from tests.benchmarks.drivers.designs import Slices


def name_largest(cells: pd.DataFrame, dimensions: list[str]) -> Slices:
    excess = cells["actual_count"] - cells["expected_count"]
    sums = {dimension: excess.groupby(cells[dimension]).sum() for dimension in dimensions}
    best = max(sums, key=lambda dimension: sums[dimension].max())
    return [{best: int(sums[best].idxmax())}]


def name_by_adtributor(
    cells: pd.DataFrame, dimensions: list[str], least_share: float = 0.1, explained: float = 0.67
) -> Slices:
    total = cells["actual_count"].sum() - cells["expected_count"].sum()
    best: tuple[float, Slices] = (0.0, [])
    for dimension in dimensions:
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


def name_by_riskloc(
    cells: pd.DataFrame, dimensions: list[str], least_risk: float = 0.5, least_power: float = 0.02, trimmed: int = 5
) -> Slices:
    actual, expected = (cells[column].to_numpy(float) for column in ("actual_count", "expected_count"))
    deviation = _deviation(actual, expected)
    seen = np.unique(deviation)
    cutoff = -min(seen[: trimmed + 1].max(), seen[-trimmed - 1 :].min(), key=abs)
    is_odd = deviation > cutoff if cutoff >= 0 else deviation < cutoff
    weight = np.minimum(np.where(is_odd, np.abs(deviation), np.abs(cutoff - deviation)), 1) * (actual + expected > 0)
    power = (actual - expected) / ((actual - expected).sum() or 1)
    power = power * np.sign(power[is_odd].sum() or 1)
    least = least_power * power[is_odd].sum()
    leaves = pd.DataFrame({"actual": actual, "expected": expected, "deviation": deviation, "odd": is_odd})
    leaves = pd.concat([cells[dimensions], leaves.assign(weight=weight, power=power)], axis=1)
    named: Slices = []
    while len(leaves) and leaves.loc[leaves["odd"], "power"].sum() >= max(least, 1e-9):
        found = _riskiest(leaves, dimensions, least_risk, least)
        if found is None:
            break
        named.append(found)
        leaves = leaves[~np.logical_and.reduce([leaves[name] == value for name, value in found.items()])]
    return named


def _riskiest(leaves: pd.DataFrame, dimensions: list[str], least_risk: float, least: float) -> dict[str, int] | None:
    """The element of most explanatory power among those risky enough, in the coarsest layer that has one."""
    for layer in range(1, len(dimensions) + 1):
        best: tuple[float, dict[str, int]] | None = None
        for chosen in combinations(dimensions, layer):
            sums = leaves.groupby(list(chosen))[["power", "odd"]].sum()
            floor = best[0] if best else least
            sums = sums[(sums["odd"] > 0) & (sums["power"] > floor)].sort_values("power", ascending=False)
            for value, power in sums["power"].items():
                element = dict(zip(chosen, np.atleast_1d(np.asarray(value)).tolist(), strict=True))
                inside = leaves[np.logical_and.reduce([leaves[name] == one for name, one in element.items()])]
                if _risk(inside) >= least_risk:
                    best = (float(power), element)
                    break
        if best is not None:
            return best[1]
    return None


def _risk(inside: pd.DataFrame) -> float:
    odd = inside.loc[inside["odd"], "weight"].sum()
    high = odd / (odd + inside.loc[~inside["odd"], "weight"].sum() + 1)
    both = inside[(inside["actual"] > 0) & (inside["expected"] > 0)]
    usual = both["deviation"].abs().mean() if len(both) else 0.0
    if not usual:
        return float(high)
    rippled = both["expected"] * both["actual"].sum() / both["expected"].sum()
    return float(high - np.abs(_deviation(both["actual"].to_numpy(), rippled.to_numpy())).mean() / usual)


def _deviation(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    both = actual + expected
    return np.divide(2 * (expected - actual), both, out=np.zeros_like(both), where=both > 0)
