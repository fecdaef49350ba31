"""Alerts: on which days did a series spike, and which of these spikes are one event?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.warehouse import SQL_FOLDER, fetch_value, insert, replace
from vocmodels.spikes import score_days

FAMILIES = ("dimension_code == ''", "dimension_code != ''")  # whole reasons, slices: each controlled by itself
SERIES_KEYS = ["reason_code", "dimension_code", "value_code"]
SCORE_COLUMNS = ["contact_count", "expected_count", "lower_count", "upper_count", "p_value", "q_value", "is_spike"]


@dataclass(frozen=True)
class AlertSettings:
    """When spikes become an alert, and what is told of it."""

    minimum_count: int = 5  # contacts a day; fewer are never an alert, however unlikely
    window_days: int = 90  # over which an alert is compared with what chance would show
    chance_share: float = 0.4  # of alerts as strong that may be chance at most


def score_spikes(warehouse: duckdb.DuckDBPyConnection, is_taxonomy_new: bool = False) -> int:
    """Judge each series on each day that is new or changed, and on those after it; return the number of judged rows.

    Under a new taxonomy each day is judged again: a reason of a new code has a past, too.
    """
    first = "select min(contact_date) from trends.series_daily"
    since = fetch_value(warehouse, first if is_taxonomy_new else _sql("days_to_score"))
    if since is None:
        return 0
    daily = warehouse.execute("from trends.series_daily").df()
    daily["series_code"] = daily["reason_code"] + chr(31) + daily["dimension_code"] + chr(31) + daily["value_code"]
    holidays = warehouse.execute("select distinct holiday_date from ops.holiday").df()
    dates = list(holidays["holiday_date"].dt.date)
    scored = pd.concat([score_days(daily.query(family), since=since, holidays=dates) for family in FAMILIES])
    rows = scored[[*SERIES_KEYS, "contact_date", *SCORE_COLUMNS]]
    warehouse.execute("begin")
    warehouse.execute("delete from findings.spike_score where contact_date >= ?", [since])
    insert(warehouse, "findings.spike_score", rows)
    warehouse.execute("commit")
    return len(rows)


def find_alerts(warehouse: duckdb.DuckDBPyConnection, settings: AlertSettings = AlertSettings()) -> int:
    """Make the alerts of the spikes anew; return their number."""
    warehouse.execute(f"set variable alert_minimum_count = {settings.minimum_count}")
    warehouse.execute(f"set variable alert_window_days = {settings.window_days}")
    warehouse.execute(f"set variable alert_chance_share = {settings.chance_share}")
    warehouse.execute(f"create or replace temp table alert_now as {_sql('alert')}")
    return replace(warehouse, "findings.alert", warehouse.execute("from alert_now").df())


def _sql(name: str) -> str:
    return (SQL_FOLDER / "findings" / f"{name}.sql").read_text(encoding="utf-8")
