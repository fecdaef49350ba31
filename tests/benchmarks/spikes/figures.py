"""What share of the new spikes does a method find, at which real rate of false alarms, for how many CPU seconds?"""

import os
from dataclasses import dataclass, replace

import numpy as np

from tests.benchmarks.spikes.designs import Array, Design
from tests.benchmarks.spikes.peers import Method


@dataclass(frozen=True)
class Scores:
    """p-values (series, scored periods) without and with the new spikes; CPU seconds of judging all without."""

    usual: Array
    spiked: Array
    cpu_seconds: float


@dataclass(frozen=True)
class Figures:
    """Shares (0-1) of spikes found in any of their periods and in their first one; what its own p-value gave."""

    within: float
    first: float
    own_rate: float  # of usual periods with a p-value below the nominal rate
    cpu_us: float  # microseconds a judged period of one series

    def cells(self) -> list[str]:
        return [f"{self.within:.3f}", f"{self.first:.3f}", f"{self.own_rate:.4f}", f"{self.cpu_us:.1f}"]


def score(method: Method, design: Design) -> Scores:
    """Return what `method` says of both; before the first spike starts, both are the same and judged once."""
    begun = _cpu_seconds()
    usual = method(design.usual, design)
    seconds = _cpu_seconds() - begun
    begin = int(design.starts.min())
    later = method(design.spiked, replace(design, first_scored=begin))
    return Scores(usual, np.hstack([usual[:, : begin - design.first_scored], later]), seconds)


def _cpu_seconds() -> float:
    """Return what this process and those it waited for (R) have spent."""
    return sum(os.times()[:4])


def match_threshold(usual: Array, rate: float) -> float:
    """Return the p-value below which at most `rate` of the usual periods lie: no method is taken at its word."""
    rank = int(rate * usual.size)
    return float(np.partition(usual.ravel(), rank)[rank])


def find_spikes(scores: Scores, design: Design, rate: float) -> Array:
    """Return (series, 2), 1 or 0: found in any of its periods and in its first, at a real false-alarm rate."""
    hit = (scores.spiked < match_threshold(scores.usual, rate)) & design.is_within_spike()
    first = hit[np.arange(len(hit)), design.starts - design.first_scored]
    return np.column_stack([hit.any(axis=1), first]).astype(float)


def describe(scores: Scores, design: Design, rate: float) -> Figures:
    within, first = find_spikes(scores, design, rate).mean(axis=0)
    return Figures(
        within=float(within),
        first=float(first),
        own_rate=float((scores.usual < rate).mean()),
        cpu_us=1e6 * scores.cpu_seconds / scores.usual.size,
    )
