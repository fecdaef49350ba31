"""Cells: which numbers are of so few contacts that they could point at a person?

A cell is all rows of an answer that differ only in their day and their numbers: a reason in a slice, over the days that
were asked for. Where numbers can be summed, small cells are put together into one, so that totals stay what they are; it
takes in the next smallest cell where it would be of few contacts itself, or of one cell alone, which the total would give away
(complementary suppression; Hundepool et al. 2012, Statistical Disclosure Control). Elsewhere their rows are left out.
What two answers differ by is not looked at: who may ask for many slices can still learn of few contacts.
"""

from __future__ import annotations

import pandas as pd

COUNTS = ("contact_count", "n", "denominator")  # the first of these that an answer has counts its contacts
DESCRIBING = ("contact_id", "run_id", "kpi_code", "model_version", "source_code", "file_name")  # no cells of contacts
DIMENSION = "dimension_code"
SUMS = ("_count", "_seconds", "_sum", "_squared")
TOO_FEW_CODE, TOO_FEW_LABEL = "too_few", "Too few to show"


def hide_small_cells(rows: pd.DataFrame, smallest: int) -> pd.DataFrame:
    """The rows without cells of at least one and fewer than `smallest` contacts, which are summed where that can be.

    Each dimension (`dimension_code`), where there are several, is a table of its own.
    """
    count = next((name for name in COUNTS if name in rows), None)
    if smallest < 2 or count is None or not len(rows) or set(DESCRIBING) & set(rows):
        return rows
    if DIMENSION not in rows:
        return _hide(rows, count, smallest)
    parts = [part for _, part in rows.groupby(DIMENSION, sort=False, dropna=False)]
    return pd.concat([_hide(part, count, smallest) for part in parts], ignore_index=True)


def _hide(rows: pd.DataFrame, count: str, smallest: int) -> pd.DataFrame:
    dimensions = [name for name in rows if _names_a_cell(rows[name])]
    cell = (
        rows.groupby(dimensions, dropna=False).ngroup() if dimensions else pd.Series(0, index=rows.index, dtype="int64")
    )
    total = rows[count].groupby(cell).sum()
    is_small = (total > 0) & (total < smallest)
    if not is_small.any():
        return rows
    numbers = [name for name in rows if name not in dimensions and not _is_date(rows[name])]
    if not dimensions or not all(name.endswith(SUMS) for name in numbers):
        return rows[~cell.map(is_small)].reset_index(drop=True)
    chosen = _chosen(total, smallest)
    if total[chosen].sum() < smallest:  # all that there is
        return rows[~cell.isin(chosen)].reset_index(drop=True)
    return _put_together(rows, cell.isin(chosen), dimensions, numbers)


def _chosen(total: pd.Series, smallest: int) -> pd.Index:
    """The cells to put together: the small ones, and the next that are needed to hide them."""
    ordered = total[total > 0].sort_values(kind="stable")
    few = int((ordered < smallest).sum())
    while few < len(ordered) and (few < 2 or ordered.iloc[:few].sum() < smallest):
        few += 1
    return ordered.index[:few]


def _put_together(rows: pd.DataFrame, is_chosen: pd.Series, dimensions: list[str], numbers: list[str]) -> pd.DataFrame:
    """The chosen rows as one cell by day, after the others."""
    days = [name for name in rows if name not in (*dimensions, *numbers)]
    hidden = [name for name in dimensions if not name.startswith("dimension_")]
    chosen = rows[is_chosen].assign(
        **{name: TOO_FEW_CODE if name.endswith("_code") else TOO_FEW_LABEL for name in hidden}
    )
    together = chosen.groupby([*dimensions, *days], dropna=False, as_index=False)[numbers].sum(min_count=1)
    return pd.concat([rows[~is_chosen], together[list(rows)]], ignore_index=True).astype(rows.dtypes)


def _is_date(values: pd.Series) -> bool:
    return bool(pd.api.types.is_datetime64_any_dtype(values))


def _names_a_cell(values: pd.Series) -> bool:
    return bool(pd.api.types.is_string_dtype(values)) and not values.map(type).isin([list, dict]).any()
