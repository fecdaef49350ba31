"""Model store: where do fitted models lie, and which one decides?

Models are skops files: nothing is unpickled, and a type that is not named below is refused. A file says which model it
is, and by that with which embeddings it was made; what became of each model stands in ops.model_version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import skops.io

from pipelines.warehouse import fetch_value, insert
from vocmodels.reasons import ReasonClassifier, ReasonSettings
from vocmodels.tiers import made_with

TRUSTED_TYPES = (
    "vocmodels.kernel_ridge.KernelRidge",
    "vocmodels.kernel_ridge.KernelSettings",
    "vocmodels.quality_learning.CriterionModel",
    "vocmodels.quality_learning.CriterionSettings",
    "vocmodels.reasons.ReasonClassifier",
    "vocmodels.reasons.ReasonSettings",
    "vocmodels.sentiment.SentimentModel",
    "vocmodels.sentiment_learning.LearningSettings",
    "vocmodels.sentiment_reader.ReaderSettings",
    "vocmodels.sentiment_reader.SentimentReader",
    "vocmodels.text_features.TextFeatures",
    "vocmodels.topic_map.MapSettings",
    "vocmodels.topic_student.StudentSettings",
    "vocmodels.topic_student.TopicStudent",
    "vocmodels.topic_tree.TreeSettings",
    "vocmodels.topics.TopicModel",
    "vocmodels.topics.TopicSettings",
)
IN_FORCE, REPLACED, REFUSED = "in_force", "replaced", "refused"


class ModelFileError(Exception):
    """A model file is absent, damaged, made with other embeddings or by another voc, or holds a type that is not trusted."""


def save_model(folder: Path, model_version: str, model: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{model_version}.unfinished"
    skops.io.dump({"model_version": model_version, "classifier": model}, unfinished)
    unfinished.replace(folder / f"{model_version}.skops")


def load_model(folder: Path, model_version: str) -> ReasonClassifier:
    """Return a model that was saved.

    Raises:
        ModelFileError: the file is absent, damaged, holds another model or an unknown type, or was made
            with other embeddings or by another voc.
    """
    classifier = load_file(folder, model_version)
    if not model_version.startswith(prefix(classifier.settings)):
        raise ModelFileError(
            f"{folder / model_version}.skops was made with other embeddings, or by another voc, than this. Remove it;"
            " the next run trains anew."
        )
    return classifier


def load_file(folder: Path, model_version: str) -> Any:
    """Return the model of whatever kind that a file holds.

    Raises:
        ModelFileError: the file is absent or damaged, or holds another model or an unknown type.
    """
    path = folder / f"{model_version}.skops"
    try:
        held = skops.io.load(path, trusted=list(TRUSTED_TYPES))
        holds, model = held["model_version"], held["classifier"]
    except FileNotFoundError as error:
        raise ModelFileError(
            f"{path} does not exist. Restore it, or remove the models folder to train anew."
        ) from error
    except Exception as error:  # skops raises what the damage happens to cause
        raise ModelFileError(f"{path} cannot be loaded ({error}). Remove it; the next run trains anew.") from error
    if holds != model_version:
        raise ModelFileError(f"{path} holds another model, {holds}. Remove it; the next run trains anew.")
    return model


def model_in_force(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, settings: ReasonSettings, taxonomy_version: str
) -> str | None:
    """The model that decides: made from this taxonomy by these embeddings, its file there; None where there is none."""
    version = fetch_value(
        warehouse,
        "select model_version from ops.model_version where model_code = 'reasons' and status_code = ?"
        " and taxonomy_version = ? and starts_with(model_version, ?)",
        [IN_FORCE, taxonomy_version, prefix(settings)],
    )
    return version if version and (folder / f"{version}.skops").exists() else None


def note_model(warehouse: duckdb.DuckDBPyConnection, row: dict[str, Any], card: pd.DataFrame) -> None:
    """Keep what became of a model, and its card; one that is in force replaces the one before. Call it in a transaction."""
    version = row["model_version"]
    if row["status_code"] == IN_FORCE:
        warehouse.execute("update ops.model_version set status_code = ? where status_code = ?", [REPLACED, IN_FORCE])
    for table in ("ops.model_version", "ops.model_card"):
        warehouse.execute(f"delete from {table} where model_version = ?", [version])
    insert(warehouse, "ops.model_version", [{"model_code": "reasons"} | row])
    insert(warehouse, "ops.model_card", card.assign(model_version=version))


def note_counts(warehouse: duckdb.DuckDBPyConnection, model_version: str, row_count: int, label_count: int) -> None:
    """Keep that a model would be the same if it learned from as much as there is now."""
    warehouse.execute(
        "update ops.model_version set row_count = ?, label_count = ? where model_version = ?",
        [row_count, label_count, model_version],
    )


def version_of(learned: pd.DataFrame, settings: ReasonSettings, taxonomy_version: str) -> str:
    """The same training set (text, reason_code, is_label), settings, taxonomy and embeddings give the same version."""
    taught = learned[["text", "reason_code", "is_label"]]
    rows = pd.util.hash_pandas_object(taught, index=False).sort_values().to_numpy().tobytes()
    return prefix(settings) + hashlib.sha256(rows + taxonomy_version.encode()).hexdigest()[:12]


def prefix(settings: ReasonSettings) -> str:
    """How the version of every model begins that reads as the settings say, by these embeddings and this make of classifier."""
    return f"reasons-{made_with(settings.tier)}-{_make()}-{round(settings.wanted_precision * 100)}-"


@lru_cache(maxsize=1)
def _make() -> str:
    """Four digits that stand for what a classifier holds: one that an earlier voc saved may lack some of it."""
    classifier = ReasonClassifier().fit(["one", "another"], ["one", "another"])
    return hashlib.sha256(" ".join(_held(classifier)).encode()).hexdigest()[:4]


def _held(thing: object) -> Iterator[str]:
    for name, value in sorted(vars(thing).items()):
        yield name
        if type(value).__module__.startswith("vocmodels"):
            yield from _held(value)
