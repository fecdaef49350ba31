"""What is late, odd or empty of what sources deliver: the marts behind the data-quality report, from rows that stand here."""

from datetime import date, datetime, timedelta

import duckdb
import pandas as pd
import pytest

from pipelines.warehouse import SQL_FOLDER, open_warehouse

LAST = date(2026, 3, 31)  # a Tuesday
COLUMNS = {"run_id": "r1", "started_local": None, "started_at": None, "attributes": None, "turn_count": 0}
COLUMNS |= {"has_unknown_speakers": False, "site_timezone": "UTC", "language_code": "en", "site_code": "unknown"}


@pytest.fixture
def warehouse(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        connection.execute(f"set variable as_of = date '{LAST}'")
        yield connection


def contacts(
    warehouse: duckdb.DuckDBPyConnection, counts: dict[int, int], source: str = "calls", **columns: object
) -> None:
    """So many contacts of a source so many days ago."""
    days = [LAST - timedelta(days=ago) for ago, count in counts.items() for _ in range(count)]
    given = COLUMNS | {"channel_code": "voice", "carrier_code": "NorthStar"} | columns
    rows = pd.DataFrame(
        {"contact_date": days, "source_code": source} | {name: [value] * len(days) for name, value in given.items()}
    )
    rows["contact_id"] = [f"{source}:{number}:{given['carrier_code']}" for number in range(len(rows))]
    exists = warehouse.execute(
        "select 1 from duckdb_tables() where schema_name = 'core' and table_name = 'contact'"
    ).fetchall()
    warehouse.register("rows", rows)
    warehouse.execute(
        "insert into core.contact by name from rows" if exists else "create table core.contact as from rows"
    )
    warehouse.unregister("rows")
    warehouse.execute(
        "create or replace table core.day as select unnest(range(date '2026-01-01', date '2026-04-01', interval 1 day))::date"
        " as contact_date"
    )


def stage(warehouse: duckdb.DuckDBPyConnection, surveyed: list[date] | None = None) -> None:
    """Staging as the build leaves it: the records, and surveys on some days."""
    warehouse.execute(
        "create or replace table staging.contact as select contact_id, source_code, false as is_transcript from core.contact"
    )
    warehouse.execute("create or replace table staging.turn (source_code varchar, contact_id varchar)")
    warehouse.execute("create or replace table staging.survey (source_code varchar, answered_at timestamp)")
    warehouse.execute("create or replace table staging.agent_state (source_code varchar, started_at timestamp)")
    warehouse.execute("create or replace table staging.volume (source_code varchar, contact_date date)")
    for day in surveyed or []:
        warehouse.execute(
            "insert into staging.survey values ('surveys', ?)", [datetime.combine(day, datetime.min.time())]
        )


def mart(warehouse: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    return warehouse.execute((SQL_FOLDER / "marts" / f"{name}.sql").read_text()).df()


def fresh(warehouse) -> dict[str, tuple]:
    rows = mart(warehouse, "source_freshness")
    return {row.source_code: (row.usual_gap_days, row.behind_days, row.is_late) for row in rows.itertuples()}


def test_a_source_that_comes_daily_is_late_after_a_day_and_one_that_comes_weekly_is_not(warehouse):
    contacts(warehouse, dict.fromkeys(range(56), 3))
    contacts(warehouse, dict.fromkeys(range(2, 56), 3), source="chats")
    stage(warehouse, [LAST - timedelta(days=ago) for ago in range(5, 56, 7)])

    assert fresh(warehouse) == {"calls": (1, 0, False), "chats": (1, 2, True), "surveys": (7, 5, False)}


def test_a_weekly_source_is_late_on_the_day_that_its_next_delivery_is_usually_in_by(warehouse):
    contacts(warehouse, dict.fromkeys(range(56), 3))
    stage(warehouse, [LAST - timedelta(days=ago) for ago in range(7, 56, 7)])

    assert fresh(warehouse)["surveys"] == (7, 7, True)


def test_days_off_are_no_delay(warehouse):
    closed = {5, 6}  # Saturday and Sunday
    monday = LAST - timedelta(days=1)
    open_days = [ago for ago in range(2, 56) if (LAST - timedelta(days=ago)).weekday() not in closed]
    contacts(warehouse, dict.fromkeys(range(56), 3))
    contacts(warehouse, dict.fromkeys(open_days, 3), source="chats")
    stage(warehouse)

    assert monday.weekday() == 0
    assert fresh(warehouse)["chats"] == (3, 4, True)  # nothing since Friday: Monday and Tuesday are missing


def odd(warehouse) -> list[tuple]:
    rows = mart(warehouse, "source_volume_daily")
    return [
        (row.source_code, (LAST - row.contact_date.date()).days, row.contact_count)
        for row in rows[rows["is_odd"]].itertuples()
    ]


def test_a_day_far_from_its_weekday_is_odd_and_a_quiet_sunday_is_not(warehouse):
    usual = {ago: 12 if (LAST - timedelta(days=ago)).weekday() == 6 else 60 for ago in range(84)}
    contacts(warehouse, usual | {3: 4, 10: 130})

    assert odd(warehouse) == [("calls", 10, 130), ("calls", 3, 4)] or odd(warehouse) == [
        ("calls", 3, 4),
        ("calls", 10, 130),
    ]


def test_a_day_on_which_nothing_came_is_odd_too(warehouse):
    contacts(warehouse, {ago: 40 for ago in range(84) if ago != 4})

    assert odd(warehouse) == [("calls", 4, 0)]


def test_of_a_few_contacts_a_day_and_of_a_short_history_nothing_is_called_odd(warehouse):
    contacts(warehouse, {ago: 2 for ago in range(84)} | {1: 8}, source="social")
    contacts(warehouse, {ago: 50 for ago in range(20)} | {1: 150})

    assert odd(warehouse) == []


def test_the_empty_share_of_a_column_is_of_the_last_four_weeks_and_of_the_four_before(warehouse):
    contacts(warehouse, {0: 6, 30: 10})
    contacts(warehouse, {0: 4, 70: 5}, carrier_code=None)
    rows = mart(warehouse, "null_rate").set_index("column_name")

    counted = ["recent_count", "recent_null_count", "before_count", "before_null_count"]
    assert rows.loc["carrier_code", counted].tolist() == [10, 4, 10, 0]
    assert rows.loc["site_code", counted].tolist() == [10, 10, 10, 10]  # unknown is nothing given
    assert set(rows.index) == {"carrier_code", "channel_code", "language_code", "site_code"}
