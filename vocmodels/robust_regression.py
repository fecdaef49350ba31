"""Robust regression: what does each column add to an outcome, and how sure is that where rows come in groups?

Least squares; the errors of rows of one group may go together and be of any size (Liang & Zeger 1986, "Longitudinal data
analysis using generalized linear models"; MacKinnon & White 1985 for rows alone). Few groups make the grouped error too
small, so the larger of both is taken, and Student's distribution with the groups' degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.int64]

RIDGE = 1e-8  # of the mean diagonal: columns that say the same share their effect instead of failing


@dataclass(frozen=True)
class Fitted:
    """Coefficients (columns,), their covariances by row and by group (columns, columns), degrees of freedom."""

    coefficients: Array
    by_row: Array
    by_group: Array | None
    freedom: float

    def combine(self, contrasts: Array) -> tuple[Array, Array]:
        """Return the estimates of combinations (combinations, columns) of the coefficients, and their standard errors."""
        variance = np.einsum("ij,jk,ik->i", contrasts, self.by_row, contrasts)
        if self.by_group is not None:
            variance = np.maximum(variance, np.einsum("ij,jk,ik->i", contrasts, self.by_group, contrasts))
        return contrasts @ self.coefficients, np.sqrt(np.maximum(variance, 1e-24))


def fit_robust(matrix: Array, outcome: Array, groups: Places | None) -> Fitted:
    """Return the least-squares fit of outcome (rows,) on matrix (rows, columns); groups (rows,) are places from 0."""
    rows, columns = matrix.shape
    inner = matrix.T @ matrix
    inverse = np.linalg.inv(inner + RIDGE * np.trace(inner) / columns * np.eye(columns))
    coefficients = inverse @ (matrix.T @ outcome)
    left = outcome - matrix @ coefficients
    spare = max(rows - columns, 1)
    scored = matrix * left[:, None]
    by_row = inverse @ (scored.T @ scored) @ inverse * rows / spare
    count = int(groups.max()) + 1 if groups is not None else 0
    if groups is None or count < 2:
        return Fitted(coefficients, by_row, None, float(spare))
    summed = np.zeros((count, columns))
    np.add.at(summed, groups, scored)
    by_group = inverse @ (summed.T @ summed) @ inverse * count / (count - 1) * (rows - 1) / spare
    return Fitted(coefficients, by_row, by_group, float(count - 1))
