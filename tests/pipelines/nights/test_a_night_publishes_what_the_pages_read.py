"""The pages' example of the marts, and the marts that a night publishes: are they of the same columns?"""

from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.slow

CONTRACT = Path(__file__).resolve().parents[2] / "dashboards" / "contract.sql"
COLUMNS = """
    select table_name, column_name, if(data_type in ('INTEGER', 'BIGINT', 'DOUBLE'), 'number', data_type)
    from information_schema.columns where table_schema = 'marts'
"""


def test_each_column_that_the_pages_are_tested_with_is_published_and_of_the_same_kind(night):
    with duckdb.connect() as con:
        con.execute(CONTRACT.read_text(encoding="utf-8"))
        tested = set(con.execute(COLUMNS).fetchall())

    assert tested - set(night.published(COLUMNS)) == set()
