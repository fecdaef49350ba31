"""Privacy: what in a text is somebody's personal data, and how does the text read without it?

RE2 (through pyarrow) finds the few texts that can hold anything at all; only those are read by Python's `re` and
checked by rule (Luhn, mod 97, number plans, the words before a number). Masks say what they hide: `[CARD]`.
"""

from __future__ import annotations

import ipaddress
import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from vocmodels.columns import text_column
from vocmodels.phone_numbers import find_phones

Span = tuple[int, int]
Entity = tuple[str, int, int]  # kind, start, end

EMAIL = re.compile(r"(?<![\w.+%-])[\w.!#$%&'*+/=?^`{|}~-]+\s?@\s?(?:[\w-]+\.)+[^\W\d_]{2,}")
SPOKEN_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+(?:\s(?:dot|punto)\s[\w+-]+)*\s?[\[(]?\b(?:at|arroba)\b[\])]?\s?"
    r"(?:[\w-]+\s?[\[(]?\b(?:dot|punto)\b[\])]?\s?)+(?:com|net|org|edu|gov|info|io|co|us|uk|es|mx|ar|cl|pe|cat)\b",
    re.IGNORECASE,
)
CARD_RUN = re.compile(r"(?<![\w+])\d(?:[\s.\-–—‑_]{0,3}\d){12,}(?!\w)")
DIGIT_GROUP = re.compile(r"\d+")
CARD_PREFIXES = {  # digits of a card number -> first digits that its networks use
    13: r"4",
    14: r"3(?:0|6|8|9)",
    15: r"3[47]|2131|1800",
    16: r"4|5[0-9]|2[2-7]|6[0-9]|3[05689]|8[1-6]|9[27]",
    17: r"6|5[0678]",
    18: r"6|5[0678]",
    19: r"4|6|5[0678]",
}
CARD_PREFIX = {length: re.compile(prefix) for length, prefix in CARD_PREFIXES.items()}
IBAN_HEAD = re.compile(r"(?<![^\W_])[A-Za-z]{2}[ -]?\d[ -]?\d(?=[ -]?[A-Za-z0-9])")
IBAN_COUNTRIES = (  # country and length
    "NO15 BE16 DK18 FI18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 MN20 CH21 HR21 "
    "LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 "
    "ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 "
    "MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 "
    "KW30 MU30 YE30 MT31 SC31 LC32 RU33 FK18"
)
IBAN_LENGTHS = {country[:2]: int(country[2:]) for country in IBAN_COUNTRIES.split()}
SSN = re.compile(r"(?<![\w-])\d{3}([-–. ])\d{2}\1\d{4}(?![\w]|[-–]\d)")
SSN_BY_CUE = re.compile(
    r"\b(?:ssn|itin|social security(?: number)?|social|seguro social)\b\W{0,3}"
    r"(?:\b(?:number|no|num|n[uú]mero|is|es|it's)\b\W{0,3})*(\d{3}[-–. ]?\d{2}[-–. ]?\d{4})(?!\w)",
    re.IGNORECASE,
)
IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])")
VERSION_BEFORE = re.compile(r"(?:\b(?:version|versi[oó]n|firmware|build|release|ver|v)\W{0,2})$", re.IGNORECASE)


def redact(texts: Iterable[str | None], language_codes: Iterable[str | None] | None = None) -> pd.DataFrame:
    """Return the texts with personal data replaced by masks.

    Args:
        texts: any sequence of texts; null stays null.
        language_codes: 'en', 'es' or null for each text; some bare numbers are telephones in one country only.

    Returns:
        one row per text, in order (a Series keeps its index): text, masked_count, entities (a list of dicts kind,
        start, end: characters of the original text, never what stood there).
    """
    index = texts.index if isinstance(texts, pd.Series) else None
    column = text_column(texts)
    languages = None if language_codes is None else list(language_codes)
    found = _find_in_column(column, languages)
    columns = {
        "text": pd.Series(_masked_column(column, found), dtype="str"),
        "masked_count": pd.Series([len(found.get(row, ())) for row in range(len(column))], dtype="int64"),
        "entities": pd.Series([_described(found.get(row, ())) for row in range(len(column))], dtype="object"),
    }
    frame = pd.DataFrame(columns)
    return frame if index is None else frame.set_axis(index)


