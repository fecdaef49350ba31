"""The command line: does each command do what its help says, and end with 0, 1 or 2 and one line where it cannot?"""

import re

import pytest

from tests.conftest import House, complaint, voc

COMMANDS = ["demo", "run", "pull", "status", "query", "report", "dashboard", "serve", "init", "doctor"]


def ticket(contact_id: str, **fields: object) -> dict[str, object]:
    return {"id": contact_id, "started": "2026-03-02T09:00:00Z", "code": "LATE", **fields}


# What there is


def test_the_help_names_every_command(call):
    code, out, err = call("--help")

    assert (code, err) == (0, "")
    assert all(f" {command} " in out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_that_says_what_it_does(call, command):
    code, out, err = call(command, "--help")

    assert (code, err) == (0, "")
    assert re.search(rf"Usage: .*\b{command} ", out)
    says = next(line.strip() for line in out.splitlines() if line.strip() and "Usage:" not in line)
    assert says[0].isupper() and says.endswith(".")
    assert command == "init" or "--config" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--colour"], "No such option"),
        (["dance"], "No such command"),
        (["run", "--fast"], "No such option"),
        (["query"], "sql"),
        (["demo", "--days", "3"], "--days"),
        (["demo", "--days", "many"], "--days"),
    ],
)
def test_a_call_that_is_not_understood_ends_with_2_and_points_to_the_help(call, arguments, said):
    code, _, err = call(*arguments)

    assert code == 2
    assert said in complaint(err) and "voc --help" in err


# Misuse


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1"])
def test_the_dashboard_listens_elsewhere_only_with_a_login(call, house, address):
    code, out, err = call("dashboard", "--address", address, "--config", house.settings.config_path)

    assert (code, out) == (2, "")
    assert f"listens on {address} only with a login" in complaint(err) and "secrets.toml" in err


def test_a_run_without_sources_names_the_ways_to_get_some(call, house):
    code, _, err = call("run", "--config", house.settings.config_path)

    assert code == 2
    assert "names no source" in complaint(err) and "voc init" in err and "voc demo" in err


def test_a_voc_toml_that_is_not_there_is_named(call, tmp_path):
    code, _, err = call("run", "--config", tmp_path / "voc.toml")

    assert code == 2
    assert "voc.toml does not exist" in complaint(err)


def test_a_day_that_is_none_is_refused(call, house):
    house.add_tickets("a.csv", ticket("1"))

    code, _, err = call("run", "--as-of", "31/03/2026", "--config", house.settings.config_path)

    assert code == 2
    assert "Write it as 2026-03-31." in complaint(err)


def test_a_demo_does_not_mix_with_sources_of_ones_own(call, house):
    house.add_tickets("a.csv", ticket("1"))

    code, _, err = call("demo", "--config", house.settings.config_path)

    assert code == 2
    assert 'names your own source "tickets"' in complaint(err)
    assert not house.settings.paths.demo.exists() and (house.folder / "inbox" / "a.csv").exists()


def test_a_demo_does_not_replace_what_was_pulled_by_hand(call, house):
    house.add_tickets("a.csv", ticket("1"))
    house.run()
    house.sources.clear()
    house.add_source("digital", "build/demo/exports/*.jsonl", "flex_conversations")

    code, _, err = call("demo", "--config", house.settings.config_path)

    assert code == 2
    assert 'holds what was pulled as "tickets"' in complaint(err)
    assert house.rows("select count(*) from raw.contact") == [(1,)]


@pytest.mark.parametrize("command", [["status"], ["query", "select 1"], ["report"]])
def test_before_the_first_run_a_question_says_how_to_make_one(call, house, command):
    code, _, err = call(*command, "--config", house.settings.config_path)

    assert code == 2
    assert "voc demo" in complaint(err) and "voc run" in err


# Pulling


def test_a_pull_says_what_became_of_each_file_and_its_contacts_are_understood_by_the_next_run(call, house):
    house.add_tickets("a.csv", ticket("1", customer="7"), ticket("2", started="never"))

    code, out, err = call("pull", "--config", house.settings.config_path)

    assert (code, err) == (0, "")
    assert "a.csv" in out and "1 rows loaded" in out
    assert house.rows("select row_count, loaded_count, rejected_count from ops.source_file") == [(2, 1, 1)]
    house.run()
    assert house.published("select count(*) from marts.contact") == [(1,)]


