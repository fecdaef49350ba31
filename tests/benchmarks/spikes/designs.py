"""Which series shall a detector be tried on, and what is the truth behind them?

Weekly: the 42 scenarios of Noufaily et al. 2013, "An improved algorithm for outbreak detection in multiple
surveillance systems", Stat. Med. 32, tables and section 3. Daily: counts as a contact centre has them. Each series
comes twice, without and with one new spike, so that false alarms and finds are measured on the same noise.
"""

from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.tseries.holiday import USFederalHolidayCalendar

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

# theta, beta, gamma1, gamma2, phi: each without and with its trend, with no, one and two harmonics, makes 42.
NOUFAILY = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)
WEEKS, BASELINE_FROM, CURRENT_FROM = 624, 312, 575  # 12 years; past outbreaks lie between the last two
PAST_OUTBREAKS = 4
OUTBREAK_DEVIATIONS = (2, 11)  # k: an outbreak's cases are Poisson of k (2 to 10) standard deviations of that week

HISTORY_DAYS, SCORED_DAYS, SPIKE_DAYS = 730, 70, 7
SHAPES: dict[str, list[float]] = {
    "one day": [1.0, 0, 0, 0, 0, 0, 0],
    "step": [1.0] * 7,
    "growing": [day / 7 for day in range(1, 8)],
    "fading": [day / 7 for day in range(7, 0, -1)],
}


@dataclass(frozen=True)
class Design:
    """Counts (series, periods) without and with the new spike, and the truth behind them.

    A count's variance is mean + dispersion mean^2. Periods from `first_scored` on are judged; the new spike lies in
    `lengths` periods from `starts` on. `kind` names each series' spike shape (daily) or scenario (weekly, from 1).
    """

    usual: Array
    spiked: Array
    mean: Array
    dispersion: Array
    starts: Whole
    lengths: Whole
    kind: NDArray[np.str_]
    first_scored: int
    periods: pd.DatetimeIndex
    holidays: tuple[date, ...] = ()

    def is_within_spike(self) -> NDArray[np.bool_]:
        """Return (series, scored periods): does the new spike lie there?"""
        at = np.arange(self.first_scored, len(self.periods))
        return (at >= self.starts[:, None]) & (at < (self.starts + self.lengths)[:, None])


def simulate_weekly(seed: int, series: int) -> Design:
    """Return series of the 42 scenarios in turn: 624 weeks, four past outbreaks, a new one in the last 49 weeks."""
    rng = np.random.default_rng(seed)
    scenarios = [(*one, has_trend, m) for one, has_trend, m in product(NOUFAILY, (0, 1), (0, 1, 2))]
    number = np.arange(series) % len(scenarios)
    theta, beta, gamma1, gamma2, phi, has_trend, harmonics = np.array(scenarios)[number].T[..., None]
    week = np.arange(1, WEEKS + 1)
    season = sum(
        (harmonics >= j) * (gamma1 * np.cos(2 * np.pi * j * week / 52) + gamma2 * np.sin(2 * np.pi * j * week / 52))
        for j in (1, 2)
    )
    mean = np.exp(theta + has_trend * beta * week + season)
    dispersion = np.broadcast_to((phi - 1) / mean, mean.shape)  # the paper's phi is variance over mean
    usual = draw(rng, mean, dispersion)
    for one in range(series):
        for start in rng.choice(np.arange(BASELINE_FROM, CURRENT_FROM), PAST_OUTBREAKS, replace=False):
            usual[one] += _outbreak(rng, np.sqrt(phi[one, 0] * mean[one, start]), start, CURRENT_FROM)
    starts = rng.integers(CURRENT_FROM, WEEKS, series)
    added = np.stack(
        [_outbreak(rng, np.sqrt(phi[one, 0] * mean[one, start]), start, WEEKS) for one, start in enumerate(starts)]
    )
    first, last = np.argmax(added > 0, axis=1), WEEKS - np.argmax(added[:, ::-1] > 0, axis=1)
    return Design(
        usual=usual,
        spiked=usual + added,
        mean=mean,
        dispersion=dispersion,
        starts=first,
        lengths=last - first,
        kind=np.char.mod("%d", number + 1),
        first_scored=CURRENT_FROM,
        periods=pd.date_range("2013-01-07", periods=WEEKS, freq="7D"),
    )


