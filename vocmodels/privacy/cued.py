"""Cued: which dates of birth and passwords do the words around them give away? Patterns are for texts in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocmodels.privacy.spans import Entity, lower_case

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre|ene|abr|ago|dic)\.?"
)
SMALL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred"
    r"|thousand|oh|o|zero|and|first|second|third|\w+th|uno|una|primero|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
    r"|diez|once|doce|trece|catorce"
    r"|quince|dieci\w+|veint\w+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien(?:to)?|novecientos"
    r"|mil|y)"
)
YEAR = r"(?:(?:19|20)\d{2}|'?\d{2})"
SPOKEN_YEAR = rf"(?:(?:nineteen|twenty|two\sthousand|mil\snovecientos|dos\smil)(?:[\s-]{SMALL}\b){{0,5}})"
DAY = r"\d{1,2}(?:st|nd|rd|th|º|o)?[.,]?"
DATE = (
    rf"(?:(?:19|20)\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{DAY}\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?{YEAR}"
    rf"|{DAY}\s?[-/. ]\s?{MONTH}\s?[-/., ]\s?{YEAR}"
    rf"|(?:the\s)?{DAY}\s(?:of\s|de\s)?{MONTH}(?:,|\sdel?|\sof)?\s(?:a[ñn]o\s)?(?:{YEAR}|{SPOKEN_YEAR})"
    rf"|{MONTH}\s(?:the\s)?{DAY}(?:,|\sof|\sdel?)?\s(?:{YEAR}|{SPOKEN_YEAR})|\d{{1,2}}\s\d{{1,2}}\s{YEAR}"
    rf"|(?:[0-3]\d){{2}}(?:19|20)?\d{{2}}|(?:19|20)\d{{6}}"
    rf"|(?:the\s)?(?:{SMALL}[\s-]){{1,3}}(?:of\s|de\s)?{MONTH}(?:,|\sdel?|\sof)?(?:\s(?:{YEAR}\b|{SPOKEN_YEAR}"
    rf"|{SMALL}\b(?:[\s-]{SMALL}\b){{0,6}}))"
    rf"|{MONTH}\s(?:the\s)?{SMALL}\b(?:[\s-]{SMALL}\b){{0,7}}(?:,?\s{YEAR})?)"
    r"(?!\w)"
)
DAY_ALONE = (
    rf"(?:{MONTH}\s(?:the\s)?{DAY}|{DAY}\s(?:of\s|de\s)?{MONTH}|\d{{1,2}}[/-]\d{{1,2}}|{MONTH}\s{YEAR}|(?:19"
    rf"|20)\d{{2}})(?!\w)"
)
GAP = (
    r"(?:\W{0,3}\b(?:is|was|es|era|on|in|it's|its|the|el|la|of|de|mi|my|uh|um|eh|date|fecha|en|d[ií]a|with|con|you"
    r"|have|should|would|ser[ií]a|be|to|me|her|him|please)\b)*"
    r"\W{0,4}"
)
STRONG_BIRTH = (
    r"(?:d\.?o\.?b\b\.?|date\s+of\s+birth|birth\s?date|fecha\s+de\s+nac(?:imiento|\.)|f\.?\s?nac(?:imiento)?\b\.?"
    r"|nacimiento)"
)
BIRTH = (
    rf"(?:{STRONG_BIRTH}|birthday|born(?:\s(?:on|in))?|nac[ií](?:do|da|[oó])?(?:\s(?:el|en))?|cumplea[ñn]os"
    rf"|cumplo(?:\sa[ñn]os)?(?:\sel)?)"
)
BIRTH_CANDIDATE = r"(?i)\b(?:d\.?o\.?b\b|birth|born|nac|cumplea|cumplo)"
BIRTH_HINT = re.compile(r"birth|born|nac|cumpl|d\.?o\.?b")
BIRTH_BY_CUE = re.compile(rf"\b{BIRTH}{GAP}({DATE})")
BIRTH_DAY = re.compile(rf"\b{STRONG_BIRTH}{GAP}({DAY_ALONE})")
BIRTH_BEFORE_CUE = re.compile(
    rf"(?<![\w/])({DATE})\W{{1,3}}(?:is|was|es|that's|that\sis|as)\s(?:my|the|his|her|mi|la|su"
    rf"|our)?\s?{BIRTH}\b",
)
ANY_DATE = re.compile(rf"(?<![\w/.-]){DATE}")

SECRET = (
    r"(?:pass\s?words?|pass\s?codes?|pass\s?phrases?|passwd|pwd|pin(?:\s(?:code|number))?|access\scode"
    r"|verification\scode|login\scode"
    r"|one[\s-]time\s(?:code|password|passcode)|otp|contrase[ñn]as?|clave(?:\sde\sacceso|\ssecreta|\spersonal)?|nip"
    r"|c[oó]digo\sde\s(?:acceso"
    r"|verificaci[oó]n)|palabra\ssecreta|secret\sword|security\sword|palabra\sclave|security\sanswer"
    r"|respuesta\ssecreta)"
)
SECRET_CANDIDATE = (
    r"(?i)\b(?:pass ?word|pass ?code|pass ?phrase|passwd|pwd|pin\b|access code|verification code"
    r"|login code|one.time|otp\b"
    r"|contrase|clave\b|nip\b|c[oó]digo de|secret|security word|security answer|palabra)"
)
SECRET_HINT = re.compile(r"pass|pwd|pin|code|otp|contrase|clave|nip|c[oó]digo|palabra|word|answer|secret")
SAYS = r"(?:\s?(?::|=|->)\s?|\s(?:is|was|es|era|it's|it is|would be|ser[ií]a|set to|are|son)\s?:?\s)"
FILLER = r"(?:(?:uh|um|eh|este|the number|el n[uú]mero|the word|la palabra|all lowercase|in caps)[,\s]\s?)*"
SECRET_BY_CUE = re.compile(
    rf"\b{SECRET}(?:\s(?:for|of|de|to|on|del?"
    rf"|para)\s(?:\w+\s?){{1,4}}?)?{SAYS}{FILLER}[\"'“‘«]?([^\s\"'”’»,;\ue000\ue001]{{3,}})([\"'”’»]?)",
)
CODE_RIGHT_AFTER = re.compile(
    rf"\b{SECRET}[\s#:(\"'“]{{1,3}}((?=[^\s\d]*\d)[^\s\"'”’»,;()\ue000\ue001]{{4,}}|\d(?: \d){{3,7}})"
)
CODE_SPACED = re.compile(rf"\b{SECRET}{SAYS}{FILLER}(\d(?:[ -]\d){{3,9}})(?!\w)")
QUOTED = re.compile(rf"\b{SECRET}{SAYS}?\s?[\"“«]([^\"”»\n\ue000\ue001]{{3,40}})[\"”»]")
CODE_BEFORE_CUE = re.compile(
    rf"(?<![\w$€£.,/-])((?=[^\s\d]*\d)[^\s,;\ue000\ue001]{{4,}})\s(?:is|was|es|era)\s(?:the|my|el|la"
    rf"|mi)\s(?:\w+\s)?{SECRET}\b",
)
ORDINARY = re.compile(
    r"(?:not|no|wrong|incorrect\w*|invalid\w*|the|a|an|my|mi|la|el|un|una|lo|still|never|always|too|very|muy|also|so"
    r"|being|already|just|really|now"
    r"|correct\w*|right|weak|strong|here|there|where|what|that|this|it|same|misma|mismo|for|to|in|on|at|from"
    r"|different|distint\w+|diferente|unique"
    r"|case|safe|secure|segur\w+|v[aá]lid\w+|err[oó]ne\w+|mal\w*|buen\w*|good|bad|okay|fine|nueva|new|old|vieja"
    r"|demasiado|d[eé]bil|fuerte|incapable"
    r"|missing|unable|unavailable|available|ready|like|because|since|if|when|but|and|pero|porque|como|que|cual|para"
    r"|por|con|sin|ya|siempre|nunca|aqu[ií]"
    r"|important|importante|necessary|necesari\w+|long|short|simple|complex|sensitive|confidential|private|out|up"
    r"|gone|lost|\w+ing|\w+ed|\w+n't|\w+able"
    r"|\w+[ai]d[oa]s?|\w+mente|\w+ly|your|your\w+|his|her|their|our|su|tu|something|algo|anything|unknown|blank"
    r"|empty|vac[ií]\w|all|toda|only|solo|s[oó]lo"
    r"|sent|sen[dt]\w*|reset|set|kept|stuck|broken|hard|difficult|impossible|necesit\w+|use\w*|don|didn|doesn|isn"
    r"|wasn|won|can|cannot|could|should|would|will"
    r"|must|may|might|has|have|had|was|were|been|be|is|are|\w+\?)[.!?:…]*",
)


def find_birth_dates(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield dates that a text calls somebody's birth; a day without a year only after "date of birth"."""
    lowered = lower_case(text)
    if not BIRTH_HINT.search(lowered):
        return
    for pattern in (BIRTH_BY_CUE, BIRTH_DAY, BIRTH_BEFORE_CUE):
        yield from (("dob", *match.span(1)) for match in pattern.finditer(lowered))


