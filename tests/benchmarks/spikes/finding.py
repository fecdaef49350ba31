"""How many spikes does each method find, and how early, at the same real rate of false alarms?"""

from itertools import pairwise

import numpy as np

from tests.benchmarks.spikes.designs import SHAPES, Design, simulate_daily, simulate_weekly
from tests.benchmarks.spikes.detector import VOC_METHODS
from tests.benchmarks.spikes.farrington import USES, farrington_with, surveillance_version
from tests.benchmarks.spikes.figures import describe, find_spikes, score
from tests.benchmarks.spikes.peers import CEILINGS, PEERS
from tests.benchmarks.spikes.recorded import read_recorded, write_recorded
from tests.benchmarks.spikes.tables import print_table

METHODS = {**CEILINGS, **VOC_METHODS, **PEERS}
LEVELS = (0.0, 1.0, 3.0, 10.0, 30.0, np.inf)  # contacts a day, the edges of the columns by level


def report_weekly(seed: int, series: int, with_r: bool) -> None:
    design = simulate_weekly(seed, series)
    print(f"\nWeekly: {series} series of Noufaily et al. 2013, 49 weeks judged, 1 % of usual weeks alarm")
    _report_peers("weekly", design, 0.01, seed, with_r)


def report_daily(seed: int, series: int, with_r: bool) -> None:
    design = simulate_daily(seed, series)
    print(f"\nDaily: {series} series, 70 days judged, 0.2 % of usual days alarm; found within 7 days")
    _report_peers("daily", design, 0.002, seed, with_r)


def report_lanes(seed: int, series: int) -> None:
    """Print what is found within 7 days at 0.1 %: in all, by shape, and by contacts a day."""
    design = simulate_daily(seed, series)
    print(f"\nDaily: {series} series, 70 days judged, 0.1 % of usual days alarm; found within 7 days")
    level = design.mean[:, design.first_scored :].mean(axis=1)
    groups = {"all": np.full(series, True)}
    groups |= {shape: design.kind == shape for shape in SHAPES}
    groups |= {f"{low:g}-{high:g}": (level >= low) & (level < high) for low, high in pairwise(LEVELS)}
    rows = []
    for name, method in {**CEILINGS, **VOC_METHODS, "robust z": PEERS["robust z"]}.items():
        found = find_spikes(score(method, design), design, 0.001)[:, 0]
        rows.append([name, *(f"{found[group].mean():.3f}" for group in groups.values())])
    print_table(["", *groups], rows)


def _report_peers(spacing: str, design: Design, rate: float, seed: int, with_r: bool) -> None:
    own = {name: describe(score(method, design), design, rate) for name, method in METHODS.items()}
    if with_r:
        figures = describe(score(farrington_with(USES[spacing]), design), design, rate)
        write_recorded(spacing, figures, surveillance_version(), seed, len(design.usual))
    recorded = read_recorded(spacing)
    rows = [[name, *one.cells()] for name, one in [*own.items(), ("farringtonFlexible", recorded)]]
    print_table(["", "found", "in period 1", f"own p < {rate:g}", "CPU us a period"], rows)
    ratios = ", ".join(f"{recorded.cpu_us / own[name].cpu_us:.0f} times the CPU of {name}" for name in VOC_METHODS)
    print(f"farringtonFlexible: {recorded.origin()}; {ratios}")
