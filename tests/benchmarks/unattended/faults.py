"""Faults: does a night that cannot go on say so in a line, lose nothing, and does the next one heal?"""

from __future__ import annotations

import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.unattended.prepared import Night, Prepared

Facts = dict[str, tuple[int, int]]
MEMORY_GB = (0.9, 1.2, 1.8, 2.4)
DISK_MB = (0.5, 5, 12)  # that the warehouse may still grow by
READ_ONLY = ("build", "build/published", "build/models", "build/reports")
SERVER_GONE_AFTER = (0.3, 0.7)  # of a night
CLOCK_SET_BACK = """
import datetime
import sys

from pipelines import cli, runs


class Back(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.now(tz) - datetime.timedelta(days=3)


runs.datetime = Back
cli.main()
"""


def measure(prepared: Prepared) -> None:
    undisturbed = prepared.night("undisturbed")
    started = time.perf_counter()
    code, said = undisturbed.run()
    seconds = time.perf_counter() - started
    if code:
        raise SystemExit(said)
    expected = undisturbed.facts()
    print("fault | exit code | what is said last | the next night heals")
    for name, night, (code, said) in _faults(prepared, seconds):
        healed, _ = night.run()
        found = night.facts() if healed == 0 else {}
        other = sorted(table for table in expected if found.get(table) != expected[table])
        print(f"{name} | {code} | {_last_line(said)} | {f'not {other[:5]}' if other else 'yes'}", flush=True)
        shutil.rmtree(night.folder)


def _faults(prepared: Prepared, seconds: float) -> Iterator[tuple[str, Night, tuple[int, str]]]:
    for megabytes in DISK_MB:
        night = prepared.night("disk")
        size = (night.build / "warehouse.duckdb").stat().st_size
        most = int(size + megabytes * 1e6)
        yield f"no file above {most / 1e6:.0f} MB", night, night.run(limit=_limited(resource.RLIMIT_FSIZE, most))
    for gigabytes in MEMORY_GB:
        night = prepared.night("memory")
        limit = _limited(resource.RLIMIT_DATA, int(gigabytes * 1e9))
        yield f"at most {gigabytes} GB of memory", night, night.run(limit=limit)
    for place in READ_ONLY:
        night = prepared.night("rights")
        yield f"{place} is read-only", night, _read_only(night, place)
    night = prepared.night("clock")
    yield "the clock is three days back", night, night.run_with(CLOCK_SET_BACK)
    night = prepared.night("source")
    source = night.build / "demo" / "exports" / "digital"
    source.rename(night.folder / "away")
    answer = night.run()
    (night.folder / "away").rename(source)
    yield "a source is gone", night, answer
    night = prepared.night("server")
    yield "a team's Prefect server is gone", night, night.run(PREFECT_API_URL="http://127.0.0.1:9/api")
    for share in SERVER_GONE_AFTER:
        night = prepared.night("server")
        yield f"the Prefect server dies after {share:.0%} of the night", night, _server_gone(night, share * seconds)
    night = prepared.night("two")
    first = night.start()
    time.sleep(seconds / 2)
    answer = night.run()
    first.communicate()
    yield "another run is on", night, answer


def _limited(what: int, most: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(what, (most, most))


def _read_only(night: Night, place: str) -> tuple[int, str]:
    """Rights do not bind root, a mount does; only this process and what it starts see it."""
    folder = night.folder / place
    mounted = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} && exec "
    command = [*(sys.executable, "-m", "pipelines.cli", "run", "--config"), str(night.config)]
    told = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mounted + shlex.join(command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return told.returncode, told.stdout


def _server_gone(night: Night, after: float) -> tuple[int, str]:
    process = night.start()
    time.sleep(after)
    for server in _children(process.pid):
        os.kill(server, signal.SIGKILL)
    said, _ = process.communicate()
    return process.returncode, said


def _children(pid: int) -> list[int]:
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in told.stdout.split() if b"server" in Path(f"/proc/{line}/cmdline").read_bytes()]


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if re.match(r"voc: |Not loaded", line)] or said.splitlines()[-1:]
    return lines[-1][:200] if lines else "nothing"
