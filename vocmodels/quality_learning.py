"""Learning to judge: where do people's verdicts differ from the rules, and what would they have said?

A logistic regression per criterion on what the rules saw (verdict, how sure, whether it was due, where) and on what the turn
that came nearest means. It takes a criterion over only where, on contacts that it had not seen, it agreed with people more
often than the rules did, by more than chance lets happen easily; else the rules go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from vocmodels.embedding import embed
from vocmodels.glossing import in_english
from vocmodels.quality_reading import Said, read_turns
from vocmodels.quality_rubric import Rubric
from vocmodels.quality_verdicts import MET, NOT_APPLICABLE, NOT_MET, judge

VERDICTS = (MET, NOT_MET, NOT_APPLICABLE)


@dataclass(frozen=True)
class CriterionSettings:
    """How many verdicts of people are needed, and when what was learned from them takes over."""

    least_reviews: int = 40  # of a criterion
    least_of_a_verdict: int = 5  # a verdict given less often is not learned
    fold_count: int = 5
    least_gain_errors: float = 1.0  # standard errors of the gain in agreement by which the rules have to be beaten
    strength: float = 0.3  # inverse of the penalty
    meaning_weight: float = 2.0  # of the embedding, against what the rules saw


class CriterionModel:
    """Corrects the rules' verdicts after `fit`. Holds only strings and numpy arrays, so that skops can store it."""

    def __init__(self, settings: CriterionSettings = CriterionSettings()) -> None:
        self.settings = settings
        self.weights: dict[str, np.ndarray] = {}  # criterion -> (features + 1, classes)
        self.classes: dict[str, list[str]] = {}
        self.where: dict[str, str] = {}  # criterion -> where in a contact it is looked for
        self.agreement: dict[str, list[float]] = {}  # criterion -> unseen agreement (0-1) of the rules, and of this

    def fit(
        self, turns: pd.DataFrame, reviews: pd.DataFrame, rubric: Rubric, contacts: pd.DataFrame | None = None
    ) -> CriterionModel:
        """Learn from people's verdicts; criteria with too few, or that the rules judge as well, stay with the rules.

        Args:
            turns: of the contacts that were reviewed, as `score_quality` takes them.
            reviews: one row per contact_id and criterion_code: verdict.
            contacts: as `score_quality` takes them.
        """
        said = read_turns(turns, rubric, contacts)
        judged = judge(said, rubric, turns, contacts)
        rows = judged.merge(reviews, on=["contact_id", "criterion_code"], suffixes=("", "_given"))
        rows = rows[rows["verdict_given"].isin(VERDICTS)].sort_values(
            ["criterion_code", "contact_id"], ignore_index=True
        )
        self.weights, self.classes, self.agreement = {}, {}, {}
        self.where = {criterion.code: criterion.where for criterion in rubric.criteria}
        features = self._see(rows, said)
        for code, places in rows.groupby("criterion_code", sort=True).indices.items():
            self._learn(str(code), rows.iloc[places], features[places])
        return self

    def correct(self, verdicts: pd.DataFrame, said: Said) -> pd.DataFrame:
        """Return the verdicts as people would have given them, with evidence that fits.

        Args:
            verdicts: as `quality_verdicts.judge` returns them.
            said: what they were judged from.
        """
        rows = np.flatnonzero(verdicts["criterion_code"].isin(list(self.weights)))
        if len(rows) == 0:
            return verdicts
        mine = verdicts.iloc[rows]
        features = self._see(mine, said)
        answer, sure = mine["verdict"].to_numpy(dtype=object).copy(), mine["confidence"].to_numpy(dtype=float).copy()
        for code, places in mine.groupby("criterion_code").indices.items():
            likely = _likely(features[places], self.weights[str(code)])
            answer[places] = np.array(self.classes[str(code)], dtype=object)[likely.argmax(axis=1)]
            sure[places] = likely.max(axis=1)
        evidence = [
            each if new == old else ([int(at)] if new == MET and at >= 0 else [])
            for each, new, old, at in zip(
                mine["evidence_turn_indexes"], answer, mine["verdict"], mine["best_turn_index"], strict=True
            )
        ]
        columns = {"verdict": answer, "confidence": sure, "evidence_turn_indexes": pd.Series(evidence).to_numpy(object)}
        return verdicts.assign(**{name: _put(verdicts[name], rows, new) for name, new in columns.items()})

    def _learn(self, code: str, rows: pd.DataFrame, features: np.ndarray) -> None:
        given = rows["verdict_given"].to_numpy(dtype=object)
        counts = pd.Series(given).value_counts()
        classes = [each for each in VERDICTS if counts.get(each, 0) >= self.settings.least_of_a_verdict]
        if len(rows) < self.settings.least_reviews or len(classes) < 2:
            return
        folds = np.array([crc32(contact_id.encode()) % self.settings.fold_count for contact_id in rows["contact_id"]])
        unseen = rows["verdict"].to_numpy(dtype=object).copy()
        for fold in range(self.settings.fold_count):
            inside = (folds != fold) & np.isin(given, classes)
            if len(set(given[inside])) == len(classes):
                likely = _likely(features[folds == fold], self._weights(features[inside], given[inside], classes))
                unseen[folds == fold] = np.array(classes, dtype=object)[likely.argmax(axis=1)]
        rule_right, model_right = rows["verdict"].to_numpy(dtype=object) == given, unseen == given
        gained, lost = (model_right & ~rule_right).sum(), (rule_right & ~model_right).sum()
        self.agreement[code] = [float(rule_right.mean()), float(model_right.mean())]
        if gained - lost > self.settings.least_gain_errors * np.sqrt(gained + lost):
            known = np.isin(given, classes)
            self.weights[code], self.classes[code] = self._weights(features[known], given[known], classes), classes

    def _weights(self, features: np.ndarray, given: np.ndarray, classes: list[str]) -> np.ndarray:
        """(features + 1, classes); the last row is the constant."""
        answers = np.array([classes.index(each) for each in given])
        model = LogisticRegression(C=self.settings.strength, max_iter=500).fit(features, answers)
        weights = np.vstack([model.coef_.T, model.intercept_])
        return np.hstack([np.zeros_like(weights), weights]) if weights.shape[1] == 1 else weights

    def _see(self, rows: pd.DataFrame, said: Said) -> np.ndarray:
        """What is known of each verdict: (rows, features)."""
        turns = said.turns[["contact_id", "turn_index", "text", "rank", "count"]].astype({"turn_index": "int64"})
        ends = turns.groupby("contact_id")["turn_index"].agg(["first", "last"]).reindex(rows["contact_id"])
        where = rows["criterion_code"].map(self.where).to_numpy(dtype=object)
        outer = np.where(where == "start", ends["first"], ends["last"])
        index = np.where(where == "anywhere", rows["best_turn_index"], outer).astype(np.int64)
        best = (
            rows[["contact_id"]]
            .assign(looked_at=index)
            .merge(
                turns,
                left_on=["contact_id", "looked_at"],
                right_on=["contact_id", "turn_index"],
                how="left",
            )
        )
        chance, due = (logit(np.clip(rows[each].to_numpy(dtype=float), 0.01, 0.99)) for each in ("chance", "due"))
        verdicts = np.column_stack([rows["verdict"].eq(each).to_numpy(dtype=float) for each in VERDICTS])
        place = (best["rank"] / best["count"]).fillna(1.0).to_numpy(dtype=float)
        size = np.log1p(best["count"].fillna(0).to_numpy(dtype=float))
        points = embed(in_english(best["text"].astype(object).where(best["text"].notna(), "").tolist()))
        return np.column_stack([chance, due, verdicts, place, size, self.settings.meaning_weight * points])


def _put(values: pd.Series, rows: np.ndarray, new: np.ndarray) -> pd.Series:
    """The values with others in some rows, of the same type."""
    changed = values.to_numpy(dtype=object).copy()
    changed[rows] = new
    return pd.Series(changed, index=values.index).astype(values.dtype)


def _likely(features: np.ndarray, weights: np.ndarray) -> np.ndarray:
    scores = features @ weights[:-1] + weights[-1]
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    return likely / likely.sum(axis=1, keepdims=True)
