"""Terminal: which option do all commands take, who calls them, and how does long work show that it goes on?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from pipelines import progress

SECONDS_BETWEEN = 60  # between two lines of how far a step is
Config = Annotated[Path | None, typer.Option("--config", help="voc.toml; default: the one in this folder.")]


class UnknownUserError(Exception):
    """The machine does not know who calls, and nobody was named."""


def user() -> str:
    """Return the name of who calls.

    Raises:
        UnknownUserError: the machine does not know.
    """
    try:
        return getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UnknownUserError("Say who you are: --by NAME.") from error


@contextmanager
def showing_progress(console: Console) -> Iterator[progress.Listener]:
    """Show each step that is told inside the block: a bar on a terminal, else one line a step."""
    if not console.is_terminal:
        lines = Lines(console)
        with progress.listening(lines.hear):
            yield lines.hear
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        steps = _Bar(bar)
        with progress.listening(steps.hear):
            yield steps.hear


class Lines:
    """Remembers the step that was last said, to say each once, and how far a long one is now and then."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self.console = console
        self.clock = clock
        self.last = ""
        self.began_at = self.said_at = clock()

    def hear(self, label: str, done: int, total: int) -> None:
        now = self.clock()
        if label != self.last:
            self.console.print(f"{label} …", highlight=False, soft_wrap=True)
            self.last, self.began_at, self.said_at = label, now, now
        elif 0 < done < total and now - self.said_at >= SECONDS_BETWEEN:
            minutes = max(1, round((now - self.began_at) / done * (total - done) / 60))
            line = f"{label}: {done:,} of {total:,}, about {minutes} min left"
            self.console.print(line, highlight=False, soft_wrap=True)
            self.said_at = now


class _Bar:
    """Remembers the one bar that is shown."""

    def __init__(self, bar: Progress) -> None:
        self.bar = bar
        self.task = bar.add_task("Starting", total=None)
        self.last = ""

    def hear(self, label: str, done: int, total: int) -> None:
        if label != self.last:
            self.bar.remove_task(self.task)
            self.task = self.bar.add_task(label, total=None)
            self.last = label
        self.bar.update(self.task, completed=done, total=total or None)
