"""Alert marks: what did people make of alerts, and which days shall not shape what is expected later?"""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.settings import Settings
from pipelines.warehouse import finding_sql, replace
from pipelines.workspace import marks_in_force, open_workspace


def write_marks(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Take over the workspace's marks, and the days of the events that people explained and want kept out."""
    with open_workspace(settings) as workspace:
        marks = workspace.alert_marks()
    replace(warehouse, "ops.alert_mark", marks)
    lasting = marks[marks["mark_code"] != "snoozed"]  # who snoozes an explained event still keeps it out
    warehouse.register("marks_now", marks_in_force(lasting, date.today()))
    replace(warehouse, "ops.kept_out", warehouse.execute(finding_sql("kept_out")).df())
    warehouse.unregister("marks_now")
