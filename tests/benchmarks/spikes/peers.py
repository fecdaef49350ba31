"""What do simpler detectors give on the same series, and what is the best that anybody could do?

Each takes counts (series, periods) and their design, and gives upper-tail p-values (series, scored periods): small
is unusual. EARS C1 to C3: Hutwagner et al. 2003, "The bioterrorism preparedness and response Early Aberration
Reporting System (EARS)", J. Urban Health 80. The ceiling knows the true mean and dispersion.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from scipy import stats

from tests.benchmarks.spikes.designs import Array, Design

Method = Callable[[Array, Design], Array]


def score_ceiling(counts: Array, design: Design) -> Array:
    return _known_tail(counts, design, days=1)


def score_ceiling_windows(counts: Array, design: Design) -> Array:
    """Return the smallest p-value of the last one, two and three periods' sums."""
    return np.minimum.reduce([_known_tail(counts, design, days) for days in (1, 2, 3)])


def _known_tail(counts: Array, design: Design, days: int) -> Array:
    """Return the tail of the sum of the last `days` periods; that sum is near a negative binomial of its moments."""
    begin = design.first_scored - days + 1

    def summed(values: Array) -> Array:
        return sliding_window_view(values[:, begin:], days, axis=1).sum(axis=2)

    mean, total = summed(design.mean), summed(counts)
    beyond_poisson = np.maximum(summed(design.dispersion * design.mean**2), 1e-9 * mean**2)
    size = mean**2 / beyond_poisson
    chance = size / (size + mean)
    return stats.nbinom.sf(total, size, chance) + stats.nbinom.pmf(total, size, chance) / 2  # mid-p


def score_ears_c1(counts: Array, design: Design) -> Array:
    return stats.norm.sf(_ears_z(counts, design.first_scored, lag=0))


def score_ears_c2(counts: Array, design: Design) -> Array:
    return stats.norm.sf(_ears_z(counts, design.first_scored, lag=2))


def score_ears_c3(counts: Array, design: Design) -> Array:
    raised = np.maximum(_ears_z(counts, design.first_scored - 2, lag=2) - 1, 0)
    return stats.norm.sf(sliding_window_view(raised, 3, axis=1).sum(axis=2))


def _ears_z(counts: Array, first: int, lag: int) -> Array:
    """Return how many deviations each count from `first` on lies above the 7 periods that end `lag` before it."""
    before = sliding_window_view(counts, 7, axis=1)[:, first - 7 - lag : counts.shape[1] - 7 - lag]
    spread = np.maximum(before.std(axis=2, ddof=1), 0.5)  # seven equal counts are no certainty
    return (counts[:, first:] - before.mean(axis=2)) / spread


def score_same_weekday(counts: Array, design: Design) -> Array:
    """Return a robust z against the eight same weekdays before (the eight weeks before, where counts are weekly)."""
    step = 7 if design.periods[1] - design.periods[0] == pd.Timedelta(days=1) else 1
    now = np.arange(design.first_scored, counts.shape[1])
    before = counts[:, now[:, None] - step * np.arange(1, 9)]
    middle = np.median(before, axis=2)
    spread = 1.4826 * np.median(np.abs(before - middle[..., None]), axis=2)
    return stats.norm.sf((counts[:, now] - middle) / np.maximum(spread, np.sqrt(middle + 0.5)))


CEILINGS: dict[str, Method] = {"ceiling, one period": score_ceiling, "ceiling, windows": score_ceiling_windows}
PEERS: dict[str, Method] = {
    "EARS C1": score_ears_c1,
    "EARS C2": score_ears_c2,
    "EARS C3": score_ears_c3,
    "robust z": score_same_weekday,
}
