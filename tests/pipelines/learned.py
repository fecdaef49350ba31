"""A house whose contacts can be learned from: a taxonomy of two reasons, and mails that agents coded."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.contact_texts import find_texts
from pipelines.flows import nightly
from pipelines.learning.labels import write_labels
from pipelines.learning.plan import ModelPlan, plan_model
from pipelines.vocabulary import read_taxonomy
from pipelines.workspace import open_workspace
from tests.conftest import House

TAXONOMY = {
    "taxonomy/reasons.toml": """
[[reason]]
code = "damaged"
label = "Damaged"
definition = "Something arrived broken."
phrases = { en = ["it arrived broken", "the box was crushed"], es = ["llegó roto"] }
[[reason]]
code = "refund"
label = "Refund"
definition = "The customer wants money back."
phrases = { en = ["I want my money back", "refund me"], es = ["quiero mi dinero"] }
""",
    "taxonomy/dispositions.csv": "disposition_code,disposition_label,reason_code\nDAM,Damaged,damaged\nREF,Refund,refund\n",
    "taxonomy/departments.toml": "",
}
MAPPING = """
format = "csv"
record = "contact"
[fields]
contact_id = "id"
started_at = "started"
disposition_code = "code"
language_code = "language"
[turn]
text = "said"
speaker = { constant = "customer" }
"""
COLUMNS = ["id", "started", "code", "language", "said"]
THINGS = ["lamp", "chair", "mirror", "table", "phone", "kettle", "shelf", "clock", "vase", "plate", "bag", "desk"]
SAID = {
    "DAM": [
        "the {} arrived broken",
        "my {} came crushed in its box",
        "there is a crack in the {}",
        "the {} is in pieces",
    ],
    "REF": [
        "send my money back for the {}",
        "when is my {} refunded",
        "I want the price of the {} back",
        "refund the {}",
    ],
}


@dataclass(frozen=True)
class Mail:
    """One mail, its agent's code, and what it is about."""

    id: str
    code: str
    said: str
    language: str = "en"
    started: str = "2026-03-02T09:00:00Z"

    @property
    def contact_id(self) -> str:
        return f"mails:{self.id}"


def mails(count: int, language: str = "en", prefix: str = "") -> list[Mail]:
    """So many different mails, half of them about damage, half about money."""
    made = []
    for number in range(count):
        code = ("DAM", "REF")[number % 2]
        sentence = SAID[code][number // 2 % 4].format(THINGS[number // 8 % 12])
        made.append(
            Mail(f"{prefix}{number}", code, f"{sentence}, order line {'abcdefghij'[number // 96 % 10]}", language)
        )
    return made


def learning_house(folder, sent: Iterable[Mail]) -> House:
    house = House(folder, extra='[taxonomy]\nfrom = "taxonomy"\n')
    for name, content in TAXONOMY.items():
        house.add_file(name, content)
    house.add_file("mails.toml", MAPPING)
    house.add_source("mails", "inbox/*.csv", "mails.toml")
    deliver(house, "first.csv", sent)
    return house


def deliver(house: House, name: str, sent: Iterable[Mail]) -> None:
    written = io.StringIO()
    rows = csv.DictWriter(written, COLUMNS)
    rows.writeheader()
    rows.writerows({column: getattr(mail, column) for column in COLUMNS} for mail in sent)
    house.add_file(f"inbox/{name}", written.getvalue())


def label(house: House, given: dict[str, str], by: str = "ana") -> None:
    """Give contacts a reason, as an analyst does."""
    with open_workspace(house.settings) as workspace:
        workspace.add_labels(pd.DataFrame(given.items(), columns=["contact_id", "reason_code"]), by)


def is_held_out(mail: Mail) -> bool:
    return duckdb.execute("select md5_number_lower(?) % 5 = 0", [mail.contact_id]).fetchall()[0][0]


def understand(house: House) -> str:
    """A night up to the reasons of the contacts; return the run's id."""
    run_id = house.pull()
    nightly.classify_reasons.fn(house.settings, run_id)
    return run_id


def prepare(house: House, warehouse: duckdb.DuckDBPyConnection) -> ModelPlan:
    """What the flow does before it asks for a model."""
    taxonomy = read_taxonomy(warehouse, house.settings)
    with open_workspace(house.settings) as workspace:
        write_labels(warehouse, workspace.labels(), taxonomy)
    find_texts(warehouse, house.settings.taxonomy_folder is None)
    return plan_model(house.settings, taxonomy)
