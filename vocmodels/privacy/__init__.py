"""Privacy: what in a text is somebody's personal data, and how does the text read without it?

RE2 (through pyarrow) finds, among the different texts, the few that can hold anything at all; only those are read by
Python's `re`, once, and checked by rule (Luhn, mod 97, number plans, the words before a number). Masks say what they hide:
`[CARD]`. What stands in one text as it is written is looked for first, what is said (digit words, names) and what follows
from the turns around it after.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from vocmodels.columns import text_column
from vocmodels.privacy import (
    bank_numbers,
    card_details,
    cued,
    national_ids,
    online_addresses,
    phone_numbers,
    street_addresses,
)
from vocmodels.privacy.gates import does_match
from vocmodels.privacy.personal_columns import personal_column
from vocmodels.privacy.said import Talk, find_said
from vocmodels.privacy.spans import ANY_HIDDEN, Entity, hide, hide_masks, mask, on_original, take
from vocmodels.privacy.texts import Texts

__all__ = ["BrokenPatternError", "find_entities", "personal_column", "redact", "redact_turns"]

ROUNDS = 5  # what a mask uncovers is looked for again; the second round nearly always finds nothing
DIGIT = re.compile(r"\d")
MASK_NAME = re.compile(r"[A-Za-z][A-Za-z_]+")


class Finder(NamedTuple):
    """What RE2 looks for in a column, and what decides on the hits."""

    candidate: str | None  # None: every text is read
    find: Callable[[str, str | None], Iterator[Entity]]
    needs_digit: bool = True
    has_own_gate: bool = False  # a wide pattern slows down the gate that it shares


FINDERS = (  # in order: what one has found, none after it sees
    Finder(online_addresses.URL_CANDIDATE, online_addresses.find_urls, needs_digit=False),
    Finder(online_addresses.EMAIL_CANDIDATE, online_addresses.find_emails, needs_digit=False),
    Finder(bank_numbers.IBAN_CANDIDATE, bank_numbers.find_ibans, has_own_gate=True),
    Finder(bank_numbers.CARD_CANDIDATE, bank_numbers.find_cards),
    Finder(card_details.BESIDE_CANDIDATE, card_details.find_beside_cards),
    Finder(card_details.CUE_CANDIDATE, card_details.find_cued_details),
    Finder(online_addresses.IP_CANDIDATE, online_addresses.find_ips),
    Finder(cued.SECRET_CANDIDATE, cued.find_secrets, needs_digit=False),
    Finder(cued.BIRTH_CANDIDATE, cued.find_birth_dates, needs_digit=False),
    Finder(national_ids.SSN_CUE_CANDIDATE, national_ids.find_cued_ssns),
    Finder(national_ids.SSN_CANDIDATE, national_ids.find_ssns),
    Finder(national_ids.DNI_CANDIDATE, national_ids.find_dnis),
    Finder(national_ids.SHAPE_CANDIDATE, national_ids.find_shaped_ids),
    Finder(national_ids.CUE_CANDIDATE, national_ids.find_cued_ids),
    Finder(street_addresses.CANDIDATE, street_addresses.find_addresses, has_own_gate=True),
    Finder(phone_numbers.CANDIDATE, phone_numbers.find_phones),
)


class BrokenPatternError(ValueError):
    """A configured pattern that cannot be used; the message names it."""


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause Python's search for cycles: it reads all objects whenever many were made, and those made here hold none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_without_collector()
def redact(
    texts: Iterable[str | None],
    language_codes: Iterable[str | None] | None = None,
    patterns: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the texts with personal data replaced by masks.

    Args:
        texts: any sequence of texts; null stays null.
        language_codes: 'en', 'es' or null for each text; some bare numbers are telephones in one country only.
        patterns: what else to mask, name of the mask -> regular expression: {"order": r"ORD-\\d{8}"} masks `[ORDER]`.

    Returns:
        one row per text, in order (a Series keeps its index): text, masked_count, entities (a list of dicts kind,
        start, end: characters of the original text, never what stood there).

    Raises:
        BrokenPatternError: a pattern is no regular expression, matches nothing at all, or has no usable name.
    """
    index = texts.index if isinstance(texts, pd.Series) else None
    talk, places = _distinct(Texts.of(text_column(texts)), language_codes)
    masked, found = _mask(talk, patterns)
    columns = {
        "text": pd.array(masked.column.take(pa.array(places)), dtype="str"),
        "masked_count": _counts(found, len(talk.texts.places))[places],
        "entities": _described(found, len(talk.texts.places))[places],
    }
    return pd.DataFrame(columns, index=index, copy=False)


