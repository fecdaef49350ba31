"""Label noise: which of the given labels are probably wrong, and what instead?

A row is suspect when models that never saw it are sure of another class and give its own next to nothing, as in
confident learning (Northcutt, Jiang and Chuang, 2021). Classes with few examples are left alone: there the models know
too little.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import expit

LEAST_BEST = 0.5
MOST_OWN = 0.05
FEWEST_EXAMPLES = 15


def suspect_labels(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return for each row whether its label is suspect.

    Args:
        probabilities: (rows, classes), out of fold, as sharp as `calibration.fit_sharpness` finds them.
        labels: the column of the class that each row was given.
    """
    own = probabilities[np.arange(len(labels)), labels]
    is_well_known = np.bincount(labels, minlength=probabilities.shape[1])[labels] >= FEWEST_EXAMPLES
    return is_well_known & (own < MOST_OWN) & (probabilities.max(axis=1) > LEAST_BEST)


def doubt(
    scores: np.ndarray, codes: Sequence[str], given: pd.Series, sharpness: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return how likely the likeliest other class is against the given one (0-1), and that class where it is likelier.

    Args:
        scores: (rows, classes) of models that did not learn from the row.
        codes: the classes, sorted.
        given: a code a row; null and codes that are no class are not in doubt: 0 and null.
        sharpness: of the scores, as `calibration.fit_sharpness` finds it.
    """
    suspect, suggested = np.zeros(len(given)), np.full(len(given), None, dtype=object)
    place = pd.Index(codes).get_indexer(given)
    rows = np.flatnonzero(place >= 0)
    if len(codes) > 1 and len(rows):
        rivals = scores[rows].copy()
        rivals[np.arange(len(rows)), place[rows]] = -np.inf
        margin = rivals.max(axis=1) - scores[rows, place[rows]]
        suspect[rows] = expit(sharpness * margin)
        suggested[rows] = np.where(margin > 0, np.array(codes, dtype=object)[rivals.argmax(axis=1)], None)
    return suspect, suggested
