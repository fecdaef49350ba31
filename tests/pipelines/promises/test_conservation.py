"""Conservation: is every delivered row loaded, superseded or rejected, and does the account agree with what is stored?"""

import json

import pytest

from pipelines.flows.nightly import FailedCheckError
from pipelines.warehouse import SQL_FOLDER

pytestmark = pytest.mark.slow

DAY = "2026-03-02"


def ticket(contact_id, **fields):
    return {"id": contact_id, "started": f"{DAY}T09:00:00Z", "code": "LATE", **fields}


def accounts(house):
    """file_name -> rows delivered, loaded, superseded, rejected."""
    return {
        name: counts
        for name, *counts in house.rows(
            "select file_name, row_count, loaded_count, superseded_count, rejected_count from ops.source_file"
            " where status_code = 'loaded'"
        )
    }


def broken_checks(house):
    claims = ("every delivered row is accounted for", "every stored row is of a loaded file")
    files = {claim: SQL_FOLDER / "checks" / f"{claim.replace(' ', '_')}.sql" for claim in claims}
    return [claim for claim, path in files.items() if house.rows(path.read_text())]


def test_each_row_of_a_table_goes_one_of_three_ways(house):
    path = house.add_tickets(
        "a.csv",
        ticket("1"),
        ticket("1", updated="2026-03-05"),
        ticket("2", started="soon"),
        ticket(""),
        ticket("3", csat="11"),
        ticket("4"),
    )
    path.write_text(path.read_text() + "5,too,short\n")
    house.pull()
    house.add_tickets("b.csv", ticket("4"), ticket("6"))

    house.pull()

    assert accounts(house) == {"a.csv": [7, 2, 1, 4], "b.csv": [2, 1, 1, 0]}
    assert house.rows("select file_name, count(*) from ops.rejected_row group by 1") == [("a.csv", 4)]
    assert house.rows("select count(*) from raw.contact") == [(3,)]


def test_objects_of_json_lines_are_counted_by_their_lines(house):
    house.add_file("m.toml", 'format = "jsonl"\n[fields]\ncontact_id = "id"\nstarted_at = "at"\n')
    house.add_source("chats", "chats.jsonl", "m.toml")
    good = json.dumps({"id": 1, "at": f"{DAY}T09:00:00Z"})
    house.add_file("chats.jsonl", "\n".join([good, "", "{", good, "[1, 2]", '"text"', '{"id": 2, "at": "late"}', ""]))

    house.pull()

    assert accounts(house) == {"chats.jsonl": [6, 1, 1, 4]}


def test_contacts_and_turns_of_documents_are_both_counted_and_broken_documents_once(house):
    document = {
        "CustomerMetadata": {"ContactId": "c1"},
        "Participants": [{"ParticipantId": "A", "ParticipantRole": "AGENT"}],
        "Transcript": [
            {"ParticipantId": "A", "Content": "hello", "BeginOffsetMillis": 0, "EndOffsetMillis": 900},
            {"ParticipantId": "A", "Content": "bye", "BeginOffsetMillis": 900, "EndOffsetMillis": 1800},
        ],
        "Channel": "VOICE",
        "LanguageCode": "en-US",
    }
    house.add_source("lens", "lens.jsonl", "contact_lens")
    lines = [json.dumps(document), '{"Transcript": 7}', json.dumps(document)]
    house.add_file("lens.jsonl", "\n".join(lines) + "\n")

    house.pull()

    (counts,) = accounts(house).values()
    assert counts[0] == sum(counts[1:]) and counts[3] == 1
    assert house.rows("select text from core.turn order by turn_index") == [("hello",), ("bye",)]
    assert broken_checks(house) == []


def test_a_turn_within_a_contacts_own_row_is_not_counted_beside_it(house):
    house.add_file(
        "m.toml",
        'format = "csv"\n[fields]\ncontact_id = "id"\nstarted_at = "at"\n[turn]\ntext = "body"\n'
        'speaker = { constant = "customer" }\n',
    )
    house.add_source("mails", "mails/*.csv", "m.toml", timezone="UTC")
    house.add_file("mails/1.csv", f"id,at,body\n1,{DAY} 09:00,my parcel\n2,{DAY} 09:00,my bill\n3,never,hello\n")
    house.add_file("mails/2.csv", f"id,at,body\n2,{DAY} 09:00,my bill\n")

    house.pull()

    assert [(counts[0], counts[3]) for _, counts in sorted(accounts(house).items())] == [(3, 1), (1, 0)]
    assert house.rows("select contact_id, text from core.turn order by 1") == [
        ("mails:1", "my parcel"),
        ("mails:2", "my bill"),
    ]


@pytest.mark.parametrize(
    ("spoil", "claim"),
    [
        (
            "update ops.source_file set loaded_count = 1 where file_name = 'a.csv'",
            "every delivered row is accounted for",
        ),
        ("delete from ops.rejected_row", "every delivered row is accounted for"),
        ("update raw.contact set file_id = 'unknown'", "every stored row is of a loaded file"),
        ("delete from ops.source_file", "every stored row is of a loaded file"),
    ],
)
def test_an_account_that_does_not_agree_is_found(house, spoil, claim):
    house.add_tickets("a.csv", ticket("1"), ticket("2"), ticket("3", started="soon"))
    house.pull()
    assert claim not in broken_checks(house)

    house.rows(spoil)

    assert claim in broken_checks(house)


@pytest.mark.slow
def test_nothing_is_published_over_an_account_that_does_not_agree(house):
    house.add_tickets("a.csv", ticket("1"), ticket("2"), ticket("3", started="soon"))
    house.run()
    house.rows("delete from ops.rejected_row")
    house.add_tickets("b.csv", ticket("4"))

    with pytest.raises(FailedCheckError, match="every delivered row is accounted for"):
        house.run()

    assert house.published("select count(*) from marts.contact") == [(2,)]


def test_a_turn_that_a_file_holds_twice_is_counted_and_stored_once(house):
    house.add_file(
        "said.toml",
        'format = "csv"\nrecord = "turn"\n[fields]\ncontact_id = "id"\nturn_index = "n"\nspeaker = "who"\ntext = "text"\n',
    )
    house.add_source("said", "said.csv", "said.toml")
    house.add_file("said.csv", "id,n,who,text\n1,0,agent,hello\n1,0,agent,hello\n1,1,customer,my parcel\n")

    house.pull()

    assert accounts(house) == {"said.csv": [3, 2, 1, 0]}
    assert house.rows("select text from core.turn order by turn_index") == [("hello",), ("my parcel",)]
