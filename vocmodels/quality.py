"""Quality: how well was each contact handled, and which turns prove it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from vocmodels.quality_reading import read_turns
from vocmodels.quality_rubric import Criterion, Rubric, RubricError, parse_rubric
from vocmodels.quality_verdicts import judge

if TYPE_CHECKING:
    from vocmodels.quality_learning import CriterionModel

__all__ = ["Criterion", "Rubric", "RubricError", "parse_rubric", "score_contacts", "score_quality"]

COLUMNS = ["contact_id", "criterion_code", "verdict", "confidence", "evidence_turn_indexes"]


def score_quality(
    turns: pd.DataFrame,
    rubric: Rubric | Mapping[str, Any],
    contacts: pd.DataFrame | None = None,
    model: CriterionModel | None = None,
) -> pd.DataFrame:
    """Return a verdict on every criterion of each contact in which an agent speaks and that was not abandoned.

    Args:
        turns: one row per turn, in any order: contact_id, turn_index, speaker, text (null allowed); optional: started_ms,
            ended_ms, language_code.
        rubric: as from `parse_rubric`, or what that takes.
        contacts: contact_id; optional: channel_code, language_code, hold_seconds, transfer_count, is_abandoned.
        model: what was learned from people's verdicts; None: the rules alone decide.

    Returns:
        one row per contact_id and criterion_code, by contact and in the rubric's order: verdict ('met', 'not_met',
        'not_applicable'), confidence (0-1 that a person would say the same), evidence_turn_indexes (of what was said; where
        it was missed, the turn at which it was due, if it can be told).

    Raises:
        RubricError: the rubric cannot be used.
    """
    judged = rubric if isinstance(rubric, Rubric) else parse_rubric(rubric)
    taken = turns[~turns["contact_id"].isin(_abandoned(contacts))]
    said = read_turns(taken, judged, contacts)
    verdicts = judge(said, judged, taken, contacts)
    if model is not None:
        verdicts = model.correct(verdicts, said)
    return verdicts[COLUMNS]


def _abandoned(contacts: pd.DataFrame | None) -> list[str]:
    if contacts is None or "is_abandoned" not in contacts.columns:
        return []
    return contacts.loc[contacts["is_abandoned"].fillna(False).astype(bool), "contact_id"].tolist()


def score_contacts(verdicts: pd.DataFrame, rubric: Rubric | Mapping[str, Any]) -> pd.DataFrame:
    """Return what the verdicts of each contact come to.

    Args:
        verdicts: one row per contact_id and criterion_code: verdict. Criteria that the rubric has not are left out.

    Returns:
        one row per contact_id: contact_id, qa_score (0-100: the weighted share of the criteria that apply that are met;
        null where none applies, 0 where an auto-fail criterion is not met), is_auto_failed, applicable_count, met_count.
    """
    judged = rubric if isinstance(rubric, Rubric) else parse_rubric(rubric)
    weights = {criterion.code: criterion.weight for criterion in judged.criteria}
    fatal = {criterion.code for criterion in judged.criteria if criterion.is_auto_fail}
    known = verdicts[verdicts["criterion_code"].isin(list(weights))]
    weight = known["criterion_code"].map(weights).astype(float)
    is_met, is_missed = known["verdict"].eq("met"), known["verdict"].eq("not_met")
    rows = pd.DataFrame(
        {
            "contact_id": known["contact_id"],
            "weight_met": weight.where(is_met, 0.0),
            "weight": weight.where(is_met | is_missed, 0.0),
            "is_auto_failed": is_missed & known["criterion_code"].isin(list(fatal)),
            "applicable_count": (is_met | is_missed).astype("int64"),
            "met_count": is_met.astype("int64"),
        }
    )
    sums = rows.groupby("contact_id", sort=True).agg(
        weight_met=("weight_met", "sum"),
        weight=("weight", "sum"),
        is_auto_failed=("is_auto_failed", "any"),
        applicable_count=("applicable_count", "sum"),
        met_count=("met_count", "sum"),
    )
    share = 100 * sums["weight_met"] / sums["weight"].where(sums["weight"] > 0)
    sums = sums.assign(qa_score=np.where(sums["is_auto_failed"], 0.0, share))
    columns = ["contact_id", "qa_score", "is_auto_failed", "applicable_count", "met_count"]
    return sums.reset_index()[columns].astype({"qa_score": "float64", "is_auto_failed": "bool"})
