"""Training: which model decides on reasons, and may a new one take its place?

A challenger takes it only if, on contacts that neither learned from, it is right at least as often in every language that
has enough of them. Where the model in force cannot answer (another taxonomy, tier or embedding), there is nothing to beat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from pipelines.auditing import note_learned
from pipelines.learning.card import make_card
from pipelines.learning.contacts import LearnableCounts, count_learnable, read_judged, read_learned
from pipelines.learning.judging import compare, say
from pipelines.learning.labels import count_unknown
from pipelines.learning.plan import ModelPlan, fit, say_steps
from pipelines.model_store import (
    IN_FORCE,
    REFUSED,
    load_model,
    model_in_force,
    note_counts,
    note_model,
    prefix,
    save_model,
    version_of,
)
from pipelines.runs import now
from vocmodels.reasons import NoReasonsError

GROWTH_BEFORE_REFIT = 2.0  # a model learns anew once it would see this many times the contacts that one was tried on
FEWEST_NEW_LABELS = 50  # and, where labels have grown so, at least so many of them are new
UNCHANGED = "unchanged"

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Training:
    """What came of one: the model in force after it, and whether that is the new one."""

    model_version: str
    status_code: str  # of the new one: in_force, refused; unchanged: there was nothing new to learn from
    why: str


def keep_model(warehouse: duckdb.DuckDBPyConnection, plan: ModelPlan, tell: Tell) -> str | None:
    """Return the model in force, trained first where none can answer or much more can be learned from.

    None where no contact is to be read, or no reason can be learned. Needs the temporary tables of `find_texts`.
    """
    counts = count_learnable(warehouse)
    if counts.readable == 0:
        return None
    current = model_in_force(warehouse, plan.folder, *plan.key)
    if current and not _has_grown(warehouse, plan, counts):
        return current
    try:
        return train(warehouse, plan, tell).model_version
    except NoReasonsError:
        return None


def train(warehouse: duckdb.DuckDBPyConnection, plan: ModelPlan, tell: Tell) -> Training:
    """Fit a challenger, let it take the place of the model in force unless it is worse, and keep its card.

    Needs the temporary tables of `find_texts`.

    Raises:
        NoReasonsError: no contact has a reason to learn from, and there is no taxonomy.
    """
    learned, counts = read_learned(warehouse), count_learnable(warehouse)
    version = version_of(learned, *plan.key)
    current = model_in_force(warehouse, plan.folder, *plan.key)
    if version == current:
        note_counts(warehouse, version, counts.dispositions, counts.labels)
        return Training(version, UNCHANGED, "there is nothing new to learn from")
    tell(0, 0)
    challenger = fit(plan, learned, "reason_code")
    judged = read_judged(warehouse)
    found = challenger.predict(judged["text"])
    comparison = _compare(plan, current, judged, found)
    training = _decide(warehouse, plan, version, current, comparison)
    steps = say_steps(plan, learned, judged, found)
    card = make_card(challenger, learned, judged, found, steps, comparison, count_unknown(warehouse))
    if training.status_code == IN_FORCE:
        save_model(plan.folder, version, challenger)
    row = _row(warehouse, plan, version, training, counts) | {
        "compared_with": current,
        "first_date": learned["contact_date"].min(),
        "last_date": learned["contact_date"].max(),
    }
    warehouse.execute("begin")
    note_model(warehouse, row, card)
    if training.status_code == IN_FORCE:
        note_learned(warehouse, version, learned, challenger.doubts)
    warehouse.execute("commit")
    return training


def _decide(
    warehouse: duckdb.DuckDBPyConnection,
    plan: ModelPlan,
    version: str,
    current: str | None,
    comparison: pd.DataFrame | None,
) -> Training:
    if comparison is None:
        return Training(version, IN_FORCE, _why_without_rival(warehouse, plan))
    if comparison["is_worse"].any():
        return Training(str(current), REFUSED, say(comparison))
    return Training(version, IN_FORCE, say(comparison))


def _has_grown(warehouse: duckdb.DuckDBPyConnection, plan: ModelPlan, counts: LearnableCounts) -> bool:
    """Whether much more can be learned from than any model of this taxonomy and these embeddings was tried on."""
    settings, taxonomy_version = plan.key
    row_count, label_count = warehouse.execute(
        "select coalesce(max(row_count), 0), coalesce(max(label_count), 0) from ops.model_version"
        " where taxonomy_version = ? and starts_with(model_version, ?)",
        [taxonomy_version, prefix(settings)],
    ).fetchall()[0]
    grown = counts.dispositions > row_count and counts.dispositions >= GROWTH_BEFORE_REFIT * row_count
    new_labels = counts.labels - label_count
    return grown or (new_labels >= FEWEST_NEW_LABELS and counts.labels >= GROWTH_BEFORE_REFIT * label_count)


def _compare(plan: ModelPlan, current: str | None, judged: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame | None:
    if current is None:
        return None
    before = load_model(plan.folder, current).predict(judged["text"])
    return compare(judged, found["best_code"], before["best_code"])


def _why_without_rival(warehouse: duckdb.DuckDBPyConnection, plan: ModelPlan) -> str:
    before = warehouse.execute(
        "select model_version, taxonomy_version from ops.model_version where status_code = ?", [IN_FORCE]
    ).fetchall()
    if not before:
        return "there was none before"
    settings, taxonomy_version = plan.key
    if before[0][1] != taxonomy_version:
        return "the taxonomy changed, for which the one before has no answers"
    if not before[0][0].startswith(prefix(settings)):
        return "texts are read in another way than before: another tier or precision, other embeddings, or a newer voc"
    return "the file of the one before is gone"


def _row(
    warehouse: duckdb.DuckDBPyConnection, plan: ModelPlan, version: str, training: Training, counts: LearnableCounts
) -> dict[str, Any]:
    tried = warehouse.execute(
        "select trained_at from ops.model_version where model_version = ? and status_code = ?",
        [version, training.status_code],
    ).fetchall()
    return {
        "model_version": version,
        "trained_at": tried[0][0] if tried else now(),  # the same again is nothing new
        "status_code": training.status_code,
        "why": training.why,
        "tier_code": plan.settings.tier,
        "row_count": counts.dispositions,
        "label_count": counts.labels,
        "taxonomy_version": plan.taxonomy.taxonomy_version,
    }
