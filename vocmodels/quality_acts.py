"""Quality's acts: what does somebody do by a sentence that no phrase foresaw?

Words, pairs of words and the static embedding under one ridge regression, learned from `assets/handling_*.tsv`: sentences of
agents of many trades with what they do, and many that do none of it; apart from them, sentences of customers who have a
problem, and of others. How sure it is was calibrated on what models that never saw a sentence say of it, which for a ridge
needs no second fit (Allen, The relationship between variable selection and data augmentation and a method for prediction,
1974).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from vocmodels.embedding import embed
from vocmodels.glossing import gloss
from vocmodels.quality_examples import read_examples
from vocmodels.quality_words import END

BATCH = 100_000  # pieces read at a time, which bounds memory


@dataclass(frozen=True)
class ActSettings:
    """How sentences are cut and compared."""

    penalty: float = 0.25  # of the ridge, against vectors of length 1
    meaning_share: float = 0.35  # of likeness, the embedding's
    most_words: int = 30  # a piece without an end is cut: text from speech may have none
    overlap: int = 8
    steepness_pull: float = 0.1  # of the calibration toward the prior


class Acts:
    """What an agent's or a customer's sentences of one language do, after learning from the examples."""

    def __init__(self, language: str, speaker: str = "agent", settings: ActSettings = ActSettings()) -> None:
        self.language, self.settings = language, settings
        examples = read_examples(language, speaker)
        labels = [acts for acts, _ in examples]
        self.codes = sorted(set().union(*labels) - {"none", "no_problem"})
        self._learn([words for _, words in examples], np.array([[c in each for c in self.codes] for each in labels]))

    def chances(self, turns: Sequence[Sequence[str]]) -> np.ndarray:
        """Return how likely each turn does each act: (turns, codes), 0-1; a turn does what any of its sentences does."""
        pieces = [list(self._pieces(words)) for words in turns]
        numbers: dict[tuple[str, ...], int] = {}
        for each in pieces:
            for piece in each:
                numbers.setdefault(piece, len(numbers))
        scored = self._score(list(numbers))
        found = np.zeros((len(turns), len(self.codes)), dtype=np.float32)
        rows = np.repeat(np.arange(len(turns)), [len(each) for each in pieces])
        places = [numbers[piece] for each in pieces for piece in each]
        np.maximum.at(found, rows, scored[places])
        return found

    def _pieces(self, words: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """The sentences of a turn, each with its end; long ones in parts that overlap."""
        start = 0
        for place, word in enumerate(words):
            if word != END:
                continue
            sentence = tuple(words[start:place])
            start = place + 1
            if not sentence:
                continue
            step = self.settings.most_words - self.settings.overlap
            for at in range(0, max(len(sentence) - self.settings.overlap, 1), step):
                yield (END, *sentence[at : at + self.settings.most_words], END)

    def _learn(self, texts: list[tuple[str, ...]], does: np.ndarray) -> None:
        grams = [self._grams(words) for words in texts]
        counts: dict[str, int] = {}
        for each in grams:
            for gram in set(each):
                counts[gram] = counts.get(gram, 0) + 1
        self.places = {gram: place for place, gram in enumerate(sorted(counts))}
        self.weights = np.log(len(texts) / np.array([counts[gram] for gram in sorted(counts)])) + 1
        words, points = self._see(texts)
        alike = np.asarray((words @ words.T).todense()) + points @ points.T + 0.05
        inverse = np.linalg.inv(alike + self.settings.penalty * np.eye(len(texts)))
        duals = inverse @ (2.0 * does - 1)
        unseen = (2.0 * does - 1) - duals / np.diag(inverse)[:, None]
        self.word_weights, self.point_weights = words.T @ duals, points.T @ duals
        self.base = 0.05 * duals.sum(axis=0)
        self.curves = np.array([self._curve(unseen[:, at], does[:, at]) for at in range(len(self.codes))])
        self.unseen = expit(unseen * self.curves[:, 0] + self.curves[:, 1])

    def _curve(self, scores: np.ndarray, is_so: np.ndarray) -> np.ndarray:
        """Slope and offset that turn scores into probabilities (Platt 1999)."""

        def loss(curve: np.ndarray) -> float:
            likely = expit(scores * curve[0] + curve[1])
            pulled = self.settings.steepness_pull * ((curve - np.array([5.0, 1.0])) ** 2).sum()
            return float(pulled - np.log(np.where(is_so, likely, 1 - likely) + 1e-9).sum())

        return np.asarray(minimize(loss, [5.0, 1.0], method="Nelder-Mead").x)

    def _score(self, pieces: list[tuple[str, ...]]) -> np.ndarray:
        parts = [np.zeros((0, len(self.codes)), dtype=np.float32)]
        for start in range(0, len(pieces), BATCH):
            words, points = self._see(pieces[start : start + BATCH])
            scores = words @ self.word_weights + points @ self.point_weights + self.base
            parts.append(expit(scores * self.curves[:, 0] + self.curves[:, 1]).astype(np.float32))
        return np.concatenate(parts)

    def _see(self, pieces: Sequence[tuple[str, ...]]) -> tuple[csr_matrix, np.ndarray]:
        """Words and points of each piece; together their squared length is 1."""
        share = self.settings.meaning_share
        found = [[self.places[gram] for gram in self._grams(words) if gram in self.places] for words in pieces]
        ends = np.cumsum([0, *map(len, found)])
        columns = np.array([place for each in found for place in each], dtype=np.int64)
        words = csr_matrix((self.weights[columns], columns, ends), shape=(len(pieces), len(self.places)))
        words.sum_duplicates()
        lengths = np.sqrt(np.asarray(words.multiply(words).sum(axis=1)).ravel())
        scale = np.sqrt(1 - share) / np.maximum(lengths, 1e-9)
        words.data *= np.repeat(scale, np.diff(words.indptr))
        texts = [" ".join(word for word in piece if word != END) for piece in pieces]
        points = embed(gloss(texts) if self.language == "es" else texts)
        return words, points * np.sqrt(share)

    def _grams(self, words: Sequence[str]) -> list[str]:
        stems = [word[:6] for word in words] if self.language == "es" else list(words)
        return [*stems[1:-1], *(f"{left} {right}" for left, right in pairwise(stems))]


@lru_cache(maxsize=4)
def acts_of(language: str, speaker: str = "agent") -> Acts:
    """Return what sentences of a language do, learned once a process (about a second)."""
    return Acts(language, speaker)
