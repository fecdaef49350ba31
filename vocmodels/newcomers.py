"""Newcomers: which texts of the last days say something that nobody said before?

A scan over neighbourhoods (Kulldorff, A spatial scan statistic, 1997; prospectively by window, 2001): around each recent text
the nearest texts of all times are gone through from near to far, and at each radius it is asked how likely as many of them
would be recent if the thing were said no oftener than before. The radius is thereby found, not given. The unlikeliest
neighbourhoods are themes, where that stays unlikely for all that were looked at.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betainc

NO_THEME = -1
ROWS_AT_ONCE = 512  # of likeness to all texts: bounds memory

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]
Measures = NDArray[np.float64]


@dataclass(frozen=True)
class NewcomerSettings:
    """What counts as new, and how sure that must be."""

    windows: tuple[int, ...] = (3, 7, 14)  # days up to now within which a theme may have begun
    fewest: int = 4  # people who say it
    times_as_often: float = 10.0  # within the window as before it, at least
    usual_swing: float = 1.5  # times as often by season, campaign or chance of days: nothing new
    births_by_chance: float = 0.1  # a night, at most: shared by all texts and windows, and the swing is seldom used up
    neighbours: int = 64  # looked at around a text; a theme that is found is not limited by it
    evening: float = 0.5  # 0: directions in which texts differ much count as they are; 1: all directions count alike


@dataclass(frozen=True)
class _Texts:
    """All texts that say something, past ones first."""

    points: Vectors  # of unit length
    days_ago: Measures  # infinite in the past
    speakers: Numbers
    recent_chances: Measures  # for each window: the chance that a text which is not new lies within it


def find_newcomers(
    recent: Vectors,
    past: Vectors,
    past_worth: float,
    days_ago: Sequence[float] | np.ndarray,
    past_days: float,
    said_by: Sequence[Hashable] | None = None,
    settings: NewcomerSettings = NewcomerSettings(),
) -> Numbers:
    """Return for each recent text the number of the new theme that it belongs to, -1 where it belongs to none.

    Themes are numbered from 0, the surest first. There is none where too few people say it, where nothing is known of the
    past of which it could be new, and where all texts are alike. Texts of zeros say nothing and belong to none.

    Args:
        recent: (n, d) vectors of the texts of the last days; those older than the longest window are left out.
        past: (m, d) vectors of a random draw of the texts before them.
        past_worth: how many texts each of `past` stands for: 1 where all are given.
        days_ago: of each recent text: 0 on the last day.
        past_days: over how many days the past spans.
        said_by: who said each recent text: one person is counted once. None: each text is another person's.
    """
    numbers = np.full(len(recent), NO_THEME, dtype=np.int64)
    ages = np.asarray(days_ago, dtype=float)
    kept = np.flatnonzero(recent.any(axis=1) & (ages < max(settings.windows))) if len(recent) else np.empty(0, int)
    known = past[past.any(axis=1)] if len(past) else recent[:0]
    if len(kept) < settings.fewest or not len(known):
        return numbers
    texts = _Texts(
        _evened(np.concatenate([known, recent[kept]]), settings),
        np.concatenate([np.full(len(known), np.inf), ages[kept]]),
        np.concatenate([-1 - np.arange(len(known)), _speakers(said_by, kept)]),
        _chances(len(known), ages[kept], past_days / past_worth, settings),
    )
    for number, members in enumerate(_themes(texts, len(known), settings)):
        numbers[kept[members - len(known)]] = number
    return numbers


def _speakers(said_by: Sequence[Hashable] | None, kept: Numbers) -> Numbers:
    alone = len(kept) + np.arange(len(kept))
    codes = pd.factorize(pd.Series(said_by, dtype=object).to_numpy()[kept])[0] if said_by is not None else alone
    return np.where(codes < 0, alone, codes)  # who is not known is somebody else each time


def _chances(past_count: int, ages: Measures, past_days: float, settings: NewcomerSettings) -> Measures:
    """By days, or by texts where that is more: neither a busy fortnight nor a filtered one makes anything new."""
    windows = np.array(settings.windows)
    by_days = windows / (past_days + windows.max())
    by_texts = (ages < windows[:, None]).sum(axis=1) / (past_count + len(ages))
    chances = np.maximum(by_days, by_texts)
    return settings.usual_swing * chances / (1 + (settings.usual_swing - 1) * chances)


def _evened(points: Vectors, settings: NewcomerSettings) -> Vectors:
    """What all texts share (greetings, haste, courtesy) counts less, so that what they are about counts more."""
    centred = points - points.mean(axis=0)
    spreads, directions = np.linalg.eigh(np.cov(centred.T))
    spreads = np.maximum(spreads, 0) + 0.1 * max(spreads.mean(), 1e-12)  # directions without spread are noise
    turned = (centred @ directions.astype(np.float32)) * (spreads ** (-settings.evening / 2)).astype(np.float32)
    lengths = np.linalg.norm(turned, axis=1, keepdims=True)
    return np.divide(turned, lengths, out=np.zeros_like(turned), where=lengths > 1e-6)


def _themes(texts: _Texts, past_count: int, settings: NewcomerSettings) -> list[Numbers]:
    """Return the texts of each theme, the surest first."""
    recent = np.arange(past_count, len(texts.points))
    nearest = _nearest(texts.points, recent, settings)
    chances, sizes, windows = _scan(texts, nearest, settings)
    level = settings.births_by_chance / (len(recent) * len(settings.windows))
    taken = np.zeros(len(texts.points), dtype=bool)
    themes = []
    for row in np.argsort(chances, kind="stable"):
        if chances[row] > level:
            break
        core = _within(texts, nearest[row, : sizes[row]], windows[row])
        if taken[core].mean() < 0.5:
            members = _grown(texts, core, settings)
            themes.append(members[~taken[members]])
            taken[members] = True
    return themes


def _nearest(points: Vectors, centres: Numbers, settings: NewcomerSettings) -> Numbers:
    """Return the texts nearest to each centre (centres, neighbours), itself last of those that are alike to the letter."""
    count = min(settings.neighbours, len(points))
    parts = []
    for start in range(0, len(centres), ROWS_AT_ONCE):
        likeness = points[centres[start : start + ROWS_AT_ONCE]] @ points.T
        chosen = np.sort(np.argpartition(-likeness, count - 1, axis=1)[:, :count], axis=1)
        parts.append(_by_likeness(chosen, np.take_along_axis(likeness, chosen, axis=1)))
    return np.concatenate(parts)


def _by_likeness(texts: Numbers, likeness: NDArray) -> Numbers:
    order = np.argsort(-likeness.round(4), axis=1, kind="stable")  # of equals those of the past come first
    return np.take_along_axis(texts, order, axis=1)


def _scan(texts: _Texts, ranked: Numbers, settings: NewcomerSettings) -> tuple[Measures, Numbers, Numbers]:
    """Return for each row of ranked texts its smallest chance, up to which place that is, and within which window."""
    is_first = _is_first_of_speaker(texts.speakers[ranked])
    ages = texts.days_ago[ranked]
    best, sizes, windows = np.ones(len(ranked)), np.zeros(len(ranked), int), np.zeros(len(ranked), int)
    for window, chance in zip(settings.windows, texts.recent_chances, strict=True):
        new = ((ages < window) & is_first).cumsum(axis=1)
        old = (ages >= window).cumsum(axis=1)
        is_rare_before = settings.times_as_often * old * chance <= new * (1 - chance)
        is_theme = (new >= settings.fewest) & is_rare_before & (ages < window)
        likely = np.where(is_theme, betainc(np.maximum(new - 1, 1), old + 1, chance), 1.0)  # the centre itself is given
        place = likely.argmin(axis=1)
        smallest = likely[np.arange(len(ranked)), place]
        better = smallest < best
        best, sizes = np.where(better, smallest, best), np.where(better, place + 1, sizes)
        windows = np.where(better, window, windows)
    return best, sizes, windows


def _is_first_of_speaker(speakers: Numbers) -> NDArray[np.bool_]:
    order = np.argsort(speakers, axis=1, kind="stable")
    ordered = np.take_along_axis(speakers, order, axis=1)
    is_first = np.ones_like(ordered, dtype=bool)
    is_first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    answer = np.empty_like(is_first)
    np.put_along_axis(answer, order, is_first, axis=1)
    return answer


def _within(texts: _Texts, candidates: Numbers, window: float) -> Numbers:
    return candidates[texts.days_ago[candidates] < window]


def _grown(texts: _Texts, core: Numbers, settings: NewcomerSettings) -> Numbers:
    """Return the theme around a core: all texts ranked by their mean likeness to its texts, each without itself."""
    likeness = texts.points @ texts.points[core].T
    sums, count = likeness.sum(axis=1), np.full(len(likeness), len(core))
    sums[core] -= likeness[core, np.arange(len(core))]
    count[core] -= 1
    ranked = _by_likeness(np.arange(len(likeness))[None, :], (sums / count)[None, :])
    chances, sizes, windows = _scan(texts, ranked, settings)
    grown = _within(texts, ranked[0, : sizes[0]], windows[0])
    return np.union1d(core, grown) if chances[0] < 1 else core
