"""Command line: what can the operator ask for? Every command ends with 0 (done), 1 (failed) or 2 (misused)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from pipelines import queries, runs
from pipelines.backfilling import STEPS, BackfillError, say_absence, span_of
from pipelines.backup.command import backup, restore
from pipelines.backup.manifest import BackupError
from pipelines.delivery.checking import standing_problems
from pipelines.delivery.command import DeliveryError, deliver
from pipelines.doctor import examine
from pipelines.erasing.command import ErasingError, erase
from pipelines.initialise import find_exports, write_config
from pipelines.learning.labels import LabelFileError
from pipelines.overdue import say_overdue
from pipelines.pulling import NoSourceError, problems_of, pull_sources, require_sources
from pipelines.rejects import rejected_rows, replay
from pipelines.reporting import UnknownReportError, kept_file, make_reports
from pipelines.settings import (
    CONFIG_VARIABLE,
    PROJECT_ROOT,
    Settings,
    SettingsError,
    default_config,
    is_loopback,
    load_settings,
)
from pipelines.source_settings import FileSource, Source
from pipelines.sources.customer_key import KeyFromEnvironmentError, note_key, read_key, rotate_key
from pipelines.sources.loose_texts import mask_texts
from pipelines.sources.mapping import MappingError, load_mapping
from pipelines.summary import print_summary
from pipelines.taxonomies.adding import AddingError
from pipelines.taxonomies.commands import app as taxonomy_app
from pipelines.terminal import Config, UnknownUserError, showing_progress, user
from pipelines.turns import turn
from pipelines.warehouse import open_warehouse
from vocmodels.privacy import BrokenPatternError
from vocmodels.quality_rubric import RubricError
from vocmodels.taxonomy import TaxonomyError

DONE, FAILED, MISUSED = 0, 1, 2
MISUSES = (
    *(SettingsError, MappingError, TaxonomyError, RubricError, UnknownReportError, NoSourceError, queries.QueryError),
    *(KeyFromEnvironmentError, BrokenPatternError, LabelFileError, AddingError, UnknownUserError),
    *(ErasingError, DeliveryError, BackupError, BackfillError),
)

app = typer.Typer(
    help="Voice of the customer: dispositions and transcripts turned into decisions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
key_app = typer.Typer(help="The key of the hashes that stand for customers.", no_args_is_help=True)
app.add_typer(key_app, name="key")
app.add_typer(taxonomy_app, name="taxonomy")
app.command("erase")(erase)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("deliver")(deliver)
out = Console()


class MisuseError(Exception):
    """A command was called in a way that cannot work; the message says how it can."""


@app.command()
def demo(
    days: Annotated[int, typer.Option(min=30, help="Days of history.")] = 150,
    contacts_per_day: Annotated[int, typer.Option(min=20, help="Contacts on an ordinary day.")] = 200,
    end: Annotated[str | None, typer.Option(help="Last day, as 2026-03-31; default: yesterday.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same contact centre.")] = 7,
    config: Config = None,
) -> None:
    """Simulate a contact centre and run the nightly flow on its exports."""
    from pipelines.demo import require_demo, simulate_exports
    from pipelines.flows.server import prefect_server

    settings = load_settings(config)
    require_demo(settings)
    last = _day(end) or date.today() - timedelta(days=1)
    with showing_progress(out), prefect_server(settings.paths.build, "--no-services") as wait:
        with turn(settings.paths.build, "voc demo"):
            simulate_exports(settings, last, days, contacts_per_day, seed)
        problems = _run_nightly(settings, None, wait)
    _finish(settings, problems)


@app.command()
def run(
    as_of: Annotated[str | None, typer.Option(help="Take this day as the last one, as 2026-03-31.")] = None,
    config: Config = None,
) -> None:
    """Run the nightly flow once: pull, mask, understand, notice, publish, report."""
    from pipelines.flows.server import prefect_server

    settings, last = load_settings(config), _day(as_of)
    require_sources(settings)
    with showing_progress(out), prefect_server(settings.paths.build, "--no-services") as wait:
        problems = _run_nightly(settings, last, wait)
    _finish(settings, problems)


@app.command()
def detect(
    as_of: Annotated[str | None, typer.Option(help="Take this day as the last one, as 2026-03-31.")] = None,
    config: Config = None,
) -> None:
    """Look for spikes in what is stored already, and publish: the nightly flow without pulling and reports."""
    from pipelines.flows.nightly import detect as detect_flow
    from pipelines.flows.server import prefect_server

    settings, last = load_settings(config), _day(as_of)
    with showing_progress(out), prefect_server(settings.paths.build, "--no-services") as wait:
        wait()
        detect_flow(str(settings.config_path), last)
    print_summary(settings, out, [])


@app.command()
def backfill(
    first: Annotated[str, typer.Option("--from", help="First day to read again, as 2026-03-03.")],
    last: Annotated[str, typer.Option("--to", help="Last day to read again, as 2026-03-05.")],
    steps: Annotated[
        str | None, typer.Option(help=f"Which steps, with commas between: {', '.join(STEPS)}; default: all.")
    ] = None,
    config: Config = None,
) -> None:
    """Load what is new, read a part of history again, and publish; cut short, the same command goes on."""
    from pipelines.flows.nightly import backfill as backfill_flow
    from pipelines.flows.server import prefect_server

    settings = load_settings(config)
    span = span_of(_as_day(first), _as_day(last), steps)
    with showing_progress(out), prefect_server(settings.paths.build, "--no-services") as wait:
        wait()
        run_id, missing = backfill_flow(span, str(settings.config_path))
        with open_warehouse(settings.paths.warehouse) as warehouse:
            problems = [*problems_of(warehouse, run_id), *missing]
            absence = say_absence(warehouse, span)
    print_summary(settings, out, problems)
    if absence:
        _complain(absence)
    if problems or absence:
        raise typer.Exit(FAILED)


@app.command()
def pull(
    path: Annotated[Path | None, typer.Argument(help="A file or folder; default: the sources of voc.toml.")] = None,
    mapping: Annotated[
        str | None,
        typer.Option(
            "--as", help="Mapping of PATH: a name of data/mappings, a file, or auto: recognised by its content."
        ),
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="Time zone of PATH, such as America/New_York.")] = None,
    config: Config = None,
) -> None:
    """Load what is new at the sources, or one export, masked; understand it with the next run."""
    settings = load_settings(config)
    sources, unknown = _sources(settings, path, mapping, timezone)
    alone = turn(settings.paths.build, "voc pull")
    with alone, showing_progress(out), open_warehouse(settings.paths.warehouse) as warehouse:
        with runs.noted(warehouse) as run_id:
            pulled = pull_sources(warehouse, settings, run_id, sources)
        files = queries.files_of_run(warehouse, run_id)
        notes = queries.notes_of_run(warehouse, run_id)
        problems = [*unknown, *problems_of(warehouse, run_id), *pulled.missing]
    queries.show(files, "table", out)
    for note in notes:
        out.print(note, highlight=False, soft_wrap=True, markup=False)
    out.print(f"{pulled.loaded_count:,} rows loaded, {pulled.masked_count:,} pieces of personal data masked.")
    _stop_on(problems)


@app.command()
def rejects(
    is_replayed: Annotated[
        bool, typer.Option("--replay", help="Read their files again, after the mapping was mended.")
    ] = False,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    config: Config = None,
) -> None:
    """Show the rows that could not be loaded, masked, with file, line, column, value and reason."""
    settings = load_settings(config)
    problems: tuple[str, ...] = ()
    alone = turn(settings.paths.build, "voc rejects")
    with alone, showing_progress(out) as tell, open_warehouse(settings.paths.warehouse) as warehouse:
        if is_replayed:
            with runs.noted(warehouse) as run_id:
                replayed = replay(warehouse, settings, run_id, lambda label: tell(label, 0, 0))
            problems = replayed.problems
        rows = rejected_rows(warehouse)
    if is_replayed:
        out.print(f"{replayed.before_count:,} rows were rejected before, {replayed.after_count:,} are now.")
    if form == "table" and rows.empty:
        out.print("No row is rejected.")
    else:
        queries.show(rows.drop(columns="row") if form == "table" else rows, form, out)
    _stop_on(list(problems))


@key_app.command("rotate")
def rotate(config: Config = None) -> None:
    """Make a new key for the hashes of customers; what was stored before is no longer linked to what comes."""
    settings = load_settings(config)
    with turn(settings.paths.build, "voc key rotate"), open_warehouse(settings.paths.warehouse) as warehouse:
        rotate_key(settings)
        note_key(warehouse, read_key(settings), runs.now())
    out.print(
        "The key is new. Customers who come back are linked from now on only; the screens say so after the next run."
    )


@app.command()
def status(
    is_checked: Annotated[
        bool, typer.Option("--check", help="Exit with 1 where a run is overdue, or the last one failed.")
    ] = False,
    config: Config = None,
) -> None:
    """Say what the last runs did, what readers see now, and whether a run is overdue."""
    settings = load_settings(config)
    history, overdue = queries.run_history(settings), say_overdue(settings, runs.now())
    queries.show(history, "table", out)
    if overdue:
        out.print(f"[yellow]Overdue.[/] {escape(overdue)}", highlight=False, soft_wrap=True)
    for problem in standing_problems(settings):
        out.print(f"[yellow]Delivery.[/] {escape(problem)}", highlight=False, soft_wrap=True)
    if is_checked and (overdue or history["status"].head(1).eq("failed").any()):
        raise typer.Exit(FAILED)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help='SQL over what is published: "select * from marts.alert".')],
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    config: Config = None,
) -> None:
    """Ask the published file, read-only."""
    queries.show(queries.ask(load_settings(config), sql), form, out)


@app.command()
def report(
    department: Annotated[str | None, typer.Option(help="Code of one department; default: all.")] = None,
    brief: Annotated[str | None, typer.Option(help="Instead: a brief on this alert, reason or topic.")] = None,
    agent: Annotated[str | None, typer.Option(help="Instead: the coaching sheet of this agent, by id.")] = None,
    monthly: Annotated[
        bool, typer.Option("--monthly", help="Instead: the last whole month of all departments.")
    ] = False,
    data_quality: Annotated[
        bool, typer.Option("--data-quality", help="Instead: what was delivered, and how well it is read.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="en or es; default: that of the department, else English.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Again, from the kept run whose last day was this; says what changed since.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Where to; default: the reports folder of the build.")
    ] = None,
    config: Config = None,
) -> None:
    """Make the departments' weekly reports, the monthly one, one on the data, a brief, or an agent's coaching sheet."""
    settings, day = load_settings(config), _day(as_of)
    options = ["--department", department] if department else []
    options += ["--brief", brief] if brief else []
    options += ["--agent", agent] if agent else []
    options += ["--monthly"] if monthly else []
    options += ["--data-quality"] if data_quality else []
    options += ["--language", language] if language else []
    kept = kept_file(settings, day) if day else None
    # Beside what the night wrote of that day, which stays as it was sent.
    place = folder or settings.paths.reports / (f"{day}-again" if day else queries.published_day(settings))
    with showing_progress(out) as tell:
        tell("Writing the reports", 0, 0)
        made = make_reports(settings, place.resolve(), *options, published=kept)
    for path in made:
        out.print(str(path), highlight=False, soft_wrap=True)


@app.command()
def train(
    labels: Annotated[
        Path | None, typer.Option(help="A CSV of labels to take in first: contact_id, reason_code.")
    ] = None,
    labelled_by: Annotated[str | None, typer.Option("--by", help="Who gave them; default: you.")] = None,
    next_count: Annotated[int, typer.Option("--next", min=0, help="How many contacts to propose for labelling.")] = 50,
    config: Config = None,
) -> None:
    """Learn reasons anew from labels and agents' codes; keep the new model unless it is worse, and say what to label next."""
    from pipelines.learning.report import print_lesson
    from pipelines.learning.teaching import teach

    settings = load_settings(config)
    with turn(settings.paths.build, "voc train"), showing_progress(out) as tell:
        lesson = teach(settings, labels, labelled_by or user(), next_count, lambda label: tell(label, 0, 0))
    print_lesson(out, lesson)


