"""Spoken e-mail addresses: where does somebody say or spell "j smith at gmail dot com"?

The end is found first ("at ... dot com", "arroba ... punto es"); what stands before it is read backwards as long as it
can be the name of a mailbox. All texts are in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vocmodels.privacy.digit_words import DIGIT_ROLES, VOCABULARY, plain
from vocmodels.privacy.spoken_candidates import TLDS

DOT = r"(?:dot|punto|period)"
DOMAIN = re.compile(
    rf"(?<![^\W_])(?:at(?:\ssign)?|arroba)\b(?P<host>[^\w@]{{1,4}}(?:(?!(?:at|arroba)\b)[^\W_]+[\s,.\-]{{1,4}}){{1,8}}?)"
    rf"{DOT}[\s,.\-]{{1,3}}(?:{TLDS}|c[\s.]?o[\s.]?m)(?:[\s,]{{1,3}}{DOT}[\s,]{{1,3}}(?:{TLDS}))?(?![^\W_])"
    rf"|(?<![^\W_])(?:at|arroba)\s(?P<written>[\w-]+(?:\.[\w-]+)*\.(?:{TLDS}))(?![^\W_])",
)
SIGN = re.compile(r"\b(?:at|arroba)\b")
PROVIDER = re.compile(
    r"g\s?mail|hot\s?mail|yahoo|out\s?look|i\s?cloud|aol|proton|live|msn|comcast|verizon|telefonica|movistar|mail",
)
MAIL_CUE = re.compile(
    r"\b(?:e[\s-]?mail|mail|correo|address|direcci[oó]n|write|send|reach|contact|escr[ií]b\w*|m[aá]nd\w*|env[ií]\w*)\b",
)
TOKEN = re.compile(r"[^\W_]+(?:[._+'’-][^\W_]+)*")
HOST_STOPS_WORDS = (
    "the your our my this that a an his her their el la los las su mi tu un una este esta about least all and or"
)
HOST_STOPS = frozenset(HOST_STOPS_WORDS.split())
CONNECTORS_WORDS = "dot punto period underscore under score dash hyphen guion bajo medio plus mas minus barra low"
CONNECTORS = frozenset(CONNECTORS_WORDS.split())
ASIDES_WORDS = (
    "uh um er eh este okay ok so then and y all one word lowercase lower case capital upper uppercase letter letra"
    " minuscula minusculas mayuscula mayusculas todo junto junta en numero number space espacio double doble con"
)
ASIDES = frozenset(ASIDES_WORDS.split())
LETTER_NAMES_WORDS = (
    "be ce de efe ge hache jota ka ele eme ene pe cu erre ere ese te uve ve equis zeta ye griega i latina bee cee dee gee jay"
    " kay el em en ess tee vee doubleyou ex why zee zed"
)
LETTER_NAMES = frozenset(LETTER_NAMES_WORDS.split())
STOPS_WORDS = (
    "is es it's its email e-mail mail correo address direccion electronico my mi me to a at on use send write contact was the"
    " an for and that's that i'm im i you el la su your le lo que seria uses called account cuenta about from as in of por para"
    " look looked buy bought shop ordered order we"
)
STOPS = frozenset(STOPS_WORDS.split())
PLAIN_WORDS = 3  # of a mailbox's name without a sign between them
LONGEST = 60  # words of a spelled mailbox
TURNS_BACK = 6
CONTEXT = 80


def find_spoken_emails(
    texts: Sequence[str | None], speakers: Sequence[str | None], turns: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield (turn, start, end) of each address in these turns; of the turns before, where its mailbox was said there."""
    for turn in turns:
        text = texts[turn] or ""
        has_sign = ("at" in text or "arroba" in text) and SIGN.search(text)
        for match in DOMAIN.finditer(text) if has_sign else ():
            start, is_spelled = _mailbox(text, match.start())
            has_mailbox = start < match.start()
            if not _is_address(match, text, is_spelled, texts[turn - 1] if turn else None):
                continue
            yield turn, start, match.end()
            if not has_mailbox or not TOKEN.search(text, 0, start):
                yield from _earlier_pieces(texts, speakers, turn)


