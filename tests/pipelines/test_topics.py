"""When topics are looked for, among which contacts, and what is kept of them from night to night."""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines.topics.reading import read_problems
from pipelines.topics.storing import IN_FORCE, Fit, take_into_force, version_of
from pipelines.topics.timing import has_risen, why_fit
from pipelines.warehouse import finding_sql, open_warehouse

FITTED = date(2026, 3, 1)


@pytest.fixture
def warehouse(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        as_of(connection, FITTED)
        yield connection


def as_of(warehouse: duckdb.DuckDBPyConnection, day: date) -> None:
    warehouse.execute(f"set variable as_of = date '{day}'")


def fill(warehouse: duckdb.DuckDBPyConnection, *rows: tuple) -> None:
    """Contacts: (contact_id, contact_date, language_code, reason_code, problem text)."""
    every = pd.DataFrame(rows, columns=["contact_id", "contact_date", "language_code", "reason_code", "text"])
    warehouse.register("every", every)
    warehouse.execute(
        "create table if not exists core.contact (contact_id varchar, contact_date date, language_code varchar)"
    )
    warehouse.execute("insert into core.contact by name select contact_id, contact_date, language_code from every")
    warehouse.execute("insert into findings.contact_reason by name select contact_id, reason_code from every")
    warehouse.execute(
        "insert into findings.problem_text by name select contact_id, text, contact_id as input_hash from every"
    )
    warehouse.unregister("every")


def sample(warehouse: duckdb.DuckDBPyConnection, most: int) -> set[str]:
    return {row[0] for row in warehouse.execute(finding_sql("topic_sample"), [most]).fetchall()}


def test_a_week_of_clearly_more_contacts_that_fit_no_topic_asks_for_new_topics():
    usual, high = [0.05, 0.06, 0.04, 0.05, 0.07, 0.05, 0.06], [0.12, 0.10, 0.13, 0.11, 0.12, 0.14, 0.12]

    assert has_risen(np.array(usual + high))
    assert not has_risen(np.array(usual + usual))
    assert not has_risen(np.array(usual[:3] + high)), "three days before are too few to compare with"


def test_one_bad_day_or_a_rise_that_is_sure_but_small_asks_for_nothing():
    usual = [0.05] * 6 + [0.051]

    assert not has_risen(np.array(usual + [0.05] * 6 + [0.9]))
    assert not has_risen(np.array(usual + [0.055] * 7))


def test_topics_are_looked_for_first_then_by_schedule_in_days_of_data(warehouse):
    version = version_of(pd.Series(["it is late"]), "first", None)
    assert why_fit(warehouse, None, FITTED, 28) == "first"
    warehouse.execute(
        "insert into ops.topic_fit (topic_version, as_of_date, fitted_at, why_code) values"
        " ('v1', ?, now(), 'first'), ('v2', ?, now(), 'newcomer')",
        [FITTED, FITTED + timedelta(days=20)],
    )
    warehouse.execute("create table core.contact (contact_id varchar, contact_date date)")

    whys = {days: why_fit(warehouse, version, FITTED + timedelta(days=days), 28) for days in (-1, 0, 27, 28)}

    assert whys == {-1: None, 0: None, 27: None, 28: "schedule"}
    assert why_fit(warehouse, "topics-other-embeddings-9c1f", FITTED, 28) == "schedule"


def test_topics_are_looked_for_sooner_where_more_and_more_contacts_fit_none(warehouse):
    version = version_of(pd.Series(["it is late"]), "first", None)
    warehouse.execute("insert into ops.topic_fit (topic_version, as_of_date, fitted_at, why_code) values (?, ?, now(), 'first')",
                      [version, FITTED])  # fmt: skip
    days = [FITTED + timedelta(days=number) for number in range(1, 15)]
    unassigned = {day: 6 + place % 3 for place, day in enumerate(days[7:])} | {day: 1 + day.day % 2 for day in days[:7]}
    rows = [(f"{day} {n}", day, n < unassigned[day]) for day in days for n in range(20)]
    fill(warehouse, *((contact, day, "en", "late", "it is late") for contact, day, _ in rows))
    warehouse.register("fitting", pd.DataFrame(rows, columns=["contact_id", "day", "is_unassigned"]))
    warehouse.execute(
        "insert into findings.contact_topic"
        " select contact_id, if(is_unassigned, 'unassigned', 't1'), 0.4, 'v1' from fitting"
    )

    as_of(warehouse, days[-1])
    assert why_fit(warehouse, version, days[-1], 28) == "unassigned"
    as_of(warehouse, days[-2])
    assert why_fit(warehouse, version, days[-2], 28) is None, (
        "a week since the fit is not over before the last one begins"
    )


def test_topics_are_found_among_contacts_up_to_the_runs_day_that_say_something(warehouse):
    fill(
        warehouse,
        ("in", FITTED, "en", "late", "it is late"),
        ("undated", None, "en", "late", "it is late"),
        ("tomorrow", FITTED + timedelta(days=1), "en", "late", "it is late"),
        ("silent", FITTED, "en", "late", ""),
    )

    assert sample(warehouse, 10) == {"in", "undated"}


def test_recent_and_unsure_contacts_are_sampled_more_and_a_rare_language_has_its_fifth(warehouse):
    old, new = FITTED - timedelta(days=100), FITTED - timedelta(days=3)
    fill(
        warehouse,
        *((f"old{n}", old, "en", "late", "x") for n in range(4000)),
        *((f"new{n}", new, "en", "late", "x") for n in range(1000)),
        *((f"unsure{n}", old, "en", "unsure", "x") for n in range(1000)),
        *((f"es{n}", old, "es", "late", "x") for n in range(300)),
    )

    drawn = pd.Series(sorted(sample(warehouse, 1000))).str.replace(r"\d", "", regex=True).value_counts()

    assert 140 <= drawn["es"] <= 190, "a twentieth of the contacts"
    for kind in ("new", "unsure"):
        assert drawn[kind] / drawn["old"] == pytest.approx(0.5, abs=0.1), "a quarter as many, each twice as likely"


def test_one_more_day_changes_little_of_the_sample(warehouse):
    fill(warehouse, *((f"c{n}", FITTED - timedelta(days=n % 60), "en", "late", "x") for n in range(6000)))
    before = sample(warehouse, 2000)

    as_of(warehouse, FITTED + timedelta(days=1))
    fill(warehouse, *((f"d{n}", FITTED + timedelta(days=1), "en", "late", "x") for n in range(100)))

    assert len(before & sample(warehouse, 2000)) >= 0.93 * 2000


def test_what_a_contact_says_of_its_problem_is_read_again_only_where_its_words_changed(warehouse):
    warehouse.execute(
        "create table core.turn as select * from (values ('a', 0, 'customer', 'hello there'),"
        " ('a', 1, 'agent', 'how can I help'), ('a', 2, 'customer', 'my loyalty points are gone from the wallet'),"
        " ('b', 0, 'customer', 'the parcel never arrived at my house'))"
        " as turns (contact_id, turn_index, speaker, text)"
    )
    warehouse.execute(
        "create temp table contact_text as"
        " select * from (values ('a', 'h1'), ('b', 'h1')) as texts (contact_id, input_hash)"
    )
    assert read_problems(warehouse, lambda done, total: None) == 2
    warehouse.execute("insert into findings.contact_topic values ('a', 't1', 1, 'v1'), ('b', 't2', 1, 'v1')")

    warehouse.execute("update contact_text set input_hash = 'h2' where contact_id = 'b'")
    warehouse.execute("update core.turn set text = 'the box was open and empty' where contact_id = 'b'")
    assert read_problems(warehouse, lambda done, total: None) == 1

    ((first, turn),) = warehouse.execute(
        "select text, turn_index from findings.problem_text where contact_id = 'a'"
    ).fetchall()
    assert "loyalty points" in first and turn == 2
    assert warehouse.execute("select topic_code from findings.contact_topic").fetchall() == [("t1",)]


def test_a_contact_that_is_gone_loses_its_text_and_its_topic(warehouse):
    warehouse.execute("insert into findings.problem_text (contact_id, text) values ('gone', 'the box was open')")
    warehouse.execute("insert into findings.contact_topic values ('gone', 't1', 1, 'v1')")
    warehouse.execute("create temp table contact_text (contact_id varchar, input_hash varchar)")

    assert read_problems(warehouse, lambda done, total: None) == 0

    for table in ("findings.problem_text", "findings.contact_topic"):
        assert warehouse.execute(f"select count(*) from {table}").fetchone() == (0,)


@dataclass
class Named:
    """Topics that were found, as a model tells them."""

    codes: tuple[str, ...]
    events: tuple[tuple, ...]
    stability: float | None = 0.9

    def topics(self) -> pd.DataFrame:
        return pd.DataFrame(
            {"topic_code": self.codes, "label": self.codes, "keywords": "", "size": 5, "x": 0.0, "y": 0.0}
        )

    def lineage(self) -> pd.DataFrame:
        return pd.DataFrame(self.events, columns=["event_code", "topic_code", "other_code", "share"])


def assigned(**topics: str) -> pd.DataFrame:
    return pd.DataFrame({"contact_id": list(topics), "topic_code": list(topics.values()), "strength": 0.8})


def test_a_topic_keeps_when_it_was_born_and_fades_on_the_day_on_which_it_is_gone(warehouse, tmp_path):
    first = Named(("t1", "t2"), (("born", "t1", None, None), ("born", "t2", None, None)))
    second = Named(
        ("t1", "t3"), (("continued", "t1", None, 0.9), ("faded", "t2", None, None), ("born", "t3", None, None))
    )
    take_into_force(warehouse, tmp_path, Fit(first, "v1", "first", 9), assigned(a="t1", b="t2", c="unassigned"), FITTED)

    later = FITTED + timedelta(days=28)
    take_into_force(warehouse, tmp_path, Fit(second, "v2", "schedule", 9), assigned(a="t1", b="t3", c="t3"), later)

    topics = "select topic_code, status_code, born_date, faded_date from findings.topic order by 1"
    assert warehouse.execute(topics).fetchall() == [
        ("t1", "active", FITTED, None),
        ("t2", "faded", FITTED, later),
        ("t3", "active", later, None),
    ]
    fits = "select topic_version, topic_count, unassigned_share, kept_share from ops.topic_fit order by fitted_at"
    assert warehouse.execute(fits).fetchall() == [("v1", 2, pytest.approx(1 / 3), None), ("v2", 2, 0.0, 0.5)]
    assert warehouse.execute(IN_FORCE).fetchone() == ("v2",)
    days = "select event_date, count(*), count(distinct event_id) from findings.topic_event group by 1 order by 1"
    assert warehouse.execute(days).fetchall() == [(FITTED, 2, 2), (later, 3, 3)]


def test_what_was_found_as_new_already_counts_as_known_and_is_not_born_twice(warehouse):
    old, new = FITTED - timedelta(days=40), FITTED - timedelta(days=2)
    fill(
        warehouse,
        ("usual before", old, "en", "late", "it is late"),
        ("usual now", new, "en", "late", "it is late again"),
        ("new topic", new, "en", "unsure", "the wallet lost my points"),
        ("of no topic", new, "en", "unsure", "something else"),
    )
    warehouse.execute("alter table core.contact add column customer_id varchar")
    warehouse.execute(
        "insert into findings.contact_topic by name select * from (values ('usual before', 't1'), ('usual now', 't1'),"
        " ('new topic', 't2'), ('of no topic', 'unassigned')) as given (contact_id, topic_code)"
    )

    rows = warehouse.execute(finding_sql("newcomer_text"), [14, 10, 10]).df()

    assert set(rows.loc[rows["is_recent"], "contact_id"]) == {"usual now", "of no topic"}
    assert set(rows.loc[~rows["is_recent"], "contact_id"]) == {"usual before", "new topic"}
