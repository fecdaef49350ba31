"""Evaluation: how good are answers, and do their confidences mean what they say?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def wilson_interval(right_count: ArrayLike, count: ArrayLike, z: float = 1.96) -> tuple[Any, Any]:
    """Return the 95 % interval (0-1) of a share of which `right_count` of `count` were seen; 0 to 1 without any.

    Two floats, or arrays where counts are given as such.

    Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927).
    """
    n = np.asarray(count, dtype=float)
    some = np.maximum(n, 1)
    share = np.asarray(right_count, dtype=float) / some
    centre = share + z * z / (2 * some)
    width = z * np.sqrt(share * (1 - share) / some + z * z / (4 * some * some))
    scale = 1 + z * z / some
    low, high = np.clip((centre - width) / scale, 0, 1), np.clip((centre + width) / scale, 0, 1)
    return np.where(n > 0, low, 0.0)[()], np.where(n > 0, high, 1.0)[()]


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
