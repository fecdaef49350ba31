"""Languages: in which language is this said?

What stands in the code is English, and stands in the catalogue of each other language (`languages/es.po`, gettext's form) beside
what is said there. Pages are English; a report is written within `speaking("es")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date as formatted
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

OWN = "en"
LANGUAGES = {"en": "English", "es": "Spanish"}
CATALOGUES = Path(__file__).parent / "languages"
SPOKEN: ContextVar[str] = ContextVar("SPOKEN", default=OWN)
# By the letters of Unicode's CLDR: of a weekday, a day of a month, and a year behind both.
WEEKDAY = {"en": "EEE", "es": "EEEE"}
DAY = {"en": "d MMM", "es": "d 'de' MMMM"}
YEAR = {"en": " y", "es": " 'de' y"}
SHORT = {"en": "EEE d MMM", "es": "d MMM"}  # on a chart


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let all that is said within be said in this language."""
    token = SPOKEN.set(language)
    try:
        yield
    finally:
        SPOKEN.reset(token)


def spoken() -> str:
    """The language in which things are said now: en, es."""
    return SPOKEN.get()


def say(words: str, /, **values: object) -> str:
    """The words in the language of now, with values in their places: say("{count} more", count=3)."""
    said = words if spoken() == OWN else _catalogue(spoken()).get(words, (words,))[0]
    return said.format(**values) if values else said


def say_many(one: str, many: str, n: float, /, **values: object) -> str:
    """The words for one, or those for none or several."""
    forms = (one, many) if spoken() == OWN else _catalogue(spoken()).get(one, (one, many))
    return forms[n != 1].format(**values)


def numeral(text: str) -> str:
    """A number as the language writes it: 1,284.5; 1.284,5."""
    language = spoken()
    if language == OWN:
        return text
    return text.translate({ord(","): get_group_symbol(language), ord("."): get_decimal_symbol(language)})


def month_of(day: date, with_year: bool = False) -> str:
    """October 2026; octubre de 2026."""
    return formatted(day, f"LLLL{YEAR[spoken()] if with_year else ''}", spoken())


def weekday(day: date | datetime) -> str:
    """Tue; martes."""
    return formatted(day, WEEKDAY[spoken()], spoken())


def day_of(day: date | datetime, with_year: bool = False, with_weekday: bool = True) -> str:
    """Tue 3 Mar 2026; martes 3 de marzo de 2026."""
    language = spoken()
    pattern = f"{f'{WEEKDAY[language]} ' if with_weekday else ''}{DAY[language]}{YEAR[language] if with_year else ''}"
    return formatted(day, pattern, language)


def short_day(day: date | datetime) -> str:
    """Tue 3 Mar; 3 mar."""
    return formatted(day, SHORT[spoken()], spoken())


@lru_cache
def _catalogue(language: str) -> dict[str, tuple[str, ...]]:
    """What is said for each English sentence, one form or those for one and for many; what is not translated is left out."""
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    said: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        words = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        if words and all(forms):
            said[words] = tuple(map(str, forms))
    return said
