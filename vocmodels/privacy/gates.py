"""Gates: which few texts of a column can hold something at all?

RE2 (through pyarrow) reads many texts fast, but takes milliseconds to compile a pattern, each time anew. A few texts pass
every gate unread: those that read them say for themselves that there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FEW_TEXTS = 200
FEW_BYTES = 10_000


def is_few(column: pa.Array) -> bool:
    """Tell whether it is cheaper to read all texts than to find those that may hold something."""
    return len(column) <= FEW_TEXTS and (pc.sum(pc.binary_length(column)).as_py() or 0) <= FEW_BYTES


def may_match(column: pa.Array, candidate: str | None) -> np.ndarray:
    """Return for each text whether the pattern (of RE2; None: any text) may match it; a null does not."""
    return may_pass(column, None if candidate is None else partial(does_match, pattern=candidate))


def may_pass(column: pa.Array, gate: Callable[[pa.Array], np.ndarray] | None) -> np.ndarray:
    """Return for each text whether the gate lets it through; of few texts all that are not null are let through."""
    return column.is_valid().to_numpy(zero_copy_only=False) if gate is None or is_few(column) else gate(column)


def does_match(column: pa.Array, pattern: str) -> np.ndarray:
    """Return for each text whether RE2 finds the pattern in it; a null does not match."""
    return pc.fill_null(pc.match_substring_regex(column, pattern), False).to_numpy(zero_copy_only=False)
