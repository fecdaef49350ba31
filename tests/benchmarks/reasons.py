"""How often is the reason right, does the confidence mean what it says, and how fast is it?

    python -m tests.benchmarks.reasons [light|full ...]

Public data from VOC_SHARED_DATA (or ../shared/data beside the repository). Peer in the same run: the usual recipe, logistic
regression (C = 10) on MiniLM's embeddings. Noise: a fifth of the training labels moved to one of the two classes that are
most alike.
"""

import json
import os
import sys
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

from vocmodels.audit import AuditSettings, audit_dispositions
from vocmodels.embedding import embed
from vocmodels.evaluation import expected_calibration_error, precision_and_coverage, refused_share
from vocmodels.reasons import ReasonClassifier, ReasonSettings, reason_text
from vocmodels.taxonomy import UNSURE

DATA = Path(os.environ.get("VOC_SHARED_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"))
FOLDS = 5
GENERIC = {
    "contentonly", "confirmation", "openinggreeting", "rejection", "thankyou", "closinggreeting", "outofdomain",
}  # fmt: skip


def banking77() -> pd.DataFrame:
    return pd.read_csv(DATA / "banking77" / "train.csv").rename(columns={"category": "reason_code"})


def multidogo(domain: str) -> pd.DataFrame:
    """Return one row per conversation: text as `reason_text` picks it, the first non-generic intent as reason_code."""
    turns = pd.concat(
        [pd.read_csv(DATA / "multidogo" / domain / f"{part}.tsv", sep="\t") for part in ("train", "dev", "test")]
    )
    names = {"conversationId": "contact_id", "turnNumber": "turn_index", "utterance": "text"}
    turns = turns.rename(columns=names).assign(
        speaker="customer", intent=turns["intent"].fillna("").str.split("<div>").str[0]
    )
    meant = (
        turns[~turns["intent"].isin(GENERIC | {""})].sort_values("turn_index").groupby("contact_id")["intent"].first()
    )
    return reason_text(turns).merge(meant.rename("reason_code"), left_on="contact_id", right_index=True)


class UsualRecipe:
    """Logistic regression on MiniLM's embeddings; texts are embedded once a process, at the same cost for each."""

    embedded: ClassVar[dict[str, np.ndarray]] = {}
    cpu_seconds_a_text = 0.0

    def fit(self, texts: pd.Series, codes: pd.Series) -> "UsualRecipe":
        self.model = LogisticRegression(C=10, max_iter=100).fit(self.vectors(texts), codes)
        return self

    def probabilities(self, texts: Iterable[str]) -> np.ndarray:
        return self.model.predict_proba(self.vectors(texts))

    def predict(self, texts: Iterable[str]) -> np.ndarray:
        return self.model.classes_[self.probabilities(texts).argmax(axis=1)]

    @classmethod
    def vectors(cls, texts: Iterable[str]) -> np.ndarray:
        texts = list(texts)
        new = sorted(set(texts) - set(cls.embedded))
        if new:
            started = time.process_time()
            cls.embedded.update(zip(new, embed(new, "minilm"), strict=True))
            cls.cpu_seconds_a_text = (time.process_time() - started) / len(new)
        return np.stack([cls.embedded[text] for text in texts])


def ours(tier: str) -> ReasonClassifier:
    return ReasonClassifier(settings=ReasonSettings(tier=tier))


