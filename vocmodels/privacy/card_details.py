"""Card details: which security codes and expiry dates stand beside a card, or are named by the words before them?

Patterns are for texts in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocmodels.privacy.spans import HIDDEN, HIDDEN_CARD, Entity, lower_case

CODE_WORD = (
    r"(?:cvv\d?|cvc\d?|cvn\d?|csc|cid|c\.v\.v\.?|(?<!social\s)security\s(?:code|number|digits)|card\s(?:verification"
    r"|security)(?:\s(?:code|value|number))?"
    r"|verification\svalue|(?:digits|number|code)\son\sthe\sback|(?:three|3)[\s-]digit\s(?:code|number)"
    r"|back\sof\s(?:the|my)\scard"
    r"|c[oó]digo\sde\sseguridad|clave\sde\sseguridad|(?:d[ií]gitos|n[uú]mero|c[oó]digo)\sde(?:l)?\s(?:atr[aá]s"
    r"|reverso|detr[aá]s))"
)
EXPIRY_WORD = (
    r"(?:exp(?:iry|ires|iring|iration|ir\w*)?\.?|valid\s(?:thru|through|until|till|to)|good\s(?:thru|through|until)"
    r"|vence|vencimiento"
    r"|venc\.?|cad\.?|caduca|caducidad|expira(?:ci[oó]n)?|v[aá]lida\shasta)"
)
BESIDE_CANDIDATE = r"\d(?:[^A-Za-z\d]{0,3}\d){12}|\[CARD\]"
CUE_CANDIDATE = (
    r"(?i)\b(?:cvv|cvc|cvn|csc|cid|c\.v\.v|security|verification|on the back|digits|digit code|back of|seguridad"
    r"|atr[aá]s|reverso|detr[aá]s)"
    r"|\b(?:exp|valid|good [tu]|venc|cad|v[aá]lida)"
)
GAP = (
    r"(?:\W{0,3}\b(?:is|was|are|es|son|era|number|n[uú]mero|code|c[oó]digo|date|fecha|on|in|the|el|la|it|it's|its"
    r"|of|de|del|back|card|tarjeta|my|mi|reverso|atr[aá]s|uh|um|eh|so|and|y|here|year|month|mes|a[ñn]o|en)\b)*\W{0,4}"
)
CODE = r"\d(?:[\s-]?\d){2,3}"
CODE_BY_CUE = re.compile(rf"\b{CODE_WORD}{GAP}(?<!\d)({CODE})(?![\w/])(?![.,]\d)")
CODE_BEFORE_CUE = re.compile(
    rf"(?<![\w$€£.,/-])({CODE})\s(?:is|was|es|era|as|como)\s(?:the|my|el|la|mi|its"
    rf"|su)?\s?(?:\w+\s)?{CODE_WORD}\b",
)
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|ene|abr|ago|dic)"
)
SHORT_DATE = r"(?:(?:0?[1-9]|1[0-2])\s?[/\-–.]\s?(?:20)?[2-4]\d)"
EXPIRY = (
    rf"(?:{SHORT_DATE}|(?:0?[1-9]|1[0-2])\s(?:of\s|del?\s)?(?:20)?[2-4]\d|(?:0[1-9]|1[0-2])(?:20)?[2-4]\d"
    rf"|20[2-4]\d[-/](?:0?[1-9]|1[0-2])|(?:\d{{1,2}}\s(?:de\s|of\s)?)?{MONTHS}\.?,?\s(?:of\s"
    rf"|del?\s)?'?(?:20)?[2-4]\d)(?!\w)(?![/.-]\d)"
)
EXPIRY_BY_CUE = re.compile(rf"\b{EXPIRY_WORD}{GAP}(?<![\d/])({EXPIRY})")
CARD_NEAR = re.compile(
    rf"{HIDDEN_CARD}|\b(?:card|tarjeta|visa|master\s?card|amex|american express|discover|cvv|cvc|credit|debit"
    rf"|cr[eé]dito|d[eé]bito|pl[aá]stico)\b"
    rf"|{CODE_WORD}",
)
NEAR = 90
BESIDE_CARD = re.compile(
    rf"{HIDDEN_CARD}(?!{HIDDEN_CARD})(?:[\s,;.|/\-–(]|\b(?:and|y|with|con|the|la"
    rf"|el)\b){{0,8}}(?:\b{EXPIRY_WORD}{GAP})?({EXPIRY}|{HIDDEN}+)"
    rf"(?:(?:[\s,;.|/\-–)(]|\b(?:and|y|with|con|the|el"
    rf"|la)\b){{1,8}}(?:{CODE_WORD}{GAP})?(\d{{3,4}})(?!\w)(?![.,/-]\d))?",
)
CODE_BESIDE_CARD = re.compile(rf"{HIDDEN_CARD}[\s,;|/\-–.]{{1,4}}(\d{{3,4}})(?![\w])(?![.,/-]\d)")


def find_beside_cards(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield the expiry date and the security code that stand right after a card's (hidden) number."""
    if HIDDEN_CARD in text:
        for match in BESIDE_CARD.finditer(lower_case(text)):
            if not match.group(1).startswith(HIDDEN):
                yield ("expiry", *match.span(1))
            if match.group(2):
                yield ("cvv", *match.span(2))
        yield from (("cvv", *match.span(1)) for match in CODE_BESIDE_CARD.finditer(text))


def find_cued_details(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield security codes and expiry dates after the words for them; an expiry date only where a card is spoken of."""
    lowered = lower_case(text)
    for pattern in (CODE_BY_CUE, CODE_BEFORE_CUE):
        yield from (("cvv", *match.span(1)) for match in pattern.finditer(lowered))
    for match in EXPIRY_BY_CUE.finditer(lowered):
        if CARD_NEAR.search(lowered, max(0, match.start() - NEAR), match.end() + NEAR):
            yield ("expiry", *match.span(1))
