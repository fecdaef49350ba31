"""A topic is a series of its own; what an alert on reasons tells already is not told of a topic again."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines import alerts
from pipelines.warehouse import SQL_FOLDER, build_schema, open_warehouse

pytestmark = pytest.mark.slow

FIRST = date(2026, 1, 5)
DAYS = 70
STORM = FIRST + timedelta(days=60)
LAST = FIRST + timedelta(days=DAYS - 1)


@pytest.fixture
def warehouse(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        for name, value in (("as_of", f"date '{LAST}'"), ("miscoded_from", "0.5")):
            connection.execute(f"set variable {name} = {value}")
        connection.execute("insert into ops.dimension values ('region_code', 'Region', 'in the {value}', true)")
        connection.execute(
            "create table core.day as select day::date as contact_date, 20 as contact_count, true as is_complete"
            f" from range(date '{FIRST}', date '{LAST}' + 1, interval 1 day) as days (day)"
        )
        for name in ("partial_day", "silent_day"):
            connection.execute(f"create table core.{name} (contact_date date)")
        yield connection


# What KPIs are made of needs columns that these contacts do not have.
ONLY = {path.stem for path in (SQL_FOLDER / "trends").glob("*.sql")} - {
    "agent_state_class",
    "agent_time_daily",
    "contact_kpi",
    "contact_repeat",
}


def fill(warehouse: duckdb.DuckDBPyConnection, storm_reason: str, storm: int = 25, usual_topic: int = 2) -> None:
    """Three reasons of six contacts a day; some of each speak of a topic; on one day more of one reason and topic come."""
    draws = np.random.default_rng(2)
    rows = []
    for day in (FIRST + timedelta(days=number) for number in range(DAYS)):
        for reason in ("late", "lost", "unsure"):
            for place in range(draws.poisson(6)):
                topic = "t111111" if reason == "lost" and place < usual_topic else "t222222"
                rows.append((day, reason, topic, str(draws.choice(["North", "South"]))))
        if day == STORM:
            rows += [(day, storm_reason, "t111111", "South")] * storm
    contacts = pd.DataFrame(rows, columns=["contact_date", "reason_code", "topic_code", "region_code"])
    contacts["contact_id"] = [f"c{number}" for number in range(len(contacts))]
    warehouse.register("every", contacts)
    warehouse.execute(
        "create table core.contact as select contact_id, contact_date, region_code, null::varchar as product_code,"
        " null::varchar as carrier_code, null::varchar as channel_code, null::varchar as site_code, 'en' as language_code,"
        " null::varchar as queue_label, null::varchar as team_label, null::map(varchar, varchar) as attributes, 'r' as run_id,"
        " 1 as turn_count, 60.0 as handle_seconds, null::varchar as agent_id, null::varchar as disposition_code from every"
    )
    warehouse.execute(
        "insert into findings.contact_reason (contact_id, reason_code, method)"
        " select contact_id, reason_code, 'model' from every"
    )
    warehouse.execute("insert into findings.contact_topic select contact_id, topic_code, 0.9, 'v1' from every")
    warehouse.unregister("every")


def judge(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """What was told, by the series that it was told at."""
    build_schema(warehouse, "trends", ONLY)
    alerts.score_spikes(warehouse)
    alerts.find_alerts(warehouse)
    return [code for (code,) in warehouse.execute("select series_code from findings.alert order by 1").fetchall()]


def test_a_topic_that_rises_across_reasons_that_do_not_is_told(warehouse):
    fill(warehouse, "unsure")

    assert "topic:t111111" in judge(warehouse)


def test_a_topic_whose_reason_has_an_alert_on_the_same_contacts_is_not_told(warehouse):
    fill(warehouse, "late")

    told = judge(warehouse)

    assert "reason:late" in told
    assert "topic:t111111" not in told
    days = "select count(*) from findings.alert_day where series_code = 'topic:t111111'"
    assert warehouse.execute(days).fetchone() == (0,)


def test_an_alert_of_another_reason_explains_no_topic(warehouse):
    fill(warehouse, "unsure")
    warehouse.execute(
        "insert into core.contact by name select 'x' || place as contact_id, ?::date as contact_date, 'North' as region_code,"
        " 'en' as language_code, 'r' as run_id, 1 as turn_count from range(40) as places (place)",
        [STORM],
    )
    warehouse.execute(
        "insert into findings.contact_reason (contact_id, reason_code, method)"
        " select 'x' || place, 'late', 'model' from range(40) as places (place)"
    )

    told = judge(warehouse)

    assert {"reason:late", "topic:t111111"} <= set(told)


def test_topics_are_series_as_a_whole_alone_and_count_no_contact_twice_in_all(warehouse):
    fill(warehouse, "unsure")

    judge(warehouse)

    sizes = (
        "select subject_code, max(slice_size) from trends.series where subject_kind = 'topic' group by all order by all"
    )
    assert warehouse.execute(sizes).fetchall() == [("t111111", 0), ("t222222", 0)]
    counted = "select sum(contact_count) from trends.series_count where subject_kind = 'all' and slice_key = ''"
    assert warehouse.execute(counted).fetchone() == warehouse.execute("select count(*) from core.contact").fetchone()


def test_false_discoveries_among_topics_are_controlled_among_topics(warehouse):
    fill(warehouse, "unsure")
    judge(warehouse)
    of_topics = "select contact_date, p_value, q_value from findings.spike_score where series_code = 'topic:t111111'"
    before = warehouse.execute(f"{of_topics} order by 1").fetchall()

    warehouse.execute("delete from findings.spike_score where starts_with(series_code, 'topic:')")
    warehouse.execute("delete from ops.dimension")  # hundreds of slices fewer
    judge(warehouse)

    assert warehouse.execute(f"{of_topics} order by 1").fetchall() == before


def test_contacts_that_get_other_topics_open_the_past_of_topics_alone(warehouse):
    fill(warehouse, "unsure")
    judge(warehouse)
    scored = "select count(*), min(contact_date) from findings.spike_score where starts_with(series_code, 'topic:') = ?"
    reasons = (
        "select series_code, contact_date, rowid from findings.spike_score where not starts_with(series_code, 'topic:')"
    )
    before = warehouse.execute(f"{reasons} order by all").fetchall()

    warehouse.execute("update findings.contact_topic set topic_code = 't333333' where topic_code = 't222222'")
    judge(warehouse)

    assert warehouse.execute(f"{reasons} order by all").fetchall() == before
    assert warehouse.execute(scored, [True]).fetchone()[1] == FIRST
    new = "select count(*) from findings.spike_score where series_code = 'topic:t333333'"
    assert warehouse.execute(new).fetchone() == (DAYS,)
