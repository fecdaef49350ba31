"""Compact tables: is a column that says the same everywhere read like any other, and is nothing else left out?"""

import duckdb

from pipelines.compact import make_table

ROWS = """
-- constant as in: given
select *, number = 5000 as is_last from given
"""


def made(columns: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"create table given as select number, {columns} from range(5001) rows(number)")
    make_table(connection, "made", ROWS)
    return connection


def stored(connection: duckdb.DuckDBPyConnection) -> list[str]:
    sql = "select column_name from information_schema.columns where table_name = 'made' and is_generated = 'NEVER'"
    return [name for (name,) in connection.execute(sql).fetchall()]


def test_a_column_that_says_the_same_in_every_row_is_stated_and_read_like_any_other():
    connection = made(
        "'it''s one' as site, null::double as score, true as is_known, null::map(varchar, varchar) as more"
    )

    assert stored(connection) == ["number", "is_last"]
    assert connection.execute("from made order by number desc limit 1").fetchall() == [
        (5000, "it's one", None, True, None, True)
    ]
    assert connection.execute("select count(*) from made where site = 'it''s one' and is_known").fetchall() == [(5001,)]


def test_a_column_is_stored_when_one_row_far_down_says_something_else():
    connection = made("if(number = 5000, 'two', 'one') as site, if(number = 4000, null, 'x') as code")

    assert stored(connection) == ["number", "site", "code", "is_last"]
    assert connection.execute("select count(*) from made where site = 'two' or code is null").fetchall() == [(2,)]


def test_a_table_of_no_rows_has_all_its_columns():
    connection = duckdb.connect()
    connection.execute("create table given (number integer, site varchar)")
    make_table(connection, "made", ROWS)

    assert connection.execute("from made").fetchall() == []
    assert stored(connection) == ["number", "site", "is_last"]


def test_what_the_select_fills_alike_in_every_row_is_stated_too():
    connection = duckdb.connect()
    connection.execute(
        "create table given as select number, null::varchar as site, null::varchar as code from range(9) t(number)"
    )
    filled = "coalesce(site, 'unknown') as site, if(number < 5, 'x', code) as code"
    make_table(connection, "made", f"-- constant as in: given\nselect number, {filled} from given")

    assert stored(connection) == ["number", "code"]
    assert connection.execute("select count(*) from made where site = 'unknown'").fetchall() == [(9,)]
    assert connection.execute("select count(*) from made where code is null").fetchall() == [(4,)]
