"""Connecting: where is a database, what can be asked of it, and what may be said when it does not answer?"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

CursorValue = Decimal | datetime | date | str


class DatabaseError(Exception):
    """A database cannot be read; the message says why and what to do, and holds no secret and no row's value."""


@dataclass(frozen=True)
class Database:
    """An open database. A relation is whatever can stand after `from`.

    Fields:
        quote: a name as its SQL takes it.
        literal: a cursor value as its SQL takes it.
        as_text: the SQL of a cursor column's value as text.
        describe: each column of a relation, with the SQL of its value as text.
        cursor_type: what a column holds: Decimal, datetime, date, str (times as text), NoneType where it is empty, else object.
        read: the rows of a query, in tables of text columns.
    """

    quote: Callable[[str], str]
    literal: Callable[[CursorValue], str]
    as_text: Callable[[str], str]
    describe: Callable[[str], dict[str, str]]
    cursor_type: Callable[[str, str], type]
    read: Callable[[str], Generator[pa.Table, None, None]]


def locate(template: str, root: Path) -> URL:
    """The URL of a database; `${NAME}` in it is a variable of the environment, and a SQLite file is relative to root.

    Raises:
        DatabaseError: a variable is not set, the file is absent, or this is no URL.
    """
    url = _parse(_fill(template))
    if url.get_backend_name() != "sqlite":
        return url
    path = root / (url.database or "")
    if not path.is_file():
        raise DatabaseError(f"{path.name or 'The file of the url'} does not exist. Correct the path in the url.")
    return url.set(database=str(path))


def _parse(text: str) -> URL:
    with suppress(ArgumentError, ValueError):  # both would quote the URL, and with it the password
        url = make_url(text)
        if "@" not in f"{url.host}{url.database}":  # else it is a piece of the password
            return url
    raise DatabaseError(
        "The url of the database cannot be read. It looks like postgresql://user:${PASSWORD}@host:5432/name."
    )


def _fill(template: str) -> str:
    """The URL with its variables; a value that is only a part of it is escaped, so that any password fits."""

    def value(found: re.Match[str]) -> str:
        text = os.environ.get(found[1])
        if text is None:
            raise DatabaseError(f"The url needs the variable {found[1]}, which the environment does not have. Set it.")
        return text if found[0] == template else quote(text, safe="")

    return re.sub(r"\$\{(\w+)\}", value, template)


def unreachable(url: URL, error: BaseException) -> DatabaseError:
    """What to raise where a connection fails."""
    place = f" at {url.host}" + (f":{url.port}" if url.port else "") if url.host else ""
    said = spoken(url, str(error))
    return DatabaseError(f'The database "{url.database or ""}"{place} cannot be opened: {said}. Check its url.')


def refused(url: URL, error: BaseException) -> DatabaseError:
    """What to raise where a query is refused before it has read a row."""
    return DatabaseError(f"The database refused the query: {spoken(url, str(error))}. Correct the source in voc.toml.")


def broken(url: URL, error: BaseException) -> DatabaseError:
    """What to raise where reading breaks off; whatever may be a value is left out of the driver's words."""
    said = re.sub(r"""(["']).*?(\1|$)|\d+""", "…", spoken(url, str(error)))
    return DatabaseError(
        f"The database broke off while rows were read: {said}. What is stored stays; pull again to go on from there."
    )


def spoken(url: URL, message: str) -> str:
    """The part of a driver's message that says what is wrong, without the password."""
    found = re.search(r"(?:ERROR|FATAL):\s*(.+)|Failed to connect:\s*(.+)", message)
    said = next((each for each in found.groups() if each), "") if found else message.strip().split("\n")[0]
    for secret in {url.password, quote(url.password or "", safe="")} - {None, ""}:
        said = said.replace(str(secret), "***")
    return said.strip().rstrip(".")


def once(names: list[str]) -> list[str]:
    """The names of a query's columns.

    Raises:
        DatabaseError: one of them stands there twice, so that it says nothing.
    """
    for name in names:
        if names.count(name) > 1:
            raise DatabaseError(
                f'The query has two columns "{name}". Give one of them another name: ... as other_name.'
            )
    return names
