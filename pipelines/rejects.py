"""Rejects: which rows could not be loaded, and can they be now?

A rejected row is kept masked; the row itself is in its file alone. Trying it again therefore reads the file again, with
the mapping as it is now, and puts what it gives in the place of what the file gave before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.pulling import open_pull, problems_of
from pipelines.settings import Settings
from pipelines.sources.files import MissingSourceError, pull_again
from pipelines.sources.files.places import UnreadablePlaceError
from pipelines.warehouse import fetch_value


@dataclass(frozen=True)
class Replayed:
    """How many rows were rejected before and are now, and what could not be read again."""

    before_count: int
    after_count: int
    problems: tuple[str, ...]


def rejected_rows(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per rejected row, masked: source, file, line, column, value, reason, row."""
    return warehouse.execute(
        "select source_code as source, file_name as file, line_number as line, column_name as column, value, reason,"
        " raw_row as row from ops.rejected_row order by source_code, file_name, line_number"
    ).df()


def replay(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, run_id: str, tell: Callable[[str], None]
) -> Replayed:
    """Read the files of all rejected rows again.

    Raises:
        MappingError: a source's mapping cannot be used.
    """
    before = _count(warehouse)
    problems = []
    for code, names in _files_by_source(warehouse).items():
        source = settings.sources.get(code)
        if source is None:
            problems.append(
                f'{settings.config_path.name} names no source "{code}": call "voc pull PATH --as MAPPING" on {names[0]} again.'
            )
        elif source.kind != "files":
            problems.append(
                f'Source "{code}" is no file to read again: its rejected rows come anew when they are changed there.'
            )
        else:
            tell(f"Reading {code.replace('_', ' ')} again")
            with open_pull(warehouse, settings, code, source, run_id) as pull:
                try:
                    absent = pull_again(pull, names)
                except (MissingSourceError, UnreadablePlaceError) as error:
                    problems.append(str(error))
                    continue
            problems += [f"{name} is no longer there: deliver it again, and call voc pull." for name in absent]
    return Replayed(before, _count(warehouse), (*problems, *problems_of(warehouse, run_id)))


def _files_by_source(warehouse: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    rows = warehouse.execute(
        "select source_code, list(distinct file_name order by file_name) from ops.rejected_row group by 1 order by 1"
    ).fetchall()
    return dict(rows)


def _count(warehouse: duckdb.DuckDBPyConnection) -> int:
    return fetch_value(warehouse, "select count(*) from ops.rejected_row")
