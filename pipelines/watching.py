"""Watching: does the model in force still read contacts as it did when it was made?"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.warehouse import insert
from vocmodels.model_drift import measure_drift, say_drift

MODEL_OF_RUN = """
select run.as_of_date::date, run.model_version, model.last_date::date
from ops.run as run
left join ops.model_version as model using (model_version)
where run.run_id = ?
"""
LANGUAGES = "select value_code, value_label from ops.dimension_label where dimension_code = 'language_code'"


def watch_model(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """Write how the model of this run reads now against then, language by language; return how often it drifted."""
    as_of, model_version, last_learned = warehouse.execute(MODEL_OF_RUN, [run_id]).fetchall()[0]
    warehouse.execute("delete from ops.model_drift where run_id = ?", [run_id])
    if as_of is None or model_version is None:
        return 0
    daily = warehouse.execute("from trends.model_daily order by all").df()  # sums are the same to the last bit
    found = measure_drift(daily, as_of, last_learned)
    labels = dict(warehouse.execute(LANGUAGES).fetchall())
    found["sentence"] = [
        say_drift(row, labels.get(row["language_code"], row["language_code"])) if row["is_drifted"] else None
        for _, row in found.iterrows()
    ]
    insert(warehouse, "ops.model_drift", found.assign(run_id=run_id, model_version=model_version))
    return int(pd.Series(found["is_drifted"], dtype=bool).sum())
