"""Said: which personal data show only to the ear and from the turns around, numbers read out, names, bare answers?

Loose texts are read one by one; the turns of a contact together and in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from vocmodels.privacy import asked, names, spoken_numbers
from vocmodels.privacy.gates import may_match, may_pass
from vocmodels.privacy.known_names import find_words, normalise_word
from vocmodels.privacy.spans import Entity, hide_masks, take

KINDS = {"pin": "password", "birth_date": "dob"}  # of numbers read out -> as elsewhere


@dataclass(frozen=True)
class Talk:
    """Texts to be read; with `contacts`, turns of contacts (an array of row numbers each, in the order of the turns)."""

    column: pa.Array
    languages: list[str | None] | None = None
    speakers: list[str | None] | None = None
    contacts: list[np.ndarray] | None = None
    contact_of: np.ndarray | None = None  # place in `contacts` for each row
    names: Mapping[int, frozenset[str]] = field(default_factory=dict)  # contact -> words of names that its record tells
    rows: np.ndarray | None = None  # of a part: its rows in the whole

    @classmethod
    def of_turns(
        cls,
        turns: pd.DataFrame,
        column: pa.Array,
        languages: list[str | None] | None,
        known_names: Mapping[str, Sequence[str]],
    ) -> Talk:
        """Return the turns as they follow one another in their contacts."""
        codes, ids = pd.factorize(turns["contact_id"], use_na_sentinel=False)
        speakers = turns["speaker"].astype(object).tolist() if "speaker" in turns else [None] * len(turns)
        order = np.lexsort((turns["turn_index"].to_numpy(), codes))
        contacts = np.split(order, np.cumsum(np.bincount(codes, minlength=len(ids)))[:-1]) if len(ids) else []
        words = (
            {place: _words(known_names.get(contact_id, ())) for place, contact_id in enumerate(ids)}
            if known_names
            else {}
        )
        known = {place: each for place, each in words.items() if each}
        return cls(column, languages, speakers, contacts, codes, known)

    def language(self, row: int) -> str | None:
        """Return the language of a row, where it is known."""
        return self.languages[row] if self.languages else None

    def part(self, column: pa.Array, rows: Sequence[int]) -> Talk:
        """Return the rows with newer texts; of turns all rows of their contacts."""
        if self.contacts is None or self.contact_of is None:
            chosen, contacts, contact_of, known = np.asarray(rows), None, None, self.names
        else:
            hit = np.unique(self.contact_of[rows])
            kept = [self.contacts[place] for place in hit]
            chosen = np.concatenate(kept)
            contacts = np.split(np.arange(len(chosen)), np.cumsum([len(each) for each in kept])[:-1])
            contact_of = np.repeat(np.arange(len(kept)), [len(each) for each in kept])
            known = {place: self.names[old] for place, old in enumerate(hit.tolist()) if old in self.names}
        return replace(
            self,
            column=column.take(pa.array(chosen)),
            languages=[self.languages[row] for row in chosen] if self.languages else None,
            speakers=[self.speakers[row] for row in chosen] if self.speakers else None,
            contacts=contacts,
            contact_of=contact_of,
            names=known,
            rows=chosen,
        )


class Turns(NamedTuple):
    """The turns of one contact in order: their texts, speakers and languages, and which of them pass which gate."""

    texts: list[str | None]
    speakers: list[str | None]
    languages: list[str | None]
    may_ask: list[bool]
    may_read_out: list[bool]
    may_name: list[bool]
    may_ask_names: list[bool]


def find_said(talk: Talk, found: dict[int, list[Entity]], hidden: Mapping[int, str]) -> dict[int, list[Entity]]:
    """Return `found` (row -> entities) with what is said besides; `hidden` are those rows' texts without them."""
    column = _with_hidden(talk.column, hidden)
    read = _in_texts(talk, column) if talk.contacts is None else _in_contacts(talk, column)
    for row, entities in read:
        taken = found.get(row, [])
        if take(taken, entities):
            found[row] = taken
    return found


