"""What tests share: a house of one's own to run, one night of the simulated contact centre, and the public data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from prefect import Task

from pipelines.flows import nightly as nightly_flow
from pipelines.settings import Settings, load_settings
from pipelines.warehouse import OFFLINE, open_warehouse

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("VOC_SHARED_DATA", ROOT.parent / "shared" / "data"))

TICKETS_MAPPING = """
description = "A test's tickets"
format = "csv"
record = "contact"
[fields]
contact_id = "id"
updated_at = "updated"
started_at = "started"
disposition_code = "code"
customer_id = "customer"
queue_seconds = "waited"
talk_seconds = "talked"
is_abandoned = { column = "abandoned", true = ["1"] }
csat_score = "csat"
is_resolved = { column = "resolved", true = ["1"] }
region_code = "region"
channel_code = { constant = "voice" }
"""
TICKET_COLUMNS = [
    "id",
    "updated",
    "started",
    "code",
    "customer",
    "waited",
    "talked",
    "abandoned",
    "csat",
    "resolved",
    "region",
]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """On several cores the tests of a file stay together, and so do those of `nights`: that night is then made once."""
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "nights" if "/nights/" in nodeid else super()._split_scope(nodeid)

    return Together(config, log)


@contextmanager
def without_prefect() -> Iterator[None]:
    """Let a flow's function call its tasks as plain functions; reports have tests of their own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in list(vars(nightly_flow).items()):
            if isinstance(value, Task):
                patch.setattr(nightly_flow, name, value.fn)
        patch.setattr(nightly_flow, "write_reports", lambda settings, run_id: None)
        yield


def run_without_prefect(config: Path, as_of: date | None = None) -> str:
    """One nightly run in this process; return the run's id."""
    with without_prefect():
        run_id, _ = nightly_flow.nightly.fn(str(config), as_of)
    return run_id


def facts(warehouse: Path, digits: int = 9) -> dict[str, tuple[int, int]]:
    """What core and marts say: each table's rows and the sum of their hashes, without run ids and the times of the run.

    Of fractions so many digits count: the last ones depend on the order in which threads added up.
    """
    with open_warehouse(warehouse) as connection:
        tables: dict[str, list[str]] = {}
        for table, column, kind in connection.execute(
            "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()"
            " where schema_name in ('core', 'marts') and table_name not in ('run_history', 'run_step', 'source_file')"
            " order by 1, column_index"
        ).fetchall():
            of_the_run = ("run_id", "trained_at", "loaded_at") + (
                ("started_at", "finished_at") if table == "marts.run" else ()
            )
            if column not in of_the_run:
                tables.setdefault(table, []).append(f"round({column}, {digits})" if kind == "DOUBLE" else column)
        return {
            table: connection.execute(
                f"select count(*), sum(hash({', '.join(columns)})::hugeint) from {table}"
            ).fetchall()[0]
            for table, columns in tables.items()
        }


@dataclass
class House:
    """A folder with a voc.toml, exports and a build of its own."""

    folder: Path
    sources: dict[str, str] = field(default_factory=dict)
    settle_seconds: float = 0  # what a test writes is whole
    extra: str = '[taxonomy]\nfrom = "dispositions"\n[spikes]\ndimensions = ["region_code"]\n'

    def add_file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def add_source(self, code: str, path: str, mapping: str, **options: str) -> None:
        lines = [f"[sources.{code}]", f"path = {json.dumps(path)}", f"mapping = {json.dumps(mapping)}"]
        self.sources[code] = "\n".join([*lines, *(f"{name} = {json.dumps(value)}" for name, value in options.items())])

    def add_tickets(self, name: str, *rows: dict[str, object]) -> Path:
        """A CSV of tickets; a column that a row does not name is empty."""
        if "tickets" not in self.sources:
            self.add_file("tickets.toml", TICKETS_MAPPING)
            self.add_source("tickets", "inbox/*.csv", "tickets.toml", timezone="UTC")
        return self.add_file(f"inbox/{name}", pd.DataFrame(rows, columns=TICKET_COLUMNS).to_csv(index=False))

    @property
    def settings(self) -> Settings:
        path = self.folder / "voc.toml"
        base = f'[paths]\nbuild = "build"\n[limits]\nsettle_seconds = {self.settle_seconds}\n'
        path.write_text(base + self.extra + "\n".join(self.sources.values()))
        return load_settings(path)

    def run(self, as_of: date | None = None) -> str:
        """One nightly run without Prefect's server; return its id."""
        return run_without_prefect(self.settings.config_path, as_of)

    def pull(self) -> str:
        """The first half of a night, which is quicker: what is new is loaded and joined in core; return the run's id."""
        settings = self.settings
        run_id = nightly_flow.begin.fn(settings)
        nightly_flow.pull.fn(settings, run_id)
        nightly_flow.build_core.fn(settings, run_id, None)
        return run_id

    def rows(self, sql: str) -> list[tuple]:
        """The answer of the warehouse."""
        with open_warehouse(self.settings.paths.warehouse) as warehouse:
            return warehouse.execute(sql).fetchall()

    def published(self, sql: str) -> list[tuple]:
        """The answer of what readers see."""
        with duckdb.connect(str(self.settings.paths.published.resolve()), read_only=True, config=OFFLINE) as marts:
            return marts.execute(sql).fetchall()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """A file or folder of the public data, or a skip where it is absent."""

    def locate(name: str) -> Path:
        path = SHARED_DATA / name
        if not path.exists():
            pytest.skip(f"the public data is not here: {name} (set VOC_SHARED_DATA)")
        return path

    return locate


def voc(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line, as a user calls it."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "160"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def complaint(err: str) -> str:
    """The one line that stands on stderr."""
    assert err.startswith("voc: ") and err.count("\n") == 1 and err.endswith("\n"), err
    assert "Traceback" not in err
    return err.removeprefix("voc: ").strip()


@dataclass(frozen=True)
class Night:
    """One `voc demo`, with what it printed and where it wrote."""

    settings: Settings
    printed: subprocess.CompletedProcess[str]

    @property
    def truth(self) -> dict:
        return json.loads((self.settings.paths.demo / "truth.json").read_text())

    def published(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.settings.paths.published.resolve()), read_only=True, config=OFFLINE) as marts:
            return marts.execute(sql).fetchall()


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The whole line once, by the command that `make run` calls, on a smaller contact centre."""
    folder = tmp_path_factory.mktemp("night")
    config = folder / "voc.toml"
    config.write_text((ROOT / "voc.toml").read_text())
    printed = voc("demo", "--days", "100", "--contacts-per-day", "80", "--end", "2026-03-31", "--config", str(config))
    return Night(load_settings(config), printed)
