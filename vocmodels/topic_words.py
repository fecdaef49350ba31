"""Topic words: which words and phrases of a text may stand in the name of a topic?

Those that say something by themselves: no stop words, masks, names of people, or words of any request. What is denied is a
word of its own: "the card is not working" says "card not working", never "card working".
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from sklearn.feature_extraction.text import strip_accents_unicode

from vocmodels.columns import text_column
from vocmodels.own_words import STOP_WORDS, phrases_of
from vocmodels.privacy.name_lists import GIVEN_NAMES, SURNAMES
from vocmodels.privacy.ordinary_words import NAMES_AND_WORDS, ORDINARY_WORDS

NAMES = (GIVEN_NAMES | SURNAMES) - NAMES_AND_WORDS - ORDINARY_WORDS
# Words between a verb and what it is about, which a headline leaves out; no label holds them.
ENGLISH_PASSED_OVER = "a an the my your our their his her this that these those any some one"
SPANISH_PASSED_OVER = "el la los las un una unos unas mi mis su sus tu tus este esta ese esa estos estas nuestro"
PASSED_OVER = {"en": frozenset(ENGLISH_PASSED_OVER.split()), "es": frozenset(SPANISH_PASSED_OVER.split())}
WORDS_OF_ANY_REQUEST = (
    "need needs needed like know help helping looking look find please plz pls try trying tried wondering wonder able tell"
    " see seem seems think thought guess sure happen happened happening happens make making made put keep kept keeps use"
    " used using come came coming take takes taking took give gave let way lot bit thing things stuff guys situation case"
    " reason possible told call calling called ask asking asked another many several day days time times week weeks month"
    " months year years minute minutes hour hours morning afternoon evening night soon ago long good bad actually already"
    " kind sorry bother wait waiting explain assist assistance mean stop yeah hello subject dear regards"
    " necesito necesita necesitamos ayuda ayudar ayudarme ayudeme saber gustaria deseo favor ver decir dice dicen dijo"
    " digame dijeron sabe creo tratando intento intentar manera forma situacion caso razon posible dia dias hora horas vez"
    " veces semana semanas mes meses ano anos manana tarde noche pronto bueno malo verdad digo aja oiga mire llamo llamando"
    " hablo disculpe perdon pasa paso pasando hizo hice quede quedo sigue dan dar dieron dio llega sale asunto debe deben"
    " saludos atentamente estimados cordialmente nomas pues"
)
SAYS_LITTLE = frozenset(WORDS_OF_ANY_REQUEST.split())
AUXILIARY = "is|are|was|were|has|have|had|does|do|did|wo|would|could|should|ca|will|can"
IN_BETWEEN = "been|be|being|yet|even|still|really|me|se|le|les|nos|lo|la|los|las|ha|han|he|hemos|hab[ií]a"
NEGATION = rf"(?:(?:{AUXILIARY}) )?(?:still )?(?:not|cannot|no longer|(?:{AUXILIARY})n['’]?t)"
DENIED = (  # what RE2 finds, and the one word that stands for it
    (rf"(?i)\b{NEGATION} (?:(?:{IN_BETWEEN}) )*(\pL{{3,}})", r"not-\1"),
    (rf"(?i)\b(?:a[uú]n |todav[ií]a )?no (?:(?:{IN_BETWEEN}) )*(\pL{{4,}})", r"none-\1"),
    (rf"(?i)\b(?:(?:{AUXILIARY}) )?(?:never|nunca) (?:(?:{IN_BETWEEN}) )*(\pL{{3,}})", r"never-\1"),
)
MARKS = ("not-", "none-", "never-")
SHOWN = {"en": ("not ", "no ", "never "), "es": ("no ", "no ", "nunca ")}
PART_OF = r"(?i)\b(?:one|some|any|all|un[oa]s?|alguno|alguna) (?:of|de)\b"


def telling_phrases(texts: pd.Series, language_code: str, most_words: int) -> pd.DataFrame:
    """Return one row per text and phrase that it says.

    Returns:
        row (the text's index), phrase (as it is shown, lower case), key (without accents; what is denied is one word of it),
        words (how many the key has), size (how many are shown).
    """
    denied = text_column(texts)
    for pattern, put in ((PART_OF, " "), *DENIED):
        denied = pc.replace_substring_regex(denied, pattern, put)
    said = phrases_of(pd.Series(denied.to_pylist(), dtype="str"), language_code, most_words, PASSED_OVER[language_code])
    spoken = pd.DataFrame({"row": texts.index, "phrase": said}).explode("phrase").dropna(subset=["phrase"])
    spoken = spoken.astype({"row": "int64", "phrase": "str"})
    spoken["key"] = pd.Series(map(strip_accents_unicode, spoken["phrase"]), index=spoken.index, dtype="str")
    is_telling = np.array([_is_telling(key.split()) for key in spoken["key"]], dtype=bool)
    spoken = spoken[is_telling].drop_duplicates(["row", "key"]).reset_index(drop=True)
    for mark, put in zip(MARKS, SHOWN[language_code], strict=True):
        spoken["phrase"] = spoken["phrase"].str.replace(mark, put)
    return spoken.assign(words=spoken["key"].str.count(" ") + 1, size=spoken["phrase"].str.count(" ") + 1)


def is_denied(key: str) -> bool:
    """Return whether a key begins with what is denied, and so with no subject."""
    return key.startswith(MARKS)


def _is_telling(words: list[str]) -> bool:
    if len(set(words)) < len(words):
        return False
    plain = [word.split("-", 1)[1] if word.startswith(MARKS) else word for word in words]
    denied = [bare for word, bare in zip(words, plain, strict=True) if bare != word]
    is_idle = any(word in NAMES or word in SAYS_LITTLE or f"{word}-" in MARKS for word in plain)
    return not is_idle and not any(map(_is_stop_word, denied))


def _is_stop_word(word: str) -> bool:
    return word in STOP_WORDS["en"] or word in STOP_WORDS["es"]
