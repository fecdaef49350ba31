"""Pulling: what is new at the sources?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import duckdb

from pipelines import progress
from pipelines.settings import Settings
from pipelines.source_settings import Source
from pipelines.sources import SOURCES
from pipelines.sources.customer_key import note_key, read_key
from pipelines.sources.database.connecting import DatabaseError
from pipelines.sources.failing import saying_nothing_of_rows
from pipelines.sources.files import MissingSourceError
from pipelines.sources.files.places import UnreadablePlaceError
from pipelines.sources.loading import Pull
from pipelines.sources.mapping import load_mapping
from pipelines.warehouse import connect_in_memory, fetch_value

PASSING = (
    MissingSourceError,
    UnreadablePlaceError,
    DatabaseError,
)  # what one source may lack without stopping the others


class NoSourceError(Exception):
    """voc.toml names nothing to pull."""


class NoContactsError(Exception):
    """Nothing was ever delivered that could be shown."""


@dataclass(frozen=True)
class Pulled:
    """What one pull brought, and what each source that has no file says."""

    loaded_count: int
    masked_count: int
    missing: tuple[str, ...]


def require_sources(settings: Settings) -> None:
    if not settings.sources:
        raise NoSourceError(
            f"{settings.config_path.name} names no source. Add a [sources.x] table, write one with"
            ' "voc init DIR", or run "voc demo".'
        )


def pull_sources(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, run_id: str, sources: dict[str, Source]
) -> Pulled:
    """Load what is new of every source, masked; what one source lacks does not stop the others.

    Raises:
        NoContactsError: the warehouse still holds no contact.
        MappingError: a source's mapping cannot be used.
    """
    note_key(warehouse, read_key(settings), datetime.now(UTC).replace(tzinfo=None))
    mappings = {code: load_mapping(source.mapping, settings.root) for code, source in sources.items()}
    missing, loaded_count, masked_count = [], 0, 0
    # Records that know their customer's name come before the transcripts in which it is said.
    for code in sorted(sources, key=lambda each: not mappings[each].names_customers):
        label = f"Pulling {code.replace('_', ' ')}"
        with open_pull(warehouse, settings, code, sources[code], run_id) as pull:
            try:
                deliveries = SOURCES[pull.source.kind](pull, partial(progress.tell, label))
            except PASSING as error:
                missing.append(pull.mask(str(error)))
                continue
        loaded_count += sum(each.loaded_count for each in deliveries)
        masked_count += sum(each.masked_count for each in deliveries)
    warehouse.execute("update ops.run set masked_count = ? where run_id = ?", [masked_count, run_id])
    if not loaded_count and fetch_value(warehouse, "select count(*) from raw.contact") == 0:
        raise NoContactsError(_why_nothing(warehouse, run_id, missing))
    return Pulled(loaded_count, masked_count, tuple(missing))


@contextmanager
def open_pull(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, code: str, source: Source, run_id: str
) -> Iterator[Pull]:
    """One source to be pulled, with an in-memory connection for what is not masked yet."""
    mapping = load_mapping(source.mapping, settings.root)
    with connect_in_memory() as memory, saying_nothing_of_rows(settings.privacy.patterns):
        yield Pull(warehouse, memory, settings, code, source, mapping, run_id, read_key(settings))


def problems_of(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> list[str]:
    """What a run could not read, a line a file."""
    rows = warehouse.execute(
        "select error from ops.source_file where run_id = ? and status_code = 'failed' order by source_code, file_name",
        [run_id],
    ).fetchall()
    return [error for (error,) in rows]


def _why_nothing(warehouse: duckdb.DuckDBPyConnection, run_id: str, missing: list[str]) -> str:
    problems = [*problems_of(warehouse, run_id), *missing]
    if problems:
        return f"No contact could be loaded. {problems[0]}"
    rejected = warehouse.execute(
        "select file_name, line_number, reason from ops.rejected_row order by file_name, line_number limit 1"
    ).fetchall()
    if rejected:
        name, line, reason = rejected[0]
        return (
            "No contact could be loaded: every row was rejected,"
            f" the first at {name} line {line} ({reason}). Correct the mapping."
        )
    return "No contact could be loaded: the files hold no contacts."
