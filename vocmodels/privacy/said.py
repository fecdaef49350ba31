"""Said: which personal data show only to the ear and from the turns around, numbers read out, names, bare answers?

Loose texts are read one by one; the turns of a contact together and in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from vocmodels.privacy import asked, names, spoken_numbers
from vocmodels.privacy.gates import does_match
from vocmodels.privacy.known_names import find_words, normalise_word
from vocmodels.privacy.spans import Entity, cut_names, hide_masks, take
from vocmodels.privacy.texts import Texts

KINDS = {"pin": "password", "birth_date": "dob"}  # of numbers read out -> as elsewhere


@dataclass(frozen=True)
class Talk:
    """Texts to be read; with `order`, turns of contacts."""

    texts: Texts
    languages: np.ndarray | None = None
    speakers: np.ndarray | None = None
    order: np.ndarray | None = None  # rows contact by contact, each in the order of its turns
    bounds: np.ndarray | None = None  # where in `order` each contact begins, and where the last one ends
    names: Mapping[int, frozenset[str]] = field(default_factory=dict)  # contact -> words of names that its record tells
    rows: np.ndarray | None = None  # of a part: its rows in the whole

    @classmethod
    def of_turns(
        cls,
        turns: pd.DataFrame,
        texts: Texts,
        languages: np.ndarray | None,
        known_names: Mapping[str, Sequence[str]],
    ) -> Talk:
        """Return the turns as they follow one another in their contacts."""
        codes, ids = pd.factorize(turns["contact_id"], use_na_sentinel=False)
        speakers = turns["speaker"].astype(object).to_numpy() if "speaker" in turns else None
        order = np.lexsort((turns["turn_index"].to_numpy(), codes))
        bounds = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=len(ids)))])
        words = (
            {place: _words(known_names.get(contact_id, ())) for place, contact_id in enumerate(ids)}
            if known_names
            else {}
        )
        known = {place: each for place, each in words.items() if each}
        return cls(texts, languages, speakers, order, bounds, known)

    def language(self, row: int) -> str | None:
        """Return the language of a row, where it is known."""
        return None if self.languages is None else self.languages[row]

    def part(self, texts: Texts, rows: Sequence[int]) -> Talk:
        """Return the rows with newer texts; of turns all rows of their contacts, in order."""
        chosen, order, bounds, known = np.asarray(rows), self.order, self.bounds, self.names
        if order is not None and bounds is not None:
            contact_of = np.empty(len(order), dtype=np.int64)
            contact_of[order] = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
            hit = np.unique(contact_of[chosen])
            chosen = np.concatenate([order[bounds[place] : bounds[place + 1]] for place in hit])
            order, bounds = np.arange(len(chosen)), np.concatenate([[0], np.cumsum(np.diff(bounds)[hit])])
            known = {place: self.names[old] for place, old in enumerate(hit.tolist()) if old in self.names}
        return replace(
            self,
            texts=texts.part(chosen),
            languages=None if self.languages is None else self.languages[chosen],
            speakers=None if self.speakers is None else self.speakers[chosen],
            order=order,
            bounds=bounds,
            names=known,
            rows=chosen,
        )


def find_said(talk: Talk, found: dict[int, list[Entity]], hidden: Mapping[int, str]) -> dict[int, list[Entity]]:
    """Return `found` (row -> entities) with what is said besides; `hidden` are those rows' texts without them."""
    texts = talk.texts.replaced([*hidden], [*hidden.values()])
    for row, entities in _in_texts(talk, texts) if talk.order is None else _in_contacts(talk, texts):
        taken = found.get(row, [])
        if take(taken, cut_names(taken, entities)):
            found[row] = taken
    return found


def _in_texts(talk: Talk, texts: Texts) -> Iterator[tuple[int, list[Entity]]]:
    for row, text in _chosen(texts, spoken_numbers.candidates(texts.distinct)):
        yield from ((row, each) for each in _spoken([text], [None], [talk.language(row)], [True]) if each)
    for row, text in _chosen(texts, texts.passing(names.find_candidates)):
        yield row, _named([names.find_names(text, talk.language(row))])[0]


