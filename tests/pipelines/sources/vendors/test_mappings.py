"""Mappings: does each table that a vendor exports become contacts, turns, answers and names?"""

import json
from datetime import datetime

import pytest

from pipelines.sources.mapping import load_mapping
from pipelines.sources.vendors import VENDORS
from tests.conftest import ROOT, House

CTR = {
    "ContactId": "c1",
    "LastUpdateTimestamp": "2026-03-02T09:20:00Z",
    "Channel": "VOICE",
    "InitiationMethod": "INBOUND",
    "InitiationTimestamp": "2026-03-02T09:00:00Z",
    "DisconnectTimestamp": "2026-03-02T09:10:00Z",
    "CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+15550100001"},
    "Queue": {"Name": "Billing", "EnqueueTimestamp": "2026-03-02T09:01:00Z", "Duration": 42},
    "Agent": None,
    "Attributes": {"intent": "refund", "language": "es"},
}
AGENT = {"Username": "ann", "ConnectedToAgentTimestamp": "2026-03-02T09:01:42Z", "AgentInteractionDuration": 300}
TICKETS = [
    {
        "id": 1,
        "created_at": "2026-03-02T09:00:00Z",
        "updated_at": "2026-03-02T10:00:00Z",
        "via": {"channel": "email"},
        "subject": "Late",
        "description": "Where is it?",
        "status": "solved",
        "requester_id": 5,
        "assignee_id": None,
        "group_id": 77,
        "tags": ["late", "vip"],
        "satisfaction_rating": {"score": "good"},
    }
]
METRICS = [
    {"id": 9, "ticket_id": 1, "updated_at": "2026-03-02T10:30:00Z", "reopens": 1, "solved_at": "2026-03-02T10:00:00Z",
     "reply_time_in_minutes": {"calendar": 2, "business": 1}, "on_hold_time_in_minutes": {"calendar": 3}}
]  # fmt: skip
FLEX = {
    "conversations": {
        "conversation_id": "f1", "communication_channel": "WhatsApp", "outcome": "Refund", "abandoned": "No",
        "queue": "Billing", "queue_time": 12, "talk_time": 200, "language": "es", "start_time": "2026-03-02T09:00:00Z",
        "conversation_attribute_1": "Gold", "conversation_attribute_5": "Basic plan", "conversation_label_1": "Loyalty",
    },
    "customers": {"customer_id": "u7"},
}  # fmt: skip
CSV = {
    "talkdesk_calls": """\
call_id,type,start_at,end_at,contact_phone_number,user_id,user_name,ring_groups,talk_time,wait_time,disposition_code,is_transfer,csat_score
t1,inbound,2026-03-02T09:00:00Z,2026-03-02T09:05:00Z,+15550100001,u1,Ann,Billing,200,20,Refund,true,4
t2,short_abandoned,2026-03-02T09:10:00Z,2026-03-02T09:10:04Z,+15550100002,,,Billing,0,4,,false,
""",
    "talkdesk_interactions": """\
interaction_id,call_type,start_time,customer_phone_number,agent_name,talk_time,waiting_time,disposition_code,ring_groups
i1,Inbound,2026-03-02 09:00:00,+15550100001,Ann,0.00138888888,0.000231481481,Refund,Billing
""",
    "cxone_contacts": """\
Contact_ID,Master_Contact_ID,Media_Name,Start_Date,Skill_Name,Agent_No,Agent_Name,InQueue,ACW_Seconds,AgentDisposition,Abandon,ANI
x1,x1,Call,2026-03-02T09:00:00Z,Billing,7,Ann,12,20,Refund,N,5550100001
x2,x1,Call,2026-03-02T09:10:00Z,Billing,,,30,0,,Y,5550100002
""",
    "zendesk_ticket_comment_table": """id,_fivetran_synced,body,created,public,ticket_id,user_id
12,2026-03-03 00:00:00,Checking,2026-03-02 09:02:00,FALSE,1,8
11,2026-03-03 00:00:00,Where is it?,2026-03-02 09:00:00,TRUE,1,5
""",
    "intercom_conversation_part_table": """id,author_type,conversation_id,created_at,part_type,body
2,admin,50,2026-03-02 09:01:00,comment,<p>Sorry &amp; thanks</p>
1,user,50,2026-03-02 09:00:00,comment,<p>Hello</p>
""",
    "intercom_conversation_tag_table": """tag_id,conversation_id,conversation_updated_at
44,50,2026-03-02 09:05:00
""",
    "intercom_tags": "id,name\n44,Lost parcel\n",
}
JSON = {
    "amazon_connect_ctr": [CTR, CTR | {"ContactId": "c2", "Agent": AGENT}],
    "zendesk_tickets": {"tickets": TICKETS, "count": 1},
    "zendesk_ticket_metrics": METRICS,
    "zendesk_satisfaction_ratings": {
        "satisfaction_ratings": [
            {"id": 3, "ticket_id": 1, "score": "bad", "updated_at": "2026-03-03T09:00:00Z", "comment": "slow"}
        ]
    },
    "zendesk_groups": {"groups": [{"id": 77, "name": "Parcels"}]},
}
PREFIXES = {name: "zendesk" for name in (*CSV, *JSON) if name.startswith("zendesk")} | {
    name: "intercom" for name in CSV if name.startswith("intercom")
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("mappings"))
    files = {f"{name}.csv": text for name, text in CSV.items()} | {
        f"{name}.json": json.dumps(each) for name, each in JSON.items()
    }
    files["flex_conversations.jsonl"] = json.dumps(FLEX) + "\n"
    for file_name, content in files.items():
        name = file_name.split(".")[0]
        house.add_file(file_name, content)
        house.add_source(name, file_name, name, timezone="UTC", id_prefix=PREFIXES.get(name, name))
    house.pull()
    return house


