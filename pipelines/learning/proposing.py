"""Proposing: which contacts should analysts label next, and where do they find them?

Four in five are those that teach most. One in five is drawn from those that are held out: their labels judge models, which
a label that was chosen for its doubt could not do fairly.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from pipelines.learning.contacts import read_labelled, read_unlabelled
from pipelines.learning.labels import write_proposals
from pipelines.model_store import load_model
from pipelines.settings import Settings
from pipelines.warehouse import replace
from vocmodels.proposals import ProposalSettings, propose_labels
from vocmodels.reasons import ReasonClassifier

FILE_NAME = "label_next.csv"
JUDGES_ONE_IN = 5  # of the proposals, as of all contacts
MOST_CHARACTERS = 200  # of a contact's words
NIGHTLY_COUNT = 100  # on the Review page; chosen anew once
FEWEST_LEFT = 40  # or fewer of them have no label yet
NIGHTLY_TEXTS = 1_000  # compared with each other in a night
CANDIDATE_COLUMNS = ["contact_id", "use_code", "best_code", "runner_up_code", "confidence"]


def propose(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, classifier: ReasonClassifier, count: int
) -> tuple[Path, int]:
    """Write so many contacts to label, at most, as a file; return it and how many there are.

    Needs the temporary tables of `find_texts`.
    """
    rows = _choose(warehouse, classifier, count, ProposalSettings().most_texts)
    path = settings.paths.build / FILE_NAME
    write_proposals(path, rows.assign(reason_code=""))
    return path, len(rows)


def keep_candidates(warehouse: duckdb.DuckDBPyConnection, models: Path, model_version: str | None) -> None:
    """Write which contacts are worth labelling next, the most telling first; none where no model reads.

    The order stays from night to night, so that people find what they left, until another model reads or few are left.
    Needs the temporary tables of `find_texts`.
    """
    left = warehouse.execute(
        "from findings.label_candidate where model_version = ?"
        " and contact_id in (select contact_id from readable where label_reason_code is null) order by place",
        [model_version],
    ).df()
    if model_version is not None and len(left) < FEWEST_LEFT:
        chosen = _choose(warehouse, load_model(models, model_version), NIGHTLY_COUNT, NIGHTLY_TEXTS)
        left = chosen[CANDIDATE_COLUMNS].assign(model_version=model_version, place=range(1, len(chosen) + 1))
    replace(warehouse, "findings.label_candidate", left)


def _choose(warehouse: duckdb.DuckDBPyConnection, classifier: ReasonClassifier, count: int, most: int) -> pd.DataFrame:
    """The contacts to label, with what the model takes them for."""
    unlabelled = read_unlabelled(warehouse, is_held_out=False, most=most)
    judging = read_unlabelled(warehouse, is_held_out=True, most=count // JUDGES_ONE_IN)
    labelled = read_labelled(warehouse, most)
    margins = _margins(classifier.predict_scores(unlabelled["text"]).to_numpy())
    chosen = propose_labels(unlabelled["text"], margins, count - len(judging), labelled["text"])
    teaching = unlabelled.iloc[chosen["position"]].assign(use_code="learn")
    return _with_guesses(pd.concat([teaching, judging.assign(use_code="judge")], ignore_index=True), classifier)


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
        }
    )
