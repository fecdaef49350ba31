"""False discoveries: which of many unlikely counts may be reported, so that few reports are chance?"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def control_false_discoveries(p_value: ArrayLike, contact_date: ArrayLike) -> Array:
    """Return each row's q-value, in the order given: reporting all rows of a date with q < x, a share x is chance.

    The family of a row is all rows of its date (Benjamini & Hochberg 1995, "Controlling the false discovery rate"),
    so leave out rows beforehand that would never be reported.
    """
    p_values = np.asarray(p_value, dtype=float)
    dates = np.unique(np.asarray(contact_date), return_inverse=True)[1]
    q_values = np.ones(len(p_values))
    order = np.lexsort((p_values, dates))
    for family in np.split(order, np.flatnonzero(np.diff(dates[order])) + 1):
        raw = p_values[family] * len(family) / np.arange(1, len(family) + 1)
        q_values[family] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return q_values
