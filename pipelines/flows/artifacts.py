"""Artifacts: what does Prefect's own screen show of a run?"""

from __future__ import annotations

import duckdb
from prefect.artifacts import create_markdown_artifact
from prefect.context import FlowRunContext

from pipelines.warehouse import fetch_value

STEPS = """
select step_code, status_code, row_count, epoch(finished_at - started_at) as seconds
from ops.run_step
where run_id = ?
order by started_at
"""
RUN = "select status_code, as_of_date, model_version, taxonomy_version from ops.run where run_id = ?"
FILES = """
select count(*), count(*) filter (status_code = 'failed'), coalesce(sum(loaded_count), 0), coalesce(sum(rejected_count), 0)
from ops.source_file
where run_id = ?
"""


def show_run(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Keep the summary of a run with its flow run; nothing where the flow's function was called without Prefect."""
    if FlowRunContext.get() is not None:
        create_markdown_artifact(summarise(warehouse, run_id), key="run", description=f"Run {run_id}")


def summarise(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> str:
    """The run in Markdown: how it ended, what it read, what it found, and each step with rows and seconds."""
    status, as_of, model_version, taxonomy_version = warehouse.execute(RUN, [run_id]).fetchall()[0]
    files, failed_files, loaded, rejected = warehouse.execute(FILES, [run_id]).fetchall()[0]
    open_count = fetch_value(
        warehouse,
        "select count(*) from findings.alert where alert_id in"
        " (select alert_id from findings.alert_day where contact_date = ?)",
        [as_of],
    )
    lines = [
        f"# Run {run_id}: {status}",
        "",
        f"- up to {as_of or 'no day yet'}; model {model_version or 'none'}, taxonomy {taxonomy_version or 'none'}",
        f"- {files:,} files, of which {failed_files:,} could not be read; {loaded:,} rows loaded, {rejected:,} rejected",
        f"- {open_count:,} spikes on the last day",
        "",
        "| step | state | rows | seconds |",
        "|---|---|---|---|",
    ]
    for step, state, row_count, seconds in warehouse.execute(STEPS, [run_id]).fetchall():
        lines.append(f"| {step} | {state} | {row_count:,} | {seconds:.1f} |")
    return "\n".join([*lines, ""])
