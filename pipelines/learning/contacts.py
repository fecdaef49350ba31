"""Learning: from which contacts does a model learn, and which ones judge it?

A fifth of the contacts, told by their id alone, is held out: no model ever learns from it, so that it can judge every
model. That costs a fifth of the labels too: where there are few, they are missed, and yet nothing else shows whether a new
model is better. With fewer than FEWEST_JUDGED held-out contacts of a language nothing is decided by it.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.contact_texts import select_into, turns_of_batch
from vocmodels.reasons import reason_text

MOST_LEARNED = 20_000  # contacts: labels first, then agents' codes by the hash of the contact's id
MOST_JUDGED = 2_000  # contacts a language
FEWEST_JUDGED = 30  # contacts of a language


@dataclass(frozen=True)
class LearnableCounts:
    """How many contacts with words could be learned from, held-out ones apart."""

    dispositions: int
    labels: int
    readable: int  # contacts whose words decide, whether anything is learned from them or not


def count_learnable(warehouse: duckdb.DuckDBPyConnection) -> LearnableCounts:
    counted = warehouse.execute(
        "select count(disposition_reason_code), count(label_reason_code), (select count(*) from readable)"
        " from contact_text where not is_held_out"
    ).fetchall()
    return LearnableCounts(*counted[0])


def read_learned(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the contacts that a model learns from, in the order of their ids.

    Returns:
        contact_id, language_code, contact_date, reason_code, disposition_reason_code (null where only a label says it),
        is_label, text.
    """
    warehouse.execute(f"set variable most_learned_contacts = {MOST_LEARNED}")
    return _with_texts(warehouse, "contact_learned")


def read_judged(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return the held-out contacts that judge models, in the order of their ids.

    Returns:
        contact_id, language_code, judge_code (`label`, `disposition`: whose word reason_code is), reason_code, text.
    """
    warehouse.execute(f"set variable most_judged_contacts = {MOST_JUDGED}")
    warehouse.execute(f"set variable fewest_judged_contacts = {FEWEST_JUDGED}")
    return _with_texts(warehouse, "contact_judged")


def read_labelled(warehouse: duckdb.DuckDBPyConnection, most: int) -> pd.DataFrame:
    """Return at most so many contacts with a label: contact_id, language_code, text."""
    return _drawn(warehouse, "label_reason_code is not null", most)


def read_unlabelled(warehouse: duckdb.DuckDBPyConnection, is_held_out: bool, most: int) -> pd.DataFrame:
    """Return at most so many contacts that a label would tell more of: contact_id, language_code, text."""
    held_out = "is_held_out" if is_held_out else "not is_held_out"
    return _drawn(warehouse, f"label_reason_code is null and {held_out}", most)


def _drawn(warehouse: duckdb.DuckDBPyConnection, condition: str, most: int) -> pd.DataFrame:
    warehouse.execute(
        f"create or replace temp table batch as select contact_id, language_code from readable where {condition}"
        " order by md5_number_lower(contact_id) limit ?",
        [most],
    )
    return _with_texts_of_batch(warehouse)


def _with_texts(warehouse: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    select_into(warehouse, name)
    warehouse.execute(f"create or replace temp table batch as from {name}")
    return _with_texts_of_batch(warehouse)


def _with_texts_of_batch(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    contacts = warehouse.execute("from batch").df()
    found = contacts.merge(reason_text(turns_of_batch(warehouse)), on="contact_id")
    return found.sort_values("contact_id", ignore_index=True)
