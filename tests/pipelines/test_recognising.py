"""Recognising: is a file taken for what it is, and for nothing where it is something else?"""

import json

import pytest

from pipelines.initialise import find_exports
from pipelines.settings import PROJECT_ROOT
from pipelines.sources.mapping import load_mapping
from tests.conftest import House
from tests.pipelines.sources.vendors.test_contact_lens import VOICE
from tests.pipelines.sources.vendors.test_genesys_transcripts import START

pytestmark = pytest.mark.slow

FIVE9 = """CALL ID,TIMESTAMP,CAMPAIGN,CALL TYPE,AGENT,AGENT NAME,DISPOSITION,ANI,DNIS,IVR TIME,QUEUE WAIT TIME,RING TIME,\
TALK TIME,HOLD TIME,PARK TIME,AFTER CALL WORK TIME,TRANSFERS,ABANDONED
300000000000001,"Mon, 2 Mar 2026 08:57:27",Shop,Inbound,ana,Ana,Damaged,2125550101,8005550100,00:00:45,00:00:12,00:00:08,\
00:02:19,00:01:41,00:00:00,00:01:17,0,0
"""
CXONE = """Contact_ID,Master_Contact_ID,Media_Name,Start_Date,Skill_Name,Agent_No,Agent_Name,Team_Name,AgentDisposition,\
InQueue,Active_Talk_Time,Hold_Time,ACW_Seconds,Abandon,Campaign_Name,Contact_Type,Total_Time,Agent_Time,PreQueue,PostQueue,\
Abandon_Time,Routing_Time,Conference_Time,Service_Level,Short_Abandon,Refusals,Transfer_Indicator,Disposition_Notes
1,1,Call,2026-03-02T09:00:00Z,Returns,7,Ann,A,Damaged,12,120,0,30,N,Shop,Inbound,160,150,0,0,0,0,0,1,N,0,N,
"""
TALKDESK = """interaction_id,call_type,start_time,end_time,ring_groups,agent_name,team_name,customer_phone_number,\
disposition_code,waiting_time,talk_time,hold_time,after_call_work,rating,ivr_options,in_business_hours,notes
t1,Inbound,2026-03-02 09:00:00,2026-03-02 09:05:00,Returns,Ann,A,+12125550101,Damaged,0.0001,0.003,0,0.0002,,,true,
"""
CTR = {
    "ContactId": "call-1",
    "Channel": "VOICE",
    "InitiationMethod": "INBOUND",
    "InitiationTimestamp": "2026-03-02T09:00:00Z",
    "LastUpdateTimestamp": "2026-03-02T09:10:00Z",
    "DisconnectTimestamp": "2026-03-02T09:05:00Z",
    "DisconnectReason": "CUSTOMER_DISCONNECT",
    "Attributes": {},
    "CustomerEndpoint": {"Address": "+12125550101", "Type": "TELEPHONE_NUMBER"},
    "Queue": {"Name": "Returns", "Duration": 12, "EnqueueTimestamp": "2026-03-02T09:00:01Z"},
    "Agent": {
        "Username": "ann",
        "ConnectedToAgentTimestamp": "2026-03-02T09:00:13Z",
        "AgentInteractionDuration": 200,
        "CustomerHoldDuration": 0,
        "AfterContactWorkDuration": 30,
        "NumberOfHolds": 0,
        "RoutingProfile": {"Name": "A"},
    },
    "ConnectedToSystemTimestamp": "2026-03-02T09:00:00Z",
    "PreviousContactId": None,
    "InitialContactId": None,
    "NextContactId": None,
    "TransferCompletedTimestamp": None,
}
GENESYS = {
    "conversations": [
        {
            "conversationId": "g1",
            "conversationStart": "2026-03-02T09:00:00Z",
            "conversationEnd": "2026-03-02T09:05:00Z",
            "originatingDirection": "inbound",
            "participants": [
                {
                    "purpose": "agent",
                    "userId": "u1",
                    "sessions": [
                        {
                            "mediaType": "voice",
                            "metrics": [{"name": "tTalk", "value": 60000}],
                            "segments": [{"segmentType": "wrapup", "wrapUpCode": "w1", "queueId": "q1"}],
                        }
                    ],
                }
            ],
        }
    ]
}
GENESYS_WORDS = {
    "conversationId": "g1",
    "communicationId": "c1",
    "mediaType": "call",
    "transcripts": [
        {
            "language": "en-us",
            "phrases": [
                {
                    "text": "My mug broke",
                    "participantPurpose": "external",
                    "startTimeMs": START,
                    "duration": {"milliseconds": 900},
                }
            ],
        }
    ],
}
WRAP_UP = {"entities": [{"id": "w1", "name": "Damaged", "selfUri": "/api/v2/routing/wrapupcodes/w1"}], "pageSize": 25}
QUEUES = {"entities": [{"id": "q1", "name": "Returns", "selfUri": "/api/v2/routing/queues/q1"}], "pageSize": 25}
TICKET = {
    "id": 7,
    "created_at": "2026-03-02T09:00:00Z",
    "updated_at": "2026-03-02T10:00:00Z",
    "type": None,
    "priority": None,
    "status": "solved",
    "subject": "Mug",
    "description": "My mug broke",
    "tags": [],
    "brand_id": 1,
    "group_id": 2,
    "ticket_form_id": 3,
    "external_id": None,
    "requester_id": 11,
    "assignee_id": 12,
    "via": {"channel": "email"},
    "satisfaction_rating": {"score": "offered"},
}
TICKETS = {"tickets": [TICKET], "count": 1}
METRIC = {
    "id": 1,
    "ticket_id": 7,
    "updated_at": "2026-03-02T10:00:00Z",
    "solved_at": "2026-03-02T10:00:00Z",
    "reopens": 0,
    "replies": 1,
    "group_stations": 1,
    "on_hold_time_in_minutes": {"calendar": 3, "business": 3},
    "reply_time_in_minutes": {"calendar": 5, "business": 5},
    **{
        name: {"calendar": 60, "business": 60}
        for name in ("first_resolution_time_in_minutes", "full_resolution_time_in_minutes")
    },
    **{
        name: {"calendar": 60, "business": 60}
        for name in ("requester_wait_time_in_minutes", "agent_wait_time_in_minutes")
    },
}
METRICS = {"ticket_metrics": [METRIC]}
RATINGS = {
    "satisfaction_ratings": [
        {"id": 1, "ticket_id": 7, "score": "good", "comment": "Quick", "updated_at": "2026-03-03T09:00:00Z"}
    ]
}
COMMENTS = {
    "ticket": {"id": 7, "requester_id": 11, "assignee_id": 12, "created_at": "2026-03-02T09:00:00Z"},
    "comments": [
        {"id": 1, "author_id": 11, "body": "My mug broke", "public": True, "created_at": "2026-03-02T09:00:00Z"},
        {"id": 2, "author_id": 12, "body": "We send another", "public": True, "created_at": "2026-03-02T09:30:00Z"},
    ],
}
GROUPS = {"groups": [{"id": 2, "url": "https://shop.zendesk.com/api/v2/groups/2.json", "name": "Returns"}]}
PROSE = "These are the exports of March, as Ann sent them.\nAsk her, before you use them, whether they are whole.\n"
EXAMPLES = {
    "five9.csv": (FIVE9, "five9_call_log"),
    "cxone.csv": (CXONE, "cxone_contacts"),
    "talkdesk.csv": (TALKDESK, "talkdesk_interactions"),
    "talkdesk.tsv": (TALKDESK.replace(",", "\t"), "talkdesk_interactions"),
    "ctr.json": (CTR, "amazon_connect_ctr"),
    "lens.json": (VOICE, "contact_lens"),
    "details.json": (GENESYS, "genesys_conversations"),
    "words.json": (GENESYS_WORDS, "genesys_transcripts"),
    "wrap.json": (WRAP_UP, "genesys_wrapup_codes"),
    "queues.json": (QUEUES, "genesys_queues"),
    "groups.json": (GROUPS, "zendesk_groups"),
    "tickets.json": (TICKETS, "zendesk_tickets"),
    "metrics.json": (METRICS, "zendesk_ticket_metrics"),
    "ratings.json": (RATINGS, "zendesk_satisfaction_ratings"),
    "comments.json": (COMMENTS, "zendesk_comments"),
    "calls.txt": ("Agent: Hello, how can I help?\nCustomer: My mug broke, again.\n", "plain_text"),
}


