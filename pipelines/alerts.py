"""Alerts: on which days did a series spike, and which of these spikes are one event?

What a topic's alert tells is told once: where an alert on reasons explains it, the topic's is not kept.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from pipelines.warehouse import fetch_value, finding_sql, replace
from vocmodels.events import follow_events
from vocmodels.false_discoveries import control_false_discoveries
from vocmodels.spikes import SpikeSettings, score_days

JUDGED_COLUMNS = [
    "series_code", "contact_date", "contact_count", "expected_count", "lower_count", "upper_count", "p_value",
    "low_p_value", "window_days",
]  # fmt: skip

REASON_FAMILIES = ((0, False), (1, False), (2, False))  # how many dimensions a slice has; of topics?
TOPIC_FAMILIES = ((0, True),)
SERIES_AT_ONCE = 1_500  # bounds the memory, however many there are; each is judged by itself


def score_spikes(warehouse: duckdb.DuckDBPyConnection, is_taxonomy_new: bool = False) -> int:
    """Judge each series on each day that is new or changed, and on those after it; return the number of judged rows.

    Whole subjects, slices, pairs of values and topics are a family each: false discoveries are controlled in each by
    itself. Under a new taxonomy each day is judged again: a reason of a new code has a past, too.
    """
    return _score(warehouse, REASON_FAMILIES, is_taxonomy_new) + _score(warehouse, TOPIC_FAMILIES, False)


def _score(warehouse: duckdb.DuckDBPyConnection, families: tuple[tuple[int, bool], ...], is_all_new: bool) -> int:
    is_topic = families == TOPIC_FAMILIES
    first = "select min(contact_date) from trends.series_daily"
    since = (
        fetch_value(warehouse, first)
        if is_all_new
        else fetch_value(warehouse, finding_sql("days_to_score"), [is_topic])
    )
    if since is None:
        return 0
    holidays = warehouse.execute("from ops.holiday").df()
    warehouse.execute("begin")
    warehouse.execute(
        "delete from findings.spike_score where contact_date >= ? and starts_with(series_code, 'topic:') = ?",
        [since, is_topic],
    )
    row_count = sum(_score_family(warehouse, *family, since, holidays) for family in families)
    warehouse.execute("commit")
    return row_count


def find_alerts(warehouse: duckdb.DuckDBPyConnection) -> int:
    """Follow the spikes of all history to the events that they are; return the number of alerts."""
    scores = warehouse.execute(finding_sql("scores_to_follow")).df()
    events, days = follow_events(scores, warehouse.execute(finding_sql("series_parent")).df())
    replace(warehouse, "findings.alert_day", days.rename(columns={"event_id": "alert_id"}))
    replace(warehouse, "findings.alert", events.rename(columns={"event_id": "alert_id"}))
    _leave_out_held(warehouse)
    warehouse.execute(
        f"update findings.alert set evidence_key = keyed.evidence_key from ({finding_sql('alert_evidence_key')}) as keyed"
        " where alert.alert_id = keyed.alert_id"
    )
    return int(fetch_value(warehouse, "select count(*) from findings.alert"))


def _leave_out_held(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Delete the alerts on topics that alerts on reasons tell already."""
    warehouse.execute(f"create or replace temp table held as {finding_sql('topic_alert_held')}")
    for table in ("findings.alert", "findings.alert_day"):
        warehouse.execute(f"delete from {table} where alert_id in (from held)")


def _score_family(
    warehouse: duckdb.DuckDBPyConnection, slice_size: int, is_topic: bool, since: date, holidays: pd.DataFrame
) -> int:
    """Judge a family, part by part: what a whole history says of all of them is more than memory should hold."""
    codes = "select series_code from trends.series where slice_size = ? and (subject_kind = 'topic') = ? order by series_code"
    series_codes = warehouse.execute(codes, [slice_size, is_topic]).df()["series_code"]
    warehouse.execute(
        "create or replace temp table judged as from (select * exclude (q_value, is_spike) from findings.spike_score) limit 0"
    )
    p_values, dates = [], []
    for first in range(0, len(series_codes), SERIES_AT_ONCE):
        judged = _judge(warehouse, [slice_size, is_topic, first, first + SERIES_AT_ONCE], since, holidays)
        named = judged.assign(series_code=series_codes.iloc[judged["series_code"]].to_numpy())
        warehouse.register("judged_part", named[JUDGED_COLUMNS])
        warehouse.execute("insert into judged by name from judged_part")
        warehouse.unregister("judged_part")
        p_values.append(judged["p_value"].to_numpy(copy=True))  # a view would hold the whole part
        dates.append(judged["contact_date"].to_numpy(copy=True))
    if not p_values:
        return 0
    q_value = control_false_discoveries(np.concatenate(p_values), np.concatenate(dates))
    chances = pd.DataFrame({"q_value": q_value, "is_spike": q_value < SpikeSettings().false_discovery_rate})
    warehouse.register("chances", chances)
    warehouse.execute("insert into findings.spike_score by name from judged positional join chances")
    warehouse.unregister("chances")
    warehouse.execute("drop table judged")
    return len(chances)


def _judge(warehouse: duckdb.DuckDBPyConnection, part: list[Any], since: date, holidays: pd.DataFrame) -> pd.DataFrame:
    """The judged days of a part of a family: of its slices, of topics or not, and from which series to which by number."""
    scored = score_days(warehouse.execute(finding_sql("series_counts"), part).df(), since=since, holidays=holidays)
    judged: pd.DataFrame = scored[scored["contact_date"] >= scored["first_judged_date"]]
    return judged
