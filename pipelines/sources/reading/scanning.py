"""Scanning: which values of a JSON text can be told before all of it is read?

The elements of a long list are told one by one, each as a list of one, so that a reader sees documents of the same shape
and never more than some megabytes of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipelines.sources.reading.opening import UnreadableFileError, in_megabytes

DECODER = json.JSONDecoder(parse_float=str)
MAY_GO_ON = re.compile(r"[-+.eE\d]*")  # what follows a number that was cut
LONGEST_WORD = 16  # "-Infinity", a sign by its number: what is faulty where it is cut may be sound as a whole
BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True)
class Form:
    """What is expected of a file: how large one document may be, and the list whose elements are documents."""

    file_name: str
    limit: int
    setting: str  # the limit's name in voc.toml
    list_name: str | None = None  # of the list in a wrapping object
    is_parted: bool = True  # whether the elements of a list may be read one by one


def values_of(pieces: Iterable[bytes], form: Form) -> Iterator[Any]:
    """The documents of a text that is a list, or one or more objects, wherever its lines end.

    Raises:
        ValueError: it is no JSON, which may be known only after some documents.
        UnreadableFileError: a document is too large.
    """
    window = Window(iter(pieces), form)
    while sign := window.sign():
        if sign == "[" and form.is_parted:
            yield from ([each] for each in _elements(window))
        elif sign == "{" and form.list_name:
            yield from _parted(window, form.list_name)
        else:
            yield window.value()


def _elements(window: Window) -> Iterator[Any]:
    """The elements of the list that begins here."""
    window.expect("[")
    if window.sign() == "]":
        window.expect("]")
        return
    sign = ","
    while sign == ",":
        yield window.value()
        sign = window.expect(",]")


def _parted(window: Window, list_name: str) -> Iterator[Any]:
    """The object that begins here, or, for each element of its list of that name, an object with that alone."""
    held: dict[str, Any] = {}
    is_parted = False
    window.expect("{")
    sign = "," if window.sign() == '"' else window.expect("}")
    while sign == ",":
        if window.sign() != '"':
            raise window.fault("Expecting a name in quotes", window.place)
        name = window.value()
        window.expect(":")
        if name == list_name and window.sign() == "[":
            is_parted = True
            yield from ({list_name: [each]} for each in _elements(window))
        else:
            held[name] = window.value()
        sign = window.expect(",}")
    if not is_parted:
        yield held


@dataclass
class Window:
    """Some megabytes of a text: what was read is let go, and more is taken in where a value does not end."""

    pieces: Iterator[bytes]
    form: Form
    text: str = ""
    place: int = 0
    lines_gone: int = 0

    def sign(self) -> str:
        """The next character that is not blank, "" at the end."""
        while True:
            self.place = BLANK.match(self.text, self.place).end()  # type: ignore[union-attr]  # it matches nothing too
            if self.place < len(self.text):
                return self.text[self.place]
            if not self._grow():
                return ""

    def expect(self, signs: str) -> str:
        """The next character, passed by.

        Raises:
            ValueError: it is none of `signs`.
        """
        sign = self.sign()
        if not sign or sign not in signs:
            raise self.fault(f"Expecting {' or '.join(map(repr, signs))}", self.place)
        self.place += 1
        return sign

    def value(self) -> Any:
        """The value that begins here, passed by.

        Raises:
            ValueError: it is no JSON.
        """
        self.sign()
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.place)
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or len(self.text) - error.pos <= LONGEST_WORD
                if not (is_cut and self._grow()):
                    raise self.fault(error.msg, error.pos) from error
            except RecursionError as error:
                raise ValueError("it is nested too deeply") from error
            else:
                if not MAY_GO_ON.fullmatch(self.text, end) or not self._grow():
                    self.place = end
                    return value

    def fault(self, reason: str, place: int) -> ValueError:
        line = self.lines_gone + self.text.count("\n", 0, place) + 1
        return ValueError(f"{reason} at line {line}")

    def _grow(self) -> bool:
        """Let go of what was read, and take in as much again as is left; false where there is no more."""
        self.lines_gone += self.text.count("\n", 0, self.place)
        taken = [self.text[self.place :]]
        self.place, size, rest = 0, 0, len(taken[0])
        while size <= rest and (piece := next(self.pieces, b"")):
            taken.append(piece.decode())
            size += len(piece)
        self.text = "".join(taken)
        if len(self.text) > self.form.limit:
            raise UnreadableFileError(
                f"{self.form.file_name} holds a document of more than {in_megabytes(self.form.limit)}, which is the limit."
                f" Export it in smaller ones, or raise {self.form.setting} under [limits] in voc.toml."
            )
        return size > 0
