"""Name cues: which words around it tell that a name stands in a text?

Cues are written once, without lookaround, so that RE2 finds the candidate rows with the very patterns that Python's
`re` then reads them by.
"""

from __future__ import annotations

import re

from vocmodels.privacy.name_lists import GIVEN_NAMES, SURNAMES
from vocmodels.privacy.name_reading import Cue
from vocmodels.privacy.ordinary_words import NAMES_AND_WORDS

HOLDER = (
    r"(?:account|card|policy|ticket|contract)\s?-?holder|passenger|customer|client|patient|guest|caller|subscriber|member|person|owner"
    r"|titular|cliente|pasajer[oa]|paciente|asegurad[oa]|hu[eé]sped|abonad[oa]"
)
RELATIVE = (
    r"wife|husband|son|daughter|mother|father|mom|dad|brother|sister|boss|manager|partner|colleague|friend|fianc[eé]e?|cousin|neighbou?r"
    r"|espos[oa]|marido|mujer|hij[oa]|madre|padre|herman[oa]|novi[oa]|jef[ea]|parej[ao]|prim[oa]|suegr[oa]|compañer[oa]|amig[oa]|vecin[oa]"
)
ROLE_WORD = (
    r"agent|representative|rep|advis[oe]r|operator|supervisor|manager|specialist|asesora?|agente|ejecutiv[oa]|compañer[oa]|operadora?"
    r"|supervisora?|encargad[oa]|gestora?|t[eé]cnic[oa]|representante"
)
ROLE = rf"(?:(?:your|su|tu|el|la|un|una|an?|the)\s+)?(?:customer\s+service\s+)?(?:{ROLE_WORD})\s+"
TITLE = (
    r"mrs?|ms|mx|miss|mister|missus|drs?|prof|professor|doctora?|rev|sra?|srta|dra|lic|licenciad[oa]|ing|ingenier[oa]|dña|dna|señora?|señorita"
    r"|senora?|senorita|don|doña"
)
FILLER_WORD = r"um+|uh+|er+m?|eh+|em+|este|pues|well|oh|actually|a\s+ver|bueno|yes|s[ií]"
FILLER = rf"(?:(?:{FILLER_WORD})[,.]*\s+)"
TO_BE = r"(?:\s+(?:is|are|was|would\s+be|should\s+be|will\s+be|es|son|ser[ií]a|era)\b|['’]?s\b|['’]re\b)"
LABEL = r"\s*[:=]"
SURE_CUES = (
    rf"names?(?:\s+here)?(?:\s+(?:(?:on|for|under|in|registered\s+on)\s+(?:(?:the|my|this|that|your|our)\s+)?[a-z]+|of\s+(?:the|my)\s+(?:{HOLDER}))"
    rf"(?:\s+(?:order|account|booking|reservation|ticket))?)?{TO_BE}"
    rf"|surname{TO_BE}|(?:in|by|under|on)\s+(?:the|my|his|her)\s+(?:last\s+|first\s+)?name(?:\s+of)?"
    rf"|(?:account|card|policy)\s?-?holder(?:\s+name)?{TO_BE}"
    r"|me\s+llamo|(?:mi|su|tu|el|cuyo)\s+nombre(?:\s+(?:completo|y\s+apellidos?|legal|de\s+pila|del?\s+(?:la\s+)?(?:titular|cliente)))*"
    r"(?:\s+(?:es|ser[ií]a|era)\b|\s*:)"
    r"|(?:primer\s+|segundo\s+)?apellidos?(?:\s+(?:completos?|paterno|materno))?(?:\s+(?:es|son|ser[ií]an?)\b|\s*:)"
    rf"|(?:{RELATIVE})\s+se\s+llama|(?:le|les|te|os)\s+(?:habla|atiende|saluda|est[aá]\s+atendiendo|asiste)|(?:lo|la)\s+(?:atiende|saluda)"
    r"|(?:a|al|en|con\s+el|bajo\s+el|por\s+el)\s+nombre(?:\s+del?(?:\s+(?:titular|cliente))?)?"
    rf"|(?:el|la)\s+titular(?:\s+\pL+){{0,4}}?\s+(?:es|se\s+llama)"
)
LABEL_CUES = (
    rf"(?:my|first|last|full|family|given|middle|maiden|customer|client|{HOLDER})(?:['’]s)?\s+(?:full\s+|last\s+|first\s+)?name{LABEL}?"
    rf"|surname{LABEL}?|names?{LABEL}|names?\s+-|nombre(?:\s+(?:completo|y\s+apellidos?|del?\s+(?:titular|cliente)))*{LABEL}"
    r"|(?:mi|primer|segundo)\s+(?:nombre|apellido)|under\s+name|^(?:names?|nombre)"
)
WEAK_CUES = (
    r"this\s+is|i['’]?m|i\s+am"
    r"|(?:speak|speaking|talk|talking|spoke|talked|chat|chatting|chatted|connected|dealing)\s+(?:with|to)|you['’]ve\s+reached"
    rf"|transfer\s+(?:you|me)\s+to|call\s+me|assisted\s+by|helped\s+by|(?:my|mi|his|her|su)\s+(?:{RELATIVE})"
    r"|soy|habla(?:\s+usted)?\s+con|(?:hablando|hablar|hablo|habl[eé]|habl[oó]|comunic\pL+|atend\pL+)\s+(?:con|por)"
    r"|aqu[ií]|de\s+parte\s+de|me\s+atendi[oó]|ll[aá]m[ae]me|de\s+apellido|de\s+nombre|contact[eé]\s+con|pregunt[eé]\s+por"
)
PLACED_CUES = r"(?:it['’]?s|it\s+is|be|is|booked|registered|listed|filed|reserved|put)\s+under|habla"
TITLE_CUES = r"(?:sra?|srta|mrs?|mx|ms|miss|dra?|dña|lic|ing|prof)\.|mrs?|ms|sra|srta|dra|dña|doña|don"
SPOKEN_TITLE_CUES = r"d\.|miss|mister|missus|dr|professor|doctora?|sr|señora?|señorita|senora?|senorita|ing|lic"
HELLO_CUES = (
    r"(?:hi|hello|hey|hola|dear|estimad[oa]s?|querid[oa]s?|good\s+(?:morning|afternoon|evening|day)|buen(?:os|as)?\s+(?:d[ií]as?|tardes|noches)"
    r"|thank\s+you|thanks|gracias|welcome|bienvenid[oa]|bye|goodbye|adi[oó]s)(?:\s+(?:so\s+much|very\s+much|there|again|back|de\s+nuevo|much))?"
)
HINT_CUES = (
    r"it['’]?s|it\s+is|that['’]?s|is\s+this|es|con|se\s+llaman?|named|called|on\s+behalf\s+of|go(?:es)?\s+by|ask(?:ed)?\s+for"
    r"|sorry|okay|ok|alright|perfect|great|absolutely|certainly|sure|of\s+course|understand|right|see|yes|no|appreciate\s+it"
    r"|perfecto|claro|entiendo|de\s+acuerdo|listo|vale|s[ií]|disculpe|muy\s+bien|mire|worries|problem"
)
SIGNED_CUES = (
    r"(?:regards|sincerely|cheers|saludos?|atentamente|cordialmente|abrazo|wishes|signed|respectfully|truly)\s*[,.!:\-–]*\s"
    r"|(?:thanks|thank\s+you|gracias|best|yours|love|thx)[,.!]?[ \t]*\n"
)
LAST_WORDS = (  # of the cues above
    r"names?|surnames?|nombre|apellidos?|is|are|was|be|es|son|ser[ií]an?|era|of|llamo|llama|ll[aá]m[ae]me|completos?|legal|pila|del?|materno|paterno"
    r"|habla|atiende|saluda|atendiendo|asiste|atendi[oó]|under|by|am|im|with|to|reached|me|soy|con|por|aqu[ií]|holder"
    r"|hi|hello|hey|hola|dear|estimad[oa]s?|querid[oa]s?|morning|afternoon|evening|day|buen[oa]s|d[ií]as?|tardes|noches|you|thanks|gracias|welcome"
    r"|bienvenid[oa]|bye|goodbye|adi[oó]s|much|there|again|back|nuevo|and|this|called|named|for|it|course|acuerdo|bien"
    r"|regards|sincerely|cheers|saludos?|atentamente|cordialmente|abrazo|wishes|signed|respectfully|truly|best|yours|love|thx"
)
SPACE = r"[\s,.!:\-–]{1,4}"
OPEN_SPACE = rf"(?:\s+|,\s*|:\s*)(?:{FILLER})*"
GREETING_SPACE = r"[,.!]?\s+(?:and\s+)?"
BEFORE_NAME = rf"(?:{FILLER})*(?:{ROLE})?(?:(?:{TITLE})\b\.?\s+)?[\"'“«(*]?"
STRENGTHS = (  # group of the pattern below, the cue's strength, the cues, what stands between them and the name
    ("sure", Cue.SURE, SURE_CUES, SPACE),
    ("label", Cue.LABEL, LABEL_CUES, SPACE),
    ("placed", Cue.ANSWER, PLACED_CUES, SPACE),
    ("titled", Cue.TITLED, TITLE_CUES, r"\s+"),
    ("weak", Cue.WEAK, WEAK_CUES, OPEN_SPACE),
    ("signed", Cue.SIGNED, SIGNED_CUES, r"\s*[\-–]?\s*"),
    ("hello", Cue.HELLO, f"{HELLO_CUES}|{SPOKEN_TITLE_CUES}", GREETING_SPACE),
    ("hint", Cue.HINT, HINT_CUES, GREETING_SPACE),
)
STRENGTH = {group: cue for group, cue, _, _ in STRENGTHS}


