"""The warehouse: does that of an older voc go on, and is nothing in its file but what was stored?"""

import errno
import os
import subprocess
import sys

import duckdb
import pytest

from pipelines.runs import say_failure
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


LIMITED = """
import resource, sys
from pathlib import Path
from pipelines.warehouse import open_warehouse

path, what, most = Path(sys.argv[1]), getattr(resource, sys.argv[2]), int(sys.argv[3])
with open_warehouse(path):
    pass
resource.setrlimit(what, (most, most))
try:
    with open_warehouse(path) as warehouse:
        said = "hash(range)::varchar || repeat('x', 50)"
        warehouse.execute(f"create table core.many as select range, {said} as said from range(20000000)")
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("limit", "most", "said"),
    [
        (
            "RLIMIT_FSIZE",
            20_000_000,
            "may not grow any more. Raise the limit of file sizes and run again; nothing was lost.",
        ),
        ("RLIMIT_DATA", 300_000_000, "Memory is short: voc doctor says how much a night takes."),
    ],
)
def test_where_room_or_memory_end_one_line_says_what_to_do_and_the_warehouse_stays_whole(tmp_path, limit, most, said):
    path = tmp_path / "warehouse.duckdb"
    call = [sys.executable, "-c", LIMITED, str(path), limit, str(most)]

    told = subprocess.run(call, capture_output=True, text=True, check=True)

    assert told.stdout.startswith("WarehouseError") and said in told.stdout and len(told.stdout.splitlines()) == 1
    with open_warehouse(path) as warehouse:
        assert warehouse.execute("select count(*) from raw.contact").fetchall() == [(0,)]


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("Status Message: std::bad_alloc"), ValueError("Failed to allocate 3 GiB")]
)
def test_short_memory_is_said_in_the_same_line_whichever_library_ran_out_of_it(error):
    assert say_failure(error).startswith("Memory is short: voc doctor says")


def test_another_error_says_what_it_is():
    assert say_failure(ValueError("odd")) == "ValueError: odd (VOC_DEBUG=1 shows where it came from)"


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do():
    error = OSError(errno.EROFS, "Read-only file system", "build/published/failed.new")

    assert say_failure(error) == (
        "build/published/failed.new cannot be read or written: Read-only file system."
        " Put that right and run again; nothing was lost."
    )
