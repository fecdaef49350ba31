"""What do a million rows of PostgreSQL cost until they are in core.contact, beside ADBC's bare copy into a table?

    python -m tests.benchmarks.postgres [ROWS]

A server of its own is started, filled with narrow contacts, and stopped. CPU seconds are of this process; those of the
server, which writes values as text for voc and in binary for ADBC, stand beside them.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines.flows import nightly
from pipelines.settings import load_settings
from pipelines.sources.database import fetch_batches
from tests.pipelines.sources.database.postgres import Server, running_server

CALLS = """
create table calls as
select
    'call-' || i as call_id,
    timestamptz '2026-01-01' + i * interval '13.123456 seconds' as started_at,
    timestamptz '2026-01-01' + i * interval '13.523456 seconds' as updated_at,
    'code_' || i % 40 as code,
    'customer-' || i % 90000 as customer,
    (i % 300)::int as queue_seconds,
    (i % 900)::numeric(8, 1) as talk_seconds,
    i % 17 = 0 as is_abandoned,
    'region_' || i % 9 as region
from generate_series(1, {rows}) as i
"""
MAPPING = """
description = "Calls of the benchmark"
format = "csv"
record = "contact"
[fields]
contact_id = "call_id"
started_at = "started_at"
updated_at = "updated_at"
disposition_code = "code"
customer_id = "customer"
queue_seconds = "queue_seconds"
talk_seconds = "talk_seconds"
is_abandoned = "is_abandoned"
region_code = "region"
channel_code = { constant = "voice" }
"""
CONFIG = """
[paths]
build = "build"
[taxonomy]
from = "dispositions"
[sources.calls]
kind = "database"
url = "{url}"
table = "calls"
cursor = "updated_at"
key = "call_id"
mapping = "calls.toml"
"""


def copy_bare(server: Server, folder: Path) -> None:
    with (
        server.connect() as connection,
        connection.cursor() as cursor,
        duckdb.connect(str(folder / "bare.duckdb")) as target,
    ):
        cursor.execute("select * from calls")
        rows = cursor.fetch_record_batch()
        target.register("arrived", rows)
        target.execute("create table calls as select * from arrived")


def fetch_only(server: Server, folder: Path) -> None:
    source = load_settings(folder / "voc.toml").sources["calls"]
    for _ in fetch_batches(source, None):
        pass


def pull_to_core(server: Server, folder: Path) -> None:
    settings = load_settings(folder / "voc.toml")
    run_id = nightly.begin.fn(settings)
    nightly.pull.fn(settings, run_id)
    nightly.build_core.fn(settings, run_id, None)
    with duckdb.connect(str(settings.paths.warehouse), read_only=True) as warehouse:
        print(
            warehouse.execute("select count(*) as contacts from core.contact").fetchall()[0][0], "rows in core.contact"
        )


def measured(name: str, call: Callable[[Server, Path], None], server: Server, folder: Path) -> float:
    """Call, and print the CPU seconds here, those of the server, and the seconds; return the first."""
    spent, served, started = time.process_time(), _server_seconds(server), time.perf_counter()
    call(server, folder)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - spent
    time.sleep(0.5)  # the server counts a connection's seconds when its process has ended
    print(
        f"{name:28} {cpu_seconds:6.2f} CPU s {_server_seconds(server) - served:6.2f} server {seconds:6.2f} s",
        flush=True,
    )
    return cpu_seconds


def _server_seconds(server: Server) -> float:
    fields = Path(f"/proc/{server.process_id}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[13:15])) / os.sysconf("SC_CLK_TCK")  # of its children that have ended


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with running_server() as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "calls.toml").write_text(MAPPING)
        (folder / "voc.toml").write_text(CONFIG.format(url=server.url()))
        server.run(CALLS.format(rows=rows))
        bare = measured("bare ADBC into a table", copy_bare, server, folder)
        measured("voc, fetched alone", fetch_only, server, folder)
        whole = measured("voc, to core.contact", pull_to_core, server, folder)
        print(f"{whole / bare:.1f} times the CPU of bare ADBC for {rows:,} rows")


if __name__ == "__main__":
    main()
