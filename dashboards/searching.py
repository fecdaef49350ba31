"""Searching: what did the reader ask the transcripts for, and where is what was typed not clear?

The language: words that stand side by side are all meant; `"exact phrases"`; AND, OR (also |) and NOT (also -) in capitals;
parentheses; `customer:` or `agent:` before a word, phrase or group. A word finds those that begin with it, a phrase whole
words in their order; neither cares for case, accents or punctuation. Each word may stand in another turn.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MOST_TERMS = 20
SPEAKERS = ("customer", "agent")
TOKEN = re.compile(
    r'\s*(?:(?P<sign>[()|]|-(?=[^\s)|])|(?:AND|OR|NOT)(?=[\s()"“”|]|$))|(?P<speaker>(?:customer|agent):)'
    r'|["“”](?P<phrase>[^"“”]*)(?P<end>["“”]?)|(?P<word>[^\s()|"“”]+))',
    re.ASCII,
)
HALVES = {"AND": "AND", "OR": "OR", "|": "OR"}


class UnclearSearchError(ValueError):
    """What was typed cannot be searched for; the message says what to do."""


@dataclass(frozen=True)
class Term:
    """A word, or a phrase, in the parts that punctuation leaves of it, without case and accents."""

    parts: tuple[str, ...]
    is_phrase: bool = False
    speaker: str = ""  # whose turns; empty: anybody's


@dataclass(frozen=True)
class Not:
    """Contacts in which it is not said."""

    part: Node


@dataclass(frozen=True)
class Both:
    """Contacts in which all of it is said."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """Contacts in which any of it is said."""

    parts: tuple[Node, ...]


Node = Term | Not | Both | Either


def read(typed: str) -> Node | None:
    """Return what was asked for; None where nothing was.

    Raises:
        UnclearSearchError: the message says what is wrong, and what to write instead.
    """
    tokens = list(_tokens(typed.strip()))
    if not tokens:
        return None
    asked = _Reader(tokens).read()
    if len(terms(asked)) > MOST_TERMS:
        raise UnclearSearchError(f"More than {MOST_TERMS} words are too many. Look for fewer at a time.")
    if holds(asked, lambda term: False):
        raise UnclearSearchError(
            "This only says what should not be there. Add a word that should, such as: refund NOT carrier."
        )
    return asked


def terms(node: Node, wanted_only: bool = False) -> list[Term]:
    """All words and phrases from left to right, those under NOT left out where only the wanted ones are asked for."""
    if isinstance(node, Term):
        return [node]
    if isinstance(node, Not):
        return [] if wanted_only else terms(node.part)
    return [term for part in node.parts for term in terms(part, wanted_only)]


def holds(node: Node, is_said: Callable[[Term], bool]) -> bool:
    """Whether a contact matches in which these terms are said."""
    if isinstance(node, Term):
        return is_said(node)
    if isinstance(node, Not):
        return not holds(node.part, is_said)
    found = (holds(part, is_said) for part in node.parts)
    return all(found) if isinstance(node, Both) else any(found)


def plain_parts(text: str) -> tuple[str, ...]:
    """The words of a text, without case and accents: "Don't, José!" is don, t, jose."""
    bare = unicodedata.normalize("NFD", text)
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return tuple(re.findall(r"[^\W_]+", kept.lower()))


def _tokens(typed: str) -> Iterator[tuple[str, str]]:
    """What was typed in pieces, each with its kind: sign, speaker, phrase or word."""
    for hit in TOKEN.finditer(typed):
        kind = "phrase" if hit["phrase"] is not None else str(hit.lastgroup)
        if kind == "phrase" and not hit["end"]:
            raise UnclearSearchError('A quotation mark is open. Close the phrase, such as: "arrived broken".')
        yield kind, hit[kind]


class _Reader:
    """The pieces, and how far they are read."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.place = tokens, 0

    def read(self) -> Node:
        node = self._either("")
        if self._next() == ("sign", ")"):
            raise UnclearSearchError("A parenthesis is closed that was not opened. Take it out, or open it before.")
        return node

    def _next(self) -> tuple[str, str] | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _take(self, *signs: str) -> bool:
        token = self._next()
        is_there = token is not None and token[0] == "sign" and token[1] in signs
        self.place += is_there
        return is_there

    def _either(self, speaker: str) -> Node:
        parts = [self._both(speaker)]
        while self._take("OR", "|"):
            parts.append(self._both(speaker))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self, speaker: str) -> Node:
        parts = [self._piece(speaker)]
        while self._next() not in (None, ("sign", ")"), ("sign", "OR"), ("sign", "|")):
            self._take("AND")
            parts.append(self._piece(speaker))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _piece(self, speaker: str) -> Node:
        token = self._next()
        if token is None or (token[0] == "sign" and token[1] in (")", "|", "AND", "OR")):
            raise UnclearSearchError(self._say_missing(token))
        self.place += 1
        kind, text = token
        if kind == "speaker":
            return self._piece(text.removesuffix(":"))
        if text == "(" and kind == "sign":
            return self._group(speaker)
        return Not(self._piece(speaker)) if kind == "sign" else _term(text, kind == "phrase", speaker)

    def _group(self, speaker: str) -> Node:
        node = self._either(speaker)
        if not self._take(")"):
            raise UnclearSearchError("A parenthesis is open. Close it with ) where the group ends.")
        return node

    def _say_missing(self, token: tuple[str, str] | None) -> str:
        before = self.tokens[self.place - 1] if self.place else None
        if before and before[0] == "speaker":
            return f"Nothing stands behind {before[1]} Write a word there, such as: {before[1]}refund."
        if before == ("sign", "(") and token is not None and token[1] == ")":
            return "Nothing stands between the parentheses. Write a word there, or take them out."
        sign = before if before and before[0] == "sign" else token
        name = HALVES.get(sign[1], "NOT" if sign[1] in ("NOT", "-") else sign[1]) if sign else "AND"
        return f"A word is missing beside {name}. Write one there, or take {name} out."


def _term(text: str, is_phrase: bool, speaker: str) -> Term:
    parts = plain_parts(text)
    if not parts:
        raise UnclearSearchError(f"“{text}” holds no letter and no digit to look for. Write a word.")
    return Term(parts, is_phrase, speaker)
