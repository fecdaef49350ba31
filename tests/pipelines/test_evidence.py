"""Evidence is gathered from the right contacts, once, and anew only where they changed."""

from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest

from pipelines import evidence
from pipelines.warehouse import open_warehouse

STORM = date(2026, 3, 2)
DIMENSIONS = ("carrier_code", "region_code")
USUAL = ["my parcel is late and nobody calls me back", "the courier went to the wrong house with my parcel"]
WET = ["the box was soaking wet when it came to my house", "my lamp came in a soaking wet box again"]


def contacts(first: date, days: int, a_day: int, texts: list[str], reason: str = "late", **where: str) -> pd.DataFrame:
    rows = [(first + timedelta(days=number // a_day), number) for number in range(days * a_day)]
    return pd.DataFrame(
        {
            "contact_id": [f"{reason}-{day}-{number}" for day, number in rows],
            "contact_date": [day for day, _ in rows],
            "reason_code": reason,
            "carrier_code": [where.get("carrier", "ABC"[number % 3]) for _, number in rows],
            "region_code": [where.get("region", "NS"[number % 2]) for _, number in rows],
            "text": [texts[number % len(texts)] for _, number in rows],
        }
    )


def fill(warehouse: duckdb.DuckDBPyConnection, *parts: pd.DataFrame) -> None:
    """The tables of a run as far as evidence reads them."""
    every = pd.concat(parts)
    warehouse.register("every", every)
    warehouse.execute(
        "create or replace table trends.contact_reason as select * exclude text,"
        " map {'carrier_code': carrier_code, 'region_code': region_code} as dimension_values from every"
    )
    warehouse.execute(
        "create or replace table core.turn as select contact_id, 0 as turn_index, 'customer' as speaker, text,"
        " 'en' as language_code from every"
    )
    warehouse.execute(
        "create or replace table trends.contact_part as"
        " select contact_id, contact_date, 'reason' as part_kind, reason_code as part_code from every"
        " union all select contact_id, contact_date, 'topic', 't111111' from every where text like '%soaking%'"
    )
    warehouse.execute(
        "create or replace table trends.subject_part as"
        " select distinct part_kind as subject_kind, part_code as subject_code, part_kind, part_code"
        " from trends.contact_part"
        " union all select distinct 'all', '', 'reason', reason_code from every"
    )
    warehouse.unregister("every")


def alert(
    warehouse: duckdb.DuckDBPyConnection, alert_id: str, subject: str = "reason:late", key: str = "k", **slice_: str
):
    kind, code = subject.split(":")
    warehouse.execute("create table if not exists trends.series (series_code varchar, subject_kind varchar,"
                      " subject_code varchar, slice map(varchar, varchar))")  # fmt: skip
    series_code = " ".join([subject, *(f"{name}={value}" for name, value in slice_.items())])
    warehouse.execute("delete from trends.series where series_code = ?", [series_code])
    warehouse.execute("insert into trends.series values (?, ?, ?, ?)", [series_code, kind, code, slice_])
    warehouse.execute(
        "insert into findings.alert (alert_id, series_code, started_date, last_date, evidence_key) values (?, ?, ?, ?, ?)",
        [alert_id, series_code, STORM, STORM, key],
    )
    warehouse.execute(
        "insert into findings.spike_score (series_code, contact_date, expected_count) values (?, ?, 4)",
        [series_code, STORM],
    )


def gather(warehouse: duckdb.DuckDBPyConnection) -> None:
    evidence.gather(warehouse, DIMENSIONS, lambda done, total: None)


@pytest.fixture
def warehouse(tmp_path):
    """Eight weeks of four contacts a day, and a day on which thirty more come in the south by carrier A."""
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        fill(
            connection,
            contacts(STORM - timedelta(days=56), 57, 4, USUAL),
            contacts(STORM, 1, 30, WET, carrier="A", region="S").assign(contact_id=[f"wet-{n}" for n in range(30)]),
            contacts(STORM - timedelta(days=56), 57, 2, ["please cancel my order now"], "cancel"),
        )
        yield connection


def written(warehouse: duckdb.DuckDBPyConnection) -> dict[str, list]:
    tables = ("alert_driver", "alert_contact", "alert_phrase", "quote")
    return {
        table: warehouse.execute(f"select *, rowid from findings.{table} order by all").fetchall() for table in tables
    }


def test_an_alert_gets_its_driver_its_contacts_its_phrases_and_its_quotes(warehouse):
    alert(warehouse, "a1")

    gather(warehouse)

    drivers = warehouse.execute("select slice, kind_code from findings.alert_driver").fetchall()
    assert drivers == [({"carrier_code": "A", "region_code": "S"}, "driver")]
    behind = warehouse.execute("select count(*), count(*) filter (is_driver) from findings.alert_contact").fetchone()
    assert behind == (34, 31)
    phrases = warehouse.execute(
        "select phrase, alert_count, usual_count from findings.alert_phrase order by phrase_rank"
    ).fetchall()
    assert ("soaking wet", 30, 0.0) in phrases
    quotes = warehouse.execute("select text from findings.quote where subject_kind = 'alert'").fetchall()
    assert quotes and all("soaking wet" in text for (text,) in quotes[:2])


def test_an_alert_on_a_topic_gets_its_own_contacts_and_quotes_the_turn_that_names_the_problem(warehouse):
    warehouse.execute(
        "insert into core.turn select contact_id, 1, 'customer', 'I also moved house to the north last week with my dog', 'en'"
        " from trends.contact_part where part_kind = 'topic'"
    )
    warehouse.execute(
        "insert into findings.problem_text (contact_id, turn_index, text)"
        " select contact_id, 0, 'wet' from trends.contact_part where part_kind = 'topic'"
    )
    alert(warehouse, "a1", "topic:t111111")

    gather(warehouse)

    drivers = warehouse.execute("select slice, kind_code from findings.alert_driver").fetchall()
    assert drivers == [({"carrier_code": "A", "region_code": "S"}, "driver")]
    assert warehouse.execute("select count(*) from findings.alert_contact").fetchone() == (30,)
    quoted = warehouse.execute("select text, turn_index from findings.quote where subject_kind = 'alert'").fetchall()
    assert quoted and all("soaking wet" in text and turn == 0 for text, turn in quoted)


def test_an_alert_on_a_slice_has_the_contacts_of_that_slice_alone(warehouse):
    alert(warehouse, "a1", region_code="S")

    gather(warehouse)

    regions = warehouse.execute(
        "select distinct region_code from findings.alert_contact join trends.contact_reason using (contact_id)"
    ).fetchall()
    assert regions == [("S",)]


def test_what_drives_an_alert_on_a_slice_lies_within_that_slice(warehouse):
    fill(
        warehouse,
        contacts(STORM - timedelta(days=56), 57, 8, USUAL),
        contacts(STORM, 1, 30, WET, carrier="A", region="S").assign(contact_id=[f"south-{n}" for n in range(30)]),
        contacts(STORM, 1, 20, WET, carrier="B", region="N").assign(contact_id=[f"north-{n}" for n in range(20)]),
    )
    alert(warehouse, "south", region_code="S")

    gather(warehouse)

    drivers = warehouse.execute("select slice, kind_code, contact_count from findings.alert_driver").fetchall()
    assert drivers == [({"carrier_code": "A"}, "driver", 31)], "30 of the storm and a usual one; none of the north's"


def test_an_alert_on_everything_has_the_contacts_of_all_reasons(warehouse):
    alert(warehouse, "a1", "all:")

    gather(warehouse)

    reasons = warehouse.execute(
        "select reason_code, count(*) from findings.alert_contact"
        " join trends.contact_reason using (contact_id) group by all order by all"
    ).fetchall()
    assert reasons == [("cancel", 2), ("late", 34)]


def test_evidence_that_is_there_is_not_gathered_again(warehouse):
    alert(warehouse, "a1")
    gather(warehouse)
    before = written(warehouse)

    gather(warehouse)

    assert written(warehouse) == before


def test_only_the_alert_whose_contacts_changed_is_gathered_anew_and_a_vanished_one_is_forgotten(warehouse):
    for alert_id in ("a1", "a2", "a3"):
        alert(warehouse, alert_id)
    gather(warehouse)
    kept = warehouse.execute(
        "select *, rowid from findings.alert_contact where alert_id = 'a1' order by all"
    ).fetchall()
    warehouse.execute("update findings.alert set evidence_key = 'other' where alert_id = 'a2'")
    warehouse.execute("delete from findings.alert where alert_id = 'a3'")
    warehouse.execute("delete from trends.contact_reason where contact_id = 'wet-0'")

    gather(warehouse)

    again = warehouse.execute(
        "select *, rowid from findings.alert_contact where alert_id = 'a1' order by all"
    ).fetchall()
    counts = warehouse.execute(
        "select alert_id, count(*) from findings.alert_contact group by all order by all"
    ).fetchall()
    assert again == kept
    assert counts == [("a1", 34), ("a2", 33)]
    assert warehouse.execute("select distinct subject_code from findings.quote order by all").fetchall() == [
        ("a1",),
        ("a2",),
    ]


def test_evidence_of_a_night_that_was_cut_off_is_gathered_again(warehouse):
    alert(warehouse, "a1")
    gather(warehouse)
    warehouse.execute("delete from findings.alert_evidence")  # noted last: a killed night has rows, but no note

    gather(warehouse)

    assert warehouse.execute("select count(*) from findings.alert_contact").fetchone() == (34,)


def test_too_few_usual_contacts_name_no_phrase(warehouse):
    warehouse.execute("delete from trends.contact_reason where contact_date < ?", [STORM - timedelta(days=3)])
    alert(warehouse, "a1")

    gather(warehouse)

    assert warehouse.execute("select count(*) from findings.alert_phrase").fetchone() == (0,)


def test_a_topic_keeps_its_quotes_until_one_of_them_is_too_old(warehouse):
    warehouse.execute(
        "insert into findings.problem_text (contact_id, turn_index, text)"
        " select contact_id, 0, 'wet' from trends.contact_part where part_kind = 'topic'"
    )
    quoted = "select *, rowid from findings.quote where subject_kind = 'topic' order by all"

    def quotes(today: date) -> list[tuple]:
        warehouse.execute(f"set variable as_of = date '{today}'")
        evidence.quote_subjects(warehouse)
        return warehouse.execute(quoted).fetchall()

    first = quotes(STORM)
    assert first and all("soaking wet" in row[5] for row in first)
    assert quotes(STORM + timedelta(days=1)) == first
    assert quotes(STORM + timedelta(days=28)) == [], "none of its contacts is of the last four weeks"
