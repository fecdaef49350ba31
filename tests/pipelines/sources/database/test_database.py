"""Databases: what of a table or a query arrives, in which order, and what the next pull reads again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.source_settings import DatabaseSource
from pipelines.sources.database import Batch, fetch_batches
from pipelines.sources.database.connecting import DatabaseError
from tests.pipelines.sources.database.postgres import PASSWORD, Server

CALLS = "create table calls (id int, updated_at timestamptz, note text)"


def a_source(server: Server, **options: Any) -> DatabaseSource:
    place = {} if "query" in options else {"table": "calls"}
    return DatabaseSource.model_validate(
        {"kind": "database", "url": server.url(), "mapping": "calls", "overlap": 0, **place, **options}
    )


def rows_of(batches: Iterator[Batch]) -> list[dict[str, str | None]]:
    return [row for batch in batches for row in batch.table.to_pylist()]


def notes_of(batches: Iterator[Batch]) -> list[str | None]:
    return [row["note"] for row in rows_of(batches)]


def test_every_type_of_postgresql_arrives_as_text(server):
    values = {
        "int8 '-9007199254740993'": "-9007199254740993",
        "numeric '12345678901234567890.10'": "12345678901234567890.10",
        "float8 '0.1'": "0.1",
        "true": "true",
        "null::int": None,
        "timestamptz '2026-03-29 03:30:00.123456+02'": "2026-03-29 01:30:00.123456+00",
        "timestamp '2026-03-29 02:30:00'": "2026-03-29 02:30:00",
        "date '2026-03-29'": "2026-03-29",
        "time '09:05:00'": "09:05:00",
        "interval '1 day 2 hours 3.5 seconds'": "26:00:03.5",
        """jsonb '{"queue": {"wait": 12}}'""": '{"queue": {"wait": 12}}',
        "array['es', 'en']": '["es","en"]',
        "array[[1, 2], [3, 4]]": "[[1,2],[3,4]]",
        "uuid 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
        "bytea '\\xdead'": "\\xdead",
        "inet '10.0.0.1'": "10.0.0.1/32",
        "'ab'::char(5)": "ab",
        "'closed'::status": "closed",
        "point(1, 2)": "(1,2)",
        "row(1, 'x')": '{"f1":1,"f2":"x"}',
        "'Señal \U0001f600 中'": "Señal \U0001f600 中",
    }
    server.run("create type status as enum ('open', 'closed')")
    listed = ", ".join(f"{value} as c{number}" for number, value in enumerate(values))

    (row,) = rows_of(fetch_batches(a_source(server, query=f"select {listed}"), None))

    assert list(row.values()) == list(values.values())


def test_the_next_pull_reads_what_is_new(server):
    server.run(CALLS, "insert into calls values (1, '2026-01-01T10:00Z', 'a'), (2, '2026-01-02T10:00Z', 'b')")
    source = a_source(server, cursor="updated_at")
    *_, last = fetch_batches(source, None)

    server.run("insert into calls values (3, '2026-01-02T10:00:00.000001Z', 'c')")

    assert last.cursor == "2026-01-02 10:00:00+00"
    assert notes_of(fetch_batches(source, last.cursor)) == ["b", "c"]  # what shares the cursor is read again


def test_nothing_new_leaves_the_cursor_where_it_was(server):
    server.run(CALLS, "insert into calls values (1, '2026-01-01T10:00Z', 'a')")
    source = a_source(server, cursor="updated_at", overlap="2 days")

    assert list(fetch_batches(source, "2026-01-09 00:00:00+00")) == []
    (batch,) = fetch_batches(source, "2026-01-02 00:00:00+00")
    assert batch.cursor == "2026-01-02 00:00:00+00"  # a row of the overlap does not take it back


def test_the_overlap_finds_what_was_committed_late(server):
    server.run(CALLS, "insert into calls values (1, '2026-01-01T10:00Z', 'a')")
    source = a_source(server, cursor="updated_at", overlap="10 minutes")
    *_, last = fetch_batches(source, None)

    server.run("insert into calls values (2, '2026-01-01T09:55Z', 'late'), (3, '2026-01-01T09:45Z', 'too late')")

    assert notes_of(fetch_batches(source, last.cursor)) == ["late", "a"]


def test_a_source_that_names_no_overlap_has_one(server):
    server.run(CALLS, "insert into calls values (1, '2026-01-01T09:51Z', 'late'), (2, '2026-01-01T10:00Z', 'a')")

    assert notes_of(fetch_batches(a_source(server, cursor="updated_at", overlap=None), "2026-01-01 10:00:00+00")) == [
        "late",
        "a",
    ]
    assert notes_of(fetch_batches(a_source(server, cursor="id", overlap=None), "2")) == ["late", "a"]


def test_no_row_is_lost_where_many_share_the_cursor_at_the_end_of_a_batch(server):
    server.run(CALLS, "insert into calls select i, '2026-01-01T10:00Z', 'n' || i from generate_series(1, 5) as i")
    source = a_source(server, cursor="updated_at", key="id", batch_rows=2)
    first, *_ = fetch_batches(source, None)

    assert [row["id"] for row in first.table.to_pylist()] == ["1", "2"]
    assert [row["id"] for row in rows_of(fetch_batches(source, first.cursor))] == ["1", "2", "3", "4", "5"]


def test_numbers_are_ordered_as_numbers(server):
    server.run(CALLS, "insert into calls select i, null, 'n' from generate_series(1, 12) as i")

    batches = list(fetch_batches(a_source(server, cursor="id", overlap=2, batch_rows=2), "9"))

    assert [(batch.table["id"].to_pylist(), batch.cursor) for batch in batches] == [
        (["7", "8"], "9"),
        (["9", "10"], "10"),
        (["11", "12"], "12"),
    ]


def test_without_a_cursor_everything_is_read_each_time(server):
    server.run(CALLS, "insert into calls values (1, null, 'a')")

    (batch,) = fetch_batches(a_source(server), None)

    assert (batch.table["note"].to_pylist(), batch.cursor) == (["a"], None)


def test_a_row_whose_cursor_is_null_is_read_every_time(server):
    server.run(CALLS, "insert into calls values (1, null, 'never updated'), (2, '2026-01-01T10:00Z', 'a')")
    source = a_source(server, cursor="updated_at", batch_rows=1)
    *_, last = fetch_batches(source, None)

    server.run("insert into calls values (3, '2026-01-02T10:00Z', 'b')")

    assert last.cursor == "2026-01-01 10:00:00+00"
    assert sorted(notes_of(fetch_batches(source, "2026-01-01 10:00:01+00"))) == ["b", "never updated"]


@pytest.mark.parametrize("sentinel", ["9999-12-31", "infinity"])
def test_a_time_in_the_future_does_not_hide_what_comes_before_it(server, sentinel):
    server.run(CALLS, f"insert into calls values (1, '2026-01-01T10:00Z', 'a'), (2, '{sentinel}', 'open')")
    source = a_source(server, cursor="updated_at")

    *_, last = fetch_batches(source, None)

    assert last.cursor == "2026-01-01 10:00:00+00"
    assert notes_of(fetch_batches(source, last.cursor)) == ["a", "open"]


@pytest.mark.parametrize(
    ("kind", "value", "cursor", "next_value"),
    [
        ("timestamp", "2026-01-02 03:04:05.123456", "2026-01-02 03:04:05.123456", "2026-01-02 03:04:05.123457"),
        ("date", "2026-01-02", "2026-01-02", "2026-01-03"),
        ("numeric", "12345678901234567890.5", "12345678901234567890.5", "12345678901234567890.6"),
        ("bigint", "9007199254740993", "9007199254740993", "9007199254740994"),
    ],
)
def test_a_cursor_is_exact_in_any_type(server, kind, value, cursor, next_value):
    server.run(f"create table calls (note text, at {kind})", f"insert into calls values ('before', '{value}')")
    source = a_source(server, cursor="at")
    *_, last = fetch_batches(source, None)

    server.run(f"insert into calls values ('after', '{next_value}')")

    assert last.cursor == cursor
    assert notes_of(fetch_batches(source, cursor)) == ["before", "after"]


def test_the_turns_of_a_contact_come_together_when_one_of_them_is_new(server):
    server.run(
        "create table turns (contact text, turn int, at timestamptz, note text)",
        "insert into turns values ('c1', 0, '2026-01-01T10:00Z', 'hello'), ('c2', 0, '2026-01-01T10:01Z', 'hola'),"
        " ('c1', 1, '2026-01-01T10:02Z', 'one two'), ('c2', 1, '2026-01-01T10:03Z', 'uno'),"
        " ('c1', 2, '2026-01-01T11:00Z', 'three')",
    )
    source = a_source(server, table="turns", cursor="at", key="turn", batch_rows=1)

    batches = list(fetch_batches(source, None, group="contact"))
    later = notes_of(fetch_batches(source, "2026-01-01 10:30:00+00", group="contact"))

    assert [batch.table["note"].to_pylist() for batch in batches] == [["hola", "uno"], ["hello", "one two", "three"]]
    assert [batch.cursor for batch in batches] == ["2026-01-01 10:03:00+00", "2026-01-01 11:00:00+00"]
    assert batches[0].table.column_names == ["contact", "turn", "at", "note"]
    assert later == ["hello", "one two", "three"]


def test_names_may_hold_anything(server):
    server.run(
        'create schema "Call.Centre"',
        'create table "Call.Centre"."Calls 2026" ("Call ID" int, "say ""hi""" text, "select" int, "año" text)',
        """insert into "Call.Centre"."Calls 2026" values (1, 'x', 2, 'y')""",
    )
    source = a_source(server, table='"Call.Centre"."Calls 2026"', cursor="Call ID", key=["select", 'say "hi"'])

    rows = rows_of(fetch_batches(source, "1"))
    server.run('drop schema "Call.Centre" cascade')

    assert rows == [{"Call ID": "1", 'say "hi"': "x", "select": "2", "año": "y"}]


