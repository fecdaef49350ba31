"""Action log: what have departments changed, as the run found it, and what of it waits for somebody?"""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.settings import Settings
from pipelines.warehouse import replace
from pipelines.workspace import open_workspace
from pipelines.workspace.actions import read_actions
from pipelines.workspace.stalling import stalled


def write_actions(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Take over the workspace's actions as they stand; what they were before stays there."""
    with open_workspace(settings) as workspace:
        replace(warehouse, "findings.action", read_actions(workspace).drop(columns="row_id"))


def waiting_actions(marts: duckdb.DuckDBPyConnection, on: date) -> tuple[int, date | None]:
    """Return how many of the published actions wait for somebody on a day, and since when the longest does."""
    since = stalled(marts.execute("from marts.action").df(), on)["waits_since"].dropna()
    return len(since), since.min().date() if len(since) else None
