"""Way: how are the rows of one source read and protected?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from pipelines.sources.customer_key import Key
from pipelines.sources.erased import Erased
from pipelines.sources.protection import Patterns

FindNames = Callable[[list[str]], dict[str, set[str]]]


@dataclass(frozen=True)
class Way:
    """How the rows of one source are read and protected."""

    memory: duckdb.DuckDBPyConnection
    timezone: str
    prefix: str
    constants: tuple[tuple[str, str], ...]
    date_order: str | None
    key: Key
    patterns: Patterns
    erased: Erased | None  # None where nobody was erased
    find_names: FindNames  # contact ids -> keyed hashes of the words of their customers' names
