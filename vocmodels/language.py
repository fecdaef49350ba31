"""Language: in which language is a text whose record does not say?

py3langid among the languages that a contact centre of ours meets; a text too short to tell keeps the default.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = ("en", "es", "fr", "pt", "de", "it", "nl", "ca")
ENOUGH_LETTERS = 12
ENOUGH_WORDS = 3
ENOUGH_PROBABILITY = 0.7
CHARACTERS_READ = 400
NOT_A_WORD = re.compile(r"\[[A-Z]+\]|https?://\S+|[\d_]+")
WORD = re.compile(r"[^\W\d_]+")


def detect_language(texts: Iterable[str | None], default: str = "en") -> list[str]:
    """Return the ISO 639-1 code of each text's language; `default` where the text is null, short or undecided."""
    answers: dict[str, str] = {}
    codes = []
    for text in texts:
        text = text if isinstance(text, str) else ""
        if text not in answers:
            answers[text] = _detect(text, default)
        codes.append(answers[text])
    return codes


def _detect(text: str, default: str) -> str:
    readable = NOT_A_WORD.sub(" ", text[:CHARACTERS_READ]).lower()
    words = WORD.findall(readable)
    if len(words) < ENOUGH_WORDS or sum(map(len, words)) < ENOUGH_LETTERS:
        return default
    code, probability = _identifier().classify(readable)
    return code if probability >= ENOUGH_PROBABILITY else default


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
