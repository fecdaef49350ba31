"""National ids: which numbers has a state given to a person, told by check letters, by shape or by the words before?

Masks: US social security `ssn`; Spanish DNI and NIE, and any other country's DNI after that word, `dni`; Mexican `curp` and
`rfc`; `cedula` after that word; `passport` after that word; other countries' with check digits (Chilean RUT, Argentine CUIT,
Brazilian CPF, British national insurance) and numbers after "identification" or "driver's licence" `id`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocmodels.privacy.spans import Entity

SSN_CANDIDATE = r"\d{3}[^A-Za-z\d]{1,3}\d{2}[^A-Za-z\d]{1,3}\d{4}"
SSN_CUE_CANDIDATE = r"(?i)\b(?:ssn|s\.s\.n|itin|social)\b"
DNI_CANDIDATE = r"\d(?:[. ]?\d){6,7}[ .-]{0,2}[A-Za-z]\b|\b[XYZxyz][ .-]?\d[\d.]{6}"
SHAPE_CANDIDATE = r"[A-Za-zÑñ&]{4}[ -]?\d{6}|\d-[\dkK]\b|\d{3}-\d\d\b|\b[A-Za-z]{2} ?\d\d ?\d\d ?\d\d ?[A-Da-d]\b"
CUE_CANDIDATE = (
    r"(?i)\b(?:dni|d\.n\.i|nie|n\.i\.e|nif|curp|rfc|r\.f\.c|rut|run|ruc|cui[tl]|cpf|cc|ci|c\.c|c\.i|c[eé]dula"
    r"|documento|identi\w+|passports?|pasaportes?"
    r"|licen[cs]\w*|ine|nss|nino|conducir|tax id|national id)\b"
)

GAP = (
    r"(?:\W{0,3}\b(?:number|no|nr|nro|num|n[uú]mero|n[uú]m|is|was|es|era|it's|its|de|del|the|el|la|my|mi|card|code"
    r"|id|uh|um|eh|so"
    r"|ciudadan[ií]a|identidad|extranjer[ií]a|nacional|with|con|letra|us|here|security)\b\.?)*[^\w\n]{0,5}"
)
SSN = re.compile(  # its first digit before what may not stand before that: so `re` skips what is no digit
    r"\d(?<![\w-]\d)(?<!\d[ .]\d)\d{2}(?<!000)(?:\s?[-–.]\s?|\s)\d{2}(?:\s?[-–.]\s?|\s)\d{4}(?!\w|[-–. ]\d)"
)
SSN_BY_CUE = re.compile(
    rf"\b(?:ssn|itin|s\.s\.n\.?|social(?:\ssecurity)?|seguro\ssocial)\b{GAP}(?<!\d)(\d(?:[-–. ]{{0,3}}\d){{8}}"
    rf"|[x*]{{3}}-?[x*]{{2}}-?\d{{4}})(?!\w)"
    rf"|\blast\s(?:four|4)(?:\s\w+){{0,3}}\s(?:ssn|social(?:\ssecurity)?)\b{GAP}(?<!\d)(\d(?: ?\d){{3}})(?!\w)"
    rf"|\b(?:ssn|social(?:\ssecurity)?)\b(?:\s\w+){{0,3}}\s(?:ends?|ending)\s(?:in|with)\s(\d(?: ?\d){{3}})(?!\w)",
    re.IGNORECASE,
)

DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
DNI = re.compile(
    r"(?<![\w.,])(\d{1,2}\.\d{3}\.\d{3}|\d{1,2} \d{3} \d{3}|\d{7,8}|[XYZ][ .-]?\d{7}|[XYZ][ .-]?\d\.\d{3}\.\d{3})"
    r"([ .-]{0,2})([A-HJ-NP-TV-Z])(?!\w)",
    re.IGNORECASE,
)
SPANISH_WORDS_OF_A_LETTER = "yae"
DNI_BY_CUE = re.compile(
    rf"\b(?:d\.?n\.?i|n\.?i\.?[ef]|documento(?:\snacional)?(?:\sde\sidentidad)?)\b{GAP}(?<![\d$€])"
    r"([XYZ]?[ .-]?\d{1,2}[. ]?\d{3}[. ]?\d{3}(?:[ .-]{0,2}[A-HJ-NP-TV-Z])?)(?!\w)(?![.,]\d)",
    re.IGNORECASE,
)
CURP = re.compile(
    r"(?<!\w)[A-Z][AEIOUX][A-ZÑ]{2}[ -]?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d"
    r"|3[01])[ -]?[HMX][A-Z]{2}[ -]?[A-Z]{3}[ -]?[A-Z\d]\d(?!\w)",
    re.IGNORECASE,
)
RFC = re.compile(
    r"(?<!\w)[A-ZÑ&]{4}[ -]?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?[A-Z\d]{2}[\dA](?!\w)", re.IGNORECASE
)
RFC_BY_CUE = re.compile(rf"\br\.?f\.?c\b{GAP}([A-ZÑ&]{{3,4}}[ -]?\d{{6}}(?:[ -]?[A-Z\d]{{3}})?)(?!\w)", re.IGNORECASE)
CURP_BY_CUE = re.compile(rf"\bcurp\b{GAP}([A-ZÑ]{{4}}[ -]?\d{{6}}[A-Z\d -]{{0,12}}[A-Z\d])(?!\w)", re.IGNORECASE)
CEDULA_BY_CUE = re.compile(
    rf"\b(?:c[eé]dula|c\.c\.?|c\.i\.?|cc|ci)\b{GAP}(?<![\d$€])"
    r"((?:[VEJGP][ -]?)?\d{1,3}(?:[.,\s]?\d{3}){1,3}(?:\s?-\s?\d)?|\d{1,3}-\d{4,7}-\d|\d{1,2}-\d{1,4}-\d{1,6}"
    r"|\d(?: \d){5,9}|\d{5,11})(?!\w)",
    re.IGNORECASE,
)
PASSPORT_BY_CUE = re.compile(
    rf"\b(?:passports?|pasaportes?)\b{GAP}(?=[A-Z\d -]{{0,4}}\d{{4}})([A-Z]{{0,3}}[ -]?\d{{5,9}}[A-Z]?)(?!\w)",
    re.IGNORECASE,
)
ID_BY_CUE = re.compile(
    rf"\b(?:identity\scard|identification(?:\snumber)?|identificaci[oó]n|national\sid|(?:driver'?s?"
    rf"|driving)\slicen[cs]e|licencia\sde\s(?:conducir"
    rf"|conducci[oó]n|manejo)|ine|carn[eé]\sde\sconducir|tax\sid|nss"
    rf"|nino)\b{GAP}(?=(?:[A-Z-]{{0,6}}\d){{5}})([A-Z\d][A-Z\d.-]{{4,19}}[A-Z\d])(?!\w)"
    rf"|\b(?:rut|run|ruc|cui[tl]|cpf)\b{GAP}(\d[\d.\s-]{{5,13}}[\dK])(?!\w)",
    re.IGNORECASE,
)
RUT = re.compile(r"(?<![\w.,-])(\d{1,2}(?:\.\d{3}){2}|\d{7,8})-([\dkK])(?!\w|-\d)")
CUIT = re.compile(r"(?<![\w.-])((?:20|2[3-7]|30|3[34])-\d{8})-(\d)(?!\w|-\d)")
CPF = re.compile(r"(?<![\w.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)")
NINO = re.compile(r"(?<!\w)(?![DFIQUV])[A-Z](?![DFIQUVO])[A-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)", re.IGNORECASE)
SHAPED = {"curp": CURP, "rfc": RFC, "id": CPF}
BY_CUE = {
    "dni": DNI_BY_CUE,
    "curp": CURP_BY_CUE,
    "rfc": RFC_BY_CUE,
    "cedula": CEDULA_BY_CUE,
    "passport": PASSPORT_BY_CUE,
    "id": ID_BY_CUE,
}
NOT_A_PERSON = re.compile(
    r"\b(?:order|orden|pedido|tracking|gu[ií]a|seguimiento|invoice|factura|ref|reference|referencia|sku|model|modelo"
    r"|serial|serie"
    r"|part|pieza|ticket|case|caso|booking|reserva|flight|vuelo|code|c[oó]digo)s?\b"
    r"(?:\W{0,3}\b(?:number|no|nr|nro|num|id|is|de|del|n[uú]mero|es)\b)*\W{0,4}$",
    re.IGNORECASE,
)


def find_ssns(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield US social security and taxpayer numbers by their three groups."""
    yield from (("ssn", *match.span()) for match in SSN.finditer(text))


