"""Effect spans: how alike are the levels of two stretches of days, by how far they lie apart?

Days are put together to spans (single days near the change, weeks before), whose means are what the forecast compares.
What wanders is an Ornstein-Uhlenbeck process, whose averages over spans have covariances in closed form.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocmodels.effect_days import EffectDays

Array = NDArray[np.float64]

SINGLE_DAYS, WEEK_DAYS = 42, 400  # before the change; what lies further back is put together by four weeks
CONTACTS_A_SPAN = 8
YEAR = 365.25


@dataclass(frozen=True)
class Spans:
    """Stretches of days, counted from the change (negative: before it), (spans,) each."""

    start: Array
    end: Array

    @property
    def length(self) -> Array:
        return self.end - self.start

    @property
    def middle(self) -> Array:
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class SpanCounts:
    """What spans before the change counted, (spans,) each."""

    spans: Spans
    counts: Array
    usual: Array  # days, weighed by the calendar
    usual_squares: Array


def count_spans(days: EffectDays) -> SpanCounts:
    """Return the kept days before the change, put together."""
    kept = days.is_kept[: days.changed_at]
    rate = float(
        (days.counts[: days.changed_at] * kept).sum() / max((days.usual[: days.changed_at] * kept).sum(), 1e-9)
    )
    bounds = _bounds(days.changed_at, int(np.clip(np.ceil(CONTACTS_A_SPAN / max(rate, 0.1)), 1, 7)))
    usual = days.usual[: days.changed_at] * kept
    sums = [np.add.reduceat(each, bounds) for each in (days.counts[: days.changed_at] * kept, usual, usual**2)]
    is_there = sums[1] > 0
    edges = np.append(bounds, days.changed_at) - days.changed_at
    spans = Spans(edges[:-1][is_there].astype(float), edges[1:][is_there].astype(float))
    return SpanCounts(spans, *(each[is_there] for each in sums))


def _bounds(length: int, shortest: int) -> NDArray[np.int64]:
    """Return where spans begin: short ones near the change, weeks before, and long ones before those."""
    starts = [length]
    while starts[-1] > 0:
        ago = length - starts[-1]
        step = shortest if ago < SINGLE_DAYS else 7 if ago < WEEK_DAYS else 28
        starts.append(max(starts[-1] - step, 0))
    return np.array(starts[:0:-1], dtype=np.int64)


def covariances(one: Spans, other: Spans, half_life: Array) -> Array:
    """Return the correlation of the levels' means over each two spans, (half-lives, spans of one, spans of other).

    Spans do not overlap unless they are the same.
    """
    rate = (np.log(2) / half_life)[:, None]
    gap = np.maximum(one.start[:, None], other.start) - np.minimum(one.end[:, None], other.end)
    apart = np.exp(-rate[:, :, None] * np.maximum(gap, 0))
    apart *= _fading(rate * one.length)[:, :, None] * _fading(rate * other.length)[:, None, :]
    return np.where(gap < 0, _own(rate * one.length)[:, :, None], apart)


def _fading(days: Array) -> Array:
    return -np.expm1(-days) / days


def _own(days: Array) -> Array:
    return 2 * (days + np.expm1(-days)) / days**2


def slow_columns(spans: Spans) -> Array:
    """Return level, trend and the year's season in two harmonics as means over each span, (spans, 6)."""
    columns = [np.ones_like(spans.start), spans.middle / YEAR]
    for harmonic in (1, 2):
        turn = 2 * np.pi * harmonic / YEAR
        begin, end = turn * spans.start, turn * spans.end
        columns += [(np.sin(end) - np.sin(begin)) / (end - begin), (np.cos(begin) - np.cos(end)) / (end - begin)]
    return np.stack(columns, axis=1)
