"""Pipelines: what runs, in what order, on what storage?"""

import os

# Before DuckDB is first imported: memory comes to it zeroed. It writes blocks whole, and what lies in their unused part would
# else be what was read before, unmasked, in memory that was given back since.
_ALLOCATOR = "DUCKDB_JE_MALLOC_CONF"
os.environ[_ALLOCATOR] = ",".join(filter(None, [os.environ.get(_ALLOCATOR), "zero:true"]))
