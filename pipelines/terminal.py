"""Terminal: which option do all commands take, who calls them, and how does long work show that it goes on?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from pipelines import progress

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
        lines = _Lines(console)
        with progress.listening(lines.hear):
            yield lines.hear
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        steps = _Bar(bar)
        with progress.listening(steps.hear):
            yield steps.hear


class _Lines:
    """Remembers the step that was last said, to say each once."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.last = ""

    def hear(self, label: str, _done: int, _total: int) -> None:
        if label != self.last:
            self.console.print(f"{label} …", highlight=False, soft_wrap=True)
            self.last = label


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
