"""Turns: does one process write at a time, is the other told who does, and does a dead one never block?"""

import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from pipelines.turns import LOCK, WarehouseLockedError, holder, turn
from pipelines.warehouse import OFFLINE, open_warehouse
from tests.conftest import complaint

WAIT = """
import sys, time
from pathlib import Path
from pipelines.turns import turn
with turn(Path(sys.argv[1]), "voc train"):
    print("held", flush=True)
    time.sleep(300)
"""


@contextmanager
def other(script, *arguments):
    """Another process that has said that it is where the test wants it."""
    process = subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_second_run_is_told_who_is_at_it_and_since_when(call, house):
    house.add_tickets("march.csv", {"id": "a1", "started": "2026-03-02T09:00:00Z", "code": "LATE"})
    settings = house.settings
    with other(WAIT, settings.paths.build) as process:
        held = holder(settings.paths.build)
        for command in (["pull"], ["train"], ["rejects"], ["key", "rotate"]):
            code, _, err = call(*command, "--config", settings.config_path)

            assert code == 1, command
            assert f"in use by voc train, process {process.pid}, since {held.since:%Y-%m-%d %H:%M} UTC" in complaint(
                err
            )
        with pytest.raises(WarehouseLockedError, match=f"voc train, process {process.pid}, since"):
            house.run()

    assert held.process == process.pid
    assert timedelta(0) <= datetime.now(UTC) - held.since < timedelta(minutes=10)
    assert not settings.paths.warehouse.exists()


def test_a_process_that_was_killed_blocks_nobody(tmp_path):
    with other(WAIT, tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()

        assert "voc train" in (tmp_path / LOCK).read_text()
        assert holder(tmp_path) is None
        with turn(tmp_path, "voc pull"):
            assert holder(tmp_path).what == "voc pull"
    assert holder(tmp_path) is None


def test_a_turn_ends_with_its_block_even_by_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), turn(tmp_path, "voc pull"):
        raise ZeroDivisionError

    with turn(tmp_path, "voc run"):
        assert holder(tmp_path).what == "voc run"


def test_a_build_folder_that_cannot_be_made_is_said_in_one_line(call, house):
    house.add_tickets("march.csv", {"id": "a1", "started": "2026-03-02T09:00:00Z", "code": "LATE"})
    house.add_file("build", b"a file where the folder should be")

    code, _, err = call("pull", "--config", house.settings.config_path)

    assert code == 1 and "build cannot be written: File exists." in complaint(err) and "voc doctor" in err


def test_a_run_that_fails_gives_its_turn_back(house):
    house.add_source("tickets", "inbox/*.csv", "no_such_mapping")
    with pytest.raises(Exception, match="no_such_mapping"):
        house.run()

    assert holder(house.settings.paths.build) is None


def test_another_program_that_has_the_warehouse_open_is_named_and_not_who_has_the_turn(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    duckdb.connect(str(path), config=OFFLINE).close()
    script = "import sys, duckdb, time; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(300)"
    with other(script, path) as process, turn(tmp_path, "voc pull"), pytest.raises(WarehouseLockedError) as refused:
        open_warehouse(path).__enter__()

    assert f"(process {process.pid})" in str(refused.value) and "voc pull" not in str(refused.value)


def test_a_build_folder_that_voc_makes_is_its_owners_alone_and_one_that_is_there_keeps_its_mode(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o750)

    for build in (tmp_path / "made" / "build", shared):
        with turn(build, "voc run"):
            pass

    assert (tmp_path / "made" / "build").stat().st_mode & 0o777 == 0o700
    assert shared.stat().st_mode & 0o777 == 0o750
