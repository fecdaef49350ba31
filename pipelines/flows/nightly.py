"""Nightly: what happens between an export and the morning's dashboard?

This is the table of contents of the system: each line of `nightly` and `understand` is a step, each step a module. One
task after the other writes to the one warehouse; running it again changes nothing.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.states import State

from pipelines import (
    alerts,
    auditing,
    backfilling,
    counting,
    early,
    evidence,
    progress,
    retention,
    runs,
    scoring,
    shifts,
    watching,
)
from pipelines.action_log import write_actions
from pipelines.agent_states import note_unknown_states
from pipelines.alert_marks import write_marks
from pipelines.backfilling import Span
from pipelines.contact_texts import find_texts
from pipelines.delivery import round as rounds
from pipelines.effects import measure_actions
from pipelines.flows import SERVED_VARIABLE, artifacts
from pipelines.flows.server import sweep_dead_runs
from pipelines.handling.associating import associate_loads, associate_outcomes
from pipelines.handling.coaching import choose_coaching, compare_sessions
from pipelines.handling.comparing import compare_units
from pipelines.handling.judges import choose_judges
from pipelines.handling.reviews import follow_reviews, read_reviews, view_verdicts, weigh_reviews
from pipelines.handling.rubric import read_rubric, write_rubric
from pipelines.handling.scoring import score_contacts
from pipelines.learning.labels import write_labels
from pipelines.learning.plan import plan_model
from pipelines.learning.proposing import keep_candidates
from pipelines.learning.training import keep_model
from pipelines.publish import publish
from pipelines.pulling import pull_sources, require_sources
from pipelines.reporting import ReportError, make_reports
from pipelines.settings import Settings, load_settings
from pipelines.taxonomies.history import is_reread, note_taxonomy, taxonomy_of_run, write_reason_changes
from pipelines.topics import discovering, proposing, reading
from pipelines.turns import UnwritableBuildError, WarehouseLockedError, turn
from pipelines.vocabulary import read_taxonomy, write_vocabulary
from pipelines.warehouse import (
    WarehouseError,
    build_schema,
    failed_checks,
    fetch_value,
    open_warehouse,
)
from pipelines.workspace import open_workspace


class FailedCheckError(Exception):
    """A check found rows that contradict its claim; nothing is published."""


@flow(name="nightly", validate_parameters=False)
def nightly(config: str | None = None, as_of: date | None = None) -> tuple[str, tuple[str, ...]]:
    """Run every step once; return the run's id, and what each source that has no file says."""
    settings = load_settings(config)
    require_sources(settings)
    with _noted_run(settings) as run_id:
        missing = pull(settings, run_id)
        forget(settings, run_id)
        understand(settings, run_id, as_of)
        write_reports(settings, run_id)
        deliver(settings, run_id)
    return run_id, missing


@flow(name="detect", validate_parameters=False)
def detect(config: str | None = None, as_of: date | None = None) -> str:
    """Judge what is stored already, and publish it: every step but pulling and reporting. Return the run's id."""
    settings = load_settings(config)
    with _noted_run(settings) as run_id:
        understand(settings, run_id, as_of)
        deliver(settings, run_id)
    return run_id


