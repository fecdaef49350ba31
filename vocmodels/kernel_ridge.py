"""Kernel ridge: which class do the examples speak for that are most like this text?

Two texts are alike by the words they share and by how near they lie in each embedding; one ridge regression over all
these views answers for every class at once (Saunders, Gammerman and Vovk, Ridge Regression Learning Algorithm in Dual
Variables, 1998). A text unlike every example scores near zero for all classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

TEXTS_AT_ONCE = 500  # compared with all examples: what is compared stays in the processor's cache


@dataclass(frozen=True)
class Views:
    """The same texts seen in several ways: weighted words (texts, terms), and points of unit length (texts, dimensions).

    `reliance` (0-1, one a text) is how far the points count for it; words are weighted by their own share already.
    """

    words: csr_matrix
    points: tuple[np.ndarray, ...]
    reliance: np.ndarray

    def __len__(self) -> int:
        return int(self.words.shape[0])

    def __getitem__(self, rows: np.ndarray | slice) -> Views:
        return Views(self.words[rows], tuple(each[rows] for each in self.points), self.reliance[rows])


@dataclass(frozen=True)
class KernelSettings:
    """How much each embedding counts, and how much the examples are believed."""

    point_shares: tuple[float, ...] = ()  # together 1
    nearness: float = 4.0  # how fast likeness falls with the squared distance of two points
    penalty: float = 0.1  # ridge; a label that is less believed has more of it


def likeness(left: Views, right: Views, settings: KernelSettings) -> np.ndarray:
    """Return how alike two texts are (0-1), as (left, right)."""
    alike = np.empty((len(left), len(right)), dtype=np.float32)
    terms = right.words.T.tocsr()
    for start in range(0, len(left), TEXTS_AT_ONCE):
        some = left[start : start + TEXTS_AT_ONCE]
        near = _nearness(some.points, right.points, settings)
        near *= some.reliance[:, None] * right.reliance
        alike[start : start + TEXTS_AT_ONCE] = (some.words @ terms).toarray() + near
    return alike


def nearest_of_others(texts: Views, groups: np.ndarray, settings: KernelSettings) -> np.ndarray:
    """Return how near each text's nearest example of another group lies (0-1) in the embeddings."""
    nearest = np.zeros(len(texts), dtype=np.float32)
    for group in np.unique(groups):
        others = texts[np.flatnonzero(groups != group)].points
        for rows in np.array_split(np.flatnonzero(groups == group), len(texts) // TEXTS_AT_ONCE + 1):
            if len(rows) and len(others[0]):
                nearest[rows] = _nearness(texts[rows].points, others, settings).max(axis=1)
    return nearest


def solve(alike: np.ndarray, answers: np.ndarray, weights: np.ndarray, class_count: int, penalty: float) -> np.ndarray:
    """Return how much each example speaks for each class, (examples, classes).

    Args:
        alike: (examples, examples) as from `likeness`; it is used up: large ones are not held twice.
        answers: the class of each example, as a column number.
        weights: how much each example is believed (above 0; 1 is ordinary).
    """
    wanted = np.zeros((len(answers), class_count), dtype=np.float32)
    wanted[np.arange(len(answers)), answers] = 1
    alike[np.diag_indices(len(answers))] += (penalty / weights).astype(np.float32)
    factor = cho_factor(alike.T, overwrite_a=True, check_finite=False)  # transposed: in the order that LAPACK works in
    return np.asarray(cho_solve(factor, wanted, check_finite=False), dtype=np.float32)


class KernelRidge:
    """Scores of classes after `fit`. Words are folded into one weight a term and class; points are kept as they are."""

    def __init__(self, settings: KernelSettings) -> None:
        self.settings = settings

    def fit(self, examples: Views, duals: np.ndarray) -> KernelRidge:
        """Keep what the examples say, `duals` being the answer of `solve` to their likeness."""
        self.term_weights = np.asarray(examples.words.T @ duals, dtype=np.float32)
        self.points, self.duals = list(examples.points), duals * examples.reliance[:, None]
        return self

    def scores(self, texts: Views) -> np.ndarray:
        """Return how much the examples speak for each class, (texts, classes): near 1 for a sure one, 0 for none."""
        return self.read(texts)[0]

    def read(self, texts: Views) -> tuple[np.ndarray, np.ndarray]:
        """Return the scores, and how near each text's nearest example lies (0-1) in the embeddings."""
        with threadpool_limits(1, user_api="blas"):  # two threads spend twice the time to be hardly sooner
            return self._read(texts)

    def _read(self, texts: Views) -> tuple[np.ndarray, np.ndarray]:
        scores = np.zeros((len(texts), self.duals.shape[1]))
        nearest = np.zeros(len(texts), dtype=np.float32)
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            some, rows = texts[start : start + TEXTS_AT_ONCE], slice(start, start + TEXTS_AT_ONCE)
            near = _nearness(some.points, self.points, self.settings)
            scores[rows] = some.words @ self.term_weights + some.reliance[:, None] * (near @ self.duals)
            nearest[rows] = near.max(axis=1)
        return scores, nearest


def _nearness(left: Sequence[np.ndarray], right: Sequence[np.ndarray], settings: KernelSettings) -> np.ndarray:
    total = np.zeros((1, 1), dtype=np.float32)
    for ours, theirs, share in zip(left, right, settings.point_shares, strict=True):
        near = (ours * np.float32(settings.nearness)) @ theirs.T
        np.exp(near, out=near)
        near *= np.float32(share * np.exp(-settings.nearness))
        total = near if total.size == 1 else np.add(total, near, out=total)
    return total
