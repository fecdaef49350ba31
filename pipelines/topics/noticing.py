"""Noticing: which new theme has come up among the newest contacts?

They are compared, by the encoder, with contacts of the weeks before, whether they fit a topic or not: what is new is often
taken for something like it. What the encoder read is kept, so that a night pays for its new contacts alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from pipelines.warehouse import finding_sql, insert
from vocmodels.embedding import MINILM, embed, fingerprint
from vocmodels.glossing import in_english, word_list_fingerprint
from vocmodels.newcomers import find_newcomers


@dataclass(frozen=True)
class NoticingSettings:
    """How much is compared."""

    recent_days: int = 14
    most_recent: int = 3_000  # contacts; an encoder reads a few hundred a second
    most_past: int = 12_000


def notice_newcomers(
    warehouse: duckdb.DuckDBPyConnection, settings: NoticingSettings = NoticingSettings()
) -> pd.DataFrame:
    """Return the newest contacts, with the number of the new theme that each is of.

    Returns:
        contact_id, text, number (-1: of none); in the order of their ids.
    """
    sizes = [settings.recent_days, settings.most_recent, settings.most_past]
    rows = warehouse.execute(finding_sql("newcomer_text"), sizes).df()
    is_recent = rows["is_recent"].to_numpy(dtype=bool)
    recent, past = rows[is_recent], rows[~is_recent]
    newest = recent[["contact_id", "text"]].assign(number=-1)
    if recent.empty or past.empty:
        return newest
    points = _points(warehouse, rows)
    return newest.assign(
        number=find_newcomers(
            points[is_recent],
            points[~is_recent],
            _worth(past) / _worth(recent),
            recent["days_ago"].to_numpy(),
            float(past["days_ago"].max() - settings.recent_days + 1),
            recent["said_by"].tolist(),
        )
    )


def _worth(sample: pd.DataFrame) -> float:
    """How many texts each of a sample stands for."""
    return float(sample["of_count"].iloc[0] / len(sample))


def _points(warehouse: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> np.ndarray:
    """Return where the encoder places each text, float32 (texts, dimensions), and keep it for the nights to come."""
    made_with = f"{fingerprint(MINILM)} {word_list_fingerprint()}"
    warehouse.register("compared", rows[["contact_id", "input_hash"]])
    warehouse.execute(
        "delete from findings.problem_point where made_with <> ?"
        " or (contact_id, input_hash) not in (select contact_id, input_hash from compared)",
        [made_with],
    )
    warehouse.unregister("compared")
    kept = warehouse.execute("select contact_id, point from findings.problem_point").df()
    new = rows[~rows["contact_id"].isin(kept["contact_id"])]
    points = embed(in_english(new["text"].tolist()), MINILM)
    read = new[["contact_id", "input_hash"]].assign(made_with=made_with, point=list(points))
    insert(warehouse, "findings.problem_point", read)
    both = pd.concat([kept, read[["contact_id", "point"]]]).set_index("contact_id")["point"]
    return np.stack(both.reindex(rows["contact_id"]).tolist()).astype(np.float32)
