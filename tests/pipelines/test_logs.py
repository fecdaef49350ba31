"""Logs: are the lines for machines whole, and silent unless somebody asked for them?"""

import json
import os
import subprocess
import sys

from tests.conftest import House

ROW = {"id": "1", "started": "2026-03-02T10:00:00Z", "code": "BILL", "talked": 300}


def pull(house: House, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines.cli", "pull", "--config", str(house.settings.config_path)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)


def test_a_run_is_a_line_of_json_when_it_begins_and_when_it_ends(house):
    house.add_tickets("a.csv", ROW)

    asked = pull(house, VOC_LOG="json")

    lines = [json.loads(line) for line in asked.stderr.splitlines()]
    assert [(line["level"], line["event"]) for line in lines] == [("INFO", "run started"), ("INFO", "run done")]
    assert lines[0]["run_id"] == lines[1]["run_id"] and lines[1]["seconds"] >= 0
    assert lines[0]["time"].endswith("+00:00")
    assert "1 rows loaded" in asked.stdout


def test_nothing_is_logged_unless_it_was_asked_for(house):
    house.add_tickets("a.csv", ROW)

    assert pull(house).stderr == ""
