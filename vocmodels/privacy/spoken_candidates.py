"""Spoken candidates: which few turns can hold a number or an address that is read out, or a piece of one?

`CANDIDATE` is for RE2: two digit words that follow one another, a turn that is little more than one, written groups that
another turn may go on with, and what every spelled address ends with.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from vocmodels.privacy.digit_words import BRIDGE, DIGIT_ROLES, ENGLISH_UNITS, VOCABULARY
from vocmodels.privacy.gates import does_match, is_few

TLDS = "com|net|org|edu|gov|info|io|co|biz|us|uk|eu|es|mx|ar|cl|pe|ve|ec|uy|cat"
ACCENTS = {
    "dieciseis": "diecis[eé]is",
    "veintidos": "veintid[oó]s",
    "veintitres": "veintitr[eé]s",
    "veintiseis": "veintis[eé]is",
    "veintiun": "veinti[uú]n",
    "si": "s[ií]",
    "mas": "m[aá]s",
    "guion": "gui[oó]n",
    "digame": "d[ií]game",
    "perdon": "perd[oó]n",
    "aja": "aj[aá]",
    "despues": "despu[eé]s",
    "numero": "n[uú]mero",
}
NOT_FIRST = frozenset(["o", "un", "una", "tre", "nil"])  # with these alone no number begins


def _words(roles: frozenset[str]) -> str:
    chosen = [
        word for word, (role, _) in VOCABULARY.items() if role in roles and word not in NOT_FIRST and word.isalpha()
    ]
    return "|".join(ACCENTS.get(word, word) for word in sorted(chosen))


DIGITS = _words(DIGIT_ROLES)
BRIDGES = _words(frozenset([BRIDGE]))
GAP = r"[ ,.\-]+"
BETWEEN = "and|y|e|uh|um|eh|okay|dash|dot|guion|gui[oó]n|punto|espacio|space|este"
NUMBER_CANDIDATE = "|".join(  # no counted repeats of long lists: RE2 would run out of states and crawl
    [
        rf"\b(?:{DIGITS}){GAP}(?:(?:{BETWEEN}){GAP})?(?:{DIGITS}|oh|\d+)\b",
        rf"\b(?:{'|'.join(ENGLISH_UNITS.split())}){GAP}o\b",
        rf"\b\d+{GAP}(?:{DIGITS})\b",
        rf"\b\d{GAP}\d\b",
        r"\b\d{3,8}[ .-]{1,3}\d{3,8}\b",
        rf"^[ ,.\-]*(?:(?:{BRIDGES}){GAP})*(?:{DIGITS}|\d+)(?:{GAP}(?:{BRIDGES}))*[ ,.!?\-]*$",
        rf"^[ ,.\-]*(?:(?:{BRIDGES}){GAP})?(?:{DIGITS})(?:{GAP}\pL+){{0,4}}[ ,.\-]*$",
        r"\b\d{3,8}[^\pL\d]*$",
    ]
)
EMAIL_CANDIDATE = rf"\barroba\b|\b(?:dot|punto){GAP}(?:{TLDS})\b|\bat \w+\.(?:{TLDS})\b"
CANDIDATE = rf"(?i)(?:{NUMBER_CANDIDATE}|{EMAIL_CANDIDATE})"
OF_PYTHON = re.compile(
    CANDIDATE.replace(r"\pL", r"[^\W\d_]").replace("$", r"\Z"), re.ASCII
)  # RE2's \b and \d are of ASCII too


def candidates(column: pa.Array) -> np.ndarray:
    """Return for each text whether it matches `CANDIDATE`."""
    if not is_few(column):
        return does_match(column, CANDIDATE)
    texts = column.to_pylist()
    return np.fromiter((bool(text) and OF_PYTHON.search(text.lower()) is not None for text in texts), bool, len(texts))
