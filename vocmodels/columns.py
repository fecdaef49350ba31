"""Columns: how do texts of any container become one Arrow column, which RE2 reads fast?"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa


def text_column(texts: Iterable[str | None]) -> pa.Array:
    """Return the texts as one chunk of large strings; None and NaN are null."""
    column = pa.array(texts if isinstance(texts, pd.Series) else list(texts), type=pa.large_string(), from_pandas=True)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
