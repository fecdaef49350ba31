"""Slow shifts: which series have risen or fallen over weeks, and since when?

Each day the level of the last two, four and eight weeks is judged against the eighteen weeks before it (level_contrast.py).
A change opens once no more than a stated share of changes as unlikely are chance, over all series and all days of a
quarter. While it is open it is one change: it ends when the level is back, or when it has become the usual one.
What was learnt of a series before a change that stayed, and during one that passed, counts no longer.

By length of history: from eight weeks the level and the days of the week; from a year its growth; from two the season, which
before that counts as movement of the level and hides smaller changes. Assumed: a level moves as it moved in the past of the
series, or of all of them. Where nothing happens, about one change is told in 500 years of a series; where one in ten
series rises, one in twenty rises told is chance (python -m tests.benchmarks.shifts).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vocmodels.count_grid import CountGrid, lay_out
from vocmodels.drops import CHANGE_TYPES
from vocmodels.level_changes import ChangeSettings, Course, Running, begin_of, course_of, end_of, is_back
from vocmodels.level_contrast import (
    Array,
    ContrastSettings,
    Sums,
    calendar_exposure,
    judge_levels,
    running_sums,
    usual_movement,
)


@dataclass(frozen=True)
class SlowSettings:
    """When a change of level is told, and when it is what is usual."""

    false_share: float = 0.1  # of the changes told, at most
    window_days: int = 91  # over which changes as unlikely are compared with what chance shows
    looks: float = 12.0  # independent ones of a series in that window; measured on quiet series
    least_share: float = 0.1  # of the level before: smaller changes are no news
    least_excess: float = 10.0  # contacts since its start
    usual_days: int = 84  # after which a change is what is usual
    refit_days: int = 28
    contrast: ContrastSettings = field(default_factory=ContrastSettings)
    change: ChangeSettings = field(default_factory=ChangeSettings)


@dataclass
class _Change:
    """One change while it is followed; `start`, `opened`, `last` and `closed` are days of the grid."""

    series: int
    is_rise: bool
    start: int
    opened: int
    p_value: float
    q_value: float
    course: Course
    last: int
    closed: int | None = None
    has_stayed: bool = False


def find_slow_changes(daily: pd.DataFrame, settings: SlowSettings = SlowSettings()) -> pd.DataFrame:
    """Return one row per change, sorted by series_code and started_date: `CHANGE_TYPES`.

    Args:
        daily: series_code, contact_date (daily, none missing), contact_count (null: no data), is_excluded (not to be
            learnt from: spikes, drops, days off, partial and explained days).
    """
    if daily.empty:
        return pd.DataFrame(columns=list(CHANGE_TYPES)).astype(CHANGE_TYPES)
    grid = lay_out(daily)
    codes = np.unique(daily["series_code"].to_numpy().astype(str))
    rows = [_row(change, codes, grid.periods) for change in _Watch(grid, settings).run()]
    found = pd.DataFrame(rows, columns=list(CHANGE_TYPES)).astype(CHANGE_TYPES)
    return found.sort_values(["series_code", "started_date"], ignore_index=True)


def _row(change: _Change, codes: NDArray[np.str_], periods: pd.DatetimeIndex) -> tuple[Any, ...]:
    closed = pd.NaT if change.closed is None else periods[change.closed]
    kind_code = "slow_rise" if change.is_rise else "slow_fall"
    state_code = "open" if change.closed is None else "usual" if change.has_stayed else "back"
    course = change.course
    return (
        codes[change.series], kind_code, state_code, periods[change.start], periods[change.opened],
        periods[change.last], closed, course.before_per_day, course.now_per_day, course.contact_count,
        course.expected_count, change.p_value, change.q_value,
    )  # fmt: skip


class _Watch:
    """All series, watched day by day; the calendar and the usual movement are learnt anew every four weeks."""

    def __init__(self, grid: CountGrid, settings: SlowSettings) -> None:
        self.grid, self.settings = grid, settings
        self.is_learnt = grid.is_learnt.copy()
        self.changes: list[_Change] = []
        self.open: dict[int, _Change] = {}

    def run(self) -> list[_Change]:
        last = len(self.grid.periods)
        first = 7 * min(self.settings.contrast.window_weeks)
        for start in range(first, last, self.settings.refit_days):
            self._watch_block(start, min(start + self.settings.refit_days, last))
        return self.changes

    def _watch_block(self, start: int, end: int) -> None:
        """Watch the days from `start` to `end`, which share what was learnt before them."""
        self._learn(start, end)
        up, down = self._judge(slice(None), start, end)
        for day in range(start, end):
            for series, change in list(self.open.items()):
                p_value = (up if change.is_rise else down)[series, day - start]
                if self._follow(change, day, float(p_value)):
                    del self.open[series]
                    self._forget(change)
                    one = slice(series, series + 1)
                    up[one], down[one] = self._judge(one, start, end)
            self._open_new(day, up[:, day - start], down[:, day - start])

    def _learn(self, start: int, end: int) -> None:
        contrast = self.settings.contrast
        shown = slice(0, end)
        counts, is_learnt = self.grid.counts[:, shown], self.is_learnt[:, shown]
        self.exposure = calendar_exposure(counts, is_learnt, self.grid.periods[shown], start, contrast)
        self.sums = running_sums(counts, is_learnt, self.exposure)
        self.movements = [usual_movement(self.sums, start, weeks, contrast) for weeks in contrast.window_weeks]

    def _judge(self, series: slice, start: int, end: int) -> tuple[Array, Array]:
        part = Sums(self.sums.counts[series], self.sums.exposure[series], self.sums.days[series])
        movements = [movement[series] for movement in self.movements]
        return judge_levels(part, np.arange(start, end) + 1, movements, self.settings.contrast)

    def _open_new(self, day: int, up: Array, down: Array) -> None:
        """Open the changes of a day of which few are chance; both directions of every series are one family."""
        settings = self.settings
        is_free = np.ones(len(up), dtype=bool)
        is_free[list(self.open)] = False
        looks = 2 * int((is_free & (up < 1)).sum()) * settings.looks
        least = np.where(is_free, np.minimum(up, down), 1.0)
        recent = np.array([each.p_value for each in self.changes if each.opened > day - settings.window_days])
        order = np.argsort(least, kind="stable")
        order = order[least[order] * looks < settings.false_share * (len(recent) + len(order))]
        as_strong = np.arange(1, len(order) + 1) + (recent[None, :] <= least[order, None]).sum(axis=1)
        shares = least[order] * looks / as_strong
        told = np.flatnonzero(shares < settings.false_share)
        for place in range(told.max() + 1 if len(told) else 0):
            series = int(order[place])
            share = float(shares[place : told.max() + 1].min())
            self._open(series, day, bool(up[series] < down[series]), float(least[series]), share)

    def _open(self, series: int, day: int, is_rise: bool, p_value: float, share: float) -> None:
        running, settings = Running.of(self.sums, series), self.settings
        start = begin_of(running, day, is_rise, settings.change)
        course = course_of(running, start, day, settings.change)
        before, now = course.before_per_day, course.now_per_day
        is_large = abs(now - before) >= settings.least_share * before
        excess = abs(course.contact_count - course.expected_count)
        if (now > before) == is_rise and is_large and excess >= settings.least_excess:
            self.open[series] = _Change(series, is_rise, start, day, p_value, share, course, day)
            self.changes.append(self.open[series])

    def _follow(self, change: _Change, day: int, p_value: float) -> bool:
        """Let an open change take in its day; return whether it ends on it."""
        running, settings = Running.of(self.sums, change.series), self.settings.change
        if p_value < change.p_value:
            change.q_value *= p_value / change.p_value
            change.p_value = p_value
        if day - change.start >= self.settings.usual_days:
            change.closed, change.has_stayed = day, True
        elif is_back(running, change.start, day, self.movements[0][change.series], settings):
            change.closed, change.last = day, end_of(running, change.start, day, settings)
            change.course = course_of(running, change.start, change.last, settings)
        else:
            change.last, change.course = day, course_of(running, change.start, day, settings)
        return change.closed is not None

    def _forget(self, change: _Change) -> None:
        """A change that stayed is the level from now on, as its last weeks show it; one that passed leaves the level before."""
        is_learnt, closed = self.is_learnt[change.series], change.closed or 0
        stayed = slice(0, closed - self.settings.change.shown_days)
        is_learnt[stayed if change.has_stayed else slice(change.start, change.last + 1)] = False
        one, end = slice(change.series, change.series + 1), self.exposure.shape[1]
        sums = running_sums(self.grid.counts[one, :end], self.is_learnt[one, :end], self.exposure[one])
        for total, own in (
            (self.sums.counts, sums.counts),
            (self.sums.exposure, sums.exposure),
            (self.sums.days, sums.days),
        ):
            total[one] = own