def test_a_query_may_be_written_as_people_write_them(server):
    server.run(CALLS, "insert into calls values (1, null, 'a:b 100%'), (2, null, 'other')")
    query = "with c as (select * from calls where note like '%:b 100%')\nselect id, note from c order by id -- mine"

    assert notes_of(fetch_batches(a_source(server, query=query, cursor="id"), None)) == ["a:b 100%"]


def test_a_database_of_another_encoding_is_read(server):
    server.run("create database old template template0 encoding latin1")
    source = a_source(server, query="select chr(241) as note", url=server.url().replace("/postgres", "/old"))

    assert notes_of(fetch_batches(source, None)) == ["ñ"]


def test_nothing_can_be_written(server):
    server.run("create sequence numbers")

    with pytest.raises(DatabaseError, match="read-only"):
        list(fetch_batches(a_source(server, query="select nextval('numbers') as id"), None))


def test_a_connection_that_breaks_says_so_and_the_next_pull_goes_on(server):
    server.run(CALLS, "insert into calls select i, null, repeat('n', 1000) from generate_series(1, 20000) as i")
    source = a_source(server, cursor="id", batch_rows=1000)
    batches = fetch_batches(source, None)
    first = next(batches)

    server.run("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")

    with pytest.raises(DatabaseError, match="pull again"):
        list(batches)
    assert sum(batch.table.num_rows for batch in fetch_batches(source, first.cursor)) == 20000 - 999


