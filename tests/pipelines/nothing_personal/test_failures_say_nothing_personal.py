"""Nothing personal is said: does a step that fails, a run that is killed or a full disk give away no row?"""

from __future__ import annotations

import signal
import subprocess
import sys
import traceback

import duckdb
import pytest

from pipelines.pulling import pull_sources
from pipelines.sources.failing import UnexpectedError
from pipelines.sources.mapping import MappingError
from pipelines.warehouse import open_warehouse
from tests.conftest import ROOT
from tests.pipelines.nothing_personal.canaries import (
    ALL_SECRETS,
    CANARIES,
    KNOWN_NAME,
    found_in,
    secrets,
    written_under,
)
from tests.pipelines.nothing_personal.planted import CONTACTS_MAPPING, plant_csv, plant_tsv

pytestmark = pytest.mark.slow


def test_a_mended_mapping_and_a_second_reading_say_no_more_than_the_first(watch):
    plant_csv(watch.house)
    watch.voc("pull")
    watch.house.add_file(
        "contacts.toml", CONTACTS_MAPPING.format(form="csv", more="").replace('talk_seconds = "talked"', "")
    )

    watch.voc("rejects", "--replay")
    watch.voc("rejects", "--format", "csv")

    assert watch.leaks() == []


STEPS_WITH_ROWS = [
    "pipelines.sources.files.read_given",
    "pipelines.sources.loading.prepare",
    "pipelines.sources.preparing.compile_select",
    "pipelines.sources.preparing.protect_columns",
    "pipelines.sources.loading.store_incoming",
    "pipelines.sources.loading.append_incoming",
    "pipelines.sources.drift.note_changes",
]
EVERYTHING = " ".join(each.said for each in CANARIES.values())
OWN = (UnexpectedError, MappingError)
FAILURES = {
    "a library's": lambda: ValueError(f"cannot read '{KNOWN_NAME.said}' of {EVERYTHING}"),
    "the database's": lambda: duckdb.ConversionException(
        f"Could not convert string '{KNOWN_NAME.secret}' {EVERYTHING}\nx"
    ),
    "the system's": lambda: OSError(5, "Input/output error", f"/{CANARIES['email'].secret}.csv"),
    "voc's own": lambda: MappingError(EVERYTHING),
}


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        *((place, "a library's") for place in STEPS_WITH_ROWS),
        *(("pipelines.sources.loading.prepare", kind) for kind in FAILURES),
    ],
)
def test_a_step_that_fails_with_a_row_in_its_message_does_not_pass_it_on(watch, monkeypatch, place, kind):
    def fail(*_arguments: object, **_options: object) -> None:
        try:
            raise KeyError(EVERYTHING)
        except KeyError as cause:
            raise FAILURES[kind]() from cause

    plant_tsv(watch.house)
    monkeypatch.setattr(place, fail)
    watch.voc("pull")
    settings = watch.house.settings
    with open_warehouse(settings.paths.warehouse) as warehouse, pytest.raises((OSError, duckdb.Error, *OWN)) as failed:
        pull_sources(warehouse, settings, "r", settings.sources)
    # What VOC_DEBUG=1 prints, and Prefect logs: where it came from, and nothing of the row.
    watch.said["the traceback"] = "".join(traceback.format_exception(failed.value))

    assert place.split(".")[-2] in watch.said["the traceback"]
    assert watch.leaks() == []


def test_the_traceback_for_developers_says_nothing_of_a_row(watch, monkeypatch):
    plant_tsv(watch.house)
    script = (
        "import sys, pipelines.sources.loading as loading\n"
        f"def fail(*_): raise ValueError({EVERYTHING!r})\n"
        "loading.prepare = fail\n"
        "from pipelines.cli import main\n"
        f"sys.argv = ['voc', 'pull', '--config', {str(watch.house.settings.config_path)!r}]\n"
        "main()\n"
    )
    monkeypatch.setenv("VOC_DEBUG", "1")
    debugged = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    watch.said["VOC_DEBUG=1"] = debugged.stderr

    assert "Traceback" in debugged.stderr and "loading.py" in debugged.stderr
    assert watch.leaks() == []


def test_a_run_that_is_killed_half_way_leaves_nothing(watch):
    plant_tsv(watch.house)
    script = (
        "import os, sys, pipelines.sources.loading as loading\n"
        "loading._write_accounts = lambda *_: os.kill(os.getpid(), 9)\n"
        "from pipelines.cli import main\n"
        f"sys.argv = ['voc', 'pull', '--config', {str(watch.house.settings.config_path)!r}]\n"
        "main()\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    watch.said["the killed run"] = killed.stdout + killed.stderr
    build = watch.house.settings.paths.build

    assert killed.returncode == -signal.SIGKILL
    assert found_in(watch.said | written_under(build, watch.temporary), ALL_SECRETS) == []
    watch.voc("pull")
    assert watch.leaks() == []


def test_a_full_disk_leaves_nothing(watch):
    plant_csv(watch.house)
    script = (
        "import resource, signal, sys\n"
        "from pipelines.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        f"sys.argv = ['voc', 'pull', '--config', {str(watch.house.settings.config_path)!r}]\n"
        "main()\n"
    )
    full = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    watch.said["the run on a full disk"] = full.stdout + full.stderr

    assert full.returncode == 1
    assert found_in(watch.said | written_under(watch.house.settings.paths.build, watch.temporary), ALL_SECRETS) == []


def test_a_database_that_refuses_does_not_give_away_its_password(watch, monkeypatch):
    monkeypatch.setenv("DESK_PASSWORD", "hush-5512-pw")
    watch.house.add_file("contacts.toml", CONTACTS_MAPPING.format(form="csv", more=""))
    for code, url in {
        "one": "postgresql://desk:${DESK_PASSWORD}@127.0.0.1:9/desk",
        "two": "sqlite:///none/x?p=hush-5512-pw",
    }.items():
        watch.house.sources[code] = (
            f'[sources.{code}]\nkind = "database"\nmapping = "contacts.toml"\nurl = "{url}"\ntable = "contacts"'
        )

    watch.voc("pull")

    assert watch.leaks(secrets("hush-5512-pw")) == []
