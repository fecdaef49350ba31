"""Phone numbers: which runs of digits are telephones, and which are orders, dates, amounts or parcels?

A number is taken by its shape (North America, Spain, Latin America, leading zero, international) or by the words before it
("call me on"), and let go when the words right before it say what else it is ("order number").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocmodels.privacy.number_words import OTHERS, is_other
from vocmodels.privacy.spans import Entity, lower_case

CANDIDATE = r"\d(?:[^A-Za-z\d]{0,4}\d){6}"

S = r"[\s.\-–—‑/]"  # between the groups of one number
G = r"(?:\s?[.\-–—‑/]\s?|,?\s)"  # the same with its blanks
START = r"(?<![\w$€£¥#])(?<!\d[-./–])"
END = r"(?!\w)(?![-./–]\d)(?!\s?[€%])"
A, Z = r"(?<!\d[\s.\-])", r"(?![\s.\-]?\d)"
EXTENSION_WORD = r"(?:x|ext\.?|extn\.?|extension|extensi[oó]n|int\.?|interno|anexo)\s?:?\s?\d{1,6}"
EXTENSION = rf"(?i:[,;]?\s?(?:{EXTENSION_WORD}|\({EXTENSION_WORD}\)))?"

INTERNATIONAL = re.compile(
    rf"(?<![\w+])(?:\((?:\+|00)\s?\d{{1,3}}\)|(?:\+\s?|(?<!\d[-./–])00(?=\s?[1-9])\s?)\d{{1,3}})(?:{S}?\s?(?:\(\d{{1,5}}\)"
    rf"|\d{{1,5}})){{2,8}}"
    rf"{EXTENSION}(?!\w)"
)
SHAPES = [
    rf"(?:(?:00)?1{G}?)?\(\d{{3}}\){G}?\d{{3}}{G}?\d{{4}}",  # 1 (555) 123-4567
    rf"(?:(?:00)?[1-9]\d{{0,2}}{S}{{1,2}})?\d{{3}}{G}\d{{3}}{G}\d{{4}}",  # 555-123-4567, 300 123 4567
    rf"\(0?\d{{1,4}}\){G}?(?:15{G}?)?\d{{3,5}}{G}?\d{{3,4}}",  # (55) 1234-5678, (0341) 15 423-4567, (11) 91234-5678
    rf"\(0?\d{{2,4}}\){G}?\d{{3}}{G}\d{{2}}{G}\d{{2}}",  # (0212) 555.12.34
    rf"{A}(?:34{G})?[6789]\d{{2}}{S}\d{{3}}{S}?\d{{3}}{Z}",  # 612 345 678, 987 654321
    rf"{A}(?:34{G})?[6789]\d{{2}}{S}\d{{2}}{S}\d{{2}}{S}\d{{2}}{Z}",  # 612 34 56 78
    rf"{A}[1-9]\d{S}\d{{3}}{S}\d{{2}}{S}\d{{2}}{Z}",  # 91 123 45 67
    rf"{A}0?\d{{3}}{S}\d{{3}}{S}\d{{2}}{S}\d{{2}}{Z}",  # 555 123 45 67, 0412 123 45 67
    rf"{A}(?:0?1{S})?(?:04[45]{S})?[1-9]\d{S}\d{{2}}{S}\d{{2}}{S}\d{{2}}{S}\d{{2}}{Z}",  # 55 12 34 56 78
    rf"{A}0[1-9](?:{S}\d{{2}}){{4}}{Z}",  # 06 12 34 56 78
    rf"{A}(?:0?1{S})?(?:04[45]{S})?[1-9]\d{{0,1}}{S}\d{{4,5}}{S}\d{{4}}{Z}",  # 55 1234 5678, 9 1234 5678, 11 91234-5678
    rf"{A}(?:0\d{{2,4}}|11){S}(?:15{S})?\d{{3,4}}{S}?\d{{3,4}}{Z}",  # 020 7946 0958, 011 15-1234-5678
    rf"{A}15{S}\d{{4}}{S}\d{{4}}{Z}",  # 15-1234-5678
    rf"{A}0[1-9]{S}\d{{3,4}}{S}?\d{{3,4}}{Z}",  # 02 234 5678, 01 234-5678
    rf"{A}0\d{{2,4}}{S}\d{{6,7}}{Z}",  # 0412-1234567, 07700 900123
    rf"{A}0[1-9]\d{{8,9}}",  # 07700900123, 0991234567
    rf"{A}[2-9]\d{{2}}-\d{{4}}{Z}",  # 555-0142
    r"1?[2-9]\d{2}[2-9]\d{6}",  # 5552234567
    rf"{A}[6-9]\d{{4}} \d{{5}}{Z}",  # 98765 43210
    rf"{A}\d(?:[ -]\d){{9}}(?:[ -]\d)?{Z}",  # 5 5 5 2 2 3 4 5 6 7
]
SPANISH_SHAPES = [
    rf"(?:34{S}?)?[679]\d{{8}}",  # 612345678
    r"11\d{8}|[2-9]\d{9}",  # 1123456789, 3001234567
    rf"{A}(?!(?:19|20)\d\d[- ](?:19|20))[2-9]\d{{3}}[- ]\d{{4}}{Z}",  # 8123-4567
    rf"{A}[1-9]\d[ -]\d{{7}}{Z}",  # 91 1234567
    rf"{A}[1-9]{S}\d{{3}}{S}?\d{{4}}{Z}",  # 2 212 3456, 5 123 4567
    rf"{A}9\d{{2}}[ -]\d{{6}}{Z}",  # 912-345678
    rf"{A}0\d{{1,3}}{S}\d{{3}}{S}\d{{3}}{Z}",  # 0981 123 456
]
SHAPED = re.compile(r"(?=[(\d])" + START + "(?:" + "|".join(SHAPES) + ")" + EXTENSION + END)
SPANISH = re.compile(r"(?=[(\d])" + START + "(?:" + "|".join(SPANISH_SHAPES) + ")" + EXTENSION + END)
RUN = re.compile(r"\d(?:[\s().,\-–—‑/]{0,4}\d){6,}")
AFTER_NUMBER = 60  # characters in which the words that call a number something else begin
BEFORE, AFTER = 8, 24  # characters around a run that may still belong to it, or tell what it is
ANY_RUN = re.compile(r"(?=[(\d])" + START + rf"\(?\d(?:[\s().\-–—‑/]{{0,3}}\d){{6,14}}{EXTENSION}" + END)
IS_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}))(?!\d).*", re.DOTALL)
IS_COMPACT_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4,6})?")

PHONE_WORD = re.compile(
    r"(?:\b(?:phone|telephone|tel|cell|cellphone|mobile|landline|fax|whats\s?app|wsp|sms|callback|handset"
    r"|tel[eé]fonos?|tlf|tfno|m[oó]vil|celular|cel|fijo|wasap)\b[^\d\n]{0,30}"
    r"|\b(?:call|called|calling|dial|text|ring|reach|contact|ll[aá]m\w*|marc\w+|cont[aá]ct\w+|localiz\w+"
    r"|comun[ií]\w+)\b[^\d\n]{0,18}"
    r"|\b(?:my|our|his|her|their|the|this|that|new|best|another|mi|su|el|este|nuevo|otro)\s(?:number"
    r"|n[uú]mero)\b[^\d\n]{0,12})$",
)
OTHER_AFTER = re.compile(
    rf"[,\s]{{1,2}}(?:is|was|es|era)\s(?:the|my|our|an?|your|el|la|mi|su|un|una|nuestro)\s(?:n[uú]mero\sde\s"
    rf"|number\sof\s)?(?:{'|'.join(OTHERS)})s?\b",
)
AMOUNT_AFTER = re.compile(
    r"\s?(?:usd|eur|mxn|cop|clp|ars|dollars?|d[oó]lares|euros?|pesos?|soles|units?|unidades|items|kg|lbs?|miles"
    r"|points|puntos|kwh|kb|mb|bytes)\b",
)


def find_phones(text: str, language_code: str | None = None) -> Iterator[Entity]:
    """Yield telephone numbers; some bare numbers are one only where Spanish may be spoken (a language that is not 'en')."""
    for run in RUN.finditer(text):
        start, end = max(0, run.start() - BEFORE), run.end() + AFTER
        for pattern in _patterns(text, start, end, language_code):
            is_whole = False
            for match in pattern.finditer(text, start, end):
                if match.start() < run.end() and _is_phone(text, match, pattern):
                    yield "phone", match.start(), match.end()
                    is_whole = is_whole or (match.start() <= run.start() and match.end() >= run.end())
            if is_whole:
                break


def _patterns(text: str, start: int, end: int, language_code: str | None) -> Iterator[re.Pattern[str]]:
    """Yield what may match there, the strictest rule first."""
    if text.find("+", start, end) >= 0 or text.find("00", start, end) >= 0:
        yield INTERNATIONAL
    yield SHAPED
    if language_code != "en":
        yield SPANISH
    yield ANY_RUN


def _is_phone(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    number = match.group()
    if pattern is INTERNATIONAL:
        if not 8 <= _digit_count(number) <= 20:
            return False
        if "+" in number:
            return True
    if pattern is ANY_RUN and not PHONE_WORD.search(lower_case(text[max(0, match.start() - 60) : match.start()])):
        return False
    if IS_DATE.fullmatch(number) or IS_COMPACT_DATE.fullmatch(number):
        return False
    after = lower_case(text[match.end() : match.end() + AFTER_NUMBER])
    if AMOUNT_AFTER.match(after) or OTHER_AFTER.match(after):
        return False
    return not is_other(text, match.start())


def _digit_count(text: str) -> int:
    return sum(map(str.isdigit, text))
