"""Nothing personal is stored: is what exports, databases and APIs hold of a person in no file, log or message?"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import House
from tests.pipelines.nothing_personal.canaries import ALL_SECRETS, CANARIES, secrets
from tests.pipelines.nothing_personal.planted import (
    CONTACTS_MAPPING,
    contacts,
    plant_csv,
    plant_database,
    plant_excel,
    plant_json_lines,
    plant_tsv,
    plant_turns_and_surveys,
    rejected_contacts,
)
from tests.pipelines.nothing_personal.planted_conversations import plant_contact_lens, plant_text, plant_vtt
from tests.pipelines.sources.rest.api import Asked, serving

pytestmark = pytest.mark.slow


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
