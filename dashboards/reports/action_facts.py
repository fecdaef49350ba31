"""Action facts: what did departments change about what a report tells of, and where did it stand when the run was made?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import duckdb
import pandas as pd

from dashboards.reports.source import Run, frame
from pipelines.workspace.stalling import stalled

TOLD_DAYS = timedelta(days=56)  # after it was closed, an action is no news any more


def of_department(con: duckdb.DuckDBPyConnection, run: Run, department_code: str) -> pd.DataFrame:
    """The actions of a department, those that wait for somebody first: marts.action with waits_code and waits_since."""
    sql = """from marts.action
        where department_code = $department and (state_code <> 'closed' or state_since >= $since)"""
    return _ordered(frame(con, sql, department=department_code, since=run.as_of - TOLD_DAYS), run)


def about(
    con: duckdb.DuckDBPyConnection, run: Run, reason_codes: Sequence[str] = (), topic_code: str = "", alert_id: str = ""
) -> pd.DataFrame:
    """The same of all actions about these reasons, this topic or this alert, whoever's they are."""
    sql = """from marts.action
        where list_contains($codes::varchar[], reason_code) or topic_code = $topic or alert_id = $alert"""
    return _ordered(frame(con, sql, codes=list(reason_codes), topic=topic_code, alert=alert_id), run)


def _ordered(actions: pd.DataFrame, run: Run) -> pd.DataFrame:
    told = stalled(actions, run.as_of)
    keys = ["waits_since", "live_date", "proposed_at", "action_id"]
    return told.sort_values(keys, ascending=[True, False, False, True], ignore_index=True)
