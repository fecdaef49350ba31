"""How long and how much memory does a night's judgement of very many series take?

Run by the bench in a process of its own, so that the peak is that of reading the counts and judging their last day.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from tests.benchmarks.spikes.designs import HISTORY_DAYS, as_rows, simulate_daily
from tests.benchmarks.spikes.tables import print_table
from vocmodels.spikes import score_days


def report_scale(seed: int, series: int) -> None:
    figures = measure_scale(seed, series)
    print(f"\nScale: {series} daily series of two years, one new day judged")
    print_table(["", "seconds", "CPU s", "peak MB"], [["voc", *(f"{value:.1f}" for value in figures.values())]])


def measure_scale(seed: int, series: int) -> dict[str, float]:
    """Return seconds, cpu_seconds and peak_mb of judging one new day of `series` series of two years.

    The codes are a category, as DuckDB's enum arrives: as strings, 10,000 series' rows alone take 1.4 GB.
    """
    design = simulate_daily(seed, series)
    rows = as_rows(design.usual, design)
    rows = rows[rows["contact_date"] <= design.periods[HISTORY_DAYS]]
    rows = rows.assign(
        series_code=pd.Categorical.from_codes(rows["series_code"], [f"lost|carrier=N{n}" for n in range(series)])
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "daily.parquet"
        rows.to_parquet(path)
        holidays = [day.isoformat() for day in design.holidays]
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(path), *holidays], capture_output=True, text=True, check=True
        )
    return json.loads(done.stdout)


def judge(path: str, holidays: list[str]) -> dict[str, float]:
    daily = pd.read_parquet(path)
    begun, cpu_begun = time.perf_counter(), time.process_time()
    score_days(daily, holidays=[pd.Timestamp(day).date() for day in holidays])
    return {
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": time.process_time() - cpu_begun,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(judge(sys.argv[1], sys.argv[2:])))
