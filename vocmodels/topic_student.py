"""Topic student: to which topic does a text belong, by its words alone?

The encoder reads a sample; everything else is assigned by a pupil of what was found there: one linear ridge regression
over weighted words and the static table (as in `kernel_ridge`, with plain likeness, so that all it learned folds into
one weight a term, a dimension and a topic). How far off a text of a topic may lie is learned from texts kept aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, diags_array

from vocmodels.embedding import embed
from vocmodels.glossing import in_english
from vocmodels.kernel_ridge import solve
from vocmodels.text_features import TextFeatures

TEXTS_AT_ONCE = 20_000  # read in one go: bounds memory
ROWS_AT_ONCE = 500
FAR = 0.5  # the strength of a text that lies as far from its topic as one of its texts hardly ever does


@dataclass(frozen=True)
class StudentSettings:
    """What the student looks at, and how far it trusts its lessons."""

    most_words: int = 30_000
    most_pieces: int = 15_000  # of words: typing errors, endings
    pieces_share: float = 0.5  # length of that part against the words'
    table_share: float = 1.5  # the same of the static table's
    penalty: float = 1.0
    judged_texts: int = 500  # kept aside, a tenth of all at a time, to learn how far off a topic's texts may lie
    unlike_share: float = 0.02  # of the texts of topics that lie farther off than `FAR`


class TopicStudent:
    """Knows topics after `fit`; holds text features, strings and numpy arrays alone."""

    def __init__(self, settings: StudentSettings = StudentSettings()) -> None:
        self.settings = settings

    def fit(self, texts: Sequence[str], codes: Sequence[str | None]) -> TopicStudent:
        """Learn the topic of each text; texts of none (null) show what is no topic."""
        given = pd.Series(list(codes), dtype="str")
        self.codes = sorted(given.dropna().unique())
        answers = given.map({code: place for place, code in enumerate(self.codes)}).fillna(len(self.codes)).astype(int)
        terms, points = self._learn_features(list(texts))
        alike = _likeness(terms, points)
        self.least, self.usual = self._distances(alike, answers.to_numpy())
        duals = self._solve(alike, answers.to_numpy())
        self.term_weights = np.asarray(terms.T @ duals, dtype=np.float32)
        self.point_weights = np.asarray(points.T @ duals, dtype=np.float32)
        return self

    def strengths(self, texts: Sequence[str]) -> np.ndarray:
        """Return how near each text is to each topic, (texts, codes): 1 as its texts mostly are, 0.5 as they hardly ever are."""
        batches = range(0, len(texts), TEXTS_AT_ONCE)
        parts = [self._scores(list(texts[start : start + TEXTS_AT_ONCE])) for start in batches]
        scores = np.concatenate([np.empty((0, len(self.codes)), dtype=np.float32), *parts])
        beyond = FAR + (1 - FAR) * (scores - self.least) / max(self.usual - self.least, 1e-6)
        return np.where(scores >= self.least, beyond, FAR * scores / self.least)

    def _distances(self, alike: np.ndarray, answers: np.ndarray) -> tuple[float, float]:
        """Return the scores that texts which were not learned from get for their own topic: of the farthest, and the usual."""
        folds = np.arange(len(answers)) % 10
        own: list[np.ndarray] = []
        for fold in range(10):
            aside, rest = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
            aside = aside[answers[aside] < len(self.codes)]
            if sum(map(len, own)) >= self.settings.judged_texts or not len(aside):
                continue
            scores = alike[np.ix_(aside, rest)] @ self._solve(alike[np.ix_(rest, rest)], answers[rest])
            own.append(scores[:, : len(self.codes)].max(axis=1))
        if not own:
            return 0.1, 1.0
        least, usual = np.quantile(np.concatenate(own), [self.settings.unlike_share, 0.5])
        return max(float(least), 0.05), max(float(usual), 0.1)

    def _solve(self, alike: np.ndarray, answers: np.ndarray) -> np.ndarray:
        """Return how much each text speaks for each topic; the likeness is used up."""
        weights = np.ones(len(answers))
        return solve(alike, answers, weights, len(self.codes) + 1, self.settings.penalty)[:, : len(self.codes)]

    def _scores(self, texts: list[str]) -> np.ndarray:
        terms, points = self._seen(texts)
        return np.asarray(terms @ self.term_weights + points @ self.point_weights)

    def _learn_features(self, texts: list[str]) -> tuple[csr_matrix, np.ndarray]:
        self.features = TextFeatures(self.settings.most_words, self.settings.most_pieces)
        self.features.fit(pd.Series(in_english(texts), dtype="str"))
        return self._seen(texts)

    def _seen(self, texts: list[str]) -> tuple[csr_matrix, np.ndarray]:
        """Words with their pieces, each by its share, and points in the static table."""
        written = in_english(texts)
        terms = self.features.transform(pd.Series(written, dtype="str"))
        is_word = np.arange(terms.shape[1]) <= self.features.word_terms.count("\n")
        shares = diags_array(np.where(is_word, 1.0, self.settings.pieces_share))
        return csr_matrix(terms @ shares, dtype=np.float32), self.settings.table_share * embed(written)


def _likeness(terms: csr_matrix, points: np.ndarray) -> np.ndarray:
    """How alike each two texts are, made some rows at a time: as a sparse matrix it would be several times as large."""
    alike = np.empty((len(points), len(points)), dtype=np.float32)
    columns = terms.T.tocsr()
    for start in range(0, len(points), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        alike[rows] = (terms[rows] @ columns).toarray()
        alike[rows] += points[rows] @ points.T
    return alike
