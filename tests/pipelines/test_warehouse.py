"""The warehouse: does that of an older voc go on, and is nothing in its file but what was stored?"""

import os
import subprocess
import sys

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


def test_memory_comes_to_duckdb_zeroed_so_that_no_block_is_written_with_what_was_read_before():
    asked = os.environ | {"DUCKDB_JE_MALLOC_CONF": "stats_print:true"}

    told = subprocess.run(
        [sys.executable, "-c", "import pipelines.warehouse"], env=asked, capture_output=True, text=True, check=True
    )

    assert "opt.zero: true" in told.stderr
