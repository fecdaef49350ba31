"""Listening: did the agent let the customer finish, and say back what the customer said?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vocmodels.own_words import STOP_WORDS
from vocmodels.quality_words import words_of


@dataclass(frozen=True)
class ListeningSettings:
    """What counts as an interruption, and what as saying it back."""

    least_overlap_ms: float = 700.0  # shorter ones are the give and take of talk
    fewest_words: int = 3  # fewer are "mhm", "I see": listening, not interrupting
    least_shared: int = 4  # words of the customer's own
    least_share: float = 0.5  # of the agent's words that say something
    stem_letters: int = 5
    customer_turns: int = 3  # before the agent's, to which it answers


def overlaps(turns: pd.DataFrame, settings: ListeningSettings = ListeningSettings()) -> pd.DataFrame:
    """Return for each turn of an agent that has times: contact_id, turn_index, overlap_ms (0: the customer had finished).

    Args:
        turns: contact_id, turn_index, speaker, text, started_ms and ended_ms (null allowed, columns may be absent).
    """
    if not {"started_ms", "ended_ms"} <= set(turns.columns):
        return pd.DataFrame({"contact_id": pd.Series(dtype="str"), "turn_index": [], "overlap_ms": []})
    timed = turns[turns["started_ms"].notna() & turns["ended_ms"].notna() & turns["text"].notna()]
    timed = timed[timed["speaker"].isin(["agent", "customer"])]
    timed = timed.astype({"started_ms": "float64", "ended_ms": "float64"})
    timed = timed.sort_values(["contact_id", "started_ms", "turn_index"], kind="stable", ignore_index=True)
    is_customer = timed["speaker"].eq("customer")
    end = timed["ended_ms"].where(is_customer)
    heard = end.groupby(timed["contact_id"]).cummax().groupby(timed["contact_id"]).ffill()
    agent = timed[~is_customer & heard.notna()]
    overlap = np.minimum(heard[agent.index], agent["ended_ms"]) - agent["started_ms"]
    counts = agent["text"].astype("str").str.split().str.len()
    overlap = overlap.clip(lower=0).where(counts >= settings.fewest_words, 0.0)
    return agent[["contact_id", "turn_index"]].assign(overlap_ms=overlap.to_numpy()).reset_index(drop=True)


def restated(spoken: pd.DataFrame, rows: pd.DataFrame, settings: ListeningSettings = ListeningSettings()) -> np.ndarray:
    """Return for each of the agent's turns `rows` whether it mostly says back what the customer just said.

    Args:
        spoken: turns of agents and customers in order: contact_id, turn_index, speaker, text.
        rows: some of the agent's: contact_id, turn_index, text.
    """
    wanted = set(zip(rows["contact_id"], rows["turn_index"], strict=True))
    answers: dict[tuple[str, int], bool] = {}
    last, heard = None, [frozenset[str]()]
    columns = (spoken[each].tolist() for each in ("contact_id", "turn_index", "speaker", "text"))
    for contact_id, turn_index, speaker, text in zip(*columns, strict=True):
        if contact_id != last:
            last, heard = contact_id, []
        if speaker == "customer":
            heard = [*heard[1 - settings.customer_turns :], _stems(text, settings)]
        elif heard and (contact_id, turn_index) in wanted:
            answers[contact_id, turn_index] = _is_restated(_stems(text, settings), frozenset().union(*heard), settings)
    return np.array(
        [answers.get(key, False) for key in zip(rows["contact_id"], rows["turn_index"], strict=True)], dtype=bool
    )


def _is_restated(own: frozenset[str], heard: frozenset[str], settings: ListeningSettings) -> bool:
    shared = len(own & heard)
    return shared >= settings.least_shared and shared >= settings.least_share * len(own)


def _stems(text: str, settings: ListeningSettings) -> frozenset[str]:
    return frozenset(
        word[: settings.stem_letters]
        for word in words_of(text)
        if len(word) > 3 and word not in STOP_WORDS["en"] and word not in STOP_WORDS["es"]
    )
