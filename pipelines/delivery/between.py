"""Between: how does what is due leave between the nights, while voc serve is up?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from pipelines import runs
from pipelines.delivery.round import deliver
from pipelines.settings import load_settings

EVERY_SECONDS = 300


def keep_delivering(
    config: Path, say: Callable[[str], None], over: Event, every_seconds: float = EVERY_SECONDS
) -> None:
    """A round every few minutes until it is over; what voc.toml and departments.toml say is read anew for each."""
    said: tuple[str, ...] = ()
    while not over.wait(every_seconds):
        try:
            done = deliver(load_settings(config))
            lines, problems = done.queued, done.problems
        except Exception as error:  # the next round may do, and the nights go on in any case
            lines, problems = (), (f"Nothing could be delivered. {runs.say_failure(error)}",)
        for line in (*lines, *(each for each in problems if each not in said)):
            say(line)
        said = problems