@app.command()
def evaluate(
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    config: Config = None,
) -> None:
    """Show the card of the model in force: what it learned from, how often it is right, and where it is wrong."""
    from pipelines.learning.report import print_card, read_card

    model, card = read_card(load_settings(config))
    if form == "table":
        print_card(out, model, card)
    else:
        queries.show(card, form, out)


@app.command()
def dashboard(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8501,
    address: Annotated[str, typer.Option(help="Where to listen; elsewhere than here only with a login.")] = "127.0.0.1",
    config: Config = None,
) -> None:
    """Open the dashboard; without a login it listens on 127.0.0.1 alone."""
    settings = load_settings(config)
    if not is_loopback(address) and not settings.login.exists():
        raise MisuseError(
            f"The dashboard listens on {address} only with a login. Put [auth] of your login service into {settings.login},"
            " or leave --address out to open it on this machine alone."
        )
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT_ROOT / "dashboards" / "entry" / "start.py")]
    command += [f"--server.address={address}", f"--server.port={port}", "--server.headless=true"]
    command += ["--browser.gatherUsageStats=false", f"--secrets.files={settings.login}"]
    environment = os.environ | {CONFIG_VARIABLE: str(settings.config_path), "PYTHONPATH": str(PROJECT_ROOT)}
    raise typer.Exit(subprocess.run(command, env=environment, cwd=PROJECT_ROOT, check=False).returncode)