@flow(name="backfill", validate_parameters=False)
def backfill(span: Span, config: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Read a part of history again: every step but reporting and delivering. Return what `nightly` returns."""
    settings = load_settings(config)
    with _noted_run(settings) as run_id:
        missing = pull(settings, run_id)
        forget(settings, run_id)
        understand(settings, run_id, None, span)
    return run_id, missing


def understand(settings: Settings, run_id: str, as_of: date | None, again: Span | None = None) -> None:
    """The steps from what was pulled to what is published."""
    build_core(settings, run_id, as_of)
    if again:
        mark_again(settings, run_id, again)
    classify_reasons(settings, run_id)
    discover_topics(settings, run_id)
    score_handling(settings, run_id)
    count_trends(settings, run_id)
    compare_handling(settings, run_id)
    watch_model(settings, run_id)
    detect_spikes(settings, run_id)
    measure_effects(settings, run_id)
    build_marts(settings, run_id)
    check(settings, run_id)
    publish_marts(settings, run_id)


@contextmanager
def _noted_run(settings: Settings) -> Iterator[str]:
    """Begin a run, the only one at this time, and note how it ended."""
    with ExitStack() as held:
        try:
            held.enter_context(turn(settings.paths.build, "a run"))
        except (WarehouseLockedError, UnwritableBuildError) as error:
            _say_when_served(f"No run was begun. {error}")
            raise
        with suppress(Exception):  # Prefect's list of runs is for show: the lock alone decides who may run
            sweep_dead_runs()
        yield from _noted(settings)


def _noted(settings: Settings) -> Iterator[str]:
    run_id = begin(settings)
    try:
        yield run_id
    except BaseException as error:
        # Prefect keeps the error to the end; what its frames hold (the connection) would outlive the interpreter.
        traceback.clear_frames(error.__traceback__)
        place = ""
        with suppress(WarehouseError, WarehouseLockedError):  # what stopped the run may stop this note of it too
            end(settings, run_id, "failed", runs.say_failure(error))
            place = _place(settings, run_id)
        _say_when_served(f"Run {run_id} failed{place}. {runs.say_failure(error)} voc run goes on from there.")
        with suppress(Exception):  # that nobody could be told is no reason to hide why the run failed
            rounds.tell_failure(settings, run_id, f"It failed{place}. {runs.say_own_failure(error)}")
        raise
    end(settings, run_id, "done")
    _say_when_served(f"Run {run_id} is done and published.{_say_recovery(settings, run_id)}")


def _place(settings: Settings, run_id: str) -> str:
    """at the step “core”; nothing where it failed between two."""
    with open_warehouse(settings.paths.warehouse) as warehouse:
        step = runs.failed_step(warehouse, run_id)
    return f" at the step “{step}”" if step else ""


def _say_recovery(settings: Settings, run_id: str) -> str:
    """What stopped … is over, to the operator's door too; nothing where the run before was done."""
    with open_warehouse(settings.paths.warehouse) as warehouse:
        failed_id = runs.failed_before(warehouse, run_id)
    if failed_id is None:
        return ""
    with suppress(Exception):  # the run is done, whoever can be told of it
        rounds.tell_recovery(settings, run_id, failed_id)
    return f" What stopped {failed_id} is over."


def _say_when_served(line: str) -> None:
    """A run that the schedule started has no command line to answer to: its one line goes where `voc serve` writes."""
    if os.environ.get(SERVED_VARIABLE):
        sys.stderr.write(f"{line}\n")


def _may_pass(_task: Any, _run: Any, state: State) -> bool:
    """A busy disk or a reader that holds the warehouse for a moment may pass; a wrong mapping does not."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, (OSError, WarehouseLockedError, ReportError))


step_task = task(cache_policy=NO_CACHE, persist_result=False)
retried_task = task(
    cache_policy=NO_CACHE, persist_result=False, retries=2, retry_delay_seconds=5, retry_condition_fn=_may_pass
)


@step_task
def begin(settings: Settings) -> str:
    progress.tell("Opening the warehouse")
    with open_warehouse(settings.paths.warehouse) as warehouse:
        return runs.start_run(warehouse)


@retried_task
def pull(settings: Settings, run_id: str) -> tuple[str, ...]:
    """Load what is new, masked; return what each source that has no file says."""
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "pull") as row_counts:
        pulled = pull_sources(warehouse, settings, run_id, settings.sources)
        row_counts.append(pulled.loaded_count)
        return pulled.missing


@retried_task
def forget(settings: Settings, run_id: str) -> None:
    """What is past its time, and what came of a customer who was erased, is gone before anything reads it."""
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "retention") as row_counts:
        row_counts.append(retention.forget_due(warehouse, settings))
    retention.leave_no_bytes(settings)


@step_task
def build_core(settings: Settings, run_id: str, as_of: date | None) -> None:
    """One table for all sources, and the last complete day as the run's own date."""
    progress.tell("Joining the sources")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "core") as row_counts:
        taxonomy = read_taxonomy(warehouse, settings)
        write_vocabulary(warehouse, settings, taxonomy)
        write_rubric(warehouse, read_rubric(settings), settings.taxonomy.language)
        build_schema(warehouse, "staging")
        row_counts.append(build_schema(warehouse, "core"))
        warehouse.execute(
            "insert into ops.reopened_day select distinct ?, contact_date from core.contact"  # of this run, and of pulls before
            " where run_id not in (select run_id from ops.reopened_day) and contact_date is not null",
            [run_id],
        )
        warehouse.execute(
            "update ops.run set as_of_date = ?, taxonomy_version = ? where run_id = ?",
            [as_of or runs.last_complete_day(warehouse), taxonomy.taxonomy_version, run_id],
        )
        if settings.taxonomy_folder is not None:
            note_taxonomy(warehouse, run_id, taxonomy)
            write_reason_changes(warehouse, run_id, settings.taxonomy.language)


