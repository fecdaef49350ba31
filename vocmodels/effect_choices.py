"""Effect choices: how far may a series wander, scatter, grow and follow its controls, before its days are seen?

Each choice is a place on standard normal axes. The priors favour steady series: a forecast widens where the days before
a change show that it must.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Array = NDArray[np.float64]

AXES = 8
# Centre, and spread on the logarithm's scale, of standard deviations of log levels, and of the counts' dispersion.
FAST_SPREAD, SLOW_SPREAD, DISPERSION = (0.03, 1.3), (0.015, 1.4), (0.03, 1.2)
TREND, SEASON, CONTROL = (0.12, 1.2), (0.05, 1.2), (0.4, 0.8)  # trend: a year
FAST_HALF_LIFE, SLOW_HALF_LIFE = (0.7, 10.0), (15.0, 150.0)  # days, from and to
LEVEL_DEVIATION, BREAK_DEVIATION = 3.0, 0.7
LEAST_CHOICES = 24  # that a proposal rests on


@dataclass(frozen=True)
class Choices:
    """One row per choice of how the series behaves, (draws,) each."""

    fast_spread: Array
    fast_half_life: Array
    slow_spread: Array
    slow_half_life: Array
    dispersion: Array
    column_deviations: Array  # (draws, columns)


def read_choices(places: Array, control_count: int, break_count: int) -> Choices:
    """Return the choices at standard normal places (draws, `AXES`)."""

    def spread_of(prior: tuple[float, float], axis: int) -> Array:
        return np.asarray(prior[0] * np.exp(prior[1] * places[:, axis]))

    def between(limits: tuple[float, float], axis: int) -> Array:
        low, high = np.log(limits)
        return np.asarray(np.exp(low + (high - low) * special.ndtr(places[:, axis])))

    trend, season, control = (spread_of(prior, 5 + i) for i, prior in enumerate((TREND, SEASON, CONTROL)))
    level, broken = np.full(len(places), LEVEL_DEVIATION), np.full(len(places), BREAK_DEVIATION)
    deviations = [level, trend, season, season, season / 2, season / 2]
    return Choices(
        spread_of(FAST_SPREAD, 0),
        between(FAST_HALF_LIFE, 1),
        spread_of(SLOW_SPREAD, 2),
        between(SLOW_HALF_LIFE, 3),
        spread_of(DISPERSION, 4),
        np.stack(deviations + [control] * control_count + [broken] * break_count, axis=1),
    )


def even_places(draws: int, rounds: int) -> Array:
    """Return the same standard normal places each time, evenly spread, (rounds, draws, `AXES`)."""
    size = 2 ** int(np.ceil(np.log2(draws * rounds)))
    even = stats.qmc.Sobol(AXES, seed=0).random(size)[: draws * rounds]
    return np.asarray(stats.norm.ppf(even).reshape(rounds, draws, AXES))


@dataclass(frozen=True)
class Proposal:
    """Where to look for choices that the days before favour: a normal distribution of places."""

    centre: Array
    spread: Array

    def places(self, normals: Array) -> Array:
        return np.asarray(self.centre + normals @ np.linalg.cholesky(self.spread).T)

    def prior_over_proposal(self, places: Array) -> Array:
        """Return what makes weights under the proposal into weights under the prior, up to a factor."""
        away = places - self.centre
        off = np.einsum("dp,pq,dq->d", away, np.linalg.inv(self.spread), away)
        return np.asarray(np.exp(0.5 * (off - (places**2).sum(axis=1))))


def propose(places: Array, weight: Array) -> Proposal:
    """Return where to look next; weights are tempered, so that few choices do not rule alone."""
    tempered = weight / weight.sum()
    while 1 / (tempered**2).sum() < min(LEAST_CHOICES, 0.9 * len(weight)):
        tempered = np.sqrt(tempered)
        tempered = tempered / tempered.sum()
    centre = tempered @ places
    around = places - centre
    return Proposal(centre, 1.3 * (around.T * tempered) @ around + 0.05 * np.eye(AXES))
