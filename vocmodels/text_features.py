"""Text features: which words and pieces of words does a text hold, and how much does each tell?

TF-IDF of words, pairs of words, and pieces of two to four characters within words. Pieces are counted once per
distinct word and carried over to the texts by one sparse product: texts share their words.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, strip_accents_unicode

COUNTED: dict[str, dict[str, Any]] = {
    "words": {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
    "pieces": {"analyzer": "char_wb", "ngram_range": (2, 4)},
}
MANY_TEXTS = 1000  # from which on a piece that one text alone holds tells nothing


class TextFeatures:
    """The features found by `fit`, in the order of the columns; terms are lines of one string, which is stored fast."""

    def __init__(self, most_words: int, most_pieces: int) -> None:
        self.most_words, self.most_pieces = most_words, most_pieces

    def fit(self, texts: pd.Series) -> csr_matrix:
        """Learn terms and their weights, most frequent first where there are too many; return the texts' features."""
        clean = _clean(texts)
        fewest_texts = 2 if len(clean) >= MANY_TEXTS else 1
        words, word_terms = _limited(*_count_words(clean), self.most_words, 1)
        pieces, piece_terms = _limited(*_count_pieces(clean), self.most_pieces, fewest_texts)
        self.word_terms, self.piece_terms = "\n".join(word_terms), "\n".join(piece_terms)
        self.word_weights, self.piece_weights = (TfidfTransformer().fit(counts).idf_ for counts in (words, pieces))
        return self._weighted(words, pieces)

    def transform(self, texts: pd.Series) -> csr_matrix:
        """Return (texts, terms): words first, then pieces; each kind of unit length."""
        clean = _clean(texts)
        occurrences, distinct = _count(clean, analyzer=str.split)
        words = _counter(self.word_terms, "words").transform(clean)
        pieces = occurrences @ _counter(self.piece_terms, "pieces").transform(distinct)
        return self._weighted(words, csr_matrix(pieces))

    @property
    def single_words(self) -> np.ndarray:
        """The columns of words that stand alone."""
        return _single_words(self.word_terms)

    def _weighted(self, words: csr_matrix, pieces: csr_matrix) -> csr_matrix:
        parts = []
        for counts, weights in ((words, self.word_weights), (pieces, self.piece_weights)):
            weighting = TfidfTransformer(sublinear_tf=True)
            weighting.idf_ = weights
            parts.append(weighting.transform(counts) if counts.shape[0] else counts)
        return hstack(parts, format="csr")


def _clean(texts: pd.Series) -> list[str]:
    return [strip_accents_unicode(text.lower()) for text in texts.tolist()]


def _count_words(texts: list[str]) -> tuple[csr_matrix, np.ndarray]:
    return _count(texts, **COUNTED["words"])


def _count_pieces(texts: list[str]) -> tuple[csr_matrix, np.ndarray]:
    occurrences, distinct = _count(texts, analyzer=str.split)
    pieces, names = _count(distinct.tolist(), **COUNTED["pieces"])
    return csr_matrix(occurrences @ pieces), names


@lru_cache(maxsize=8)
def _counter(terms: str, kind: str) -> CountVectorizer:
    """What counts known terms, kept: to learn sixty thousand of them takes longer than to count them in a few texts."""
    return CountVectorizer(vocabulary=terms.split("\n"), lowercase=False, dtype=np.float32, **COUNTED[kind])


@lru_cache(maxsize=8)
def _single_words(terms: str) -> np.ndarray:
    return np.flatnonzero([" " not in term for term in terms.split("\n")])


def _count(texts: list[str], **options) -> tuple[csr_matrix, np.ndarray]:
    """Return (texts, terms) counts and the terms, in order; none of either where no text holds any."""
    counter = CountVectorizer(lowercase=False, dtype=np.float32, **options)
    try:
        counts = counter.fit_transform(texts)
    except ValueError:  # scikit-learn's answer to an empty vocabulary
        return csr_matrix((len(texts), 0), dtype=np.float32), np.array([], dtype=object)
    return counts, counter.get_feature_names_out()


def _limited(counts: csr_matrix, terms: np.ndarray, most: int, fewest_texts: int) -> tuple[csr_matrix, np.ndarray]:
    enough = np.flatnonzero(np.bincount(counts.indices, minlength=len(terms)) >= fewest_texts)
    total = np.asarray(counts.sum(axis=0)).ravel()[enough]
    kept = np.sort(enough[np.argsort(-total, kind="stable")[:most]])
    return counts[:, kept], terms[kept]
