"""Cells: which numbers are of so few contacts that they could point at a person?

A cell is all rows of an answer that differ only in their day and their numbers: a reason in a slice, over the days that
were asked for. The rows of a cell of fewer contacts than the least are left out; those of an empty one say nothing of anybody.
"""

from __future__ import annotations

import pandas as pd

COUNTS = ("contact_count", "n", "denominator")  # the first of these that an answer has counts its contacts
DESCRIBING = ("contact_id", "run_id", "kpi_code", "model_version", "source_code", "file_name")  # no cells of contacts


def hide_small_cells(rows: pd.DataFrame, smallest: int) -> pd.DataFrame:
    """The rows without those of cells of at least one and fewer than `smallest` contacts."""
    count = next((name for name in COUNTS if name in rows), None)
    if smallest < 2 or count is None or not len(rows) or set(DESCRIBING) & set(rows):
        return rows
    dimensions = [name for name in rows if _names_a_cell(rows[name])]
    if dimensions:
        total = rows.groupby(dimensions, dropna=False)[count].transform("sum")
    else:
        total = pd.Series(rows[count].sum(), index=rows.index)
    return rows[~((total > 0) & (total < smallest))].reset_index(drop=True)


def _names_a_cell(values: pd.Series) -> bool:
    return bool(pd.api.types.is_string_dtype(values)) and not values.map(type).isin([list, dict]).any()