def test_a_password_of_the_environment_is_used_and_never_shown(server, monkeypatch):
    url = server.url("${CALLS_PASSWORD}")
    monkeypatch.setenv("CALLS_PASSWORD", PASSWORD)
    assert rows_of(fetch_batches(a_source(server, url=url, query="select 1 as id"), None)) == [{"id": "1"}]

    monkeypatch.setenv("CALLS_PASSWORD", "n0t it/%")
    shown = refusal(a_source(server, url=url))
    assert "password authentication failed" in shown and "n0t" not in shown

    monkeypatch.delenv("CALLS_PASSWORD")
    assert "variable CALLS_PASSWORD" in refusal(a_source(server, url=url))


def test_a_whole_url_can_come_from_the_environment(server, monkeypatch):
    monkeypatch.setenv("CALLS_URL", server.url())

    assert rows_of(fetch_batches(a_source(server, url="${CALLS_URL}", query="select 1 as id"), None)) == [{"id": "1"}]


def refusal(source: DatabaseSource, since: str | None = None) -> str:
    with pytest.raises(DatabaseError) as caught:
        list(fetch_batches(source, since))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None  # a driver's words may hold secrets
    return str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://voc:s3cret@127.0.0.1:1/calls",
        "postgresql://voc:s3/cr:et@x:y/z",
        "postgresql://voc:cr@s3@127.0.0.1:1/calls",
        "postgresql://voc:cr@x/s3@127.0.0.1:1/calls",
        "s3cret",
    ],
)
def test_a_server_that_cannot_be_reached_is_named_without_its_password(server, url):
    message = refusal(a_source(server, url=url))

    assert "s3" not in message and ("cannot be opened" in message or "cannot be read" in message)


def test_what_a_table_lacks_is_named_with_what_it_has(server):
    server.run(CALLS)

    assert refusal(a_source(server, cursor="changed_at")) == (
        'There is no column "changed_at". The columns are: id, updated_at, note.'
    )
    assert 'relation "nope" does not exist' in refusal(a_source(server, table="nope"))
    assert 'two columns "id"' in refusal(a_source(server, query="select 1 as id, 2 as id"))
    assert "neither numbers nor times" in refusal(a_source(server, cursor="note"))


