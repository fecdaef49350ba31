"""Alerts: on which days did a series spike, and which of these spikes are one event?"""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from pipelines.warehouse import fetch_value, finding_sql, insert, replace
from vocmodels.events import follow_events
from vocmodels.false_discoveries import control_false_discoveries
from vocmodels.spikes import SpikeSettings, score_days

SCORE_COLUMNS = [
    "series_code", "contact_date", "contact_count", "expected_count", "lower_count", "upper_count", "p_value",
    "low_p_value", "q_value", "is_spike", "window_days",
]  # fmt: skip


def score_spikes(warehouse: duckdb.DuckDBPyConnection, is_taxonomy_new: bool = False) -> int:
    """Judge each series on each day that is new or changed, and on those after it; return the number of judged rows.

    Whole subjects, slices and pairs of values are a family each: false discoveries are controlled in each by itself.
    Under a new taxonomy each day is judged again: a reason of a new code has a past, too.
    """
    first = "select min(contact_date) from trends.series_daily"
    since = fetch_value(warehouse, first if is_taxonomy_new else finding_sql("days_to_score"))
    if since is None:
        return 0
    holidays = warehouse.execute("from ops.holiday").df()
    scored = pd.concat([_score_family(warehouse, size, since, holidays) for size in (0, 1, 2)])
    warehouse.execute("begin")
    warehouse.execute("delete from findings.spike_score where contact_date >= ?", [since])
    insert(warehouse, "findings.spike_score", scored)
    warehouse.execute("commit")
    return len(scored)


def find_alerts(warehouse: duckdb.DuckDBPyConnection) -> int:
    """Follow the spikes of all history to the events that they are; return the number of alerts."""
    scores = warehouse.execute("from findings.spike_score").df()
    events, days = follow_events(scores, warehouse.execute(finding_sql("series_parent")).df())
    replace(warehouse, "findings.alert_day", days.rename(columns={"event_id": "alert_id"}))
    count = replace(warehouse, "findings.alert", events.rename(columns={"event_id": "alert_id"}))
    warehouse.execute(
        f"update findings.alert set evidence_key = keyed.evidence_key from ({finding_sql('alert_evidence_key')}) as keyed"
        " where alert.alert_id = keyed.alert_id"
    )
    return count


def _score_family(
    warehouse: duckdb.DuckDBPyConnection, slice_size: int, since: date, holidays: pd.DataFrame
) -> pd.DataFrame:
    codes = "select series_code from trends.series where slice_size = ? order by series_code"
    series_codes = warehouse.execute(codes, [slice_size]).df()["series_code"]
    daily = warehouse.execute(finding_sql("series_counts"), [slice_size]).df()
    scored = score_days(daily, since=since, holidays=holidays)
    judged = scored[scored["contact_date"] >= scored["first_judged_date"]]
    q_value = control_false_discoveries(judged["p_value"], judged["contact_date"])
    named = judged.assign(series_code=series_codes.iloc[judged["series_code"]].to_numpy())
    return named.assign(q_value=q_value, is_spike=q_value < SpikeSettings().false_discovery_rate)[SCORE_COLUMNS]
