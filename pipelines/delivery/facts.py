"""Facts: what of what is published do letters tell?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from pipelines.queries import open_published
from pipelines.settings import Settings
from pipelines.summary import say_certainty, say_day, say_why

RUN = "select as_of_date, timezone from marts.run"
DEPARTMENTS = "select department_code, department_label from marts.department"
ALERTS = """
select
    alert_id, coalesce(department_code, '') as department_code, subject_label, where_label, contact_count, expected_count,
    started_date, last_date, is_open, chance_one_in, driver_label, driver_share, spread_label
from marts.alert
where mark_code is null
order by severity_rank
"""
WEEK = """
with bounds as (select as_of_date as last_date from marts.run)
select
    reason.reason_label,
    coalesce(sum(contact_count) filter (contact_date > last_date - 7), 0)::bigint as this_week,
    coalesce(sum(contact_count) filter (contact_date <= last_date - 7), 0)::bigint as last_week
from marts.contact_daily
join marts.reason as reason using (reason_code)
cross join bounds
where contact_date > last_date - 14 and reason.department_code = ?
group by all
order by abs(this_week - last_week) desc, reason_label
"""


@contextmanager
def published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """What readers see now; None where nothing is published yet."""
    if not settings.paths.published.exists():
        yield None
        return
    with open_published(settings) as marts:
        yield marts


def read_day(marts: duckdb.DuckDBPyConnection) -> date | None:
    """The last day of the data."""
    day = marts.execute("select as_of_date from marts.run").fetchall()[0][0]
    return None if day is None or pd.isna(day) else pd.Timestamp(day).date()


def read_labels(marts: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What each department is called."""
    return dict(marts.execute(DEPARTMENTS).fetchall())


def read_alerts(marts: duckdb.DuckDBPyConnection, department_code: str) -> list[dict[str, Any]]:
    """The alerts on a department's reasons and on all contacts that nobody said anything of, the gravest first."""
    rows = marts.execute(ALERTS).df().astype(object)
    rows = rows.where(rows.notna(), None).to_dict("records")
    return [row for row in rows if row["department_code"] in (department_code, "")]


def read_week(marts: duckdb.DuckDBPyConnection, department_code: str) -> list[tuple[str, int, int]]:
    """Each reason of a department with its contacts of the last week and of the one before; what moved most first."""
    return [
        (str(label), int(this), int(last)) for label, this, last in marts.execute(WEEK, [department_code]).fetchall()
    ]


def title_of(alert: dict[str, Any]) -> str:
    """Damaged shipment (carrier NorthStar)."""
    where = f" ({alert['where_label']})" if alert["where_label"] else ""
    return f"{alert['subject_label']}{where}"


def say_alert(alert: dict[str, Any]) -> str:
    """How many contacts when, how many were expected, what drives it, and how sure it is."""
    started, last = alert["started_date"], alert["last_date"]
    days = f"on {say_day(started)}" if started == last else f"from {say_day(started)} to {say_day(last)}"
    why = say_why(alert["where_label"], alert["driver_label"], alert["driver_share"], alert["spread_label"])
    return (
        f"{title_of(alert)}: {alert['contact_count']:,} contacts {days}, {alert['expected_count']:,.0f} expected."
        f" {why}; {say_certainty(int(alert['chance_one_in']))}."
    )
