"""Privacy: what in a text is somebody's personal data, and how does the text read without it?

RE2 (through pyarrow) finds the few texts that can hold anything at all; only those are read by Python's `re` and
checked by rule (Luhn, mod 97, number plans, the words before a number). Masks say what they hide: `[CARD]`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from vocmodels.columns import text_column
from vocmodels.phone_numbers import find_phones

Span = tuple[int, int]

CANDIDATE = (
    r"@|(?i:\b(?:at|arroba)\b.{1,40}\b(?:dot|punto)\b)|\p{Nd}(?:[^\pL\p{Nd}]{0,3}\p{Nd}){6}"
    r"|\p{Nd}{1,3}\.\p{Nd}{1,3}\.\p{Nd}{1,3}\.\p{Nd}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:|\b[A-Za-z]{2}\d{2}[ -]?[A-Za-z]{4}"
)
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
IBAN_LENGTHS = {
    **{"NO": 15, "BE": 16, "DK": 18, "FI": 18, "FO": 18, "GL": 18, "NL": 18, "SD": 18, "MK": 19, "SI": 19, "AT": 20},
    **{"BA": 20, "EE": 20, "KZ": 20, "LT": 20, "LU": 20, "XK": 20, "MN": 20, "CH": 21, "HR": 21, "LI": 21, "LV": 21},
    **{"BG": 22, "BH": 22, "CR": 22, "DE": 22, "GB": 22, "GE": 22, "IE": 22, "ME": 22, "RS": 22, "AE": 23, "GI": 23},
    **{"IL": 23, "IQ": 23, "OM": 23, "SO": 23, "TL": 23, "AD": 24, "CZ": 24, "ES": 24, "MD": 24, "PK": 24, "RO": 24},
    **{"SA": 24, "SE": 24, "SK": 24, "TN": 24, "VG": 24, "LY": 25, "PT": 25, "ST": 25, "IS": 26, "TR": 26, "BI": 27},
    **{"DJ": 27, "FR": 27, "GR": 27, "IT": 27, "MC": 27, "MR": 27, "SM": 27, "AL": 28, "AZ": 28, "BY": 28, "CY": 28},
    **{"DO": 28, "GT": 28, "HN": 28, "HU": 28, "LB": 28, "NI": 28, "PL": 28, "SV": 28, "BR": 29, "EG": 29, "PS": 29},
    **{"QA": 29, "UA": 29, "JO": 30, "KW": 30, "MU": 30, "YE": 30, "MT": 31, "SC": 31, "LC": 32, "RU": 33, "FK": 18},
}
SSN = re.compile(r"(?<![\w-])\d{3}([-–. ])\d{2}\1\d{4}(?![\w]|[-–]\d)")
SSN_BY_CUE = re.compile(
    r"\b(?:ssn|itin|social security(?: number)?|social|seguro social)\b\W{0,3}(?:\b(?:number|no|num|n[uú]mero|is|es|it's)\b\W{0,3})*"
    r"(\d{3}[-–. ]?\d{2}[-–. ]?\d{4})(?!\w)",
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
    languages = [None] * len(column) if language_codes is None else list(language_codes)
    found = {row: find_entities(text, languages[row]) for row, text in _candidates(column)}
    masked = _masked_column(column, found)
    return pd.DataFrame(
        {
            "text": pd.Series(masked, index=index, dtype="str"),
            "masked_count": pd.Series([len(found.get(row, ())) for row in range(len(column))], index=index, dtype="int64"),
            "entities": pd.Series(
                [[_entity(*each) for each in found.get(row, ())] for row in range(len(column))], index=index, dtype="object"
            ),
        }
    )


def redact_turns(turns: pd.DataFrame, known_names: Mapping[str, Sequence[str]] | None = None) -> pd.DataFrame:
    """Return the same rows with `text` masked, and how much was masked in each: masked_count.

    Args:
        turns: one row per turn: contact_id, turn_index, speaker, text (null allowed), any other columns;
            language_code is used where it is there.
        known_names: contact_id -> names in the contact's own record, masked as `[NAME]` wherever they are said.
    """
    languages = turns["language_code"].astype(object) if "language_code" in turns else None
    redacted = redact(turns["text"], languages)
    text, count = redacted["text"].copy(), redacted["masked_count"].copy()
    if known_names:
        names = {contact: _names_pattern(spoken) for contact, spoken in known_names.items() if any(spoken)}
        contacts = turns["contact_id"].tolist()
        for row in (row for row, contact in enumerate(contacts) if contact in names):
            if isinstance(text.iat[row], str):
                text.iat[row], replaced = names[contacts[row]].subn("[NAME]", text.iat[row])
                count.iat[row] += replaced
    return turns.assign(text=text, masked_count=count)


def find_entities(text: str, language_code: str | None = None) -> list[tuple[str, int, int]]:
    """Return (kind, start, end) of everything personal in one text, in order and without overlap."""
    taken: list[tuple[str, int, int]] = []
    for kind, find in FINDERS.items():
        for start, end in find(text, language_code):
            if all(end <= other_start or start >= other_end for _, other_start, other_end in taken):
                taken.append((kind, start, end))
    return sorted(taken, key=lambda entity: entity[1])


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
        groups = [(run.start() + group.start(), run.start() + group.end()) for group in DIGIT_GROUP.finditer(run.group())]
        first = 0
        while first < len(groups):
            last = _card_end(text, groups, first)
            if last is not None:
                yield groups[first][0], groups[last][1]
                first = last
            first += 1


def _card_end(text: str, groups: list[Span], first: int) -> int | None:
    """Return the group that ends a card number begun at `first`; sixteen digits are tried before other lengths."""
    endings: dict[int, int] = {}
    digits: dict[int, str] = {}
    number = ""
    for last in range(first, len(groups)):
        number += text[groups[last][0] : groups[last][1]]
        endings[len(number)], digits[len(number)] = last, number
        if len(number) > 19:
            break
    for length in sorted(endings, key=lambda length: (length != 16, -length)):
        prefix = CARD_PREFIX.get(length)
        if prefix and prefix.match(digits[length]) and is_luhn_valid(digits[length]):
            return endings[length]
    return None


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


FINDERS: dict[str, Callable[[str, str | None], Iterator[Span]]] = {
    "email": _emails,
    "iban": _ibans,
    "card": _cards,
    "ip": _ips,
    "ssn": _ssns,
    "phone": find_phones,
}


def _candidates(column: pa.Array) -> list[tuple[int, str]]:
    hits = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(column, CANDIDATE), False))
    return list(zip(hits.to_pylist(), column.take(hits).to_pylist(), strict=True))


def _masked_column(column: pa.Array, found: dict[int, list[tuple[str, int, int]]]) -> pa.Array:
    rows = sorted(row for row, entities in found.items() if entities)
    if not rows:
        return column
    is_masked = pd.Series(False, index=range(len(column)))
    is_masked.iloc[rows] = True
    replaced = [_mask(text, found[row]) for row, text in zip(rows, column.take(pa.array(rows)).to_pylist(), strict=True)]
    return pc.replace_with_mask(column, pa.array(is_masked), pa.array(replaced, type=pa.large_string()))


def _mask(text: str, entities: list[tuple[str, int, int]]) -> str:
    for kind, start, end in reversed(entities):
        text = f"{text[:start]}[{kind.upper()}]{text[end:]}"
    return text


def _entity(kind: str, start: int, end: int) -> dict[str, str | int]:
    return {"kind": kind, "start": start, "end": end}


def _names_pattern(names: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted({re.escape(name.strip()) for name in names if name and name.strip()}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b", re.IGNORECASE)
