"""Killed: does a pull that was ended with -9 and called again give what an undisturbed one gives?"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, House, facts

pytestmark = pytest.mark.slow

# Each pair of arguments: a voc.toml, and the step of a load at which the process dies, counted from 1.
PULL_AND_DIE = """
import os, signal, sys
from pathlib import Path
from pipelines.settings import load_settings
from pipelines.sources import files, loading
from tests.conftest import House

files.FILES_AT_ONCE = 5
write, append = loading._write_accounts, loading.append_incoming
for config, point in zip(sys.argv[1::2], sys.argv[2::2]):
    if os.fork() == 0:
        step, count = point.split(":")
        seen = dict.fromkeys(("append", "accounts", "after"), 0)
        def pass_by(name):
            seen[name] += 1
            if name == step and seen[name] == int(count):
                os.kill(os.getpid(), signal.SIGKILL)
        def appended(*arguments):
            pass_by("append")
            append(*arguments)
        def written(*arguments):
            pass_by("accounts")
            write(*arguments)
            pass_by("after")
        loading.append_incoming, loading._write_accounts = appended, written
        from pipelines.pulling import pull_sources
        from pipelines import runs
        from pipelines.warehouse import open_warehouse
        settings = load_settings(Path(config))
        with open_warehouse(settings.paths.warehouse) as warehouse:
            pull_sources(warehouse, settings, runs.start_run(warehouse), settings.sources)
        os._exit(0)
    _, status = os.wait()
    print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)
"""
POINTS = ["append:3", "accounts:1", "accounts:4", "after:2", "after:6"]


def many_files(folder: Path) -> House:
    """Thirty files of tickets that overlap and correct each other, with broken rows among them."""
    house = House(folder)
    for number in range(30):
        path = house.add_tickets(
            f"{number:02}.csv",
            *(
                {
                    "id": f"{number + each}",
                    "updated": f"2026-03-{1 + (number * 7) % 20:02}",
                    "started": f"2026-03-0{1 + each % 5}T09:00:00Z" if (number, each) != (3, 2) else "never",
                    "code": f"C{number}",
                    "customer": f"customer {each}",
                }
                for each in range(5)
            ),
        )
        os.utime(path, (1772323200 + number, 1772323200 + number))
    return house


def test_a_pull_of_many_files_that_was_killed_anywhere_ends_as_if_it_had_not_been(tmp_path):
    undisturbed = many_files(tmp_path / "undisturbed")
    undisturbed.pull()
    account = "select sum(row_count)::int, sum(rejected_count)::int from ops.source_file"
    houses = {point: many_files(tmp_path / point.replace(":", "-")) for point in POINTS}
    for house in houses.values():  # the same key gives the same hashes
        key = house.add_file("build/customer.key", (undisturbed.folder / "build" / "customer.key").read_bytes())
        key.chmod(0o600)
    arguments = [each for point, house in houses.items() for each in (str(house.settings.config_path), point)]

    killed = subprocess.run(
        [sys.executable, "-c", PULL_AND_DIE, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert killed.stdout.split() == [str(int(signal.SIGKILL))] * len(POINTS), killed.stderr
    wanted = facts(undisturbed.settings.paths.warehouse)
    for point, house in houses.items():
        house.pull()
        assert facts(house.settings.paths.warehouse) == wanted, point
        assert house.rows(account) == undisturbed.rows(account), point
        assert house.rows("select count(*) from ops.rejected_row") == [(1,)], point
