"""Own words: which words and runs of words of a text say something by themselves?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
import pyarrow.compute as pc
from sklearn.feature_extraction.text import strip_accents_unicode

from vocmodels.columns import text_column
from vocmodels.turns import IDENTIFICATION, MASK_OR_NUMBER, PLEASANTRY

BREAK = re.compile(r"[^\w\s'’-]+|\n")  # no phrase goes across punctuation
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SHORTENED = re.compile(r"['’]\w*$")  # the s of "driver's"
NEGATION = re.compile(r"n['’]t$")
ENGLISH_STOP_WORDS = (
    "a about after again all also am an and any anything are aren as at be because been before being both but by can"
    " cannot cant could couldn did didn didnt do does doesn doesnt doing don done dont each either else even ever every"
    " everything for from further get gets getting go going gonna got had hadn has hasn have haven having he her here"
    " hers him his how i id if ill im in instead into is isn isnt it its itself ive just like ll let lets maybe me mine"
    " more most much my myself neither no nor not nothing now of off on one ones only onto or other our ours out over"
    " own quite rather re really said same say says she should shouldn since so some somebody someone something still"
    " such than that thats the their them then there theres these they thing things this those though through to too"
    " under until up upon us ve very want wants was wasn way we were weren what whatever when where whether which while"
    " who whole why will with within without won would wouldn wanna yet you your yours"
)
SPANISH_STOP_WORDS = (
    "a acaso aca ademas ahi ahora al algo alguien algun alguna algunas alguno algunos alla alli ante antes aquel aquella"
    " aqui asi aun aunque cada casi como con contra cosa cosas cual cuales cualquier cuando cuanto de del desde donde"
    " dos durante e el ella ellas ellos en entonces entre era eran eres es esa esas ese eso esos esta estaba estado"
    " estamos estan estar estas este esto estos estoy fue fueron gran ha haber habia hace hacer hacia hago han has hasta"
    " hay he hemos la las le les lo los mas me mi mia mientras mio mis misma mismo mucha mucho muchos muy nada ni ningun"
    " ninguna ninguno no nos nosotros nuestra nuestro o os otra otras otro otros para parece pero poco por porque puede"
    " pueden puedo pues que quien quiere quiero quisiera se sea segun ser si sido siempre sin sino sobre solo son soy su"
    " sus tambien tampoco tan tanto te tener tengo ti tiene tienen toda todas todavia todo todos tu tus u un una unas uno"
    " unos usted ustedes va vamos van voy y ya yo"
)
ENGLISH_NUMBERS_AND_DAYS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand first second third monday"
    " tuesday wednesday thursday friday saturday sunday today yesterday tomorrow"
)
SPANISH_NUMBERS_AND_DAYS = (
    "cero tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta cincuenta"
    " sesenta setenta ochenta noventa cien ciento mil primer primera primero segundo segunda lunes martes miercoles"
    " jueves viernes sabado domingo hoy ayer manana"
)
STOP_WORDS = {
    "en": frozenset(f"{ENGLISH_STOP_WORDS} {ENGLISH_NUMBERS_AND_DAYS}".split()),
    "es": frozenset(f"{SPANISH_STOP_WORDS} {SPANISH_NUMBERS_AND_DAYS}".split()),
}


def phrases_of(
    texts: pd.Series, language_code: str, most_words: int, passed_over: frozenset[str] = frozenset()
) -> list[list[str]]:
    """Return the words of each text, and its runs of up to `most_words` words, in the order in which they end.

    Lower case, as they stand in the text; masks, numbers, pleasantries, introductions, stop words and punctuation are in no
    run and end it, but for stop words that are `passed_over` (without accents). Null says nothing.
    """
    bare = text_column(texts)
    for pattern in (IDENTIFICATION, MASK_OR_NUMBER, PLEASANTRY):
        bare = pc.replace_substring_regex(bare, pattern, "\n")
    stop_words = STOP_WORDS.get(language_code, frozenset())
    return [list(_runs(text or "", stop_words, most_words, passed_over)) for text in bare.to_pylist()]


def _runs(text: str, stop_words: frozenset[str], most_words: int, passed_over: frozenset[str]) -> Iterator[str]:
    for piece in BREAK.split(text.lower()):
        run: list[str] = []
        for match in WORD.finditer(piece):
            word = SHORTENED.sub("", match[0])
            if run and word == run[-1]:
                continue  # who speaks says some words twice
            plain = strip_accents_unicode(word)
            if plain in passed_over:
                continue
            is_own = len(word) > 1 and not NEGATION.search(match[0]) and plain not in stop_words
            run = [*run[1 - most_words :], word] if is_own else []
            yield from (" ".join(run[start:]) for start in range(len(run)))
