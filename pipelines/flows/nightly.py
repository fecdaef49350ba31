"""Nightly: what happens between an export and the morning's dashboard?

This is the table of contents of the system: each line of `nightly` is a step, each step a module. One task after the
other writes to the one warehouse; running it again changes nothing.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from pipelines import alerts, progress, runs, scoring
from pipelines.publish import publish
from pipelines.settings import PROJECT_ROOT, Settings, SettingsError, load_settings
from pipelines.sources import SOURCES
from pipelines.sources.customer_key import read_key
from pipelines.sources.files import MissingSourceError
from pipelines.vocabulary import read_taxonomy, write_vocabulary
from pipelines.warehouse import build_schema, failed_checks, fetch_value, open_warehouse


class NoSourceError(Exception):
    """voc.toml names nothing to pull."""


class NoContactsError(Exception):
    """Nothing was ever delivered that could be shown."""


class FailedCheckError(Exception):
    """A check found rows that contradict its claim; nothing is published."""


class ReportError(Exception):
    """The reports could not be made; what was published stays."""


@flow(name="nightly", validate_parameters=False)
def nightly(config: str | None = None, as_of: date | None = None) -> str:
    """Run every step once and return the run's id."""
    settings = load_settings(config)
    if not settings.sources:
        raise NoSourceError(
            f'{settings.config_path.name} names no source. Add a [sources.x] table, write one with "voc init DIR", or run "voc demo".'
        )
    run_id = begin(settings)
    try:
        pull(settings, run_id)
        build_core(settings, run_id, as_of)
        classify_reasons(settings, run_id)
        count_trends(settings, run_id)
        detect_spikes(settings, run_id)
        build_marts(settings, run_id)
        check(settings, run_id)
        publish_marts(settings, run_id)
        write_reports(settings, run_id)
    except BaseException as error:
        end(settings, run_id, "failed", str(error) or type(error).__name__)
        raise
    end(settings, run_id, "done")
    return run_id


step_task = task(cache_policy=NO_CACHE, persist_result=False)
retried_task = task(cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=5)


@step_task
def begin(settings: Settings) -> str:
    progress.tell("Opening the warehouse")
    with open_warehouse(settings.paths.warehouse) as warehouse:
        return runs.start_run(warehouse)


@step_task
def pull(settings: Settings, run_id: str) -> None:
    """Load what is new of every source, masked; what one source lacks does not stop the others."""
    key = read_key(settings)
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "pull") as row_counts:
        missing, masked_count = [], 0
        for code, source in settings.sources.items():
            try:
                files = SOURCES[source.kind](
                    warehouse, settings, code, source, run_id, key, _teller(f"Pulling {code.replace('_', ' ')}")
                )
            except MissingSourceError as error:
                missing.append(str(error))
                continue
            row_counts.append(sum(each.loaded_count for each in files))
            masked_count += sum(each.masked_count for each in files)
        warehouse.execute("update ops.run set masked_count = ? where run_id = ?", [masked_count, run_id])
        if fetch_value(warehouse, "select count(*) from raw.contact") == 0:
            raise NoContactsError(_why_nothing(warehouse, run_id, missing))


def _why_nothing(warehouse: duckdb.DuckDBPyConnection, run_id: str, missing: list[str]) -> str:
    error = fetch_value(warehouse, "select error from ops.source_file where run_id = ? and error is not null", [run_id])
    reason = error or (missing[0] if missing else "Every delivered row was rejected; see ops.rejected_row.")
    return f"No contact could be loaded. {reason}"


@step_task
def build_core(settings: Settings, run_id: str, as_of: date | None) -> None:
    """One table for all sources, and the last complete day as the run's own date."""
    progress.tell("Joining the sources")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "core") as row_counts:
        taxonomy = read_taxonomy(warehouse, settings)
        write_vocabulary(warehouse, settings, taxonomy)
        build_schema(warehouse, "staging")
        row_counts.append(build_schema(warehouse, "core"))
        warehouse.execute(
            "insert into ops.reopened_day select distinct run_id, contact_date from core.contact"
            " where run_id = ? and contact_date is not null"
            " and (run_id, contact_date) not in (select (run_id, contact_date) from ops.reopened_day)",
            [run_id],
        )
        warehouse.execute(
            "update ops.run set as_of_date = ?, taxonomy_version = ? where run_id = ?",
            [as_of or runs.last_complete_day(warehouse), taxonomy.taxonomy_version, run_id],
        )


