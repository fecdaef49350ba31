"""Auditing: which agents' codes do the words contradict?

Each contact with words and a code is judged by a model that never saw it: those that the model in force learned from by
models of other folds, when it is made; all others by the model itself, when `scoring.py` reads them. What was learned from
and has changed since is judged again when a model next learns.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.contact_texts import select_into
from pipelines.warehouse import insert, replace
from vocmodels.miscoding import MiscodingSettings, weigh_pairs

MOST_WEIGHED = 100_000  # contacts, drawn by the hash of their id, that tell how often codes are wrong


def note_learned(
    warehouse: duckdb.DuckDBPyConnection, model_version: str, learned: pd.DataFrame, doubts: pd.DataFrame
) -> None:
    """Keep which contacts the model that is now in force learned from, and how far other folds doubt their codes.

    Args:
        learned: contact_id, input_hash, reason_code, is_label.
        doubts: suspect_score and suggested_code by the place of a contact in `learned`, as `ReasonClassifier.doubts`.
    """
    used = learned.reset_index(drop=True).join(doubts, how="inner")
    replace(warehouse, "ops.training_contact", used[["contact_id", "input_hash"]].assign(model_version=model_version))
    coded = used[~used["is_label"]].rename(columns={"reason_code": "given_code"})
    write_audits(warehouse, coded, model_version)


def find_auditable(warehouse: duckdb.DuckDBPyConnection, model_version: str | None) -> None:
    """Make the temporary table contact_auditable; what is not in it any longer loses its audit.

    Needs the temporary tables of `find_texts`.
    """
    warehouse.execute(f"set variable model_version = '{model_version or ''}'")
    select_into(warehouse, "contact_auditable")
    warehouse.execute(
        "delete from findings.disposition_audit where contact_id not in (select contact_id from contact_auditable)"
        " and contact_id not in (from ops.silenced)"
    )


def write_audits(warehouse: duckdb.DuckDBPyConnection, audited: pd.DataFrame, model_version: str) -> None:
    """Put the audits of these contacts in the place of those before.

    Args:
        audited: contact_id, input_hash, given_code, suggested_code, suspect_score (0: was not judged).
    """
    judged = audited.assign(
        suspect_score=audited["suspect_score"].where(audited["suspect_score"] > 0), model_version=model_version
    )
    warehouse.register("audited", judged[["contact_id"]])
    warehouse.execute("delete from findings.disposition_audit where contact_id in (select contact_id from audited)")
    warehouse.unregister("audited")
    insert(warehouse, "findings.disposition_audit", judged)


def weigh_codes(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Estimate how often which code is wrong, by which trends.audited_contact tells the miscoded contacts."""
    audited = warehouse.execute(
        "select given_code, suggested_code, suspect_score from findings.disposition_audit where suspect_score is not null"
        " order by hash(contact_id) limit ?",
        [MOST_WEIGHED],
    ).df()
    settings = MiscodingSettings()
    replace(warehouse, "findings.miscoding_odds", weigh_pairs(audited, settings))
    warehouse.execute(f"set variable miscoded_from = {settings.miscoded_from}")
