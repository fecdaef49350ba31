"""Serving: how does the nightly flow run by its schedule on one machine?

A Prefect server on this machine keeps the schedule (cron with a time zone); this process runs what it starts. Where
PREFECT_API_URL names a team's server, that one keeps it.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from threading import Event, Thread

from pipelines.delivery.between import keep_delivering
from pipelines.flows import SERVED_VARIABLE
from pipelines.flows.server import prefect_server
from pipelines.settings import Settings


def serve_nightly(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the nightly flow at the times of [schedule] until the process is stopped."""
    say("Starting the Prefect server …")
    os.environ[SERVED_VARIABLE] = "1"
    with prefect_server(settings.paths.build) as wait:
        from prefect.schedules import Cron

        from pipelines.flows.nightly import nightly

        wait()
        # On SIGTERM Prefect leaves a coroutine of its own behind and warns about it.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module="prefect")
        say(f'The nightly flow runs at "{settings.schedule.cron}" ({settings.schedule.timezone}). Stop with Ctrl+C.')
        # Not a flow: each would be a process of its own, seconds of work every few minutes to find that nothing is due.
        over = Event()
        Thread(target=keep_delivering, args=(settings.config_path, say, over), daemon=True).start()
        nightly.serve(
            name="nightly",
            schedule=Cron(settings.schedule.cron, timezone=settings.schedule.timezone),
            parameters={"config": str(settings.config_path)},
            limit=1,
            print_starting_message=False,
        )
        over.set()
