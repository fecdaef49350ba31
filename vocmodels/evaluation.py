"""Evaluation: how good are answers, and do their confidences mean what they say?"""

from __future__ import annotations

import numpy as np


def expected_calibration_error(confidences: np.ndarray, is_right: np.ndarray, bin_count: int = 15) -> float:
    """Return the mean distance (0-1) between confidence and share right over equal bins; nan without rows."""
    if len(confidences) == 0:
        return float("nan")
    bins = np.minimum((np.asarray(confidences) * bin_count).astype(int), bin_count - 1)
    counts = np.bincount(bins, minlength=bin_count)
    confident = np.bincount(bins, weights=confidences, minlength=bin_count)
    right = np.bincount(bins, weights=np.asarray(is_right, dtype=float), minlength=bin_count)
    return float(np.abs(confident - right).sum() / counts.sum())


def precision_and_coverage(is_answered: np.ndarray, is_right: np.ndarray) -> tuple[float, float]:
    """Return the share right of the answers that were given (nan without any), and the share of rows that got one."""
    answered = np.asarray(is_answered, dtype=bool)
    precision = float(np.asarray(is_right)[answered].mean()) if answered.any() else float("nan")
    return precision, float(answered.mean()) if len(answered) else float("nan")


def refused_share(inside: np.ndarray, outside: np.ndarray, wanted_coverage: float = 0.95) -> float:
    """Return the share of `outside` confidences below the one above which `wanted_coverage` of `inside` lie."""
    return float((np.asarray(outside) < np.quantile(inside, 1 - wanted_coverage)).mean())
