"""Drivers: which slice of the contacts explains a spike's excess?

A likelihood-ratio scan over all slices of up to three dimensions (slice_scan.py): inside a slice the counts run at one
multiple of what was expected, outside at another. The ratio is divided by the dispersion of what the slice leaves over
(slice_noise.py), and every dimension pays for the slices it adds to choose from (minimum description length), so that
neither a parent that is high through its child alone nor a child that merely divides its parent wins. Found slices are
taken out and the scan repeats, so that of two slices that overlap the second is judged by what it holds alone. A rise
that is the same everywhere has no driver.

Assumed: expected counts are right up to a common factor; slices that fall while others rise are not reported. Where
nearly all contacts of one value have another one, too (two dimensions that go together), data cannot say which of them it
was: the one that fits by a hair is named. Where half of all contacts or more lie in slices that rose alike, the rest looks
as if it had fallen, and less is found.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from vocmodels.slice_scan import ScanSettings, entropy, scan

RESULT_COLUMNS = ["slice", "excess_count", "share_of_excess", "score"]


@dataclass(frozen=True)
class DriverSettings:
    """How large and how sure a slice must be to be named."""

    minimum_share: float = 0.1  # of the excess over all cells
    scan: ScanSettings = field(default_factory=ScanSettings)


class DriverInputError(ValueError):
    """The cells cannot be scanned as they are; the message says which column and what to do."""


def explain(cells: pd.DataFrame, dimensions: list[str], settings: DriverSettings = DriverSettings()) -> pd.DataFrame:
    """Return the slices that explain why there is more than expected, best first; no rows when nothing stands out.

    Args:
        cells: one row per combination of the dimensions' values (the full product or part of it): those columns,
            actual_count, expected_count.
        dimensions: names of the columns to slice by.

    Returns:
        slice (dict dimension -> value as in the column), excess_count (actual minus expected contacts; where slices
        overlap, a contact counts in one of them), share_of_excess (0-1 of all excess; the rows add up to at most 1),
        score (log likelihood ratio over dispersion, less the price of choosing).

    Raises:
        DriverInputError: a column is missing, or a count is null or negative.
    """
    _check(cells, dimensions)
    found = scan(cells, dimensions, settings.scan) if len(cells) else []
    rows = [(_named(cells, one.dimensions, one.cell), one.excess, np.nan, one.score) for one in found]
    frame = pd.DataFrame(rows, columns=RESULT_COLUMNS).astype({"excess_count": float, "score": float})
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
    least = settings.scan
    rows = []
    for dimension in dimensions:
        sums = cells.groupby(dimension, dropna=False)[["actual_count", "expected_count"]].sum()
        actual, expected = (sums[column].to_numpy(dtype=float) for column in sums)
        excess = actual - expected
        score = entropy(actual, np.maximum(expected, least.least_expected)) - excess
        for place in np.flatnonzero((excess >= least.minimum_excess) & (score >= least.minimum_score)):
            named = {dimension: sums.index[[int(place)]].tolist()[0]}
            rows.append((named, excess[place], min(excess[place] / whole, 1.0), score[place]))
    rows = sorted(rows, key=lambda row: -row[1])[: least.most_slices]
    return pd.DataFrame(rows, columns=RESULT_COLUMNS).astype(dict.fromkeys(RESULT_COLUMNS[1:], float))


def _named(cells: pd.DataFrame, dimensions: tuple[str, ...], cell: int) -> dict:
    return {dimension: cells[dimension].iloc[[cell]].tolist()[0] for dimension in dimensions}


def _check(cells: pd.DataFrame, dimensions: list[str]) -> None:
    missing = [column for column in (*dimensions, "actual_count", "expected_count") if column not in cells.columns]
    if missing:
        raise DriverInputError(
            f"cells has no column {', '.join(missing)}: one row per slice with both counts is needed."
        )
    for column in ("actual_count", "expected_count"):
        if not (cells[column] >= 0).all():
            raise DriverInputError(f"{column} is null or negative in some cells: fill cells without contacts with 0.")
