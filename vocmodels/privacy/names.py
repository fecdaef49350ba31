"""Names: where in a contact are people named, by introductions, greetings, titles and answers to "your name, please"?

Agents and customers alike. What a turn alone does not tell, the contact does: an answer follows a request, and a name
once told is known wherever it is said again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import compress

from vocmodels.privacy.known_names import (
    Span,
    find_words_at,
    mask_words,
    name_words,
    normalise_word,
    places_of,
    word_kind,
    words_with_apostrophes,
)
from vocmodels.privacy.name_candidates import find_candidates, find_requests
from vocmodels.privacy.name_cues import LETTERS
from vocmodels.privacy.name_finding import Found, find_cued_names, find_names, is_listed, without_overlap
from vocmodels.privacy.name_reading import NAME_WORD, Cue, read_name

__all__ = [
    "find_candidates",
    "find_names",
    "find_names_in_turns",
    "find_requests",
    "mask_words",
    "name_words",
    "normalise_word",
]

TURNS_TO_WAIT = 4
KIND_OF_NAME = (
    r"(?:(?:first|last|full|complete|legal|given|family|middle|maiden|good|sur|real|correct|own)(?:\s+and\s+(?:last|sur))?\s*-?\s*)*"
    r"(?:sur)?names?\b"
)
WHOSE = (
    r"(?:your|ur|the|a|his|her|their|whose|(?:account\s?holder|card\s?holder|passenger|customer|policy\s?holder"
    r"|patient|guest|owner)(?:['’]s)?)"
)
ASKED_NAME = re.compile(
    rf"\b(?:{WHOSE}\s+{KIND_OF_NAME}|(?:first|last|full)\s+(?:and\s+last\s+)?names?\b|(?:nombre|apellido)s?\b|names?,?\s+(?=please|pls|plz))"
)
ASKING = re.compile(
    r"\b(?:may|can|could|would|what|what['’]?s|whats|which|please|need|needs|provide|confirm|verify|give|tell|share|state|have|get|got|know|and|with"
    r"|permit\w+|d[aií]\w*|indi[cq]\w+|confirm\w+|facilit\w+|regal\w+|proporcion\w+|brind\w+|dec\w+|compart\w+|cu[aá]l|saber|ayud\w+"
    r"|necesit\w+|verific\w+|pued\w+|podr\w+)\b"
)
ASKED_OTHERWISE = re.compile(
    r"\bwhom?\s+(?:am\s+i|i\s+am|i['’]m|do\s+i|is\s+this|are\s+you|is\s+(?:calling|speaking)|(?:may|can|could)\s+i\s+say)\b"
    r"|\bwho['’]?s\s+(?:calling|speaking|this)\b|\bmay\s+i\s+(?:ask|know)\s+who|\bknow\s+who\s+i|\b(?:address|call)\s+you\b.*\?|\bwhat\s+name\b"
    r"|\bwhich\s+name\b|\b(?:spell|deletre\w*|se\s+escribe)\b|\bnombre\s+y\s+apellidos?\b|\ba\s+nombre\s+de\s+qui[eé]n|\ba\s+qu[eé]\s+nombre"
    r"|\bc[oó]mo\s+(?:se|te)\s+llam|\bcon\s+qui[eé]n\s+(?:tengo|hablo|estoy|me)|\bde\s+parte\s+de\s+qui[eé]n"
    r"|\bqui[eé]n\s+(?:me\s+|nos\s+)?(?:llama|habla|es\s+usted|es\s+(?:el|la)\s+titular)"
)
OTHER_WORDS = (  # one of them is in whatever the pattern above finds
    "who", "call you", "address you", "what name", "which name", "spell", "deletre", "escribe", "nombre", "quién", "quien",
    "llam",
)  # fmt: skip
NAME_WORDS = ("name", "nombre", "apellido")
BEFORE_CONTACT = re.compile(r"([^\W\d_]{3,})\s([^\W\d_]{3,})[,.:]?\s+(?=[(+]?\d{3}|\ue000|\S+@)")
ASKED_CONTACT = re.compile(r"\be-?mail|\bphone\b|\bcorreo|\btel[eé]fono|\bcelular")
MOST_AROUND = 60  # characters of a request before and after the word "name"
POLITE = re.compile(r"\b(?:please|pls|plz|por\s+favor)\b")
CLAUSE_END = re.compile(r"[.?!]|$")
LEAD_IN = re.compile(
    r"[^\w\[]*(?:(?:yes|yeah|yep|yup|ya+|sure|ok|okay|k|of\s+course|certainly|absolutely|no\s+problem|alright|all\s+right|right|well|um+|uh+|oh|ah|hi|hello|hey"
    r"|thanks?|thank\s+you|please|so|and|here|it['’]?s|it\s+is|that['’]?s|that\s+is|this\s+is|i['’]?m|i\s+am|am|my|the|is|are|names?|full|first|last|sir"
    r"|surname|ma['’]?am|madam|would\s+be|will\s+be|under|for\s+sure|you\s+can\s+call\s+me|call\s+me|just|good\s+(?:morning|afternoon|evening)|mr|mrs|ms|miss|dr"
    r"|with|on\s+the\s+(?:account|order)|account\s+holder|definitely|great|perfect|cool|no\s+worries|you['’]?re\s+(?:speaking|talking)\s+(?:with|to)"
    r"|claro(?:\s+que\s+s[ií])?|s[ií]|por\s+supuesto|con\s+(?:mucho\s+)?gusto|c[oó]mo\s+no|pues|bueno|a\s+ver|mire|mira|es|soy|me\s+llamo|a\s+nombre\s+de|mi"
    r"|nombre|apellidos?|primer|segundo|completo|de|vale|desde\s+luego|eh|em|este|perfecto|buen[oa]s|d[ií]as|tardes|noches|hola|señorita|señora?|sra?|est[aá]|a"
    r"|el|la|titular|son|habla|con|gracias|entonces|mi\s+nombre\s+es)\b[^\w\[]*)*",
    re.IGNORECASE,
)
FILLING = 40  # characters of a turn that puts an answer off ("sure, one second") or repeats the request
SPELLED_ANSWER = re.compile(
    rf"(?<![\w'’])({LETTERS}(?:[\s\-–.,]+{LETTERS}){{2,}})(?![^\W_])".replace(r"\pL", r"[^\W\d_]"), re.IGNORECASE
)
NEXT_NAME = re.compile(r",\s*")


def find_names_in_turns(
    texts: Sequence[str | None],
    speakers: Sequence[str | None],
    languages: Sequence[str | None],
    candidates: Sequence[bool] | None = None,
    requests: Sequence[bool] | None = None,
) -> list[list[Span]]:
    """Return where names stand in each turn of one contact: by cue, as an answer to a request, and said again.

    Args:
        texts: the contact's turns in order; null for a turn without text.
        speakers: who said each; an answer comes from somebody else than its request, where speakers are known.
        languages: 'en', 'es' or null for each turn.
        candidates: for which turns `find_candidates` holds, where that is known already; the others are not read for cues.
        requests: for which turns `find_requests` holds, where that is known already.
    """
    said = [text or "" for text in texts]
    found: list[Sequence[Found]] = [()] * len(said)
    for row in range(len(said)) if candidates is None else compress(range(len(said)), candidates):
        found[row] = find_cued_names(said[row])
    for row in range(len(said)) if requests is None else compress(range(len(said)), requests):
        if _asks_for_name(said[row].lower()):
            _answer(said, speakers, row, found, _names_in_answer)
        elif ASKED_CONTACT.search(said[row].lower()):
            _answer(said, speakers, row, found, _name_before_contact)
    if not any(found):
        return [[] for _ in said]
    _add_mentions(said, found)
    return [[(start, end) for start, end, _ in spans] if spans else [] for spans in found]


def _asks_for_name(lowered: str) -> bool:
    if any(word in lowered for word in OTHER_WORDS) and ASKED_OTHERWISE.search(lowered):
        return True
    places = [place for word in NAME_WORDS for place in (lowered.find(word), lowered.rfind(word)) if place >= 0]
    if not places:
        return False
    for match in ASKED_NAME.finditer(lowered, max(0, min(places) - MOST_AROUND), max(places) + MOST_AROUND):
        begins = max(lowered.rfind(mark, 0, match.start()) for mark in ".?!") + 1
        ends = CLAUSE_END.search(lowered, match.end())
        is_question = ends is not None and ends.group() == "?"
        if is_question or ASKING.search(lowered, begins, match.start()) or POLITE.search(lowered, begins):
            return True
        if match.group().startswith("your") and not lowered[match.end() :].strip(" .:"):
            return True
    return False


def _answer(
    said: list[str],
    speakers: Sequence[str | None],
    asked: int,
    found: list[Sequence[Found]],
    read: Callable[[str], list[Found]],
) -> None:
    """Add what answers the request of one turn, as `read` finds it, to what was found in the turns after it."""
    for row in range(asked + 1, min(asked + 1 + TURNS_TO_WAIT, len(said))):
        if _same_speaker(speakers, asked, row):
            continue
        answer = read(said[row])
        if answer:
            found[row] = without_overlap([*found[row], *answer])
        if answer or found[row] or len(said[row]) > FILLING:
            return


def _same_speaker(speakers: Sequence[str | None], one: int, other: int) -> bool:
    return speakers[one] == speakers[other] and speakers[one] not in (None, "unknown")


def _names_in_answer(text: str) -> list[Found]:
    lead_in = LEAD_IN.match(text)
    start = lead_in.end() if lead_in else 0
    names: list[Found] = []
    while span := read_name(text, start, Cue.ANSWER):
        names.append((*span, True))
        separator = NEXT_NAME.match(text, span[1])
        if not separator:
            break
        start = separator.end()
    names += [(*match.span(1), False) for match in SPELLED_ANSWER.finditer(text)]
    return names or _listed_names(text)


def _name_before_contact(text: str) -> list[Found]:
    """Return the name that begins the answer of who was asked for a phone number or an address: "ana ruiz, 555 0199"."""
    lead_in = LEAD_IN.match(text)
    start = lead_in.end() if lead_in else 0
    span = read_name(text, start, Cue.HINT)
    two = None if span else BEFORE_CONTACT.match(text, start)
    kinds = [word_kind(normalise_word(word)) for word in two.groups()] if two else []
    if two and "function" not in kinds and ("name" in kinds or set(kinds) == {"both", "unknown"}):
        span = two.start(1), two.end(2)
    return [(*span, True)] if span else []


def _listed_names(text: str) -> list[Found]:
    """Return the first listed name of an answer that begins with something else."""
    for word in NAME_WORD.finditer(text):
        span = word_kind(normalise_word(word.group())) == "name" and read_name(text, word.start(), Cue.HINT)
        if span:
            return [(*span, True)]
    return []


def _add_mentions(said: list[str], found: list[Sequence[Found]]) -> None:
    """Add where names that are found beyond doubt in one turn are said again, in any turn."""
    told = " . ".join(
        said[row][start:end] for row, spans in enumerate(found) if spans for start, end, is_sure in spans if is_sure
    )
    known = {word for word in name_words(told) if len(word) > 2 or is_listed(word)} if told else set()
    if not known:
        return
    for row, places in places_of(said, known | words_with_apostrophes(told)):
        covered = found[row]
        if not all(any(start <= place < end for start, end, _ in covered) for place in places):
            mentions = [(start, end, True) for start, end in find_words_at(said[row], places, known.__contains__)]
            found[row] = without_overlap([*covered, *mentions])