def redact_turns(turns: pd.DataFrame, known_names: Mapping[str, Sequence[str]] | None = None) -> pd.DataFrame:
    """Return the same rows with `text` masked, and how much was masked in each: masked_count.

    Args:
        turns: one row per turn: contact_id, turn_index, speaker, text (null allowed), any other columns;
            language_code is used where it is there.
        known_names: contact_id -> names in the contact's own record, masked as `[NAME]` wherever they are said.
    """
    languages = turns["language_code"].astype(object) if "language_code" in turns else None
    redacted = redact(turns["text"], languages)
    masked = turns.assign(text=redacted["text"], masked_count=redacted["masked_count"])
    return _mask_names(masked, known_names) if known_names else masked


def find_entities(text: str, language_code: str | None = None) -> list[Entity]:
    """Return (kind, start, end) of everything personal in one text, in order and without overlap."""
    taken: list[Entity] = []
    for kind, (_, find) in FINDERS.items():
        _take(taken, kind, find(text, language_code))
    return taken


def is_luhn_valid(digits: str) -> bool:
    """Tell whether the last digit is the check digit that payment cards carry (Luhn, 1954)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_iban_valid(iban: str) -> bool:
    """Tell whether the compact IBAN has its country's length and check digits (ISO 13616, mod 97)."""
    if IBAN_LENGTHS.get(iban[:2]) != len(iban) or not (iban.isascii() and iban.isalnum()):
        return False
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def _emails(text: str, _: str | None) -> Iterator[Span]:
    if "@" in text:
        yield from (match.span() for match in EMAIL.finditer(text))
    lowered = text.lower()
    if "dot" in lowered or "punto" in lowered:
        yield from (match.span() for match in SPOKEN_EMAIL.finditer(text))


def _ibans(text: str, _: str | None) -> Iterator[Span]:
    for match in IBAN_HEAD.finditer(text):
        end = _iban_end(text, match.start())
        if end is not None:
            yield match.start(), end


def _iban_end(text: str, start: int) -> int | None:
    wanted = IBAN_LENGTHS.get(text[start : start + 2].upper())
    compact, place = "", start
    while wanted and place < len(text) and len(compact) < wanted:
        if text[place].isalnum():
            compact += text[place].upper()
        elif text[place] not in " -.":
            return None
        place += 1
    ends_there = place == len(text) or not text[place].isalnum()
    return place if wanted and ends_there and is_iban_valid(compact) else None


def _cards(text: str, _: str | None) -> Iterator[Span]:
    for run in CARD_RUN.finditer(text):
        groups = [
            (run.start() + group.start(), run.start() + group.end()) for group in DIGIT_GROUP.finditer(run.group())
        ]
        first = 0
        while first < len(groups):
            last = _card_end(text, groups, first)
            if last is not None:
                yield groups[first][0], groups[last][1]
                first = last
            first += 1


def _card_end(text: str, groups: list[Span], first: int) -> int | None:
    """Return the group that ends a card number begun at `first`; sixteen digits are tried before other lengths."""
    number, found = "", None
    for last in range(first, len(groups)):
        number += text[groups[last][0] : groups[last][1]]
        prefix = CARD_PREFIX.get(len(number))
        if prefix and prefix.match(number) and is_luhn_valid(number):
            found = last
        if len(number) >= 19 or (len(number) == 16 and found == last):
            break
    return found


def _ssns(text: str, _: str | None) -> Iterator[Span]:
    yield from (match.span() for match in SSN.finditer(text))
    yield from (match.span(1) for match in SSN_BY_CUE.finditer(text))


