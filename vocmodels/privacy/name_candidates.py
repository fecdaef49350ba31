"""Name candidates: which few texts of a column can hold a name, and which may ask for one?

RE2 tells, through pyarrow. In several patterns: its automaton for all at once would not fit its memory, and crawl.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from vocmodels.privacy.gates import does_match
from vocmodels.privacy.name_cues import (
    FILLER_WORD,
    HELLO_CUES,
    HINT_CUES,
    LABEL_CUES,
    PLACED_CUES,
    ROLE_WORD,
    SIGNED_CUES,
    SINGLE_NAMES,
    SPACE,
    SPOKEN_TITLE_CUES,
    SURE_CUES,
    TITLE,
    TITLE_CUES,
    WEAK_CUES,
)
from vocmodels.privacy.name_reading import CLOSES, GREETED_BY

WITH_ACCENTS = {"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uúü]", "n": "[nñ]"}
LETTER = r"A-Za-z\x{80}-\x{24f}"
WEAK = rf"{WEAK_CUES}|{HELLO_CUES}|{SPOKEN_TITLE_CUES}|{ROLE_WORD}|{FILLER_WORD}"
GAP = r"[,.!:]*\s+[\"'“«(*]?"
BY_CUE = (
    rf"(?i:\b(?:(?:{SURE_CUES}|{LABEL_CUES}|{PLACED_CUES}|{TITLE_CUES}|dr|sr){SPACE}|{SIGNED_CUES}))",
    rf"(?i:\b(?:{WEAK}){GAP})\p{{Lu}}\pL",
    rf"(?i:\b(?:{HELLO_CUES}|{SPOKEN_TITLE_CUES})[,.!]?\s+(?:and\s+)?\pL{{3,}}(?:[\s-]\pL+)?(?:{GREETED_BY}))",
    r"(?i:\b(?:(?:dear|estimad[oa]s?|querid[oa]s?)\s|(?:speaking|al\s+habla|here,?\s+(?:how|what|and|i|from|with)|spel(?:led|t|l|ling)"
    r"|deletre\pL*|se\s+escribe)\b|se[ñn]or(?:a|ita)?\s+(?:\pL+\s+)?del?\s))",
)
ACCENTED = re.sub("[aeioun]", lambda letter: WITH_ACCENTS[letter.group()], SINGLE_NAMES)
BY_NAME = (rf"(?i:(?:^|[.!?,]\s+|\b(?:{WEAK}|{HINT_CUES}|{TITLE}|and){GAP}(?:\pL+\s)?)(?:{ACCENTED})(?:[^\pL]|$))",)
INTRODUCES = rf"{WEAK_CUES}|habla|it['’]?s|it\s+is"
INTRODUCTION = (rf"(?i:\b(?:{INTRODUCES}){GAP}\pL)",)  # a name where the sequel tells it as well
SEQUEL = (rf"(?i:\pL(?:{CLOSES}))",)

REQUEST = (  # for RE2, which finds the few turns that `names` then reads
    r"(?i:\b(?:e-?mails?|phone|correos?|tel[eé]fonos?|celular|names?|surname|nombres?|apellidos?|whom?|who['’]?s|spell|(?:address|call)\s+you|se\s+escribe)\b"
    r"|\bdeletre|\b(?:se|te)\s+llam|qui[eé]n)"
)


def _for_re2(patterns: tuple[str, ...]) -> str:
    joined = "|".join(patterns).replace(r"[^\pL]", rf"[^{LETTER}]").replace(r"\pL", f"[{LETTER}]")
    return joined.replace(r"\p{Lu}", "[A-ZÀ-Þ]")


CUED, LISTED, INTRODUCED, FOLLOWED = map(_for_re2, (BY_CUE, BY_NAME, INTRODUCTION, SEQUEL))


def find_candidates(texts: pa.Array) -> np.ndarray:
    """Return for each text whether it can hold a name; false for null."""
    is_cued = does_match(texts, CUED) | does_match(texts, LISTED)
    return is_cued | (does_match(texts, FOLLOWED) & does_match(texts, INTRODUCED))


def find_requests(texts: pa.Array) -> np.ndarray:
    """Return for each text whether it may ask for a name; false for null."""
    return does_match(texts, REQUEST)
