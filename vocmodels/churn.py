"""Churn: does the customer say that they will leave, and in which turn?

Leaving is to cancel the account, the contract or the subscription, to go to another company, or to buy no more; to cancel
an order, an appointment or a flight is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vocmodels.sign_patterns import plain, says


@dataclass(frozen=True)
class ChurnSettings:
    """How far the two kinds of words are believed."""

    sure: float = 0.9  # "close my account", "the last time I buy here"
    likely: float = 0.6  # "the competition is cheaper", "if this goes on I leave"


def find_churn_risk(turns: pd.DataFrame, settings: ChurnSettings = ChurnSettings()) -> pd.DataFrame:
    """Return in which contacts the customer speaks of leaving.

    Args:
        turns: one row per turn, in any order: contact_id, turn_index, speaker, text (null allowed).

    Returns:
        one row per contact that has turns, by contact_id: contact_id, has_churn_risk, confidence (0-1; 0 without risk),
        churn_turn_index (of the turn that says it most surely, the first of equals; null without risk).
    """
    ids = pd.Index(turns["contact_id"].drop_duplicates().sort_values(), name="contact_id")
    spoken = turns[turns["speaker"].isin(["customer", "unknown"]) & turns["text"].notna()]
    written, confidence = plain(spoken["text"]), np.zeros(len(spoken))
    for sign in ("likely", "sure"):
        confidence[says(written, "churn", sign)] = getattr(settings, sign)
    said = spoken[["contact_id", "turn_index"]].assign(confidence=confidence)[confidence > 0]
    surest = said.sort_values(["contact_id", "confidence", "turn_index"], ascending=[True, False, True])
    found = surest.drop_duplicates("contact_id").set_index("contact_id").reindex(ids)
    answer = {
        "contact_id": ids,
        "has_churn_risk": found["confidence"].notna().to_numpy(dtype=bool),
        "confidence": found["confidence"].fillna(0.0).to_numpy(dtype=float),
        "churn_turn_index": found["turn_index"].to_numpy(),
    }
    return pd.DataFrame(answer).astype({"churn_turn_index": "Int64"})
