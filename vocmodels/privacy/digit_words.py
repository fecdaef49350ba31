"""Digit words: which digits does somebody read out, in English, Spanish or both at once?

Every word of a text gets a role: it stands for digits, it may stand between digits ("uh", "dash", "no wait"), it ends
a number ("dollars", "o'clock", "march"), or it is any other word. Written digits are words like the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

ENGLISH_UNITS = "zero one two three four five six seven eight nine"
SPANISH_UNITS = "cero uno dos tres cuatro cinco seis siete ocho nueve"
OTHER_UNITS = {
    "oh": "0",
    "o": "0",
    "nought": "0",
    "naught": "0",
    "nil": "0",
    "niner": "9",
    "una": "1",
    "un": "1",
    "tre": "3",
}
ENGLISH_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
SPANISH_TEENS = (
    "diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos"
    " veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"
)
TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
)
HUNDREDS = "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
REPEATS = {"double": 2, "doble": 2, "triple": 3, "treble": 3, "quadruple": 4, "cuadruple": 4}
SEPARATORS = (
    "dash hyphen minus guion raya menos espacio space dot punto point period plus mas coma comma and y slash barra diagonal"
    " paren parenthesis parentesis pause pausa"
)
FILLERS = (
    "uh uhh um umm uhm er erm em hm hmm hmmm mm mmm mhm huh ah ahh eh ehh ok okay okey k yeah yes yep yup right alright sure"
    " so well let me see then no wait sorry actually correction rather again i mean i'm that's it's its is and the like"
    " go ahead got it hold on hang sec please pues bueno este esto si aja a ver espera espere esperate perdon perdona perdone"
    " disculpe digo mejor corrijo correccion luego despues entonces vale claro digame dime listo ya es son otra vez con"
    " repito repeat scratch to too for ate won tree fife ha ay ajam ujum correcto exacto correct exactly perfect perfecto"
    " sigue siga adelante continue number numero digit digits digito digitos followed by seguido de del seria"
)
AMOUNTS = (
    "dollar dollars buck bucks cent cents euro euros peso pesos centavo centavos centimos dolar dolares pound pounds percent"
    " porciento million millions millon millones billion grand day days dia dias week weeks semana semanas month months mes"
    " meses year years ano anos hour hours hora horas minute minutes minuto minutos second seconds segundo segundos am pm"
    " a.m p.m o'clock time times vez veces people persons personas item items articulos units unidades piece pieces piezas"
    " box boxes cajas inch inches feet foot mile miles millas kilometros km pounds lbs kilos gb megas gigs degrees grados"
    " points puntos star stars estrellas bags adults kids children ninos tickets boletos nights noches orders pedidos"
    " street avenue road calle avenida or out pairs pares copies seats"
    " of more thing things question questions cosa cosas pregunta preguntas third fourth fifth sixth seventh eighth ninth tenth"
)
MONTHS_WORDS = (
    "january february march april june july august september october november december enero febrero marzo abril mayo junio"
    " julio agosto septiembre octubre noviembre diciembre"
)
MONTHS = frozenset(MONTHS_WORDS.split())

UNIT, TEEN, TEN, HUNDRED, THOUSAND, REPEAT, WRITTEN = "1", "2", "3", "4", "5", "6", "7"  # one sign each
BRIDGE, END, OTHER = "-", "|", "."
DIGIT_ROLES = frozenset([UNIT, TEEN, TEN, HUNDRED, THOUSAND, REPEAT, WRITTEN])
WORD = re.compile(
    r"[^\W\d_]+(?:['’.](?=[^\W\d_])[^\W\d_]+)*\d*|[$€£¥]?\d[\d.,:/]*\d[^\W_]*%?|[$€£¥]?\d[^\W_]*%?|[+%$€]"
)


class Word(NamedTuple):
    """One word of a text: where it stands, what it does to a number, and its digits or value if it has any."""

    start: int
    end: int
    role: str
    value: int = 0
    digits: str = ""
    plain: str = ""


def _vocabulary() -> dict[str, tuple[str, int]]:
    """Return plain word -> role and value; what stands for digits wins over what may stand between them."""
    known: dict[str, tuple[str, int]] = dict.fromkeys([*AMOUNTS.split(), *MONTHS], (END, 0))
    known |= dict.fromkeys([*SEPARATORS.split(), *FILLERS.split(), "+"], (BRIDGE, 0))
    known |= {word: (END, 0) for word in ("%", "$", "€")}
    for units in (ENGLISH_UNITS, SPANISH_UNITS):
        known |= {word: (UNIT, value) for value, word in enumerate(units.split())}
    known |= {word: (UNIT, int(value)) for word, value in OTHER_UNITS.items()}
    for teens in (ENGLISH_TEENS, SPANISH_TEENS):
        known |= {word: (TEEN, value) for value, word in enumerate(teens.split(), start=10)}
    for tens in TENS:
        known |= {word: (TEN, value) for value, word in zip(range(20, 100, 10), tens.split(), strict=True)}
    known |= {word: (HUNDRED, 100 * value) for value, word in enumerate(HUNDREDS.split(), start=1)}
    known |= {f"{word[:-2]}as": (HUNDRED, value) for word, (_, value) in [*known.items()] if word.endswith("cientos")}
    known |= {"quinientas": (HUNDRED, 500), "ciento": (HUNDRED, 100)}
    known |= dict.fromkeys(["hundred", "hundreds", "cientos", "cientas"], (HUNDRED, 0))
    known |= dict.fromkeys(["thousand", "mil"], (THOUSAND, 1000))
    known |= {word: (REPEAT, times) for word, times in REPEATS.items()}
    return known | {"veintiun": (TEEN, 21), "veintiuna": (TEEN, 21)}


VOCABULARY = _vocabulary()
SPANISH = frozenset(
    [
        *SPANISH_UNITS.split(),
        *SPANISH_TEENS.split(),
        *TENS[1].split(),
        *HUNDREDS.split(),
        "ciento",
        "cientos",
        "mil",
        "y",
    ]
)
AMBIGUOUS_WORDS = "oh o once un una double doble triple treble quadruple cuadruple"
AMBIGUOUS = frozenset(AMBIGUOUS_WORDS.split())
MOMENTS_WORDS = "second seconds sec secs moment minute segundo segundos momento minuto momentito segundito"
MOMENTS = frozenset(MOMENTS_WORDS.split())
COUNTS_OF_MOMENTS = frozenset(["one", "un", "a", "two", "just"])
SETTLED_BY_NEIGHBOURS = AMBIGUOUS | MOMENTS | COUNTS_OF_MOMENTS
WRITTEN_AMOUNT = re.compile(r"\d[\d.,:/]*(?:[%ap]|$)")


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """Return the word in lower case and without accents; the apostrophe is the straight one."""
    lowered = word.lower().replace("’", "'")
    if lowered.isascii():
        return lowered
    return "".join(sign for sign in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(sign))


def read_words(text: str, language_code: str | None = None) -> list[Word]:
    """Return the words of a text with their roles, in order."""
    words = [Word._make((*match.span(), *_meaning(match[0]))) for match in WORD.finditer(text)]
    if SETTLED_BY_NEIGHBOURS.isdisjoint([word.plain for word in words]):
        return words
    return [
        _in_context(words, place, language_code) if word.plain in SETTLED_BY_NEIGHBOURS else word
        for place, word in enumerate(words)
    ]


@lru_cache(maxsize=50_000)
def _meaning(word: str) -> tuple[str, int, str, str]:
    """Return what a word is by itself: role, value, digits and the word in plain letters."""
    said = plain(word)
    role, value = VOCABULARY.get(said, (OTHER, 0))
    if said[0].isdigit():
        role = WRITTEN if said.isdecimal() else END if WRITTEN_AMOUNT.match(said) else OTHER
    elif said[0] in "$€£¥" and len(said) > 1:
        role = END
    digits = said if role == WRITTEN else str(value) if role == UNIT else ""
    return role, int(digits) if len(digits) == 1 else value, digits, said


def _in_context(words: Sequence[Word], place: int, language_code: str | None) -> Word:
    """Settle what only its neighbours tell: "oh" and "o" are zero or an exclamation, "once" is eleven or an adverb."""
    word = words[place]
    before = words[place - 1] if place else None
    after = words[place + 1] if place + 1 < len(words) else None
    if word.plain in MOMENTS or (word.plain in COUNTS_OF_MOMENTS and after and after.plain in MOMENTS):
        return Word(word.start, word.end, BRIDGE, plain=word.plain)
    if word.plain not in AMBIGUOUS:
        return word
    beside = [each for each in (before, after) if each is not None and each.role in DIGIT_ROLES]
    is_spanish = any(each.plain in SPANISH for each in beside)
    if word.role == REPEAT:
        is_number = after is not None and after.role in (UNIT, TEEN, WRITTEN)
    elif word.plain == "o":
        is_number = bool(beside) and not is_spanish and language_code != "es"
    elif word.plain == "once":
        is_number = is_spanish or (language_code == "es")
    else:
        is_number = bool(beside)
    role = END if word.plain == "o" and beside else BRIDGE if word.plain == "oh" else OTHER
    return word if is_number else Word(word.start, word.end, role, plain=word.plain)


def digits_of(words: Sequence[Word]) -> str:
    """Return the digits that the digit words of one stretch say: "double four twenty three eight hundred" is 4423800."""
    said, place = "", 0
    while place < len(words):
        word = words[place]
        if word.role == REPEAT:
            repeated = words[place + 1].digits if place + 1 < len(words) else ""
            said, place = said + repeated * (word.value if len(repeated) == 1 else 1), place + 2
        elif word.role == WRITTEN and len(word.digits) > 1:
            said, place = said + word.digits, place + 1
        else:
            number, place = _cardinal(words, place)
            said += str(number)
    return said


def _cardinal(words: Sequence[Word], place: int) -> tuple[int, int]:
    """Return the number that begins here and the place after it: "four thousand one hundred eleven" is one number."""
    number, place = _below_thousand(words, place)
    if _role(words, place) == THOUSAND:
        place += 1
        is_last = _role(words, place) == UNIT and _role(words, place + 1) is None
        if is_last or _role(words, place) in (HUNDRED, TEN, TEEN) or _role(words, place + 1) == HUNDRED:
            rest, place = _below_thousand(words, place)
            return (number or 1) * 1000 + rest, place
        return (number or 1) * 1000, place
    return number, place


def _below_thousand(words: Sequence[Word], place: int) -> tuple[int, int]:
    if _role(words, place) == THOUSAND:
        return 0, place
    if _role(words, place) == UNIT and _is_bare_hundred(words, place + 1):
        hundreds, place = words[place].value * 100, place + 2
    elif _role(words, place) == HUNDRED:
        hundreds, place = words[place].value or 100, place + 1
    else:
        return _below_hundred(words, place)
    if _role(words, place) in (TEN, TEEN) or (_role(words, place) == UNIT and _role(words, place + 1) is None):
        rest, place = _below_hundred(words, place)
        return hundreds + rest, place
    return hundreds, place


def _below_hundred(words: Sequence[Word], place: int) -> tuple[int, int]:
    word, place = words[place], place + 1
    is_tens = word.role == TEN or word.plain == "veinte"
    begins_another = _is_bare_hundred(words, place + 1) or _role(words, place + 1) == THOUSAND
    has_units = _role(words, place) == UNIT and words[place].value and not begins_another
    if is_tens and has_units:
        is_said_apart = word.plain in SPANISH and words[place].start - word.end < len(" y ")
        if not is_said_apart:
            return word.value + words[place].value, place + 1
    return word.value, place


def _role(words: Sequence[Word], place: int) -> str | None:
    role = words[place].role if place < len(words) else None
    return UNIT if role == WRITTEN and len(words[place].digits) == 1 else role


def _is_bare_hundred(words: Sequence[Word], place: int) -> bool:
    return _role(words, place) == HUNDRED and words[place].value == 0
