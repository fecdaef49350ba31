"""Cutting: what of which table goes, by the names of its columns alone?"""

from __future__ import annotations

import duckdb
import pytest

from pipelines.erasing.cutting import Cut, Going, columns_of, cut_in_place, cut_of


@pytest.fixture
def tables() -> duckdb.DuckDBPyConnection:
    """Three contacts, of which a goes, b loses its words and c its links."""
    connection = duckdb.connect()
    connection.execute("""
        create schema core; create schema marts;
        create table core.contact as from (values
            ('a', 'h1', null, map {'plan': 'gold', 'note': 'x'}, 'hello there'),
            ('b', 'h2', 'a', map {'plan': 'gold', 'note': 'y'}, 'good morning'),
            ('c', 'h3', 'b', map {'plan': 'iron', 'note': 'z'}, 'good evening')
        ) as t (contact_id, customer_id, previous_contact_id, attributes, first_words);
        create table marts.turn as from (values ('a', 0, 'one'), ('b', 0, 'two'), ('c', 0, 'three'))
            as t (contact_id, turn_index, text);
        create table marts.repeat_chain as from (values ('a', ['a', 'x']), ('c', ['c', 'y']), ('z', ['z']))
            as t (chain_id, contact_ids);
        create table marts.contact_daily as from (values (date '2026-03-01', 3)) as t (contact_date, contact_count);
    """)
    return connection


GOING = Going(frozenset("a"), frozenset("b"), frozenset("c"), kept_attributes=("plan",))


def test_rows_words_and_links_go_and_the_rest_stays(tables):
    counts = cut_in_place(tables, GOING)

    assert tables.execute("from core.contact order by contact_id").fetchall() == [
        ("b", "h2", None, {"plan": "gold", "note": "y"}, None),
        ("c", None, None, {"plan": "iron"}, "good evening"),
    ]
    assert tables.execute("from marts.turn").fetchall() == [("c", 0, "three")]
    assert tables.execute("from marts.repeat_chain").fetchall() == [("z", ["z"])]
    assert tables.execute("from marts.contact_daily").fetchall()[0][1] == 3
    assert counts == {"core.contact": 3, "marts.repeat_chain": 2, "marts.turn": 2}
    assert cut_in_place(tables, GOING) == {}, "what is gone is not counted again"


def test_a_select_shows_the_same_as_what_is_left_in_place(tables):
    GOING.give_to(tables)
    selected = {}
    for table, columns in columns_of(tables, "memory").items():
        cut = cut_of(columns, GOING) or Cut()
        selected[table] = tables.execute(f"from ({cut.select(table)}) order by all").fetchall()

    cut_in_place(tables, GOING)

    for table, rows in selected.items():
        assert tables.execute(f"from {table} order by all").fetchall() == rows, table


def test_a_customer_whom_a_table_states_once_for_all_rows_leaves_its_definition(tables):
    tables.execute(
        "create table core.stated (contact_id varchar, customer_id varchar generated always as ('only one'::varchar))"
    )
    tables.execute("insert into core.stated values ('c')")

    cut_in_place(tables, GOING)

    assert tables.execute("select contact_id, customer_id from core.stated").fetchall() == [("c", None)]
    assert "only one" not in str(tables.execute("select sql from duckdb_tables()").fetchall())
