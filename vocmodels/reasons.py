"""Reasons: why did this customer contact us, and how sure is that?

Words and pieces of words (TF-IDF) and sentence embeddings under one kernel ridge regression. Agents' codes are taken as
noisy labels: rows that models fitted without them contradict are left out, and confidence is calibrated on what such
models said of every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from scipy.sparse import csr_matrix

from vocmodels.calibration import (
    PRIOR_SHARPNESS,
    PRIOR_WEIGHTS,
    confidence,
    evidence,
    fit_confidence,
    probabilities,
    threshold_for_precision,
)
from vocmodels.columns import text_column
from vocmodels.cross_fitting import folds_of, judge
from vocmodels.kernel_ridge import KernelRidge, Views, likeness, solve
from vocmodels.taxonomy import UNSURE, Taxonomy
from vocmodels.text_features import TextFeatures
from vocmodels.tiers import TIERS, see
from vocmodels.turns import own_word_counts, reason_text

__all__ = ["NoReasonsError", "ReasonClassifier", "ReasonSettings", "mention_reasons", "reason_text"]

MASK = r"\[[A-Z]+\]"
PREDICTED = ("reason_code", "best_code", "confidence", "runner_up_code")


class NoReasonsError(ValueError):
    """There is nothing to learn reasons from; the message says what to give."""


@dataclass(frozen=True)
class ReasonSettings:
    """How reasons are learned, and when an answer is withheld."""

    tier: Literal["light", "full"] = "light"  # full reads every text with an encoder: better, and a tenth as fast
    wanted_precision: float = 0.90  # of the answers that are not `unsure`
    least_confidence: float = 0.5  # below it no answer is given, however precise the others are
    fold_count: int = 3
    taxonomy_weight: float = 1.0  # of one example of the taxonomy, against one labelled contact
    most_training_texts: int = 10_000
    most_word_features: int = 60_000
    most_character_features: int = 60_000
    batch_texts: int = 20_000  # predicted at a time, which bounds memory


class ReasonClassifier:
    """Decides on a reason for each text after `fit`, or on `unsure`.

    Holds only strings, numbers, numpy arrays and text features, so that skops can store it.
    """

    def __init__(self, taxonomy: Taxonomy | None = None, settings: ReasonSettings = ReasonSettings()) -> None:
        """Take the reasons from `taxonomy`, whose phrases are examples too; None: the codes seen in fit."""
        self.settings = settings
        self.taxonomy_version = taxonomy.taxonomy_version if taxonomy else ""
        self.taxonomy_codes = taxonomy.reason_codes if taxonomy else []
        pairs = [(text, reason.code) for reason in taxonomy.reasons for text in reason.examples()] if taxonomy else []
        self.taxonomy_texts = [text for text, _ in pairs]
        self.taxonomy_labels = [code for _, code in pairs]

    def fit(self, texts: Iterable[str | None], reason_codes: Iterable[str | None] | None = None) -> ReasonClassifier:
        """Learn from texts and the reasons given to them; null, `unsure` and codes outside the taxonomy teach nothing.

        Raises:
            NoReasonsError: neither a labelled text nor a taxonomy is given.
        """
        texts = list(texts)
        labelled = self._labelled_rows(texts, [None] * len(texts) if reason_codes is None else list(reason_codes))
        taught = pd.DataFrame({"text": readable(self.taxonomy_texts), "code": self.taxonomy_labels}, dtype="str")
        examples = pd.concat([labelled, taught], ignore_index=True)
        if examples.empty:
            raise NoReasonsError(
                "No text has a reason and no taxonomy is given. Give one labelled text at least, or a taxonomy."
            )
        self.codes = sorted(set(examples["code"]))
        answers = np.searchsorted(self.codes, examples["code"])
        self.features = TextFeatures(self.settings.most_word_features, self.settings.most_character_features)
        views = see(examples["text"], self.features.fit(examples["text"]), self.settings.tier)
        weights = np.where(np.arange(len(examples)) < len(labelled), 1.0, self.settings.taxonomy_weight)
        judged = np.arange(len(labelled) or len(examples))  # without labels the taxonomy's examples stand in for them
        kernel = TIERS[self.settings.tier][1]
        alike = likeness(views, views, kernel)
        kept = self._calibrate(examples["text"], views, alike, answers, weights, judged)
        duals = solve(alike[np.ix_(kept, kept)], answers[kept], weights[kept], len(self.codes), kernel.penalty)
        self.machine = KernelRidge(kernel).fit(views[kept], duals)
        self.training_count = len(labelled)
        return self

    def predict(self, texts: Iterable[str | None]) -> pd.DataFrame:
        """Return one row per text, in order.

        Returns:
            reason_code (`unsure` below the threshold), best_code, confidence (0-1; it also ranks: texts that fit no
            reason come last), runner_up_code (null when there is one reason only).
        """
        written = readable(texts)
        parts = [self._predict_batch(written[start:stop]) for start, stop in self._batches(len(written))]
        empty = pd.DataFrame(
            {name: pd.Series(dtype="float64" if name == "confidence" else "str") for name in PREDICTED}
        )
        return pd.concat(parts, ignore_index=True) if parts else empty

    def predict_scores(self, texts: Iterable[str | None]) -> pd.DataFrame:
        """Return one row per text and one column per reason code: calibrated probabilities (0-1) that sum to 1."""
        written = readable(texts)
        parts = [
            probabilities(self.machine.scores(self._see(written[start:stop])), self.sharpness)
            for start, stop in self._batches(len(written))
        ]
        return pd.DataFrame(np.concatenate(parts) if parts else np.empty((0, len(self.codes))), columns=self.codes)

    def _labelled_rows(self, texts: Sequence[str | None], reason_codes: Sequence[str | None]) -> pd.DataFrame:
        if len(texts) != len(reason_codes):
            raise ValueError(
                f"fit was given {len(texts)} texts and {len(reason_codes)} reason codes. Give one for each text."
            )
        rows = pd.DataFrame({"text": readable(texts), "code": pd.Series(list(reason_codes), dtype="str")})
        rows = rows[rows["text"].ne("") & rows["code"].notna() & rows["code"].ne(UNSURE) & rows["code"].ne("")]
        if self.taxonomy_codes:
            rows = rows[rows["code"].isin(self.taxonomy_codes)]
        rows = rows.assign(key=[crc32(text.encode()) for text in rows["text"]]).sort_values(["key", "text", "code"])
        if len(rows) > self.settings.most_training_texts:
            share = self.settings.most_training_texts / len(rows)
            place = rows.groupby("code").cumcount() + 1
            rows = rows[place <= np.ceil(rows.groupby("code")["code"].transform("size") * share)]
        return rows[["text", "code"]].sort_values(["text", "code"], ignore_index=True)

    def _see(self, texts: pd.Series) -> Views:
        return see(texts, self.features.transform(texts), self.settings.tier)

    def _calibrate(
        self,
        texts: pd.Series,
        views: Views,
        alike: np.ndarray,
        answers: np.ndarray,
        weights: np.ndarray,
        judged: np.ndarray,
    ) -> np.ndarray:
        """Set sharpness, confidence weights and threshold from folds; return which examples to learn from."""
        self.suspect_count = 0
        self.sharpness, self.confidence_weights = PRIOR_SHARPNESS, PRIOR_WEIGHTS
        self.threshold = max(self.settings.wanted_precision, self.settings.least_confidence)
        if len(self.codes) == 1 or len(judged) < 2 * self.settings.fold_count:
            return np.ones(len(answers), dtype=bool)
        folds = np.full(len(answers), -1)
        folds[judged] = folds_of(texts.iloc[judged], self.settings.fold_count)
        said = judge(alike, answers, weights, folds, len(self.codes), TIERS[self.settings.tier][1].penalty)
        self.sharpness, self.suspect_count = said.sharpness, int(said.is_suspect.sum())
        known = self._known_share(texts.iloc[judged], views.words[judged])
        judging = evidence(said.scores[judged], said.sharpness, known)
        self.confidence_weights = fit_confidence(judging, said.scores[judged].argmax(axis=1) == answers[judged])
        self.threshold = threshold_for_precision(
            confidence(judging, self.confidence_weights), self.settings.wanted_precision, self.settings.least_confidence
        )
        return said.is_kept

    def _known_share(self, texts: pd.Series, features: csr_matrix) -> np.ndarray:
        """Return the share (0-1) of each text's words that training has seen."""
        known = np.diff(features[:, self.features.single_words].indptr)
        spoken = pc.count_substring_regex(text_column(texts), r"[\pL\p{Nd}_]+").to_numpy(zero_copy_only=False)
        return np.minimum(known / np.maximum(spoken, 1), 1.0)

    def _predict_batch(self, texts: pd.Series) -> pd.DataFrame:
        views = self._see(texts)
        scores = self.machine.scores(views)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :2]
        known = self._known_share(texts, views.words)
        sure = self._confidence(scores, known)
        sure[(np.diff(views.words.indptr) == 0) | (texts == "").to_numpy()] = 0.0
        names = np.array(self.codes, dtype=object)
        best = names[order[:, 0]]
        runner_up = names[order[:, 1]] if len(names) > 1 else np.full(len(texts), None)
        answer = {
            "reason_code": np.where(sure >= self.threshold, best, UNSURE),
            "best_code": best,
            "confidence": sure,
            "runner_up_code": runner_up,
        }
        return pd.DataFrame(answer).astype({name: "str" for name in PREDICTED if name != "confidence"})

    def _confidence(self, scores: np.ndarray, known: np.ndarray) -> np.ndarray:
        if len(self.codes) == 1:
            return np.clip(known - 0.01 * (1 - np.clip(scores[:, 0], 0, 1)), 0, 1)
        return confidence(evidence(scores, self.sharpness, known), self.confidence_weights)

    def _batches(self, count: int) -> list[tuple[int, int]]:
        size = self.settings.batch_texts
        return [(start, min(start + size, count)) for start in range(0, count, size)]


