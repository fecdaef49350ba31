"""JSON documents: which documents does a file of JSON hold: one, one a line, or those of one long list?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from pipelines.sources.reading.json_rows import compile_path, parse_json
from pipelines.sources.reading.opening import UnreadableFileError, require_within
from pipelines.sources.reading.scanning import Form, values_of

LINES_LOOKED_AT = 5  # at the head of a long file, to tell whether its documents are lines


@dataclass(frozen=True)
class Found:
    """A document, its number (of the line, or of the element of its list, from 1), and the text of one that is broken."""

    number: int
    document: Any
    text: str = ""
    is_alone: bool = False  # it is the whole file
    is_line: bool = False


def documents_of(pieces: Iterable[bytes], form: Form) -> Iterator[Found]:
    """The documents of a text; a line that is none has its text instead.

    Raises:
        UnreadableFileError: it is not JSON (which may be known only after some documents), or one is too large.
    """
    following = filter(None, pieces)
    first, second = next(following, b""), next(following, None)
    if second is None:
        yield from _of_piece(first, form)
        return
    pieces = chain([first, second], following)
    if _begins_with_lines(first):
        yield from _of_lines(pieces, form)
        return
    try:
        documents = values_of(pieces, form)
        begun = list(islice(documents, 2))
        for number, document in enumerate(chain(begun, documents), 1):
            yield Found(number, document, is_alone=len(begun) == 1)
    except ValueError as error:
        raise _no_json(form, error) from error


def _no_json(form: Form, error: ValueError) -> UnreadableFileError:
    return UnreadableFileError(f"{form.file_name} is not valid JSON: {say_json_error(error)}. Export it again.")


def _of_piece(text: bytes, form: Form) -> Iterator[Found]:
    """The documents of a text that is at hand as a whole: that it is no document is known before lines are tried."""
    if not is_lines(text):
        require_within(form.file_name, len(text), form.limit, form.setting)
        try:
            yield Found(1, parse_json(text), is_alone=True)
            return
        except ValueError as error:
            if not any(isinstance(each, (dict, list)) for *_, each in objects_of_lines(text)):
                raise _no_json(form, error) from error
    yield from _of_lines([text], form)


def _begins_with_lines(text: bytes) -> bool:
    """Whether most of the first lines are documents: one of them may be broken."""
    lines = text.split(b"\n", LINES_LOOKED_AT)[:-1]
    found = [document for *_, document in objects_of_lines(b"\n".join(lines))]
    return 2 * sum(isinstance(each, (dict, list)) for each in found) > len(found)


def _of_lines(pieces: Iterable[bytes], form: Form) -> Iterator[Found]:
    count, begun = 0, list[bytes]()
    for piece in chain(pieces, [b"\n"]):
        begun.append(piece)
        if b"\n" not in piece:
            require_within(form.file_name, sum(map(len, begun)), form.limit, form.setting)
            continue
        text = b"".join(begun)
        end = text.rfind(b"\n") + 1
        for number, line, document in objects_of_lines(text[:end]):
            yield Found(count + number, document, line, is_line=True)
        count += text.count(b"\n")
        begun = [text[end:]]


def objects_of_lines(content: bytes) -> Iterator[tuple[int, str, Any]]:
    """Each line of UTF-8 that is not blank: its number from 1, its text where it is no JSON, and its document or None."""
    place, number = 0, 0
    while place < len(content):
        end = content.find(b"\n", place)
        end = len(content) if end < 0 else end
        line, place, number = content[place:end], end + 1, number + 1
        if line.strip():
            try:
                yield number, "", parse_json(line)
            except ValueError:
                yield number, line.decode(), None


def is_lines(content: bytes) -> bool:
    """Whether a file holds a document a line: its first line is one, and others follow."""
    first, _, rest = content.lstrip().partition(b"\n")
    if not rest.strip():
        return False
    try:
        return isinstance(parse_json(first), (dict, list))
    except ValueError:
        return False


def objects_of(pieces: Iterable[bytes], rows: str | None, form: Form) -> Iterator[tuple[int, str, Any]]:
    """Each row of a file: a line's object, or a row of the one document, numbered from 1 (the list at the path `rows`).

    Raises:
        UnreadableFileError: it is not JSON, or holds no list there.
    """
    for found in documents_of(pieces, form):
        if found.is_line and not (rows and isinstance(found.document, dict)):
            yield found.number, found.text, found.document
            continue
        listed = _rows_of(found.document, rows, form.file_name)
        yield from ((number, "", each) for number, each in enumerate(listed, 1 if found.is_line else found.number))


def _rows_of(document: Any, rows: str | None, file_name: str) -> list[Any]:
    found = compile_path(rows)(document) if rows else document
    if rows and found is None and isinstance(document, list):
        found = document
    if rows and not isinstance(found, list):
        raise UnreadableFileError(f'{file_name} holds no list named "{rows}". Correct "rows" in its mapping.')
    return found if isinstance(found, list) else [found]


def say_json_error(error: ValueError) -> str:
    """What is wrong with a text that is no JSON, and where; never what stands there."""
    return f"{error.msg} at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else str(error)
