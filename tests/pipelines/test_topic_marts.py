"""What is said of a topic: whether it is new, since when it could be seen, its twin in the other language, who is affected."""

from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest

from pipelines.warehouse import SQL_FOLDER, open_warehouse

LAST = date(2026, 3, 31)


@pytest.fixture
def warehouse(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        connection.execute(f"set variable as_of = date '{LAST}'")
        yield connection


def days_ago(first: int, last: int = 0) -> list[date]:
    return [LAST - timedelta(days=number) for number in range(first, last - 1, -1)]


def fill(warehouse: duckdb.DuckDBPyConnection, *parts: tuple, languages: str = "en") -> None:
    """The contacts of a run with their topics: (days, how many a day, topic or None, reason, language, region)."""
    rows = []
    for days, count, topic, reason, *more in parts:
        language, region = (*more, *("en", "North")[len(more) :])
        rows += [(day, topic, reason, language, region) for day in days for _ in range(count)]
    every = pd.DataFrame(rows, columns=["contact_date", "topic_code", "reason_code", "language_code", "region_code"])
    every["contact_id"] = [f"c{number}" for number in range(len(every))]
    warehouse.register("every", every)
    warehouse.execute(
        "create or replace table trends.contact_reason as select contact_id, contact_date, reason_code, language_code,"
        " 60.0 as handle_seconds, 1 as turn_count, map {'region_code': region_code} as dimension_values from every"
    )
    warehouse.execute(
        "create or replace table trends.contact_topic as"
        " select contact_id, contact_date, topic_code from every where topic_code is not null"
    )
    warehouse.unregister("every")
    for name in ("topic_reason", "topic_recent", "topic_twin", "topic_onset"):
        build(warehouse, f"trends.{name}")


def build(warehouse: duckdb.DuckDBPyConnection, table: str) -> None:
    sql = (SQL_FOLDER / f"{table.replace('.', '/')}.sql").read_text()
    warehouse.execute(f"create or replace table {table} as {sql}")


def onsets(warehouse: duckdb.DuckDBPyConnection) -> list[tuple]:
    return warehouse.execute("select topic_code, first_seen_date from trends.topic_onset order by 1").fetchall()


def test_a_topic_that_begins_is_new_from_the_day_on_which_its_third_contact_came(warehouse):
    fill(warehouse, (days_ago(90), 40, "t1", "late"), (days_ago(9), 1, "t2", "unsure"))

    assert onsets(warehouse) == [("t2", LAST - timedelta(days=7))]


def test_a_topic_that_always_was_is_not_new_however_it_grows(warehouse):
    fill(
        warehouse,
        (days_ago(90), 40, "t1", "late"),
        (days_ago(90), 2, "t2", "unsure"),
        (days_ago(9), 4, "t2", "unsure"),
    )

    assert onsets(warehouse) == []


def test_a_topic_that_has_ended_is_not_new(warehouse):
    fill(warehouse, (days_ago(90), 40, "t1", "late"), (days_ago(20, 12), 3, "t2", "unsure"))

    assert onsets(warehouse) == []


def test_where_all_contacts_grow_fivefold_no_topic_is_new(warehouse):
    fill(warehouse, (days_ago(90), 4, "t1", "late"), (days_ago(90), 1, "t2", "unsure"), (days_ago(27), 16, "t1", "late"),
         (days_ago(27), 4, "t2", "unsure"))  # fmt: skip

    assert onsets(warehouse) == []


def test_where_the_data_has_just_begun_nothing_is_new(warehouse):
    fill(warehouse, (days_ago(20), 40, "t1", "late"), (days_ago(9), 5, "t2", "unsure"))

    assert onsets(warehouse) == []


def test_two_topics_of_one_reason_in_two_languages_are_twins(warehouse):
    fill(
        warehouse,
        (days_ago(30), 2, "t1", "late", "en"),
        (days_ago(30), 1, "t2", "late", "es"),
        (days_ago(30), 1, "t3", "bill", "es"),
        (days_ago(30), 1, "t4", "unsure", "en"),
        (days_ago(30), 1, "t5", "unsure", "es"),
    )

    twins = warehouse.execute("select topic_code, twin_code from trends.topic_twin order by 1").fetchall()

    assert twins == [("t1", "t2"), ("t2", "t1")]


def test_a_topic_that_both_languages_speak_of_has_no_twin(warehouse):
    fill(
        warehouse,
        (days_ago(30), 1, "t1", "late", "en"),
        (days_ago(30), 1, "t1", "late", "es"),
        (days_ago(30), 1, "t2", "late", "es"),
    )

    assert warehouse.execute("select count(*) from trends.topic_twin").fetchone() == (0,)
    spoken = "select topic_code, language_code from trends.topic_recent order by 1"
    assert warehouse.execute(spoken).fetchall() == [("t1", None), ("t2", "es")]


def test_shares_of_a_topic_and_of_a_reason_are_of_the_last_eight_weeks(warehouse):
    fill(
        warehouse,
        (days_ago(1), 3, "t1", "late"),
        (days_ago(1), 1, "t1", "bill"),
        (days_ago(1), 1, None, "bill"),
        (days_ago(80, 70), 9, "t1", "lost"),
    )

    shares = "select reason_code, share_of_topic, share_of_reason from trends.topic_reason order by 1"
    assert warehouse.execute(shares).fetchall() == [("bill", 0.25, 0.5), ("late", 0.75, 1.0)]


def test_the_values_that_hold_clearly_more_of_a_topic_than_of_all_are_named(warehouse):
    warehouse.execute("insert into ops.dimension values ('region_code', 'Region', 'in the {value}', true)")
    fill(
        warehouse,
        (days_ago(27), 5, "t1", "late", "en", "North"),
        (days_ago(27), 5, "t1", "late", "en", "South"),
        (days_ago(19), 1, "t2", "unsure", "en", "South"),
    )
    build(warehouse, "marts.topic_slice")

    named = "select topic_code, value_code, contact_count, share_of_topic from marts.topic_slice"
    assert warehouse.execute(named).fetchall() == [("t2", "South", 20, 1.0)]
