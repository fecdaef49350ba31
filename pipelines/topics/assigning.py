"""Assigning: which topic does each contact belong to?

In between fits only contacts that are new, or whose words changed, are assigned; the model's student reads them fast.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.contact_texts import select_into
from pipelines.scoring import batches
from pipelines.warehouse import fetch_value, insert
from vocmodels.topics import TopicModel

WITH_WORDS = "select contact_id, text from findings.problem_text where text <> ''"


def assign_pending(warehouse: duckdb.DuckDBPyConnection, model: TopicModel, topic_version: str) -> None:
    """Write the topic of each contact of the temporary table topic_pending, one batch after the other."""
    for _ in batches(warehouse, "topic_pending", pending_contacts(warehouse)):
        assigned = _assign(model, warehouse.execute("select contact_id, text from batch order by contact_id").df())
        insert(warehouse, "findings.contact_topic", assigned.assign(topic_version=topic_version))


def pending_contacts(warehouse: duckdb.DuckDBPyConnection) -> int:
    """Make the temporary table topic_pending of contacts that no model assigned yet; return how many there are."""
    select_into(warehouse, "topic_pending")
    return int(fetch_value(warehouse, "select count(*) from topic_pending"))


def assign_all(warehouse: duckdb.DuckDBPyConnection, model: TopicModel) -> pd.DataFrame:
    """Return the topic of every contact whose problem text says something: contact_id, topic_code, strength."""
    warehouse.execute(
        "create or replace temp table everything as"
        f" select *, row_number() over (order by contact_id) as position from ({WITH_WORDS})"
    )
    count = fetch_value(warehouse, "select count(*) from everything")
    parts = [
        _assign(model, warehouse.execute("select contact_id, text from batch order by contact_id").df())
        for _ in batches(warehouse, "everything", count)
    ]
    return pd.concat(parts, ignore_index=True)


def _assign(model: TopicModel, contacts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([contacts[["contact_id"]], model.assign(contacts["text"].tolist())], axis=1)
