"""Scoring: what does each contact mean, and which contacts have to be read again?

Only contacts whose words or agent's code changed, or that another model read, are scored; the rest keeps its findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.model_store import load_model, newest_version, note_version, save_model, version_of
from pipelines.warehouse import SQL_FOLDER, insert
from vocmodels.reasons import ReasonClassifier, ReasonSettings, mention_reasons, reason_text
from vocmodels.taxonomy import Taxonomy

BATCH_SIZE = 4_000  # contacts; bounds the memory of a batch, whatever the history
TRAINING_SIZE = 20_000  # contacts, drawn by the hash of their id


def score_reasons(
    warehouse: duckdb.DuckDBPyConnection,
    taxonomy: Taxonomy,
    models: Path,
    settings: ReasonSettings,
    dispositions_are_reasons: bool,
    tell: Callable[[int, int], None],
) -> tuple[int, str | None]:
    """Write the reason of every contact; return how many were read, and the model that read them."""
    _execute_into_table(warehouse, "contact_text")
    warehouse.execute(f"set variable dispositions_are_reasons = {str(dispositions_are_reasons).lower()}")
    if dispositions_are_reasons:
        warehouse.execute(
            "create or replace temp table readable as from contact_text where disposition_reason_code is null"
        )
    else:
        warehouse.execute("create or replace temp table readable as from contact_text")
    model_version = _current_model(warehouse, taxonomy, models, settings, dispositions_are_reasons, tell)
    read_count = _read_contacts(warehouse, models, model_version, tell) if model_version else 0
    _score_the_rest(warehouse)
    return read_count, model_version


def _execute_into_table(warehouse: duckdb.DuckDBPyConnection, name: str) -> None:
    sql = (SQL_FOLDER / "findings" / f"{name}.sql").read_text(encoding="utf-8")
    warehouse.execute(f"create or replace temp table {name} as {sql}")


def _current_model(
    warehouse: duckdb.DuckDBPyConnection,
    taxonomy: Taxonomy,
    models: Path,
    settings: ReasonSettings,
    dispositions_are_reasons: bool,
    tell: Callable[[int, int], None],
) -> str | None:
    """The version of the model in force, trained first where there is none; None where nothing is to be read."""
    counted = warehouse.execute(
        "select (select count(*) from readable), count(disposition_reason_code), count(distinct disposition_reason_code)"
        " from contact_text"
    ).fetchall()
    readable_count, label_count, code_count = counted[0]
    if readable_count == 0 or (dispositions_are_reasons and code_count == 0):
        return None
    version = newest_version(warehouse, models, settings.tier, taxonomy.taxonomy_version, label_count)
    if version is None:
        tell(0, 0)
        labelled = _labelled_texts(warehouse)
        version = version_of(labelled, settings.tier, taxonomy.taxonomy_version)
        classifier = ReasonClassifier(None if dispositions_are_reasons else taxonomy, settings)
        classifier.fit(labelled["text"].tolist(), labelled["disposition_reason_code"].tolist())
        save_model(models, version, classifier)
        note_version(warehouse, version, taxonomy.taxonomy_version, label_count)
    return version


def _labelled_texts(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per contact that is learned from: text, disposition_reason_code."""
    warehouse.execute(
        "create or replace temp table batch as select contact_id, disposition_reason_code from contact_text"
        " where disposition_reason_code is not null order by hash(contact_id) limit ?",
        [TRAINING_SIZE],
    )
    labels = warehouse.execute("from batch").df()
    texts = reason_text(_turns_of_batch(warehouse))
    return labels.merge(texts, on="contact_id").sort_values("contact_id")[["text", "disposition_reason_code"]]


def _turns_of_batch(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return warehouse.execute(
        "select contact_id, turn_index, speaker, text from core.turn join batch using (contact_id)"
        " where speaker = 'customer' order by contact_id, turn_index"
    ).df()


def _read_contacts(
    warehouse: duckdb.DuckDBPyConnection, models: Path, model_version: str, tell: Callable[[int, int], None]
) -> int:
    # What is no longer read by the model (its words are gone, or its code now decides) loses its findings.
    warehouse.execute(
        "delete from findings.contact_reason where method = 'model' and contact_id not in (select contact_id from readable)"
    )
    warehouse.execute(
        "create or replace temp table pending as"
        " select contact_id, input_hash, row_number() over (order by contact_id) as position from readable"
        " anti join (from findings.contact_reason where model_version = ?) as found using (contact_id, input_hash)",
        [model_version],
    )
    pending_count = warehouse.execute("select count(*) from pending").fetchall()[0][0]
    if pending_count == 0:
        return 0
    classifier = load_model(models, model_version)
    for done in _batches(warehouse, pending_count):
        tell(done, pending_count)
        _read_batch(warehouse, classifier, model_version)
    tell(pending_count, pending_count)
    return pending_count


def _batches(warehouse: duckdb.DuckDBPyConnection, pending_count: int) -> Iterator[int]:
    for done in range(0, pending_count, BATCH_SIZE):
        warehouse.execute(
            "create or replace temp table batch as select contact_id, input_hash from pending"
            " where position > ? and position <= ?",
            [done, done + BATCH_SIZE],
        )
        yield done


def _read_batch(warehouse: duckdb.DuckDBPyConnection, classifier: ReasonClassifier, model_version: str) -> None:
    hashes = warehouse.execute("from batch").df()
    turns = _turns_of_batch(warehouse)
    texts = hashes.merge(reason_text(turns), on="contact_id", how="left")
    found = classifier.predict(texts["text"].fillna("").tolist())
    reasons = pd.concat([texts[["contact_id", "input_hash"]], found.drop(columns="best_code")], axis=1)
    mentions = mention_reasons(turns, classifier)
    warehouse.execute("begin")
    warehouse.execute("delete from findings.contact_reason where contact_id in (select contact_id from batch)")
    warehouse.execute("delete from findings.reason_mention where contact_id in (select contact_id from batch)")
    insert(warehouse, "findings.contact_reason", reasons.assign(method="model", model_version=model_version))
    insert(warehouse, "findings.reason_mention", mentions)
    warehouse.execute("commit")


def _score_the_rest(warehouse: duckdb.DuckDBPyConnection) -> None:
    _execute_into_table(warehouse, "contact_by_disposition")
    warehouse.execute("begin")
    warehouse.execute("delete from findings.contact_reason where method <> 'model'")
    warehouse.execute(
        "delete from findings.contact_reason where contact_id in (select contact_id from contact_by_disposition)"
    )
    warehouse.execute("insert into findings.contact_reason by name from contact_by_disposition")
    warehouse.execute("commit")
