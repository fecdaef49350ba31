"""Model store: where do fitted models lie, and which one decided?

Models are skops files: nothing is unpickled, and a type that is not named below is refused.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pandas as pd
import skops.io

from pipelines.runs import now
from pipelines.warehouse import fetch_value, insert
from vocmodels.reasons import ReasonClassifier
from vocmodels.tiers import made_with

TRUSTED_TYPES = (
    "vocmodels.kernel_ridge.KernelRidge",
    "vocmodels.kernel_ridge.KernelSettings",
    "vocmodels.reasons.ReasonClassifier",
    "vocmodels.reasons.ReasonSettings",
    "vocmodels.text_features.TextFeatures",
)
GROWTH_BEFORE_REFIT = 2.0  # a model learns anew once it would see this many times the contacts that it was made from


class ModelFileError(Exception):
    """A model file is absent, damaged, or holds a type that is not trusted."""


def save_model(folder: Path, model_version: str, model: ReasonClassifier) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{model_version}.unfinished"
    skops.io.dump(model, unfinished)
    unfinished.replace(folder / f"{model_version}.skops")


def load_model(folder: Path, model_version: str) -> ReasonClassifier:
    path = folder / f"{model_version}.skops"
    try:
        return skops.io.load(path, trusted=list(TRUSTED_TYPES))
    except FileNotFoundError as error:
        raise ModelFileError(
            f"{path} does not exist. Restore it, or remove the models folder to train anew."
        ) from error
    except Exception as error:  # skops raises what the damage happens to cause
        raise ModelFileError(f"{path} cannot be loaded ({error}). Remove it; the next run trains anew.") from error


def newest_version(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, tier: str, taxonomy_version: str, label_count: int
) -> str | None:
    """The model that is still good: made from this taxonomy by these embeddings, its file there, not outgrown."""
    version = fetch_value(
        warehouse,
        "select model_version from ops.model_version where model_code = 'reasons' and taxonomy_version = ?"
        " and starts_with(model_version, ?) and row_count * ? > ? order by trained_at desc limit 1",
        [taxonomy_version, _prefix(tier), GROWTH_BEFORE_REFIT, label_count],
    )
    return version if version and (folder / f"{version}.skops").exists() else None


def note_version(
    warehouse: duckdb.DuckDBPyConnection, model_version: str, taxonomy_version: str, label_count: int
) -> None:
    row = {
        "model_version": model_version,
        "model_code": "reasons",
        "trained_at": now(),
        "row_count": label_count,
        "taxonomy_version": taxonomy_version,
    }
    insert(warehouse, "ops.model_version", [row])


def version_of(labelled: pd.DataFrame, tier: str, taxonomy_version: str) -> str:
    """The same training set, taxonomy and embeddings give the same version."""
    rows = pd.util.hash_pandas_object(labelled, index=False).sort_values().to_numpy().tobytes()
    return _prefix(tier) + hashlib.sha256(rows + taxonomy_version.encode()).hexdigest()[:12]


def _prefix(tier: str) -> str:
    return f"reasons-{made_with(tier)}-"
