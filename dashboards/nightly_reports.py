"""Nightly reports: which files did the nights write, and which of them may a reader take?

A night's files are made of everything, whoever reads. They are offered whole to who may see everything; a department head is
offered those of their own departments; who is narrowed in another way makes a report on the page, of what they may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboards.papers import KINDS
from dashboards.reports import WHOLE
from dashboards.scopes import EVERYTHING, Scope

HOUSE = {"monthly": "Month", "data_quality": "Data"}


@dataclass(frozen=True)
class Written:
    """One file that a night wrote."""

    as_of: date
    department_code: str
    path: Path

    @property
    def name(self) -> str:
        """logistics-2026-03-31-trend.pdf"""
        return f"{self.department_code}-{self.as_of}-{self.path.name}"

    @property
    def label(self) -> str:
        """PDF, 118 kB; of what is of all departments also what it is: Month, PDF, 80 kB"""
        what = f"{HOUSE[self.path.stem]}, " if self.path.stem in HOUSE else ""
        return f"{what}{self.path.suffix[1:].upper()}, {max(1, round(self.path.stat().st_size / 1000)):,} kB"


def offered(scope: Scope) -> tuple[str, ...] | None:
    """The departments whose files a reader may take; None: all."""
    if scope == EVERYTHING:
        return None
    narrowed_else = scope.teams is not None or scope.agent_id is not None
    return () if narrowed_else or not scope.has_words else scope.departments or ()


def nights(folder: Path) -> list[date]:
    """The days that reports were written about, newest first: the last day of each one's week."""
    return sorted((day for path in _folders(folder) if (day := _day(path.name))), reverse=True)


def files(folder: Path, night: date, departments: tuple[str, ...] | None) -> list[Written]:
    """What a night wrote, by department; only what lies in its own folders, never what a link leads to."""
    return [
        Written(night, owner.name, path)
        for owner in _folders(folder / str(night))
        if departments is None or (owner.name in departments and owner.name != WHOLE)
        for path in sorted(owner.iterdir())
        if path.suffix in KINDS and path.is_file() and not path.is_symlink()
    ]


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():  # before the first night
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(name)
    except ValueError:
        return None
    return day if str(day) == name else None
