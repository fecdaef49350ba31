"""Reporting: how does a run ask for its reports?

They are made by a process of their own on the published file, like any other reader's: what makes them reads marts only.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipelines.settings import PROJECT_ROOT, Settings


class ReportError(Exception):
    """The reports could not be made; what was published stays."""


class UnknownReportError(Exception):
    """A department, alert, reason or agent was asked for that is not there."""


def make_reports(settings: Settings, folder: Path, *options: str) -> list[Path]:
    """Call the report program with its options, and return the files that it wrote.

    Raises:
        UnknownReportError: it was asked for something that is not there; the message names what is.
        ReportError: it failed; the message is its own.
    """
    command = [
        sys.executable,
        "-m",
        "dashboards.reports",
        "--published",
        str(settings.paths.published),
        "--out",
        str(folder),
    ]
    done = subprocess.run([*command, *options], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        raise UnknownReportError(_last_line(done.stderr))
    if done.returncode != 0:
        raise ReportError(_last_line(done.stderr))
    return [Path(line) for line in done.stdout.splitlines() if line]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "The reports could not be made, and nothing was said why."
