"""Bank numbers: which digits pay, cards and IBANs, told by their check digits or by the words before them?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocmodels.privacy.number_words import is_parcel
from vocmodels.privacy.spans import Entity

CARD_CANDIDATE = r"\d(?:[^A-Za-z\d]{0,3}\d){12}"
CARD_RUN = re.compile(r"\d(?<![\w+]\d)(?:[\s.,/\-–—‑_]{0,3}\d){12,}(?!\w)")
NO_DIGIT = re.compile(r"\D+")
PLAIN_GROUPS = re.compile(r"\d+|\d{4}\D{1,3}(?:\d{4}\D{1,3}\d{4}\D{1,3}\d{4}|\d{6}\D{1,3}\d{4,5})")
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
DOUBLED = str.maketrans("0123456789", "0246813579")  # twice, and its digits added
CARD_WORD = re.compile(
    r"\b(?:cards?|credit|debit|visa|mastercard|amex|american express|discover|tarjetas?|cr[eé]dito|d[eé]bito|maestro)\b"
    r"[^\d\n]{0,30}$",
    re.IGNORECASE,
)
IBAN_HEAD = re.compile(r"([A-Za-z])[ -]?([A-Za-z])[\s.\-]{0,2}\d[\s.\-]{0,2}\d(?=[\s.\-]{0,2}[A-Za-z0-9])")
IBAN_WORD = re.compile(r"\biban\b[^\d\n]{0,25}$", re.IGNORECASE)
IBAN_GAP = re.compile(r"[\s.\-]+")
LETTER_VALUES = {ord(letter): str(value) for value, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", start=10)}
IBAN_COUNTRIES = (  # country and length
    "NO15 BE16 DK18 FI18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 MN20 CH21 HR21 "
    "LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 "
    "ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 "
    "MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 "
    "KW30 MU30 YE30 MT31 SC31 LC32 RU33 FK18"
)
IBAN_LENGTHS = {country[:2]: int(country[2:]) for country in IBAN_COUNTRIES.split()}
IBAN_CANDIDATE = (
    rf"(?i)(?:\b|iban)(?:{'|'.join(f'{country[0]}[ -]?{country[1]}' for country in IBAN_LENGTHS)})"
    r"[^A-Za-z\d]{0,2}\d[^A-Za-z\d]{0,2}\d(?:(?:[^A-Za-z\d]{0,2}[A-Za-z]){0,6}(?:[^A-Za-z\d]{0,2}\d){6}(?:[^A-Za-z\d]{0,2}\d|[a-z]){3}"
    r"|(?:[^A-Za-z\d]{0,2}[A-Za-z\d]){3}[A-Za-z](?:[^A-Za-z\d]{0,2}[A-Za-z\d]){8}\d)"
)
IBAN_OF_LENGTH = {
    length: re.compile(rf"[A-Za-z](?:[\s.\-]{{0,2}}[A-Za-z0-9]){{{length - 1}}}(?![^\W_])")
    for length in set(IBAN_LENGTHS.values())
}
IBAN_OF = {country: IBAN_OF_LENGTH[length] for country, length in IBAN_LENGTHS.items()}


def is_luhn_valid(digits: str) -> bool:
    """Tell whether the last digit is the check digit that payment cards carry (Luhn, 1954)."""
    summed = digits[-1::-2] + digits[-2::-2].translate(DOUBLED)
    return (sum(summed.encode()) - 48 * len(summed)) % 10 == 0


def is_iban_valid(iban: str) -> bool:
    """Tell whether the compact IBAN has its country's length and check digits (ISO 13616, mod 97)."""
    if IBAN_LENGTHS.get(iban[:2]) != len(iban) or not (iban.isascii() and iban.isalnum()):
        return False
    return int((iban[4:] + iban[:4]).upper().translate(LETTER_VALUES)) % 97 == 1


def find_ibans(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield IBANs with right check digits, and what has a country's length after the word IBAN."""
    for head in IBAN_HEAD.finditer(text):
        start = head.start()
        is_word = start == 0 or not text[start - 1].isalnum() or text[start - 4 : start].lower() == "iban"
        pattern = IBAN_OF.get(head[1].upper() + head[2].upper()) if is_word else None
        whole = pattern.match(text, start) if pattern else None
        if whole and (
            is_iban_valid(IBAN_GAP.sub("", whole.group()).upper()) or IBAN_WORD.search(text, max(0, start - 40), start)
        ):
            yield "iban", start, whole.end()


def find_cards(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield card numbers: a network's prefix and length, and a right check digit or the word card before."""
    for run in CARD_RUN.finditer(text):
        base = run.start()
        if _is_plain_card(text, base, run.group()):
            yield "card", base, run.end()
            continue
        groups = [(base + group.start(), base + group.end()) for group in DIGIT_GROUP.finditer(run.group())]
        first = 0
        while first < len(groups):
            last = _card_end(text, groups, first)
            if last is not None:
                yield "card", groups[first][0], groups[last][1]
                first = last
            first += 1


def _is_plain_card(text: str, start: int, run: str) -> bool:
    """Tell whether a whole run is one card as cards are printed, which most are."""
    number = NO_DIGIT.sub("", run)
    prefix = CARD_PREFIX.get(len(number))
    is_card = bool(prefix and prefix.match(number) and len(number) < 17 and is_luhn_valid(number))
    return is_card and PLAIN_GROUPS.fullmatch(run) is not None and not is_parcel(text, start)


def _card_end(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """Return the group that ends a card number begun at `first`; sixteen digits are tried before other lengths."""
    start, number, found = groups[first][0], "", None
    for last in range(first, len(groups)):
        number += text[groups[last][0] : groups[last][1]]
        prefix = CARD_PREFIX.get(len(number))
        if prefix and prefix.match(number) and _is_card(text, start, number, groups[first : last + 1]):
            found = last
        if len(number) >= 19 or (len(number) == 16 and found == last):
            break
    return found


def _is_card(text: str, start: int, number: str, groups: list[tuple[int, int]]) -> bool:
    is_odd = len(groups) > 1 and any(end - begin in (7, 9, 10, 11, 12, 13) for begin, end in groups)
    if not is_odd and is_luhn_valid(number) and not is_parcel(text, start):
        return True
    return CARD_WORD.search(text[max(0, start - 40) : start]) is not None
