"""Effect comparison: how far does what came after a change lie from what would have come without it?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from vocmodels.count_tails import interval
from vocmodels.effect_days import EffectDays
from vocmodels.effect_forecast import Past, Posterior, forecast_levels, past_of, sample_levels
from vocmodels.effect_spans import Spans, count_spans

Array = NDArray[np.float64]

SAMPLES = 4000
WEEK = 7
SURE_OF_RAMP = 0.975


@dataclass(frozen=True)
class Signals:
    """What the controls did: the log of their level against before the change, (days, columns)."""

    labels: tuple[str, ...]
    values: Array

    def over(self, spans: Spans, changed_at: int) -> Array:
        """Return the mean over each span; beyond the last day, what was usual before the change."""
        sums = np.pad(np.cumsum(self.values, axis=0), ((1, 0), (0, 0)))
        begin, end = (np.minimum(edge + changed_at, len(self.values)).astype(int) for edge in (spans.start, spans.end))
        return np.asarray((sums[end] - sums[begin]) / spans.length[:, None])


@dataclass(frozen=True)
class Comparison:
    """What came against what would have come: the posterior of both in samples."""

    days: EffectDays
    past: Past
    posterior: Posterior
    levels: Array  # (samples, weeks): without the change
    dispersion: Array  # (samples,)
    saved: Array  # (samples,) contacts a day over the days that count

    @property
    def saved_per_day(self) -> float:
        return float(self.saved.mean())

    @property
    def expected_per_day(self) -> float:
        usual = self.days.usual[self.days.after] * self.days.is_kept[self.days.after]
        by_week = np.bincount(np.arange(len(usual)) // WEEK, usual, minlength=self.levels.shape[1])
        return float(self.levels.mean(axis=0) @ by_week / max(self.days.is_kept[self.days.after].sum(), 1))

    def limits(self, share: float) -> tuple[float, float]:
        """Return from where to where a share of the samples lies."""
        low, high = np.quantile(self.saved, [(1 - share) / 2, (1 + share) / 2])
        return float(low), float(high)


@contextmanager
def one_thread() -> Iterator[None]:
    """The matrices are many and small: threads cost more than they save."""
    with threadpool_limits(1, user_api="blas"):
        yield


def compare(days: EffectDays, signals: Signals, draws: int, seed: int) -> Comparison:
    """Return the comparison of the days since the change, of which there is one at least, with a forecast of them."""
    counted, ahead = count_spans(days), weeks_ahead(len(days.dates) - days.changed_at)
    controls = [signals.over(spans, days.changed_at) for spans in (counted.spans, ahead)]
    past, posterior = forecast_levels(past_of(counted, ahead, *controls), draws)
    rng = np.random.default_rng(seed)
    levels, dispersion = sample_levels(posterior, SAMPLES, rng)
    saved = _saved(days, slice(0, None), levels, dispersion, rng)
    return Comparison(days, past, posterior, levels, dispersion, saved)


def weeks_ahead(length: int) -> Spans:
    """Return the weeks since the change; the last one may be short."""
    edges = np.append(np.arange(0, length, WEEK), length).astype(float)
    return Spans(edges[:-1], edges[1:])


def _saved(days: EffectDays, part: slice, levels: Array, dispersion: Array, rng: np.random.Generator) -> Array:
    """Return contacts saved a day (samples,) over a part of the days since the change.

    What came is known, the rate behind it is not: it is a gamma whose variance is that of the count.
    """
    kept = days.is_kept[days.after].astype(float)
    kept[: part.start or 0] = 0
    kept[part.stop if part.stop is not None else len(kept) :] = 0
    usual, count = days.usual[days.after] * kept, float(days.counts[days.after] @ kept)
    week = np.arange(len(usual)) // WEEK
    expected = levels @ np.bincount(week, usual, minlength=levels.shape[1])
    rate = levels.mean(axis=0)[week] * usual * (count + 0.5) / max(float(expected.mean()), 1e-9)
    shape = (count + 0.5) ** 2 / (rate.sum() + dispersion * (rate**2).sum())
    came = rng.gamma(shape) * (count + 0.5) / shape - 0.5
    return np.asarray((expected - came) / max(kept.sum(), 1))


def is_gradual(found: Comparison, seed: int) -> bool:
    """Return whether the later half of the days saved surely more, or surely less where contacts rose."""
    length = len(found.days.dates) - found.days.changed_at
    middle = length // 2 // WEEK * WEEK or length // 2
    rng = np.random.default_rng(seed)
    early, late = (
        _saved(found.days, part, found.levels, found.dispersion, rng)
        for part in (slice(0, middle), slice(middle, length))
    )
    sign = np.sign(found.saved_per_day)
    return bool((sign * (late - early) > 0).mean() > SURE_OF_RAMP)


def daily_courses(found: Comparison, share: float) -> pd.DataFrame:
    """Return one row per day: contact_date, contact_count (null: unknown), expected_count, lower_count, upper_count, is_kept.

    Before the change what is expected follows the counts; since then it is what would have come without it.
    """
    days, spans = found.days, found.past.counted.spans
    dispersion = float(found.dispersion.mean())
    at = np.searchsorted(spans.end + days.changed_at, np.arange(days.changed_at), side="right")
    before = np.exp(found.posterior.fitted)[np.minimum(at, len(spans.end) - 1)]
    week = np.arange(len(days.dates) - days.changed_at) // WEEK
    mean = np.concatenate([before, found.levels.mean(axis=0)[week]])
    relative = np.concatenate(
        [np.zeros(days.changed_at), (found.levels.std(axis=0) / found.levels.mean(axis=0))[week] ** 2]
    )
    expected = days.usual * mean
    lower, upper = interval(expected, relative, np.full(len(mean), dispersion), share)
    return pd.DataFrame(
        {
            "contact_date": days.dates,
            "contact_count": np.where(days.is_known, days.counts, np.nan),
            "expected_count": expected,
            "lower_count": lower,
            "upper_count": upper,
            "is_kept": days.is_kept,
        }
    )