def _for_re(pattern: str) -> str:
    return pattern.replace(r"\pL", r"[^\W\d_]")


CUE_BEFORE = re.compile(
    _for_re(
        rf"\b(?:{'|'.join(rf'(?P<{group}>(?:{cues}){space})' for group, _, cues, space in STRENGTHS)}){BEFORE_NAME}\Z"
    )
)
LAST_WORD = re.compile(  # with what may stand between it and the name
    _for_re(
        rf"[^\w]*(?:{HOLDER}|{RELATIVE}|{ROLE_WORD}|{TITLE}|d|{FILLER_WORD}|{HINT_CUES}|{LAST_WORDS}|.*['’](?:s|m|re|ve))[\s,.!:=\-–\"'“«(*]*"
        r"|.*[:=\-–*]"
    )
)
TITLED = re.compile(r"\b(?:mrs?|ms|mx|dr|sra?|srta|dra|dña|doña|don)\.?\s+[\"'“«(*]?$|\bmiss\.\s+$")
SPEAKER = re.compile(_for_re(r"(?:^|[.!?,:]\s+)(\pL+(?:\s\pL+)?)\s+(?:speaking|here|al\s+habla)\b"))
LETTERS = r"(?:(?:double|doble)\s+)?\pL\b(?:\s+(?:as\s+in|for|like|de)\s+\pL+)?"
SPELLED = re.compile(
    _for_re(
        r"(?:spel(?:led|t|ling)(?:\s+(?:is|as|out|it))?|spell\s+(?:it|that)|deletre\pL+(?:\s+como)?|se\s+escribe|it['’]?s|that['’]?s|es|with)"
        rf"\s*[:,]?\s+({LETTERS}(?:[\s\-–.,]+{LETTERS}){{2,}})(?![^\W\d_])"
    )
)
NOT_A_PERSON = re.compile(
    r"\b(?:user|company|product|brand|file|domain|host|store|business|street|model|item|game|network|wifi|wi-fi|device|plan|bank|display|screen"
    r"|server|app|application|software|city|state|country|school|hotel|song|movie|playlist|restaurant|pet|dog|cat|event|project|group|event)"
    r"(?:['’]s)?\s+$",
    re.IGNORECASE,
)
SINGLE_NAMES = "|".join(sorted((GIVEN_NAMES | SURNAMES) - NAMES_AND_WORDS))
