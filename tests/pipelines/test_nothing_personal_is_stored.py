"""Nothing personal is stored: is what customers said of themselves in no file, log or message, whatever goes wrong?"""

from __future__ import annotations

import base64
import csv
import io
import json
import logging
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import duckdb
import openpyxl
import pytest

from pipelines.cli import main
from pipelines.pulling import pull_sources
from pipelines.sources.failing import UnexpectedError
from pipelines.sources.mapping import MappingError
from pipelines.warehouse import open_warehouse
from tests.conftest import ROOT, House, voc
from tests.pipelines.canaries import (
    CANARIES,
    COLUMN_SECRETS,
    KNOWN_NAME,
    PATTERNS,
    PERSONAL_IDS,
    escaped,
    found_in,
    secrets,
    stored_in,
    written_under,
)
from tests.pipelines.sources.rest.api import Asked, serving

pytestmark = pytest.mark.slow

DAY = "2026-03-02T09:00:00Z"
CONTACTS_MAPPING = """
description = "Contacts with canaries"
format = "{form}"
record = "contact"
{more}
[fields]
contact_id = "id"
previous_contact_id = "previous"
started_at = "started"
ended_at = "ended"
disposition_code = "code"
queue_label = "queue"
team_label = "team"
product_code = "product"
region_code = "region"
site_timezone = "zone"
customer_id = "customer"
customer_name = "who"
talk_seconds = "talked"
is_abandoned = "abandoned"
"""
TURNS_MAPPING = """
description = "Turns with canaries"
format = "csv"
record = "turn"
[fields]
contact_id = "id"
turn_index = "place"
speaker = "speaker"
text = "text"
"""
SURVEYS_MAPPING = """
description = "Surveys with canaries"
format = "csv"
record = "survey"
[fields]
contact_id = "id"
answered_at = "answered"
comment = "comment"
csat_score = "score"
"""
TEXT_COLUMNS = ("code", "queue", "team", "product", "region", "extra", "agent_note")
ALL_SECRETS = secrets(KNOWN_NAME.secret, *COLUMN_SECRETS.values())