def contact(house, contact_id, columns):
    (row,) = house.rows(f"select {columns} from core.contact where contact_id = '{contact_id}'")
    return row


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "mappings").glob("*.toml")), ids=lambda path: path.stem)
def test_every_mapping_can_be_read_and_says_what_it_is_for(path):
    assert load_mapping(path.stem, ROOT).fields or path.stem in VENDORS
    assert path.read_text(encoding="utf-8").startswith('description = "')


def test_nothing_is_rejected(house):
    assert house.rows("select file_name, column_name, value, reason from ops.rejected_row") == []
    assert house.rows("select file_name, error from ops.source_file where status_code <> 'loaded'") == []


def test_a_contact_record_of_connect_is_abandoned_when_it_was_queued_and_reached_nobody(house):
    columns = "channel_code, direction_code, queue_label, agent_id, queue_seconds, talk_seconds, is_abandoned"

    assert contact(house, "amazon_connect_ctr:c1", columns) == ("voice", "inbound", "Billing", None, 42, None, True)
    assert contact(house, "amazon_connect_ctr:c2", columns) == ("voice", "inbound", "Billing", "ann", 42, 300, False)


def test_a_zendesk_ticket_is_joined_by_its_metrics_and_its_group(house):
    columns = "channel_code, queue_label, started_at, ended_at, queue_seconds, hold_seconds, is_resolved"

    assert contact(house, "zendesk:1", columns) == (
        "email", "Parcels", datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10), 120, 180, True
    )  # fmt: skip
    assert house.rows("select csat_score, comment from raw.survey") == [(1, "slow")]


def test_both_generations_of_talkdesk_give_the_same_call(house):
    columns = "channel_code, direction_code, queue_label, agent_label, disposition_code, is_abandoned"

    expected = ("voice", "inbound", "Billing", "Ann", "Refund", False)
    assert (
        contact(house, "talkdesk_calls:t1", columns) == contact(house, "talkdesk_interactions:i1", columns) == expected
    )
    assert contact(house, "talkdesk_calls:t1", "talk_seconds, queue_seconds, transfer_count, csat_score") == (
        200,
        20,
        1,
        4,
    )
    talk, wait = contact(house, "talkdesk_interactions:i1", "talk_seconds, queue_seconds")
    assert (round(talk, 3), round(wait, 3)) == (120, 20)
    assert contact(house, "talkdesk_calls:t2", "is_abandoned, agent_id") == (True, None)


def test_what_a_house_keeps_in_the_attributes_of_flex_is_an_attribute_and_not_guessed_at(house):
    columns = "channel_code, language_code, disposition_code, queue_seconds, product_code, site_timezone"

    assert contact(house, "flex_conversations:f1", columns) == ("message", "es", "Refund", 12, None, "UTC")
    attributes = dict(contact(house, "flex_conversations:f1", "attributes")[0])
    assert {"Gold", "Basic plan", "Loyalty"} <= set(attributes.values())


def test_a_contact_of_cxone_has_its_queue_and_wrap_up(house):
    columns = "channel_code, queue_label, agent_label, disposition_code, queue_seconds, wrap_seconds, is_abandoned"

    assert contact(house, "cxone_contacts:x1", columns) == ("voice", "Billing", "Ann", "Refund", 12, 20, False)
    assert contact(house, "cxone_contacts:x2", columns) == ("voice", "Billing", None, None, 30, 0, True)


def test_an_intercom_conversation_has_its_parts_in_order_of_time_and_its_tag_by_name(house):
    turns = "select speaker, text from core.turn where contact_id = 'intercom:50' order by turn_index"

    assert house.rows(turns) == [("customer", "Hello"), ("agent", "Sorry & thanks")]
    assert contact(house, "intercom:50", "disposition_code") == ("Lost parcel",)