@app.command()
def serve(config: Config = None) -> None:
    """Run the nightly flow by the schedule of voc.toml, and deliver what is due in between, until stopped."""
    from pipelines.flows.serving import serve_nightly

    serve_nightly(load_settings(config), lambda line: out.print(line, highlight=False))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A folder that holds exports.")],
) -> None:
    """Look at a folder of exports and write a commented voc.toml for it."""
    written = write_config(folder)
    out.print(f"{written.path} written.{written.advice}", highlight=False, soft_wrap=True)


@app.command()
def doctor(config: Config = None) -> None:
    """Say whether everything that a run needs is in order, and what to do where it is not."""
    findings = examine(config or default_config())
    for finding in findings:
        mark = "[green]ok[/]  " if finding.is_fine else "[red]look[/]"
        out.print(f"{mark}  {finding.text}", highlight=False, soft_wrap=True)
    raise typer.Exit(DONE if all(finding.is_fine for finding in findings) else FAILED)


def _run_nightly(settings: Settings, as_of: date | None, wait_for_server: Callable[[], None]) -> list[str]:
    """Run the flow in this process, and return what it could not read."""
    from pipelines.flows.nightly import nightly

    wait_for_server()
    run_id, missing = nightly(str(settings.config_path), as_of)
    with open_warehouse(settings.paths.warehouse) as warehouse:
        return [*problems_of(warehouse, run_id), *missing]