def write(house: House, name: str, content: object):
    return house.add_file(name, content if isinstance(content, str) else json.dumps(content))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_file_is_taken_for_what_it_is(house, name):
    content, mapping = EXAMPLES[name]

    [export] = find_exports(write(house, name, content))

    assert export.mapping == mapping


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PROSE, "neither a table"),
        ("Note: read this first, please.\n", "neither a table"),
        ("2026-03-02,5,7\n2026-03-03,6,8\n", "neither a table"),
        (
            "id,name,email,created_at\n1,Joe Doe,joe@x.example,2026-03-02\n",
            "nothing in it tells that its rows are contacts",
        ),
        ("id,name\nw1,Damaged\n", "genesys_wrapup_codes_table"),
        ("Case No,Opened,Issue Type\n1,2026-03-02,Late\n", '"voc init DIR" begins one'),
        ("", "It is empty"),
        ('{"tickets": [', "neither a table"),
    ],
)
def test_what_is_not_known_is_said_to_be_and_what_to_do(house, content, said):
    [export] = find_exports(house.add_file("x.csv", content))

    assert export.mapping is None
    assert said in export.why_unknown


def test_a_file_named_by_itself_is_known_by_its_content_whatever_its_ending(house):
    [export] = find_exports(house.add_file("calls.dat", FIVE9))

    assert export.mapping == "five9_call_log"


