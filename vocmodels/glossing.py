"""Glossing: what do Spanish words mean, one by one, for an encoder that knows English?

A word list written for contact centres (`assets/spanish.tsv`): whole words and stems; the longest that fits decides.
Grammar is lost; what a sentence is about is not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import strip_accents_unicode

from vocmodels.language import is_spanish

WORD_LIST = Path(__file__).resolve().parent / "assets" / "spanish.tsv"
WORD = re.compile(r"\w+")


def in_english(texts: Sequence[str | None]) -> list[str]:
    """Return the texts as an encoder of English reads them best: those in Spanish glossed, all others as they are."""
    written = pd.Series(list(texts), dtype="str").fillna("")
    spanish = is_spanish(written)
    read = written.to_numpy(dtype=object)
    return np.where(spanish, gloss(np.where(spanish, read, "")), read).tolist()


def gloss(texts: Iterable[str]) -> list[str]:
    """Return each Spanish text in English words, one after the other; a word that is not listed stays as it is."""
    return [" ".join(map(_gloss_word, WORD.findall(strip_accents_unicode(text.lower())))) for text in texts]


@lru_cache(maxsize=1)
def word_list_fingerprint() -> str:
    """Return six hexadecimal digits of the word list: vectors made with another must not be compared."""
    return hashlib.sha256(WORD_LIST.read_bytes()).hexdigest()[:6]


@lru_cache(maxsize=100_000)
def _gloss_word(word: str) -> str:
    words, stems = _word_list()
    if word in words:
        return words[word]
    return next((stems[word[:length]] for length in range(len(word), 2, -1) if word[:length] in stems), word)


@lru_cache(maxsize=1)
def _word_list() -> tuple[dict[str, str], dict[str, str]]:
    lines = [line.split("\t") for line in WORD_LIST.read_text(encoding="utf-8").splitlines()]
    words = {key: meaning for key, meaning in lines if not key.endswith("*")}
    return words, {key[:-1]: meaning for key, meaning in lines if key.endswith("*")}