def simulate_daily(seed: int, series: int) -> Design:
    """Return sparse to dense series: two years of history, eight weeks without and a week with the new spike."""
    rng = np.random.default_rng(seed)
    days = HISTORY_DAYS + SCORED_DAYS
    periods = pd.date_range(end="2025-12-14", periods=days)  # the judged days hold four holidays
    holidays = USFederalHolidayCalendar().holidays(periods[0], periods[-1])
    mean = _usual_mean(rng, series, periods, holidays)
    # Day-to-day noise beyond Poisson: a standard deviation of 10 to 50 % of the mean for nine series of ten.
    dispersion = rng.gamma(2, 0.04, (series, 1)) + 0.002
    deviation = np.sqrt(mean + dispersion * mean**2)
    usual = draw(rng, mean, dispersion) + _past_spikes(rng, deviation)
    starts = rng.integers(days - 2 * SPIKE_DAYS, days - SPIKE_DAYS + 1, series)
    shape = rng.integers(0, len(SHAPES), series)
    # From what nobody can see to what nobody can miss, so that methods differ in the middle.
    size = rng.uniform(1, 6, series) * deviation[np.arange(series), starts]
    spiked = usual.copy()
    within = starts[:, None] + np.arange(SPIKE_DAYS)
    profile = np.array(list(SHAPES.values()))[shape]
    spiked[np.arange(series)[:, None], within] += rng.poisson(size[:, None] * profile)
    return Design(
        usual=usual,
        spiked=spiked,
        mean=mean,
        dispersion=np.broadcast_to(dispersion, mean.shape),
        starts=starts,
        lengths=np.full(series, SPIKE_DAYS),
        kind=np.array(list(SHAPES))[shape],
        first_scored=HISTORY_DAYS,
        periods=periods,
        holidays=tuple(day.date() for day in holidays),
    )


def _usual_mean(rng: np.random.Generator, series: int, periods: pd.DatetimeIndex, holidays: pd.DatetimeIndex) -> Array:
    """Return the expected counts (series, days) of series that share a calendar but not their habits."""
    day = np.arange(len(periods))
    level = np.exp(rng.uniform(np.log(0.3), np.log(100), (series, 1)))  # one slice of a reason, up to a whole reason
    weekday = np.array([0.15, 0.1, 0.1, 0.05, 0, -0.3, -0.4]) + rng.normal(0, 0.15, (series, 7))  # quiet weekends
    turn = 2 * np.pi * day / 365.25 + rng.uniform(0, 2 * np.pi, (series, 1))
    season = rng.uniform(0, 0.3, (series, 1)) * np.sin(turn)  # up to 35 % more in the best month
    growth = rng.normal(0, 0.2, (series, 1)) * (day - len(day) / 2) / 365.25  # a fifth a year
    is_holiday, is_after = periods.isin(holidays), periods.isin(holidays + pd.Timedelta(days=1))
    closed = is_holiday * rng.normal(-0.6, 0.2, (series, 1)) + (is_after & ~is_holiday) * rng.normal(
        0.2, 0.1, (series, 1)
    )
    # A seventh of the series changes its level for good: a product is launched, a queue is re-routed.
    is_shifted = rng.random((series, 1)) < 0.15
    shift = np.log(rng.choice([0.6, 1.7], (series, 1)))
    shifted = is_shifted * (day >= rng.integers(90, HISTORY_DAYS - 28, (series, 1))) * shift
    return level * np.exp(weekday[:, periods.day_of_week] + season + growth + closed + shifted)


def _past_spikes(rng: np.random.Generator, deviation: Array) -> Array:
    """Return what one or two earlier spikes of 1 to 12 days added to half of the series (series, days)."""
    added = np.zeros_like(deviation)
    for one in np.flatnonzero(rng.random(len(deviation)) < 0.5):
        for _ in range(rng.integers(1, 3)):
            start, length = rng.integers(30, HISTORY_DAYS - 14), rng.integers(1, 13)
            added[one, start : start + length] += rng.poisson(rng.uniform(2, 8) * deviation[one, start], length)
    return added


def draw(rng: np.random.Generator, mean: Array, dispersion: Array) -> Array:
    """Return negative-binomial counts (Poisson where the dispersion is 0)."""
    spread = np.broadcast_to(dispersion, mean.shape)
    noise = np.where(spread > 0, rng.gamma(1 / np.maximum(spread, 1e-9), np.maximum(spread, 1e-9)), 1.0)
    return rng.poisson(mean * noise).astype(float)


def _outbreak(rng: np.random.Generator, deviation: float, start: int, end: int) -> Array:
    """Return an outbreak's cases by week, at least one; a log-normal delay (0, 0.5) spreads them, cut off at `end`."""
    size = 0
    while size < 1:
        size = rng.poisson(rng.integers(*OUTBREAK_DEVIATIONS) * deviation)
    week = start + np.floor(rng.lognormal(0, 0.5, size)).astype(int)
    return np.bincount(np.minimum(week, end - 1), minlength=WEEKS).astype(float)


def as_rows(counts: Array, design: Design) -> pd.DataFrame:
    """Return the counts as score_days takes them: series_code, contact_date, contact_count."""
    series, periods = counts.shape
    return pd.DataFrame(
        {
            "series_code": np.repeat(np.arange(series), periods),
            "contact_date": np.tile(design.periods, series),
            "contact_count": counts.ravel(),
        }
    )
