"""Storing: where does the model of topics lie, and what is kept of it and of the contacts that it assigned?

A model is a file per version. What it assigned, its topics and what became of older ones are written at once: readers never
see contacts of two versions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.model_store import load_file, save_model
from pipelines.warehouse import fetch_value, finding_sql, insert, replace
from vocmodels.embedding import MINILM, STATIC, fingerprint
from vocmodels.glossing import word_list_fingerprint
from vocmodels.topics import UNASSIGNED, TopicModel

FITTED_ANEW = ("first", "schedule", "unassigned", "erased")
IN_FORCE = "select topic_version from ops.topic_fit order by fitted_at desc limit 1"
KEPT_SHARE = f"""
select avg((now.topic_code = before.topic_code)::integer)
from findings.contact_topic as before
join assigned as now using (contact_id)
where before.topic_code <> '{UNASSIGNED}'
"""

# Contacts whose words are past their retention keep the topic that they had, as long as there is one of that code.
SILENCED_KEEP = f"""
update findings.contact_topic as found
set topic_version = $1, topic_code = if(
    found.topic_code in (select topic_code from findings.topic where status_code = 'active'), found.topic_code, '{UNASSIGNED}'
)
where contact_id in (from ops.silenced)
"""


@dataclass(frozen=True)
class Fit:
    """A model that is taken into force, and how it came about."""

    model: TopicModel
    topic_version: str
    why_code: str
    text_count: int


def version_in_force(warehouse: duckdb.DuckDBPyConnection, folder: Path) -> str | None:
    """The newest model whose file is there; None where there is none."""
    version = fetch_value(warehouse, IN_FORCE)
    return version if version is not None and (folder / f"{version}.skops").exists() else None


def is_outdated(topic_version: str) -> bool:
    """Whether a model was made with other embeddings, or another word list, than there are now."""
    return not topic_version.startswith(_prefix())


def load_topics(folder: Path, topic_version: str) -> TopicModel:
    """Return a model that was saved.

    Raises:
        ModelFileError: the file is absent or damaged, or holds another model or an unknown type.
    """
    return load_file(folder, topic_version)


def version_of(texts: pd.Series, why_code: str, previous: str | None) -> str:
    """The same texts after the same model give the same version."""
    rows = pd.util.hash_pandas_object(texts, index=False).sort_values().to_numpy().tobytes()
    return _prefix() + hashlib.sha256(rows + f"{why_code} {previous}".encode()).hexdigest()[:12]


def take_into_force(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, fit: Fit, assigned: pd.DataFrame, as_of: date | None
) -> None:
    """Save a model, and put what it says of topics and contacts in the place of what was said before.

    Args:
        assigned: one row per contact whose problem text says something: contact_id, topic_code, strength.
    """
    save_model(folder, fit.topic_version, fit.model)
    warehouse.register("assigned", assigned)
    kept_share = fetch_value(warehouse, KEPT_SHARE)
    warehouse.unregister("assigned")
    warehouse.execute("begin")
    warehouse.execute("delete from findings.contact_topic where contact_id not in (from ops.silenced)")
    insert(warehouse, "findings.contact_topic", assigned.assign(topic_version=fit.topic_version))
    _renew_topics(warehouse, fit, as_of)
    warehouse.execute(SILENCED_KEEP, [fit.topic_version])
    _note_fit(warehouse, fit, assigned, as_of, kept_share)
    # Each topic's past is judged again.
    warehouse.execute("delete from findings.spike_score where starts_with(series_code, 'topic:')")
    warehouse.execute("commit")
    for path in folder.glob("topics-*.skops"):
        if path.stem != fit.topic_version:
            path.unlink()


def _renew_topics(warehouse: duckdb.DuckDBPyConnection, fit: Fit, as_of: date | None) -> None:
    """Write the topics of a model; one that it has no longer stays as faded, and a known one keeps when it was born."""
    warehouse.register("topics_now", fit.model.topics())
    found_by = "newcomer" if fit.why_code == "newcomer" else "fit"
    renewed = warehouse.execute(finding_sql("topic_renewed"), [as_of, found_by]).df()
    warehouse.unregister("topics_now")
    replace(warehouse, "findings.topic", renewed)


def _note_fit(
    warehouse: duckdb.DuckDBPyConnection,
    fit: Fit,
    assigned: pd.DataFrame,
    as_of: date | None,
    kept_share: float | None,
) -> None:
    for table in ("ops.topic_fit", "findings.topic_event"):
        warehouse.execute(f"delete from {table} where topic_version = ?", [fit.topic_version])
    insert(
        warehouse,
        "ops.topic_fit",
        [
            {
                "topic_version": fit.topic_version,
                "as_of_date": as_of,
                "fitted_at": datetime.now(UTC).replace(tzinfo=None),
                "why_code": fit.why_code,
                "text_count": fit.text_count,
                "topic_count": len(fit.model.topics()),
                "unassigned_share": float((assigned["topic_code"] == UNASSIGNED).mean()),
                "stability": fit.model.stability,
                "kept_share": kept_share,
            }
        ],
    )
    events = fit.model.lineage().assign(topic_version=fit.topic_version, event_date=as_of)
    ids = [_event_id(fit.topic_version, *key) for key in _keys(events)]
    insert(warehouse, "findings.topic_event", events.assign(event_id=ids))


def _keys(events: pd.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in events[["event_code", "topic_code", "other_code"]].itertuples(index=False)]


def _event_id(*key: str) -> str:
    return hashlib.md5(" ".join(key).encode(), usedforsecurity=False).hexdigest()[:10]


def _prefix() -> str:
    """How the version of every model begins that these embeddings and this word list fit."""
    return f"topics-{fingerprint(MINILM)}-{fingerprint(STATIC)}-{word_list_fingerprint()}-"