def mention_reasons(turns: pd.DataFrame, classifier: ReasonClassifier, words_wanted: int = 3) -> pd.DataFrame:
    """Return which customer turns say which reason: one row per such turn, by contact_id and turn_index.

    Args:
        turns: one row per turn: contact_id, turn_index, speaker, text (null allowed).
        words_wanted: turns with fewer words of their own say no reason.

    Returns:
        contact_id, reason_code, turn_index, confidence: turns whose reason is sure; a contact has none, one or several.
    """
    spoken = turns.loc[(turns["speaker"] == "customer") & turns["text"].notna(), ["contact_id", "turn_index", "text"]]
    spoken = spoken[(own_word_counts(spoken["text"]) >= words_wanted).to_numpy()]
    distinct = pd.Series(spoken["text"].unique(), dtype="str")
    said = classifier.predict(distinct).assign(text=distinct)
    sure = spoken.merge(said[said["reason_code"] != UNSURE], on="text")
    columns = ["contact_id", "reason_code", "turn_index", "confidence"]
    return sure[columns].sort_values(["contact_id", "turn_index"], ignore_index=True)


def readable(texts: Iterable[str | None]) -> pd.Series:
    """Return the texts without masks and outer blanks; null becomes empty."""
    column = pc.fill_null(text_column(texts), "")
    bare = pc.utf8_trim_whitespace(pc.replace_substring_regex(column, MASK, " "))
    return pd.Series(bare.to_numpy(zero_copy_only=False), dtype="str")