@step_task
def mark_again(settings: Settings, run_id: str, span: Span) -> None:
    """The steps that follow take the days of a backfill for new, or go on with one that was cut short."""
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "backfill") as row_counts:
        is_begun = backfilling.mark(warehouse, span)
        progress.tell(backfilling.say_plan(warehouse, span, is_begun))
        row_counts.append(backfilling.marked_count(warehouse, span))


@step_task
def classify_reasons(settings: Settings, run_id: str) -> None:
    label = "Reading why customers came"
    progress.tell(label)
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "reasons") as row_counts:
        is_defined = settings.taxonomy_folder is not None
        taxonomy = taxonomy_of_run(warehouse, run_id) if is_defined else read_taxonomy(warehouse, settings)
        with open_workspace(settings) as workspace:
            write_labels(warehouse, workspace.labels(), taxonomy)
        find_texts(warehouse, not is_defined)
        plan = plan_model(settings, taxonomy)
        model_version = keep_model(warehouse, plan, partial(progress.tell, "Learning reasons"))
        auditing.find_auditable(warehouse, model_version)
        read_count = scoring.score_reasons(warehouse, plan.folder, model_version, partial(progress.tell, label))
        row_counts.append(read_count)
        keep_candidates(warehouse, plan.folder, model_version)
        reading.read_problems(warehouse, partial(progress.tell, "Reading what their problem was"))
        warehouse.execute("update ops.run set model_version = ? where run_id = ?", [model_version, run_id])


@step_task
def discover_topics(settings: Settings, run_id: str) -> None:
    """What customers speak of that no reason names; where too little is said to find any, the run goes on without."""
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "topics") as row_counts:
        runs.recall(warehouse, run_id)
        row_counts.append(discovering.discover_topics(warehouse, settings, progress.tell))


@step_task
def score_handling(settings: Settings, run_id: str) -> None:
    """How each contact was handled and how it felt; a person's verdict outranks the machine's."""
    label = "Judging how contacts were handled"
    progress.tell(label)
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "handling") as row_counts:
        rubric, reviews = read_rubric(settings), read_reviews(settings)
        judges = choose_judges(warehouse, settings.paths.models, rubric, reviews)
        row_counts.append(score_contacts(warehouse, judges, partial(progress.tell, label)))
        follow_reviews(warehouse, reviews, rubric)


@step_task
def count_trends(settings: Settings, run_id: str) -> None:
    progress.tell("Counting by day")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "trends") as row_counts:
        runs.recall(warehouse, run_id)
        auditing.weigh_codes(warehouse)
        counting.begin_counting(warehouse)
        row_counts.append(build_schema(warehouse, "trends"))
        note_unknown_states(warehouse, run_id)


