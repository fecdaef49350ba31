"""Genesys Cloud: does each conversation of a detail answer become its contact?"""

import json
from datetime import datetime


def segment(kind, start, end, **more):
    return {
        "segmentType": kind,
        "segmentStart": f"2026-03-02T09:{start}Z",
        "segmentEnd": f"2026-03-02T09:{end}Z",
        **more,
    }


def participant(purpose, *segments, user=None, media="voice", metrics=()):
    session = {"mediaType": media, "segments": list(segments), "metrics": [{"name": n, "value": v} for n, v in metrics]}
    return {"purpose": purpose, "sessions": [session]} | ({"userId": user} if user else {})


def conversation(contact_id, *participants, **more):
    begin = {"conversationId": contact_id, "conversationStart": "2026-03-02T09:00:00.000Z"}
    return (
        begin
        | {"conversationEnd": "2026-03-02T09:10:00.000Z", "originatingDirection": "inbound"}
        | more
        | {"participants": participants}
    )


CALL = conversation(
    "call",
    participant("customer", segment("interact", "00:00.000", "05:00.000")),
    participant("acd", segment("interact", "00:10.000", "00:40.500", queueId="q1")),
    participant(
        "agent",
        segment("alert", "00:35.000", "00:40.500"),
        segment("interact", "00:40.500", "03:00.500"),
        segment("hold", "03:00.500", "04:00.500"),
        segment("interact", "04:00.500", "05:00.500"),
        segment("wrapup", "05:00.500", "05:20.500", wrapUpCode="DAMAGED"),
        user="ann",
    ),
)


def add_conversations(house, *conversations):
    house.add_file("genesys.toml", 'format = "genesys_conversations"\n')
    house.add_source("genesys", "details.json", "genesys.toml")
    house.add_file("details.json", json.dumps({"conversations": conversations}))


def contact_of(house, columns):
    ((*values,),) = house.rows(f"select {columns} from core.contact")
    return values


def test_a_call_carries_its_queue_agent_wrap_up_code_and_durations(house):
    add_conversations(house, CALL)

    house.pull()

    assert contact_of(house, "contact_id, channel_code, direction_code, queue_label, agent_id, disposition_code") == [
        "genesys:call", "voice", "inbound", "q1", "ann", "DAMAGED"
    ]  # fmt: skip
    assert contact_of(house, "queue_seconds, talk_seconds, hold_seconds, wrap_seconds, handle_seconds") == [
        30.5,
        200,
        60,
        20,
        280,
    ]
    assert contact_of(house, "started_at, answered_at, ended_at") == [
        datetime(2026, 3, 2, 9, 0), datetime(2026, 3, 2, 9, 0, 40, 500000), datetime(2026, 3, 2, 9, 10)
    ]  # fmt: skip
    assert contact_of(house, "is_abandoned, transfer_count, is_callback") == [False, 0, False]


def test_metrics_in_milliseconds_outrank_what_the_segments_say(house):
    metrics = [("tTalk", 100_000), ("tHeld", 5_000), ("tAcw", 7_500), ("tWait", 12_250), ("nTransferred", 1)]
    add_conversations(
        house, CALL | {"participants": [*CALL["participants"], participant("agent", metrics=metrics, user="bob")]}
    )

    house.pull()

    assert contact_of(house, "queue_seconds, talk_seconds, hold_seconds, wrap_seconds, transfer_count") == [
        12.25,
        100,
        5,
        7.5,
        1,
    ]


def test_who_hung_up_in_the_queue_is_abandoned(house):
    add_conversations(
        house, conversation("gone", participant("acd", segment("interact", "00:00.000", "00:45.000", queueId="q1")))
    )

    house.pull()

    assert contact_of(house, "is_abandoned, queue_seconds, agent_id, disposition_code") == [True, 45, None, None]


def test_a_colleague_who_calls_the_queue_is_the_customer_and_not_an_agent(house):
    caller = participant("user", segment("interact", "00:00.000", "04:00.000"), user="colleague")
    add_conversations(house, CALL | {"participants": [caller, *CALL["participants"][1:]]})

    house.pull()

    assert contact_of(house, "agent_id, talk_seconds, transfer_count") == ["ann", 200, 0]
    assert contact_of(house, "answered_at") == [datetime(2026, 3, 2, 9, 0, 40, 500000)]


def test_a_transfer_is_counted_where_a_second_agent_took_the_contact_and_not_where_one_was_only_called(house):
    rang = participant("agent", segment("alert", "00:20.000", "00:30.000"), user="bob")
    took = participant("agent", segment("interact", "05:00.500", "06:00.500"), user="cat")
    add_conversations(
        house,
        CALL | {"conversationId": "rang", "participants": [*CALL["participants"], rang]},
        CALL | {"conversationId": "took", "participants": [*CALL["participants"], took]},
    )

    house.pull()

    assert house.rows("select contact_id, transfer_count from core.contact order by 1") == [
        ("genesys:rang", 0),
        ("genesys:took", 1),
    ]


def test_a_callback_is_a_call_that_the_queue_made(house):
    add_conversations(
        house,
        conversation("back", participant("agent", segment("interact", "00:00.000", "01:00.000"), media="callback")),
    )

    house.pull()

    assert contact_of(house, "channel_code, is_callback") == ["voice", True]


BROKEN = {  # name of the file: what stands in it, what its refusal says
    "trailing-brace": (json.dumps({"conversations": [CALL]}, indent=1) + "}", "is not valid JSON: Extra data at line"),
    "another-kind": (json.dumps({"Transcript": []}), "a conversation detail answer has a list named conversations"),
    "no-participants": (json.dumps({"conversations": [{"conversationId": "x"}]}), "the document lacks 'participants'"),
    "bad-time": (
        json.dumps({"conversations": [CALL]}).replace("2026-03-02T09:00:40.500Z", "soon"),
        "segmentStart is not a time",
    ),
}


def test_each_answer_that_is_broken_is_refused_with_a_clear_line_and_the_others_go_on(house):
    add_conversations(house, CALL)
    house.add_source("genesys", "*.json", "genesys.toml")
    for name, (content, _) in BROKEN.items():
        house.add_file(f"{name}.json", content)

    house.pull()

    errors = dict(house.rows("select file_name, error from ops.source_file where status_code = 'failed'"))
    assert set(errors) == {f"{name}.json" for name in BROKEN}
    for name, (_, said) in BROKEN.items():
        assert said in errors[f"{name}.json"] and "\n" not in errors[f"{name}.json"]
    assert house.rows("select contact_id from core.contact") == [("genesys:call",)]
