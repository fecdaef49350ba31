"""Name reading: after a cue such as "my name is", which of the words that follow are the name?

How much a cue promises decides how much the words must show: a capital, a place in the lists, a neighbour that is a
name, or an end of the phrase right after them.
"""

from __future__ import annotations

import re
from enum import IntEnum

from vocmodels.privacy.known_names import Span, normalise_word, starts_sentence, word_kind

MOST_WORDS = 5
MOST_UNKNOWN_WORDS = 4
NAME_WORD = re.compile(r"[^\W\d_]+(?:[-'’](?![sS]\b)[^\W\d_]+)*")
PARTICLE = re.compile(
    r"(?:(?:de\s+la|de\s+las|de\s+los|de|del|la|da|dos|das|di|du|le|van\s+der|van\s+de|van\s+den|van|von|der|bin|el|al|mc|st|san|y)\s+"
    r"|[dDoO]\s?['’]\s)(?=[^\W\d_])",
    re.IGNORECASE,
)
PARTICLE_WORDS = "al bin d da das de del der di dos du el la le mc o san st van von y"
PARTICLE_STARTS = frozenset(PARTICLE_WORDS.split())
PLAIN_ENDS = ("", " ", ",", "!", "?", "\n")
INITIAL = re.compile(r"[A-Z]\.\s?(?=[^\W\d_])|[^\W\d_aeioyuAI]\s(?=[^\W\d_]{2})")
SUFFIX = re.compile(r",?\s+(?:jr|sr|iii|ii|iv|junior|senior)\b\.?", re.IGNORECASE)
GAP = re.compile(r"[ \t\xa0]+")
ENDS = re.compile(r"\s*(?:$|[,.;!?¿¡)\"\n(/&|\[–—-]|\d)")
GOES_ON = re.compile(
    r"\s+(?:and|y|my|mi|spelled|spelt|account|acc|acct|booking|confirmation|order|password|pwd|pass|passcode|phone|number|no|email|e-mail"
    r"|mail|last|with|from|con|calling|speaking|here|that'?s|s[ií]|por favor|please|thanks?|gracias|sir|ma'?am|is my)\b",
    re.IGNORECASE,
)
CLOSES_SURELY = (
    r"\s*[,.]?\s+(?:speaking\b|here\b|calling\b|from\s"
    r"|how\s+(?:may|can|could)\s+i|hablando\b|de\s+parte\b|del?\s+(?:departamento|soporte|atenci|servicio|equipo))"
)
CLOSES = (  # what follows people who introduce themselves; also read by RE2
    rf"{CLOSES_SURELY}|\s*[,.]?\s+(?:y\s+(?:le|les|te|lo|la|voy|llamo|ser[eé])\s|(?:quer[ií]a|quisiera|necesito|llamaba|quiero)\s|en\s+qu[eé]\s"
    r"|llamo\s|a\s+sus?\s+[oó]rdenes|para\s+servir|le\s+llamo)"
)
CLOSING = re.compile(CLOSES, re.IGNORECASE)
CLOSING_SURELY = re.compile(CLOSES_SURELY, re.IGNORECASE)
ORGANISATION = re.compile(
    r"\s+(?:inc|corp|llc|ltd|company|co|bank|support|customer|team|services?|airlines?|insurance|s\.?a|s\.?l|group|department|store"
    r"|hotel|wireless|energy|incorporated|technical|help|online|telecom|internet|mobile|communications|cable|banco|seguros|card|app)\b",
    re.IGNORECASE,
)
GREETED_BY = (
    r"\s*(?:[,.!?:]|$)|\s+(?:i|i['’]?m|how|have|for|can|could|my|may|this|that|that['’]?s|por|le|en|d[ií]game|c[oó]mo"
    r"|eso|necesito|quiero|quer[ií]a|tengo|gracias)\b"
)
GREETED = re.compile(GREETED_BY, re.IGNORECASE)
LINE_END = re.compile(r"[ \t.!]*(?:\n|$)")
AUXILIARY = re.compile(r"\s+(?:i|we|you|be|it|me|have|not|help|the|your|my|as)\b", re.IGNORECASE)


class Cue(IntEnum):
    """What a cue promises; evidence asked for falls from HINT to SURE."""

    HINT = 1  # "okay, ...": a listed name
    WEAK = 2  # "this is ...": a listed name, a capital, or an introduction's usual sequel
    HELLO = 3  # "hi ...": the same, or a greeting's usual sequel
    SIGNED = 4  # "regards, ...": the line's end
    ANSWER = 5  # after a request: an answer's usual sequel
    LABEL = 6  # "name: ...": no ordinary word
    TITLED = 7  # "Mr. ...": the same
    SURE = 8  # "my name is ...": no ordinary word, unless capitalised


