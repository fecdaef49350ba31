"""Escalation: does the customer ask for somebody above, or threaten to take it further, and in which turn?"""

from __future__ import annotations

import pandas as pd

from vocmodels.sign_patterns import plain, says


def find_demands(turns: pd.DataFrame) -> pd.DataFrame:
    """Return in which contacts the customer wants to go above the agent.

    Args:
        turns: one row per turn, in any order: contact_id, turn_index, speaker, text (null allowed).

    Returns:
        one row per contact that has turns, by contact_id: contact_id, has_demand (a supervisor or manager is asked for, or a
        complaint, a lawyer, an authority or the public is announced), demand_turn_index (of the first turn; null without).
    """
    ids = pd.Index(turns["contact_id"].drop_duplicates().sort_values(), name="contact_id")
    spoken = turns[turns["speaker"].isin(["customer", "unknown"]) & turns["text"].notna()]
    said = spoken[says(plain(spoken["text"]), "escalation", "above")]
    first = said.groupby("contact_id")["turn_index"].min().reindex(ids)
    answer = {
        "contact_id": ids,
        "has_demand": first.notna().to_numpy(dtype=bool),
        "demand_turn_index": first.to_numpy(),
    }
    return pd.DataFrame(answer).astype({"demand_turn_index": "Int64"})
