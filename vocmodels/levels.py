"""Levels: which of a day's spikes are one story, and at which level is it told?

Series form a tree: all contacts, groups of reasons, reasons, and each of them cut into slices. One cause makes many of
them spike. It is told at the level that explains it best; a topic lies outside of the tree and stands for itself:

- A reason stands for itself where it lies beyond what the rest of its group, and of all contacts, rose by (a part is
  compared with its siblings, as in Kulldorff et al. 2003, "A tree-based scan statistic"). What is left of the group
  without it must still be a spike for the group to stand; the reasons that rose with a standing group belong to it.
- A slice belongs to its subject where that stands, and to those parts of it that stand where nothing much is left
  without them. Where only slices spike, those of reasons come first, the least likely to be chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

Subject = tuple[str, str]


@dataclass(frozen=True)
class LevelSettings:
    """When a spike is worth telling, and when a part or a whole stands for itself."""

    minimum_count: int = 5  # contacts a day; fewer are no story, however unlikely
    beyond_deviations: float = 2.33  # above its siblings' rise: a part stands for itself (1 in 100 by chance)
    left_deviations: float = 3.09  # above what was expected without its parts: the whole stands, too (1 in 1,000)
    left_share: float = 0.5  # of the whole's excess that must be left


def stories_of(
    spiking: Iterable[Any], whole: dict[Subject, Any], settings: LevelSettings = LevelSettings()
) -> Iterator[Any]:
    """Yield one spike per story of a day, at the level that explains it best.

    Args:
        spiking: the rows of a day that are spikes: series_code, subject_kind (all, group, reason, topic), subject_code,
            group_code ("" where its group is no series), slice_size (0: whole), contact_count, expected_count,
            lower_count, upper_count, p_value. A slice's series_code is that of its subject and the slice.
        whole: the rows of all subjects as a whole on that day, spiking or not.
    """
    spikes = [row for row in spiking if row.contact_count >= settings.minimum_count]
    standing = _standing([row for row in spikes if row.slice_size == 0], whole, settings)
    told = [whole[subject] for subject in sorted(standing)]
    yield from told
    depth = {"reason": 0, "group": 1, "all": 2}
    slices = {row.series_code: row for row in spikes if row.slice_size > 0}
    by_rank = sorted(
        slices.values(), key=lambda row: (depth[row.subject_kind], row.p_value, row.slice_size, row.series_code)
    )
    for row in by_rank:
        if not _is_explained(row, told, whole, slices, settings):
            told.append(row)
            yield row


def _is_explained(
    row: Any, told: list[Any], whole: dict[Subject, Any], slices: dict[str, Any], settings: LevelSettings
) -> bool:
    """Whether a slice rose with a subject that is told of, or through parts of its subject that are."""
    if any(subject_of(one) in {subject_of(row), *ancestors_of(row, whole)} for one in told):
        return True
    within = row.series_code.removeprefix(_whole_code(row))
    parts = [one for one in told if subject_of(row) in ancestors_of(one, whole)]
    alike = [slices.get(_whole_code(one) + within, one) for one in parts]  # the part within the same slice
    count = row.contact_count - sum(one.contact_count for one in alike)
    expected = max(row.expected_count - sum(one.expected_count for one in alike), 0.0)
    return bool(parts) and not _is_high(row, (count, expected), settings)


def _whole_code(row: Any) -> str:
    return f"{row.subject_kind}:{row.subject_code}"


def _standing(spiking: list[Any], whole: dict[Subject, Any], settings: LevelSettings) -> set[Subject]:
    """Return the whole subjects that spike for themselves, not with what they are part of or through their parts."""
    spikes = {subject_of(row): row for row in spiking}
    above = {subject: set(ancestors_of(row, whole)) & spikes.keys() for subject, row in spikes.items()}
    beyond: set[Subject] = set()  # from the leaves on: what lies above the rise of all that it is part of
    for kind in ("reason", "group"):
        for subject in (each for each in spikes if each[0] == kind):
            left = _left(subject, spikes, above, beyond)
            if all(_is_beyond(spikes[subject], left, spikes[each], settings) for each in above[subject]):
                beyond.add(subject)
    kept: set[Subject] = set()  # from the root on: what a standing whole explains needs no telling below it
    for kind in ("all", "group", "reason", "topic"):
        for subject in (each for each in spikes if each[0] == kind):
            is_free = subject in beyond or not above[subject] & kept
            left = _left(subject, spikes, above, beyond)
            if is_free and (kind in ("reason", "topic") or _is_high(spikes[subject], left, settings)):
                kept.add(subject)
    return kept


def _left(
    subject: Subject, spikes: dict[Subject, Any], above: dict[Subject, set[Subject]], beyond: set[Subject]
) -> tuple[float, float]:
    """Return the count and the expected count of a subject without the parts of it that stand for themselves."""
    parts = [part for part in beyond if subject in above[part]]
    outermost = [spikes[part] for part in parts if not above[part] & (beyond - {subject})]
    count = spikes[subject].contact_count - sum(part.contact_count for part in outermost)
    return count, max(spikes[subject].expected_count - sum(part.expected_count for part in outermost), 0.0)


def _is_beyond(part: Any, left: tuple[float, float], whole: Any, settings: LevelSettings) -> bool:
    """Whether what is left of a part lies above what the rest of the whole rose by."""
    rest_expected = whole.expected_count - part.expected_count
    if rest_expected <= 0:
        return False
    rise = max((whole.contact_count - part.contact_count) / rest_expected, 1.0)
    count, expected = left
    return bool(count - expected * rise > settings.beyond_deviations * deviation(part, expected * rise))


def _is_high(whole: Any, left: tuple[float, float], settings: LevelSettings) -> bool:
    """Whether what is left of a whole is above what was expected of it, and most of the whole's rise."""
    count, expected = left
    most = settings.left_share * (whole.contact_count - whole.expected_count)
    return bool(count - expected > max(settings.left_deviations * deviation(whole, expected), most))


def deviation(row: Any, mean: float) -> float:
    """The standard deviation of a count around `mean`, as overdispersed as the series of `row` is."""
    spread = ((row.upper_count - row.lower_count) / 3.92) ** 2  # the band holds 95 %
    dispersion = max(spread - row.expected_count, 0.0) / max(row.expected_count, 0.1) ** 2
    return float(np.sqrt(mean + dispersion * mean**2))


def subject_of(row: Any) -> Subject:
    return (row.subject_kind, row.subject_code)


def ancestors_of(row: Any, whole: dict[Subject, Any]) -> list[Subject]:
    above = {"reason": [("group", row.group_code), ("all", "")], "group": [("all", "")]}.get(row.subject_kind, [])
    return [subject for subject in above if subject in whole]
