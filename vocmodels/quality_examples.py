"""Quality's examples: which sentences of agents and customers came with voc, and what do they do?"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from vocmodels.quality_words import words_of

FOLDER = Path(__file__).resolve().parent / "assets"
OF_CUSTOMERS = frozenset(["problem", "no_problem"])


@lru_cache(maxsize=4)
def read_examples(language: str, speaker: str = "agent") -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """Return of each sentence what it does and its words.

    An agent's does criteria (their codes) or `none`; a customer's tells of a `problem`, or of `no_problem`.
    """
    lines = (FOLDER / f"handling_{language}.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    found = [(frozenset(acts.split(",")), tuple(words_of(text))) for acts, text in pairs]
    return [each for each in found if bool(each[0] & OF_CUSTOMERS) == (speaker == "customer")]
