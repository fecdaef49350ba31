"""Scoring: what does each contact mean, and which contacts have to be read again?

Only contacts whose words or agent's code changed, or that another model read, are scored; the rest keeps its findings. An
analyst's label outranks both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.auditing import write_audits
from pipelines.contact_texts import select_into, turns_of_batch
from pipelines.model_store import load_model
from pipelines.warehouse import insert
from vocmodels.mentions import mention_reasons
from vocmodels.reasons import ReasonClassifier, reason_text

BATCH_SIZE = 4_000  # contacts; bounds the memory of a batch, whatever the history


def score_reasons(
    warehouse: duckdb.DuckDBPyConnection, models: Path, model_version: str | None, tell: Callable[[int, int], None]
) -> int:
    """Write the reason of every contact, read by this model (None: by none); return how many had to be read.

    Needs the temporary tables of `find_texts` and `find_auditable`.
    """
    _forget(warehouse)
    read_count = _read_contacts(warehouse, models, model_version, tell) if model_version else 0
    _score_the_rest(warehouse)
    _follow_labels(warehouse)
    return read_count


def _forget(warehouse: duckdb.DuckDBPyConnection) -> None:
    """What no model reads any longer (its words are gone, or its code now decides) and lost labels lose their findings.

    Where the words are past their retention, what was read in them stays, under the reason that its code stands for now.
    """
    warehouse.execute(
        "delete from findings.contact_reason where input_hash is not null and contact_id not in (select contact_id from readable)"
        " and contact_id not in (from ops.silenced)"
    )
    warehouse.execute(
        "update findings.contact_reason as found set reason_code = coalesce("
        "(select any_value(rule.reason_code) from ops.taxonomy_rule as rule where rule.old_code = found.reason_code), 'unsure')"
        " where contact_id in (from ops.silenced) and reason_code not in (select reason_code from ops.taxonomy_reason)"
    )
    warehouse.execute(
        "delete from findings.contact_reason where method = 'label'"
        " and contact_id not in (select contact_id from ops.label where is_known)"
    )


def _read_contacts(
    warehouse: duckdb.DuckDBPyConnection, models: Path, model_version: str, tell: Callable[[int, int], None]
) -> int:
    warehouse.execute(f"set variable model_version = '{model_version}'")
    select_into(warehouse, "contact_pending")
    pending_count = warehouse.execute("select count(*) from contact_pending").fetchall()[0][0]
    if pending_count == 0:
        return 0
    classifier = load_model(models, model_version)
    for done in batches(warehouse, "contact_pending", pending_count):
        tell(done, pending_count)
        _read_batch(warehouse, classifier, model_version)
    tell(pending_count, pending_count)
    return pending_count


def batches(warehouse: duckdb.DuckDBPyConnection, pending: str, pending_count: int) -> Iterator[int]:
    """Make the temporary table batch of so many contacts after so many of the table `pending`; yield how many came before."""
    for done in range(0, pending_count, BATCH_SIZE):
        warehouse.execute(
            f"create or replace temp table batch as from {pending} where position > ? and position <= ?",
            [done, done + BATCH_SIZE],
        )
        yield done


def _read_batch(warehouse: duckdb.DuckDBPyConnection, classifier: ReasonClassifier, model_version: str) -> None:
    contacts = warehouse.execute("from batch").df()
    turns = turns_of_batch(warehouse)
    texts = contacts.merge(reason_text(turns), on="contact_id", how="left")
    found = classifier.read(texts["text"].fillna(""), texts["given_code"])
    rows = pd.concat([texts.drop(columns="text"), found], axis=1).assign(method="model", model_version=model_version)
    readable = rows[rows["is_readable"]]
    mentions = mention_reasons(turns[turns["contact_id"].isin(readable["contact_id"])], classifier, readable)
    warehouse.execute("begin")
    warehouse.execute("delete from findings.contact_reason where contact_id in (select contact_id from batch)")
    warehouse.execute("delete from findings.reason_mention where contact_id in (select contact_id from batch)")
    insert(warehouse, "findings.contact_reason", readable)
    insert(warehouse, "findings.reason_mention", mentions)
    write_audits(warehouse, rows[rows["given_code"].notna()], model_version)
    warehouse.execute("commit")


def _score_the_rest(warehouse: duckdb.DuckDBPyConnection) -> None:
    select_into(warehouse, "contact_by_disposition")
    warehouse.execute("begin")
    warehouse.execute("delete from findings.contact_reason where input_hash is null")
    warehouse.execute("insert into findings.contact_reason by name from contact_by_disposition")
    warehouse.execute("commit")


def _follow_labels(warehouse: duckdb.DuckDBPyConnection) -> None:
    """What an analyst says outranks model and agent; a contact keeps who read it, so that it is not read again."""
    warehouse.execute(
        "update findings.contact_reason as found"
        " set reason_code = label.reason_code, confidence = 1, runner_up_code = null, method = 'label'"
        " from ops.label as label where label.contact_id = found.contact_id and label.is_known"
    )
