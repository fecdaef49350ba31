"""Sentiment: how did the customer feel in each turn, and how sure is that?

Most turns of a service talk say nothing of feelings, and are 0 with confidence 0. What came with voc learned from
sentences of its own (`sentiment_examples`); a `SentimentModel` also from what a centre's own customers answered.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from vocmodels.language import is_spanish
from vocmodels.sentiment_examples import LEVELS, NEUTRAL, read_examples, wanted_levels
from vocmodels.sentiment_learning import LearningSettings, learn_from_outcomes
from vocmodels.sentiment_reader import SentimentReader
from vocmodels.sentiment_sentences import split_turn

__all__ = ["SentimentModel", "score_sentiment"]

LEAST_CONFIDENCE = 0.5  # of a piece of a turn in being glad, or in being sorry; below it nothing is said of feelings


class SentimentModel:
    """Reads feelings after `fit` as this centre's customers word them.

    Holds settings, text features, numbers and numpy arrays alone, so that skops can store it. `reader` is None where the
    outcomes taught nothing that what came with voc does not know: that one then reads on.
    """

    def __init__(self, settings: LearningSettings | None = None) -> None:
        self.settings = settings or LearningSettings()
        self.reader: SentimentReader | None = None
        self.gain = 0.0

    def fit(self, turns: pd.DataFrame, outcomes: pd.DataFrame) -> SentimentModel:
        """Learn from contacts whose outcome is known; how they ended says something of all their turns, and of no one.

        Args:
            turns: one row per turn: contact_id, turn_index, speaker, text; optional language_code.
            outcomes: one row per contact: contact_id, csat_score (1-5), nps_score (0-10), is_resolved, each null allowed;
                optional customer_id (contacts of one are judged together), reason_code (outcomes that the reason alone
                explains teach nothing; without it the opening words stand for it).
        """
        spoken = customer_turns(turns)
        taught = learn_from_outcomes(spoken, read_pieces(spoken), turns, outcomes, shipped_reader(), self.settings)
        self.reader, self.gain = taught
        return self


def score_sentiment(turns: pd.DataFrame, model: SentimentModel | None = None) -> pd.DataFrame:
    """Return how the customer felt in each of their turns.

    Args:
        turns: one row per turn, in any order: contact_id, turn_index, speaker, text (null allowed); optional
            language_code ("es": Spanish; null: told by the text).
        model: None: what came with voc.

    Returns:
        one row per turn of the customer (of speakers unknown, in contacts where nobody is known to be the customer), by
        contact_id and turn_index: contact_id, turn_index, sentiment (-1 angry to 1 delighted), confidence (0-1). Both 0 where
        the turn shows no feeling.
    """
    reader = model.reader if model is not None and model.reader is not None else shipped_reader()
    spoken = customer_turns(turns)
    pieces = read_pieces(spoken)
    felt = _felt(pieces, reader)
    rows = spoken[["contact_id", "turn_index"]].assign(sentiment=0.0, confidence=0.0)
    rows.loc[felt.index, ["sentiment", "confidence"]] = felt
    return rows


def customer_turns(turns: pd.DataFrame) -> pd.DataFrame:
    """Return the turns that the customer says, by contact_id and turn_index: contact_id, turn_index, text, is_spanish."""
    is_customer = turns["speaker"].eq("customer")
    has_customer = turns["contact_id"].isin(turns.loc[is_customer, "contact_id"])
    spoken = turns[is_customer | (turns["speaker"].eq("unknown") & ~has_customer)]
    spoken = spoken.sort_values(["contact_id", "turn_index"], ignore_index=True)
    texts = spoken["text"].astype("str").fillna("")
    spanish = is_spanish(texts)
    if "language_code" in spoken:
        codes = spoken["language_code"].astype("str").fillna("").str[:2]
        spanish = np.where(codes.eq("") | codes.eq("nan"), spanish, codes.eq("es"))
    return spoken[["contact_id", "turn_index"]].assign(text=texts, is_spanish=spanish.astype(bool))


def read_pieces(spoken: pd.DataFrame) -> pd.DataFrame:
    """Return one row per piece of a turn with one feeling at most: row (of `spoken`), place (from 0), text, is_spanish."""
    codes, texts = pd.factorize(spoken["text"])
    split = [split_turn(text) for text in texts]
    lengths = np.array([len(each) for each in split], dtype=np.int64)[codes]
    rows = np.repeat(np.arange(len(spoken)), lengths)
    places = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    said = [piece for code in codes for piece in split[code]]
    spanish = spoken["is_spanish"].to_numpy(dtype=bool)[rows]
    return pd.DataFrame({"row": rows, "place": places, "text": pd.Series(said, dtype="str"), "is_spanish": spanish})


@lru_cache(maxsize=1)
def shipped_reader() -> SentimentReader:
    """What came with voc, fitted from its examples at the first use."""
    examples = read_examples()
    wanted = wanted_levels(examples["level"].to_numpy())
    return SentimentReader().fit(examples["text"].tolist(), examples["is_spanish"].to_numpy(), wanted)


def _felt(pieces: pd.DataFrame, reader: SentimentReader) -> pd.DataFrame:
    """Sentiment and confidence of the rows that show a feeling: what is felt more, and said later, counts more."""
    shown = read_levels(pieces, reader)
    sides = np.column_stack([shown[:, :NEUTRAL].sum(axis=1), shown[:, NEUTRAL + 1 :].sum(axis=1)])
    value, confidence = shown @ np.array(LEVELS), sides.max(axis=1)
    is_felt = confidence >= LEAST_CONFIDENCE
    felt = pieces.loc[is_felt, ["row", "place"]].assign(value=value[is_felt], confidence=confidence[is_felt])
    weight = felt["value"].abs() * felt["confidence"] * (1 + felt["place"])
    sums = (
        felt.assign(weight=weight, weighted=felt["value"] * weight)
        .groupby("row")
        .agg(weighted=("weighted", "sum"), weight=("weight", "sum"), confidence=("confidence", "max"))
    )
    sentiment = (sums["weighted"] / sums["weight"]).clip(-1, 1)
    return pd.DataFrame({"sentiment": sentiment, "confidence": sums["confidence"]})


def read_levels(pieces: pd.DataFrame, reader: SentimentReader) -> np.ndarray:
    """Return how likely each piece shows each level, (pieces, levels); what is said often is read once."""
    keys = pieces["text"] + pieces["is_spanish"].map({True: "\t1", False: "\t0"})
    codes, _ = pd.factorize(keys)
    first = pieces.iloc[np.unique(codes, return_index=True)[1]] if len(pieces) else pieces
    return reader.read(first["text"].tolist(), first["is_spanish"].to_numpy(dtype=bool))[codes]
