"""Shifts: which series fell silent, or moved slowly, and which of it is told?"""

from __future__ import annotations

import hashlib

import duckdb
import pandas as pd

from pipelines.warehouse import fetch_value, finding_sql, replace
from vocmodels.shifts import find_shifts
from vocmodels.told_shifts import tell_once

JUDGED_SIZES = (0, 1)  # whole subjects and slices of one dimension are a family each; pairs carry too few contacts


def find_changes(warehouse: duckdb.DuckDBPyConnection) -> int:
    """Judge all history again, and write what is told; return the number of changes.

    What is told of a day rests on that day and those before it, so that a change keeps its id and its start.
    """
    found = [find_shifts(warehouse.execute(finding_sql("shift_days"), [size]).df()) for size in JUDGED_SIZES]
    told = tell_once(pd.concat(found, ignore_index=True), warehouse.execute(finding_sql("series_parent")).df())
    replace(warehouse, "findings.series_change", told.assign(change_id=_ids(told)))
    warehouse.execute(
        f"delete from findings.series_change where change_id in ({finding_sql('series_change_of_alert')})"
    )
    return int(fetch_value(warehouse, "select count(*) from findings.series_change"))


def _ids(changes: pd.DataFrame) -> list[str]:
    keys = (f"{row.series_code} {row.kind_code} {row.started_date:%Y-%m-%d}" for row in changes.itertuples())
    return [hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()[:10] for key in keys]
