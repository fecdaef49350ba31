"""How much is learned from labels that were proposed, against as many that were drawn at random?

    python -m tests.benchmarks.labelling [SEED ...]

banking77's training file (VOC_SHARED_DATA, or ../shared/data beside the repository), light tier: 2,000 texts judge, 4,000
are there to be labelled. It starts with 5 labels a reason, and four times 100 more are given; printed is the accuracy at
the start and after each.
"""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd

from tests.benchmarks.reasons import banking77, ours
from vocmodels.proposals import propose_labels
from vocmodels.reasons import ReasonClassifier

JUDGES, LABELLABLE, FIRST_LABELS = 2_000, 4_000, 5
ROUNDS, LABELS_A_ROUND = 4, 100

Choice = Callable[[ReasonClassifier, pd.DataFrame, pd.DataFrame, np.random.Generator], np.ndarray]


def proposed(
    classifier: ReasonClassifier, unlabelled: pd.DataFrame, labelled: pd.DataFrame, rng: np.random.Generator
) -> np.ndarray:
    scores = np.sort(classifier.predict_scores(unlabelled["text"]).to_numpy(), axis=1)
    margins = scores[:, -1] - scores[:, -2]
    chosen = propose_labels(unlabelled["text"].tolist(), margins, LABELS_A_ROUND, labelled["text"].tolist())
    return chosen["position"].to_numpy()


def at_random(
    classifier: ReasonClassifier, unlabelled: pd.DataFrame, labelled: pd.DataFrame, rng: np.random.Generator
) -> np.ndarray:
    return rng.choice(len(unlabelled), LABELS_A_ROUND, replace=False)


def learned(rows: pd.DataFrame, seed: int, choose: Choice) -> list[float]:
    """Return the accuracy at the start and after each round of labels."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(rows))
    judges, there = rows.iloc[order[:JUDGES]], rows.iloc[order[JUDGES : JUDGES + LABELLABLE]]
    labelled = there.groupby("reason_code").head(FIRST_LABELS)
    accuracies = []
    for _ in range(ROUNDS + 1):
        classifier = ours("light").fit(labelled["text"], labelled["reason_code"], [True] * len(labelled))
        said = classifier.predict(judges["text"])["best_code"]
        accuracies.append(float((said.to_numpy() == judges["reason_code"].to_numpy()).mean()))
        unlabelled = there.drop(labelled.index)
        labelled = pd.concat([labelled, unlabelled.iloc[choose(classifier, unlabelled, labelled, rng)]])
    return accuracies


def main() -> None:
    rows = banking77()
    for seed in [int(text) for text in sys.argv[1:]] or [3, 4, 5]:
        for name, choose in (("proposed", proposed), ("at random", at_random)):
            figures = " ".join(f"{accuracy:.3f}" for accuracy in learned(rows, seed, choose))
            print(f"seed {seed}, {name:<10} {figures}", flush=True)


if __name__ == "__main__":
    main()