@dataclass
class Watch:
    """A house in which everything that is written and said is looked through."""

    house: House
    temporary: Path
    capfd: pytest.CaptureFixture[str]
    caplog: pytest.LogCaptureFixture
    said: dict[str, str] = field(default_factory=dict)

    def voc(self, *arguments: str) -> int:
        """Call voc in this process; return its exit code."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["voc", *arguments, "--config", str(self.house.settings.config_path)])
            with pytest.raises(SystemExit) as left:
                main()
        self.hear(f"voc {arguments[0]}")
        return left.value.code

    def hear(self, place: str) -> None:
        captured = self.capfd.readouterr()
        said = captured.out + captured.err + "\n".join(record.getMessage() for record in self.caplog.records)
        self.said[place] = self.said.get(place, "") + said

    def leaks(self, planted: dict[str, str] = ALL_SECRETS) -> list[str]:
        self.hear("the log")
        build = self.house.settings.paths.build
        published = self.house.settings.paths.published
        databases = [self.house.settings.paths.warehouse, *([published.resolve()] if published.exists() else [])]
        return found_in(self.said | written_under(build, self.temporary) | stored_in(*databases), planted)


@pytest.fixture
def watch(house, tmp_path, monkeypatch, capfd, caplog) -> Iterator[Watch]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG)
    house.extra += PATTERNS
    yield Watch(house, temporary, capfd, caplog)
    tempfile.tempdir = None


# What is planted


def contacts() -> list[dict[str, str]]:
    """A contact for each canary, which stands in all that is text, and is its id where it is no plain number."""
    rows = []
    for number, (kind, canary) in enumerate(CANARIES.items()):
        own_id = canary.secret if kind in PERSONAL_IDS else f"c{number}"
        ids = {"id": own_id, "previous": own_id, "started": DAY, "ended": "", "talked": "60", "abandoned": "no"}
        people = {"customer": canary.secret, "who": KNOWN_NAME.secret, "zone": "UTC", **COLUMN_SECRETS}
        texts = dict.fromkeys(TEXT_COLUMNS, canary.said)
        rows.append({**ids, **people, **texts, "subject": KNOWN_NAME.said})
    return rows


def rejected_contacts() -> list[dict[str, str]]:
    """The same, each with a canary where a time, a duration, a zone or an answer belongs."""
    wrong = ("started", "talked", "zone", "abandoned", "ended")
    said = [each.said for each in CANARIES.values()] + [KNOWN_NAME.secret, "9155550187"]
    return [
        {**row, "id": f"r{number}-{column}", column: text}
        for number, (row, text) in enumerate(zip(contacts() * 2, said, strict=False))
        for column in wrong
    ]


def as_csv(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def plant_csv(house: House) -> None:
    text = as_csv(contacts() + rejected_contacts())
    unclosed = '\nu1,"' + " ".join(each.said for each in CANARIES.values()) + f" {KNOWN_NAME.secret} 9155550187\n"
    too_many = "\n".join(",".join([*row.values(), row["code"], row["who"]]) for row in contacts())
    house.add_file("contacts.toml", CONTACTS_MAPPING.format(form="csv", more=""))
    house.add_file(f"inbox/customer={CANARIES['email'].secret}/a.csv", text)
    house.add_file(f"inbox/calls of {CANARIES['email with plus'].secret} and {CANARIES['ssn'].secret}.csv", text)
    house.add_file("inbox/many.csv", as_csv(contacts()) + too_many)
    house.add_file("inbox/unclosed.csv", as_csv(contacts()) + unclosed)
    house.add_file("inbox/headers.csv", headed_csv())
    house.add_file("inbox/latin.csv", text.encode("cp1252"))
    house.add_file("inbox/wide.csv", text.encode("utf-16"))
    house.add_file("inbox/no-columns.csv", "\n".join(each.said for each in CANARIES.values()))
    house.add_source("contacts", "inbox/**/*.csv", "contacts.toml", timezone="UTC")


def headed_csv() -> str:
    """A CSV whose header is somebody's data: the file has lost its first line."""
    header = {f"x{number}": each.said for number, each in enumerate(CANARIES.values())}
    row = contacts()[0] | {"id": "headed"}
    given = io.StringIO()
    csv.writer(given).writerows(
        [[*row, *header.values(), *header.values()], [*row.values(), *header.values(), *header.values()]]
    )
    return given.getvalue()


def plant_tsv(house: House) -> None:
    house.add_file("contacts.toml", CONTACTS_MAPPING.format(form="csv", more=""))
    house.add_file("contacts.tsv", as_csv(contacts() + rejected_contacts(), "\t"))
    house.add_source("contacts", "contacts.tsv", "contacts.toml", timezone="UTC")


def plant_excel(house: House) -> None:
    book = openpyxl.Workbook()
    rows = contacts() + rejected_contacts()
    for row in [list(rows[0]), *(list(each.values()) for each in rows)]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    house.add_file("contacts.toml", CONTACTS_MAPPING.format(form="excel", more=""))
    house.add_file("contacts.xlsx", content.getvalue())
    house.add_source("contacts", "contacts.xlsx", "contacts.toml", timezone="UTC")


