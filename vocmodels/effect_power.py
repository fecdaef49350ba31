"""Effect power: from which day on would a fall that matters be known?"""

import numpy as np
import pandas as pd

from vocmodels.effect_comparison import SAMPLES, Signals, weeks_ahead
from vocmodels.effect_days import EffectDays
from vocmodels.effect_forecast import forecast_levels, past_of, sample_levels
from vocmodels.effect_spans import count_spans

DRAWS = 64
WEEKS_AHEAD = 26
DEVIATIONS = 1.96 + 0.84  # a fall as large as so many standard deviations is found four times in five


def known_from(
    changed_on: pd.Timestamp, days: EffectDays, signals: Signals, least_share: float, days_after: int, seed: int
) -> pd.Timestamp | None:
    """Return the first day with which a fall by `least_share` is found four times in five; None: not in half a year."""
    counted, ahead = count_spans(days), weeks_ahead(7 * WEEKS_AHEAD)
    controls = [signals.over(spans, days.changed_at) for spans in (counted.spans, ahead)]
    _, posterior = forecast_levels(past_of(counted, ahead, *controls), DRAWS)
    levels, dispersion = sample_levels(posterior, SAMPLES, np.random.default_rng(seed))
    expected = np.cumsum(7 * levels, axis=1)
    fallen = (1 - least_share) * levels.mean(axis=0)
    counting = np.cumsum(7 * (fallen + dispersion.mean() * fallen**2))
    deviation = np.sqrt(expected.var(axis=0) + counting) / expected.mean(axis=0)
    for weeks in range(1, WEEKS_AHEAD + 1):
        if 7 * weeks >= days_after and DEVIATIONS * deviation[weeks - 1] <= least_share:
            return changed_on + pd.Timedelta(days=max(7 * weeks, days_after) - 1)
    return None
