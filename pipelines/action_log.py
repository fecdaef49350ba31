"""Action log: what have departments changed, as the run found it?"""

from __future__ import annotations

import duckdb

from pipelines.settings import Settings
from pipelines.warehouse import replace
from pipelines.workspace import open_workspace
from pipelines.workspace.actions import read_actions


def write_actions(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Take over the workspace's actions as they stand; what they were before stays there."""
    with open_workspace(settings) as workspace:
        replace(warehouse, "findings.action", read_actions(workspace).drop(columns="row_id"))
