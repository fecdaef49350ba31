"""Queries: what does an operator read of what is published?"""

from __future__ import annotations

import json
import sys

import duckdb
import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from pipelines.settings import Settings
from pipelines.warehouse import OFFLINE, SQL_FOLDER

ROWS_SHOWN = 100


class QueryError(Exception):
    """A query cannot be answered; the message says why."""


class NothingPublishedError(QueryError):
    """No run was published yet."""


def open_published(settings: Settings) -> duckdb.DuckDBPyConnection:
    """A read-only connection to what is published now, by its real path: it stays whole while a new run is published.

    Raises:
        NothingPublishedError: there is none yet.
    """
    path = settings.paths.published
    if not path.exists():
        raise NothingPublishedError(
            'Nothing is published yet. Run "voc demo" to see an example, or "voc run" on your own sources.'
        )
    connection = duckdb.connect(str(path.resolve()), read_only=True, config=OFFLINE)
    connection.execute("set enable_external_access = false")
    return connection


def ask(settings: Settings, sql: str) -> pd.DataFrame:
    """The answer to one SELECT over the published marts."""
    with open_published(settings) as connection:
        try:
            return connection.execute(sql).df()
        except duckdb.Error as error:
            raise QueryError(f"{str(error).splitlines()[0]} Tables: select table_name from duckdb_tables().") from error


def published_day(settings: Settings) -> str:
    with open_published(settings) as connection:
        return str(connection.execute("select as_of_date from marts.run").fetchall()[0][0])


RUN_HISTORY = """
select
    run_id,
    started_at,
    finished_at - started_at as duration,
    status_code as status,
    coalesce((
        select max_by(step_code, step.started_at)
        from {schema}.run_step as step
        where step.run_id = run.run_id and step.status_code = 'failed'
    ), '') as failed_step,
    as_of_date::varchar as day,
    coalesce(error, '') as error
from {schema}.{table} as run
order by started_at desc
limit 10
"""


def run_history(settings: Settings) -> pd.DataFrame:
    """The newest runs first. The runs of a failure are in the warehouse, which another process may hold."""
    path = settings.paths.warehouse
    if not path.exists():
        raise NothingPublishedError(
            'Nothing has run yet. Run "voc demo" to see an example, or "voc run" on your own sources.'
        )
    try:
        with duckdb.connect(str(path), read_only=True, config=OFFLINE) as warehouse:
            return warehouse.execute(RUN_HISTORY.format(schema="ops", table="run")).df()
    except duckdb.IOException:
        return ask(settings, RUN_HISTORY.format(schema="marts", table="run_history"))


def files_of_run(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> pd.DataFrame:
    return warehouse.execute(
        "select source_code as source, file_name as file, row_count as delivered, loaded_count as loaded,"
        " superseded_count as superseded, rejected_count as rejected, status_code as status, coalesce(error, '') as error"
        " from ops.source_file where run_id = ? order by source_code, file_name",
        [run_id],
    ).df()


def notes_of_run(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> list[str]:
    """What was noted about the files of a run, and what changed in their columns, a line each."""
    noted = (SQL_FOLDER / "marts" / "file_note.sql").read_text(encoding="utf-8")
    rows = warehouse.execute(
        f"select file_name, note from ({noted}) where run_id = ? order by 1, 2", [run_id]
    ).fetchall()
    return [f"{name}: {note}" for name, note in rows]


def show(frame: pd.DataFrame, form: str, console: Console) -> None:
    """Print a frame as a table for people, or as csv or json for programs."""
    if form == "csv":
        sys.stdout.write(frame.to_csv(index=False))
    elif form == "json":
        sys.stdout.write(
            json.dumps(json.loads(frame.to_json(orient="records", date_format="iso")), ensure_ascii=False) + "\n"
        )
    elif form == "table":
        frame = frame.drop(columns=[name for name in frame if name == "error" and not frame[name].any()])
        console.print(_table(frame.head(ROWS_SHOWN)))
        if len(frame) > ROWS_SHOWN:
            console.print(f"{ROWS_SHOWN} of {len(frame):,} rows; --format csv gives all.")
    else:
        raise QueryError(f'There is no format "{form}". Use table, csv or json.')


def _table(frame: pd.DataFrame) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for name in frame.columns:
        table.add_column(
            str(name), justify="right" if pd.api.types.is_numeric_dtype(frame[name]) else "left", overflow="fold"
        )
    for row in frame.itertuples(index=False):
        table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: object) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, pd.Timedelta):
        return f"{value.total_seconds():.0f} s"
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
