"""Topic identity: which topic of a new fit is which of the one before, and what became of the others?

Topics are matched one to one so that as many texts as can be stay where they were (optimal assignment, Kuhn 1955, on the
share of texts that two topics have in common). What is not matched was born, split off, merged or faded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

BORN, CONTINUED, MERGED, SPLIT, FADED = "born", "continued", "merged", "split", "faded"
LINEAGE_COLUMNS = ["event_code", "topic_code", "other_code", "share"]


@dataclass(frozen=True)
class IdentitySettings:
    """When two topics are the same, and when one came of another."""

    least_common: float = 0.2  # of the texts of both together, that both hold: the same topic
    leaves: float = 0.25  # of a topic's texts, where it splits
    came_of: float = 0.5  # of a topic's texts that one other held: it split from it, or merged into it


@dataclass(frozen=True)
class Match:
    """Which new topics are old ones, and what became of all; new topics are numbers until they have codes."""

    same: Mapping[int, str]  # new topic -> the code that goes on in it
    found: list[tuple[str, Any, Any, float | None]]  # event, topic, other (by code, or by number where new), share

    def events(self, named: Mapping[int, str]) -> list[list[Any]]:
        """Return the rows of a lineage, the new topics by their codes; what has none came to nothing."""
        rows = [(event, _code(topic, named), _code(other, named), share) for event, topic, other, share in self.found]
        return [list(row) for row in rows if row[1] is not None]


def match_topics(
    old_codes: Iterable[str | None], new_topics: np.ndarray, settings: IdentitySettings = IdentitySettings()
) -> Match:
    """Return which new topics are old ones, and what became of all.

    Args:
        old_codes: of the same texts the topic under the older model; null where it had none.
        new_topics: of each text its new topic, from 0 on; -1 for none.
    """
    names, shared = _texts_in_common(pd.Series(list(old_codes), dtype="str"), new_topics)
    old_sizes, new_sizes = shared.sum(axis=1), np.bincount(new_topics[new_topics >= 0], minlength=shared.shape[1])
    common = shared / np.maximum(old_sizes[:, None] + new_sizes - shared, 1)
    pairs = zip(*linear_sum_assignment(-common), strict=True)
    new_of = {int(old): int(new) for old, new in pairs if common[old, new] >= settings.least_common}
    held = shared / np.maximum(old_sizes[:, None], 1)
    of_new = _of_new(shared, held, new_sizes, {new: old for old, new in new_of.items()}, names, settings)
    of_old = _of_old(held, [old for old in range(len(names)) if old not in new_of], names, settings)
    return Match({new: names[old] for old, new in new_of.items()}, [*of_new, *of_old])


def keep_boundaries(
    old_codes: Iterable[str | None],
    new_topics: np.ndarray,
    finest: np.ndarray,
    settings: IdentitySettings = IdentitySettings(),
) -> np.ndarray:
    """Return the new topics, but what need not move stays: texts move by what happened to their topic, or not at all.

    - An old topic that the new ones swallow, but the finest cut still shows, is kept as it was.
    - A topic splits only where a good part of it leaves.
    - No text moves between two topics that both go on.
    """
    old, topics = pd.Series(list(old_codes), dtype="str"), new_topics.copy()
    shown = match_topics(old, finest, settings).same.values()
    match = match_topics(old, topics, settings)
    for code in sorted(set(shown) - set(match.same.values())):
        topics[old.eq(code)] = topics.max() + 1
    match = match_topics(old, topics, settings)
    new_of = {code: new for new, code in match.same.items()}
    for event, new, code, share in match.found:
        if event == SPLIT and code in new_of and (share or 0) < settings.leaves:
            topics[(topics == new) & old.eq(code)] = new_of[code]
    held = old.map(new_of).fillna(-1).to_numpy(dtype=np.int64)
    return np.where((held >= 0) & np.isin(topics, list(match.same)), held, topics)


def _texts_in_common(old_codes: pd.Series, new_topics: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Return the old topics' codes, and how many texts each shares with each new topic."""
    places, names = pd.factorize(old_codes, sort=True)
    shared = np.zeros((len(names), int(new_topics.max(initial=-1)) + 1))
    in_both = (places >= 0) & (new_topics >= 0)
    np.add.at(shared, (places[in_both], new_topics[in_both]), 1)
    return [str(name) for name in names], shared


def _of_new(
    shared: np.ndarray,
    held: np.ndarray,
    new_sizes: np.ndarray,
    old_of: dict[int, int],
    names: list[str],
    settings: IdentitySettings,
) -> Iterator[tuple]:
    """A row per new topic: it continues an old one, split from one, or was born."""
    for new in range(shared.shape[1]):
        if new in old_of:
            yield CONTINUED, names[old_of[new]], None, float(held[old_of[new], new])
            continue
        most = int(shared[:, new].argmax()) if names else -1
        if names and new_sizes[new] and shared[most, new] >= settings.came_of * new_sizes[new]:
            yield SPLIT, new, names[most], float(held[most, new])
        else:
            yield BORN, new, None, None


def _of_old(held: np.ndarray, gone: list[int], names: list[str], settings: IdentitySettings) -> Iterator[tuple]:
    """A row per old topic that does not go on: it merged into a new one, or faded."""
    for old in gone:
        into = int(held[old].argmax()) if held.shape[1] else -1
        if into >= 0 and held[old, into] >= settings.came_of:
            yield MERGED, names[old], into, float(held[old, into])
        else:
            yield FADED, names[old], None, None


def _code(topic: str | int | None, named: Mapping[int, str]) -> str | None:
    return named.get(topic) if isinstance(topic, int) else topic