def read_name(text: str, start: int, cue: Cue) -> Span | None:
    """Return where the name that begins at `start` begins and ends, or None where no name does."""
    is_cased = not text.isupper()
    first = _next_word(text, start, has_particles=cue >= Cue.HELLO)
    if first is None or _is_address(text, first):
        return None
    end = _end(text, first, is_cased)
    if not _opens(text, first, end, is_cased, cue):
        return None
    suffix = SUFFIX.match(text, end) if end > first.end() or cue >= Cue.LABEL else None
    return start, suffix.end() if suffix else end


def _next_word(text: str, place: int, has_particles: bool = True) -> re.Match[str] | None:
    """Return the next word of weight: initials and particles before it belong to it."""
    for _ in range(3):
        word = NAME_WORD.match(text, place)
        if word is None or (word.end() - place > 1 and word.group().lower() not in PARTICLE_STARTS):
            return word
        skipped = INITIAL.match(text, place) or (has_particles and PARTICLE.match(text, place))
        if not skipped:
            return word
        place = skipped.end()
    return NAME_WORD.match(text, place)


def _is_address(text: str, word: re.Match[str]) -> bool:
    following = text[word.end() : word.end() + 1]
    if following in PLAIN_ENDS:
        return word.group().startswith("http")
    chunk = text[word.start() : word.end() + 40].split(maxsplit=1)[0]
    return "@" in chunk or "_" in chunk or chunk.startswith(("http", "www.")) or following.isdigit()


def _kind(word: re.Match[str]) -> str:
    return "unknown" if len(word.group()) == 1 else word_kind(normalise_word(word.group()))


def _is_capital(word: re.Match[str], is_cased: bool) -> bool:
    written = word.group()
    return is_cased and written[0].isupper() and (len(written) == 1 or not written.isupper())


def _opens(text: str, first: re.Match[str], end: int, is_cased: bool, cue: Cue) -> bool:
    kind, is_capital = _kind(first), _is_capital(first, is_cased)
    if kind == "function" or len(first.group()) < 2:
        return False
    if kind == "name":
        return cue != Cue.SIGNED or _ends_line(text, end)
    if cue == Cue.SIGNED:
        return kind != "ordinary" and _ends_line(text, end)
    if kind == "ordinary":
        return cue == Cue.SURE and is_capital
    if cue >= Cue.TITLED or (cue == Cue.LABEL and kind == "unknown"):
        return True
    if cue in (Cue.ANSWER, Cue.LABEL):
        return _is_complete(text, end) or _has_known(text, first.end(), end)
    if cue == Cue.HELLO and kind == "unknown" and len(first.group()) > 2 and GREETED.match(text, end):
        return True
    if is_capital and cue != Cue.HINT and not AUXILIARY.match(text, end):
        return not ORGANISATION.match(text, end)
    closing = CLOSING_SURELY if cue == Cue.HINT else CLOSING
    return _has_known(text, first.end(), end) or bool(closing.match(text, end))


def _is_complete(text: str, end: int) -> bool:
    return bool(ENDS.match(text, end) or GOES_ON.match(text, end))


def _ends_line(text: str, end: int) -> bool:
    return LINE_END.match(text, end) is not None


def _has_known(text: str, start: int, end: int) -> bool:
    return any(word_kind(normalise_word(word.group())) == "name" for word in NAME_WORD.finditer(text, start, end))


def _end(text: str, first: re.Match[str], is_cased: bool) -> int:
    """Return where the words that go on after the first word of a name stop being the name."""
    end, unknown = first.end(), int(_kind(first) == "unknown")
    is_capital = _is_capital(first, is_cased)
    for _ in range(MOST_WORDS - 1):
        gap = GAP.match(text, end)
        word = _next_word(text, gap.end()) if gap else None
        if gap is None or word is None or _is_address(text, word):
            break
        kind = _kind(word)
        unknown += kind == "unknown"
        if not _continues(text, word, kind, is_capital, is_cased) or (unknown > MOST_UNKNOWN_WORDS and not is_capital):
            break
        end = word.end()
    return end


def _continues(text: str, word: re.Match[str], kind: str, is_capital: bool, is_cased: bool) -> bool:
    if kind in ("function", "ordinary"):
        return False
    if kind == "name":
        return True
    if is_capital:
        return _is_capital(word, is_cased) and not (kind == "both" and AUXILIARY.match(text, word.end()))
    if kind == "both":
        return _is_complete(text, word.end())
    return len(word.group()) > 1 and not starts_sentence(text, word.start())
