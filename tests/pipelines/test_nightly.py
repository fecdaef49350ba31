"""The whole line: does a night on the simulated contact centre find what was planted, and lose or leak nothing?"""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import pytest
from pypdf import PdfReader

from pipelines.flows.nightly import FailedCheckError
from pipelines.settings import load_settings
from pipelines.warehouse import OFFLINE
from tests.conftest import ROOT, House, facts, run_without_prefect

pytestmark = pytest.mark.slow

# Bounded on both sides: packed bytes hold runs of a hundred thousand letters.
E_MAIL = re.compile(r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64})+")
DIGITS = re.compile(r"(?<!\d)\d[\d ().-]{7,28}\d(?!\d)")


def rows_of(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exports(night, pattern: str) -> list[Path]:
    return sorted((night.settings.paths.demo / "exports").glob(pattern))


def call_ids(path: Path) -> list[str]:
    return [row["CALL ID"] for row in rows_of(path)]


def plant(night, code: str) -> dict:
    return next(each for each in night.truth["plants"] if each["plant_code"] == code)


# What the operator reads


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
    assert re.search(r"Damaged shipment: \d+ contacts on Fri 27 Mar 2026 to Tue 31 Mar 2026, \d+ expected\.", said)
    assert re.search(
        r"\d+ % of the excess is carrier NorthStar in the South", said.replace("%", " %").replace("  ", " ")
    )
    assert str(night.settings.paths.reports / "2026-03-31") in said and "make dashboard" in said
    assert "Traceback" not in printed.stdout and "WARNING" not in printed.stdout


def test_every_step_is_told_as_it_begins(night):
    steps = [line.removesuffix(" …") for line in night.printed.stdout.splitlines() if line.endswith(" …")]

    assert steps[0] == "Simulating a contact centre" and steps[-1] == "Writing the reports"
    assert {"Pulling transcripts", "Reading why customers came", "Looking for spikes", "Checking", "Publishing"} <= set(
        steps
    )


def test_the_run_its_steps_and_its_files_are_noted(night):
    assert night.published("select status_code, as_of_date from marts.run_history") == [("done", date(2026, 3, 31))]
    steps = [code for (code,) in night.published("select step_code from marts.run_step where status_code = 'done'")]
    assert {"pull", "core", "reasons", "trends", "spikes"} <= set(steps)
    names = {
        name for (name,) in night.published("select file_name from marts.source_file where status_code = 'loaded'")
    }
    assert names == {path.name for path in exports(night, "*/*")}


# What was delivered


def test_the_contacts_are_the_distinct_ids_of_the_exports(night):
    broken = {(each["file"], each["line"]) for each in night.truth["broken_rows"]}
    calls = {
        row["CALL ID"]
        for path in exports(night, "calls_*/*.csv")
        for line, row in enumerate(rows_of(path), 2)
        if (path.name, line) not in broken
    }
    digital = {
        json.loads(line)["conversations"]["conversation_id"]
        for path in exports(night, "digital/*.jsonl")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (path.name, number) not in broken
    }

    published = [contact_id for (contact_id,) in night.published("select contact_id from marts.contact")]

    assert len(published) == len(set(published))
    assert set(published) == {f"shop:{each}" for each in calls | digital}
    assert night.published("select sum(contact_count)::bigint from marts.contact_daily") == [(len(published),)]


def test_every_transcript_is_joined_with_its_record(night):
    documents = [
        json.loads(line)
        for path in exports(night, "transcripts/*")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]

    ids = {each["CustomerMetadata"]["ContactId"] for each in documents}
    assert night.published("select transcript_count, undated_count from marts.run") == [(len(ids), 0)]


def test_the_five_broken_rows_are_rejected_with_their_file_line_and_reason(night):
    rejected = {
        (name, line): f"{column or ''} {reason}"
        for name, line, column, reason in night.published(
            "select file_name, line_number, column_name, reason from marts.rejected_row"
        )
    }

    broken = {(each["file"], each["line"]): each["fault"] for each in night.truth["broken_rows"]}
    assert len(broken) == 5 and rejected.keys() == broken.keys()
    said = {
        "bad date": "TIMESTAMP is not a time like",
        "missing id": "CALL ID is missing",
        "too many columns": "columns, the header",
        "broken JSON": "the line is not a JSON object",
        "impossible CSAT": "CSAT is not a score from 1 to 5",
    }
    assert all(said[fault] in rejected[place] for place, fault in broken.items())


def test_the_calls_of_the_late_file_are_counted_on_their_own_days(night):
    late = night.truth["late_file"]
    (path,) = exports(night, f"*/{late['file']}")
    days = {
        f"shop:{row['contact_id']}": row["contact_date"]
        for row in rows_of(night.settings.paths.demo / "truth_contacts.csv")
    }

    ids = [f"shop:{each}" for each in call_ids(path)]
    found = dict(night.published("select contact_id, contact_date::varchar from marts.contact"))

    assert len(ids) == late["row_count"]
    assert {each: found[each] for each in ids} == {each: days[each] for each in ids}
    assert len({days[each] for each in ids}) > 1


def test_the_corrected_re_delivery_replaces_what_was_delivered_before(night):
    corrected = night.truth["corrected_file"]
    (path,) = exports(night, f"*/{corrected['file']}")
    meant = {f"shop:{row['CALL ID']}": row["DISPOSITION"] for row in rows_of(path)}
    before = {
        f"shop:{row['CALL ID']}": row["DISPOSITION"]
        for other in exports(night, "calls_monterrey/*.csv")
        for row in rows_of(other)
        if other != path
    }

    found = dict(night.published("select contact_id, disposition_code from marts.contact"))

    assert len(meant) == corrected["row_count"]
    assert {each: found[each] for each in meant} == meant
    assert any(before[each] != code for each, code in meant.items())


# What was planted


def test_the_planted_damage_is_found_with_its_carrier_its_region_and_ten_quotes(night):
    truth = plant(night, "damage_spike")
    ((alert_id, started, last, is_open, count, expected, driver, share, department),) = night.published(
        "select alert_id, started_date::varchar, last_date::varchar, is_open, contact_count, expected_count, driver_label,"
        " driver_share, department_label from marts.alert where reason_code = 'damaged_shipment' and is_open"
    )

    assert truth["first_date"] <= started <= last == truth["last_date"]
    assert is_open and department == "Logistics"
    assert expected < truth["usual_count"] * 2 and count > 0.7 * (truth["usual_count"] + truth["excess_count"])
    assert driver == "carrier NorthStar in the South" and share > 0.5
    ((first_slice,),) = night.published(
        f"select slice_json from marts.alert_driver where alert_id = '{alert_id}' and driver_rank = 1"
    )
    assert json.loads(first_slice) == truth["slice"]

    quotes = night.published(
        "select quote.text, turn.text, contact.carrier_code, contact.region_code from marts.alert_quote as quote"
        " join marts.turn as turn using (contact_id, turn_index) join marts.contact as contact using (contact_id)"
        f" where alert_id = '{alert_id}'"
    )
    assert len(quotes) >= 10
    assert all(quoted in " ".join(said.split()) for quoted, said, _, _ in quotes), "a quote is the customer's own words"
    assert sum((carrier, region) == ("NorthStar", "South") for *_, carrier, region in quotes) >= 5


def test_the_contacts_behind_the_damage_are_listed_and_most_were_planted(night):
    planted = {
        f"shop:{row['contact_id']}"
        for row in rows_of(night.settings.paths.demo / "truth_contacts.csv")
        if row["plant_code"] == "damage_spike"
    }
    inside = night.published(
        "select contact_id from marts.alert_contact join marts.alert using (alert_id)"
        " where reason_code = 'damaged_shipment' and is_open and is_driver"
    )

    assert len(inside) > 20
    assert sum(contact_id in planted for (contact_id,) in inside) / len(inside) > 0.7


def test_the_double_billing_is_found_on_its_one_day(night):
    day = plant(night, "double_billing")["first_date"]

    found = night.published(
        "select started_date::varchar, last_date::varchar, is_open from marts.alert where reason_code = 'double_charge'"
    )

    assert found == [(day, day, False)]


def test_little_else_is_reported(night):
    planted = {each["reason_code"] for each in night.truth["plants"]}

    other = night.published("select reason_code, started_date from marts.alert")

    assert len([code for code, _ in other if code not in planted]) <= 5


def test_the_model_knows_the_reason_of_a_transcript_better_than_the_agents_code(night):
    truth = {
        f"shop:{row['contact_id']}": row["reason_code"]
        for row in rows_of(night.settings.paths.demo / "truth_contacts.csv")
    }
    meaning = {
        row["disposition_code"]: row["reason_code"] for row in rows_of(ROOT / "data" / "taxonomy" / "dispositions.csv")
    }
    read = night.published(
        "select contact_id, reason_code, disposition_code from marts.contact"
        " where method = 'model' and disposition_code is not null"
    )

    coded = [(truth[each], reason, meaning[code]) for each, reason, code in read if meaning[code]]
    model_share = sum(reason == true for true, reason, _ in coded) / len(coded)
    agent_share = sum(code == true for true, _, code in coded) / len(coded)

    assert len(coded) > 4_000
    assert 0.8 < agent_share < 0.95, "about one code in eight is wrong"
    assert model_share > agent_share + 0.01


# What must not be there


@pytest.fixture(scope="module")
def personal(night) -> tuple[set[str], set[str]]:
    """The e-mails, and the digits of the phones and cards, that the exports' transcripts hold."""
    e_mails, numbers = set(), set()
    for path in exports(night, "transcripts/*"):
        for line in path.read_text(encoding="utf-8").splitlines():
            said = "\n".join(turn["Content"] for turn in json.loads(line)["Transcript"])
            e_mails |= set(E_MAIL.findall(said))
            numbers |= {digits for digits in map(_digits, DIGITS.findall(said)) if len(digits) in (10, 11, 16)}
    return e_mails, numbers


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _leaked(text: str, personal: tuple[set[str], set[str]]) -> set[str]:
    e_mails, numbers = personal
    return (e_mails & set(E_MAIL.findall(text))) | (numbers & {_digits(each) for each in DIGITS.findall(text)})


def _texts_of(path: Path) -> str:
    """All that a file says: its bytes, and what they are packed from."""
    said = path.read_bytes().decode("latin-1")
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as pack:
            said += "\n".join(pack.read(name).decode() for name in pack.namelist() if name.endswith(".xml"))
    if path.suffix == ".pdf":
        said += "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True, config=OFFLINE) as connection:
            tables = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
            for (table,) in tables:
                columns = [
                    row[0]
                    for row in connection.execute(f"describe {table}").fetchall()
                    if row[1] in ("VARCHAR", "MAP(VARCHAR, VARCHAR)")
                ]
                for column in columns:
                    said += "\n".join(
                        each
                        for (each,) in connection.execute(
                            f"select distinct {column}::varchar from {table} where {column} is not null"
                        ).fetchall()
                    )
    return said


def test_the_exports_hold_personal_data_of_every_kind(personal):
    e_mails, numbers = personal

    assert len(e_mails) > 100 and len(numbers) > 100
    assert any(len(digits) == 16 for digits in numbers)


def test_no_e_mail_phone_or_card_of_a_customer_is_in_any_file_that_a_run_writes(night, personal):
    build = night.settings.paths.build
    written = [
        path
        for path in build.rglob("*")
        if path.is_file() and not path.is_symlink() and not path.is_relative_to(build / "demo")
    ]

    assert {".duckdb", ".html", ".pdf", ".xlsx", ".skops"} <= {path.suffix for path in written}
    assert {path.name: leaked for path in written if (leaked := _leaked(_texts_of(path), personal))} == {}


def test_customers_are_known_by_a_hash_alone(night):
    numbers = {row["Customer Number"] for path in exports(night, "calls_*/*.csv") for row in rows_of(path)} - {
        "[None]",
        None,
    }

    with duckdb.connect(str(night.settings.paths.warehouse), read_only=True, config=OFFLINE) as warehouse:
        hashes = {
            each for (each,) in warehouse.execute("select distinct customer_id from core.contact").fetchall() if each
        }

    assert not numbers & hashes
    assert all(re.fullmatch(r"[0-9a-f]{20}", each) for each in hashes)
    assert not night.published("select 1 from information_schema.columns where column_name = 'customer_id'")


# Running it again


@pytest.fixture(scope="module")
def copied(night, tmp_path_factory) -> Path:
    """The voc.toml of a copy of the night, to run on."""
    folder = tmp_path_factory.mktemp("copied")
    shutil.copytree(
        night.settings.root,
        folder,
        dirs_exist_ok=True,
        symlinks=True,
        ignore=shutil.ignore_patterns("prefect", "reports"),
    )
    return folder / "voc.toml"


def test_running_it_again_changes_no_row_of_core_and_marts(copied):
    warehouse = load_settings(copied).paths.warehouse
    before = facts(warehouse)

    run_without_prefect(copied)

    assert facts(warehouse) == before


# A run that fails


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

    house.rows("update ops.source_file set loaded_count = loaded_count + 1 where file_name = 'a.csv'")
    house.run()

    assert house.published("select count(*) from marts.contact") == [(2,)]


KILLED_AT = [
    "Pulling tickets",
    "Reading why customers came",
    "Counting by day",
    "Preparing the dashboard",
    "Publishing",
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
    houses = {label: some_house(tmp_path / label.replace(" ", "-")) for label in KILLED_AT}

    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            RUN_AND_DIE,
            *(f"{house.settings.config_path}|{label}" for label, house in houses.items()),
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert killed.stdout.split() == [str(int(signal.SIGKILL))] * len(KILLED_AT), killed.stderr
    for label, house in houses.items():
        house.run()
        assert facts(house.settings.paths.warehouse) == wanted, label
        statuses = house.rows("select status_code, error from ops.run order by started_at, status_code desc")
        assert sorted(statuses) == [("done", None), ("failed", "The run was ended from outside.")]
        assert not list(house.settings.paths.published_folder.glob(".voc-*"))
