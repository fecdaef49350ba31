"""Early: what is already above its usual level today, before the day is whole?"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.warehouse import finding_sql, replace
from vocmodels.levels import stories_of, subject_of
from vocmodels.spikes import score_days


def warn_early(warehouse: duckdb.DuckDBPyConnection) -> int:
    """Judge each full hour after the last complete day by the eight weeks before; write and count those that spike.

    The subjects of one hour are a family, told at the level that explains them best. Nothing is judged where the data
    ends with its last complete day.
    """
    hourly = warehouse.execute(finding_sql("hourly_count")).df()
    if hourly.empty:
        return replace(warehouse, "findings.early_warning", [])
    today = hourly["contact_date"].max().normalize()
    scored = score_days(hourly, since=today, holidays=warehouse.execute("from ops.holiday").df())
    parents = warehouse.execute(finding_sql("series_parent")).df().fillna({"group_code": ""})
    stories = [_stories(hour) for _, hour in scored.merge(parents, on="series_code").groupby("contact_date")]
    return replace(warehouse, "findings.early_warning", pd.concat(stories).rename(columns={"contact_date": "hour_at"}))


def _stories(hour: pd.DataFrame) -> pd.DataFrame:
    """The rows of one hour that are told; what is unlikely only together with earlier hours was told then."""
    rows = list(hour.dropna(subset=["contact_count", "expected_count"]).itertuples())
    spiking = [row for row in rows if row.is_spike and row.contact_count > row.upper_count]
    told = [row.series_code for row in stories_of(spiking, {subject_of(row): row for row in rows})]
    return hour[hour["series_code"].isin(told)]
