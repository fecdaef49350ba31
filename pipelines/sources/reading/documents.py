"""Documents: which contacts and turns do the documents of a file hold?

Exports whose shape is not tabular: one document a file, or one a line. The vendors' shapes are known in `vendors/` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pyarrow as pa

from pipelines.sources.reading.json_rows import (
    as_text,
    is_lines,
    objects_of_lines,
    parse_json,
    say_json_error,
    text_array,
)
from pipelines.sources.reading.opening import BrokenRow, Limits, UnreadableFileError, require_transcript_size
from pipelines.sources.vendors import VENDORS
from pipelines.tables import CONTACT_COLUMNS, TURN_COLUMNS

TURNS_AT_ONCE = 40_000
CONTACT_NAMES = (*CONTACT_COLUMNS, "customer_name")
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)


class Named(Protocol):
    """Something with a name and a stem: a file's content."""

    @property
    def name(self) -> str: ...
    @property
    def stem(self) -> str: ...


Piece = tuple[pa.Table, pa.Table, tuple[BrokenRow, ...]]


def read_documents(text: bytes, content: Named, form: str, limits: Limits) -> Iterator[Piece]:
    """Contacts, turns (canonical names, text columns, `_row`) and broken records, some thousands of turns at a time.

    Raises:
        UnreadableFileError: nothing in the file is a document of the vendor.
    """
    vendor = VENDORS[form]
    contacts: list[dict[str, Any]] = []
    turns: list[dict[str, Any]] = []
    broken: list[BrokenRow] = []
    is_any = False
    for row, source, record, stem in _records(text, content, vendor, limits):
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
        if len(turns) >= TURNS_AT_ONCE:
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


def _records(text: bytes, content: Named, vendor: Any, limits: Limits) -> Iterator[tuple[int, str, Any, str]]:
    """Each record with its number, its text where it is broken, and the name by which it goes where it has no id."""
    if getattr(vendor, "IS_TEXT", False):
        require_transcript_size(content.name, text, limits)
        yield 1, "", text.decode(), content.stem
        return
    split = getattr(vendor, "records", lambda document: document if isinstance(document, list) else [document])
    for row, source, document, is_alone in _documents(text, content.name, limits):
        try:
            records = split(document) if document is not None else [None]
        except UNREADABLE as error:
            if is_alone:
                raise UnreadableFileError(
                    f"{content.name} is not a file of its mapping's kind: {_reason(error)}."
                ) from error
            records = [document]  # reading it will say what is wrong
        if is_alone and len(records) == 1:
            yield row, source, records[0], content.stem
        else:
            yield from ((number, source, each, f"{content.stem}-{number}") for number, each in enumerate(records, row))


def _documents(text: bytes, name: str, limits: Limits) -> Iterator[tuple[int, str, Any, bool]]:
    """Each document with its number, its text where it is broken, and whether it is the whole file."""
    whole_error: ValueError | None = None
    if not is_lines(text):
        require_transcript_size(name, text, limits)
        try:
            yield 1, "", parse_json(text), True
            return
        except ValueError as error:
            whole_error = error
    is_any = False
    for number, line, document in objects_of_lines(text):
        is_document = isinstance(document, (dict, list))  # a lone string or number is a piece of a broken one
        is_any = is_any or is_document
        yield number, line or ("" if is_document else as_text(document) or ""), document if is_document else None, False
    if not is_any:
        reason = say_json_error(whole_error) if whole_error else "no line is a document"
        raise UnreadableFileError(f"{name} is not valid JSON: {reason}. Export it again.")


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
