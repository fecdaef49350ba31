"""Sentiment examples: what do customers say in which mood, before any centre's own contacts are known?

Sentences written for voc (`assets/sentiment_en.tsv`, `assets/sentiment_es.tsv`), a third of them without any feeling.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

ASSETS = Path(__file__).resolve().parent / "assets"
LANGUAGES = ("en", "es")
LEVELS = (-1.0, -0.5, 0.0, 0.5, 1.0)  # angry, dissatisfied, no feeling, content, delighted
NEUTRAL = LEVELS.index(0.0)


@lru_cache(maxsize=1)
def read_examples() -> pd.DataFrame:
    """Return one row per sentence: text, is_spanish, level (place in `LEVELS`)."""
    parts = []
    for language in LANGUAGES:
        lines = (ASSETS / f"sentiment_{language}.tsv").read_text(encoding="utf-8").splitlines()[1:]
        cells = [line.split("\t") for line in lines]
        levels = [LEVELS.index(float(sentiment)) for sentiment, _ in cells]
        texts = pd.Series([text for _, text in cells], dtype="str")
        parts.append(pd.DataFrame({"text": texts, "is_spanish": language == "es", "level": levels}))
    return pd.concat(parts, ignore_index=True)


def wanted_levels(levels: np.ndarray) -> np.ndarray:
    """Return (sentences, levels): 1 at the level of each."""
    return np.eye(len(LEVELS), dtype=np.float32)[levels]
