"""Known names: where in a text stands a name that the contact's own record already tells?

Works word by word, so that the names themselves may be kept as keyed hashes.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, groupby

from vocmodels.privacy.name_lists import GIVEN_NAMES, SURNAMES
from vocmodels.privacy.ordinary_words import FUNCTION_WORDS, NAMES_AND_WORDS, ORDINARY_WORDS

Span = tuple[int, int]

WORD = re.compile(r"\[[A-Z_]+\]|[^\W\d_]+(?:['’](?![sS]\b)[^\W\d_]+)*")
PARTICLE_WORDS = "al bin da das de del der des di do dos du el la las le los mc san st van von y"
PARTICLES = frozenset(PARTICLE_WORDS.split())
TITLE_WORDS = (
    "mr mrs ms mx miss mister dr dra doctor doctora prof sir sr sra srta senor senora senorita don dona dna lic ing jr"
)
TITLES = frozenset(TITLE_WORDS.split())
JOINED = re.compile(
    r"(?:\s|-)(?:[^\W\d_]\.?\s)?(?:(?:de|del|la|las|los|da|dos|van|von|der|den|y)\s){0,3}", re.IGNORECASE
)
COMBINING = re.compile("[\u0300-\u036f]+")
SENTENCE_START = re.compile(r"(?:^|[.!?:;\n¿¡\]])[\s\"'“«(¿¡*-]*$")
ORDINARY_ENDING = re.compile(
    r".{3,}(?:ing|tion|tions|sion|ly|ness|able|ible|ment|ments|ward|wards|cion|ciones|mente|iendo|[aeiu]dad|dades)|.{4,}(?:(?<!fr)ed|ous|ful|ance)"
)


@lru_cache(maxsize=65_536)
def normalise_word(word: str) -> str:
    """Return the word as names are compared: casefolded, without accents, apostrophes and a genitive 's."""
    return plain_letters(word).removesuffix("'s").replace("'", "").strip(".")


def plain_letters(text: str) -> str:
    """Return the text casefolded, without accents."""
    if not text.isascii():
        text = COMBINING.sub("", unicodedata.normalize("NFKD", text))
    return text.casefold().replace("’", "'")


def name_words(name: str) -> list[str]:
    """Return the words of a name that are worth looking for; particles, titles and initials are not."""
    words = [normalise_word(match.group()) for match in WORD.finditer(name)]
    return [word for word in words if len(word) >= 2 and word not in PARTICLES and word not in TITLES]


@lru_cache(maxsize=65_536)
def word_kind(plain: str) -> str:
    """Return what a normalised word is by itself: function, name, both, ordinary or unknown."""
    if "-" in plain:
        kinds = {word_kind(part) for part in plain.split("-")}
        return "name" if kinds & {"name", "both"} else "unknown" if kinds == {"unknown"} else "ordinary"
    if plain in FUNCTION_WORDS:
        return "function"
    if plain in NAMES_AND_WORDS:
        return "both"
    if plain in ORDINARY_WORDS:
        return "ordinary"
    if plain in GIVEN_NAMES or plain in SURNAMES:
        return "name"
    return "ordinary" if ORDINARY_ENDING.fullmatch(plain) else "unknown"


def find_words(text: str, is_name: Callable[[str], bool]) -> Iterator[Span]:
    """Yield where words for which `is_name` holds stand; neighbours, with initials and particles between, are one.

    A word that is an ordinary word as well ("will", "rosa") is taken only beside another, or where a capital marks it.
    """
    yield from _runs(text, WORD.finditer(text), is_name)


def find_words_at(text: str, places: Iterable[int], is_name: Callable[[str], bool]) -> Iterator[Span]:
    """Yield the same as `find_words`, where it is known at which places of the text such words may begin."""
    begun = (WORD.match(text, place) for place in places if not _goes_on(text, place))
    yield from _runs(text, filter(None, begun), is_name)


def words_with_apostrophes(text: str) -> set[str]:
    """Return the words of a text that `normalise_word` writes otherwise, casefolded and without accents."""
    if "'" not in text and "’" not in text:
        return set()
    return {match.group() for match in WORD.finditer(plain_letters(text)) if "'" in match.group()}


def places_of(texts: Sequence[str], words: Collection[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield each text that holds one of the plain words (or something that begins so), and at which places."""
    plain = [_letter_by_letter(text) for text in texts]
    lengths = [len(letters) for letters in plain]
    if lengths != [len(text) for text in texts]:
        yield from ((row, list(range(len(text)))) for row, text in enumerate(texts) if len(text) != lengths[row])
    ends = list(accumulate([length + 1 for length in lengths]))
    for row, group in groupby(_places("\n".join(plain), words), key=partial(bisect_right, ends)):
        start = ends[row] - lengths[row] - 1
        yield row, [place - start for place in group]


@lru_cache(maxsize=16_384)
def _letter_by_letter(text: str) -> str:
    """Return the text in plain letters; nothing where a letter of it is written with two of them ("ß")."""
    plain = plain_letters(text.replace("…", "."))
    return plain if len(plain) == len(text) else ""


def _places(text: str, words: Iterable[str]) -> list[int]:
    return sorted({place for word in words for place in _each(text, word)})


def _each(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _goes_on(text: str, place: int) -> bool:
    """Tell whether the letters at a place belong to a word that began before, or to a mask."""
    before = text[max(place - 2, 0) : place]
    if before.endswith("["):
        return WORD.match(text, place - 1) is not None
    return before[-1:].isalpha() or (before[-1:] in ("'", "’") and before[:1].isalpha())


def _runs(text: str, words: Iterable[re.Match[str]], is_name: Callable[[str], bool]) -> Iterator[Span]:
    run: list[re.Match[str]] = []
    for match in words:
        if match.group()[0] == "[" or not is_name(normalise_word(match.group())):
            continue
        if run and not JOINED.fullmatch(text, run[-1].end(), match.start()):
            yield from _taken(text, run)
            run = []
        run.append(match)
    yield from _taken(text, run)


def mask_words(text: str, is_name: Callable[[str], bool]) -> tuple[str, int]:
    """Return the text with every run of name words as `[NAME]`, and how many runs there were."""
    spans = list(find_words(text, is_name))
    for start, end in reversed(spans):
        text = f"{text[:start]}[NAME]{text[end:]}"
    return text, len(spans)


def _taken(text: str, run: list[re.Match[str]]) -> Iterator[Span]:
    if len(run) > 1 or (run and _stands_alone(text, run[0])):
        yield run[0].start(), run[-1].end()


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    kind = word_kind(normalise_word(match.group()))
    if kind in ("name", "unknown"):
        return True
    is_capital = match.group()[0].isupper() and not text.isupper() and kind != "function"
    return is_capital and (text[match.end() : match.end() + 1] == "," or not starts_sentence(text, match.start()))


def starts_sentence(text: str, place: int) -> bool:
    """Tell whether a capital at this place says nothing, because a sentence begins there."""
    return SENTENCE_START.search(text, max(0, place - 12), place) is not None