def test_a_value_is_not_in_the_message_of_a_query_that_fails(server):
    server.run(CALLS, "insert into calls values (1, null, 'jane@example.com')")

    message = refusal(a_source(server, query="select note::int as id from calls"))

    assert "type integer" in message and "jane" not in message


def test_a_cursor_that_changed_its_type_is_not_guessed_at(server):
    server.run(CALLS)

    assert "of another type" in refusal(a_source(server, cursor="updated_at"), since="120")
    assert "of another type" in refusal(a_source(server, cursor="id"), since="2026-01-01 10:00:00+00")
    assert "does not fit" in refusal(a_source(server, cursor="id", overlap="2 days"), since="120")
    assert "does not fit" in refusal(a_source(server, cursor="updated_at", overlap=5), since="2026-01-01 10:00:00+00")


@pytest.fixture
def lite(tmp_path: Path) -> sqlite3.Connection:
    return sqlite3.connect(tmp_path / "calls.db", isolation_level=None)


def lite_source(**options: Any) -> DatabaseSource:
    place = {} if "query" in options else {"table": "calls"}
    return DatabaseSource.model_validate(
        {"kind": "database", "url": "sqlite:///calls.db", "mapping": "calls", "overlap": 0, **place, **options}
    )


def test_any_other_database_is_read_by_sqlalchemy(lite, tmp_path):
    lite.execute('create table calls (id integer, at text, "A b" text, wait real, photo blob)')
    lite.execute(
        "insert into calls values (9, '2026-01-01 09:55:00', 'late', 1.5, x'00ff'), (10, '2026-01-01 10:00:00', null, null, null)"
    )
    lite.execute("insert into calls values (11, '2026-01-01 09:00:00', 'ñ', 2, null)")

    by_time = list(
        fetch_batches(
            lite_source(cursor="at", overlap="10 minutes", batch_rows=1), "2026-01-01 10:00:00", root=tmp_path
        )
    )
    by_number = list(fetch_batches(lite_source(cursor="id", overlap=1), "10", root=tmp_path))

    assert by_time[0].table.to_pylist() == [
        {"id": "9", "at": "2026-01-01 09:55:00", "A b": "late", "wait": "1.5", "photo": "\\x00ff"}
    ]
    assert [(batch.table["id"].to_pylist(), batch.cursor) for batch in by_time] == [
        (["9"], "2026-01-01 10:00:00"),
        (["10"], "2026-01-01 10:00:00"),
    ]
    assert [(batch.table["id"].to_pylist(), batch.cursor) for batch in by_number] == [(["9", "10", "11"], "11")]


def test_an_empty_table_gives_nothing_and_a_full_one_keeps_its_groups(lite, tmp_path):
    lite.execute("create table calls (contact text, at integer)")
    assert list(fetch_batches(lite_source(cursor="at"), "5", root=tmp_path)) == []

    lite.execute("insert into calls values ('c1', 1), ('c2', 2), ('c1', 3), (null, 4)")
    batches = list(fetch_batches(lite_source(cursor="at", batch_rows=1), "3", group="contact", root=tmp_path))
    assert [row["at"] for batch in batches for row in batch.table.to_pylist()] == ["1", "3", "4"]


def test_a_query_of_any_other_database_may_hold_colons_and_percents(lite, tmp_path):
    source = lite_source(query="select '12:30 100% :x' as note")

    assert notes_of(fetch_batches(source, None, root=tmp_path)) == ["12:30 100% :x"]


def test_what_any_other_database_lacks_is_said(lite, tmp_path):
    lite.execute("create table calls (id integer, note text)")
    lite.execute("insert into calls values (1, 'x')")

    def said(**options: Any) -> str:
        with pytest.raises(DatabaseError) as caught:
            list(fetch_batches(lite_source(**options), None, root=tmp_path))
        return str(caught.value)

    assert "absent.db does not exist" in said(url="sqlite:///absent.db")
    assert "no such table: nope" in said(table="nope")
    assert "neither numbers nor times" in said(cursor="note")
    assert "pip install pymysql" in said(url="mysql://voc:s3cret@127.0.0.1/calls")
    assert "Install a SQLAlchemy dialect" in said(url="unheard://127.0.0.1/calls")


@pytest.mark.parametrize("options", [{}, {"table": "a", "query": "select 1"}, {"table": "a", "overlap": "a while"}])
def test_a_source_that_makes_no_sense_is_refused(options):
    with pytest.raises(ValidationError):
        DatabaseSource.model_validate({"kind": "database", "url": "sqlite:///x", "mapping": "calls", **options})
