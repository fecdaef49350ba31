"""Topic tree: which texts say the same, and how many topics are there?

Texts that lie densely together (HDBSCAN, Campello et al. 2013) are groups of one meaning; what lies between goes to the
nearest group. Groups are merged one pair after the other, the pair first whose union spreads least (Ward 1963, weighted
by their texts). A cut through that tree is the better, the nearer texts lie to their own topic compared with the next one
(silhouette, Rousseeuw 1987, of centres: Vendramin et al. 2010). Where many cuts are about as good, the best one is drawn by
chance; their mean number of topics, each weighted by how good it is (Akaike 1978), is the same again in the next fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import HDBSCAN


@dataclass(frozen=True)
class TreeSettings:
    """How fine the groups are that topics are merged from, and how many topics there may be."""

    smallest_group: int = 8  # texts
    neighbours: int = 3  # how many texts near a text make the place dense
    most_topics: int = 200
    doubt: float = 0.03  # silhouette that a cut may lack to weigh a third of the best in the mean number of topics
    good_enough: float = 0.97  # of the best silhouette: what a cut needs to be taken for the sake of an older model


class TopicTree:
    """The topics of texts after `fit`: `labels_`, the number of each text's topic, 0 the largest; all 0 where there is one."""

    def __init__(self, settings: TreeSettings = TreeSettings()) -> None:
        self.settings = settings

    def fit(self, places: np.ndarray) -> TopicTree:
        """Find the topics of texts by their places (texts, dimensions) on a map where those of one meaning lie together."""
        groups = _groups(places, self.settings)
        self.cuts = [by_size(cut[groups]) for cut in _cuts(*_centres(places, groups), self.settings.most_topics)]
        self.silhouettes = np.array([_silhouette(places, cut) for cut in self.cuts])
        self.labels_ = self._usual_cut() if self.cuts else by_size(groups)
        return self

    def _usual_cut(self) -> np.ndarray:
        """The cut with the mean number of topics; a mean of ratios: 40 topics are as far from 20 as from 80."""
        counts = np.log([cut.max() + 1 for cut in self.cuts])
        weights = np.exp((self.silhouettes - self.silhouettes.max()) / self.settings.doubt)
        return self.cuts[int(np.argmin(abs(counts - np.average(counts, weights=weights))))]

    def nearly_as_good(self) -> list[np.ndarray]:
        """Return the topics of each text at every cut that is hardly worse than the best, the finest first."""
        enough = self.settings.good_enough * self.silhouettes.max(initial=0)
        return [cut for cut, found in zip(self.cuts, self.silhouettes, strict=True) if found >= enough]


def by_size(numbers: np.ndarray) -> np.ndarray:
    """Return the numbers counted anew: 0 for the one that most texts have; of equals the first that appears."""
    distinct, first, inverse, counts = np.unique(numbers, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(distinct), dtype=np.int64)
    place[np.lexsort((first, -counts))] = np.arange(len(distinct))
    return place[inverse]


def _groups(places: np.ndarray, settings: TreeSettings) -> np.ndarray:
    """The number of each text's dense group, or of the nearest where it lies in none."""
    if len(places) <= settings.smallest_group:
        return np.zeros(len(places), dtype=np.int64)
    found = HDBSCAN(
        min_cluster_size=settings.smallest_group,
        min_samples=settings.neighbours,
        cluster_selection_method="leaf",
        copy=True,
    ).fit_predict(places)
    if (found < 0).all():
        return np.zeros(len(places), dtype=np.int64)
    centres, _ = _centres(places[found >= 0], found[found >= 0])
    nearest = _squared_distances(places, centres).argmin(axis=1)
    return np.where(found >= 0, found, nearest)


def _centres(places: np.ndarray, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean place of each number, and how many texts have it."""
    sizes = np.bincount(numbers)
    sums = np.zeros((len(sizes), places.shape[1]))
    np.add.at(sums, numbers, places)
    return sums / sizes[:, None], sizes


def _cuts(centres: np.ndarray, sizes: np.ndarray, most_topics: int) -> list[np.ndarray]:
    """Return the topic of each group at each number of topics from `most_topics` down to two."""
    topic = np.arange(len(centres))
    centres, weights = centres.astype(float), sizes.astype(float)
    growth = _squared_distances(centres, centres) * _harmonic(weights[:, None], weights)
    np.fill_diagonal(growth, np.inf)
    cuts = [topic.copy()] if 1 < len(centres) <= most_topics else []
    for left in range(len(centres) - 1, 1, -1):
        kept, gone = np.unravel_index(growth.argmin(), growth.shape)
        total = weights[kept] + weights[gone]
        centres[kept] = (weights[kept] * centres[kept] + weights[gone] * centres[gone]) / total
        weights[kept], weights[gone] = total, 0
        topic[topic == gone] = kept
        growth[gone], growth[:, gone] = np.inf, np.inf
        there = np.flatnonzero(weights > 0)
        there = there[there != kept]
        apart = ((centres[there] - centres[kept]) ** 2).sum(axis=1) * _harmonic(total, weights[there])
        growth[kept, there] = growth[there, kept] = apart
        if left <= most_topics:
            cuts.append(topic.copy())
    return cuts


def _silhouette(places: np.ndarray, topics: np.ndarray) -> float:
    """Return how much nearer texts lie to the centre of their own topic than to that of the next, 0 to 1, in the mean."""
    centres, _ = _centres(places, np.unique(topics, return_inverse=True)[1])
    nearest = np.sqrt(np.partition(_squared_distances(places, centres), 1, axis=1)[:, :2])
    return float(np.mean(1 - nearest[:, 0] / np.maximum(nearest[:, 1], 1e-12)))


def _harmonic(left: np.ndarray | float, right: np.ndarray) -> np.ndarray:
    return np.asarray(left * right / np.maximum(left + right, 1e-12))


def _squared_distances(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    apart = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1) - 2 * left @ right.T
    return np.asarray(np.maximum(apart, 0))
