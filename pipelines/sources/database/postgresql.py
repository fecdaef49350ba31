"""PostgreSQL: how do the rows of a query arrive as text?

ADBC streams them by COPY, and the server itself writes each value as text: every type that PostgreSQL has arrives, times
to the microsecond and numbers to the last digit. Nothing can be written: the transaction is read-only.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from adbc_driver_manager import Error
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import URL

from pipelines.sources.database.connecting import CursorValue, Database, broken, once, refused, unreachable

CONNECT_SECONDS = "10"
CHUNK_BYTES = "4000000"
SESSION = {
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "IntervalStyle": "postgres",
    "client_encoding": "UTF8",
    "transaction_read_only": "on",
}


@contextmanager
def open_postgresql(url: URL) -> Iterator[Database]:
    """A database whose rows are one snapshot: what is committed while it is read is seen next time.

    Raises:
        DatabaseError: it cannot be reached, refuses, or breaks off.
    """
    try:
        connection = adbc.connect(_address(url))
    except Error as error:  # its traceback would hold the password
        raise unreachable(url, error) from None
    settings = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in SESSION.items())
    try:
        _run(connection, f"select {settings}", url)
        yield _database(connection, url)
    finally:
        with suppress(Error):  # the server may have closed it
            connection.close()


def _run(connection: adbc.Connection, sql: str, url: URL) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()
    except Error as error:
        raise refused(url, error) from None


def _address(url: URL) -> str:
    """The URL as libpq's list of keywords, where no character has to be escaped twice."""
    named = {"host": url.host, "port": url.port, "user": url.username, "password": url.password, "dbname": url.database}
    options = {
        "connect_timeout": CONNECT_SECONDS,
        **url.query,
        **{name: value for name, value in named.items() if value},
    }
    texts = {name: ",".join(value) if isinstance(value, tuple) else str(value) for name, value in options.items()}
    escaped = {name: text.replace("\\", "\\\\").replace("'", "\\'") for name, text in texts.items()}
    return " ".join(f"{name}='{text}'" for name, text in escaped.items())


def _database(connection: adbc.Connection, url: URL) -> Database:
    def schema(relation: str) -> pa.Schema:
        try:
            with connection.cursor() as cursor:
                return cursor.adbc_execute_schema(f"select * from {relation}")
        except Error as error:
            raise refused(url, error) from None

    def describe(relation: str) -> dict[str, str]:
        fields = schema(relation)
        return {name: _text(quote(name), fields.field(name).type) for name in once(fields.names)}

    def read(sql: str) -> Generator[pa.Table, None, None]:
        try:
            with connection.cursor() as cursor:
                cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": CHUNK_BYTES})
                cursor.execute(sql)
                for batch in cursor.fetch_record_batch():
                    yield pa.table(batch)
        except (Error, pa.ArrowException, OSError) as error:
            raise broken(url, error) from None

    quote = PGDialect().identifier_preparer.quote_identifier
    return Database(
        quote=quote,
        literal=_literal,
        as_text=lambda name: f"{name}::text",
        describe=describe,
        cursor_type=lambda relation, name: _cursor_type(schema(relation).field(name).type),
        read=read,
    )


def _text(name: str, kind: pa.DataType) -> str:
    if pa.types.is_nested(kind):
        return f"to_json({name})::text"
    if pa.types.is_interval(kind):  # hours may exceed a day
        return f"make_interval(secs => extract(epoch from {name}))::text"
    return f"{name}::text"


def _cursor_type(kind: pa.DataType) -> type:
    if pa.types.is_timestamp(kind):
        return datetime
    if pa.types.is_date(kind):
        return date
    is_numeric = isinstance(kind, pa.OpaqueType) and kind.type_name == "numeric"
    return Decimal if is_numeric or pa.types.is_integer(kind) or pa.types.is_floating(kind) else object


def _literal(value: CursorValue) -> str:
    """Text without a type, which takes the column's own: an index on it stays in use."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return "'" + text.replace("'", "''") + "'"
