"""Case mix: how do agents and teams compare once it is taken into account what their contacts were about?

Each unit is compared with all others on the same mix (mix_expectation.py, mix_differences.py), what is chance is taken out
(unit_spread.py), and units whose intervals overlap stand in no order. A unit is also uncertain because the others it is
compared with differ among themselves (Spiegelhalter 2005, "Handling over-dispersion of performance indicators"). A unit that
is far off is compared with the others, but they are not compared with it: one slow team does not make four others fast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from vocmodels.false_discoveries import control_false_discoveries
from vocmodels.mix_differences import Differences, differ, standardise
from vocmodels.mix_expectation import grid_of
from vocmodels.unit_spread import shrink, spread_of_others

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEEDED_COLUMNS = ("unit_code", "measure_code", "mix_code", "n", "total", "total_squares")
KEYS = ["unit_code", "measure_code"]
NUMBERS = ["value", "expected_value", "adjusted_value", "low", "high", "p_value", "q_value"]
RESULT_COLUMNS = [*KEYS, "n", *NUMBERS, "stands_out", "rank_low", "rank_high"]
Z = 1.959964  # of a 95 % interval


class CaseMixInputError(ValueError):
    """The cells cannot be compared; the message says which column and what to do."""


@dataclass(frozen=True)
class CaseMixSettings:
    """When a unit stands out."""

    chance: float = 0.02  # that any unit of any measure stands out when all are equal
    least_contacts: int = 10  # fewer are never said to stand out
    least_difference: float = 0.1  # of the standard deviation of one contact: less is sure at times, and never matters


def compare_units(cells: pd.DataFrame, settings: CaseMixSettings = CaseMixSettings()) -> pd.DataFrame:
    """Return one row per unit and measure, sorted by them: how it compares with all others on the same mix.

    Args:
        cells: one row per unit_code, measure_code, mix_code (a code in parts, the most telling first:
            "reason|channel|language"; a cell that is rare borrows from the code without its last part): n (contacts),
            total, total_squares (sums of what they measured, and of its squares; 0 and 1 for a share).

    Returns:
        unit_code, measure_code, n, value (total / n), expected_value (if its contacts had gone as they do at all others,
        cell by cell), adjusted_value (what all contacts would measure at the usual unit + the unit's difference, less what
        is chance), low, high (95 % of adjusted_value: chance, and the spread between units), p_value (two-sided, of this unit
        alone), q_value (0-1, Benjamini & Hochberg within a measure), stands_out, rank_low, rank_high (1 is the lowest value;
        the ranks that the intervals leave open). Where there is nobody to compare with, expected_value, low, high and the
        ranks are null.

    Raises:
        CaseMixInputError: a column is missing, or a count is null or negative.
    """
    _check(cells)
    cells = cells[cells["n"] > 0]
    measures = sorted(cells["measure_code"].unique())
    judged = [_judge(cells[cells["measure_code"] == code], settings, len(measures)) for code in measures]
    rows = pd.concat([_empty(), *judged]) if not judged else pd.concat(judged)
    return rows[RESULT_COLUMNS].sort_values(KEYS, ignore_index=True)


def _judge(cells: pd.DataFrame, settings: CaseMixSettings, measure_count: int) -> pd.DataFrame:
    """The rows of one measure."""
    found = differ(grid_of(cells))
    can_compare = np.isfinite(found.variance)
    between, _ = spread_of_others(found.difference, found.variance, can_compare & found.is_reference)
    extra = between * found.reliance
    p_value, q_value = _surprise(found, extra, can_compare & (found.n >= settings.least_contacts))
    centre, difference, error = _adjust(found, extra)
    is_sure = np.abs(difference) > Z * error
    is_large = np.abs(difference) >= settings.least_difference * found.contact_sd
    stands_out = (q_value < settings.chance / measure_count) & is_sure & is_large
    rows = _bounds(found, centre, difference, error, can_compare)
    rows |= {"measure_code": str(cells["measure_code"].iloc[0])}
    rows |= {"p_value": p_value, "q_value": q_value, "stands_out": stands_out}
    return pd.DataFrame(rows)[RESULT_COLUMNS].astype(_empty().dtypes)


def _adjust(found: Differences, extra: Array) -> tuple[float, Array, Array]:
    """What all contacts would measure at the usual unit, and each unit's shrunk difference from it with its error."""
    counted = np.where(found.is_reference, found.n, 0.0)
    from_all = (
        1 - counted / counted.sum()
    )  # the usual unit's mean has the unit itself in it, that of the others has not
    difference, error = (part * from_all for part in shrink(found.difference, found.variance + extra))
    apart = np.nan_to_num(found.difference) * from_all
    return found.overall - float((found.n * apart).sum() / found.n.sum()), difference, error


def _bounds(found: Differences, centre: float, difference: Array, error: Array, can_compare: Flags) -> dict:
    """Values with their intervals, within what the measure can be, and the ranks that these leave open."""
    least, most = (0.0 if found.is_positive else -np.inf), (1.0 if found.is_share else np.inf)
    adjusted, low, high = (np.clip(centre + difference + side * Z * error, least, most) for side in (0, -1, 1))
    rank_low, rank_high = _ranks(low, high, can_compare)
    return {
        "unit_code": found.units.to_numpy(),
        "n": found.n,
        "value": found.value,
        "expected_value": found.expected,
        "adjusted_value": adjusted,
        "low": np.where(can_compare, low, np.nan),
        "high": np.where(can_compare, high, np.nan),
        "rank_low": rank_low,
        "rank_high": rank_high,
    }


def _surprise(found: Differences, extra: Array, is_judged: Flags) -> tuple[Array, Array]:
    """p-values, two-sided, and their q-values, both 1 where not judged.

    `extra` is the variance of the expectation for resting on few others who differ.
    """
    variance = found.variance + extra
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = np.maximum(len(found.n) - 2, 1) * (variance / np.where(extra > 0, extra, np.nan)) ** 2
        deviate = standardise(found, 0.0, variance)
    p_value = np.minimum(2 * stats.t.sf(np.abs(deviate), np.nan_to_num(np.minimum(freedom, 1e6), nan=1e6)), 1)
    p_value, q_value = np.where(is_judged, p_value, 1.0), np.ones(len(found.n))
    q_value[is_judged] = control_false_discoveries(p_value[is_judged], np.zeros(is_judged.sum()))
    return p_value, q_value


def _ranks(low: Array, high: Array, can_compare: Flags) -> tuple[Array, Array]:
    """The least and the largest rank that each interval leaves open."""
    below = np.searchsorted(np.sort(high[can_compare]), low, side="left")
    above = can_compare.sum() - np.searchsorted(np.sort(low[can_compare]), high, side="right")
    least, most = below + 1.0, can_compare.sum() - above
    return np.where(can_compare, least, np.nan), np.where(can_compare, most, np.nan)


def _empty() -> pd.DataFrame:
    kinds = dict.fromkeys(KEYS, "str") | {"n": "int64"} | dict.fromkeys(NUMBERS, "float64")
    kinds |= {"stands_out": "bool", "rank_low": "float64", "rank_high": "float64"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def _check(cells: pd.DataFrame) -> None:
    missing = [column for column in NEEDED_COLUMNS if column not in cells.columns]
    if missing:
        raise CaseMixInputError(
            f"cells has no column {', '.join(missing)}: one row per unit, measure and mix is needed."
        )
    if not (cells["n"] >= 0).all() or cells[["total", "total_squares"]].isna().any(axis=None):
        raise CaseMixInputError("n is null or negative, or a total is null, in some cells: leave such contacts out.")
