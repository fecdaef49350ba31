"""Label noise: which of the given labels are probably wrong?

A row is suspect when models that never saw it are sure of another class and give its own next to nothing, as in
confident learning (Northcutt, Jiang and Chuang, 2021). Classes with few examples are left alone: there the models know
too little.
"""

from __future__ import annotations

import numpy as np

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
