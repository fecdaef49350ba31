"""Phone numbers: which runs of digits are telephones, and which are orders, dates, amounts or parcels?

A number is taken by its shape (North America, Spain, Mexico, leading zero, international) or by the words before it
("call me on"), and let go when the words right before it say what else it is ("order number").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

S = r"[\s.\-–—‑/]"  # between the groups of one number
START = r"(?<![\w$€£¥#])(?<!\d[-./–])"
END = r"(?!\w)(?![-./–]\d)(?!\s?[€%])"
A, Z = r"(?<!\d[\s.\-])", r"(?![\s.\-]?\d)"
EXTENSION = r"(?:,?\s?(?:x|ext\.?|extension|extensi[oó]n)\s?\d{1,6})?"

INTERNATIONAL = re.compile(
    rf"(?<![\w+])(?:\+\s?|00(?=\s?[1-9])\s?)\d{{1,3}}(?:{S}?\s?(?:\(\d{{1,5}}\)|\d{{1,5}})){{2,6}}"
    rf"{EXTENSION}(?!\w)",
    re.IGNORECASE,
)
SHAPED = re.compile(
    START
    + "(?:"
    + "|".join(
        [
            rf"(?:(?:00)?1{S}?\s?)?\(\d{{3}}\)\s?{S}?\s?\d{{3}}{S}?\d{{4}}",  # 1 (555) 123-4567
            rf"(?:(?:00)?1{S}{{1,2}})?\d{{3}}{S}{{1,3}}\d{{3}}{S}{{1,3}}\d{{4}}",  # 555-123-4567
            rf"\(\d{{2,5}}\)\s?{S}?\s?\d{{3,4}}{S}?\d{{3,4}}",  # (55) 1234-5678
            rf"{A}[6789]\d{{2}}{S}\d{{3}}{S}\d{{3}}{Z}",  # 612 345 678
            rf"{A}[6789]\d{{2}}{S}\d{{2}}{S}\d{{2}}{S}\d{{2}}{Z}",  # 612 34 56 78
            rf"{A}[1-9]\d{S}\d{{3}}{S}\d{{2}}{S}\d{{2}}{Z}",  # 91 123 45 67
            rf"{A}\d{{3}}{S}\d{{3}}{S}\d{{2}}{S}\d{{2}}{Z}",  # 555 123 45 67
            rf"{A}[1-9]\d{{0,1}}{S}\d{{4}}{S}\d{{4}}{Z}",  # 55 1234 5678
            rf"{A}0\d{{2,4}}{S}\d{{3,4}}{S}?\d{{3,4}}{Z}",  # 020 7946 0958
            rf"{A}[2-9]\d{{2}}-\d{{4}}{Z}",  # 555-0142
            r"1?[2-9]\d{2}[2-9]\d{6}",  # 5552234567
        ]
    )
    + ")"
    + EXTENSION
    + END,
    re.IGNORECASE,
)
SPANISH_BARE = re.compile(START + r"[679]\d{8}" + END)
RUN = re.compile(r"\d(?:[\s().\-–—‑/]{0,4}\d){6,}")
BEFORE, AFTER = 8, 24  # characters around a run that may still belong to it, or tell what it is
ANY_RUN = re.compile(START + rf"\(?\d(?:[\s().\-–—‑/]{{0,3}}\d){{6,14}}{EXTENSION}" + END, re.IGNORECASE)
IS_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}))(?!\d).*", re.DOTALL)
IS_COMPACT_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4,6})?")
RULES = {INTERNATIONAL: "international", ANY_RUN: "cued", SHAPED: "shaped", SPANISH_BARE: "spanish"}  # in order

PHONE_WORD = re.compile(
    r"(?:\b(?:phone|telephone|tel|cell|cellphone|mobile|landline|fax|whatsapp|sms|callback"
    r"|tel[eé]fono|m[oó]vil|celular|fijo)\b[^\d\n]{0,30}"
    r"|\b(?:call|called|calling|dial|text|ring|reach|contact|ll[aá]m\w*|marc\w+|cont[aá]ct\w+|localiz\w+)\b[^\d\n]{0,18}"
    r"|\b(?:my|our|his|her|their|the|this|that|new|best|another|mi|su|el|este|nuevo|otro)\s(?:number|n[uú]mero)\b[^\d\n]{0,12})$",
    re.IGNORECASE,
)
OTHER_WORD = re.compile(
    r"(?:#|\b(?:order|orden|pedido|tracking|track|gu[ií]a|seguimiento|rastreo|env[ií]o|shipment|parcel|package|paquete|invoice"
    r"|factura|bill|receipt|recibo|ticket|case|caso|incidencia|claim|reclamo|reclamaci[oó]n|account|acct|cuenta|policy"
    r"|p[oó]liza|reference|ref|referencia|confirmation|confirmaci[oó]n|booking|reserva|reservation|item|art[ií]culo|product"
    r"|producto|sku|model|modelo|serial|serie|part|upc|ean|isbn|imei|vin|member|membership|customer|cliente|contract"
    r"|contrato|transaction|transacci[oó]n|id|po|rma|c[oó]digo|code|zip|pin|barcode|lot|lote|version|versi[oó]n)s?\b)"
    r"(?:\W{0,3}\b(?:number|numbers|no|nr|nro|num|id|code|is|was|are|es|era|fue|de|del|n[uú]mero|n[uú]m|el|la|the|it's)\b)*"
    r"\W{0,4}$",
    re.IGNORECASE,
)
AMOUNT_AFTER = re.compile(
    r"\s?(?:usd|eur|mxn|dollars?|d[oó]lares|euros?|pesos?|units?|unidades|items|kg|lbs?|miles|points|puntos)\b",
    re.IGNORECASE,
)


def find_phones(text: str, language_code: str | None = None) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each telephone number; nine bare digits are one only where Spanish may be spoken."""
    for run in RUN.finditer(text):
        start, end = max(0, run.start() - BEFORE), run.end() + AFTER
        for match, rule in _matches(text, start, end, language_code):
            if match.start() < run.end() and _is_phone(text, match, rule):
                yield match.span()


def _matches(text: str, start: int, end: int, language_code: str | None) -> Iterator[tuple[re.Match[str], str]]:
    for pattern, rule in RULES.items():
        if rule != "spanish" or language_code != "en":
            yield from ((match, rule) for match in pattern.finditer(text, start, end))


def _is_phone(text: str, match: re.Match[str], rule: str) -> bool:
    if rule == "international":
        if not 8 <= _digit_count(match.group()) <= 20:
            return False
        if match.group().startswith("+"):
            return True
    before = text[max(0, match.start() - 60) : match.start()]
    if _is_something_else(text, match) or OTHER_WORD.search(before):
        return False
    return rule != "cued" or bool(PHONE_WORD.search(before))


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    number = match.group()
    return bool(IS_DATE.fullmatch(number) or IS_COMPACT_DATE.fullmatch(number) or AMOUNT_AFTER.match(text, match.end()))


def _digit_count(text: str) -> int:
    return sum(character.isdigit() for character in text)
