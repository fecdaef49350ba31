"""Reasons: why did this customer contact us, and how sure is that?

Words and pieces of words (TF-IDF) and sentence embeddings under one kernel ridge regression. Agents' codes are taken as
noisy labels: rows that models fitted without them contradict are left out, and confidence is calibrated on what such
models said of every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zlib import crc32

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from scipy.sparse import csr_matrix

from vocmodels.calibration import (
    FEWEST_ROWS,
    PRIOR_SHARPNESS,
    PRIOR_WEIGHTS,
    confidence,
    evidence,
    fit_confidence,
    probabilities,
    threshold_for_precision,
    usual_nearness,
)
from vocmodels.columns import text_column
from vocmodels.cross_fitting import folds_of, judge
from vocmodels.kernel_ridge import KernelRidge, Views, likeness, nearest_of_others, solve
from vocmodels.label_noise import doubt
from vocmodels.language import is_spanish
from vocmodels.taxonomy import UNSURE, Taxonomy
from vocmodels.text_features import TextFeatures
from vocmodels.tiers import TIERS, see
from vocmodels.turns import own_word_counts, reason_text

__all__ = ["NoReasonsError", "ReasonClassifier", "ReasonSettings", "reason_text"]

MASK = r"\[[A-Z]+\]"
PREDICTED = ("reason_code", "best_code", "confidence", "runner_up_code")
WRITTEN = ("reason_code", "best_code", "runner_up_code", "suggested_code")


class NoReasonsError(ValueError):
    """There is nothing to learn reasons from; the message says what to give."""


@dataclass(frozen=True)
class ReasonSettings:
    """How reasons are learned, and when an answer is withheld."""

    tier: Literal["light", "full"] = "light"  # full reads every text with an encoder: better, and a tenth as fast
    wanted_precision: float = 0.90  # of the answers that are not `unsure`
    least_confidence: float = 0.5  # below it no answer is given, however precise the others are
    fold_count: int = 3
    taxonomy_weight: float = 1.0  # of one example of the taxonomy, against one contact with an agent's code
    label_weight: float = 4.0  # of one label that an analyst gave, against the same
    most_training_texts: int = 10_000
    most_word_features: int = 60_000
    most_character_features: int = 60_000
    batch_texts: int = 20_000  # predicted at a time, which bounds memory


class ReasonClassifier:
    """Decides on a reason for each text after `fit`, or on `unsure`.

    Holds only strings, numbers, numpy arrays and text features, so that skops can store it. `doubts` alone is not stored:
    after `fit` it has one row per text that was learned from, by its place among those given: suspect_score and
    suggested_code as `read` gives them, by models that never saw the text (null where there were too few to tell).
    """

    def __init__(self, taxonomy: Taxonomy | None = None, settings: ReasonSettings = ReasonSettings()) -> None:
        """Take the reasons from `taxonomy`, whose phrases are examples too; None: the codes seen in fit."""
        self.settings = settings
        self.taxonomy_version = taxonomy.taxonomy_version if taxonomy else ""
        self.taxonomy_codes = taxonomy.reason_codes if taxonomy else []
        pairs = [(text, reason.code) for reason in taxonomy.reasons for text in reason.examples()] if taxonomy else []
        self.taxonomy_texts = [text for text, _ in pairs]
        self.taxonomy_labels = [code for _, code in pairs]

    def fit(
        self,
        texts: Iterable[str | None],
        reason_codes: Iterable[str | None] | None = None,
        is_label: Iterable[bool] | None = None,
    ) -> ReasonClassifier:
        """Learn from texts and the reasons given to them; null, `unsure` and codes outside the taxonomy teach nothing.

        Args:
            texts: the words that carry the reason, as from `reason_text`.
            reason_codes: the reason of each text.
            is_label: whether an analyst gave it; such a label outweighs agents' codes and is never taken for wrong.

        Raises:
            NoReasonsError: neither a labelled text nor a taxonomy is given.
        """
        texts = list(texts)
        codes = [None] * len(texts) if reason_codes is None else list(reason_codes)
        labelled = self._labelled_rows(texts, codes, [False] * len(texts) if is_label is None else list(is_label))
        taught = self._taught(labelled["code"])
        examples = pd.concat([labelled, taught.assign(is_label=False)], ignore_index=True)
        if examples.empty:
            raise NoReasonsError(
                "No text has a reason and no taxonomy is given. Give one labelled text at least, or a taxonomy."
            )
        self.training_count = len(labelled)
        self.doubts = pd.DataFrame({"suspect_score": np.nan, "suggested_code": None}, index=labelled["place"])
        self.codes = sorted(set(examples["code"]))
        answers = np.searchsorted(self.codes, examples["code"])
        self.features = TextFeatures(self.settings.most_word_features, self.settings.most_character_features)
        views = see(examples["text"], self.features.fit(examples["text"]), self.settings.tier)
        weights = np.where(np.arange(len(examples)) < len(labelled), 1.0, self.settings.taxonomy_weight)
        weights[examples["is_label"].to_numpy(dtype=bool)] = self.settings.label_weight
        judged = np.arange(len(labelled) or len(examples))  # without labels the taxonomy's examples stand in for them
        kernel = TIERS[self.settings.tier][1]
        alike = likeness(views, views, kernel)
        kept = self._calibrate(examples, views, alike, answers, weights, judged)
        duals = solve(alike[np.ix_(kept, kept)], answers[kept], weights[kept], len(self.codes), kernel.penalty)
        self.machine = KernelRidge(kernel).fit(views[kept], duals)
        return self

    def predict(self, texts: Iterable[str | None]) -> pd.DataFrame:
        """Return one row per text, in order.

        Returns:
            reason_code (`unsure` below the threshold), best_code, confidence (0-1; it also ranks: texts that fit no
            reason come last), runner_up_code (null when there is one reason only).
        """
        return self.read(texts)[list(PREDICTED)]

    def read(self, texts: Iterable[str | None], given_codes: Iterable[str | None] | None = None) -> pd.DataFrame:
        """Return what `predict` returns, how well each text is known, and how far its agent's code is in doubt.

        Args:
            texts: the words that carry the reason; the doubt is honest for texts that were not learned from.
            given_codes: the reason that the agent's code leads to; null where there is none.

        Returns:
            The columns of `predict`, and nearness (0-1: likeness to the nearest example learned from), suspect_score (0-1:
            how likely the likeliest other reason is against the given one; 0 without one that the model knows),
            suggested_code (that other one; null where the given one is likelier).
        """
        written = readable(texts)
        given = pd.Series([None] * len(written) if given_codes is None else list(given_codes), dtype="str")
        if len(given) != len(written):
            raise ValueError(f"{len(written)} texts and {len(given)} codes were given. Give one for each text.")
        parts = [self._read_batch(written[rows], given[rows]) for rows in self._batches(len(written))]
        return pd.concat(parts, ignore_index=True)

    def predict_scores(self, texts: Iterable[str | None]) -> pd.DataFrame:
        """Return one row per text and one column per reason code: calibrated probabilities (0-1) that sum to 1."""
        written = readable(texts)
        parts = [self.machine.scores(self._see(written[rows])) for rows in self._batches(len(written))]
        return pd.DataFrame(probabilities(np.concatenate(parts), self.sharpness), columns=self.codes)

    def _labelled_rows(
        self, texts: Sequence[str | None], reason_codes: Sequence[str | None], is_label: Sequence[bool]
    ) -> pd.DataFrame:
        if not len(texts) == len(reason_codes) == len(is_label):
            raise ValueError(
                f"fit was given {len(texts)} texts, {len(reason_codes)} reason codes and {len(is_label)} times whether"
                " an analyst gave it. Give one for each text."
            )
        rows = pd.DataFrame({"text": readable(texts), "code": pd.Series(list(reason_codes), dtype="str")})
        rows = rows.assign(is_label=np.array(is_label, dtype=bool), place=np.arange(len(rows)))
        rows = rows[rows["text"].ne("") & rows["code"].notna() & rows["code"].ne(UNSURE) & rows["code"].ne("")]
        if self.taxonomy_codes:
            rows = rows[rows["code"].isin(self.taxonomy_codes)]
        rows["key"] = [crc32(text.encode()) for text in rows["text"]]
        rows = rows.sort_values(["is_label", "key", "text", "code"], ascending=[False, True, True, True])
        if len(rows) > self.settings.most_training_texts:
            share = self.settings.most_training_texts / len(rows)
            place = rows.groupby("code").cumcount() + 1
            rows = rows[place <= np.ceil(rows.groupby("code")["code"].transform("size") * share)]
        return rows.drop(columns="key").sort_values(["text", "code", "is_label"], ignore_index=True)

    def _taught(self, codes: pd.Series) -> pd.DataFrame:
        """The examples of the taxonomy; without one, the words of which a code is made: late_delivery is "late delivery"."""
        if self.taxonomy_codes:
            return pd.DataFrame({"text": readable(self.taxonomy_texts), "code": self.taxonomy_labels}, dtype="str")
        named = pd.Series(sorted(set(codes)), dtype="str")
        words = named.str.replace(r"([a-z])([A-Z])", r"\1 \2", regex=True).str.replace(r"[^\w]|_", " ", regex=True)
        is_said = own_word_counts(words).ge(1).to_numpy()
        return pd.DataFrame({"text": readable(words[is_said]), "code": named[is_said].to_numpy()}, dtype="str")

    def _see(self, texts: pd.Series) -> Views:
        return see(texts, self.features.transform(texts), self.settings.tier)

    def _calibrate(
        self,
        examples: pd.DataFrame,
        views: Views,
        alike: np.ndarray,
        answers: np.ndarray,
        weights: np.ndarray,
        judged: np.ndarray,
    ) -> np.ndarray:
        """Set sharpness, confidence weights and threshold from folds; return which examples to learn from."""
        self.suspect_count = 0
        self.sharpness, self.confidence_weights, self.usual_nearness = PRIOR_SHARPNESS, PRIOR_WEIGHTS, 0.0
        self.threshold = self.spanish_threshold = max(self.settings.wanted_precision, self.settings.least_confidence)
        if len(self.codes) == 1 or len(judged) < 2 * self.settings.fold_count:
            return np.ones(len(answers), dtype=bool)
        folds = np.full(len(answers), -1)
        folds[judged] = folds_of(examples["text"].iloc[judged], self.settings.fold_count)
        certain = examples["is_label"].to_numpy(dtype=bool)
        said = judge(alike, answers, weights, folds, len(self.codes), TIERS[self.settings.tier][1].penalty, certain)
        self.sharpness, self.suspect_count = said.sharpness, int(said.is_suspect.sum())
        if self.training_count:
            suspect, suggested = doubt(said.scores[judged], self.codes, examples["code"].iloc[judged], said.sharpness)
            self.doubts = self.doubts.assign(suspect_score=suspect, suggested_code=suggested)
        known = self._known_share(examples["text"].iloc[judged], views.words[judged])
        near = nearest_of_others(views, folds, TIERS[self.settings.tier][1])[judged]
        self.usual_nearness = usual_nearness(near)
        judging = evidence(said.scores[judged], said.sharpness, known)
        self.confidence_weights = fit_confidence(judging, said.scores[judged].argmax(axis=1) == answers[judged])
        sure = confidence(judging, self.confidence_weights, np.maximum(self.usual_nearness - near, 0))
        self._set_thresholds(sure, is_spanish(examples["text"].iloc[judged]))
        return said.is_kept

    def _set_thresholds(self, sure: np.ndarray, spanish: np.ndarray) -> None:
        """From which confidence on answers are precise enough, in each language; in all where one has too few."""
        wanted, least = self.settings.wanted_precision, self.settings.least_confidence
        self.threshold = self.spanish_threshold = threshold_for_precision(sure, wanted, least)
        if min(spanish.sum(), (~spanish).sum()) >= FEWEST_ROWS:
            self.threshold = threshold_for_precision(sure[~spanish], wanted, least)
            self.spanish_threshold = threshold_for_precision(sure[spanish], wanted, least)
        if not self.training_count:  # the taxonomy's examples judged one another: customers say it otherwise
            self.threshold, self.spanish_threshold = (max(self.threshold, wanted), max(self.spanish_threshold, wanted))

    def _known_share(self, texts: pd.Series, features: csr_matrix) -> np.ndarray:
        """Return the share (0-1) of each text's words that training has seen."""
        known = np.diff(features[:, self.features.single_words].indptr)
        spoken = pc.count_substring_regex(text_column(texts), r"[\pL\p{Nd}_]+").to_numpy(zero_copy_only=False)
        return np.minimum(known / np.maximum(spoken, 1), 1.0)

    def _read_batch(self, texts: pd.Series, given: pd.Series) -> pd.DataFrame:
        views = self._see(texts)
        scores, nearness = self.machine.read(views)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :2]
        known = self._known_share(texts, views.words)
        sure = self._confidence(scores, known, nearness)
        sure[(np.diff(views.words.indptr) == 0) | (texts == "").to_numpy()] = 0.0
        enough = np.where(is_spanish(texts), self.spanish_threshold, self.threshold)
        names = np.array(self.codes, dtype=object)
        best = names[order[:, 0]]
        runner_up = names[order[:, 1]] if len(names) > 1 else np.full(len(texts), None)
        suspect, suggested = doubt(scores, self.codes, given, self.sharpness)
        answer = {
            "reason_code": np.where(sure >= enough, best, UNSURE),
            "best_code": best,
            "confidence": sure,
            "runner_up_code": runner_up,
            "nearness": nearness,
            "suspect_score": suspect,
            "suggested_code": suggested,
        }
        return pd.DataFrame(answer).astype(dict.fromkeys(WRITTEN, "str"))

    def _confidence(self, scores: np.ndarray, known: np.ndarray, nearness: np.ndarray) -> np.ndarray:
        if len(self.codes) == 1:
            return np.clip(known - 0.01 * (1 - np.clip(scores[:, 0], 0, 1)), 0, 1)
        strangeness = np.maximum(self.usual_nearness - nearness, 0)
        return confidence(evidence(scores, self.sharpness, known), self.confidence_weights, strangeness)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "doubts"}

    def _batches(self, count: int) -> list[slice]:
        size = self.settings.batch_texts
        return [slice(start, start + size) for start in range(0, max(count, 1), size)]


def readable(texts: Iterable[str | None]) -> pd.Series:
    """Return the texts without masks and outer blanks; null becomes empty."""
    column = pc.fill_null(text_column(texts), "")
    bare = pc.utf8_trim_whitespace(pc.replace_substring_regex(column, MASK, " "))
    return pd.Series(bare.to_numpy(zero_copy_only=False), dtype="str")
