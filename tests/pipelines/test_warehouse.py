"""The warehouse of an older voc: does it go on, with what was stored?"""

import duckdb

from pipelines.warehouse import OFFLINE, open_warehouse


def test_a_warehouse_of_an_older_voc_gets_its_new_columns_and_keeps_its_rows(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path), config=OFFLINE) as older:
        older.execute("create schema ops")
        older.execute("create table ops.hash_key (key_id varchar)")
        older.execute("insert into ops.hash_key values ('a1')")

    with open_warehouse(path) as warehouse:
        assert warehouse.execute("select key_id, first_used_at from ops.hash_key").fetchall() == [("a1", None)]
        assert warehouse.execute("select count(*) from raw.contact").fetchall() == [(0,)]