def plant_json_lines(house: House) -> None:
    nested = [
        {**row, "attributes": {"note": row["code"], "tags": [row["code"]]}, "via": {"deep": {"list": [row["code"]]}}}
        for row in contacts() + rejected_contacts()
    ]
    lines = [json.dumps(row) for row in nested]
    plain = [json.dumps(row, ensure_ascii=False) for row in nested]
    codes = [json.dumps(row).replace(row["code"], escaped(row["code"])) for row in nested]
    broken = [line[: at * len(line) // 5] for at in (1, 2, 3, 4) for line in [*plain, *codes]]
    alone = [json.dumps([row["code"], row["who"], row["phone"]]) for row in nested]
    turn = '[turn]\ntext = "description"\nspeaker = { constant = "customer" }\n'
    more = 'attributes = ["attributes.*"]'
    house.add_file("tickets.toml", CONTACTS_MAPPING.format(form="jsonl", more=more) + turn)
    said = [json.dumps({**row, "description": f"{row['code']} {KNOWN_NAME.said}"}) for row in contacts()]
    house.add_file("tickets.jsonl", "\n".join([*said, *lines, *codes, *broken, *alone]))
    house.add_source("tickets", "tickets.jsonl", "tickets.toml", timezone="UTC")


def conversation(canary_text: str) -> list[tuple[str, str]]:
    return [
        ("AGENT", "Thank you for calling, how can I help?"),
        ("CUSTOMER", canary_text),
        ("AGENT", f"Thank you, {KNOWN_NAME.secret}, let me see."),
    ]


def contact_lens(number: int, said: str) -> dict[str, object]:
    roles = ("CUSTOMER", "AGENT")
    return {
        "Channel": "CHAT",
        "LanguageCode": "en-US",
        "CustomerMetadata": {"ContactId": f"lens-{number}"},
        "Participants": [
            {
                "ParticipantId": role,
                "ParticipantRole": role,
                "DisplayName": KNOWN_NAME.secret if role == roles[0] else "Bo",
            }
            for role in roles
        ],
        "Transcript": [
            {"ParticipantId": role, "AbsoluteTime": f"2026-03-02T09:0{at}:00Z", "Content": text, "Type": "MESSAGE"}
            for at, (role, text) in enumerate(conversation(said))
        ],
    }


def plant_contact_lens(house: House) -> None:
    documents = [json.dumps(contact_lens(*each)) for each in enumerate(each.said for each in CANARIES.values())]
    for number, text in enumerate(documents):
        house.add_file(f"lens/{number}.json", text)
        house.add_file(f"lens/{number}-cut.json", text[: len(text) * 4 // 5])
    house.add_file(
        "lens/lines.jsonl", "\n".join(part for text in documents for part in (text, text[:-200], text[:-90]))
    )
    house.add_source("lens", "lens/*.json*", "contact_lens", timezone="UTC")


def vtt(said: str) -> str:
    cues = [
        f"00:00:0{at}.000 --> 00:00:0{at + 1}.000\n<v {KNOWN_NAME.secret if role == 'CUSTOMER' else 'Agent'}>{text}</v>"
        for at, (role, text) in enumerate(conversation(said))
    ]
    return "\n\n".join(["WEBVTT", *cues])


def plant_vtt(house: House) -> None:
    for number, canary in enumerate(CANARIES.values()):
        house.add_file(f"vtt/call {number}.vtt", vtt(canary.said))
    house.add_file(f"vtt/{CANARIES['email'].secret}.vtt", vtt("hello, it is late once"))
    house.add_file(f"vtt/20260302 {CANARIES['us phone abroad'].secret}.vtt", vtt("hello, it is late twice"))
    house.add_file(
        f"vtt/20260302_{CANARIES['spanish phone abroad'].secret.replace(' ', '')}.vtt", vtt("hello, it is late thrice")
    )
    house.add_source("captions", "vtt/*.vtt", "webvtt", timezone="UTC")


def plant_text(house: House) -> None:
    for number, canary in enumerate(CANARIES.values()):
        lines = [f"{'Customer' if role == 'CUSTOMER' else 'Agent'}: {text}" for role, text in conversation(canary.said)]
        house.add_file(f"calls/{number}.txt", f"Customer name: {KNOWN_NAME.secret}\n\n" + "\n".join(lines[:2]))
    house.add_source("calls", "calls/*.txt", "plain_text", timezone="UTC")


def plant_turns_and_surveys(house: House) -> None:
    """Three tables of one system: what is known of a customer from one of them is hidden in the others."""
    house.add_file("contacts.toml", CONTACTS_MAPPING.format(form="csv", more=""))
    house.add_file("turns.toml", TURNS_MAPPING)
    house.add_file("surveys.toml", SURVEYS_MAPPING)
    rows = contacts()
    turns = [
        {"id": row["id"], "place": str(place), "speaker": speaker.lower(), "text": text}
        for row in rows
        for place, (speaker, text) in enumerate(conversation(row["code"]))
    ]
    turns += [{**turn, "place": turn["text"]} for turn in turns[1::3]]
    surveys = [{"id": row["id"], "answered": DAY, "comment": row["code"], "score": "5"} for row in rows]
    surveys += [{**each, "score": each["comment"], "comment": KNOWN_NAME.said} for each in surveys]
    surveys += [{"id": "c2", "answered": DAY, "comment": f"{KNOWN_NAME.said} and nobody answered", "score": "1"}]
    house.add_file("contacts.csv", as_csv(rows))
    house.add_file("turns.csv", as_csv(turns))
    house.add_file("surveys.csv", as_csv(surveys))
    for code in ("contacts", "turns", "surveys"):
        house.add_source(code, f"{code}.csv", f"{code}.toml", timezone="UTC", id_prefix="desk")


def plant_database(house: House) -> None:
    rows = contacts() + rejected_contacts()
    with sqlite3.connect(house.folder / "desk.sqlite") as database:
        database.execute(f"create table contacts ({', '.join(rows[0])})")
        database.executemany(
            f"insert into contacts values ({', '.join('?' * len(rows[0]))})", [list(row.values()) for row in rows]
        )
    database.close()
    house.add_file("contacts.toml", CONTACTS_MAPPING.format(form="csv", more=""))
    house.add_source("contacts", "x", "contacts.toml", timezone="UTC")
    house.sources["contacts"] = (
        '[sources.contacts]\nkind = "database"\nmapping = "contacts.toml"\nurl = "sqlite:///desk.sqlite"\n'
        'table = "contacts"\ntimezone = "UTC"'
    )


PLANTED: dict[str, Callable[[House], None]] = {
    "CSV": plant_csv,
    "TSV": plant_tsv,
    "Excel": plant_excel,
    "JSON lines": plant_json_lines,
    "Contact Lens": plant_contact_lens,
    "WebVTT": plant_vtt,
    "plain text": plant_text,
    "turns and surveys": plant_turns_and_surveys,
    "a database": plant_database,
}


@pytest.mark.parametrize("kind", PLANTED)
def test_nothing_that_an_export_holds_of_a_person_is_stored_or_said(watch, kind):
    PLANTED[kind](watch.house)

    watch.voc("pull")
    watch.voc("rejects", "--format", "json")

    assert watch.leaks() == []
    assert watch.house.rows("select count(*) from raw.contact")[0][0] >= len(CANARIES)


def test_an_api_gives_away_neither_its_rows_nor_the_secret(watch, monkeypatch):
    monkeypatch.setenv("DESK_TOKEN", "tkn-hush-8831")
    rows = contacts() + rejected_contacts() + [{"id": "1", "started": CANARIES["dni"].said}, CANARIES["email"].said]
    pages = {"": rows[:40], "second": rows[40:]}

    def answer(asked: Asked) -> dict[str, object]:
        position = asked.params.get("after", "")
        return {"rows": pages[position], "next": None if position else "second"}

    with serving(answer) as api:
        watch.house.add_file("contacts.toml", CONTACTS_MAPPING.format(form="json", more='rows = "rows"'))
        watch.house.sources["contacts"] = (
            '[sources.contacts]\nkind = "rest"\nmapping = "contacts.toml"\ntimezone = "UTC"\npaging = "cursor"\n'
            f'cursor = "next"\ncursor_parameter = "after"\nurl = "{api.url}/v1"\nauth = {{ bearer = "DESK_TOKEN" }}'
        )
        watch.voc("pull")
        watch.voc("rejects", "--format", "json")

    assert watch.leaks(ALL_SECRETS | secrets("tkn-hush-8831")) == []
    assert watch.house.rows("select count(*) from raw.contact")[0][0] >= len(CANARIES)


# What goes wrong


def test_a_mended_mapping_and_a_second_reading_say_no_more_than_the_first(watch):
    plant_csv(watch.house)
    watch.voc("pull")
    watch.house.add_file(
        "contacts.toml", CONTACTS_MAPPING.format(form="csv", more="").replace('talk_seconds = "talked"', "")
    )

    watch.voc("rejects", "--replay")
    watch.voc("rejects", "--format", "csv")

    assert watch.leaks() == []


STEPS_WITH_ROWS = [
    "pipelines.sources.files.read_given",
    "pipelines.sources.loading.prepare",
    "pipelines.sources.preparing.compile_select",
    "pipelines.sources.preparing.protect_columns",
    "pipelines.sources.loading.store_incoming",
    "pipelines.sources.loading.append_incoming",
    "pipelines.sources.drift.note_changes",
]
EVERYTHING = " ".join(each.said for each in CANARIES.values())
OWN = (UnexpectedError, MappingError)
FAILURES = {
    "a library's": lambda: ValueError(f"cannot read '{KNOWN_NAME.said}' of {EVERYTHING}"),
    "the database's": lambda: duckdb.ConversionException(
        f"Could not convert string '{KNOWN_NAME.secret}' {EVERYTHING}\nx"
    ),
    "the system's": lambda: OSError(5, "Input/output error", f"/{CANARIES['email'].secret}.csv"),
    "voc's own": lambda: MappingError(EVERYTHING),
}


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        *((place, "a library's") for place in STEPS_WITH_ROWS),
        *(("pipelines.sources.loading.prepare", kind) for kind in FAILURES),
    ],
)
def test_a_step_that_fails_with_a_row_in_its_message_does_not_pass_it_on(watch, monkeypatch, place, kind):
    def fail(*_arguments: object, **_options: object) -> None:
        try:
            raise KeyError(EVERYTHING)
        except KeyError as cause:
            raise FAILURES[kind]() from cause

    plant_tsv(watch.house)
    monkeypatch.setattr(place, fail)
    watch.voc("pull")
    settings = watch.house.settings
    with open_warehouse(settings.paths.warehouse) as warehouse, pytest.raises((OSError, duckdb.Error, *OWN)) as failed:
        pull_sources(warehouse, settings, "r", settings.sources)
    # What VOC_DEBUG=1 prints, and Prefect logs: where it came from, and nothing of the row.
    watch.said["the traceback"] = "".join(traceback.format_exception(failed.value))

    assert place.split(".")[-2] in watch.said["the traceback"]
    assert watch.leaks() == []


def test_the_traceback_for_developers_says_nothing_of_a_row(watch, monkeypatch):
    plant_tsv(watch.house)
    script = (
        "import sys, pipelines.sources.loading as loading\n"
        f"def fail(*_): raise ValueError({EVERYTHING!r})\n"
        "loading.prepare = fail\n"
        "from pipelines.cli import main\n"
        f"sys.argv = ['voc', 'pull', '--config', {str(watch.house.settings.config_path)!r}]\n"
        "main()\n"
    )
    monkeypatch.setenv("VOC_DEBUG", "1")
    debugged = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    watch.said["VOC_DEBUG=1"] = debugged.stderr

    assert "Traceback" in debugged.stderr and "loading.py" in debugged.stderr
    assert watch.leaks() == []


def test_a_run_that_is_killed_half_way_leaves_nothing(watch):
    plant_tsv(watch.house)
    script = (
        "import os, sys, pipelines.sources.loading as loading\n"
        "loading._write_accounts = lambda *_: os.kill(os.getpid(), 9)\n"
        "from pipelines.cli import main\n"
        f"sys.argv = ['voc', 'pull', '--config', {str(watch.house.settings.config_path)!r}]\n"
        "main()\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    watch.said["the killed run"] = killed.stdout + killed.stderr
    build = watch.house.settings.paths.build

    assert killed.returncode == -signal.SIGKILL
    assert found_in(watch.said | written_under(build, watch.temporary), ALL_SECRETS) == []
    watch.voc("pull")
    assert watch.leaks() == []


def test_a_full_disk_leaves_nothing(watch):
    plant_csv(watch.house)
    script = (
        "import resource, signal, sys\n"
        "from pipelines.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        f"sys.argv = ['voc', 'pull', '--config', {str(watch.house.settings.config_path)!r}]\n"
        "main()\n"
    )
    full = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    watch.said["the run on a full disk"] = full.stdout + full.stderr

    assert full.returncode == 1
    assert found_in(watch.said | written_under(watch.house.settings.paths.build, watch.temporary), ALL_SECRETS) == []


def test_a_database_that_refuses_does_not_give_away_its_password(watch, monkeypatch):
    monkeypatch.setenv("DESK_PASSWORD", "hush-5512-pw")
    watch.house.add_file("contacts.toml", CONTACTS_MAPPING.format(form="csv", more=""))
    for code, url in {
        "one": "postgresql://desk:${DESK_PASSWORD}@127.0.0.1:9/desk",
        "two": "sqlite:///none/x?p=hush-5512-pw",
    }.items():
        watch.house.sources[code] = (
            f'[sources.{code}]\nkind = "database"\nmapping = "contacts.toml"\nurl = "{url}"\ntable = "contacts"'
        )

    watch.voc("pull")

    assert watch.leaks(secrets("hush-5512-pw")) == []


# What readers see


def test_a_whole_night_publishes_nothing_personal(watch):
    for plant in (plant_csv, plant_json_lines, plant_contact_lens, plant_vtt, plant_text):
        plant(watch.house)

    watch.house.run()
    watch.voc("status")
    watch.voc("query", "select * from marts.contact", "--format", "json")

    assert watch.house.published("select count(*) from marts.contact")[0][0] >= len(CANARIES)
    assert watch.leaks() == []


@pytest.mark.slow
def test_a_night_under_prefect_with_models_and_reports_holds_nothing_personal(watch):
    """The command itself: Prefect keeps its own records, the models are fitted, the reports are written."""
    for plant in (plant_csv, plant_contact_lens):
        plant(watch.house)
    watch.house.extra = PATTERNS
    config = watch.house.settings.config_path
    ran = voc("run", "--config", str(config), TMPDIR=str(watch.temporary))
    config.write_text(config.read_text().replace('"contacts.toml"', '"lost.toml"'))
    failed = voc("run", "--config", str(config), TMPDIR=str(watch.temporary), VOC_DEBUG="1")
    watch.said |= {"voc run": ran.stdout + ran.stderr, "a failed voc run": failed.stdout + failed.stderr}

    assert (ran.returncode, failed.returncode) == (1, 2)  # some files cannot be read; then the mapping is gone
    assert watch.house.settings.paths.published.exists()
    assert list(watch.house.settings.paths.build.rglob("prefect.db"))
    assert watch.leaks() == []


# The search itself


@pytest.mark.parametrize("kind", CANARIES)
def test_the_search_finds_each_canary_however_it_is_written(kind):
    secret = CANARIES[kind].secret
    ways = [secret, secret.upper(), escaped(secret), quote(secret, safe=""), base64.b64encode(secret.encode()).decode()]

    assert [way for way in ways if not found_in({"a file": f"x {way} y"}, {kind: secret})] == []


def test_the_search_looks_into_packed_files_and_attributes(tmp_path):
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("create table t as select map {'note': 'to ana@example.com'} as attributes from range(5000)")

    assert found_in(stored_in(tmp_path / "w.duckdb"), secrets("ana@example.com")) == [
        "ana@example.com in w.duckdb main.t"
    ]


# The key


def test_the_key_stands_in_its_own_file_alone_and_is_its_owners(watch):
    watch.house.add_tickets("a.csv", {"id": "1", "started": DAY, "code": "LATE", "customer": "ana@example.com"})
    watch.voc("pull")
    watch.voc("key", "rotate")
    watch.voc("pull")

    key = watch.house.settings.paths.build / "customer.key"
    assert key.stat().st_mode & 0o777 == 0o600
    leaks = watch.leaks(secrets(key.read_text().strip(), "ana@example.com"))
    assert leaks == [f"{key.read_text().strip()} in customer.key"]


def test_a_key_of_the_environment_is_written_nowhere(watch, monkeypatch):
    monkeypatch.setenv("VOC_HASH_KEY", "a-key-of-a-vault-77")
    watch.house.add_tickets("a.csv", {"id": "1", "started": DAY, "code": "LATE", "customer": "ana@example.com"})

    watch.voc("pull")

    assert watch.voc("key", "rotate") == 2
    assert watch.leaks(secrets("a-key-of-a-vault-77", "ana@example.com")) == []
    assert not (watch.house.settings.paths.build / "customer.key").exists()