def test_a_single_export_is_pulled_by_a_mapping(call, house):
    path = house.add_tickets("a.csv", ticket("1"), ticket("2"))
    house.sources.clear()

    code, out, err = call("pull", path, "--as", "tickets.toml", "--config", house.settings.config_path)

    assert (code, err) == (0, "")
    assert "2 rows loaded" in out
    assert house.rows("select contact_id from raw.contact order by 1") == [("tickets:1",), ("tickets:2",)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["inbox/a.csv"], 'Say how to read it: "voc pull PATH --as auto", or --as MAPPING'),
        (["inbox/gone.csv", "--as", "tickets.toml"], "does not exist"),
        (["inbox/a.csv", "--as", "tikets"], 'There is no mapping "tikets"'),
        (["inbox/a.csv", "--as", "tickets.toml", "--timezone", "Mars/Olympus"], '"Mars/Olympus" is not a time zone'),
    ],
)
def test_a_pull_that_cannot_work_says_how_it_can(call, house, monkeypatch, arguments, said):
    house.add_tickets("a.csv", ticket("1"))
    monkeypatch.chdir(house.folder)

    code, _, err = call("pull", *arguments, "--config", house.settings.config_path)

    assert code == 2
    assert said in complaint(err)


def test_a_pull_that_lacks_a_file_loads_the_others_and_ends_with_1(call, house):
    house.add_tickets("a.csv", ticket("1"))
    house.add_source("gone", "nowhere/*.csv", "tickets.toml")

    code, out, err = call("pull", "--config", house.settings.config_path)

    assert code == 1
    assert "1 rows loaded" in out
    assert 'Source "gone": no file at nowhere/*.csv' in complaint(err)


def test_status_tells_of_a_run_that_failed_and_why(call, house):
    house.add_tickets("a.csv", ticket("1", started="never"))
    call("pull", "--config", house.settings.config_path)

    code, out, err = call("status", "--config", house.settings.config_path)

    assert (code, err) == (0, "")
    assert "failed" in out and "every row was rejected" in " ".join(out.split())


# Doctor


def test_the_doctor_finds_a_missing_source_and_a_mapping_that_is_none(call, house):
    house.add_tickets("a.csv", ticket("1"))
    house.add_source("gone", "nowhere/*.csv", "tickets.toml")
    house.add_source("odd", "inbox/a.csv", "odd_mapping")

    code, out, err = call("doctor", "--config", house.settings.config_path)

    assert (code, err) == (1, "")
    looks = [line for line in out.splitlines() if line.startswith("look")]
    assert len(looks) == 2
    assert 'Source "gone": no file at nowhere/*.csv' in looks[0] and 'There is no mapping "odd_mapping"' in looks[1]


def test_the_doctor_says_which_line_of_voc_toml_is_wrong(call, house):
    house.add_file("other.toml", '[paths]\nbuild = "build"\n[sitee]\ntimezone = "UTC"\n')

    code, out, _ = call("doctor", "--config", house.folder / "other.toml")

    assert code == 1
    assert '"sitee" is not a setting' in out


# With Prefect, as the operator calls it


@pytest.mark.slow
def test_a_run_that_fails_shows_its_steps_and_says_why_in_one_line(tmp_path):
    house = House(tmp_path)
    house.add_tickets("a.csv", *(ticket(str(number)) for number in range(5)))
    house.run()
    yesterday = house.settings.paths.published.resolve()
    house.rows("update ops.source_file set loaded_count = loaded_count - 1")

    failed = voc("run", "--config", str(house.settings.config_path))

    assert failed.returncode == 1 and "Counting by day …" in failed.stdout
    assert 'Check "every delivered row is accounted for" failed for 1 rows, the first: ' in complaint(failed.stderr)
    assert "Traceback" not in failed.stdout and house.settings.paths.published.resolve() == yesterday
