"""Judges: by which rubric and which models are contacts judged tonight?

Rules and the model that came with voc judge until this centre's own contacts teach better: surveys teach the sentiment,
people's reviews the criteria. As a new model judges all history again, one is fitted only where much more can be learned
from than before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from pipelines.model_store import load_file, save_model
from pipelines.runs import now, product_version
from pipelines.warehouse import fetch_value, finding_sql, keep
from vocmodels.quality import Rubric
from vocmodels.quality_learning import CriterionModel
from vocmodels.sentiment import SentimentModel

ANSWERED_COUNT = """
select count(*)
from core.contact
where turn_count > 0 and (csat_score is not null or nps_score is not null or is_resolved is not null)
"""
IN_FORCE = """
select model_version, learned_count
from ops.handling_model
where model_code = ? and starts_with(model_version, ?)
order by fitted_at desc, learned_count desc
limit 1
"""


@dataclass(frozen=True)
class JudgeSettings:
    """From how much a model of one's own is made, and when another takes its place."""

    fewest_answers: int = 1_000  # contacts with turns whose customer answered
    fewest_reviews: int = 300  # verdicts of people
    growth_before_refit: float = 1.5
    most_contacts: int = 10_000  # that are learned from; bounds the memory


@dataclass(frozen=True)
class Judges:
    """A rubric, and models with their versions; a model is None where what came with voc judges."""

    rubric: Rubric
    quality_version: str
    criterion_model: CriterionModel | None
    sentiment_version: str
    sentiment_model: SentimentModel | None


class Fitted(NamedTuple):
    """A model, or None where nothing was learned that what came with voc does not know."""

    model: Any
    fingerprint: str  # the same for the same rows, in whatever order
    criterion_codes: tuple[str, ...] = ()


def choose_judges(
    warehouse: duckdb.DuckDBPyConnection,
    folder: Path,
    rubric: Rubric,
    reviews: pd.DataFrame,
    settings: JudgeSettings = JudgeSettings(),
) -> Judges:
    """Return tonight's judges; models that are due are fitted first, and kept in `folder`.

    Args:
        reviews: people's newest verdicts: contact_id, criterion_code, verdict.
    """
    known = reviews[reviews["criterion_code"].isin([criterion.code for criterion in rubric.criteria])]
    known = known[["contact_id", "criterion_code", "verdict"]]
    answered_count = int(fetch_value(warehouse, ANSWERED_COUNT))
    keep_model = partial(_keep_model, warehouse, folder, settings.growth_before_refit)
    quality_version, criterion_model = keep_model(
        f"quality-{rubric.rubric_version}-{product_version()}-",
        len(known),
        settings.fewest_reviews,
        lambda: _fit_criteria(warehouse, rubric, known),
    )
    sentiment_version, sentiment_model = keep_model(
        f"sentiment-{product_version()}-",
        answered_count,
        settings.fewest_answers,
        lambda: _fit_sentiment(warehouse, settings.most_contacts),
    )
    return Judges(rubric, quality_version, criterion_model, sentiment_version, sentiment_model)


def _keep_model(
    warehouse: duckdb.DuckDBPyConnection,
    folder: Path,
    growth: float,
    prefix: str,
    count: int,
    fewest: int,
    fit: Callable[[], Fitted],
) -> tuple[str, Any]:
    """The version and model in force, fitted anew where it is due; None is what came with voc."""
    shipped = f"{prefix}shipped"
    rows = warehouse.execute(IN_FORCE, [prefix.split("-")[0], prefix]).fetchall()
    version, learned_count = rows[0] if rows else (shipped, 0)
    is_lost = version != shipped and not (folder / f"{version}.skops").exists()
    if count >= fewest and (is_lost or count >= growth * learned_count):
        return _take_into_force(warehouse, folder, prefix, count, fit())
    if version == shipped or is_lost:
        return shipped, None
    return version, load_file(folder, version)


def _take_into_force(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, prefix: str, count: int, fitted: Fitted
) -> tuple[str, Any]:
    version = f"{prefix}shipped" if fitted.model is None else f"{prefix}{fitted.fingerprint}"
    if fitted.model is not None:
        save_model(folder, version, fitted.model)
    row = {"model_version": version, "model_code": prefix.split("-")[0], "fitted_at": now(), "learned_count": count}
    row |= {"criterion_codes": list(fitted.criterion_codes)}
    keep(warehouse, "ops.handling_model", {"model_version": version}, row)
    return version, fitted.model


def _fit_criteria(warehouse: duckdb.DuckDBPyConnection, rubric: Rubric, reviews: pd.DataFrame) -> Fitted:
    """Learn from the reviews of half of the contacts: the other half says how far people and machine agree then."""
    warehouse.register("given", reviews)
    taught = warehouse.execute(finding_sql("review_taught")).df()
    warehouse.unregister("given")
    warehouse.register("taught", taught[["contact_id"]].drop_duplicates())
    contacts = warehouse.execute(finding_sql("taught_contact")).df()
    warehouse.unregister("taught")
    model = CriterionModel().fit(_turns_of(warehouse, contacts[["contact_id"]]), taught, rubric, contacts)
    return Fitted(model if model.weights else None, _fingerprint(taught), tuple(sorted(model.weights)))


def _fit_sentiment(warehouse: duckdb.DuckDBPyConnection, most_contacts: int) -> Fitted:
    """Learn from a sample that does not depend on the order of arrival."""
    outcomes = warehouse.execute(finding_sql("answered_contact"), [most_contacts]).df()
    model = SentimentModel().fit(_turns_of(warehouse, outcomes[["contact_id"]]), outcomes)
    return Fitted(model if model.reader is not None else None, _fingerprint(outcomes))


def _turns_of(warehouse: duckdb.DuckDBPyConnection, contacts: pd.DataFrame) -> pd.DataFrame:
    warehouse.register("taught", contacts)
    turns = warehouse.execute(finding_sql("taught_turn")).df()
    warehouse.unregister("taught")
    return turns


def _fingerprint(rows: pd.DataFrame) -> str:
    return f"{pd.util.hash_pandas_object(rows, index=False).sum():016x}"[:12]
