"""Quotes: which of the customers' own sentences show best what these contacts are about?

Sentences are ranked by how typical their words are of all of them (TF-IDF centrality), how little of them is idle talk,
and whether they carry a phrase that sets the contacts apart; they are taken one by one, each unlike those before it
(Carbonell and Goldstein, The Use of MMR, 1998).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer, strip_accents_unicode

from vocmodels.turns import own_word_counts

if TYPE_CHECKING:
    from spacy.language import Language

MASK = re.compile(r"\[[A-Z]+\]")
ONE_SENTENCE = re.compile(r"[\w\s,;:'’\"()\[\]@$€%/-]*[.!?]*\s*")  # nothing inside that could end a sentence
OPENING_MARKS = "¿¡([«“‘ \t\n"
PAUSE = re.compile(r",|;|\b(?:and|but|so|because|y|pero|porque|entonces)\b", re.IGNORECASE)


@dataclass(frozen=True)
class QuoteSettings:
    """What a quote looks like, and how different quotes must be."""

    fewest_words: int = 8
    most_words: int = 40
    own_share: float = 0.6  # of the words must be neither pleasantry, mask nor number
    diversity: float = 0.5  # 0: only typical, 1: only different
    phrase_worth: float = 0.3  # of a sentence that carries a phrase; 1 is the most typical one's
    most_alike: float = 0.6  # cosine similarity above which two quotes say the same
    sentences_read: int = 4000


def choose_quotes(
    turns: pd.DataFrame,
    count: int = 10,
    phrases: Collection[str] = (),
    settings: QuoteSettings = QuoteSettings(),
) -> pd.DataFrame:
    """Return up to `count` sentences of customers, the most telling first, at most one per contact.

    Args:
        turns: one row per turn: contact_id, turn_index, speaker, text (masked; null allowed), language_code if known.
        phrases: words that set these contacts apart; a sentence that carries one is worth more.

    Returns:
        contact_id, turn_index, text; fewer rows (or none) when fewer sentences are fit to be shown.
    """
    sentences = _fit_sentences(turns, settings)
    if sentences.empty:
        return sentences[["contact_id", "turn_index", "text"]]
    vectors = TfidfVectorizer(sublinear_tf=True, strip_accents="unicode", token_pattern=r"(?u)\b[^\W\d_]{2,}\b")
    features = vectors.fit_transform(sentences["text"].str.replace(MASK.pattern, " ", regex=True))
    worth = _typicality(features) * sentences["own_share"].to_numpy()
    worth = worth + settings.phrase_worth * _carries(sentences["text"], phrases)
    chosen = _choose(features, worth, sentences["contact_id"].tolist(), count, settings)
    return sentences.iloc[chosen][["contact_id", "turn_index", "text"]].reset_index(drop=True)


def split_sentences(text: str, language_code: str = "en", settings: QuoteSettings = QuoteSettings()) -> list[str]:
    """Return the sentences of a text; speech without full stops is cut at a pause before it gets too long."""
    found: list[str] = []
    for sentence in _whole_sentences(text, language_code):
        found.extend(_cut(sentence.strip(), settings.most_words))
    return [sentence for sentence in found if sentence]


def _fit_sentences(turns: pd.DataFrame, settings: QuoteSettings) -> pd.DataFrame:
    spoken = turns[(turns["speaker"] == "customer") & turns["text"].notna()]
    spoken = spoken[(own_word_counts(spoken["text"]) >= settings.fewest_words * settings.own_share).to_numpy()]
    spoken = spoken.sort_values(["contact_id", "turn_index"]).iloc[: settings.sentences_read]
    rows = list(_sentences(spoken, settings))
    sentences = pd.DataFrame(rows, columns=["contact_id", "turn_index", "text", "words"])
    sentences = sentences.astype({**spoken.dtypes[["contact_id", "turn_index"]], "text": "str", "words": "int64"})
    own = own_word_counts(sentences["text"])
    sentences["own_share"] = own / sentences["words"].clip(lower=1)
    is_fit = sentences["words"].between(settings.fewest_words, settings.most_words)
    return sentences[is_fit & (sentences["own_share"] >= settings.own_share)].reset_index(drop=True)


def _sentences(spoken: pd.DataFrame, settings: QuoteSettings) -> Iterator[tuple[object, int, str, int]]:
    languages = spoken["language_code"] if "language_code" in spoken else pd.Series("en", index=spoken.index)
    for contact_id, turn_index, text, language in zip(
        spoken["contact_id"], spoken["turn_index"], spoken["text"], languages, strict=True
    ):
        for sentence in split_sentences(text, language, settings):
            yield contact_id, turn_index, sentence, len(sentence.split())


def _whole_sentences(text: str, language_code: str) -> list[str]:
    """Return the text in sentences; an opening mark goes with what follows, which spaCy does not see to."""
    if ONE_SENTENCE.fullmatch(text):
        return [text]
    starts = [0]
    for sentence in list(_sentencizer("es" if language_code == "es" else "en")(text).sents)[1:]:
        before = text[: sentence.start_char]
        starts.append(len(before.rstrip(OPENING_MARKS)))
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _typicality(features: csr_matrix) -> np.ndarray:
    """Return how like the mean of all each sentence is; 1 for the most typical."""
    centre = np.asarray(features.mean(axis=0)).ravel()
    typical = features @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
    return typical / max(float(typical.max()), 1e-9)


def _carries(texts: pd.Series, phrases: Collection[str]) -> np.ndarray:
    """Return whether a text says one of the phrases, whatever its accents and capitals."""
    if not phrases:
        return np.zeros(len(texts), dtype=bool)
    words = [r"\W+".join(map(re.escape, strip_accents_unicode(phrase.lower()).split())) for phrase in phrases]
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b")
    return np.array([bool(pattern.search(strip_accents_unicode(text.lower()))) for text in texts])


def _choose(
    features: csr_matrix, worth: np.ndarray, contact_ids: list[object], count: int, settings: QuoteSettings
) -> list[int]:
    likeness = np.zeros(len(worth))
    open_rows = np.ones(len(worth), dtype=bool)
    contacts = np.array(contact_ids, dtype=object)
    chosen: list[int] = []
    while len(chosen) < count and open_rows.any():
        telling = (1 - settings.diversity) * worth - settings.diversity * likeness
        best = int(np.where(open_rows, telling, -np.inf).argmax())
        chosen.append(best)
        likeness = np.maximum(likeness, (features @ features[best].T).toarray().ravel())
        open_rows &= (likeness < settings.most_alike) & (contacts != contact_ids[best])
    return chosen


def _cut(sentence: str, most_words: int) -> Iterator[str]:
    words = sentence.split()
    while len(words) > most_words:
        at = _pause_before(words, most_words)
        yield " ".join(words[:at])
        words = words[at:]
    yield " ".join(words)


def _pause_before(words: list[str], most_words: int) -> int:
    """Return the place of the last word that opens a clause in the second half of what fits."""
    for place in range(most_words - 1, most_words // 2, -1):
        if PAUSE.fullmatch(words[place]) or words[place - 1].endswith((",", ";")):
            return place
    return most_words


@lru_cache(maxsize=4)
def _sentencizer(language_code: str) -> Language:
    import spacy  # takes more than a second, and only quotes need it

    blank = spacy.blank(language_code)
    blank.add_pipe("sentencizer")
    blank.max_length = 100_000_000
    return blank
