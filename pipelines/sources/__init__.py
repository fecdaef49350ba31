"""Sources: what kinds of place can contacts be pulled from?

A new kind is one module here and one line in `SOURCES`.
"""

from pipelines.sources.files import pull_files

SOURCES = {"files": pull_files}
