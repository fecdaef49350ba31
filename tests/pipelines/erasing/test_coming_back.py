"""Coming back: what of an erased customer is left out of what comes, and what is said of it?"""

from __future__ import annotations

import io
import json
import sys

import pytest

from pipelines.erasing.forgetting import erase_customer
from pipelines.flows import nightly as nightly_flow
from pipelines.sources.customer_key import rotate_key
from pipelines.sources.erased import ErasureKeyLostError, erasure_key_path
from pipelines.warehouse import open_warehouse
from pipelines.workspace import open_workspace
from tests.conftest import House, complaint

TURNS_MAPPING = """
format = "csv"
record = "turn"
[fields]
contact_id = "contact"
turn_index = "place"
speaker = "who"
text = "said"
"""


def ticket(number: str, customer: str, **more: object) -> dict[str, object]:
    row = {"id": number, "updated": "2026-03-02", "started": "2026-03-02T09:00:00Z", "code": "A", "customer": customer}
    return row | more


def contacts(house: House) -> list[str]:
    return [each for (each,) in house.rows("select contact_id from core.contact order by 1")]


def erase(house: House, customer: str, source: str | None = None):
    return erase_customer(house.settings, customer, source, lambda label: None)


@pytest.fixture
def asked(house: House) -> House:
    """Two customers, of whom one was erased."""
    house.add_tickets("1.csv", ticket("a1", "ann"), ticket("a2", "ann"), ticket("b1", "ben"))
    house.pull()
    assert erase(house, "ann").contact_count == 2
    return house


def test_only_the_customer_who_was_asked_for_goes(asked):
    assert contacts(asked) == ["tickets:b1"]
    assert asked.rows("select contact_id from raw.contact") == [("tickets:b1",)]


def test_neither_newer_versions_nor_new_contacts_of_an_erased_customer_come(asked):
    asked.add_tickets(
        "2.csv", ticket("a1", "ann", updated="2026-03-09"), ticket("a9", "ann"), ticket("b2", "ben"), ticket("c1", "")
    )
    asked.pull()

    assert contacts(asked) == ["tickets:b1", "tickets:b2", "tickets:c1"]
    account = "select row_count, loaded_count, superseded_count from ops.source_file order by loaded_at desc limit 1"
    assert asked.rows(account) == [(4, 2, 2)]


def test_a_contact_that_comes_without_its_customer_stays_away_too(asked):
    asked.add_tickets("2.csv", ticket("a1", "", updated="2026-03-09"))
    asked.add_file("turns.toml", TURNS_MAPPING)
    asked.add_source("turns", "inbox/turns/*.csv", "turns.toml", id_prefix="tickets")
    asked.add_file(
        "inbox/turns/1.csv", "contact,place,who,said\na2,0,customer,It broke again\nb1,0,customer,All is well\n"
    )
    asked.pull()

    assert contacts(asked) == ["tickets:b1"]
    assert asked.rows("select contact_id, text from raw.turn") == [("tickets:b1", "All is well")]


def test_a_transcript_that_came_before_its_record_goes_with_the_next_night(asked):
    asked.add_file("turns.toml", TURNS_MAPPING)
    asked.add_source("turns", "inbox/turns/*.csv", "turns.toml", id_prefix="tickets")
    asked.add_file("inbox/turns/1.csv", "contact,place,who,said\na3,0,customer,It broke once more\n")
    asked.pull()
    assert contacts(asked) == ["tickets:a3", "tickets:b1"]

    asked.add_tickets("2.csv", ticket("a3", "ann"))
    asked.pull()
    nightly_flow.forget.fn(asked.settings, nightly_flow.begin.fn(asked.settings))

    assert asked.rows("select count(*) from raw.turn") == [(0,)]
    assert contacts(asked) == ["tickets:b1"]


def test_a_new_key_of_the_hashes_brings_nobody_back(asked):
    rotate_key(asked.settings)
    asked.add_tickets("2.csv", ticket("a7", "ann"), ticket("a1", "ann", updated="2026-03-09"), ticket("b7", "ben"))
    asked.pull()

    assert contacts(asked) == ["tickets:b1", "tickets:b7"]


def test_without_the_key_that_tells_who_was_erased_nothing_is_pulled(asked):
    erasure_key_path(asked.settings).unlink()
    asked.add_tickets("2.csv", ticket("b2", "ben"))

    with pytest.raises(ErasureKeyLostError, match="Restore it"):
        asked.pull()


def test_what_is_kept_of_an_erasure_tells_neither_customer_nor_contact(asked):
    kept = [
        *asked.rows("from ops.erased_customer"),
        *asked.rows("from ops.erased_contact"),
        *asked.rows("from ops.erasure_count"),
    ]
    assert len(kept) > 3
    assert "ann" not in str(kept) and "a1" not in [str(value) for row in kept for value in row]