def _in_texts(talk: Talk, column: pa.Array) -> Iterator[tuple[int, list[Entity]]]:
    for row, text in _texts(column, spoken_numbers.candidates(column)):
        yield from ((row, each) for each in _spoken([text], [None], [talk.language(row)], [True]) if each)
    for row, text in _texts(column, may_pass(column, names.find_candidates)):
        yield row, _named([names.find_names(text, talk.language(row))])[0]


def _in_contacts(talk: Talk, column: pa.Array) -> Iterator[tuple[int, list[Entity]]]:
    """Yield what is said in the contacts where any turn passes a gate, or whose record tells a name."""
    assert talk.contacts is not None and talk.contact_of is not None
    gates = [
        may_match(column, asked.CANDIDATE),
        spoken_numbers.candidates(column),
        may_pass(column, names.find_candidates),
        may_pass(column, names.find_requests),
    ]
    is_chosen = np.zeros(len(talk.contacts), dtype=bool)
    is_chosen[talk.contact_of[np.logical_or.reduce(gates)]] = True
    is_chosen[list(talk.names)] = True
    chosen = np.flatnonzero(is_chosen).tolist()
    if not chosen:
        return
    rows = np.concatenate([talk.contacts[contact] for contact in chosen])
    said = [hide_masks(text) if text and "[" in text else text for text in column.take(pa.array(rows)).to_pylist()]
    speakers = [talk.speakers[row] for row in rows] if talk.speakers else [None] * len(rows)
    languages = [talk.languages[row] for row in rows] if talk.languages else [None] * len(rows)
    columns = (said, speakers, languages, *(gate[rows].tolist() for gate in gates))
    places, start = rows.tolist(), 0
    for contact in chosen:
        end = start + len(talk.contacts[contact])
        turns = Turns(*(each[start:end] for each in columns))
        for found in _of_contact(turns, talk.names.get(contact, frozenset())):
            yield from ((places[start + turn], entities) for turn, entities in enumerate(found) if entities)
        start = end


def _of_contact(turns: Turns, known: frozenset[str]) -> Iterator[list[list[Entity]]]:
    """Yield, finder by finder, the entities of each turn; what an earlier one has taken stays with it."""
    texts, speakers, languages = turns[:3]
    if any(turns.may_ask):
        yield asked.find_answers(texts, speakers, turns.may_ask)
    if any(turns.may_read_out):
        yield _spoken(texts, speakers, languages, turns.may_read_out)
    if known:
        yield _known(texts, known)
    if any(turns.may_name) or any(turns.may_ask_names):
        yield _named(names.find_names_in_turns(texts, speakers, languages, turns.may_name, turns.may_ask_names))


def _spoken(
    texts: list[str | None], speakers: list[str | None], languages: list[str | None], hits: list[bool]
) -> list[list[Entity]]:
    found = spoken_numbers.find_spoken_in_turns(texts, speakers, languages, hits)
    return [[(KINDS.get(kind, kind), start, end) for kind, start, end in entities] for entities in found]


def _named(found: Iterable[Iterable[tuple[int, int]]]) -> list[list[Entity]]:
    return [[("name", start, end) for start, end in spans] for spans in found]


def _known(texts: list[str | None], words: frozenset[str]) -> list[list[Entity]]:
    """Return where the words of known names stand; the search by word is for texts alone that hold one anywhere."""
    plain = [normalise_word(text) if text else "" for text in texts]
    hits = [any(word in each for word in words) for each in plain]
    return _named(
        find_words(text or "", words.__contains__) if hit else () for text, hit in zip(texts, hits, strict=True)
    )


def _words(known: Sequence[str]) -> frozenset[str]:
    return frozenset(word for name in known if name for word in names.name_words(name))


def _texts(column: pa.Array, hits: np.ndarray) -> Iterator[tuple[int, str]]:
    rows = np.flatnonzero(hits)
    for row, text in zip(rows.tolist(), column.take(pa.array(rows)).to_pylist(), strict=True):
        yield row, hide_masks(text)


def _with_hidden(column: pa.Array, hidden: Mapping[int, str]) -> pa.Array:
    if not hidden:
        return column
    rows = sorted(hidden)
    is_hidden = np.zeros(len(column), dtype=bool)
    is_hidden[rows] = True
    texts = pa.array([hidden[row] for row in rows], type=pa.large_string())
    return pc.replace_with_mask(column, pa.array(is_hidden), texts)
