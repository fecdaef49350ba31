"""A published file of a few rows, and reports beside it, as a night leaves them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.settings import Settings

TABLES = """
create schema if not exists marts;
create or replace table marts.run (as_of_date date, finished_at timestamp);
create or replace table marts.department (department_code varchar, department_label varchar);
insert into marts.department values ('logistics', 'Logistics'), ('billing', 'Billing');
create or replace table marts.reason (reason_code varchar, reason_label varchar, department_code varchar);
insert into marts.reason values ('late', 'Late delivery', 'logistics'), ('refund', 'Refund', 'billing');
create or replace table marts.contact_daily (contact_date date, reason_code varchar, contact_count bigint);
create or replace table marts.alert (
    alert_id varchar, department_code varchar, subject_label varchar, where_label varchar, contact_count bigint,
    expected_count double, started_date date, last_date date, is_open boolean, chance_one_in bigint, driver_label varchar,
    driver_share double, spread_label varchar, mark_code varchar, severity_rank bigint
);
"""


def publish(settings: Settings, day: date, *alerts: dict) -> None:
    """Publish the state of a day on the morning after: 40 late deliveries in its week, 25 in the one before, and these alerts."""
    path = settings.paths.published
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as con:
        con.execute(TABLES)
        con.execute("insert into marts.run values ($1, $1::timestamp + interval 31 hour)", [day])
        weeks = [[day, "late", 40], [day - timedelta(days=7), "late", 25], [day, "refund", 7]]
        con.executemany("insert into marts.contact_daily values (?, ?, ?)", weeks)
        for rank, alert in enumerate(alerts, 1):
            con.execute("insert into marts.alert by name select unnest($1)", [alert | {"severity_rank": rank}])


def spike(alert_id: str, started: date, department: str | None = "logistics", **said) -> dict:
    """An open alert: 43 contacts, 8 expected, driven by a carrier."""
    alert = {
        "alert_id": alert_id,
        "department_code": department,
        "subject_label": f"Damage {alert_id}",
        "where_label": "",
    }
    alert |= {
        "contact_count": 43,
        "expected_count": 8.3,
        "started_date": started,
        "last_date": started,
        "is_open": True,
    }
    alert |= {"chance_one_in": 200, "driver_label": "carrier NorthStar", "driver_share": 0.74, "spread_label": None}
    return alert | {"mark_code": None} | said


def write_reports(settings: Settings, day: date, *departments: str) -> None:
    """What the night about a day wrote."""
    for department in departments:
        write_files(settings, day, department, "trend.html", "trend.pdf", "trend.xlsx")


def write_files(settings: Settings, day: date, subject: str, *names: str) -> None:
    folder: Path = settings.paths.reports / str(day) / subject
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(f"{subject} up to {day}, {name}")
