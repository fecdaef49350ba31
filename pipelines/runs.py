"""Runs: what ran when, how far did it come, and why did it stop?"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb

from pipelines import logs
from pipelines.warehouse import SHORT_OF_MEMORY, fetch_value, insert

NO_MEMORY = re.compile(r"bad_?alloc|failed to allocate|out of memory", re.IGNORECASE)  # as libraries say it
NO_SERVER = re.compile(r"Failed to reach API")  # as Prefect says it


def now() -> datetime:
    """The moment in UTC, without a zone, as DuckDB's timestamps are."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def start_run(warehouse: duckdb.DuckDBPyConnection) -> str:
    """Note a new run and return its id; runs that died without a word are closed as failed first."""
    warehouse.execute(
        "update ops.run set status_code = 'failed', finished_at = ?, error = 'The run was ended from outside.'"
        " where status_code = 'running'",
        [now()],
    )
    started_at = now()
    run_id = f"{started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"
    insert(
        warehouse,
        "ops.run",
        [{"run_id": run_id, "started_at": started_at, "status_code": "running", "product_version": product_version()}],
    )
    logs.tell("run started", run_id, product_version=product_version())
    return run_id


def finish_run(warehouse: duckdb.DuckDBPyConnection, run_id: str, status_code: str, error: str | None = None) -> None:
    warehouse.execute(
        "update ops.run set status_code = ?, finished_at = ?, error = ? where run_id = ?",
        [status_code, now(), error, run_id],
    )
    seconds = fetch_value(warehouse, "select epoch(finished_at - started_at) from ops.run where run_id = ?", [run_id])
    if status_code == "failed":  # why stays in the warehouse: an error may name what stood in a row
        step_code = failed_step(warehouse, run_id)
        logs.tell_failure("run failed", run_id, step=step_code, seconds=seconds, hint="voc status says why")
    else:
        logs.tell("run done", run_id, seconds=seconds)


def failed_before(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> str | None:
    """The run before this one, where it failed."""
    status_and_id = "select status_code, run_id from ops.run where run_id < ? order by run_id desc limit 1"
    before = warehouse.execute(status_and_id, [run_id]).fetchall()
    return before[0][1] if before and before[0][0] == "failed" else None


def failed_step(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> str | None:
    """The step at which a run failed; None where it was none of them."""
    step: str | None = fetch_value(
        warehouse,
        "select max_by(step_code, started_at) from ops.run_step where run_id = ? and status_code = 'failed'",
        [run_id],
    )
    return step


def tell_readers(warehouse: duckdb.DuckDBPyConnection, run_id: str, path: Path) -> None:
    """Leave a note of a run that failed, when and at which step, for readers, who never open the warehouse; else take it away.

    Why it failed stays in the warehouse: an error may name what stood in a row.
    """
    status_code, started_at = warehouse.execute(
        "select status_code, started_at from ops.run where run_id = ?", [run_id]
    ).fetchall()[0]
    if status_code != "failed":
        path.unlink(missing_ok=True)
        return
    step_code = failed_step(warehouse, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"run_id": run_id, "started_at": started_at.isoformat(), "step_code": step_code}))
    os.replace(fresh, path)


@contextmanager
def noted(warehouse: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A run that is no night's: begun, and ended as done or failed."""
    run_id = start_run(warehouse)
    try:
        yield run_id
    except Exception as error:
        finish_run(warehouse, run_id, "failed", say_failure(error))
        raise
    finish_run(warehouse, run_id, "done")


def say_failure(error: BaseException) -> str:
    """What stopped a run, in one line: an error of voc's own speaks for itself, another one says what it is."""
    if isinstance(error, MemoryError) or NO_MEMORY.search(str(error)):
        return SHORT_OF_MEMORY
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename} cannot be read or written: {error.strerror}. Put that right and run again; nothing was lost."
    if type(error).__module__ == "httpx" or NO_SERVER.search(
        str(error)
    ):  # what else asks over the network catches its own
        return "The Prefect server of this run was lost. Run again; nothing was lost with it."
    text = (str(error).strip() or type(error).__name__).splitlines()[0]
    is_named = type(error).__module__.startswith(("pipelines", "vocmodels"))
    return text if is_named else f"{type(error).__name__}: {text} (VOC_DEBUG=1 shows where it came from)"


def say_own_failure(error: BaseException) -> str:
    """The same for those who read it elsewhere: of an error that is not voc's own, only what it is."""
    is_named = type(error).__module__.startswith(("pipelines", "vocmodels"))
    return say_failure(error) if is_named else f"{type(error).__name__}: voc status says more."


@contextmanager
def step(warehouse: duckdb.DuckDBPyConnection, run_id: str, step_code: str) -> Iterator[list[int]]:
    """Note a step; what is appended to the yielded list is its number of rows."""
    started_at = datetime.now(UTC).replace(tzinfo=None)
    row_counts: list[int] = []
    try:
        yield row_counts
    except BaseException:
        with suppress(duckdb.Error):  # what stopped the step may stop this note of it too
            note_step(warehouse, run_id, step_code, started_at, sum(row_counts), "failed")
        raise
    note_step(warehouse, run_id, step_code, started_at, sum(row_counts), "done")


def note_step(
    warehouse: duckdb.DuckDBPyConnection,
    run_id: str,
    step_code: str,
    started_at: datetime,
    row_count: int,
    status_code: str,
) -> None:
    """Keep how a step ended, in the place of what was kept of it before."""
    finished_at = datetime.now(UTC).replace(tzinfo=None)
    row: dict[str, object] = {"run_id": run_id, "step_code": step_code, "started_at": started_at}
    row |= {"finished_at": finished_at, "row_count": row_count, "status_code": status_code}
    warehouse.execute("delete from ops.run_step where run_id = ? and step_code = ?", [run_id, step_code])
    insert(warehouse, "ops.run_step", [row])
    tell = logs.tell if status_code == "done" else logs.tell_failure
    seconds = round((finished_at - started_at).total_seconds(), 3)
    tell(f"step {status_code}", run_id, step=step_code, seconds=seconds, row_count=row_count)


def recall(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Give SQL the facts of the run: getvariable('run_id'), 'as_of' and 'finished_at'."""
    as_of = fetch_value(warehouse, "select as_of_date from ops.run where run_id = ?", [run_id])
    warehouse.execute(f"set variable run_id = '{run_id}'")
    warehouse.execute("set variable as_of = " + (f"date '{as_of}'" if as_of else "null::date"))
    warehouse.execute(f"set variable finished_at = '{now()}'")


def last_complete_day(warehouse: duckdb.DuckDBPyConnection) -> date | None:
    """The newest day that the data holds whole; None where no contact has a time."""
    return fetch_value(warehouse, "select max(contact_date) from core.day where is_complete")


def product_version() -> str:
    try:
        return version("voc")
    except PackageNotFoundError:
        return "0.1.0"