def _chosen(texts: Texts, hits: np.ndarray) -> Iterator[tuple[int, str]]:
    said = texts.at(np.flatnonzero(hits))
    rows = np.flatnonzero(hits[texts.places])
    for row, place in zip(rows.tolist(), texts.places[rows].tolist(), strict=True):
        yield row, hide_masks(said[place])


def _in_contacts(talk: Talk, texts: Texts) -> Iterator[tuple[int, list[Entity]]]:
    """Yield, finder by finder, what is said in the contacts where a turn passes its gate, or whose record tells a name."""
    assert talk.order is not None
    places = texts.places[talk.order]
    said = np.array([hide_masks(text) if text else text for text in texts.distinct.to_pylist()], dtype=object)
    texts_in_order = said[places].tolist()
    who = [
        [None] * len(places) if each is None else each[talk.order].tolist() for each in (talk.speakers, talk.languages)
    ]
    may_ask = texts.passing(partial(does_match, pattern=asked.CANDIDATE))[places]
    may_read_out = spoken_numbers.candidates(texts.distinct)[places]
    may_name = texts.passing(names.find_candidates)[places]
    may_ask_names = texts.passing(names.find_requests)[places]
    turns = [texts_in_order, *who]
    yield from _by_contact(talk, [*turns, may_ask.tolist()], _asked, may_ask)
    yield from _by_contact(talk, [*turns, may_read_out.tolist()], _spoken, may_read_out)
    yield from _known(talk, texts_in_order)
    yield from _by_contact(talk, [*turns, may_name.tolist(), may_ask_names.tolist()], _names, may_name | may_ask_names)


def _by_contact(
    talk: Talk, columns: Sequence[list[Any]], find: Callable[..., Iterable[list[Entity]]], hits: np.ndarray
) -> Iterator[tuple[int, list[Entity]]]:
    """Yield row -> entities of the contacts with any hit; the columns are in the talk's order."""
    assert talk.order is not None and talk.bounds is not None
    rows, bounds = talk.order.tolist(), talk.bounds.tolist()
    for contact in np.flatnonzero(np.logical_or.reduceat(hits, talk.bounds[:-1]) if len(rows) else hits).tolist():
        start, end = bounds[contact], bounds[contact + 1]
        found = find(*(column[start:end] for column in columns))
        yield from ((rows[turn], entities) for turn, entities in enumerate(found, start) if entities)


def _asked(
    texts: list[str | None], speakers: list[str | None], _: list[str | None], hits: list[bool]
) -> list[list[Entity]]:
    return asked.find_answers(texts, speakers, hits)


def _spoken(
    texts: list[str | None], speakers: list[str | None], languages: list[str | None], hits: list[bool]
) -> list[list[Entity]]:
    found = spoken_numbers.find_spoken_in_turns(texts, speakers, languages, hits)
    return [
        [(KINDS.get(kind, kind), start, end) for kind, start, end in entities] if entities else entities
        for entities in found
    ]


def _names(
    texts: list[str | None],
    speakers: list[str | None],
    languages: list[str | None],
    hits: list[bool],
    requests: list[bool],
) -> list[list[Entity]]:
    return _named(names.find_names_in_turns(texts, speakers, languages, hits, requests))


def _named(found: Iterable[Iterable[tuple[int, int]]]) -> list[list[Entity]]:
    return [[("name", start, end) for start, end in spans] if spans else [] for spans in found]


def _known(talk: Talk, texts: list[str | None]) -> Iterator[tuple[int, list[Entity]]]:
    """Yield where the words of known names stand; the search by word is for texts alone that hold one anywhere."""
    for contact, words in talk.names.items():
        assert talk.order is not None and talk.bounds is not None
        start, end = talk.bounds[contact : contact + 2].tolist()
        for row, text in zip(talk.order[start:end].tolist(), texts[start:end], strict=True):
            plain = normalise_word(text) if text else ""
            if text and any(word in plain for word in words):
                yield row, _named([find_words(text, words.__contains__)])[0]


def _words(known: Sequence[str]) -> frozenset[str]:
    return frozenset(word for name in known if name for word in names.name_words(name))
