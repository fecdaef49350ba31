"""Coaching: whom to help with what, which turns show it, and what became of the sessions that were held?"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.settings import Settings
from pipelines.warehouse import finding_sql, replace
from pipelines.workspace import open_workspace
from vocmodels.coaching import choose_focus
from vocmodels.coaching_examples import choose_examples
from vocmodels.coaching_sessions import compare_session

WEIGHTS = "select criterion_code, weight from ops.criterion"
EFFECTS = """
select factor_code, effect
from findings.satisfaction_driver
where outcome_code = 'csat' and factor_kind = 'behaviour'
"""


def choose_coaching(warehouse: duckdb.DuckDBPyConnection) -> int:
    """Write anew what each agent should work on, and the turns that show it; return how many agents that are.

    Needs the view recent_verdict, and the drivers of satisfaction: of two behaviours the one that customers feel comes first.
    """
    cells = warehouse.execute(finding_sql("coaching_cell")).df()
    weights, effects = (dict(warehouse.execute(sql).fetchall()) for sql in (WEIGHTS, EFFECTS))
    focus = choose_focus(cells, weights=weights, effects=effects)
    replace(warehouse, "findings.coaching_focus", focus)
    replace(warehouse, "findings.coaching_example", _examples(warehouse, focus))
    return focus["agent_id"].nunique()


def _examples(warehouse: duckdb.DuckDBPyConnection, focus: pd.DataFrame) -> pd.DataFrame:
    warehouse.register("focus", focus)
    candidates = warehouse.execute(finding_sql("coaching_candidate")).df()
    warehouse.unregister("focus")
    chosen = choose_examples(candidates, focus)
    chosen = chosen[chosen["turn_index"].notna()]  # there is something to point at
    said_by = candidates.drop_duplicates("contact_id").set_index("contact_id")["agent_id"]
    return chosen.assign(example_agent_id=chosen["contact_id"].map(said_by))


def compare_sessions(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Take over the workspace's coaching sessions, and write what changed since each of them."""
    with open_workspace(settings) as workspace:
        replace(warehouse, "ops.coaching_session", workspace.coaching_sessions())
    counts = warehouse.execute(finding_sql("coaching_count")).df()
    replace(warehouse, "findings.coaching_effect", [_effect(row) for row in counts.to_dict("records")])


def _effect(row: dict) -> dict:
    found = compare_session(*(_pair(row, when) for when in ("before", "after", "others_before", "others_after")))
    return {
        "session_id": row["session_id"],
        "criterion_code": row["criterion_code"],
        "before_n": row["before_n"],
        "before_rate": row["before_met_count"] / row["before_n"] if row["before_n"] else None,
        "after_n": row["after_n"],
        "after_rate": row["after_met_count"] / row["after_n"] if row["after_n"] else None,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "verdict_code": found.verdict_code,
    }


def _pair(row: dict, when: str) -> tuple[int, int]:
    return row[f"{when}_met_count"], row[f"{when}_n"]
