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
    return ordered(con, frame(con, sql, department=department_code, since=run.as_of - TOLD_DAYS), run)


def about(
    con: duckdb.DuckDBPyConnection, run: Run, reason_codes: Sequence[str] = (), topic_code: str = "", alert_id: str = ""
) -> pd.DataFrame:
    """The same of all actions about these reasons, this topic or this alert, whoever's they are."""
    sql = """from marts.action
        where list_contains($codes::varchar[], reason_code) or topic_code = $topic or alert_id = $alert"""
    return ordered(con, frame(con, sql, codes=list(reason_codes), topic=topic_code, alert=alert_id), run)


def effects_of(con: duckdb.DuckDBPyConnection, department_code: str) -> pd.DataFrame:
    """What was measured of all actions of a department, whenever they were closed: marts.action_effect."""
    sql = """select action_effect.* from marts.action_effect join marts.action using (action_id)
        where department_code = $department order by action_id"""
    return frame(con, sql, department=department_code)


def ordered(con: duckdb.DuckDBPyConnection, actions: pd.DataFrame, run: Run) -> pd.DataFrame:
    """The actions with what they wait for and what was measured of them: the columns of marts.action_effect, else null."""
    effects = frame(con, "from marts.action_effect")
    own = [name for name in effects if name == "action_id" or name not in actions]
    told = stalled(actions, run.as_of).merge(effects[own], on="action_id", how="left")
    keys = ["waits_since", "live_date", "proposed_at", "action_id"]
    return told.sort_values(keys, ascending=[True, False, False, True], ignore_index=True)
