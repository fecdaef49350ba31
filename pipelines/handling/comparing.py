"""Comparing: which agents and teams differ by more than the mix of their contacts explains, and what is out of balance?"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.warehouse import finding_sql, replace
from vocmodels import case_mix
from vocmodels.balance import find_imbalances

UNIT_KINDS = ("agent", "team")
DIRECTIONS = "select kpi_code, direction from ops.kpi"


def compare_units(warehouse: duckdb.DuckDBPyConnection) -> int:
    """Write each unit's measures and imbalances of the last eight weeks anew; return how many units were compared."""
    cells = warehouse.execute(finding_sql("unit_cell")).df()
    directions = dict(warehouse.execute(DIRECTIONS).fetchall())
    measures, imbalances = [], []
    for kind in UNIT_KINDS:
        found = case_mix.compare_units(cells[cells["unit_kind"] == kind].drop(columns="unit_kind"))
        measures.append(found.assign(unit_kind=kind))
        imbalances.append(find_imbalances(found, directions).assign(unit_kind=kind))
    replace(warehouse, "findings.unit_measure", pd.concat(measures))
    replace(warehouse, "findings.unit_imbalance", pd.concat(imbalances))
    return int(cells[["unit_kind", "unit_code"]].drop_duplicates().shape[0])
