"""How long do the weekly reports of many departments take, in all their formats?

    python -m tests.benchmarks.reports [DEPARTMENTS]

Makes a published file of DEPARTMENTS (default 40) out of the one that voc.toml names (`make run` or `voc demo` writes it):
its departments over and over, each time under other codes and with other numbers, so that no picture is drawn twice. Then
the command that the nightly flow calls writes every report. Wall seconds are this machine's; CPU seconds hold elsewhere too.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

from pipelines.settings import load_settings

CODES = ("department_code", "reason_code", "series_code", "subject_code", "alert_id", "topic_code", "old_code")
GROWTH = 0.1  # by which the numbers of each copy differ


def multiply(published: Path, out: Path, department_count: int) -> int:
    """Write a published file in which each department stands as often as is needed; return how many there are."""
    con = duckdb.connect(str(out))
    con.execute(f"attach '{published.resolve()}' as small (read_only)")
    con.execute("create schema marts")
    own = con.execute("select count(*) from small.marts.department").fetchone()[0]
    con.execute("create temp table copy as select range as place from range($n)", {"n": -(-department_count // own)})
    for (table,) in con.execute("select table_name from duckdb_tables() where database_name = 'small'").fetchall():
        columns = con.execute(f'describe small.marts."{table}"').fetchall()
        is_copied = any(name in CODES for name, *_ in columns)
        shown = ", ".join(_column(name, kind) for name, kind, *_ in columns) if is_copied else "*"
        con.execute(f'create table marts."{table}" as select {shown} from small.marts."{table}"{", copy" * is_copied}')
    con.execute(
        "delete from marts.department where department_code not in"
        " (select department_code from marts.department order by department_code limit $n)",
        {"n": department_count},
    )
    made = con.execute("select count(*) from marts.department").fetchone()[0]
    con.close()
    return made


def _column(name: str, kind: str) -> str:
    if name in CODES and kind == "VARCHAR":
        return f"if(place = 0, {name}, {name} || '-' || place) as {name}"
    is_number = name.endswith("_count") and kind in ("BIGINT", "INTEGER", "DOUBLE", "HUGEINT")
    return f"({name} * (1 + {GROWTH} * place))::{kind} as {name}" if is_number else name


def main(department_count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        published, out = Path(name) / "many.duckdb", Path(name) / "reports"
        made = multiply(Path(load_settings().paths.published), published, department_count)
        started = time.perf_counter()
        command = [sys.executable, "-m", "dashboards.reports", "--published", str(published), "--out", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds, spent = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        files = [path for path in out.rglob("*") if path.is_file()]
        formats = Counter(path.suffix.removeprefix(".") for path in files)
        print(
            f"{made} departments, {len(files)} files ({', '.join(f'{n} {kind}' for kind, n in sorted(formats.items()))}),"
            f" {sum(path.stat().st_size for path in files) / 1e6:.0f} MB: {seconds:.0f} s,"
            f" {spent.ru_utime + spent.ru_stime:.0f} CPU s, {spent.ru_maxrss / 1024:.0f} MB of memory, {os.cpu_count()} cores"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
