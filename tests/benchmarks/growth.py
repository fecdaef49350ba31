"""What does a night of 2,000 new contacts cost on a history of 10,000, 100,000 and a million, and what does the first load?

    python -m tests.benchmarks.growth FOLDER [CONTACTS ...]

For each size a contact centre of 2,000 contacts a day is simulated into FOLDER (kept, and used again by the next call), its
last day held back. `voc run` then loads the history, as an operator's first night does, and again, with the last day's
exports at the source, the night. Both are whole processes: wall and CPU seconds with all that they start, the
largest process's memory, and what lies on disk. At the end stands the exponent with which a night grows with its history.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb

from pipelines.simulate import simulate
from tests.benchmarks.nightly import settings_in

LAST_DAY = date(2026, 3, 31)
CONTACTS_A_DAY, SEED = 2_000, 7
SIZES = (10_000, 100_000, 1_000_000)
SLOWEST = """
select step_code, epoch(finished_at - started_at)
from ops.run_step
where run_id = (select max(run_id) from ops.run)
order by 2 desc
limit 5
"""


def prepare(folder: Path, contact_count: int, contacts_a_day: int = CONTACTS_A_DAY) -> Path:
    """Simulate whole weeks, as exports come, and one day more; hold that day's back, and return where they wait."""
    held_back = folder / "held-back"
    if held_back.exists():
        return held_back
    folder.mkdir(parents=True, exist_ok=True)
    demo = settings_in(folder).paths.demo
    weeks = max(1, round(contact_count / contacts_a_day / 7))
    simulate(demo, LAST_DAY, weeks * 7 + 1, contacts_a_day, seed=SEED)
    for path in sorted((demo / "exports").glob(f"*/*_{LAST_DAY}_{LAST_DAY}.*")):
        place = held_back / path.relative_to(demo)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)
    return held_back


def start_afresh(folder: Path) -> None:
    """Remove what earlier runs built, and the last day's exports from the source."""
    for path in (folder / "build").iterdir():
        if path.name != "demo":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (folder / "build" / "demo").glob(f"exports/*/*_{LAST_DAY}_{LAST_DAY}.*"):
        path.unlink()


def timed(what: str, *arguments: str) -> tuple[str, float]:
    """Run a Python module as a process of its own; return what it took, in words, and its CPU seconds with all it started."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{what} ended with {os.waitstatus_to_exitcode(status)}.")
    seconds, cpu = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
    return f"{what}: {seconds:,.0f} s, {cpu:,.0f} CPU s, {usage.ru_maxrss / 1024**2:.2f} GB", cpu


def night(folder: Path, what: str) -> tuple[int, float]:
    """Run `voc run` as a process of its own, print what it took, and return how many contacts there are, and its CPU seconds."""
    took, cpu = timed(what, "pipelines.cli", "run", "--config", str(folder / "voc.toml"))
    build = folder / "build"
    disk = sum(path.stat().st_size for name in ("warehouse.duckdb", "published") for path in _files(build / name))
    with duckdb.connect(str(build / "warehouse.duckdb"), read_only=True) as warehouse:
        count = "select count(*), count(*) filter (turn_count > 0) from core.contact"
        contacts, transcripts = warehouse.execute(count).fetchall()[0]
        slowest = warehouse.execute(SLOWEST).fetchall()
    print(
        f"{took}, {disk / 1e9:.2f} GB on disk; {contacts:,} contacts, {transcripts:,} transcripts; "
        + ", ".join(f"{step} {seconds:,.0f} s" for step, seconds in slowest),
        flush=True,
    )
    return contacts, cpu


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else [path for path in place.iterdir() if not path.is_symlink()]


def main() -> None:
    root, sizes = Path(sys.argv[1]).resolve(), [int(size) for size in sys.argv[2:]] or SIZES
    spent = []
    for size in sizes:
        folder = root / str(size)
        held_back = prepare(folder, size)
        start_afresh(folder)
        night(folder, "first load")
        shutil.copytree(held_back, folder / "build" / "demo", dirs_exist_ok=True)
        spent.append(night(folder, "a night"))
    for (first, before), (second, after) in pairwise(spent):
        exponent = math.log(after / before) / math.log(second / first)
        print(f"CPU seconds of a night grow with exponent {exponent:.2f} from {first:,} to {second:,} contacts")


if __name__ == "__main__":
    main()
