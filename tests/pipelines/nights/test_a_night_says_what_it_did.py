"""A night is told: does the operator read what was found, which steps were taken and where everything lies?"""

import re
from datetime import date

import pytest

from tests.pipelines.nights.exports import exports

pytestmark = pytest.mark.slow


def test_the_demo_ends_well_and_says_what_it_found_and_where_it_lies(night):
    printed = night.printed

    assert printed.returncode == 0 and printed.stderr == ""
    said = " ".join(printed.stdout.split())
    (contact_count, transcript_count, masked_count), = night.published(
        "select contact_count, transcript_count, masked_count from marts.run"
    )  # fmt: skip
    assert f"{contact_count:,} contacts up to Tue 31 Mar 2026, {transcript_count:,} with a transcript." in said
    assert f"5 rows rejected, {masked_count:,} pieces of personal data masked" in said
    assert "Top reasons, last 7 days against the 7 before" in said
    assert re.search(r"\d+ topics, of which \d+ new", said) and "voc taxonomy add-from-topic t" in said
    assert re.search(r"Damaged shipment: \d+ contacts on Fri 27 Mar 2026 to Tue 31 Mar 2026, \d+ expected\.", said)
    assert re.search(
        r"\d+ % of the excess is carrier NorthStar in the South", said.replace("%", " %").replace("  ", " ")
    )
    assert str(night.settings.paths.reports / "2026-03-31") in said and "make dashboard" in said
    assert "Traceback" not in printed.stdout and "WARNING" not in printed.stdout


def test_every_step_is_told_as_it_begins(night):
    steps = [line.removesuffix(" …") for line in night.printed.stdout.splitlines() if line.endswith(" …")]

    assert steps[0] == "Simulating a contact centre" and steps[-2:] == ["Writing the reports", "Delivering"]
    assert {
        "Pulling transcripts",
        "Reading why customers came",
        "Looking for topics",
        "Looking for spikes",
        "Checking",
        "Publishing",
    } <= set(steps)


def test_the_run_its_steps_and_its_files_are_noted(night):
    assert night.published("select status_code, as_of_date from marts.run_history") == [("done", date(2026, 3, 31))]
    steps = [code for (code,) in night.published("select step_code from marts.run_step where status_code = 'done'")]
    assert {"pull", "core", "reasons", "topics", "trends", "spikes"} <= set(steps)
    names = {
        name for (name,) in night.published("select file_name from marts.source_file where status_code = 'loaded'")
    }
    assert names == {path.name for path in exports(night, "*/*")}
