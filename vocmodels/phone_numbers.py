"""Phone numbers: which runs of digits are telephones, and which are orders, dates, amounts or parcels?

A number is taken by its shape (North America, Spain, Mexico, leading zero, international) or by the words before it
("call me on"), and let go when the words right before it say what else it is ("order number").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SEPARATOR = r"[\s.\-–—‑/]"
START = r"(?<![\w$€£¥#])(?<!\d[-./–])"
END = r"(?!\w)(?![-./–]\d)(?!\s?[€%])"
ALONE_START, ALONE_END = r"(?<!\d[\s.\-])", r"(?![\s.\-]?\d)"
EXTENSION = r"(?:,?\s?(?:x|ext\.?|extension|extensi[oó]n)\s?\d{1,6})?"

INTERNATIONAL = re.compile(
    rf"(?<![\w+])(?:\+\s?|00(?=\s?[1-9])\s?)\d{{1,3}}(?:{SEPARATOR}?\s?\(?\d{{1,5}}\)?){{2,6}}{EXTENSION}(?!\w)", re.IGNORECASE
)
SHAPED = re.compile(
    START
    + "(?:"
    + "|".join(
        [
            rf"(?:(?:00)?1{SEPARATOR}?\s?)?\(\d{{3}}\)\s?{SEPARATOR}?\s?\d{{3}}{SEPARATOR}?\d{{4}}",  # 1 (555) 123-4567
            rf"(?:(?:00)?1{SEPARATOR}{{1,2}})?\d{{3}}{SEPARATOR}{{1,3}}\d{{3}}{SEPARATOR}{{1,3}}\d{{4}}",  # 555-123-4567
            rf"\(\d{{2,5}}\)\s?{SEPARATOR}?\s?\d{{3,4}}{SEPARATOR}?\d{{3,4}}",  # (55) 1234-5678
            rf"{ALONE_START}[6789]\d{{2}}{SEPARATOR}\d{{3}}{SEPARATOR}\d{{3}}{ALONE_END}",  # 612 345 678
            rf"{ALONE_START}[6789]\d{{2}}{SEPARATOR}\d{{2}}{SEPARATOR}\d{{2}}{SEPARATOR}\d{{2}}{ALONE_END}",  # 612 34 56 78
            rf"{ALONE_START}[89]\d{SEPARATOR}\d{{3}}{SEPARATOR}\d{{2}}{SEPARATOR}\d{{2}}{ALONE_END}",  # 91 123 45 67
            rf"{ALONE_START}\d{{3}}{SEPARATOR}\d{{3}}{SEPARATOR}\d{{2}}{SEPARATOR}\d{{2}}{ALONE_END}",  # 555 123 45 67
            rf"{ALONE_START}[1-9]\d{{0,1}}{SEPARATOR}\d{{4}}{SEPARATOR}\d{{4}}{ALONE_END}",  # 55 1234 5678
            rf"{ALONE_START}0\d{{2,4}}{SEPARATOR}\d{{3,4}}{SEPARATOR}?\d{{3,4}}{ALONE_END}",  # 020 7946 0958
            rf"{ALONE_START}[2-9]\d{{2}}-\d{{4}}{ALONE_END}",  # 555-0142
            r"1?[2-9]\d{2}[2-9]\d{6}",  # 5552234567
        ]
    )
    + ")"
    + EXTENSION
    + END,
    re.IGNORECASE,
)
SPANISH_BARE = re.compile(START + r"[679]\d{8}" + END)
ANY_RUN = re.compile(START + rf"\(?\d(?:[\s().\-–—‑/]{{0,3}}\d){{6,14}}{EXTENSION}" + END, re.IGNORECASE)
IS_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}))(?!\d).*", re.DOTALL)
IS_COMPACT_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4,6})?")

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
    r"\s?(?:usd|eur|mxn|dollars?|d[oó]lares|euros?|pesos?|units?|unidades|items|kg|lbs?|miles|points|puntos)\b", re.IGNORECASE
)


def find_phones(text: str, language_code: str | None = None) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each telephone number; a bare run of nine digits is one only where Spanish may be spoken."""
    for match in INTERNATIONAL.finditer(text):
        if 8 <= _digit_count(match.group()) <= 20:
            yield match.span()
    patterns = [SHAPED] if language_code == "en" else [SHAPED, SPANISH_BARE]
    for pattern in patterns:
        for match in pattern.finditer(text):
            if not _is_something_else(text, match) and not OTHER_WORD.search(_words_before(text, match)):
                yield match.span()
    for match in ANY_RUN.finditer(text):
        before = _words_before(text, match)
        if not _is_something_else(text, match) and PHONE_WORD.search(before) and not OTHER_WORD.search(before):
            yield match.span()


def _words_before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 60) : match.start()]


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    number = match.group()
    return bool(IS_DATE.fullmatch(number) or IS_COMPACT_DATE.fullmatch(number) or AMOUNT_AFTER.match(text, match.end()))


def _digit_count(text: str) -> int:
    return sum(character.isdigit() for character in text)
