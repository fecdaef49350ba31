"""Databases: which rows of a table or a query are new since the last pull?

Rows come in the order of a cursor column, from a little before where the last pull ended: what was committed late, and
what shares the last value, is read again. A row whose cursor is null is read every time. The turns of a contact come
together, all of them as soon as one is new.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.source_settings import DatabaseSource
from pipelines.sources.database.any_database import open_any_database
from pipelines.sources.database.connecting import Database, DatabaseError, locate
from pipelines.sources.database.cursors import furthest, reread_from
from pipelines.sources.database.postgresql import open_postgresql
from pipelines.sources.loading import Delivery, LoadedFile, Pull, read_cursor
from pipelines.sources.reading.given import given_table
from pipelines.sources.reading.opening import UnreadableFileError, fingerprint
from pipelines.sources.storing import outdate

PORTION_BYTES = 128_000_000  # of wide rows there are fewer in a batch
LAST = "voc_last"  # the greatest cursor of the rows that belong together
NAME_PART = re.compile(r'"((?:[^"]|"")+)"|([^.]+)')


def pull_database(pull: Pull, progress: Callable[[int, int], None]) -> list[LoadedFile]:
    """Load what is new of a source, batch by batch; where a run ends half-way, the next one goes on.

    Raises:
        DatabaseError: the database cannot be reached or read, or lacks a column that is named.
    """
    source = pull.source
    assert isinstance(source, DatabaseSource)
    loaded: list[LoadedFile] = []
    given = pull.mapping.fields.get("contact_id")
    group = given.column if given and pull.mapping.record == "turn" else None
    read_with = _read_with(pull, source)
    batches = fetch_batches(source, _resume(pull, read_with), group, pull.settings.root)
    for number, batch in enumerate(batches, 1):
        loaded += pull.load([_delivery(pull, source, number, batch.table)], f"{read_with} {batch.cursor or ''}")
        progress(sum(each.row_count for each in loaded), 0)
    return loaded


def _read_with(pull: Pull, source: DatabaseSource) -> str:
    """What a row depends on beside the database: where this changes, all rows are read again."""
    way = pull.way
    place = (source.table, source.query, source.cursor)
    return fingerprint(b"", repr(place), repr(pull.mapping), repr((way.timezone, way.constants, way.date_order)))


def _resume(pull: Pull, read_with: str) -> str | None:
    """The cursor of the last batch that was stored; None where there is none, or it was read in another way."""
    stored = read_cursor(pull.warehouse, pull.code)
    stored_with, _, cursor = (stored or "").partition(" ")
    if stored_with == read_with:
        return cursor or None
    if stored:
        outdate(pull.warehouse, pull.code)
    return None


def _delivery(pull: Pull, source: DatabaseSource, number: int, rows: pa.Table) -> Delivery:
    name = f"{source.table or 'query'}, batch {number}"
    try:
        given = given_table(rows, pull.mapping)
    except UnreadableFileError as error:
        raise DatabaseError(str(error)) from error
    moment = datetime.now(UTC).replace(tzinfo=None)
    return Delivery(name, fingerprint(b"", pull.run_id, pull.code, str(number)), moment, [given])


@dataclass(frozen=True)
class Batch:
    """Some rows, each column as text, and the cursor that may be kept once they are stored (None: none yet)."""

    table: pa.Table
    cursor: str | None


def fetch_batches(
    source: DatabaseSource, since: str | None, group: str | None = None, root: Path = Path()
) -> Iterator[Batch]:
    """The rows from a cursor on, in its order; all of them where it is None.

    Args:
        since: the cursor of the last batch that was stored.
        group: the column whose rows belong together: neither two batches nor two pulls tear them apart.
        root: where the path of a SQLite file starts.

    Raises:
        DatabaseError: the database cannot be reached or read, or lacks a column that the source names.
    """
    with _connect(source, root) as database:
        relation = _relation(source, database)
        columns = database.describe(relation)
        _require(columns, [name for name in (source.cursor, *source.key, group) if name])
        sql = _select(source, database, relation, columns, _new(source, database, relation, since), group)
        mark = LAST if group else source.cursor
        with closing(database.read(sql)) as tables:
            for table in _portions(tables, source.batch_rows, group):
                since = furthest(table[mark], since) if source.cursor else None
                yield Batch(table.select(list(columns)), since)


def _connect(source: DatabaseSource, root: Path) -> AbstractContextManager[Database]:
    url = locate(source.url, root)
    is_postgresql = url.drivername in ("postgresql", "postgres")  # one that names a driver is read by that driver
    return open_postgresql(url) if is_postgresql else open_any_database(url)


def _relation(source: DatabaseSource, database: Database) -> str:
    if source.query:
        query = source.query.strip().removesuffix(";")
        return f"({query}\n) given"  # the new line ends a comment
    parts = [quoted.replace('""', '"') or plain for quoted, plain in NAME_PART.findall(source.table or "")]
    return ".".join(map(database.quote, parts)) + " given"


def _require(columns: Iterable[str], names: Iterable[str]) -> None:
    for name in names:
        if name not in columns:
            raise DatabaseError(f'There is no column "{name}". The columns are: {", ".join(columns)}.')


def _new(source: DatabaseSource, database: Database, relation: str, since: str | None) -> str:
    """The condition that a row is new."""
    if source.cursor is None:
        return "1 = 1"
    kind = database.cursor_type(relation, source.cursor)
    if kind is object:
        raise DatabaseError(f'The cursor "{source.cursor}" holds neither numbers nor times. Name a column that does.')
    if since is None or kind is type(None):
        return "1 = 1"
    cursor = database.quote(source.cursor)
    return f"({cursor} >= {database.literal(reread_from(source, since, kind))} or {cursor} is null)"


def _select(
    source: DatabaseSource, database: Database, relation: str, columns: dict[str, str], is_new: str, group: str | None
) -> str:
    """The query for the rows of a relation as text, in the order of the cursor."""
    listed = ", ".join(f"{text} as {database.quote(name)}" for name, text in columns.items())
    # Without "given." a name in "order by" would mean the text of the result.
    named = [LAST if group else None, group and database.quote(group)]
    named += [database.quote(name) for name in (source.cursor, *source.key) if name]
    order = ", ".join(f"given.{name}" for name in dict.fromkeys(named) if name)
    if group is None:
        return f"select {listed} from {relation} where {is_new}" + (f" order by {order}" if order else "")
    one = database.quote(group)
    last = f"max({database.quote(source.cursor)}) over (partition by {one})" if source.cursor else "null"
    touched = f"{one} in (select {one} from {relation} where {is_new}) or ({one} is null and {is_new})"
    whole = f"(select given.*, {last} as {LAST} from {relation} where {touched}) given"
    return f"select {listed}, {database.as_text(LAST)} as {LAST} from {whole} order by {order}"


def _portions(tables: Iterable[pa.Table], rows: int, group: str | None) -> Iterator[pa.Table]:
    """The same rows in tables of about `rows`, at most PORTION_BYTES, none of them inside a group."""
    waiting: pa.Table | None = None
    for table in tables:
        waiting = pa.concat_tables([waiting, table]) if waiting else table
        while count := _ready(waiting, rows, group):
            yield waiting.slice(0, count)
            waiting = waiting.slice(count)
    if waiting:
        yield waiting


def _ready(waiting: pa.Table, rows: int, group: str | None) -> int:
    """How many of the waiting rows make a portion; 0 while they are too few."""
    if waiting.num_rows < rows and waiting.nbytes < PORTION_BYTES:
        return 0
    if group is None:
        return min(rows, waiting.num_rows)
    last = waiting[group][-1]  # more of this group may follow
    return pc.index(waiting[group], last).as_py() if last.is_valid else waiting.num_rows