@_without_collector()
def redact_turns(
    turns: pd.DataFrame,
    known_names: Mapping[str, Sequence[str]] | None = None,
    patterns: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the same rows with `text` masked, and how much was masked in each: masked_count.

    The turns of a contact are read together: a number that goes on in the next turn, and the bare answer to the question
    of the turn before ("123" after "the security code, please") are masked as what they are.

    Args:
        turns: one row per turn, in any order: contact_id, turn_index, speaker, text (null allowed), any other columns;
            language_code is used where it is there.
        known_names: contact_id -> names in the contact's own record, masked as `[NAME]` wherever they are said.
        patterns: as in `redact`, and raised for as there.
    """
    languages = turns["language_code"].astype(object).to_numpy() if "language_code" in turns else None
    talk = Talk.of_turns(turns, Texts.of(text_column(turns["text"])), languages, known_names or {})
    masked, found = _mask(talk, patterns)
    texts = pd.Series(masked.column, dtype="str").set_axis(turns.index)
    return turns.assign(text=texts, masked_count=_counts(found, len(turns)))


def find_entities(text: str, language_code: str | None = None) -> list[Entity]:
    """Return (kind, start, end) of everything written in one text that is personal, in order and without overlap."""
    return _read(text, language_code, FINDERS)[0]


def _distinct(texts: Texts, language_codes: Iterable[str | None] | None) -> tuple[Talk, np.ndarray]:
    """Return each pair of a text and its language once, and where among them each row stands."""
    if language_codes is None:
        return Talk(Texts(texts.distinct, np.arange(len(texts.distinct)))), texts.places
    codes, known = pd.factorize(np.array([*language_codes], dtype=object), use_na_sentinel=False)
    places, pairs = pd.factorize(texts.places * np.int64(len(known) or 1) + codes)
    text_places, language_places = np.divmod(pairs, len(known) or 1)
    return Talk(Texts(texts.distinct, text_places), known[language_places]), places


def _mask(talk: Talk, patterns: Mapping[str, str] | None) -> tuple[Texts, dict[int, list[Entity]]]:
    """Return the masked texts, and row -> its entities in order (where they stand in the original text)."""
    finders = (*_configured(patterns or {}), *FINDERS)
    texts, found = talk.texts, find_said(talk, *_find_written(talk, finders))
    new = found
    for _ in range(ROUNDS):
        if not new:
            break
        rows = sorted(new)
        originals = texts.part(rows).column.to_pylist()
        masked = [mask(text, new[row]) for row, text in zip(rows, originals, strict=True)]
        texts = texts.replaced(rows, masked)
        new = _find_uncovered(talk, texts, rows, finders)
        for row, entities in new.items():
            before = found.get(row, [])
            found[row] = sorted([*before, *on_original(entities, before)], key=lambda entity: entity[1])
    return texts, found


def _find_uncovered(talk: Talk, texts: Texts, rows: list[int], finders: Sequence[Finder]) -> dict[int, list[Entity]]:
    """Return row -> entities of what shows only now that something else in these rows is masked."""
    changed = Talk(texts.part(rows), None if talk.languages is None else talk.languages[rows])
    written, hidden = _find_written(changed, finders)
    if not written:
        return {}
    part = talk.part(texts, [rows[place] for place in written])
    assert part.rows is not None
    place_of = {row: place for place, row in enumerate(part.rows.tolist())}
    in_part = {place_of[rows[place]]: entities for place, entities in written.items()}
    said = find_said(part, in_part, {place_of[rows[place]]: text for place, text in hidden.items()})
    return {int(part.rows[place]): entities for place, entities in said.items()}


def _find_written(talk: Talk, finders: Sequence[Finder]) -> tuple[dict[int, list[Entity]], dict[int, str]]:
    """Return row -> entities, and row -> the text with them hidden, for the rows that hold any."""
    hits = _hits(talk.texts, finders)
    said = talk.texts.at(np.flatnonzero(hits))
    chosen = {
        each: [finder for place, finder in enumerate(finders) if each >> place & 1] for each in np.unique(hits).tolist()
    }
    read: dict[tuple[int, str | None], tuple[list[Entity], str]] = {}
    found, hidden = {}, {}
    hit = hits[talk.texts.places]
    rows = np.flatnonzero(hit)
    for row, place, each in zip(rows.tolist(), talk.texts.places[rows].tolist(), hit[rows].tolist(), strict=True):
        language = talk.language(row)
        if (place, language) not in read:
            read[place, language] = _read(said[place], language, chosen[each])
        entities, left = read[place, language]
        if entities:
            found[row], hidden[row] = [*entities], left
    return found, hidden


def _hits(texts: Texts, finders: Sequence[Finder]) -> np.ndarray:
    """Return for each different text the finders that may find something in it, as the bits of a number."""
    column = texts.distinct
    if texts.is_few:
        return column.is_valid().to_numpy(zero_copy_only=False) * np.int64((1 << len(finders)) - 1)
    hits = np.zeros(len(column), dtype=np.int64)
    with_digit = np.flatnonzero(does_match(column, r"\d"))
    for needs_digit, has_own_gate in product((False, True), repeat=2):
        group = {
            place: finder.candidate
            for place, finder in enumerate(finders)
            if (finder.needs_digit, finder.has_own_gate) == (needs_digit, has_own_gate)
        }
        rows = with_digit if needs_digit else np.arange(len(column))
        if not has_own_gate:
            rows = rows[_may_match(column.take(pa.array(rows)), _any_of(group.values()))]
        some = column.take(pa.array(rows))
        for place, candidate in group.items():
            hits[rows] |= _may_match(some, candidate).astype(np.int64) << place
    return hits


def _may_match(column: pa.Array, candidate: str | None) -> np.ndarray:
    """Return for each text whether the pattern (None: any text) matches it; a null does not."""
    return column.is_valid().to_numpy(zero_copy_only=False) if candidate is None else does_match(column, candidate)


def _any_of(candidates: Iterable[str | None]) -> str | None:
    """Return the pattern that matches what any of these does; None where one of them may match any text."""
    known = [candidate for candidate in candidates if candidate is not None]
    return "|".join(f"(?:{candidate})" for candidate in known) if len(known) == len([*candidates]) else None


def _read(text: str, language_code: str | None, finders: Iterable[Finder]) -> tuple[list[Entity], str]:
    """Return the entities of one text in order, and the text with them hidden."""
    taken: list[Entity] = []
    text = hide_masks(text)
    has_digit = DIGIT.search(text) is not None
    for finder in finders:
        if has_digit or not finder.needs_digit:
            added = take(taken, finder.find(text, language_code))
            if added:
                text = hide(text, added)
                has_digit = DIGIT.search(text) is not None
    return taken, text


def _configured(patterns: Mapping[str, str]) -> list[Finder]:
    return [_configured_finder(name, pattern) for name, pattern in patterns.items()]


def _configured_finder(name: str, pattern: str) -> Finder:
    if not MASK_NAME.fullmatch(name):
        raise BrokenPatternError(
            f"The pattern {name!r} cannot name a mask. Use letters and underscores, as in order_number."
        )
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise BrokenPatternError(
            f"The pattern {name!r} is no regular expression: {error}. Mend it in the settings."
        ) from error
    if compiled.fullmatch(""):
        raise BrokenPatternError(
            f"The pattern {name!r} matches the empty text. Say at least one character that it must hold."
        )
    return Finder(_as_candidate(pattern), lambda text, _: _configured_spans(name.lower(), compiled, text), False)


def _configured_spans(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Entity]:
    for match in pattern.finditer(text):
        if not ANY_HIDDEN.search(match.group()):
            yield kind, match.start(), match.end()


def _as_candidate(pattern: str) -> str | None:
    """Return the pattern where RE2 knows it too (no lookaround, no back reference)."""
    try:
        pc.match_substring_regex(pa.array([""], pa.large_string()), pattern)
    except pa.ArrowInvalid:
        return None
    return pattern


def _counts(found: Mapping[int, list[Entity]], length: int) -> np.ndarray:
    counts = np.zeros(length, dtype=np.int64)
    for row, entities in found.items():
        counts[row] = len(entities)
    return counts


def _described(found: Mapping[int, list[Entity]], length: int) -> np.ndarray:
    described = (
        [{"kind": kind, "start": start, "end": end} for kind, start, end in found.get(row, ())] for row in range(length)
    )
    return np.fromiter(described, dtype=object, count=length)
