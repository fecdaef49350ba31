"""Prepared: a contact centre whose history was read, with one more day's exports that wait."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.simulate import simulate
from tests.benchmarks.nightly import settings_in
from tests.conftest import facts

LAST_DAY = date(2026, 3, 31)
DAYS, CONTACTS_A_DAY, SEED = 57, 40, 7


@dataclass(frozen=True)
class Night:
    """A copy of the contact centre, in which one night can be run."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "voc.toml"

    @property
    def build(self) -> Path:
        return self.folder / "build"

    @property
    def current(self) -> Path:
        return self.build / "published" / "current.duckdb"

    def start(
        self, *command: str, limit: Callable[[], None] | None = None, **environment: str
    ) -> subprocess.Popen[str]:
        """Start `voc run`, or another command of voc, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", *(command or ("run",)), "--config", str(self.config)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | environment,
            preexec_fn=limit,
        )

    def run(self, *command: str, limit: Callable[[], None] | None = None, **environment: str) -> tuple[int, str]:
        """Run it to its end; return the exit code and what was said."""
        process = self.start(*command, limit=limit, **environment)
        said, _ = process.communicate()
        return process.returncode, said

    def run_with(self, script: str) -> tuple[int, str]:
        """Run `voc run` by a script that calls voc's own main."""
        command = [sys.executable, "-c", script, "run", "--config", str(self.config)]
        told = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return told.returncode, told.stdout

    def facts(self) -> dict[str, tuple[int, int]]:
        """Of fractions four digits count: how sure a reason is depends in the last ones on what is read beside it."""
        return facts(self.build / "warehouse.duckdb", digits=4)


@dataclass(frozen=True)
class Prepared:
    folder: Path

    def night(self, name: str) -> Night:
        """A copy of its own, the last day's exports at the source."""
        night = Night(self.folder / name)
        shutil.copytree(self.folder / "before", night.folder, symlinks=True)
        shutil.copytree(self.folder / "held-back", night.build / "demo", dirs_exist_ok=True)
        return night


def prepare(folder: Path) -> Prepared:
    """Simulate whole weeks and one day more, hold that day back, and read the rest."""
    before = Night(folder / "before")
    before.folder.mkdir()
    demo = settings_in(before.folder).paths.demo
    simulate(demo, LAST_DAY, DAYS, CONTACTS_A_DAY, seed=SEED)
    for path in sorted((demo / "exports").glob(f"*/*_{LAST_DAY}_{LAST_DAY}.*")):
        place = folder / "held-back" / path.relative_to(demo)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)
    code, said = before.run()
    if code:
        sys.exit(f"The first night ended with {code}: {said}")
    return Prepared(folder)
