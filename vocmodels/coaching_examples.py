"""Coaching examples: which turns show best what is meant: missed by the agent, done by the agent, done by a colleague?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

KEYS = ["agent_id", "criterion_code"]
RESULT_KINDS = {
    "agent_id": "str", "criterion_code": "str", "kind_code": "str", "example_rank": "int64", "contact_id": "str",
    "turn_index": "Int64",
}  # fmt: skip


@dataclass(frozen=True)
class ExampleSettings:
    """How many of each kind, and what reads well."""

    missed: int = 2
    done: int = 1
    colleague: int = 1
    least_letters: int = 15
    most_letters: int = 280


def choose_examples(
    candidates: pd.DataFrame, focus: pd.DataFrame | None = None, settings: ExampleSettings = ExampleSettings()
) -> pd.DataFrame:
    """Return what to look at with each agent, by agent, criterion, kind (missed, done, colleague) and example_rank.

    Args:
        candidates: contact_id, agent_id, criterion_code, verdict (met, not_met), confidence (0-1), turn_index (null: nothing to
            point at), text (of that turn), contact_date, reason_code. Rows of colleagues are among them.
        focus: agent_id, criterion_code to find examples for (as `coaching.choose_focus` returns); default: every agent and
            criterion with a missed one.

    Returns:
        agent_id (who is coached), criterion_code, kind_code, example_rank (from 1), contact_id, turn_index (null: as given). The
        clearest first: sure verdicts, texts that read well, then the newest; no two of one contact. The colleague's is
        of the same reason as a missed one where there is any, and of about the same length.
    """
    rows = _rated(candidates, settings)
    asked = (focus if focus is not None else rows[rows["verdict"] == "not_met"])[KEYS].drop_duplicates().astype("str")
    chosen = []
    by_criterion = dict(tuple(rows.groupby("criterion_code")))
    for agent_id, criterion_code in asked.sort_values(KEYS).itertuples(index=False):
        if criterion_code in by_criterion:
            chosen += _choose(by_criterion[criterion_code], agent_id, settings)
    return pd.DataFrame(chosen, columns=list(RESULT_KINDS)).astype(RESULT_KINDS)


def _rated(candidates: pd.DataFrame, settings: ExampleSettings) -> pd.DataFrame:
    """Candidates with how well each reads (0-1), the best first, one of each contact, criterion and verdict."""
    text = candidates["text"].fillna("").astype("str")
    letters = text.str.len()
    reads = np.where(letters.between(settings.least_letters, settings.most_letters), 1.0, 0.4)
    reads = np.where(candidates["turn_index"].isna() | (letters == 0), 0.1, reads)
    rated = candidates.assign(
        letters=letters,
        clear=candidates["confidence"].astype(float).fillna(0.0) * reads,
        day=pd.to_datetime(candidates["contact_date"]),
    ).astype({"agent_id": "str", "criterion_code": "str", "contact_id": "str"})
    order = {"clear": False, "day": False, "contact_id": True, "turn_index": True, "agent_id": True}
    rated = rated.sort_values(list(order), ascending=list(order.values()), na_position="last")
    return rated.drop_duplicates(["contact_id", "criterion_code", "verdict"])


def _choose(rows: pd.DataFrame, agent_id: str, settings: ExampleSettings) -> list[tuple]:
    own = rows["agent_id"] == agent_id
    missed = rows[own & (rows["verdict"] == "not_met")].head(settings.missed)
    done = rows[own & (rows["verdict"] == "met")]
    done = done[~done["contact_id"].isin(missed["contact_id"])].head(settings.done)
    colleagues = rows[~own & (rows["verdict"] == "met") & rows["turn_index"].notna()]
    alike = _most_alike(colleagues, missed, done).head(settings.colleague)
    kinds = {"missed": missed, "done": done, "colleague": alike}
    return [
        (agent_id, row.criterion_code, kind, rank, row.contact_id, row.turn_index)
        for kind, found in kinds.items()
        for rank, row in enumerate(found.itertuples(index=False), 1)
    ]


def _most_alike(colleagues: pd.DataFrame, missed: pd.DataFrame, done: pd.DataFrame) -> pd.DataFrame:
    """Colleagues' examples: about what the agent missed it in, of the length of what the agent says."""
    is_same_reason = colleagues["reason_code"].isin(set(missed["reason_code"].dropna()))
    own = pd.concat([missed["letters"], done["letters"]])
    usual = float(own[own > 0].median()) if (own > 0).any() else 120.0
    length = np.exp(-np.abs(np.log(colleagues["letters"].clip(lower=1) / usual)) / 4)
    ranked = colleagues.assign(is_same_reason=is_same_reason, alike=colleagues["clear"] * length)
    return ranked.sort_values(["is_same_reason", "alike"], ascending=False, kind="stable")
