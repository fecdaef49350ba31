"""What is planted: exports of every kind, full of what customers said of themselves."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

import openpyxl

from tests.conftest import House
from tests.pipelines.nothing_personal.canaries import CANARIES, COLUMN_SECRETS, KNOWN_NAME, PERSONAL_IDS, escaped
from tests.pipelines.nothing_personal.planted_conversations import conversation

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
