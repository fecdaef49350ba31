"""Gates: which few texts of a column can hold something at all?

RE2 (through pyarrow) reads many texts fast, but takes milliseconds to compile a pattern, each time anew. A few texts pass
every gate unread: those that read them say for themselves that there is nothing.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FEW_TEXTS = 200
FEW_BYTES = 10_000


def is_few(column: pa.Array, count: int | None = None) -> bool:
    """Tell whether it is cheaper to read all texts (`count`, where they repeat) than to find those that may hold something."""
    few = (len(column) if count is None else count) <= FEW_TEXTS
    return few and (pc.sum(pc.binary_length(column)).as_py() or 0) <= FEW_BYTES


def does_match(column: pa.Array, pattern: str) -> np.ndarray:
    """Return for each text whether RE2 finds the pattern in it; a null does not match."""
    return pc.fill_null(pc.match_substring_regex(column, pattern), False).to_numpy(zero_copy_only=False)
