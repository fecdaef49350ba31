"""Sources: what kinds of place can contacts be pulled from?

A new kind is one module here and one line in `SOURCES`.
"""

from pipelines.sources.database import pull_database
from pipelines.sources.files import pull_files
from pipelines.sources.rest import pull_rest

SOURCES = {"files": pull_files, "database": pull_database, "rest": pull_rest}
