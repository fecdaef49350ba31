"""Topic labels: what is each topic called, in words that its texts say?

Words are weighed by class-based TF-IDF: how much more a topic's texts say them than the other topics' do (Grootendorst,
BERTopic, 2022). Of the phrases that stand in the texts, the one is taken whose words weigh most, that many of the texts say,
and whose texts are typical of the topic: near its centre by words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import strip_accents_unicode

from vocmodels.language import is_spanish
from vocmodels.topic_words import is_denied, telling_phrases

CAPITALS = re.compile(r"(?<!\[)\b[A-Z]{2,5}\b(?!\])")  # but masks


@dataclass(frozen=True)
class LabelSettings:
    """What a label looks like, and how its parts are weighed."""

    fewest_words: int = 2
    most_words: int = 5
    most_keywords: int = 8
    texts_read: int = 1000  # of a topic, evenly over all of them
    least_texts: int = 2  # of a topic, that say a phrase, where more than five texts could
    least_share: float = 0.01  # of a topic's texts
    share_weight: float = 0.5  # the power of the share of texts that say a phrase
    longer_costs: float = 0.25  # the power of the number of words by which their weights are divided


def label_topics(
    texts: Sequence[str],
    topic_codes: Sequence[str],
    taken: Collection[str] = (),
    settings: LabelSettings = LabelSettings(),
) -> pd.DataFrame:
    """Return what each topic is called, by topic_code.

    Args:
        texts: what customers say, masked.
        topic_codes: of each text, its topic.
        taken: labels that other topics have already.

    Returns:
        topic_code, label (two to five words that stand in its texts in this order, of most of its texts' language; no two
        topics have the same), keywords (up to eight words or pairs of words, 'a, b, c'). A topic whose texts say no two
        words of their own together is called by two keywords, or by the one there is, or none, and its code.
    """
    read = _read(texts, topic_codes, settings)
    spoken = _spoken(read, settings)
    words = _weighed(spoken[spoken["words"] == 1], read)
    phrases = _scored(spoken, words, settings)
    codes = sorted(read["topic_code"].unique())
    keywords = {code: _keywords(rows, settings) for code, rows in phrases.groupby("topic_code")}
    fit = phrases["size"].between(settings.fewest_words, settings.most_words) & ~phrases["key"].map(is_denied).astype(
        bool
    )
    labels = _labels(codes, phrases[fit], keywords, taken)
    capitals = _capitals(read["text"])
    rows = [(code, _written(labels[code], capitals), ", ".join(keywords.get(code, []))) for code in codes]
    return pd.DataFrame(rows, columns=["topic_code", "label", "keywords"]).astype("str")


def _read(texts: Sequence[str], topic_codes: Sequence[str], settings: LabelSettings) -> pd.DataFrame:
    """Some texts of each topic, evenly over all of them, in the language of most: topic_code, text, language_code."""
    given = pd.DataFrame({"topic_code": list(topic_codes), "text": list(texts)}).astype("str").fillna("")
    given = given.sort_values(["topic_code", "text"], ignore_index=True)
    of_topic = given.groupby("topic_code")["text"]
    each = np.ceil(of_topic.transform("size") / settings.texts_read)
    given = given[of_topic.cumcount() % each == 0].reset_index(drop=True)
    given["is_spanish"] = is_spanish(given["text"])
    is_topic_spanish = given.groupby("topic_code")["is_spanish"].transform("mean") > 0.5
    given = given[given["is_spanish"] == is_topic_spanish].reset_index(drop=True)
    return given.assign(language_code=np.where(given["is_spanish"], "es", "en"))


def _spoken(read: pd.DataFrame, settings: LabelSettings) -> pd.DataFrame:
    """One row per text and phrase that it says: topic_code, row, phrase, key, words, size."""
    found = [telling_phrases(read["text"].iloc[:0], "en", settings.most_words)]
    for language_code, rows in read.groupby("language_code"):
        found.append(telling_phrases(rows["text"], str(language_code), settings.most_words))
    spoken = pd.concat(found, ignore_index=True)
    return spoken.assign(topic_code=read["topic_code"].reindex(spoken["row"]).to_numpy())


def _weighed(said: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """One row per topic and word: topic_code, key, share (of its texts that say it), rarity, weight."""
    sizes = read["topic_code"].value_counts()
    counts = said.groupby(["topic_code", "key"]).size().rename("count").reset_index()
    share = counts["count"] / counts["topic_code"].map(sizes).astype(float)
    usual = share.groupby(counts["key"]).transform("sum") / len(sizes)
    rarity = np.log1p(1 / usual)
    return counts.assign(share=share, rarity=rarity, weight=share * rarity)


def _scored(spoken: pd.DataFrame, words: pd.DataFrame, settings: LabelSettings) -> pd.DataFrame:
    """One row per topic and phrase, the best first: topic_code, key, phrase (as mostly written), words, score."""
    weights = words.set_index(["topic_code", "key"])["weight"]
    typical = _typical(spoken[spoken["words"] == 1], words)
    spoken = _common(spoken, settings).assign(typical=lambda rows: rows["row"].map(typical))
    of_phrase = spoken.groupby(["topic_code", "key"])
    phrases = of_phrase.agg(
        share=("share", "first"), typical=("typical", "mean"), words=("words", "first"), size=("size", "first")
    ).reset_index()
    phrases["phrase"] = (
        _mostly_written(spoken).reindex(pd.MultiIndex.from_frame(phrases[["topic_code", "key"]])).tolist()
    )
    sums = [
        sum(weights.get((code, word), 0.0) for word in key.split())
        for code, key in zip(phrases["topic_code"], phrases["key"], strict=True)
    ]
    whole = np.array(sums, dtype=float) / phrases["words"] ** settings.longer_costs
    phrases["score"] = whole * phrases["share"] ** settings.share_weight * phrases["typical"]
    return phrases.sort_values(["topic_code", "score", "key"], ascending=[True, False, True], ignore_index=True)


def _common(spoken: pd.DataFrame, settings: LabelSettings) -> pd.DataFrame:
    """The phrases that enough of a topic's texts say, with their share; all, where no phrase of some words is common."""
    sizes = spoken.groupby("topic_code")["row"].transform("nunique")
    counts = spoken.groupby(["topic_code", "key"])["row"].transform("size")
    least = np.maximum(settings.least_share * sizes, np.where(sizes > 5, settings.least_texts, 1))
    is_common = counts >= least
    has_any = (is_common & (spoken["words"] >= settings.fewest_words)).groupby(spoken["topic_code"]).transform("any")
    return spoken.assign(share=counts / sizes)[is_common | ~has_any]


