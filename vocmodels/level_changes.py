"""Level changes: when did a level change, how far, and is it back?

Everything is asked of the running sums of one series, whose calendar says what a day is usual to bring.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocmodels.level_contrast import Array, Sums, lower_mid_p


@dataclass(frozen=True)
class ChangeSettings:
    """Which weeks show the level before and now, and when it counts as back."""

    reference_days: int = 126  # before the change
    known_days: int = 42  # of them, at least
    longest_days: int = 56  # ago, at most, that a change began which is told now
    shortest_days: int = 7
    shown_days: int = 28  # over which the level of now is shown
    back_days: int = 21  # over which the level has to be back
    back_chance: float = 0.01  # of a level as far back, if the change went on


@dataclass(frozen=True)
class Course:
    """What a change made of a series: contacts a day before and now, contacts and what was expected since its start."""

    before_per_day: float
    now_per_day: float
    contact_count: float
    expected_count: float


@dataclass(frozen=True)
class Running:
    """Running sums of one series (days + 1): contacts, usual contacts and days that are learnt from."""

    counts: Array
    exposure: Array
    days: Array

    @classmethod
    def of(cls, sums: Sums, series: int) -> Running:
        return cls(sums.counts[series], sums.exposure[series], sums.days[series])

    def over(self, start: int, end: int) -> tuple[float, float, float]:
        counts, exposure, days = (total[end] - total[start] for total in (self.counts, self.exposure, self.days))
        return float(counts), float(exposure), float(days)

    def level(self, start: int, end: int) -> float:
        count, usual, _ = self.over(start, end)
        return (count + 0.5) / max(usual, 1e-9)


def begin_of(running: Running, day: int, is_rise: bool, settings: ChangeSettings) -> int:
    """Return the day from which on a new level explains the counts best (a likelihood ratio over all days to begin on)."""
    longest = max(min(settings.longest_days, day + 1 - settings.known_days), settings.shortest_days)
    starts = day + 1 - np.arange(settings.shortest_days, longest + 1)
    first = max(int(starts.min()) - settings.reference_days, 0)
    (count, usual), (before, usual_before) = (
        (total[day + 1] - total[starts] for total in (running.counts, running.exposure)),
        (total[starts] - total[first] for total in (running.counts, running.exposure)),
    )
    level = (count + before + 0.5) / np.maximum(usual + usual_before, 1e-9)
    now, then = (count + 0.5) / np.maximum(usual, 1e-9), (before + 0.5) / np.maximum(usual_before, 1e-9)
    gain = count * np.log(now / level) + before * np.log(then / level)
    return int(starts[np.where((now > then) == is_rise, gain, -np.inf).argmax()])


def level_before(running: Running, start: int, settings: ChangeSettings) -> float:
    return running.level(max(start - settings.reference_days, 0), start)


def course_of(running: Running, start: int, day: int, settings: ChangeSettings) -> Course:
    """Return what a change from `start` on has made of the series by `day`, the level before as the days of now weigh it."""
    level = level_before(running, start, settings)
    count, usual, days = running.over(max(start, day + 1 - settings.shown_days), day + 1)
    total, usual_total, _ = running.over(start, day + 1)
    days = max(days, 1.0)
    return Course(level * usual / days, count / days, total, level * usual_total)


def is_back(running: Running, start: int, day: int, movement: float, settings: ChangeSettings) -> bool:
    """Whether the last weeks lie nearer to the level before, and are unlikely if the change went on.

    Args:
        movement: the relative variance of a level over a few weeks.
    """
    recent = day + 1 - settings.back_days
    if recent <= start:
        return False
    count, usual, days = running.over(recent, day + 1)
    changed_count, changed_usual, _ = running.over(start, recent)
    if days < settings.back_days / 2 or changed_usual <= 0:
        return False
    changed, before = running.level(start, recent), level_before(running, start, settings)
    if abs(np.log(running.level(recent, day + 1) / before)) >= abs(np.log(running.level(recent, day + 1) / changed)):
        return False
    dispersion: NDArray[np.float64] = np.array(movement + 1 / (changed_count + 0.5))
    below = float(lower_mid_p(np.array(count), np.array(usual * changed), dispersion))
    return (below if changed > before else 1 - below) < settings.back_chance


def end_of(running: Running, start: int, day: int, settings: ChangeSettings) -> int:
    """Return the last day of a level that went back: the counts after it are best explained by the level before."""
    first = max(day + 1 - 2 * settings.back_days, start)
    changed = running.level(start, day + 1 - settings.back_days)
    before = level_before(running, start, settings)
    ends = np.arange(first + 1, day)
    gain = (running.counts[ends] - running.counts[first]) * np.log(changed / before)
    gain -= (running.exposure[ends] - running.exposure[first]) * (changed - before)
    return int(ends[gain.argmax()]) - 1