def neighbours(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Return for each reason the two whose texts are most alike."""
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform(rows["text"])
    codes = sorted(rows["reason_code"].unique())
    centres = np.vstack([np.asarray(vectors[(rows["reason_code"] == code).to_numpy()].mean(axis=0)) for code in codes])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    alike = centres @ centres.T - 9 * np.eye(len(codes))
    return {code: [codes[other] for other in np.argsort(-alike[place])[:2]] for place, code in enumerate(codes)}


def with_noise(rows: pd.DataFrame, share: float, seed: int = 4) -> pd.Series:
    rng, near = np.random.default_rng(seed), neighbours(rows)
    moved = rng.random(len(rows)) < share
    return rows["reason_code"].where(~moved, [near[code][rng.integers(2)] for code in rows["reason_code"]])


def cross_validate(
    tier: str, rows: pd.DataFrame, given: pd.Series | None = None, peer: bool = True
) -> dict[str, float]:
    """Fit on four folds with the given labels, judge the fifth with the true ones; figures are over all rows."""
    rows = rows.reset_index(drop=True)
    given = rows["reason_code"] if given is None else given
    fold = np.random.default_rng(1).permutation(len(rows)) % FOLDS
    parts, seconds, fit_seconds, peer_right, peer_seconds, peer_said = [], 0.0, 0.0, [], 0.0, []
    for each in range(FOLDS):
        inside, outside = fold != each, fold == each
        started = time.process_time()
        classifier = ours(tier).fit(rows["text"][inside], given[inside])
        fit_seconds += time.process_time() - started
        started = time.process_time()
        parts.append(classifier.predict(rows["text"][outside]).set_index(rows.index[outside]))
        seconds += time.process_time() - started
        if peer:
            UsualRecipe.vectors(rows["text"])
            theirs = UsualRecipe().fit(rows["text"][inside], given[inside])
            started = time.process_time()
            said = theirs.predict(rows["text"][outside])
            peer_seconds += time.process_time() - started + UsualRecipe.cpu_seconds_a_text * outside.sum()
            peer_right.extend(said == rows["reason_code"][outside])
            peer_said.append(pd.Series(said, index=rows.index[outside]))
    found = pd.concat(parts).sort_index()
    is_right = (found["best_code"] == rows["reason_code"]).to_numpy()
    precision, coverage = precision_and_coverage(found["reason_code"].ne(UNSURE), is_right)
    figures = {
        "accuracy": is_right.mean(),
        "macro_f1": f1_score(rows["reason_code"].tolist(), found["best_code"].tolist(), average="macro"),
        "calibration_error": expected_calibration_error(found["confidence"].to_numpy(), is_right),
        "precision": precision,
        "coverage": coverage,
        "texts_per_cpu_second": len(rows) / seconds,
        "fit_cpu_seconds": fit_seconds / FOLDS,
    }
    if peer:
        said = pd.concat(peer_said).sort_index().tolist()
        figures["peer_accuracy"] = float(np.mean(peer_right))
        figures["peer_macro_f1"] = f1_score(rows["reason_code"].tolist(), said, average="macro")
        figures["peer_texts_per_cpu_second"] = len(rows) / peer_seconds
    return figures


def few_examples(tier: str, rows: pd.DataFrame, per_reason: int, runs: int = 3) -> dict[str, float]:
    right, peer_right, errors = [], [], []
    for seed in range(runs):
        inside = rows.sample(frac=1, random_state=seed).groupby("reason_code").head(per_reason)
        outside = rows.drop(inside.index)
        found = ours(tier).fit(inside["text"], inside["reason_code"]).predict(outside["text"])
        is_right = found["best_code"].to_numpy() == outside["reason_code"].to_numpy()
        right.append(is_right.mean())
        errors.append(expected_calibration_error(found["confidence"].to_numpy(), is_right))
        peer = UsualRecipe().fit(inside["text"], inside["reason_code"])
        peer_right.append((peer.predict(outside["text"]) == outside["reason_code"]).mean())
    return {"accuracy": np.mean(right), "calibration_error": np.mean(errors), "peer_accuracy": np.mean(peer_right)}


def audited(tier: str, rows: pd.DataFrame, given: pd.Series) -> dict[str, float]:
    """How well are the wrong labels found, and how often is what is suggested for them right?"""
    started = time.process_time()
    found = audit_dispositions(rows["text"], given, AuditSettings(tier=tier))
    seconds = time.process_time() - started
    is_wrong = (given != rows["reason_code"]).to_numpy()
    first = found["suspect_score"].sort_values(ascending=False).index[:500]
    return {
        "auroc": roc_auc_score(is_wrong, found["suspect_score"]),
        "precision_of_first_500": is_wrong[first].mean(),
        "suggested_right": (found["suggested_code"] == rows["reason_code"])[is_wrong].mean(),
        "texts_per_cpu_second": len(rows) / seconds,
    }


def out_of_scope(tier: str) -> dict[str, float]:
    """CLINC150: train on in-scope examples, refuse the validation's out-of-scope ones at 95 % in-scope coverage."""
    document = json.loads((DATA / "clinc150" / "train_val.json").read_text())
    train, inside = (pd.DataFrame(document[part], columns=["text", "reason_code"]) for part in ("train", "val"))
    outside = [text for text, _ in document["oos_val"]]
    classifier = ours(tier).fit(train["text"], train["reason_code"])
    found, refused = classifier.predict(inside["text"]), classifier.predict(outside)
    peer = UsualRecipe().fit(train["text"], train["reason_code"])
    peer_inside, peer_outside = (peer.probabilities(texts).max(axis=1) for texts in (inside["text"], outside))
    return {
        "accuracy": (found["best_code"] == inside["reason_code"]).mean(),
        "out_of_scope_recall": refused_share(found["confidence"].to_numpy(), refused["confidence"].to_numpy()),
        "unsure_share_inside": found["reason_code"].eq(UNSURE).mean(),
        "unsure_share_outside": refused["reason_code"].eq(UNSURE).mean(),
        "peer_accuracy": (peer.predict(inside["text"]) == inside["reason_code"]).mean(),
        "peer_out_of_scope_recall": refused_share(peer_inside, peer_outside),
    }


def show(name: str, figures: dict[str, float]) -> None:
    written = ", ".join(
        f"{key} {value:.4f}" if abs(value) < 10 else f"{key} {value:,.0f}" for key, value in figures.items()
    )
    print(f"{name}: {written}", flush=True)


def main() -> None:
    warnings.filterwarnings("ignore")
    rows = banking77()
    for tier in sys.argv[1:] or ("light", "full"):
        show(f"{tier}: banking77, 5-fold", cross_validate(tier, rows))
        show(f"{tier}: banking77, a fifth of the labels wrong", cross_validate(tier, rows, with_noise(rows, 0.2)))
        show(f"{tier}: banking77, the wrong ones found", audited(tier, rows, with_noise(rows, 0.2)))
        show(f"{tier}: banking77, 10 examples a reason", few_examples(tier, rows, 10))
        for domain in ("airline", "media", "software"):
            show(f"{tier}: multidogo {domain}, reason of a conversation", cross_validate(tier, multidogo(domain)))
        show(f"{tier}: CLINC150, validation", out_of_scope(tier))


if __name__ == "__main__":
    main()
