"""Contact texts: in which contacts did a customer say something, and whose words decide on the reason?"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.warehouse import finding_sql


def find_texts(warehouse: duckdb.DuckDBPyConnection, dispositions_are_reasons: bool) -> None:
    """Make the temporary tables contact_text (a row per contact with words) and readable (those that a model reads)."""
    warehouse.execute(f"set variable dispositions_are_reasons = {str(dispositions_are_reasons).lower()}")
    select_into(warehouse, "contact_text")
    warehouse.execute(
        "create or replace temp table readable as from contact_text"
        " where disposition_reason_code is null or not getvariable('dispositions_are_reasons')"
    )


def select_into(warehouse: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make the temporary table of a file of sql/findings, named like it."""
    sql = finding_sql(name)
    warehouse.execute(f"create or replace temp table {name} as {sql}")


def turns_of_batch(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """What customers said in the contacts of the temporary table batch: contact_id, turn_index, speaker, text."""
    return warehouse.execute(
        "select contact_id, turn_index, speaker, text from core.turn join batch using (contact_id)"
        " where speaker = 'customer' order by contact_id, turn_index"
    ).df()
