"""A run that fails or is killed does no harm: is yesterday's answer kept, and does the next run end as if nothing had been?"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.flows.nightly import FailedCheckError
from tests.conftest import ROOT, House, facts

pytestmark = pytest.mark.slow


def spoil_the_account(house: House) -> None:
    """As if a row had been lost on the way: the next run's check must see it."""
    house.rows("update ops.source_file set loaded_count = loaded_count - 1 where file_name = 'a.csv'")


def test_a_failed_check_names_the_rows_and_leaves_yesterdays_answer(house):
    house.add_tickets("a.csv", {"id": "1", "started": "2026-03-02T09:00:00Z", "code": "LATE"})
    house.run()
    yesterday = house.settings.paths.published.resolve()
    spoil_the_account(house)
    house.add_tickets("b.csv", {"id": "2", "started": "2026-03-03T09:00:00Z", "code": "LATE"})

    with pytest.raises(FailedCheckError) as caught:
        house.run()

    assert 'Check "every delivered row is accounted for" failed for 1 rows, the first:' in str(caught.value)
    assert "file_name a.csv" in str(caught.value) and "row_count 1, loaded_count 0" in str(caught.value)
    assert house.settings.paths.published.resolve() == yesterday
    assert house.published("select contact_id from marts.contact") == [("tickets:1",)]
    assert house.rows("select status_code, error from ops.run order by started_at, status_code")[-1] == (
        "failed",
        str(caught.value),
    )
    assert house.rows("select status_code from ops.run_step where step_code = 'checks' order by started_at") == [
        ("done",),
        ("failed",),
    ]
    told = json.loads(house.settings.paths.failed_run.read_text())
    assert told["step_code"] == "checks" and told["run_id"] > yesterday.stem.removeprefix("voc-")
    assert "a.csv" not in str(told), "why it failed stays in the warehouse"

    house.rows("update ops.source_file set loaded_count = loaded_count + 1 where file_name = 'a.csv'")
    house.run()

    assert house.published("select count(*) from marts.contact") == [(2,)]
    assert not house.settings.paths.failed_run.exists()


KILLED_AT = [  # one house each, in which one run after the other dies
    ("Pulling tickets", "Reading why customers came", "Preparing the dashboard"),
    ("Counting by day", "Publishing"),
]
RUN_AND_DIE = """
import os, signal, sys
from pathlib import Path
from pipelines import progress
from tests.conftest import run_without_prefect

for pair in sys.argv[1:]:
    config, label = pair.split("|")
    if os.fork() == 0:
        seen = []
        def die(told, done, total):
            seen.append(told)
            # In the middle of the pull: after the first of its files.
            if told == label and (done > 0 or not label.startswith("Pulling")):
                os.kill(os.getpid(), signal.SIGKILL)
        with progress.listening(die):
            run_without_prefect(Path(config))
        os._exit(0)
    _, status = os.wait()
    print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)
"""


def some_house(folder: Path) -> House:
    """Two days of tickets of which a few are said in words, in two files."""
    house = House(folder)
    codes = ["LATE", "REFUND", "LOST"]
    for number, day in enumerate(["2026-03-02", "2026-03-03"]):
        rows = [
            {
                "id": f"{number}-{each}",
                "started": f"{day}T{8 + each % 10:02}:00:00Z",
                "code": codes[each % 3],
                "region": "South",
                "waited": each,
            }
            for each in range(30)
        ]
        house.add_tickets(f"{day}.csv", *rows)
    said = [
        f'{{"id": "0-{each}", "n": 0, "who": "customer", "text": "my parcel is {codes[each % 3].lower()}"}}'
        for each in range(9)
    ]
    house.add_file("said.jsonl", "\n".join(said) + "\n")
    house.add_file(
        "said.toml",
        'format = "jsonl"\nrecord = "turn"\n[fields]\ncontact_id = "id"\nturn_index = "n"\nspeaker = "who"\ntext = "text"\n',
    )
    house.add_source("said", "said.jsonl", "said.toml", id_prefix="tickets")
    return house


def test_a_run_that_was_killed_and_run_again_gives_what_an_undisturbed_run_gives(tmp_path):
    undisturbed = some_house(tmp_path / "undisturbed")
    undisturbed.run()
    wanted = facts(undisturbed.settings.paths.warehouse)
    houses = {labels: some_house(tmp_path / labels[0].replace(" ", "-")) for labels in KILLED_AT}

    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            RUN_AND_DIE,
            *(f"{house.settings.config_path}|{label}" for labels, house in houses.items() for label in labels),
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert killed.stdout.split() == [str(int(signal.SIGKILL))] * sum(map(len, KILLED_AT)), killed.stderr
    for labels, house in houses.items():
        house.run()
        assert facts(house.settings.paths.warehouse) == wanted, labels
        statuses = house.rows("select status_code, error from ops.run order by started_at, status_code desc")
        died = [("failed", "The run was ended from outside.")] * len(labels)
        assert sorted(statuses) == [("done", None), *died]
        assert not list(house.settings.paths.published_folder.glob(".voc-*"))
