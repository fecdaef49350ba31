"""Columns: how do texts of any container become one Arrow column, which RE2 reads fast?"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa


def text_column(texts: Iterable[str | None]) -> pa.Array:
    """Return the texts as one chunk of large strings; None and NaN are null."""
    if not isinstance(texts, pd.Series):
        return pa.array(list(texts), type=pa.large_string(), from_pandas=True)
    column = pa.array(texts.astype("str"), from_pandas=True)
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    same = [chunk.cast(pa.large_string()) for chunk in chunks]  # a frame that was concatenated may mix string types
    return pa.concat_arrays(same) if same else pa.array([], type=pa.large_string())
