"""Effort: how hard was it for the customer, and which turns show it?

What the customer tells (the third call about it, everything said again, passed from one to the next, waiting), what the
agent announces, and what the record holds; after Dixon, Freeman and Toman (Stop Trying to Delight Your Customers, 2010).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vocmodels.sign_patterns import plain, says, signs_of

SPEAKERS = {"customer": ("customer", "unknown"), "agent": ("agent",), "system": ("system",)}


@dataclass(frozen=True)
class EffortSettings:
    """How much each sign weighs, and from when on a contact was long or a hold is felt."""

    repeat: float = 0.4
    said_again: float = 0.35
    transfer: float = 0.3
    hold: float = 0.3
    long_way: float = 0.25
    most_counted: int = 3  # turns of one sign; each next one adds its weight to what is left to 1
    long_hold_seconds: float = 120
    spoken_turns: int = 90  # above it a call was long
    spoken_seconds: float = 1_500
    written_turns: int = 50  # the same of a chat or messages
    written_seconds: float = 2_700
    letter_turns: int = 8  # of e-mails, tickets and posts, whose time says nothing


CHANNELS = {"chat": "written", "message": "written", "email": "letter", "ticket": "letter", "social": "letter"}
KINDS = ("spoken", "written", "letter")


def measure_effort(
    turns: pd.DataFrame, contacts: pd.DataFrame | None = None, settings: EffortSettings = EffortSettings()
) -> pd.DataFrame:
    """Return how hard each contact was for its customer.

    Args:
        turns: one row per turn, in any order: contact_id, turn_index, speaker, text (null allowed); optional started_ms,
            ended_ms (within the contact).
        contacts: one row per contact: contact_id; optional channel_code, hold_seconds, transfer_count, is_repeat, each null
            allowed. What an agent says of a transfer counts only where the record says nothing of transfers.

    Returns:
        one row per contact that has turns, by contact_id: contact_id, effort (0 no sign of it, to 1), effort_signs (of
        repeat, said_again, transfer, hold, long_way, in this order), effort_turn_indexes (of the turns that show a sign,
        in order; empty where the record or the length alone does).
    """
    ids = pd.Index(turns["contact_id"].drop_duplicates().sort_values(), name="contact_id")
    records = _records(ids, contacts)
    shown = pd.concat([*_shown(turns, records)], ignore_index=True)
    counts = pd.DataFrame(0.0, index=ids, columns=list(signs_of("effort")))
    said = shown.groupby(["contact_id", "sign"]).size().unstack(fill_value=0)
    counts = counts.add(said.reindex(index=ids, columns=counts.columns), fill_value=0.0)
    counts = np.maximum(counts, _recorded(records, counts.columns, settings))
    counts["long_way"] = np.maximum(counts["long_way"], _is_long(turns, records, settings))
    weights = np.array([getattr(settings, sign) for sign in counts.columns])
    left = (1 - weights) ** counts.clip(upper=settings.most_counted)
    signs = [[sign for sign, count in zip(counts.columns, row, strict=True) if count > 0] for row in counts.to_numpy()]
    places = shown.groupby("contact_id")["turn_index"].agg(lambda each: sorted(set(each.tolist())))
    indexes = [places[each] if each in places.index else [] for each in ids]
    answer = {"contact_id": ids, "effort": 1 - left.prod(axis=1).to_numpy()}
    lists = {"effort_signs": signs, "effort_turn_indexes": indexes}
    return pd.DataFrame(answer).assign(**{name: pd.Series(each, dtype="object") for name, each in lists.items()})


def _shown(turns: pd.DataFrame, records: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield contact_id, turn_index and sign of the turns that show one."""
    knows_transfers = records.index[records["transfer_count"].notna()]
    for speaker, speakers in SPEAKERS.items():
        spoken = turns[turns["speaker"].isin(speakers) & turns["text"].notna()]
        if speaker != "customer":
            spoken = spoken[~spoken["contact_id"].isin(knows_transfers)]
        written = plain(spoken["text"])
        for sign in signs_of("effort"):
            found = spoken.loc[says(written, "effort", sign, speaker), ["contact_id", "turn_index"]]
            yield found.assign(sign=sign)


def _records(ids: pd.Index, contacts: pd.DataFrame | None) -> pd.DataFrame:
    """What the records say of each contact, null where they say nothing."""
    given = pd.DataFrame({"contact_id": ids[:0]}) if contacts is None else contacts
    wanted = ["channel_code", "hold_seconds", "transfer_count", "is_repeat"]
    return given.drop_duplicates("contact_id").set_index("contact_id").reindex(index=ids, columns=wanted)


def _recorded(records: pd.DataFrame, signs: pd.Index, settings: EffortSettings) -> pd.DataFrame:
    """How often each sign happened by the record alone."""
    numbers = (
        records[["hold_seconds", "transfer_count", "is_repeat"]].apply(pd.to_numeric).astype("float64").fillna(0.0)
    )
    counts = pd.DataFrame(0.0, index=records.index, columns=signs)
    counts["repeat"], counts["transfer"] = numbers["is_repeat"], numbers["transfer_count"]
    counts["hold"] = (numbers["hold_seconds"] >= settings.long_hold_seconds).astype(float)
    return counts


def _is_long(turns: pd.DataFrame, records: pd.DataFrame, settings: EffortSettings) -> pd.Series:
    """1 where a contact took more turns or time than is usual on its channel."""
    kinds = [CHANNELS.get(code, "spoken") for code in records["channel_code"].tolist()]
    turns_of = dict(zip(KINDS, (settings.spoken_turns, settings.written_turns, settings.letter_turns), strict=True))
    seconds_of = dict(zip(KINDS, (settings.spoken_seconds, settings.written_seconds, np.inf), strict=True))
    counts = turns.groupby("contact_id").size().reindex(records.index).to_numpy(dtype=float)
    is_long = counts > np.array([turns_of[kind] for kind in kinds], dtype=float)
    is_late = _seconds(turns, records.index) > np.array([seconds_of[kind] for kind in kinds], dtype=float)
    return pd.Series((is_long | is_late).astype(float), index=records.index)


def _seconds(turns: pd.DataFrame, ids: pd.Index) -> np.ndarray:
    """When the last turn of each contact ends; null where no times are given."""
    last = np.full(len(ids), np.nan)
    for name in ("started_ms", "ended_ms"):
        if name in turns:
            times = pd.to_numeric(turns[name]).astype("float64").groupby(turns["contact_id"]).max()
            last = np.fmax(last, times.reindex(ids).to_numpy() / 1000)
    return last
