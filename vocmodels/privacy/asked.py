"""Asked: which bare answers ("123") are personal because of the question in the turn before?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vocmodels.privacy.card_details import CODE_WORD, EXPIRY, EXPIRY_WORD
from vocmodels.privacy.cued import ANY_DATE, BIRTH, DAY_ALONE, ORDINARY, SECRET
from vocmodels.privacy.spans import Entity, lower_case

PATIENCE = 3  # turns after a question in which its answer may come

REQUEST = re.compile(
    r"\?|\b(?:what|which|can|could|may|please|provide|confirm|verify|tell|give|need|have|enter|type|share|read|spell"
    r"|repeat|cu[aá]l|puede|podr[ií]a"
    r"|indi\w+|d[ií]ga\w*|dime|d[aeé](?:r)?me|facil\w+|proporcion\w+|confirm\w+|necesit\w+|ingres\w+|teclee"
    r"|escrib\w+|favor|verific\w+)\b"
)
LAST_FOUR = re.compile(r"\b(?:last|final|[uú]ltimos)\s(?:four|4|cuatro)\b")
CARD_QUESTION = (
    r"(?:card\snumber|number\s(?:on|of)\s(?:the|your)\s(?:\w+\s)?card|(?:16|sixteen|15|fifteen|long|full)[\s-]digit"
    r"|(?:credit|debit)\scard"
    r"|n[uú]mero\sde\s(?:la\s|su\s|tu\s)?tarjeta|(?:16|diecis[eé]is)\sd[ií]gitos|tarjeta\scompleta)"
)
PHONE_QUESTION = (
    r"(?:phone|telephone|mobile|cell(?:phone)?|(?:callback|contact|best)\snumber|number\s(?:to\s|can\s|where\s"
    r"|we\scan\s)"
    r"|tel[eé]fono|celular|m[oó]vil|n[uú]mero\sde\scontacto)"
)
ID_QUESTIONS = {
    "dni": r"(?:dni|d\.n\.i|nie|nif)",
    "curp": r"curp",
    "rfc": r"rfc",
    "cedula": r"c[eé]dula",
    "passport": r"(?:passport|pasaporte)",
    "id": r"(?:documento|identificaci[oó]n|identification|driver'?s?\slicen[cs]e|id\snumber|national\sid|rut|cuit|ine|nss)",
}
ADDRESS_QUESTION = (
    r"(?:(?<!mail\s)(?<!ip\s)address(?!\sof\sthe\ssite)|where\s(?:do|are)\syou\sliv\w+|direcci[oó]n(?!\sde\scorreo"
    r"|\sip|\selectr)|domicilio"
    r"|d[oó]nde\svives?)"
)
SECRET_QUESTION = (
    rf"(?:what|which|tell|give|provide|enter|confirm|need|share|say|type|cu[aá]l|d[ií]game|dime|indi\w+"
    rf"|proporcion\w+|ingres\w+|teclee|necesit\w+"
    rf"|confirm\w+|escrib\w+)\b[^.?!]{{0,40}}\b{SECRET}"
)
CODE = r"(?<![\w$€£.,/-])\d(?:[\s-]?\d){2,3}(?![\w%])(?![.,:/-]\d)(?!\s(?:dollars|euros|pesos))"
LONG_NUMBER = r"(?<![\w$€£#])\(?\+?\d(?:[\s().,\-/]{0,3}\d){6,14}(?!\w)"
RULES = {  # kind -> what the question names, and how an answer looks
    "card": (
        CARD_QUESTION,
        r"(?<!\w)\d(?:[\s.,-]{0,3}\d){11,18}(?!\w)|(?<![\w$€£.,-])\d{4}(?:[\s-]\d{4}){0,3}(?![\w%])(?![.,:/-]\d)",
    ),
    "cvv": (CODE_WORD, CODE),
    "expiry": (rf"{EXPIRY_WORD}\b", rf"(?<![\w/$]){EXPIRY}"),
    "dob": (BIRTH, rf"{ANY_DATE.pattern}|(?<![\w/$]){DAY_ALONE}"),
    "ssn": (r"(?:ssn|itin|social(?:\ssecurity)?|seguro\ssocial)", rf"(?<![\w$])\d(?:[\s-]{{0,2}}\d){{8}}(?!\w)|{CODE}"),
    "password": (
        SECRET_QUESTION,
        r"(?<![\w$€£])(?=[^\s\d]*\d)[^\s,;\ue000\ue001]{3,}(?<![.?!])|(?<!\w)\d(?:\s\d){3,7}(?!\w)",
    ),
    **{
        kind: (words, r"(?<![\w$])(?:[A-Z]{1,4}[ .-]?)?\d(?:[\d.\s-]{3,12})\d[ -]?[A-Z]{0,8}\d{0,2}(?!\w)")
        for kind, words in ID_QUESTIONS.items()
    },
    "phone": (PHONE_QUESTION, LONG_NUMBER),
}
QUESTIONS = {kind: re.compile(rf"\b{question}") for kind, (question, _) in RULES.items()}
ANSWERS = {kind: re.compile(answer, re.IGNORECASE) for kind, (_, answer) in RULES.items()}
QUESTIONS["address"] = re.compile(rf"\b{ADDRESS_QUESTION}")
ADDRESS = re.compile(
    r"(?:\W*\b(?:sure|yes|yeah|ok|okay|it's|it|is|s[ií]|claro|es|my|mi|the|la|address|direcci[oó]n|vivo|en|i|live|at"
    r"|in|um|uh|eh|bueno|pues|of"
    r"|course|thanks|gracias)\b)*\W*((?=[^\n]*\d)[^\s?!][^\n?!\ue000\ue001]{4,120}[\w.])",
    re.IGNORECASE,
)
ONE_WORD = re.compile(
    r"\W*(?:(?:it's|it is|sure|yes|s[ií]|es|claro|um|uh"
    r"|la palabra es)[,\s]+)*([^\W\d_]{4,})\W*",
    re.IGNORECASE,
)
NO_ANSWER_WORDS = (
    "okay sure thanks thank hello what sorry wait hold moment yeah maybe claro bueno gracias espere vale"
    " listo perdón momento hola none forgot olvidé done right exactly correcto exacto please which cuál cómo"
)
NO_ANSWER = frozenset(NO_ANSWER_WORDS.split())
HINTS = {  # kind -> pieces of words (no blanks) of which every question for it holds one, in lower case
    "card": ("card", "git", "tarjeta"),
    "cvv": (
        "cv",
        "csc",
        "cid",
        "c.v",
        "security",
        "verification",
        "back",
        "digit",
        "seguridad",
        "atr",
        "reverso",
        "detr",
    ),
    "expiry": ("exp", "valid", "lida", "good", "venc", "cad"),
    "dob": ("birth", "born", "nac", "cumpl", "dob", "d.o", "do.b"),
    "ssn": ("ssn", "itin", "social"),
    "password": (
        *("pass", "pwd", "pin", "code", "otp", "contrase", "clave", "nip", "digo", "palabra", "secret", "security"),
    ),
    "dni": ("dni", "d.n", "nie", "nif"),
    "curp": ("curp",),
    "rfc": ("rfc",),
    "cedula": ("dula",),
    "passport": ("passport", "pasaporte"),
    "id": ("documento", "identif", "licen", "number", "national", "rut", "cuit", "ine", "nss"),
    "phone": ("phone", "mobile", "cel", "number", "fono", "vil", "contacto"),
    "address": ("address", "liv", "direcci", "domicilio", "vive"),
}
KIND_OF_HINT = [(hint, kind) for kind, hints in HINTS.items() for hint in hints]
WITHOUT_DIGITS = frozenset(["dob", "password"])  # an answer may be words alone
DIGIT = re.compile(r"\d")
CANDIDATE = (
    r"(?i)\b(?:card|tarjeta|digit|d[ií]gitos|cvv|cvc|cvn|csc|cid|c\.v\.v|security|verification|the back|back of|seguridad"
    r"|exp|valid|good (?:thru|through|until)|venc|cad|birth|born|dob|d\.o\.?b|nac|cumpl"
    r"|ssn|itin|social|pass|pin\b|pwd|code|otp|contrase|clave|nip|c[oó]digo|palabra|secret|dni|d\.n\.i|nie|nif|curp|rfc"
    r"|c[eé]dula|documento|identi|driver"
    r"|id number|national id|rut|cuit|ine\b|nss|phone|telephone|mobile|cell|number|tel[eé]fono|celular|m[oó]vil"
    r"|contacto|address|where do you|where are you|direcci|domicilio"
    r"|d[oó]nde vive)"
)


def find_answers(
    texts: Sequence[str | None], speakers: Sequence[str | None], may_ask: Sequence[bool] | None = None
) -> list[list[Entity]]:
    """Return, for each turn of one contact in order, what it answers to the question of an agent (or menu) before it.

    Turns of unknown speakers may ask and answer alike; a question is forgotten after three turns or the next question.

    Args:
        texts: the turns of one contact, in order.
        speakers: who says each; null where nobody knows.
        may_ask: whether each matches `CANDIDATE`, where that is known already; the others ask for nothing.
    """
    found: list[list[Entity]] = [[] for _ in texts]
    asked: list[str] = []
    patience = 0
    for turn, (text, speaker) in enumerate(zip(texts, speakers, strict=True)):
        if not text:
            continue
        if asked and speaker not in ("agent", "system"):
            found[turn] = list(_answers(text, asked))
            patience -= 1
        kinds = _asked(text) if speaker != "customer" and (may_ask is None or may_ask[turn]) else []
        if kinds or (asked and speaker in ("agent", "system") and REQUEST.search(lower_case(text))):
            asked, patience = kinds, PATIENCE
        asked = asked if patience else []
    return found


def _asked(text: str) -> list[str]:
    """Return the kinds that a turn asks for."""
    lowered = lower_case(text)
    hinted = frozenset().union(*map(_kinds_hinted, lowered.split()))
    kinds = [kind for kind in QUESTIONS if kind in hinted and QUESTIONS[kind].search(lowered)] if hinted else []
    if not kinds or not REQUEST.search(lowered):
        return []
    if "card" in kinds and ({"cvv", "expiry"} & set(kinds) or LAST_FOUR.search(lowered)) and "number" not in text:
        kinds.remove("card")
    return kinds


@lru_cache(maxsize=65_536)
def _kinds_hinted(word: str) -> frozenset[str]:
    return frozenset(kind for hint, kind in KIND_OF_HINT if hint in word)


def _answers(text: str, asked: list[str]) -> Iterator[Entity]:
    has_digit = DIGIT.search(text) is not None
    for kind in asked:
        if not has_digit and kind not in WITHOUT_DIGITS:
            continue
        if kind == "address":
            yield from (("address", *match.span(1)) for match in [ADDRESS.match(text)] if match)
        else:
            yield from ((kind, *match.span()) for match in ANSWERS[kind].finditer(text))
        word = ONE_WORD.fullmatch(text) if kind == "password" else None
        if word and word.group(1).lower() not in NO_ANSWER and not ORDINARY.fullmatch(word.group(1).lower()):
            yield "password", *word.span(1)