def _finish(settings: Settings, problems: list[str]) -> None:
    print_summary(settings, out, problems)
    if problems:
        raise typer.Exit(FAILED)


def _stop_on(problems: list[str]) -> None:
    for problem in problems:
        _complain(problem)
    if problems:
        raise typer.Exit(FAILED)


def _sources(
    settings: Settings, path: Path | None, mapping: str | None, timezone: str | None
) -> tuple[dict[str, Source], list[str]]:
    """What is to be pulled, and what of PATH no mapping reads."""
    if path is None:
        if not settings.sources:
            raise MisuseError(
                f'{settings.config_path.name} names no source. Call "voc pull PATH --as MAPPING", or add a source.'
            )
        return settings.sources, []
    if mapping is None:
        raise MisuseError(
            'Say how to read it: "voc pull PATH --as auto", or --as MAPPING. A mapping is a name of data/mappings, or a file.'
        )
    if not path.exists():
        raise MisuseError(f"{path} does not exist. Correct the path.")
    try:
        if mapping != "auto":
            read = load_mapping(mapping, settings.root)
            source = FileSource(
                path=str(path.resolve()), mapping=mapping, timezone=timezone, id_prefix=read.id_prefix or read.name
            )
            return {read.name: source}, []
        return _recognised_sources(path.resolve(), timezone)
    except ValidationError as error:
        raise MisuseError(f"{error.errors()[0]['msg'].removeprefix('Value error, ')}.") from error


def _recognised_sources(path: Path, timezone: str | None) -> tuple[dict[str, Source], list[str]]:
    sources: dict[str, Source] = {}
    unknown: list[str] = []
    for export in find_exports(path):
        if export.mapping is None:
            unknown += mask_texts([export.why_unknown])
            continue
        read = load_mapping(export.mapping, PROJECT_ROOT)
        [told] = mask_texts([export.path])
        out.print(f"{told} is taken for {read.name}.", highlight=False, soft_wrap=True)
        place = path if path.is_file() else path / export.path
        code = export.mapping if export.mapping not in sources else f"{export.mapping}_{len(sources) + 1}"
        sources[code] = FileSource(
            path=str(place), mapping=export.mapping, timezone=timezone, id_prefix=read.id_prefix or read.name
        )
    if not sources:
        raise MisuseError(unknown[0] if unknown else f"{path} holds no file that can be read. Correct the path.")
    return sources, unknown


def _day(text: str | None) -> date | None:
    return None if text is None else _as_day(text)


def _as_day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise MisuseError(f'"{text}" is not a day. Write it as 2026-03-31.') from error


def _complain(message: str) -> None:
    Console(stderr=True).print(f"voc: {message}", highlight=False, soft_wrap=True, markup=False)


def main() -> None:
    """Run a command; whatever a person can act on is one line, and its exit code."""
    try:
        answer = app(standalone_mode=False)
        code = answer if isinstance(answer, int) else DONE
    except (MisuseError, *MISUSES) as error:
        _complain(str(error))
        code = MISUSED
    except typer.TyperException as error:  # an unknown command or option
        _complain(f"{error.format_message().rstrip('.')}. See voc --help.")
        code = MISUSED
    except (KeyboardInterrupt, typer.Abort):
        _complain("Stopped. Nothing is lost: the next run goes on from here.")
        code = FAILED
    except Exception as error:  # the operator gets one line whatever it is; VOC_DEBUG=1 shows where it came from
        if os.environ.get("VOC_DEBUG"):
            raise
        _complain(runs.say_failure(error))
        code = FAILED
    sys.exit(code)


if __name__ == "__main__":
    main()