def test_a_rejected_row_of_an_erased_customer_is_counted_and_not_kept(house):
    house.add_tickets(
        "1.csv", ticket("a11111", "ann"), ticket("a11111", "ann", started="sometime"), ticket("b1", "ben")
    )
    house.pull()
    assert "a11111" in str(house.rows("from ops.rejected_row"))

    erase(house, "ann")
    house.add_tickets("2.csv", ticket("a22222", "ann", started="never"), ticket("b22222", "ben", started="never"))
    house.pull()

    rows = house.rows("select value, raw_row from ops.rejected_row order by file_name, line_number")
    assert rows[:2] == [(None, "[ERASED]"), (None, "[ERASED]")]
    assert len(rows) == 3 and "b22222" in rows[2][1]


def test_of_two_sources_whose_ids_clash_one_can_be_named(house):
    house.add_tickets("1.csv", ticket("1", "7"))
    house.add_source("other", "other/*.csv", "tickets.toml", timezone="UTC")
    house.add_file("other/1.csv", (house.folder / "inbox/1.csv").read_text())
    house.pull()

    erase(house, "7", "other")
    assert contacts(house) == ["tickets:1"]

    house.add_file("other/2.csv", (house.folder / "inbox/1.csv").read_text().replace("2026-03-02", "2026-03-05"))
    house.add_tickets("2.csv", ticket("2", "7"))
    house.pull()
    assert contacts(house) == ["tickets:1", "tickets:2"]


def test_a_file_that_is_called_by_its_contact_is_called_so_no_longer(house):
    house.add_tickets("call_a54321.csv", ticket("a54321", "ann"))
    house.add_tickets("others.csv", ticket("b1", "ben"))
    house.pull()

    erase(house, "ann")

    names = house.rows("select file_name from ops.source_file order by 1")
    assert names == [("call_[ERASED].csv",), ("others.csv",)]
    house.pull()
    assert contacts(house) == ["tickets:b1"]


def test_who_is_not_stored_is_said_so_and_who_is_misnamed_is_told_how(asked, call):
    config = asked.settings.config_path

    code, _, said = call("erase", "--customer", "somebody", "--yes", "--config", config)
    assert code == 1 and "Nothing of this customer is stored." in complaint(said) and "somebody" not in said

    code, _, said = call("erase", "--customer", "ben", "--source", "nowhere", "--yes", "--config", config)
    assert code == 2 and "It has: tickets." in complaint(said)

    code, _, said = call("erase", "--customer", " ", "--yes", "--config", config)
    assert code == 2 and "No customer is named" in complaint(said)

    code, _, said = call("erase", "--customer", "-", "--config", config)
    assert code == 2 and "--yes" in complaint(said)
    assert contacts(asked) == ["tickets:b1"]


def test_who_is_not_sure_erases_nothing(asked, call, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    code, said, complained = call("erase", "--customer", "ben", "--config", asked.settings.config_path)

    assert code == 1 and "1 contacts go" in said and "Stopped" in complained
    assert contacts(asked) == ["tickets:b1"]


def test_a_reason_that_was_made_of_a_topic_loses_the_examples_that_only_they_said(asked):
    """What others said too stays, and so does what nobody said."""
    asked.add_tickets("2.csv", ticket("d1", "dora"))
    asked.add_file("turns.toml", TURNS_MAPPING)
    asked.add_source("turns", "inbox/turns/*.csv", "turns.toml", id_prefix="tickets")
    asked.add_file(
        "inbox/turns/1.csv",
        "contact,place,who,said\n"
        "d1,0,customer,The hinge of my lantern squeaks at night. Where is my order now?\n"
        "b1,0,customer,Hello. Where is my order now?\n",
    )
    asked.pull()
    edit = {
        "kind": "add_reason",
        "definition": "Customers say, for example, “The hinge of my lantern squeaks at night”; they speak of lanterns.",
        "phrases": ["The hinge of my lantern squeaks at night.", "Where is my order now?", "the lamp does not work"],
    }
    with open_workspace(asked.settings) as workspace:
        workspace.add_taxonomy_edit(edit, "ana")
    with open_warehouse(asked.settings.paths.warehouse) as warehouse:
        warehouse.execute(
            "insert into ops.taxonomy (taxonomy_version, document) values ('1', ?)", [json.dumps({"reason": [edit]})]
        )

    assert erase(asked, "dora").counts["workspace.taxonomy_edit"] == 1

    wanted = {
        "kind": "add_reason",
        "definition": "Customers say, for example, “…”; they speak of lanterns.",
        "phrases": ["Where is my order now?", "the lamp does not work"],
    }
    with open_workspace(asked.settings) as workspace:
        assert [{name: kept[name] for name in wanted} for kept in workspace.taxonomy_edits()] == [wanted]
    [(document,)] = asked.rows("select document from ops.taxonomy where taxonomy_version = '1'")
    assert json.loads(document) == {"reason": [wanted]}
