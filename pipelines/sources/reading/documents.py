"""Documents: which contacts and turns do the documents of a file hold?

Exports whose shape is not tabular: one document a file, or one a line. The vendors' shapes are known in `vendors/` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Protocol

import pyarrow as pa

from pipelines.sources.reading.json_documents import Found, documents_of
from pipelines.sources.reading.json_rows import as_text, text_array
from pipelines.sources.reading.opening import BrokenRow, Limits, UnreadableFileError, require_within
from pipelines.sources.reading.scanning import Form
from pipelines.sources.vendors import VENDORS
from pipelines.tables import CONTACT_COLUMNS, TURN_COLUMNS

ROWS_AT_ONCE = 40_000
CONTACT_NAMES = (*CONTACT_COLUMNS, "customer_name")
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)


class Named(Protocol):
    """Something with a name and a stem: a file's content."""

    @property
    def name(self) -> str: ...
    @property
    def stem(self) -> str: ...


Piece = tuple[pa.Table, pa.Table, tuple[BrokenRow, ...]]


def read_documents(pieces: Iterable[bytes], content: Named, form: str, limits: Limits) -> Iterator[Piece]:
    """Contacts, turns (canonical names, text columns, `_row`) and broken records, some thousands of rows at a time.

    Args:
        pieces: the text of the file, of which no more is taken than what is told next needs.

    Raises:
        UnreadableFileError: nothing in the file is a document of the vendor.
    """
    vendor = VENDORS[form]
    contacts: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    broken: list[BrokenRow] = []
    is_any = False
    for row, source, record, stem in _records(pieces, content, vendor, limits):
        try:
            if record is None:
                raise ValueError("the line is not a JSON document")
            new_contacts, new_turns = vendor.read(record, stem)
        except UNREADABLE as error:
            broken.append(BrokenRow(row, source or as_text(record) or "", _reason(error)))
            continue
        contacts += [{"_row": row, **each} for each in new_contacts]
        turns += [{"_row": row, **each} for each in new_turns]
        is_any = is_any or bool(new_contacts)
        if len(turns) + len(contacts) >= ROWS_AT_ONCE:
            yield _contact_table(contacts), _table(turns, tuple(TURN_COLUMNS)), tuple(broken)
            contacts, turns, broken = [], [], []
    if not is_any:
        reason = broken[0].reason if broken else "it holds no document"
        raise UnreadableFileError(f"{content.name} is not a file of {form}: {reason}. Correct its mapping.")
    if contacts or broken:
        yield _contact_table(contacts), _table(turns, tuple(TURN_COLUMNS)), tuple(broken)


def _reason(error: Exception) -> str:
    if isinstance(error, ValueError):
        return str(error)
    return f"the document lacks {error}" if isinstance(error, KeyError) else "the document has another shape"


def _records(
    pieces: Iterable[bytes], content: Named, vendor: Any, limits: Limits
) -> Iterator[tuple[int, str, Any, str]]:
    """Each record with its number, its text where it is broken, and the name by which it goes where it has no id."""
    if getattr(vendor, "IS_TEXT", False):
        yield 1, "", _joined(pieces, content.name, limits).decode(), content.stem
        return
    split = getattr(vendor, "records", lambda document: document if isinstance(document, list) else [document])
    for found in _documents(pieces, content.name, vendor, limits):
        try:
            records = split(found.document) if found.document is not None else [None]
        except UNREADABLE as error:
            if found.is_alone:
                raise UnreadableFileError(
                    f"{content.name} is not a file of its mapping's kind: {_reason(error)}."
                ) from error
            records = [found.document]  # reading it will say what is wrong
        if found.is_alone and len(records) == 1:
            yield found.number, found.text, records[0], content.stem
        else:
            numbered = enumerate(records, found.number)
            yield from ((number, found.text, each, f"{content.stem}-{number}") for number, each in numbered)


def _joined(pieces: Iterable[bytes], name: str, limits: Limits) -> bytes:
    """A text that is one transcript."""
    held: list[bytes] = []
    for piece in pieces:
        held.append(piece)
        require_within(name, sum(map(len, held)), limits.transcript_bytes, "transcript_mb")
    return b"".join(held)


def _documents(pieces: Iterable[bytes], name: str, vendor: Any, limits: Limits) -> Iterator[Found]:
    """Each document; a lone string or number is a piece of a broken one."""
    list_name, is_parted = getattr(vendor, "LIST_NAME", None), not getattr(vendor, "IS_ONE_LIST", False)
    is_any = False
    for found in documents_of(pieces, Form(name, limits.transcript_bytes, "transcript_mb", list_name, is_parted)):
        is_document = isinstance(found.document, (dict, list))
        is_any = is_any or is_document or found.is_alone
        if found.is_line and not is_document:
            found = replace(found, text=found.text or as_text(found.document) or "", document=None)
        yield found
    if not is_any:
        raise UnreadableFileError(f"{name} is not valid JSON: no line is a document. Export it again.")


def _contact_table(contacts: list[dict[str, Any]]) -> pa.Table:
    extra = sorted({name for each in contacts for name in each.get("attributes") or {}})
    flat = [
        each | {f"attributes.{name}": value for name, value in (each.get("attributes") or {}).items()}
        for each in contacts
    ]
    return _table(flat, (*CONTACT_NAMES, *(f"attributes.{name}" for name in extra)))


def _table(rows: list[dict[str, Any]], names: tuple[str, ...]) -> pa.Table:
    given = [name for name in names if any(row.get(name) is not None for row in rows)]
    columns = {name: text_array([as_text(row.get(name)) for row in rows]) for name in given}
    return pa.table({"_row": pa.array([row["_row"] for row in rows], pa.int64()), **columns})