def find_cued_ssns(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield US social security and taxpayer numbers after their name, in any form, the last four digits too."""
    for match in SSN_BY_CUE.finditer(text):
        yield "ssn", match.start(match.lastindex or 0), match.end()


def find_dnis(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield Spanish DNI and NIE with the right check letter."""
    yield from (("dni", *match.span()) for match in DNI.finditer(text) if _is_dni(match))


def find_shaped_ids(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield the numbers of other states that a shape or a check digit tells."""
    for kind, pattern in SHAPED.items():
        for match in pattern.finditer(text):
            if not NOT_A_PERSON.search(text[max(0, match.start() - 40) : match.start()]):
                yield kind, match.start(), match.end()
    for pattern, is_valid in ((RUT, _is_rut), (CUIT, _is_cuit), (NINO, _is_nino)):
        yield from (("id", *match.span()) for match in pattern.finditer(text) if is_valid(match))


def find_cued_ids(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield what follows the name of an identity document."""
    for kind, pattern in BY_CUE.items():
        yield from ((kind, match.start(match.lastindex or 0), match.end()) for match in pattern.finditer(text))


def dni_letter(number: str) -> str:
    """Return the check letter of a Spanish DNI (eight digits) or NIE (X, Y or Z and seven digits)."""
    return DNI_LETTERS[int(number.upper().translate(str.maketrans("XYZ", "012"))) % 23]


def _is_dni(match: re.Match[str]) -> bool:
    number, gap, letter = match.groups()
    is_a_word = letter in SPANISH_WORDS_OF_A_LETTER and " " in gap
    return not is_a_word and dni_letter(re.sub(r"[ .-]", "", number)) == letter.upper()


def _is_rut(match: re.Match[str]) -> bool:
    digits = match.group(1).replace(".", "")
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits)))
    return "0123456789K0"[11 - total % 11 if total % 11 else 11] == match.group(2).upper()


def _is_cuit(match: re.Match[str]) -> bool:
    digits = match.group(1).replace("-", "")
    total = sum(int(digit) * weight for digit, weight in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
    return (11 - total % 11) % 11 % 10 == int(match.group(2))


def _is_nino(match: re.Match[str]) -> bool:
    written = match.group()
    return written[:2].isupper() and written[-1].isupper()