def _is_address(match: re.Match[str], text: str, is_spelled: bool, text_before: str | None) -> bool:
    host = match["written"] or match["host"]
    if match["written"]:
        return bool(PROVIDER.match(host)) or (is_spelled and not host.startswith("www."))
    words = [plain(word) for word in TOKEN.findall(host)]
    if not HOST_STOPS.isdisjoint(words) and not (len(words) == 1 or all(len(word) == 1 for word in words)):
        return False
    if PROVIDER.search(host) or is_spelled or match.group().startswith("arroba"):
        return True
    return bool(
        MAIL_CUE.search(text[max(0, match.start() - CONTEXT) : match.start()]) or MAIL_CUE.search(text_before or "")
    )


def _mailbox(text: str, end: int) -> tuple[int, bool]:
    """Return where the name of a mailbox begins that ends at `end`, and whether it is spelled or holds a sign."""
    start, plain_left, is_spelled = end, PLAIN_WORDS, False
    tokens = list(TOKEN.finditer(text, max(0, end - 400), end))[-LONGEST:]
    for place in range(len(tokens) - 1, -1, -1):
        word = plain(tokens[place].group())
        if _is_sign(word) or _is_example(tokens, place):
            is_spelled, plain_left = True, max(plain_left, 1)
        elif place and (word in ASIDES or (word == "the" and _names_sign(tokens, place + 1))):
            continue
        elif word in STOPS or not plain_left:
            break
        else:
            plain_left -= 1
        start = tokens[place].start()
    return start, is_spelled


def is_letter(word: str) -> bool:
    """Tell whether a plain word is a letter or a letter's name."""
    return (len(word) == 1 and word.isalpha()) or word in LETTER_NAMES


def _is_sign(word: str) -> bool:
    """Tell whether a word is a letter, a digit, a dot or the like."""
    is_said_letter = is_letter(word) and (len(word) == 1 or word not in STOPS)
    is_digit = VOCABULARY.get(word, ("", 0))[0] in DIGIT_ROLES or any(sign.isdigit() for sign in word)
    return word in CONNECTORS or is_said_letter or is_digit or any(sign in word for sign in "._+")


def _names_sign(tokens: list[re.Match[str]], place: int) -> bool:
    return place < len(tokens) and plain(tokens[place].group()) in ("number", "letter")


def _is_example(tokens: list[re.Match[str]], place: int) -> bool:
    """Tell whether a word belongs to "m as in mary", "b de burro"."""
    words = [plain(token.group()) for token in tokens[max(0, place - 3) : place + 2]]
    here = min(place, 3)
    before = words[:here]
    if before[-1:] and before[-1] in ("in", "de", "like", "for"):
        return len(before) > 1 and (len(before[-2]) == 1 or before[-2] == "as" or before[-2] in LETTER_NAMES)
    return (
        words[here] in ("in", "as", "de", "like", "for")
        and bool(before)
        and (len(before[-1]) == 1 or before[-1] == "as")
    )


def _earlier_pieces(
    texts: Sequence[str | None], speakers: Sequence[str | None], turn: int
) -> Iterator[tuple[int, int, int]]:
    """Yield the mailbox in the turns before, as long as the same person spells it."""
    for earlier in range(turn - 1, max(-1, turn - 1 - TURNS_BACK), -1):
        text = texts[earlier] or ""
        if speakers[turn] is not None and speakers[earlier] != speakers[turn]:
            continue
        words = [token for token in TOKEN.finditer(text) if plain(token.group()) not in ASIDES]
        if not words:
            continue
        start, is_spelled = _mailbox(text, len(text))
        said = [token for token in words if token.start() >= start]
        if not said or not (is_spelled or len(words) <= PLAIN_WORDS):
            return
        yield earlier, said[0].start(), said[-1].end()
        if start > words[0].start():
            return
