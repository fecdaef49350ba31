"""Are the detector's p- and q-values what they say?"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from tests.benchmarks.spikes.designs import Array, simulate_daily, simulate_weekly
from tests.benchmarks.spikes.detector import VOC, VOC_METHODS, judge
from tests.benchmarks.spikes.hourly import simulate_hourly
from tests.benchmarks.spikes.peers import score_ceiling
from tests.benchmarks.spikes.tables import print_table

NOMINAL = (0.001, 0.01, 0.05, 0.1)
FALSE_DISCOVERY_RATE = 0.1
SPIKED_SHARE = 0.05  # few series hold a spike: what is hardest for a rate of false discoveries
ECHO_DAYS = 2  # a sum over the last days still holds a spike that has ended


def report_calibration(seed: int, daily: int, weekly: int, hourly: int) -> None:
    """Print how often p falls below its nominal rate where nothing happens."""
    designs = {
        f"daily, {daily} series": simulate_daily(seed, daily),
        f"weekly, {weekly} series": simulate_weekly(seed, weekly),
        f"hourly, {hourly} series": simulate_hourly(seed, hourly),
    }
    print("\nNominal rate of p, and the rate that it gives when nothing happens")
    for title, design in designs.items():
        mean = design.mean[:, design.first_scored :]
        groups = {"all": mean > 0, "mean below 1": mean < 1, "mean of 10 or more": mean >= 10}
        rows = []
        for name, method in {"ceiling": score_ceiling, **VOC_METHODS}.items():
            p_value = method(design.usual, design)
            for group, inside in groups.items():
                rates = (f"{(p_value[inside] < nominal).mean():.5f}" for nominal in NOMINAL)
                rows.append([f"{name}, {group}", *rates])
        print_table([title, *map(str, NOMINAL)], rows)


def report_discoveries(seed: int, series: int) -> None:
    """Print which share of what is reported at q < 0.1 is false when few series hold a spike."""
    design = simulate_daily(seed, series)
    spiked = np.arange(series)[:, None] < SPIKED_SHARE * series
    counts = np.where(spiked, design.spiked, design.usual)
    is_event = _is_event(counts > design.usual)[:, design.first_scored :]
    print(
        f"\nDaily, {series} series, {SPIKED_SHARE:.0%} with a spike in the last 14 days: reports at q < {FALSE_DISCOVERY_RATE}"
    )
    reported = {"ceiling": _control(score_ceiling(counts, design))}
    for name, settings in VOC.items():
        reported[name] = judge(counts, design, settings)["is_spike"].to_numpy().reshape(series, -1)
    header = ["", "days reported", "share false", "mean of dates", "dates with nothing: false ones"]
    print_table(header, [[name, *_describe(one, is_event)] for name, one in reported.items()])


def _is_event(added: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the days on which a spike added contacts, and those after it to which it echoes."""
    return np.logical_or.reduce(
        [np.pad(added, ((0, 0), (lag, 0)))[:, : added.shape[1]] for lag in range(ECHO_DAYS + 1)]
    )


def _control(p_value: Array) -> NDArray[np.bool_]:
    return false_discovery_control(p_value, axis=0) < FALSE_DISCOVERY_RATE


def _describe(reported: NDArray[np.bool_], is_event: NDArray[np.bool_]) -> list[str]:
    """Return how many days are reported, and the share of false ones: of all, of each date, where there is nothing."""
    false = (reported & ~is_event).sum(axis=0)
    share = false / np.maximum(reported.sum(axis=0), 1)
    has_event = is_event.any(axis=0)
    total = reported[:, has_event].sum()
    return [
        str(total),
        f"{false[has_event].sum() / max(total, 1):.3f}",
        f"{share[has_event].mean():.3f}",
        f"{share[~has_event].mean():.3f}",
    ]
