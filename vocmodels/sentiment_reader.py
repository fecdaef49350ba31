"""Sentiment reader: how likely does a sentence show each level of feeling?

One ridge regression over marked words, pieces of words, and the static table's points of what is affirmed and of what is
denied (Spanish is glossed for the table). All it learns folds into a weight a term, a dimension and a level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, diags_array, hstack
from sklearn.linear_model import Ridge

from vocmodels.calibration import fit_sharpness, probabilities
from vocmodels.cross_fitting import folds_of
from vocmodels.embedding import embed
from vocmodels.glossing import gloss
from vocmodels.sentiment_examples import LEVELS, NEUTRAL, wanted_levels
from vocmodels.sentiment_marks import Marks, mark_all
from vocmodels.text_features import TextFeatures

TEXTS_AT_ONCE = 20_000  # bounds memory


@dataclass(frozen=True)
class ReaderSettings:
    """What the reader looks at, and how far it trusts the examples."""

    most_words: int = 60_000
    most_pieces: int = 60_000
    pieces_share: float = 0.5  # length of that part against the words'
    table_share: float = 0.7  # the same of the static table's, affirmed and denied each
    penalty: float = 0.25
    fold_count: int = 3  # for the sharpness of the answers


class SentimentReader:
    """Tells levels after `fit`; holds text features, numbers and numpy arrays alone."""

    def __init__(self, settings: ReaderSettings = ReaderSettings()) -> None:
        self.settings = settings

    def fit(
        self, texts: Sequence[str], is_spanish: np.ndarray, wanted: np.ndarray, weights: np.ndarray | None = None
    ) -> SentimentReader:
        """Learn from sentences and how far each shows each level.

        Args:
            wanted: (texts, levels), rows that sum to 1.
            weights: how much each sentence is believed; None: 1 each.
        """
        believed = np.ones(len(texts)) if weights is None else weights
        self.features = TextFeatures(self.settings.most_words, self.settings.most_pieces)
        marked = mark_all(texts)
        self.features.fit(pd.Series(marked[0], dtype="str"))
        seen = self._joined(*self._see(marked, is_spanish))
        folds = folds_of(texts, self.settings.fold_count)
        scores = np.zeros(wanted.shape)
        for fold in range(self.settings.fold_count):
            own = folds == fold
            weights_found, offsets = self._solve(seen[~own], wanted[~own], believed[~own])
            scores[own] = seen[own] @ weights_found + offsets
        self.sharpness = fit_sharpness(scores, wanted.argmax(axis=1))
        self.weights, self.offsets = self._solve(seen, wanted, believed)
        return self

    def read(self, texts: Sequence[str], is_spanish: np.ndarray) -> np.ndarray:
        """Return how likely each sentence shows each level, (texts, levels); one without any known word shows none."""
        parts = [np.empty((0, len(LEVELS)))]
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            rows = slice(start, start + TEXTS_AT_ONCE)
            terms, points = self._see(mark_all(texts[rows]), is_spanish[rows])
            shown = probabilities(self._scores(terms, points), self.sharpness)
            shown[np.diff(terms[:, self.features.single_words].indptr) == 0] = wanted_levels(np.array([NEUTRAL]))
            parts.append(shown)
        return np.concatenate(parts)

    def _see(self, marked: Marks, is_spanish: np.ndarray) -> tuple[csr_matrix, np.ndarray]:
        """Weighted words with their pieces, and points of what is affirmed beside those of what is denied."""
        words, affirmed, denied = marked
        points = np.hstack([_points(each, is_spanish) for each in (affirmed, denied)])
        return self.features.transform(pd.Series(words, dtype="str")), points

    def _joined(self, terms: csr_matrix, points: np.ndarray) -> csr_matrix:
        shared = terms @ diags_array(self._term_shares())
        return hstack([shared, csr_matrix(self.settings.table_share * points)], format="csr", dtype=np.float32)

    def _term_shares(self) -> np.ndarray:
        word_count, piece_count = (
            terms.count("\n") + 1 for terms in (self.features.word_terms, self.features.piece_terms)
        )
        return np.repeat([1.0, self.settings.pieces_share], [word_count, piece_count]).astype(np.float32)

    def _solve(self, seen: csr_matrix, wanted: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        ridge = Ridge(alpha=self.settings.penalty, solver="lsqr", tol=1e-3, max_iter=60)
        ridge.fit(seen, wanted, sample_weight=weights)
        return np.ascontiguousarray(ridge.coef_.T, dtype=np.float32), np.asarray(ridge.intercept_)

    def _scores(self, terms: csr_matrix, points: np.ndarray) -> np.ndarray:
        """What `_joined` rows would get, without joining them."""
        shares = self._term_shares()
        of_terms = terms @ (self.weights[: len(shares)] * shares[:, None])
        of_points = points @ (self.settings.table_share * self.weights[len(shares) :])
        return np.asarray(of_terms + of_points + self.offsets)


def _points(texts: list[str], is_spanish: np.ndarray) -> np.ndarray:
    """Where the texts lie in the static table, Spanish by its glosses; zeros where there is none to read."""
    read = np.array(texts, dtype=object)
    rows = np.flatnonzero(read != "")
    read[is_spanish] = gloss(read[is_spanish])
    found = embed(read[rows].tolist())
    points = np.zeros((len(texts), found.shape[1]), dtype=np.float32)
    points[rows] = found
    return points
