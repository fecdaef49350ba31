"""Which hourly series shall a detector be tried on when nothing happens?"""

import numpy as np
import pandas as pd

from tests.benchmarks.spikes.designs import Design, draw

HISTORY_DAYS, SCORED_DAYS = 56, 7
OPEN_HOURS = np.exp(-0.5 * ((np.arange(24) - 13) / 4.5) ** 2) + 0.05  # busy from eight to six, never quite silent


def simulate_hourly(seed: int, series: int) -> Design:
    """Return eight weeks and a judged one of 0.1 to 60 contacts an hour at noon; no new spike, so `lengths` is 0."""
    rng = np.random.default_rng(seed)
    periods = pd.date_range(end="2025-12-14 23:00", periods=(HISTORY_DAYS + SCORED_DAYS) * 24, freq="h")
    level = np.exp(rng.uniform(np.log(0.1), np.log(60), (series, 1)))
    weekday = np.array([0.15, 0.1, 0.1, 0.05, 0, -0.3, -0.4]) + rng.normal(0, 0.15, (series, 7))
    hour = np.log(OPEN_HOURS) + rng.normal(0, 0.2, (series, 24))
    mean = level * np.exp(weekday[:, periods.day_of_week] + hour[:, periods.hour])
    dispersion = np.broadcast_to(rng.gamma(2, 0.04, (series, 1)) + 0.002, mean.shape)
    usual = draw(rng, mean, dispersion)
    nowhere = np.zeros(series, dtype=np.int64)
    kind = np.full(series, "none")
    return Design(usual, usual, mean, dispersion, nowhere, nowhere, kind, HISTORY_DAYS * 24, periods)
