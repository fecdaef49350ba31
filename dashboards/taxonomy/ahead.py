"""Ahead: what would an edit touch, as far as the last run can tell?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboards import marts, sentences

WEEKS = 8


def weekly(codes: tuple[str, ...], last: date) -> pd.DataFrame:
    """Contacts a week of each reason in the last eight weeks: week_end (its last day), reason_code, contact_count."""
    sql = """select $last::date - (7 * ((($last::date - contact_date)) // 7))::integer as week_end, reason_code,
            sum(contact_count)::bigint as contact_count
        from marts.contact_daily
        where list_contains($codes::varchar[], reason_code) and contact_date between $last::date - $days::integer + 1 and $last
        group by all order by all"""
    return marts.ask(sql, codes=codes, last=last, days=7 * WEEKS)


def side_by_side(by_week: pd.DataFrame, codes: tuple[str, ...]) -> pd.DataFrame:
    """The same with a column for each reason, and `together`; a week without contacts of one holds 0."""
    wide = by_week.pivot_table(index="week_end", columns="reason_code", values="contact_count", aggfunc="sum")
    whole = wide.reindex(columns=list(codes)).fillna(0).astype(int)
    return whole.assign(together=whole.sum(axis=1)).reset_index().rename_axis(columns=None)


def touched(codes: tuple[str, ...]) -> dict[str, Any]:
    """What hangs on these reasons: open_count and alert_count of alerts, topic_count of active topics, departments."""
    sql = """select
            (select count(*) from marts.alert where list_contains($codes::varchar[], reason_code)) as alert_count,
            (select count(*) from marts.alert where list_contains($codes::varchar[], reason_code) and is_open) as open_count,
            (select count(*) from marts.topic
                where list_contains($codes::varchar[], parent_reason_code) and status_code = 'active') as topic_count,
            (select string_agg(distinct department_label, ', ' order by department_label) from marts.reason
                where list_contains($codes::varchar[], reason_code)) as departments"""
    return marts.ask(sql, codes=codes).iloc[0].to_dict()


def say_touched(found: Mapping[str, Any]) -> str:
    """It touches 2 alerts, 1 of them open, 1 topic, and Billing."""
    alerts = sentences.count_of(found["alert_count"], "alert")
    is_open = f" ({sentences.format_count(found['open_count'])} open)" if found["open_count"] else ""
    topics = sentences.count_of(found["topic_count"], "topic")
    owner = found["departments"] if isinstance(found["departments"], str) else "no department"
    return f"It touches {alerts}{is_open}, {topics} that lie mostly in it, and {owner}."
