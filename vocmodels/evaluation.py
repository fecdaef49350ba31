"""Evaluation: how good are answers, and do their confidences mean what they say?"""

from __future__ import annotations

from math import sqrt

import numpy as np


def wilson_interval(right_count: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval (0-1) of a share of which `right_count` of `count` were seen; 0 to 1 without any.

    Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927).
    """
    if count == 0:
        return 0.0, 1.0
    share = right_count / count
    centre = share + z * z / (2 * count)
    width = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max((centre - width) / scale, 0.0), min((centre + width) / scale, 1.0)


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