def find_secrets(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield passwords, PINs and access codes after (or, with a digit, right before) the word for them."""
    lowered = lower_case(text)
    if not SECRET_HINT.search(lowered):
        return
    for pattern in (QUOTED, CODE_SPACED):
        yield from (("password", *match.span(1)) for match in pattern.finditer(lowered))
    for match in SECRET_BY_CUE.finditer(lowered):
        start, end = match.span(1)
        end -= len(match.group(1)) - len(match.group(1).rstrip(".!?)…:"))
        if end - start >= 3 and is_secret(text, start, end):
            yield "password", start, end
    for pattern in (CODE_RIGHT_AFTER, CODE_BEFORE_CUE):
        for match in pattern.finditer(lowered):
            yield (
                "password",
                match.start(1),
                match.end(1) - (len(match.group(1)) - len(match.group(1).rstrip(".!?)…:"))),
            )


def is_secret(text: str, start: int, end: int) -> bool:
    """Tell whether a word after "my password is" is the password: mixed signs, or a last word that is no ordinary one."""
    word = text[start:end]
    if not word.replace("-", "").replace("'", "").isalpha() or not (word.islower() or word.istitle() or word.isupper()):
        return True
    is_last = not text[end:].strip(" .!?\"'”’)") or text[end] in ".,;!"
    return is_last and not ORDINARY.fullmatch(word.lower())
