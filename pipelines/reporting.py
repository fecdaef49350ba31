"""Reporting: how does a run ask for its reports?

They are made by a process of their own on the published file, like any other reader's: what makes them reads marts only.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb

from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.warehouse import OFFLINE


class ReportError(Exception):
    """The reports could not be made; what was published stays."""


class UnknownReportError(Exception):
    """A department, alert, reason, agent or day was asked for that is not there."""


def kept_file(settings: Settings, day: date) -> Path:
    """The published file of a run whose last day was this one; of several the newest.

    Raises:
        UnknownReportError: none is kept; the message names the days that are.
    """
    kept = {
        last: path for path in sorted(settings.paths.published_folder.glob("voc-*.duckdb")) if (last := _last_day(path))
    }
    if day not in kept:
        days = ", ".join(map(str, sorted(kept))) or "none yet"
        raise UnknownReportError(f"No published file is kept of a run up to {day}. The days that are: {days}.")
    return kept[day]


def _last_day(path: Path) -> date | None:
    with duckdb.connect(str(path), read_only=True, config=OFFLINE) as published:
        day: date | None = published.execute("select as_of_date from marts.run").fetchall()[0][0]
        return day


def make_reports(settings: Settings, folder: Path, *options: str, published: Path | None = None) -> list[Path]:
    """Call the report program with its options, and return the files that it wrote.

    Args:
        published: a kept file of an older run; default: what is published now.

    Raises:
        UnknownReportError: it was asked for something that is not there; the message names what is.
        ReportError: it failed; the message is its own.
    """
    command = [
        sys.executable,
        "-m",
        "dashboards.reports",
        "--published",
        str(published or settings.paths.published),
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
