"""Prefect's server on this machine: what does it leave behind where a process was killed?"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.flows.server import ServerError, prefect_server

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))  # what a test in this process set would stay set


SWEPT = """
import sys
from pathlib import Path
from pipelines.flows.server import prefect_server, sweep_dead_runs

with prefect_server(Path(sys.argv[1]), "--no-services") as wait:
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.states import Running

    wait()

    @flow
    def a_run():
        sweep_dead_runs()

    @flow
    def dead():
        pass

    with get_client(sync_client=True) as client:
        killed = client.create_flow_run(dead, state=Running())
        client.set_flow_run_state(killed.id, Running(), force=True)
        a_run()
        print(*sorted(f"{run.state.name}: {run.state.message}" for run in client.read_flow_runs()), sep="\\n")
"""


def test_what_was_killed_is_not_running_forever_and_the_run_that_says_so_is_left_alone(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", SWEPT, str(tmp_path / "build")], capture_output=True, text=True, check=True
    )

    assert told.stdout.splitlines() == ["Completed: None", "Crashed: It was ended from outside."]


LEFT_ALONE = """
import os, signal, sys
from pathlib import Path
from pipelines.flows import server

real, started = server.subprocess.Popen, []
server.subprocess.Popen = lambda *a, **k: started.append(real(*a, **k)) or started[-1]
with server.prefect_server(Path(sys.argv[1]), "--no-services") as wait:
    wait()
    print(started[0].pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_is_killed_takes_its_server_with_it(tmp_path):
    killed = subprocess.run(
        [sys.executable, "-c", LEFT_ALONE, str(tmp_path / "build")], capture_output=True, text=True, check=False
    )

    server = int(killed.stdout)
    assert is_gone_within(server, seconds=20)


def is_gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = Path(f"/proc/{pid}/status")
        if not status.exists() or "State:\tZ" in status.read_text():
            return True
        time.sleep(0.2)
    return False


def test_a_teams_server_that_does_not_answer_is_named_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")

    with prefect_server(tmp_path / "build") as wait, pytest.raises(ServerError) as stopped:
        wait()

    assert str(stopped.value) == (
        "No Prefect server answers at http://127.0.0.1:9/api. Start it, or leave PREFECT_API_URL out: voc then starts one of"
        " its own."
    )


def test_a_build_folder_that_cannot_be_written_is_named_before_a_server_is_started_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # rights do not bind root

    with pytest.raises(ServerError) as stopped, prefect_server(tmp_path / "build"):
        pass

    assert str(stopped.value) == (
        f"{tmp_path}/build cannot be written. See that it is yours and its disk not read-only, and run again."
    )


LOST = """
import sys
from pathlib import Path
from pipelines.flows import server
from pipelines.runs import say_failure

real, started = server.subprocess.Popen, []
server.subprocess.Popen = lambda *a, **k: started.append(real(*a, **k)) or started[-1]
with server.prefect_server(Path(sys.argv[1]), "--no-services") as wait:
    from prefect import flow

    @flow
    def night():
        pass

    wait()
    started[0].kill()
    started[0].wait()
    try:
        night()
    except Exception as error:
        print(say_failure(error))
"""


def test_a_run_whose_server_dies_says_so_and_what_to_do(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", LOST, str(tmp_path / "build")], capture_output=True, text=True, check=True
    )

    assert told.stdout == "The Prefect server of this run was lost. Run again; nothing was lost with it.\n"
