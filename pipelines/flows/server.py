"""Server: which Prefect server does a run report to?

A team's, where PREFECT_API_URL names one; else one on this machine that lives as long as the process that needs it, and ends
with it even where that is killed.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.flows import keep_prefect_in

HOST = "127.0.0.1"
PATIENCE_SECONDS = 120
OWN_VARIABLE = "VOC_OWN_PREFECT"  # set where the server is one that voc started
# The kernel ends the server (SIGTERM) when the process that started it is gone, however that went.
BOUND = "import ctypes; ctypes.CDLL(None).prctl(1, 15); from prefect.cli import app; app()"


class ServerError(Exception):
    """The Prefect server of this machine does not answer."""


@contextmanager
def prefect_server(build: Path, *options: str) -> Iterator[Callable[[], None]]:
    """Start a server for the block, and yield what waits until it answers: other work can go on meanwhile.

    To be entered before Prefect is imported, which then asks that server.

    Raises:
        ServerError: the build folder cannot be written; and what is yielded, where no server answers.
    """
    keep_prefect_in(build)
    if not os.access(build, os.W_OK):
        raise ServerError(f"{build} cannot be written. See that it is yours and its disk not read-only, and run again.")
    theirs = os.environ.get("PREFECT_API_URL")
    if theirs:
        yield lambda: _require(theirs)
        return
    port = _free_port()
    command = [sys.executable, "-c", BOUND, "server", "start", "--no-ui", "--host", HOST, "--port", str(port)]
    server = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.environ["PREFECT_API_URL"] = address = f"http://{HOST}:{port}/api"
    os.environ[OWN_VARIABLE] = "1"
    try:
        yield lambda: _wait_for(address, server)
    finally:
        del os.environ["PREFECT_API_URL"], os.environ[OWN_VARIABLE]
        server.terminate()
        server.wait(timeout=30)


def sweep_dead_runs() -> None:
    """Close what this machine's own server still takes for running; to be called by the one run that can be on.

    A team's server is left alone: it knows of runs elsewhere.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType
    from prefect.context import FlowRunContext
    from prefect.states import Crashed

    context = FlowRunContext.get()
    if context is None or context.flow_run is None or OWN_VARIABLE not in os.environ:
        return
    running = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING])))
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=running):
            if run.id != context.flow_run.id:
                client.set_flow_run_state(run.id, Crashed(message="It was ended from outside."), force=True)


def _require(address: str) -> None:
    """Stop where a team's server is gone, before Prefect tries it for minutes."""
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=10):  # noqa: S310 (the operator's own address)
            return
    except urllib.error.HTTPError:  # it wants a log-in, which Prefect has: there is a server
        return
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise ServerError(
            f"No Prefect server answers at {address}. Start it, or leave PREFECT_API_URL out: voc then starts one of its own."
        ) from error


def _wait_for(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise ServerError(
        'The Prefect server did not start. "prefect server start" says why; or set PREFECT_API_URL to one that runs.'
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