JOINED = {
    "connect": [("ctr.json", CTR), ("lens.json", VOICE)],
    "genesys": [
        ("details.json", GENESYS),
        ("words.json", GENESYS_WORDS),
        ("wrap.json", WRAP_UP),
        ("queues.json", QUEUES),
    ],
    "zendesk": [
        *(("tickets.json", TICKETS), ("metrics.json", METRICS), ("comments.json", COMMENTS)),
        *(("ratings.json", RATINGS), ("groups.json", GROUPS)),
    ],
}
TOLD = {
    "connect": [("connect:call-1", "voice", "Returns", None, None, 2)],
    "genesys": [("genesys:g1", "voice", "Returns", "Damaged", None, 1)],
    "zendesk": [("zendesk:7", "email", "Returns", None, 5.0, 2)],
}


@pytest.mark.parametrize("is_backwards", [False, True], ids=["in order", "backwards"])
@pytest.mark.parametrize("vendor", JOINED)
def test_what_a_vendor_exports_of_one_contact_joins_whichever_comes_first(house, vendor, is_backwards):
    files = list(reversed(JOINED[vendor])) if is_backwards else JOINED[vendor]
    for name, content in files:
        [export] = find_exports(write(house, name, content))
        prefix = load_mapping(export.mapping, PROJECT_ROOT).id_prefix
        house.add_source(export.mapping, name, export.mapping, id_prefix=prefix)
        if export.mapping in FIRST or len(house.sources) > len(files) / 2:
            house.pull()

    found = house.rows(
        "select contact_id, channel_code, queue_label, disposition_code, csat_score, turn_count from core.contact"
    )

    assert found == TOLD[vendor]


FIRST = ("amazon_connect_ctr", "contact_lens", "genesys_conversations", "zendesk_tickets", "zendesk_ticket_metrics")
