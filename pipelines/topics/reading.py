"""Reading: what does each contact say of its problem?

Topics are looked for in these sentences alone, and contacts are assigned by them. Each is read once, and again when the
contact's words change.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from pipelines.contact_texts import select_into, turns_of_batch
from pipelines.scoring import batches
from pipelines.warehouse import fetch_value, insert
from vocmodels.problem_sentences import problem_text


def read_problems(warehouse: duckdb.DuckDBPyConnection, tell: Callable[[int, int], None]) -> int:
    """Write the problem text of each contact whose words are new or changed; return how many were read.

    Needs the temporary table contact_text of `find_texts`. What was assigned by another problem is forgotten; by words that are
    past their retention it stays.
    """
    for table in ("findings.problem_text", "findings.contact_topic"):
        warehouse.execute(
            f"delete from {table} where contact_id not in (select contact_id from contact_text)"
            " and contact_id not in (from ops.silenced)"
        )
    select_into(warehouse, "problem_pending")
    pending_count = fetch_value(warehouse, "select count(*) from problem_pending")
    for done in batches(warehouse, "problem_pending", pending_count):
        tell(done, pending_count)
        _read_batch(warehouse)
    return int(pending_count)


def _read_batch(warehouse: duckdb.DuckDBPyConnection) -> None:
    contacts = warehouse.execute("select contact_id, input_hash from batch").df()
    texts = problem_text(turns_of_batch(warehouse))
    rows = contacts.merge(texts, on="contact_id", how="left")
    rows["text"] = rows["text"].fillna("")
    warehouse.register("read_now", rows)
    warehouse.execute("begin")
    warehouse.execute(
        "delete from findings.contact_topic where contact_id in (select contact_id from batch)"
        " and contact_id not in (select contact_id from read_now join findings.problem_text using (contact_id, text))"
    )
    warehouse.execute("delete from findings.problem_text where contact_id in (select contact_id from batch)")
    insert(warehouse, "findings.problem_text", rows)
    warehouse.execute("commit")
    warehouse.unregister("read_now")
