"""Kills: is a night that was killed anywhere, and run again, as if nothing had happened?"""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter

import duckdb

from pipelines.warehouse import OFFLINE
from tests.benchmarks.unattended.prepared import Night, Prepared
from tests.benchmarks.unattended.readers import Reader, answer


def measure(prepared: Prepared, count: int = 50, seed: int = 1) -> None:
    undisturbed = prepared.night("undisturbed")
    before = answer(undisturbed.current)
    started = time.perf_counter()
    code, said = undisturbed.run()
    seconds = time.perf_counter() - started
    if code:
        raise SystemExit(said)
    expected, after = undisturbed.facts(), answer(undisturbed.current)
    print(f"A night takes {seconds:.0f} s; it is killed {count} times, evenly spread over them.")
    draws, same, torn, asked = random.Random(seed), 0, 0, 0
    steps: Counter[str] = Counter()
    for number in range(count):
        night = prepared.night(f"night-{number}")
        with Reader(night.current, {before, after}) as reader:
            _kill(night, seconds * (number + draws.random()) / count)
            steps[_last_step(night)] += 1
            code, said = night.run()
        found = night.facts() if code == 0 else {}
        is_same = found == expected
        same, torn, asked = same + is_same, torn + len(reader.torn), asked + reader.asked
        if not is_same or reader.torn:
            other = sorted(table for table in expected if found.get(table) != expected[table])[:5]
            last = "" if code == 0 else f", {said.splitlines()[-1]}"
            print(f"kill {number}: exit code {code}{last}; different: {other}; torn answers: {reader.torn[:1]}")
        shutil.rmtree(night.folder)
    print(
        f"{same} of {count} are as undisturbed; {torn} of {asked:,} answers of a reader throughout were of neither night."
    )
    print("last step that was done: " + ", ".join(f"{step} {times}" for step, times in steps.most_common()))


def _kill(night: Night, after: float) -> None:
    process = night.start()
    time.sleep(after)
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def _last_step(night: Night) -> str:
    with duckdb.connect(str(night.build / "warehouse.duckdb"), config=OFFLINE) as warehouse:
        runs = warehouse.execute("select run_id from ops.run order by run_id").fetchall()
        if len(runs) < 2:
            return "none"
        step = "select max_by(step_code, started_at) from ops.run_step where run_id = ? and status_code = 'done'"
        return warehouse.execute(step, [runs[-1][0]]).fetchall()[0][0] or "none"
