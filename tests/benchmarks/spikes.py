"""How early are spikes found, at what false-alarm rate, and at what cost?

Run: python -m tests.benchmarks.spikes [--seed 2026] [--series 600]

Two seeded designs. Daily: day of week, trend, season, overdispersion, past spikes in half of the series, level
shifts in some; a new spike in the last two weeks in one of four shapes. Weekly: 42 scenarios in the spirit of
Noufaily et al. 2013. Every method runs on the same series, once without the new spike (false alarms) and once with
it (found in its first period, within all of its periods). The first columns take the method at its word; "matched"
sets the threshold where the method truly gives the nominal rate. The ceiling knows the true mean and dispersion.
Peers: EARS C1-C3 (Hutwagner et al. 2003) and a robust z against the same weekday.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy import stats

from vocmodels.spikes import mid_p, score_days

Array = NDArray[np.float64]

SHAPES = {
    "one day": [1.0],
    "step": [1.0] * 7,
    "growing": list(np.arange(1, 8) / 7),
    "fading": list(np.arange(7, 0, -1) / 7),
}


@dataclass(frozen=True)
class Design:
    """Counts (series, periods) without and with the new spike, the truth behind them, and where the spike lies."""

    usual: Array
    spiked: Array
    mean: Array
    dispersion: Array
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    first_scored: int
    periods: pd.DatetimeIndex


def simulate_daily(seed: int, series: int, days: int = 420, scored: int = 42) -> Design:
    rng = np.random.default_rng(seed)
    periods = pd.date_range("2024-01-01", periods=days)
    time_of = np.arange(days)
    level = np.exp(rng.uniform(np.log(0.3), np.log(100), series))[:, None]
    weekday = rng.normal(0, 0.15, (series, 7)) + np.array([0.15, 0.1, 0.1, 0.05, 0, -0.3, -0.4])
    season = rng.uniform(0, 0.3, (series, 1)) * np.sin(2 * np.pi * time_of / 365.25 + rng.uniform(0, 6.3, (series, 1)))
    growth = rng.normal(0, 0.2, (series, 1)) * time_of / 365.25
    mean = level * np.exp(weekday[:, periods.day_of_week] + season + growth)
    shifted = rng.random(series) < 0.15
    shift_at = rng.integers(90, days - scored - 60, series)
    mean = mean * np.where(shifted[:, None] & (time_of >= shift_at[:, None]), rng.choice([0.6, 1.7], (series, 1)), 1)
    dispersion = rng.gamma(2, 0.05, series)
    usual = draw(rng, mean, dispersion)
    for one in np.flatnonzero(rng.random(series) < 0.5):
        start, length = rng.integers(30, days - scored - 30), rng.integers(1, 12)
        size = rng.uniform(2, 8) * deviation(mean[one, start], dispersion[one])
        usual[one, start : start + length] += rng.poisson(size, length)
    shape = rng.integers(0, len(SHAPES), series)
    starts = np.full(series, days - 14)
    sizes = rng.uniform(1, 6, series) * deviation(mean[:, days - 14], dispersion)
    profile = np.array([np.pad(line, (0, 7 - len(line))) for line in SHAPES.values()])
    spiked = usual.copy()
    spiked[:, days - 14 : days - 7] += rng.poisson(sizes[:, None] * profile[shape])
    return Design(usual, spiked, mean, dispersion, starts, np.full(series, 7), days - scored, periods)


def simulate_weekly(seed: int, series: int, weeks: int = 364, scored: int = 49) -> Design:
    rng = np.random.default_rng(seed)
    week = np.arange(weeks)
    scenarios = list(product((0.1, 0.7, 1.5, 2.3, 3.0, 3.75, 5.0), (0.0, 0.0025), (0, 1, 2)))  # 42
    chosen = np.array([scenarios[number % len(scenarios)] for number in range(series)])
    turn = 2 * np.pi * week / 52.18
    season = (chosen[:, 2:] > 0) * (0.4 * np.cos(turn) + 0.3 * np.sin(turn)) + (chosen[:, 2:] > 1) * 0.2 * np.cos(
        2 * turn
    )
    mean = np.exp(chosen[:, :1] + chosen[:, 1:2] * week + season)
    excess = rng.choice([1.05, 1.5, 2.0, 3.0], (series, 1))  # variance over mean
    dispersion = (excess - 1) / mean
    usual = draw(rng, mean, dispersion)
    for one, _ in product(range(series), range(4)):
        start = rng.integers(10, weeks - scored - 10)
        size = rng.poisson(rng.uniform(2, 10) * deviation(mean[one, start], dispersion[one, start]))
        usual[one] += outbreak(rng, size, start, weeks)
    spiked = usual.copy()
    starts = rng.integers(weeks - scored, weeks - 8, series)
    lengths = np.empty(series, dtype=np.int64)
    for one, start in enumerate(starts):
        added = outbreak(
            rng, 1 + rng.poisson(rng.uniform(2, 10) * deviation(mean[one, start], dispersion[one, start])), start, weeks
        )
        spiked[one] += added
        starts[one] = np.flatnonzero(added)[0]
        lengths[one] = np.flatnonzero(added)[-1] - starts[one] + 1
    return Design(
        usual,
        spiked,
        mean,
        dispersion,
        starts,
        lengths,
        weeks - scored,
        pd.date_range("2018-01-01", periods=weeks, freq="7D"),
    )


def draw(rng: np.random.Generator, mean: Array, dispersion: Array) -> Array:
    spread = np.broadcast_to(dispersion.reshape(len(mean), -1), mean.shape)
    return rng.poisson(mean * rng.gamma(1 / spread, spread)).astype(float)


def outbreak(rng: np.random.Generator, size: int, start: int, weeks: int) -> Array:
    """Cases spread over some weeks by a log-normal delay of mean 0 and deviation 0.5, as in Noufaily et al. 2013."""
    delay = np.floor(rng.lognormal(0, 0.5, size)).astype(int)
    return np.bincount(np.minimum(start + delay, weeks - 1), minlength=weeks).astype(float)


def deviation(mean: Array, dispersion: Array) -> Array:
    return np.sqrt(mean + dispersion * mean**2)


def as_rows(counts: Array, design: Design) -> pd.DataFrame:
    series, periods = counts.shape
    return pd.DataFrame(
        {
            "series_code": np.repeat(np.arange(series), periods),
            "contact_date": np.tile(design.periods, series),
            "contact_count": counts.ravel(),
        }
    )


def score_voc(counts: Array, design: Design) -> Array:
    scored = score_days(as_rows(counts, design), since=design.periods[design.first_scored])
    return scored["p_value"].to_numpy().reshape(len(counts), -1)


def score_ceiling(counts: Array, design: Design) -> Array:
    dispersion = np.broadcast_to(design.dispersion.reshape(len(counts), -1), counts.shape)
    return mid_p(counts, design.mean, dispersion)[:, design.first_scored :]


def score_ears(counts: Array, design: Design, lag: int) -> Array:
    before = sliding_window_view(counts, 7, axis=1)[:, : counts.shape[1] - 7 - lag]
    spread = np.maximum(before.std(axis=2, ddof=1), 0.5)
    z = (counts[:, 7 + lag :] - before.mean(axis=2)) / spread
    return stats.norm.sf(z)[:, design.first_scored - 7 - lag :]


def score_ears_c3(counts: Array, design: Design) -> Array:
    earlier = Design(**{**design.__dict__, "first_scored": design.first_scored - 2})
    raised = np.maximum(stats.norm.isf(score_ears(counts, earlier, lag=2)) - 1, 0)
    return stats.norm.sf(sliding_window_view(raised, 3, axis=1).sum(axis=2))


def score_same_weekday(counts: Array, design: Design) -> Array:
    step = 7 if design.periods[1] - design.periods[0] == pd.Timedelta(days=1) else 1
    now = np.arange(design.first_scored, counts.shape[1])
    before = counts[:, now[:, None] - step * np.arange(1, 9)]
    middle = np.median(before, axis=2)
    spread = 1.4826 * np.median(np.abs(before - middle[..., None]), axis=2)
    return stats.norm.sf((counts[:, now] - middle) / np.maximum(spread, np.sqrt(middle + 0.5)))


METHODS: dict[str, Callable[[Array, Design], Array]] = {
    "ceiling": score_ceiling,
    "voc": score_voc,
    "EARS C1": lambda counts, design: score_ears(counts, design, lag=0),
    "EARS C2": lambda counts, design: score_ears(counts, design, lag=2),
    "EARS C3": score_ears_c3,
    "robust z": score_same_weekday,
}


def found(p_value: Array, design: Design, threshold: float) -> tuple[float, float]:
    """Return the shares of spikes found in their first period and in any of their periods."""
    at = np.arange(design.first_scored, design.usual.shape[1])
    inside = (at >= design.starts[:, None]) & (at < (design.starts + design.lengths)[:, None])
    hit = (p_value < threshold) & inside
    first = hit[np.arange(len(hit)), design.starts - design.first_scored]
    return float(first.mean()), float(hit.any(axis=1).mean())


def report(title: str, design: Design, nominal: float) -> None:
    print(f"\n{title}: {len(design.usual)} series, {design.usual.shape[1]} periods, nominal rate {nominal}")
    print(f"{'':10}{'false':>10}{'first':>8}{'within':>8}{'matched first':>15}{'within':>8}{'CPU s':>8}")
    for name, score in METHODS.items():
        begun = time.process_time()
        null = score(design.usual, design)
        seconds = time.process_time() - begun
        p_value = score(design.spiked, design)
        matched = np.quantile(null, nominal)
        figures = (*found(p_value, design, nominal), *found(p_value, design, matched))
        print(
            f"{name:10}{(null < nominal).mean():10.5f}{figures[0]:8.3f}{figures[1]:8.3f}"
            f"{figures[2]:15.3f}{figures[3]:8.3f}{seconds:8.1f}"
        )


def report_calibration(design: Design) -> None:
    p_value = score_voc(design.usual, design)
    rates = {level: (p_value < level).mean() / level for level in (0.1, 0.05, 0.01, 0.001)}
    print("voc, rate over nominal: " + "  ".join(f"p<{level}: {rate:.2f}" for level, rate in rates.items()))


def report_false_discoveries(design: Design, spiked_share: float = 0.05) -> None:
    """Print which share of what is reported at q < 0.1 is false when few series hold a spike."""
    last = int(len(design.usual) * spiked_share)
    counts = np.concatenate([design.spiked[:last], design.usual[last:]])
    scored = score_days(as_rows(counts, design), since=design.periods[design.first_scored])
    reported = scored["is_spike"].to_numpy().reshape(len(counts), -1)
    at = np.arange(design.first_scored, counts.shape[1])
    inside = (at >= design.starts[:, None]) & (at < (design.starts + design.lengths)[:, None])
    inside[last:] = False
    false = (reported & ~inside)[:, -14:].sum()
    weeks = reported.shape[1] / 7
    print(
        f"voc, {spiked_share:.0%} of series spiked: {reported[:, -14:].sum()} days reported in the last 14, "
        f"{false} of them false; "
        f"{(reported & ~inside).sum() / weeks:.2f} false days a week"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--series", type=int, default=600)
    options = parser.parse_args()
    daily = simulate_daily(options.seed, options.series)
    report("daily", daily, 0.002)
    report_calibration(daily)
    report_false_discoveries(daily)
    weekly = simulate_weekly(options.seed, options.series)
    report("weekly", weekly, 0.01)
    report_calibration(weekly)


if __name__ == "__main__":
    main()
