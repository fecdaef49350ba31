"""A contact centre of two weeks in which one customer's words, ids and hash can be looked for, byte by byte."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from pipelines.delivery import letters
from pipelines.delivery.letters import Letter
from pipelines.reporting import make_reports
from pipelines.sources.customer_key import read_key
from pipelines.workspace import open_workspace
from pipelines.workspace.audit import add_event
from pipelines.workspace.notes import add_note
from tests.conftest import House
from tests.pipelines.nothing_personal.canaries import stored_in, written_under

CUSTOMER = "C-0815-quixote"
CONTACT = "windmill-7"  # of that customer, and learned from; the ids of the others are 1000 and up
SENTENCE = "My porcelain rooster arrived shattered in seventeen pieces"
COMMENT = "The rooster was worth more than your apology letter"
NOTHING = {CUSTOMER: CUSTOMER, CONTACT: CONTACT, SENTENCE: SENTENCE, COMMENT: COMMENT}
CONTACTS_MAPPING = """
format = "csv"
record = "contact"
id_prefix = "shop"
attributes = ["plan"]
[fields]
contact_id = "id"
started_at = "started"
disposition_code = "code"
customer_id = "customer"
customer_name = "name"
csat_score = "csat"
region_code = "region"
language_code = { constant = "en" }
channel_code = { constant = "chat" }
"""
TURNS_MAPPING = """
format = "csv"
record = "turn"
id_prefix = "shop"
[fields]
contact_id = "contact"
turn_index = "place"
speaker = "who"
text = "said"
"""
SURVEYS_MAPPING = """
format = "csv"
record = "survey"
id_prefix = "shop"
[fields]
contact_id = "contact"
csat_score = "csat"
comment = "comment"
"""
SAID = (
    ("My parcel arrived broken and the box was crushed", "SHIP-DMG"),
    ("I was charged twice for the same order on my card", "PAY-DUP"),
    ("Where is my package, the tracking has not moved for days", "SHIP-TRK"),
    ("I want to return these shoes because they are too small", "RET-HOW"),
)
FIRST = date(2026, 3, 1)
DAYS, A_DAY = 14, 12


def build(folder: Path) -> House:
    """Two weeks of contacts, a night with its reports, and what people wrote about the customer's contact."""
    house = opened(folder)
    add_files(house)
    house.run()
    make_reports(house.settings, house.settings.paths.reports / "2026-03-14")
    write_letters(house)
    write_about(house)
    return house


def opened(folder: Path) -> House:
    """The house of a folder, where one was built or is about to be."""
    house = House(folder, extra='[spikes]\ndimensions = ["region_code"]\n')
    for name, mapping in (("contacts", CONTACTS_MAPPING), ("turns", TURNS_MAPPING), ("surveys", SURVEYS_MAPPING)):
        house.add_file(f"{name}.toml", mapping)
        house.add_source(name, f"inbox/{name}*.csv", f"{name}.toml", timezone="UTC", id_prefix="shop")
    return house


def add_files(house: House, suffix: str = "") -> None:
    """The files as the vendor delivers them, the customer's rows among them; `suffix` delivers the same once more."""
    contacts, turns = ["id,started,code,customer,name,csat,region,plan"], ["contact,place,who,said"]
    for number in range(DAYS * A_DAY):
        day = FIRST + timedelta(days=number // A_DAY)
        said, code = SAID[number % len(SAID)]
        started = f"{day}T{8 + number % A_DAY:02}:00:00Z"
        contacts.append(f"{1000 + number},{started},{code},K{number % 90},Jane Roe,{1 + number % 5},North,gold")
        turns += [
            f'{1000 + number},0,customer,"{said}, this is contact {"again" if number % 3 else "first"}."',
            f'{1000 + number},1,agent,"I am sorry to hear that, let me look into it for you."',
        ]
    contacts.append(
        f"{CONTACT},{FIRST + timedelta(days=12)}T10:30:00Z,SHIP-DMG,{CUSTOMER},Alonso Quijano,1,North,silver"
    )
    turns += [
        f'{CONTACT},0,customer,"{SENTENCE}."',
        f'{CONTACT},1,agent,"I am sorry to hear that, let me look into it for you."',
        f'{CONTACT},2,customer,"I want a replacement for what arrived broken."',
    ]
    house.add_file(f"inbox/contacts{suffix}.csv", "\n".join(contacts) + "\n")
    house.add_file(f"inbox/turns{suffix}.csv", "\n".join(turns) + "\n")
    surveys = f'contact,csat,comment\n{CONTACT},1,"{COMMENT}."\n1001,4,"It was fine in the end, thanks."\n'
    house.add_file(f"inbox/surveys{suffix}.csv", surveys)


def write_letters(house: House) -> None:
    """Each department's report waits in the outbox, too."""
    for folder in (house.settings.paths.reports / "2026-03-14").iterdir():
        files = tuple(sorted(folder.iterdir()))
        letter = Letter(folder.name, "weekly", "A week", "", folder.name, "2026-03-14", datetime(2026, 3, 15), files)
        letters.keep(house.settings.paths.outbox, letter)


def write_about(house: House) -> None:
    contact_id = f"shop:{CONTACT}"
    with open_workspace(house.settings) as workspace:
        add_event(workspace, "ana", "analyst", "transcript_viewed", contact_id)
        add_event(workspace, "ana", "analyst", "transcript_viewed", "shop:1001")
        workspace.add_quality_review(contact_id, "greeting", "met", "ana")
        add_note(workspace, FIRST, f"Look at {contact_id} again", None, "ana")


def found(house: House, planted: dict[str, str]) -> set[str]:
    """Which of these stand anywhere under the build: in the bytes and the names of files, or packed in a database."""
    build = house.settings.paths.build
    databases = [path for path in build.rglob("*") if path.suffix == ".duckdb" and not path.is_symlink()]
    texts = written_under(build) | stored_in(*databases)
    return {kind for kind, secret in planted.items() if any(secret.lower() in text.lower() for text in texts.values())}


def secrets_of(house: House) -> dict[str, str]:
    """What is looked for: words, ids, and the hash that stands for the customer."""
    return NOTHING | {"hash": read_key(house.settings).hash_once(CUSTOMER)}
