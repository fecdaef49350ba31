"""Coaching sessions: did an agent show a behaviour more often after a session than before it?

Whoever is coached was chosen for being low, and who is chosen so rises again without any help (regression to the mean:
Galton 1886, "Regression towards mediocrity in hereditary stature"; Barnett, van der Pols & Dobson 2005, "Regression to the
mean: what it is and how to deal with it"). So the rate before is drawn towards the colleagues' first, and what the
colleagues changed by in the same weeks is taken off. The interval joins those of the single rates (Zou & Donner 2008,
"Construction of confidence limits about effect measures").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from scipy import stats


class Shown(NamedTuple):
    """In how many contacts a behaviour was shown, of those to which it applied."""

    met_count: int
    applicable_count: int


@dataclass(frozen=True)
class SessionSettings:
    """How much has to be known before a session is judged."""

    least_before: int = 10  # contacts to which the behaviour applied
    least_after: int = 20
    spread: float = 0.1  # standard deviation of ordinary agents' rates
    confidence: float = 0.95


@dataclass(frozen=True)
class SessionEffect:
    """What changed: difference of the rates (-1 to 1), its 95 % interval, and what may be said of it."""

    difference: float | None
    low: float | None
    high: float | None
    verdict_code: str  # better, worse, no_detectable_change, too_early


def compare_session(
    before: tuple[int, int],
    after: tuple[int, int],
    colleagues_before: tuple[int, int] | None = None,
    colleagues_after: tuple[int, int] | None = None,
    *,
    settings: SessionSettings = SessionSettings(),
) -> SessionEffect:
    """Return the change of a behaviour's rate since a session.

    Args:
        before, after: met and applicable contacts of the agent in the weeks before and after the session.
        colleagues_before, colleagues_after: the same of all others in the same weeks; without them the change is the
            agent's alone, and part of it may be regression to the mean.

    Returns:
        The difference, null where either side has no contacts; "too_early" where one has too few to judge.
    """
    mine, later = Shown(*before), Shown(*after)
    if not mine.applicable_count or not later.applicable_count:
        return SessionEffect(None, None, None, "too_early")
    others = [Shown(*part) for part in (colleagues_before, colleagues_after) if part and part[1]]
    usual = others[0] if others else None
    first, last = _rate(mine, usual, settings), _rate(later, None, settings)
    terms = [(1, last), (-1, first)]
    if len(others) == 2:
        terms += [(-1, _rate(others[1], None, settings)), (1, _rate(others[0], None, settings))]
    difference, low, high = _join(terms)
    enough = mine.applicable_count >= settings.least_before and later.applicable_count >= settings.least_after
    return SessionEffect(difference, low, high, _verdict(low, high) if enough else "too_early")


def _rate(shown: Shown, usual: Shown | None, settings: SessionSettings) -> tuple[float, float, float]:
    """The rate with its interval: of the counts alone (Jeffreys), or drawn towards the usual rate."""
    met, missed = shown.met_count, shown.applicable_count - shown.met_count
    add_met = add_missed = 0.5
    if usual is not None:
        mean = (usual.met_count + 0.5) / (usual.applicable_count + 1)
        size = max(mean * (1 - mean) / settings.spread**2 - 1, 1.0)
        add_met, add_missed = mean * size, (1 - mean) * size
    outside = (1 - settings.confidence) / 2
    low, high = stats.beta.ppf([outside, 1 - outside], met + add_met, missed + add_missed)
    rate = met / (met + missed) if usual is None else (met + add_met) / (met + missed + add_met + add_missed)
    return float(rate), float(min(low, rate)), float(max(high, rate))


def _join(terms: list[tuple[int, tuple[float, float, float]]]) -> tuple[float, float, float]:
    """Sum of signed rates and its interval from theirs."""
    total = sum(sign * rate for sign, (rate, _, _) in terms)
    below = sum((rate - low if sign > 0 else high - rate) ** 2 for sign, (rate, low, high) in terms)
    above = sum((high - rate if sign > 0 else rate - low) ** 2 for sign, (rate, low, high) in terms)
    return total, total - below**0.5, total + above**0.5


def _verdict(low: float, high: float) -> str:
    if low > 0:
        return "better"
    return "worse" if high < 0 else "no_detectable_change"