def _ips(text: str, _: str | None) -> Iterator[Span]:
    if "." in text:
        for match in IPV4.finditer(text):
            is_version = VERSION_BEFORE.search(text, max(0, match.start() - 12), match.start())
            if not is_version and all(int(octet) < 256 for octet in match.group().split(".")):
                yield match.span()
    if ":" in text:
        yield from (match.span() for match in IPV6.finditer(text) if _is_ipv6(match.group()))


def _is_ipv6(written: str) -> bool:
    if sum(character.isalnum() for character in written) < 3:
        return False
    try:
        ipaddress.IPv6Address(written)
    except ValueError:
        return False
    return True


Finder = Callable[[str, str | None], Iterator[Span]]
FINDERS: dict[str, tuple[str, Finder]] = {  # kind -> what RE2 looks for in a column, and what decides on the hits
    "email": (r"@|(?i:\b(?:dot|punto)\b)", _emails),
    "iban": (r"[A-Za-z]{2}[ -]?\d[ -]?\d(?:[ .-]?[A-Za-z\d]){11}", _ibans),
    "card": (r"\d(?:[^A-Za-z\d]{0,3}\d){12}", _cards),
    "ip": (r"\d\.\d{1,3}\.\d{1,3}\.\d|:[0-9A-Fa-f]{0,4}:", _ips),
    "ssn": (r"\d{3}[^A-Za-z\d]?\d{2}[^A-Za-z\d]?\d{4}", _ssns),
    "phone": (r"\d(?:[^A-Za-z\d]{0,4}\d){6}", find_phones),
}


def _find_in_column(column: pa.Array, languages: list[str | None] | None) -> dict[int, list[Entity]]:
    """Return row -> its entities in order, for the rows that hold any."""
    found: dict[int, list[Entity]] = {}
    for kind, (candidate, find) in FINDERS.items():
        hits = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(column, candidate), False))
        for row, text in zip(hits.to_pylist(), column.take(hits).to_pylist(), strict=True):
            _take(found.setdefault(row, []), kind, find(text, languages[row] if languages else None))
    return {row: entities for row, entities in found.items() if entities}


def _take(taken: list[Entity], kind: str, spans: Iterable[Span]) -> None:
    """Add the spans that lie beside everything taken before; `taken` stays in order."""
    for start, end in spans:
        place = bisect(taken, start, key=lambda entity: entity[1])
        is_free_before = place == 0 or taken[place - 1][2] <= start
        if is_free_before and (place == len(taken) or taken[place][1] >= end):
            taken.insert(place, (kind, start, end))


def _masked_column(column: pa.Array, found: dict[int, list[Entity]]) -> pa.Array:
    if not found:
        return column
    rows = sorted(found)
    is_masked = np.zeros(len(column), dtype=bool)
    is_masked[rows] = True
    originals = column.take(pa.array(rows)).to_pylist()
    replaced = [_mask(text, found[row]) for row, text in zip(rows, originals, strict=True)]
    return pc.replace_with_mask(column, pa.array(is_masked), pa.array(replaced, type=pa.large_string()))


def _mask(text: str, entities: list[Entity]) -> str:
    for kind, start, end in reversed(entities):
        text = f"{text[:start]}[{kind.upper()}]{text[end:]}"
    return text


def _described(entities: Iterable[Entity]) -> list[dict[str, str | int]]:
    return [{"kind": kind, "start": start, "end": end} for kind, start, end in entities]


def _mask_names(turns: pd.DataFrame, known_names: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    patterns = {contact_id: _names_pattern(names) for contact_id, names in known_names.items() if any(names)}
    texts, counts = turns["text"].tolist(), turns["masked_count"].tolist()
    for row, contact_id in enumerate(turns["contact_id"].tolist()):
        if contact_id in patterns and isinstance(texts[row], str):
            texts[row], replaced = patterns[contact_id].subn("[NAME]", texts[row])
            counts[row] += replaced
    return turns.assign(text=pd.Series(texts, index=turns.index, dtype="str"), masked_count=counts)


def _names_pattern(names: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted({re.escape(name.strip()) for name in names if name and name.strip()}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE)
