"""Pipelines: what runs, in what order, on what storage?"""

import os

# Before DuckDB is first imported: memory comes to it zeroed. It writes blocks whole, and what lies in their unused part would
# else be what was read before, unmasked, in memory that was given back since. What it gives back goes to the system at once:
# else a long night holds what its largest query once took.
_ALLOCATOR = "DUCKDB_JE_MALLOC_CONF"
os.environ[_ALLOCATOR] = ",".join(filter(None, [os.environ.get(_ALLOCATOR), "zero:true,dirty_decay_ms:0"]))
