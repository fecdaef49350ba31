"""Model plan: what is a model made for, and what does one say that learned from less?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines.settings import Settings
from vocmodels.reasons import ReasonClassifier, ReasonSettings
from vocmodels.taxonomy import Taxonomy


@dataclass(frozen=True)
class ModelPlan:
    """What a model is made for, and where it is kept."""

    taxonomy: Taxonomy
    folder: Path
    settings: ReasonSettings
    dispositions_are_reasons: bool

    @property
    def key(self) -> tuple[ReasonSettings, str]:
        return self.settings, self.taxonomy.taxonomy_version


def plan_model(settings: Settings, taxonomy: Taxonomy) -> ModelPlan:
    """The model that voc.toml asks for."""
    reasons = ReasonSettings(tier=settings.reasons.tier, wanted_precision=settings.reasons.precision)
    return ModelPlan(taxonomy, settings.paths.models, reasons, settings.taxonomy_folder is None)


def fit(plan: ModelPlan, rows: pd.DataFrame, codes: str) -> ReasonClassifier:
    """Learn from the codes of this column: `reason_code`, labels among them, or `disposition_reason_code`, without any."""
    is_label = rows["is_label"] if codes == "reason_code" else None
    classifier = ReasonClassifier(None if plan.dispositions_are_reasons else plan.taxonomy, plan.settings)
    return classifier.fit(rows["text"], rows[codes], is_label)


def say_steps(
    plan: ModelPlan, learned: pd.DataFrame, judged: pd.DataFrame, found: pd.DataFrame
) -> dict[str, pd.Series]:
    """What models say that learned from the taxonomy alone, from agents' codes too, and from labels too; last the new one."""
    if judged.empty:
        return {}
    coded = learned[learned["disposition_reason_code"].notna()]
    stages = {
        "taxonomy": None if plan.dispositions_are_reasons else learned.iloc[:0],
        "dispositions": coded if len(coded) else None,
        "labels": learned if learned["is_label"].any() else None,
    }
    names = [name for name, rows in stages.items() if rows is not None]
    said = {
        name: fit(plan, stages[name], "disposition_reason_code").predict(judged["text"])["best_code"]
        for name in names[:-1]
    }
    return said | {names[-1]: found["best_code"]}
