"""Proposing: which contacts should analysts label next, and where do they find them?"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from pipelines.learning.contacts import read_labelled, read_unlabelled
from pipelines.learning.labels import write_proposals
from pipelines.settings import Settings
from vocmodels.proposals import ProposalSettings, propose_labels
from vocmodels.reasons import ReasonClassifier

FILE_NAME = "label_next.csv"
JUDGES_ONE_IN = 5  # of the proposals, as of all contacts
MOST_CHARACTERS = 200  # of a contact's words


def propose(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, classifier: ReasonClassifier, count: int
) -> tuple[Path, int]:
    """Write so many contacts to label, at most; return the file and how many there are.

    Four in five are those that teach most. One in five is drawn from those that are held out: their labels judge models,
    which a label that was chosen for its doubt could not do fairly.

    Needs the temporary tables of `find_texts`.
    """
    most = ProposalSettings().most_texts
    unlabelled = read_unlabelled(warehouse, is_held_out=False, most=most)
    judging = read_unlabelled(warehouse, is_held_out=True, most=count // JUDGES_ONE_IN)
    labelled = read_labelled(warehouse, most)
    margins = _margins(classifier.predict_scores(unlabelled["text"]).to_numpy())
    chosen = propose_labels(unlabelled["text"], margins, count - len(judging), labelled["text"])
    teaching = unlabelled.iloc[chosen["position"]].assign(use_code="learn")
    rows = pd.concat([teaching, judging.assign(use_code="judge")], ignore_index=True)
    path = settings.paths.build / FILE_NAME
    write_proposals(path, _with_guesses(rows, classifier))
    return path, len(rows)


def _margins(probabilities: np.ndarray) -> np.ndarray:
    """By how much the likeliest reason leads (0-1); 1 where there is one only."""
    ordered = np.sort(probabilities, axis=1)
    return ordered[:, -1] - ordered[:, -2] if ordered.shape[1] > 1 else np.ones(len(ordered))


def _with_guesses(rows: pd.DataFrame, classifier: ReasonClassifier) -> pd.DataFrame:
    found = classifier.predict(rows["text"])
    return pd.DataFrame(
        {
            "contact_id": rows["contact_id"],
            "language_code": rows["language_code"],
            "use_code": rows["use_code"],
            "first_words": [" ".join(text.split())[:MOST_CHARACTERS] for text in rows["text"]],
            "best_code": found["best_code"],
            "runner_up_code": found["runner_up_code"],
            "confidence": found["confidence"].round(3),
            "reason_code": "",
        }
    )
