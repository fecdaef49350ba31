"""Patterns: how is a word that was searched for found in a transcript, and shown there?

DuckDB and Python look with the same pattern: letters with any accent, in any case, from the beginning of a word, never in
the name of a mask such as [EMAIL].
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from dashboards.searching import Both, Node, Not, Term, terms

SNIPPET = 140  # characters
LEAD = 15  # of them before the word, as a list shows little
# In DuckDB's RE2, and in Python: before a word, between two, after the last of a phrase. A mask begins with [.
SQL_EDGES = (r"(?:^|[^\pL\pN\[])", r"[^\pL\pN\[]+", r"(?:$|[^\pL\pN])")
PYTHON_EDGES = (r"(?<![^\W_])(?<!\[)", r"(?:[^\w\[]|_)+", r"(?![^\W_])")


@lru_cache(maxsize=1)
def _accented() -> dict[str, str]:
    """For each letter, those of the European alphabets that are the same with an accent: a gives àáâ."""
    found: dict[str, str] = {}
    for code in range(0xC0, 0x180):
        letters = unicodedata.normalize("NFD", chr(code))
        if len(letters) > 1 and letters[0].isascii() and chr(code).islower():
            found[letters[0]] = found.get(letters[0], "") + chr(code)
    return found


def pattern(term: Term, edges: tuple[str, str, str] = SQL_EDGES) -> str:
    """The regular expression that finds a term."""
    before, between, after = edges
    words = between.join("".join(map(_letter, part)) for part in term.parts)
    return f"(?i){before}{words}{after if term.is_phrase else ''}"


def _letter(sign: str) -> str:
    accented = _accented().get(sign, "")
    return f"[{sign}{accented}]" if accented else re.escape(sign)


def compile_query(asked: Node, where: str = "true") -> tuple[str, dict[str, object]]:
    """The condition on contact_id that a search means, and the values that it names (any, w0, s0, w1, ...).

    Args:
        where: which turns are read at all.
    """
    leaves = terms(asked)
    said = [_said(place, term) for place, term in enumerate(leaves)]
    columns = ", ".join(f"bool_or({leaf}) as t{place}" for place, leaf in enumerate(said))
    logic = _logic(asked, iter(range(len(leaves))))
    # One pattern for all terms leaves few turns on which each is looked for by itself.
    hits = (
        f"select contact_id, {columns} from marts.turn where {where} and regexp_matches(text, $any) group by contact_id"
    )
    return f"contact_id in (select contact_id from ({hits}) where {logic})", _values(leaves)


def first_hit(asked: Node) -> tuple[str, dict[str, object]]:
    """The condition on a turn that it holds a wanted term, and the values that it names."""
    leaves = terms(asked, wanted_only=True)
    return " or ".join(_said(place, term) for place, term in enumerate(leaves)), _values(leaves)


def _said(place: int, term: Term) -> str:
    """A turn holds the term; whose turn is asked only where it matters."""
    return f"({f'speaker = $s{place} and ' if term.speaker else ''}regexp_matches(text, $w{place}))"


def _values(leaves: list[Term]) -> dict[str, object]:
    values: dict[str, object] = {"any": "|".join(pattern(term) for term in leaves)}
    for place, term in enumerate(leaves):
        values[f"w{place}"] = pattern(term)
        if term.speaker:
            values[f"s{place}"] = term.speaker
    return values


def _logic(node: Node, places: Iterable[int]) -> str:
    """The search over the columns t0, t1, ... in the order of its terms."""
    if isinstance(node, Term):
        return f"t{next(iter(places))}"
    if isinstance(node, Not):
        return f"not {_logic(node.part, places)}"
    word = " and " if isinstance(node, Both) else " or "
    return f"({word.join(_logic(part, places) for part in node.parts)})"


def marks(asked: Node | None, speaker: str) -> re.Pattern[str] | None:
    """What to mark in a turn of this speaker; None: nothing."""
    wanted = [] if asked is None else terms(asked, wanted_only=True)
    found = [pattern(term, PYTHON_EDGES)[4:] for term in wanted if term.speaker in ("", speaker)]
    return re.compile(f"(?:{'|'.join(found)})[^\\W_]*", re.IGNORECASE) if found else None


def snippet(text: str, marked: re.Pattern[str] | None) -> str:
    """The words around the first hit."""
    one_line = " ".join(text.split())
    hit = marked.search(one_line) if marked else None
    start = max(0, hit.start() - LEAD) if hit else 0
    start = one_line.find(" ", start) + 1 if start else 0
    cut = one_line[start : start + SNIPPET]
    return f"{'…' if start else ''}{cut}{'…' if start + SNIPPET < len(one_line) else ''}"