@step_task
def classify_reasons(settings: Settings, run_id: str) -> None:
    label = "Reading why customers came"
    progress.tell(label)
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "reasons") as row_counts:
        read_count, model_version = scoring.score_reasons(
            warehouse,
            read_taxonomy(warehouse, settings),
            settings.paths.models,
            settings.taxonomy_folder is None,
            _teller(label),
        )
        row_counts.append(read_count)
        warehouse.execute("update ops.run set model_version = ? where run_id = ?", [model_version, run_id])


@step_task
def count_trends(settings: Settings, run_id: str) -> None:
    progress.tell("Counting by day")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "trends") as row_counts:
        runs.recall(warehouse, run_id)
        row_counts.append(build_schema(warehouse, "trends"))


@step_task
def detect_spikes(settings: Settings, run_id: str) -> None:
    progress.tell("Looking for spikes")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "spikes") as row_counts:
        runs.recall(warehouse, run_id)
        row_counts.append(alerts.score_spikes(warehouse))
        alerts.find_alerts(warehouse, settings.spikes.dimensions, _teller("Explaining the spikes"))
        progress.tell("Choosing quotes")
        alerts.quote_reasons(warehouse)


@step_task
def build_marts(settings: Settings, run_id: str) -> None:
    progress.tell("Preparing the dashboard")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "marts") as row_counts:
        runs.recall(warehouse, run_id)
        row_counts.append(build_schema(warehouse, "marts"))


@step_task
def check(settings: Settings, run_id: str) -> None:
    """Stop before publishing where rows contradict what readers are told."""
    progress.tell("Checking")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "checks"):
        runs.recall(warehouse, run_id)
        failures = failed_checks(warehouse)
    if failures:
        claim, rows = next(iter(failures.items()))
        first = ", ".join(f"{name} {value}" for name, value in rows.iloc[0].items())
        raise FailedCheckError(
            f'Check "{claim}" failed for {len(rows)} rows, the first: {first}. Nothing was published; yesterday\'s answer stays.'
        )


@retried_task
def publish_marts(settings: Settings, run_id: str) -> None:
    progress.tell("Publishing")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "publish"):
        publish(warehouse, settings.paths, run_id)


@retried_task
def write_reports(settings: Settings, run_id: str) -> None:
    """Reports are made by a process of their own, on the published file, like any other reader's."""
    progress.tell("Writing the reports")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "reports") as row_counts:
        as_of = fetch_value(warehouse, "select as_of_date from ops.run where run_id = ?", [run_id])
        made = make_reports(settings, settings.paths.reports / str(as_of))
        row_counts.append(len(made))


def make_reports(settings: Settings, folder: Path, *options: str) -> list[Path]:
    """Call the report program, and return the files that it wrote.

    Raises:
        ReportError: it failed; the message is its own.
    """
    command = [sys.executable, "-m", "dashboards.reports", "--published", str(settings.paths.published), "--out", str(folder)]
    done = subprocess.run([*command, *options], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        raise SettingsError(_last_line(done.stderr))
    if done.returncode != 0:
        raise ReportError(_last_line(done.stderr))
    return [Path(line) for line in done.stdout.splitlines() if line]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "The reports could not be made, and nothing was said why."


@step_task
def end(settings: Settings, run_id: str, status_code: str, error: str | None = None) -> None:
    with open_warehouse(settings.paths.warehouse) as warehouse:
        runs.finish_run(warehouse, run_id, status_code, error)


def _teller(label: str):
    return lambda done, total: progress.tell(label, done, total)
