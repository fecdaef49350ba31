"""Serving: how does the nightly flow run by its schedule on one machine?

A Prefect server on this machine keeps the schedule (cron with a time zone); this process runs what it starts. Where
PREFECT_API_URL names a team's server, that one keeps it.
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

from pipelines.flows import keep_prefect_in
from pipelines.settings import Settings

HOST = "127.0.0.1"
PATIENCE_SECONDS = 120


class ServerError(Exception):
    """The Prefect server of this machine does not answer."""


def serve_nightly(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the nightly flow at the times of [schedule] until the process is stopped."""
    keep_prefect_in(settings.paths.build)
    with _server(say) as address:
        os.environ["PREFECT_API_URL"] = address
        from prefect.schedules import Cron

        from pipelines.flows.nightly import nightly

        say(f'The nightly flow runs at "{settings.schedule.cron}" ({settings.schedule.timezone}). Stop with Ctrl+C.')
        nightly.serve(
            name="nightly",
            schedule=Cron(settings.schedule.cron, timezone=settings.schedule.timezone),
            parameters={"config": str(settings.config_path)},
            limit=1,
            print_starting_message=False,
        )


@contextmanager
def _server(say: Callable[[str], None]) -> Iterator[str]:
    """The address of the team's server, or of one that lives as long as this process."""
    named = os.environ.get("PREFECT_API_URL")
    if named:
        yield named
        return
    port = _free_port()
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port), "--no-ui"]
    say(f"Starting a Prefect server on {HOST}:{port} …")
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://{HOST}:{port}/api"
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise ServerError(
        'The Prefect server did not start. Set PREFECT_API_URL to one that runs, or schedule "voc run" by cron.'
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
