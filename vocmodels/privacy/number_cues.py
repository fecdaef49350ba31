"""Number cues: what do the words around a number say that it is?

The last cue before a number counts, then the first after it ("... is my card number"). All texts are in lower case.
"""

from __future__ import annotations

import re
from functools import lru_cache

CUES = {  # kind -> the words that announce it; "order" and "amount" announce what is nobody's personal data
    "cvv": r"cvv2?|cvc2?|cvn|c v v|c v c|security (?:code|number|digits)|c[oó]digo de seguridad"
    r"|c[oó]digo de verificaci[oó]n"
    r"|verification (?:code|number|value)|card code|(?:on|at|from|in) (?:the|your|my) back|back of (?:the"
    r"|your|my|that) card"
    r"|(?:three|3|four|4)[ -]digit (?:code|number)|(?:tres|3) (?:d[ií]gitos|n[uú]meros)|(?:al|del) (?:dorso|reverso)"
    r"|parte (?:de atr[aá]s|trasera|posterior)|atr[aá]s de (?:la|su|mi) tarjeta|detr[aá]s de (?:la|su|mi) tarjeta",
    "pin": r"pin|pin (?:code|number)|passcode|pass code|one[ -]time (?:code|password)|clave|nip|contraseña",
    "expiry": r"expir\w+|valid (?:thru|through|until)|good (?:thru|through)|vencimiento|vence|caduc\w+|v[aá]lida hasta",
    "birth_date": r"birth\s?(?:day|date)?|date of birth|born|d o b|dob|nacimiento|nac[ií]|naci[oó]",
    "ssn": r"social(?: security)?|ssn|s s n|seguro social|itin|tax(?:payer)? id\w*|nss",
    "dni": r"dni|d n i|nie|n i e|nif|c[eé]dula|documento(?: de identidad)?|c[eé]dula de identidad|carnet",
    "id": r"passport|pasaporte|driver'?s? licen[cs]e|licencia|identification|identificaci[oó]n|national id"
    r"|curp|rfc|imei",
    "card": r"cards?|credit|debit|visa|master\s?card|amex|american express|discover|tarjetas?|cr[eé]dito"
    r"|d[eé]bito|maestro",
    "phone": r"(?:tele)?phone|cell(?:phone|ular)?|mobile|landline|fax|whats\s?app|call\s?back"
    r"|call(?:ing)? (?:me|you|us|him|her|back)"
    r"|reach|text|dial|contact|area code|extension|tel[eé]fono|tel[eé]fonico|m[oó]vil|celular|fijo|lada"
    r"|prefijo|ll[aá]m\w+"
    r"|marc(?:ar|a|ando|ue|que)|contactar\w*|localizar\w*",
    "account": r"accounts?|acct|cuentas?|routing|sort code|iban|i b a n|clabe|member(?:ship)?|policy"
    r"|p[oó]liza|subscriber"
    r"|contrato|contract|customer (?:id|number)|n[uú]mero de cliente|medicare|insurance|seguro",
    "order": r"orders?|pedidos?|orden|tracking|gu[ií]a|seguimiento|rastreo|env[ií]o|reference|referencia|confirmation"
    r"|confirmaci[oó]n|booking|reserv\w+|case|caso|ticket|incidencia|claim|reclamo|flight|vuelo|invoice|factura|serial"
    r"|serie|model|modelo|sku|version|versi[oó]n|zip|postal|post\s?code|room|habitaci[oó]n|apartment|suite|gate|error"
    r"|art[ií]culo|item|product\w*|part|invoices?|receipt|recibo|channel|canal|route|ruta|highway|bus|pol[ií]gono",
    "amount": r"price|precio|cost\w*|total|balance|saldo|amount|cantidad|importe|monto|charged?|cobr\w+|paid"
    r"|pagu[eé]|worth"
    r"|pagado|pay|pagar|refund\w*|reembolso|devoluci[oó]n",
}
CUE = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in CUES.items())})\b",
)
NUMBER_OF = re.compile(
    r"\b(?:my|our|his|her|their|your|the|best|mi|su|el|tu|nuestro)\s(?:\w+\s)?(?:number|n[uú]mero)\b"
)
CONTINUES = re.compile(
    r"\b(?:rest|next|remaining|other|following|continue|keep going|siguientes?|resto|faltan?|otros|continu\w+"
    r"|dem[aá]s)\b",
)
LAST_FOUR = re.compile(
    r"\b(?:last|final|end\w*|[uú]ltim[oa]s?|termina\w*|acaba\w*)\b(?:\W+\w+){0,4}$|\blast (?:four|4)\b"
    r"|[uú]ltimos (?:cuatro|4)\b",
)
NAMED_ORDER = re.compile(
    rf"\b(?:{CUES['order']})\b(?:\W{{0,3}}\b(?:number|numbers|no|num|id|code|is|was|are|es|era|de|del|n[uú]mero|it's|for|que"
    r"|the|el|la|my|mi|uh|um|eh)\b){0,5}\W{0,4}$",
)


@lru_cache(maxsize=512)
def last_cue(text: str) -> str | None:
    """Return the kind that the last cue of a text announces; None where it announces nothing."""
    kind = None
    for match in CUE.finditer(text):
        kind = match.lastgroup
    return kind


def first_cue(text: str) -> str | None:
    """Return the kind that the first cue of a text announces."""
    match = CUE.search(text)
    return match.lastgroup if match else None


def kinds_announced(text: str) -> set[str | None]:
    """Return every kind that a text announces ("and the expiry date?")."""
    return {match.lastgroup for match in CUE.finditer(text)}