@step_task
def compare_handling(settings: Settings, run_id: str) -> None:
    """Agents, teams, what goes with satisfaction, and whom to coach: of the last eight weeks, written anew each night."""
    progress.tell("Comparing how contacts were handled")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "comparing") as row_counts:
        runs.recall(warehouse, run_id)
        weigh_reviews(warehouse)
        view_verdicts(warehouse)
        row_counts.append(compare_units(warehouse))
        associate_outcomes(warehouse)
        associate_loads(warehouse)
        choose_coaching(warehouse)
        compare_sessions(warehouse, settings)


@step_task
def watch_model(settings: Settings, run_id: str) -> None:
    """Whether the model should learn anew is told, and stops nothing."""
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "model") as row_counts:
        row_counts.append(watching.watch_model(warehouse, run_id))


@step_task
def detect_spikes(settings: Settings, run_id: str) -> None:
    progress.tell("Looking for spikes")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "spikes") as row_counts:
        runs.recall(warehouse, run_id)
        write_marks(warehouse, settings)
        write_actions(warehouse, settings)
        row_counts.append(alerts.score_spikes(warehouse, is_reread(warehouse, run_id)))
        alerts.find_alerts(warehouse)
        shifts.find_changes(warehouse)
        early.warn_early(warehouse)
        evidence.gather(warehouse, settings.spikes.dimensions, partial(progress.tell, "Explaining the spikes"))
        progress.tell("Choosing quotes")
        evidence.quote_subjects(warehouse)
        proposing.propose_reasons(warehouse)


@step_task
def measure_effects(settings: Settings, run_id: str) -> None:
    """What departments changed, and whether contacts fell: written anew each night."""
    progress.tell("Measuring what actions changed")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "effects") as row_counts:
        runs.recall(warehouse, run_id)
        row_counts.append(measure_actions(warehouse, settings))


@step_task
def build_marts(settings: Settings, run_id: str) -> None:
    progress.tell("Preparing the dashboard")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "marts") as row_counts:
        runs.recall(warehouse, run_id)
        counting.recall_counting(warehouse)
        row_counts.append(build_schema(warehouse, "marts"))
        counting.end_counting(warehouse)


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
                f'Check "{claim}" failed for {len(rows)} rows, the first: {first}.'
                " Nothing was published; yesterday's answer stays."
            )


@retried_task
def publish_marts(settings: Settings, run_id: str) -> None:
    progress.tell("Publishing")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "publish"):
        publish(warehouse, settings.paths, run_id)
        backfilling.note_done(warehouse)


@retried_task
def write_reports(settings: Settings, run_id: str) -> None:
    """Reports are made by a process of their own, on the published file, like any other reader's."""
    progress.tell("Writing the reports")
    with open_warehouse(settings.paths.warehouse) as warehouse, runs.step(warehouse, run_id, "reports") as row_counts:
        as_of = fetch_value(warehouse, "select as_of_date from ops.run where run_id = ?", [run_id])
        # Transcripts without a time are no week to report on.
        made = make_reports(settings, settings.paths.reports / str(as_of), "--nightly") if as_of else []
        row_counts.append(len(made))


@step_task
def deliver(settings: Settings, run_id: str) -> None:
    """What is due goes to who subscribed to it; what fails stays in the outbox, and the summary names it."""
    progress.tell("Delivering")
    try:
        row_count, status_code = rounds.deliver(settings).delivered_count, "done"
    except Exception as error:  # what is published stands, whatever becomes of the delivery
        row_count, status_code = 0, "failed"
        _say_when_served(f"Nothing could be delivered. {runs.say_failure(error)}")
    with open_warehouse(settings.paths.warehouse) as warehouse:
        runs.note_step(warehouse, run_id, "delivery", runs.now(), row_count, status_code)


@step_task
def end(settings: Settings, run_id: str, status_code: str, error: str | None = None) -> None:
    with open_warehouse(settings.paths.warehouse) as warehouse:
        runs.finish_run(warehouse, run_id, status_code, error)
        runs.tell_readers(warehouse, run_id, settings.paths.failed_run)
        with suppress(Exception):  # the run is what it is, whether Prefect can be told or not
            artifacts.show_run(warehouse, run_id)
