"""Words: what was said in the contacts that go, and where else does a sentence of theirs stand?

A topic's proposal quotes customers, a reason that somebody made of it keeps them as its examples, and reports show quotes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb

from pipelines.warehouse import fetch_value

FEWEST_WORDS = 4  # fewer are no sentence of anybody's own
SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\[[A-Z_]+\]")
QUOTED = re.compile(r"“([^”]+)”")
LEFT_OUT = "…"
SAID = """
select text from raw.turn where contact_id in (from gone) and text is not null
union all
select comment from raw.survey where contact_id in (from gone) and comment is not null
"""
SAID_BY_OTHERS = """
select exists (from raw.turn where contact_id not in (from gone) and contains(lower(text), lower($1)))
    or exists (from raw.survey where contact_id not in (from gone) and contains(lower(comment), lower($1)))
"""


@dataclass(frozen=True)
class Said:
    """The turns and comments of the contacts that go."""

    texts: tuple[str, ...]

    @cached_property
    def _plain(self) -> list[str]:
        return [f" {plain(text)} " for text in self.texts]

    def holds(self, text: str) -> bool:
        """Whether a text is a sentence, or some of one, that was said there."""
        wanted = plain(text)
        return is_long(wanted) and any(f" {wanted} " in each for each in self._plain)

    @cached_property
    def sentences(self) -> set[str]:
        """What a report may show of them, plain."""
        parts = {plain(part) for text in self.texts for part in SENTENCE_END.split(text)}
        return {part for part in parts if is_long(part)}


def plain(text: str) -> str:
    """A text in small letters, its words parted by one space, without marks."""
    return " ".join(re.findall(r"\w+", text.lower()))


def is_long(text: str) -> bool:
    return text.count(" ") + 1 >= FEWEST_WORDS


def said_by_gone(warehouse: duckdb.DuckDBPyConnection) -> Said:
    """What was said in the contacts of the temporary table gone."""
    return Said(tuple(text for (text,) in warehouse.execute(SAID).fetchall()))


def own_quotes(warehouse: duckdb.DuckDBPyConnection, said: Said, document: Any) -> set[str]:
    """The texts and quotes of a document that were said in those contacts, and in no other."""
    candidates = {text for text in _texts(document) if said.holds(text)}
    return {text for text in candidates if not fetch_value(warehouse, SAID_BY_OTHERS, [text])}


def _texts(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        for each in document:
            yield from _texts(each)
    elif isinstance(document, str):
        yield from (document, *QUOTED.findall(document))


def without(document: Any, quotes: Collection[str]) -> Any:
    """A document as TOML or JSON give it, without these texts."""
    if isinstance(document, dict):
        return {name: without(each, quotes) for name, each in document.items()}
    if isinstance(document, list):
        return [without(each, quotes) for each in document if not (isinstance(each, str) and each in quotes)]
    if isinstance(document, str):
        bare = QUOTED.sub(lambda quote: f"“{LEFT_OUT}”" if quote[1] in quotes else quote[0], document)
        return LEFT_OUT if document in quotes else bare
    return document


def forget_proposals(warehouse: duckdb.DuckDBPyConnection, said: Said) -> int:
    """Delete what topics propose in these words; the next night proposes it anew, in others'."""
    rows = warehouse.execute(
        "select topic_code, definition, [each.phrase for each in phrases] from findings.topic_proposal"
    )
    quoting = [code for code, *document in rows.fetchall() if any(map(said.holds, _texts(document)))]
    warehouse.execute(
        "delete from findings.topic_proposal where topic_code in (select unnest($1::varchar[]))", [quoting]
    )
    return len(quoting)


def forget_in_taxonomies(warehouse: duckdb.DuckDBPyConnection, quotes: Collection[str]) -> int:
    """Take out of the taxonomies of past runs what reasons that people made of topics quoted."""
    count = 0
    for version, text in warehouse.execute("select taxonomy_version, document from ops.taxonomy").fetchall():
        document = json.loads(text)
        mended = without(document, quotes) if quotes else document
        if mended != document:
            count += 1
            written = [json.dumps(mended, ensure_ascii=False), version]
            warehouse.execute("update ops.taxonomy set document = ? where taxonomy_version = ?", written)
    return count