def _mostly_written(spoken: pd.DataFrame) -> pd.Series:
    """How each phrase is mostly written, by topic_code and key; of equals, with accents."""
    counts = spoken.groupby(["topic_code", "key", "phrase"]).size().rename("count").reset_index()
    counts = counts.sort_values(["count", "phrase"], ascending=False)
    return counts.drop_duplicates(["topic_code", "key"]).set_index(["topic_code", "key"])["phrase"]


def _typical(said: pd.DataFrame, words: pd.DataFrame) -> pd.Series:
    """How near each text (row) is to its topic's centre, by words; 1 is the centre."""
    known = said.merge(words, on=["topic_code", "key"])
    known = known.assign(along=known["weight"] * known["rarity"], square=known["rarity"] ** 2)
    sums = known.groupby("row").agg(
        topic_code=("topic_code", "first"), along=("along", "sum"), square=("square", "sum")
    )
    lengths = np.sqrt((words["weight"] ** 2).groupby(words["topic_code"]).sum())
    return sums["along"] / np.sqrt(sums["square"]) / sums["topic_code"].map(lengths).astype(float)


def _keywords(phrases: pd.DataFrame, settings: LabelSettings) -> list[str]:
    """The best words and pairs of words, none of which repeats a word of those before it."""
    found: list[str] = []
    seen: set[str] = set()
    for phrase, key in phrases.loc[phrases["size"] <= 2, ["phrase", "key"]].itertuples(index=False):
        stems = {_stem(word) for word in key.split()}
        if len(found) < settings.most_keywords and stems.isdisjoint(seen):
            found.append(phrase)
            seen |= stems
    return found


def _labels(
    codes: list[str], phrases: pd.DataFrame, keywords: dict[str, list[str]], others: Collection[str]
) -> dict[str, str]:
    """The best phrase of each topic that no topic took which it fits better; else two keywords, or one and the code."""
    labels: dict[str, str] = {}
    taken = {_stems(label) for label in others}
    best = phrases.sort_values(["score", "topic_code", "key"], ascending=[False, True, True])
    rows = list(best[["topic_code", "phrase"]].itertuples(index=False))
    spare = [(code, f"{one} {other}") for code in codes for one, other in combinations(keywords.get(code, [])[:4], 2)]
    for code, phrase in [*rows, *spare]:
        words = _stems(phrase)
        if code not in labels and words not in taken:
            labels[code] = phrase
            taken.add(words)
    return {code: labels.get(code) or f"{' '.join(keywords.get(code, ['topic'])[:1])} {code}" for code in codes}


def _stems(phrase: str) -> frozenset[str]:
    return frozenset(map(_stem, strip_accents_unicode(phrase.lower()).split()))


def _stem(word: str) -> str:
    """A word without the ending of many: labels that differ in it alone are the same."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _capitals(texts: pd.Series) -> frozenset[str]:
    """Words that are mostly written in capitals, such as ATM, in lower case."""
    loud = Counter(word.lower() for text in texts for word in set(CAPITALS.findall(text)) if not text.isupper())
    quiet = Counter(word for text in texts for word in set(re.findall(r"\b[a-z]{2,5}\b", text)) if word in loud)
    return frozenset(word for word, count in loud.items() if count > quiet[word])


def _written(label: str, capitals: frozenset[str]) -> str:
    words = [word.upper() if word in capitals else word for word in label.split()]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])
