"""Street addresses: where in a text does somebody live, given by a street with a number (or a post office box)?

A street word that is also an ordinary word ("drive", "place", "way") counts after capitals, a long number or a cue alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocmodels.privacy.spans import Entity

STREET = (
    r"(?:street|str|st|avenue|ave|av|road|rd|boulevard|blvd|parkway|pkwy|highway|hwy|expressway|turnpike|tpke"
    r"|crescent|cres|lane|ln)"
)
AMBIGUOUS_STREET = (
    r"(?:drive|dr|court|ct|place|pl|way|terrace|ter|circle|cir|square|sq|trail|trl|loop|close|gardens|gdns|row|plaza"
    r"|mews|hill|hills|walk|grove"
    r"|ridge|run|path|pike|alley|park|broadway|point|pt|cove|bend|crossing|heights|view|green|route|rte)"
)
PLACE = (
    r"(?:c/|(?:calle|avenida|avda|avd|av|ave|paseo|p[º°]|plaza|pza|plz|plazuela|camino|cno|carretera|ctra|ronda"
    r"|traves[ií]a|callej[oó]n|carrera|cra|cr|kra"
    r"|kr|cl|diagonal|diag|dg|transversal|tv|calzada|calz|boulevard|blvd|bulevar|jir[oó]n|jr|pasaje|pje|circuito"
    r"|privada|prolongaci[oó]n|prol|glorieta"
    r"|rambla|carrer|cerrada|andador|autopista|alameda|urbanizaci[oó]n|urb|manzana|mz|gran\sv[ií]a|vía|cuesta|bajada"
    r"|costanera|rua)\.?(?![^\W\d_]))"
)
PLACE_CANDIDATE = PLACE.replace("(?![^\\W\\d_])", r"[^\pL]")
CANDIDATE = (
    rf"(?i)\d[A-Za-z\d/-]*,? [^\n\d?!]{{0,40}}(?:\d\d?(?:st|nd|rd|th) )?\b(?:{STREET}|{AMBIGUOUS_STREET})\b|\bbox #?\d"
    rf"|\b{PLACE_CANDIDATE}[^\n?!]{{0,60}}\d|\bapartado|\bbroadway"
)
STOP = (
    r"(?!(?:days?|en|minutes?|mins?|hours?|hrs?|weeks?|months?|years?|dollars?|bucks|euros?|pounds?|people|persons?"
    r"|times|percent|miles?|km|feet|of|the|in"
    r"|on|at|to|for|and|or|is|was|are|a|an|my|your|our|their|more|other|different|am|pm|items?|units?|pieces?"
    r"|orders?|calls?|by|from|with|until|blocks?"
    r"|lanes?|way|bedrooms?|stars?|years?|x|it|that|this|i|you|we|he|she|they|but|so|not|no|if|business|working|ago"
    r"|later|before|after|down|up)\b)"
)
WORD = rf"{STOP}[^\W\d_][\w'’.\-]*"
HEADING = r"(?:(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\.?\s)"
UNIT = (
    r"(?:,?\s*(?:apt|apartment|suite|ste|unit|room|rm|floor|fl|flat|lot|bldg|building"
    r"|trailer)\b\.?\s?(?:number\s)?#?\s?[\w-]{1,6}|,?\s?#\s?\w{1,6})"
)
TOWN = (
    r"(?:,?\s+(?:in\s)?(?-i:[A-Z])[\w'.-]+(?:\s(?-i:[A-Z])[\w'.-]+){0,2},?\s+(?-i:[A-Z]{2})(?:\s+\d{5}(?:-\d{4})?)?(?!\w)"
    r"|,\s*(?-i:[A-Z])[\w'.-]+(?:\s(?-i:[A-Z])[\w'.-]+){0,2},?\s+\d{5}(?:-\d{4})?(?!\w)|,?\s+\d{5}(?:-\d{4})?(?!\w))"
)
HOUSE = r"(?<![\w$€£#.,/:-])(?:\d{1,6}(?:[-/]\d{1,5})?[a-z]?(?:\s1/2|\s[a-d](?=\s))?)"
ORDINAL = r"\d{1,3}(?:st|nd|rd|th)"
ENGLISH = re.compile(
    rf"({HOUSE}),?\s+{HEADING}?((?:{ORDINAL}|{WORD})(?:\s{WORD}){{0,3}}?\s)(?:({STREET})"
    rf"|({AMBIGUOUS_STREET}))\b\.?(?:\s(?:n|s|e|w|ne|nw|se|sw|north"
    rf"|south|east|west)\b\.?)?{UNIT}?{TOWN}?",
    re.IGNORECASE,
)
NAMELESS = re.compile(
    rf"({HOUSE})\s+{HEADING}?(?:broadway|(?:avenue|highway|hwy|route|rte|road|county\sroad"
    rf"|state\sroad)\s(?:\d{{1,4}}|[a-z])\b)"
    rf"(?:\s(?:n|s|e|w|north|south|east|west)\b)?{UNIT}?{TOWN}?",
    re.IGNORECASE,
)
BOX = re.compile(
    r"\bp\.?\s?o\.?\s?box\s?#?\s?\d{1,6}|\bapartado(?:\sde\scorreos|\spostal"
    r"|\sa[eé]reo)?\s(?:n[ºo°]?\.?\s)?\d{1,6}",
    re.IGNORECASE,
)
LIVES = re.compile(
    r"\b(?:address|live|lives|living|located|reside|deliver\w*|ship\w*|send|sent|mail\w*|moved|move|home|house"
    r"|at)\b[^\n]{0,30}$",
    re.IGNORECASE,
)

SPANISH_STOP = (
    r"(?!(?:est[aá]\w*|es|era|fue|hace|hay|que|por|con|a|no|ya|me|se|lo|le|tiene|ten[ií]a|dos|tres|durante|desde"
    r"|hasta|para|pero|porque|cuando|donde"
    r"|unos|unas|cada|casi|como|m[aá]s|menos|muy|si|cerrad[ao]|cortad[ao]|pasa|salen?|quiero|necesito|is|was|the|and"
    r"|of|to|for|my)\b)"
)
SPANISH_WORD = rf"(?:{SPANISH_STOP}[^\W\d_][\w'’.\-ªº]*|\d{{1,2}}(?=\sde\s))"
NUMBER = r"(?:n[ºo°]\.?|n[uú]m\.?|n[uú]mero|no\.?|nro\.?|\#|altura|km\.?|kil[oó]metro|casa|lote|lt\.?)"
INSIDE = (
    r"(?:,?\s*(?:-\s*)?(?:(?:piso|planta|puerta|pta\.?|escalera|esc\.?|portal|bloque|blq\.?|bajo|[aá]tico|depto\.?"
    r"|dpto\.?|departamento|apto\.?|apartamento"
    r"|interior|int\.?|torre|casa|local|oficina|of\.?|lote|manzana|mz\.?|edificio|edif\.?)\s?(?:n[ºo°]?\.?\s?"
    r"|\#\s?)?(?:\w{1,4}\b)?|\d{1,2}\s?[ºª°]\s?(?:[a-z]{1,4}\b)?"
    r"|\d{1,2}[a-z]\b|(?:col\.?|colonia)\s[^\W\d_]+(?:\s[^\W\d_]+){0,2}))"
)
POSTCODE = r"(?:,?\s*(?:c\.?\s?p\.?\s?|c[oó]digo\spostal\s)?\d{5}(?!\w)(?:\s(?-i:[A-ZÁÉÍÓÚ])[\w]+)?)"
SPANISH = re.compile(
    rf"(?<!\w){PLACE}\s*(?:{SPANISH_WORD}[,\s]\s*){{1,6}}?(?:{NUMBER}\s*)?\d{{1,5}}(?:[-/]\d{{1,4}})?\s?(?:[a-d]\b(?!\s[a-z]))?"
    rf"(?!\w|[.,]\d|\s?(?:d[ií]as?|horas?|euros?|€|%|veces|minutos?|meses|semanas?|a[ñn]os?|pesos|d[oó]lares|km"
    rf"|metros|personas|cuadras)\b)"
    rf"{INSIDE}{{0,4}}{POSTCODE}?",
    re.IGNORECASE,
)
COLOMBIAN = re.compile(
    rf"(?<!\w){PLACE}\s*\d{{1,3}}\s?[a-z]{{0,2}}(?:\s?(?:bis|sur|norte|este"
    rf"|oeste)\b)?\s*(?:{NUMBER}\s*)?\d{{1,3}}\s?[a-z]?(?:\s?(?:sur|norte)\b)?"
    rf"\s*(?:[-–]|a|con|gui[oó]n)\s*\d{{1,3}}(?!\w){INSIDE}{{0,4}}",
    re.IGNORECASE,
)


def find_addresses(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield addresses with their unit, town and postcode where these follow."""
    yield from (
        ("address", *match.span()) for match in ENGLISH.finditer(text) if not match[4] or _is_street(text, match)
    )
    for pattern in (BOX, NAMELESS, COLOMBIAN, SPANISH):
        yield from (("address", *match.span()) for match in pattern.finditer(text))


def _is_street(text: str, match: re.Match[str]) -> bool:
    """Tell whether what precedes an ambiguous word is a street's name: by capitals, by a cue, or for want of other words."""
    house, words, start = match[1], match[2].split(), match.start()
    if all(word[0].isupper() or word[0].isdigit() for word in words):
        return True
    is_alone = len(house) > 2 and match.group() == text.strip(" .,\n")
    return len(words) < 3 and (is_alone or bool(LIVES.search(text, max(0, start - 45), start)))
