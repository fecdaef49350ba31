"""Topic sample: which texts stand for all when not all can be read by the encoder, and which topics in it stand?

Texts that are the same are one. Each is drawn with a probability that follows how often it is said (Efraimidis and Spirakis,
Weighted random sampling with a reservoir, 2006), by a number that its own words and the seed decide: the order of rows does
not matter, and a day more changes little of what is drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer

from vocmodels.own_words import STOP_WORDS

SMALLEST_TOPIC = 5  # texts
SHARED_SHARE = 0.1  # of a topic's texts that some word of its own must be in: junk shares none


def sample_texts(texts: Sequence[str], most: int, seed: int) -> list[str]:
    """Return up to `most` different texts, none empty, in an order of their own."""
    counts = pd.Series(list(texts), dtype="str").value_counts().drop("", errors="ignore").sort_index()
    drawn = np.array([_chance(text, seed) for text in counts.index])
    keys = np.log(drawn) / counts.to_numpy()
    return counts.index[np.argsort(-keys, kind="stable")[:most]].tolist()


def _chance(text: str, seed: int) -> float:
    """A number between 0 and 1 that looks random and is always the same."""
    digest = hashlib.blake2b(text.encode(), digest_size=8, salt=seed.to_bytes(8, "little", signed=True)).digest()
    return (int.from_bytes(digest, "little") + 1) / (2**64 + 1)


def standing_topics(sample: Sequence[str], texts: Sequence[str], topics: np.ndarray) -> np.ndarray:
    """Return the topic of each text of the sample, -1 where its topic is too small, or no word is common in it.

    Args:
        texts: all texts, some of them the same: as often as they are said they count.
    """
    said = pd.DataFrame({"text": list(sample), "topic": topics})
    counts = pd.Series(list(texts), dtype="str").value_counts()
    said["count"] = counts.reindex(said["text"]).fillna(1).to_numpy(dtype=int)
    standing = [topic for topic, own in said[said["topic"] >= 0].groupby("topic") if _stands(own)]
    return np.where(np.isin(topics, standing), topics, -1)


def _stands(own: pd.DataFrame) -> bool:
    if own["count"].sum() < SMALLEST_TOPIC:
        return False
    counter = CountVectorizer(
        binary=True, strip_accents="unicode", stop_words=sorted(STOP_WORDS["en"] | STOP_WORDS["es"])
    )
    try:
        counts = counter.fit_transform(own["text"])
    except ValueError:  # scikit-learn's answer to an empty vocabulary
        return False
    said_by = own["count"].to_numpy() @ counts
    return bool(said_by.max() >= max(SHARED_SHARE * own["count"].sum(), 2))
