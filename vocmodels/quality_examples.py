"""Quality's examples: which sentences of agents came with voc, and what do they do?"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from vocmodels.quality_words import words_of

FOLDER = Path(__file__).resolve().parent / "assets"


@lru_cache(maxsize=2)
def read_examples(language: str) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """Return of each sentence what it does (criterion codes, `problem`; `none`: nothing) and its words."""
    lines = (FOLDER / f"handling_{language}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(frozenset(acts.split(",")), tuple(words_of(text))) for acts, text in pairs]
