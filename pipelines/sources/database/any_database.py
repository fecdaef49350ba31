"""Any database: how do the rows of a query arrive as text where the user's own driver reads them?"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy import create_engine, literal
from sqlalchemy.engine import URL, Connection, CursorResult
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from pipelines.sources.database.connecting import Database, DatabaseError, broken, once, refused, unreachable
from pipelines.sources.database.cursors import parse_time

CHUNK_ROWS = 1_000
DRIVERS = {  # database: the package that SQLAlchemy needs for it, and how its URL begins
    "mysql": ("pymysql", "mysql+pymysql"),
    "mariadb": ("pymysql", "mariadb+pymysql"),
    "mssql": ("pyodbc", "mssql+pyodbc"),
    "oracle": ("oracledb", "oracle+oracledb"),
    "snowflake": ("snowflake-sqlalchemy", "snowflake"),
    "redshift": ("sqlalchemy-redshift", "redshift+psycopg2"),
    "bigquery": ("sqlalchemy-bigquery", "bigquery"),
}


@contextmanager
def open_any_database(url: URL) -> Iterator[Database]:
    """A database of which rows are only selected.

    Raises:
        DatabaseError: its driver is not installed, or it cannot be reached, refuses, or breaks off.
    """
    try:
        engine = create_engine(url)
    except (NoSuchModuleError, ImportError):
        raise DatabaseError(_driver_advice(url)) from None
    try:
        connection = engine.connect()
    except (SQLAlchemyError, OSError) as error:  # its traceback would hold the password
        raise unreachable(url, _of_driver(error)) from None
    try:
        yield _database(
            connection.execution_options(stream_results=True, max_row_buffer=CHUNK_ROWS, no_parameters=True), url
        )
    finally:
        connection.close()
        engine.dispose()


def _driver_advice(url: URL) -> str:
    backend = url.get_backend_name()
    if backend not in DRIVERS:
        return f'There is no driver for "{url.drivername}". Install a SQLAlchemy dialect for it, or correct the url.'
    package, beginning = DRIVERS[backend]
    return f'The driver for {backend} is not installed. Run "pip install {package}", and let the url begin with {beginning}://.'


def _database(connection: Connection, url: URL) -> Database:
    def ask(sql: str, failure: Callable[[URL, BaseException], DatabaseError] = broken) -> CursorResult[Any]:
        try:
            return connection.exec_driver_sql(sql)
        except SQLAlchemyError as error:
            raise failure(url, _of_driver(error)) from None

    def describe(relation: str) -> dict[str, str]:
        names = list(ask(f"select * from {relation} where 1 = 0", refused).keys())
        return {name: quote(name) for name in once(names)}

    def read(sql: str) -> Generator[pa.Table, None, None]:
        result = ask(sql)
        names = list(result.keys())
        try:
            for rows in result.partitions(CHUNK_ROWS):
                texts = [pa.array(map(text_of, values), pa.string()) for values in zip(*rows, strict=True)]
                yield pa.table(dict(zip(names, texts, strict=True)))
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            raise broken(url, _of_driver(error)) from None

    quote = connection.dialect.identifier_preparer.quote
    return Database(
        quote=quote,
        literal=lambda value: str(
            literal(value).compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        ),
        as_text=lambda name: name,
        describe=describe,
        cursor_type=lambda relation, name: _type_of(ask(f"select max({quote(name)}) from {relation}").scalar()),
        read=read,
    )


def _of_driver(error: Exception) -> BaseException:
    """What the driver itself raised: SQLAlchemy's own words quote the query."""
    return getattr(error, "orig", None) or error


def _type_of(greatest: object) -> type:
    if isinstance(greatest, int | float | Decimal):
        return Decimal
    if isinstance(greatest, str):  # a time, as SQLite keeps it
        return str if parse_time(greatest) else object
    return next((kind for kind in (datetime, date, type(None)) if isinstance(greatest, kind)), object)


def text_of(value: object) -> str | None:
    """A driver's value as text: times as ISO 8601, spans as hh:mm:ss, bytes as hexadecimal, lists and objects as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = value // timedelta(seconds=1)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if isinstance(value, bytes | bytearray | memoryview):
        return "\\x" + bytes(value).hex()
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=text_of)
    return str(value)
