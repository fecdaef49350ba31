"""Contact Lens: does a document of each of its shapes become its contact and its turns?"""

import json
from datetime import datetime

VOICE = {
    "Channel": "VOICE",
    "LanguageCode": "en-US",
    "CustomerMetadata": {"ContactId": "call-1"},
    "Participants": [
        {"ParticipantId": "CUSTOMER", "ParticipantRole": "CUSTOMER"},
        {"ParticipantId": "AGENT", "ParticipantRole": "AGENT"},
    ],
    "Transcript": [
        {"ParticipantId": "AGENT", "Content": "How can I help?", "BeginOffsetMillis": 0, "EndOffsetMillis": 900},
        {
            "ParticipantId": "CUSTOMER",
            "Content": "The box came crushed.",
            "BeginOffsetMillis": 1200,
            "EndOffsetMillis": 2800,
        },
    ],
}
CHAT = {
    "Channel": "CHAT",
    "LanguageCode": "es-US",
    "CustomerMetadata": {"ContactId": "chat-1"},
    "Participants": [
        {"ParticipantId": "p1", "ParticipantRole": "CUSTOMER"},
        {"ParticipantId": "p2", "ParticipantRole": "SYSTEM"},
        {"ParticipantId": "p3", "ParticipantRole": "AGENT"},
    ],
    "Transcript": [
        {"ParticipantId": "p2", "AbsoluteTime": "2026-03-02T09:00:00.500Z", "Content": "Bienvenido", "Type": "MESSAGE"},
        {"ParticipantId": "p3", "AbsoluteTime": "2026-03-02T09:00:01.000Z", "Type": "EVENT"},
        {
            "ParticipantId": "p1",
            "AbsoluteTime": "2026-03-02T09:00:04.750Z",
            "Content": "La caja llegó rota",
            "Type": "MESSAGE",
        },
        {"ParticipantId": "p3", "AbsoluteTime": "2026-03-02T09:01:00.500Z", "Content": "Lo siento", "Type": "MESSAGE"},
    ],
}
TURNS = "select turn_index, speaker, started_ms, ended_ms, text, language_code from core.turn order by contact_id, turn_index"


def add_documents(house, **files):
    house.add_source("transcripts", "transcripts/*", "contact_lens")
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, indent=2)
        house.add_file(f"transcripts/{name}.json", text)


def test_a_call_keeps_its_speakers_and_offsets_and_waits_for_its_record_to_have_a_time(house):
    add_documents(house, call=VOICE)

    house.run()

    assert house.rows(TURNS) == [
        (0, "agent", 0, 900, "How can I help?", "en"),
        (1, "customer", 1200, 2800, "The box came crushed.", "en"),
    ]
    assert house.rows("select contact_id, channel_code, language_code, started_at from core.contact") == [
        ("transcripts:call-1", "voice", "en", None)
    ]
    assert house.published("select undated_count, contact_count from marts.run") == [(1, 0)]


def test_the_times_of_a_chat_become_offsets_from_its_first_message_and_events_are_no_turns(house):
    add_documents(house, chat=CHAT)

    house.pull()

    assert house.rows(TURNS) == [
        (0, "system", 0, None, "Bienvenido", "es"),
        (1, "customer", 4250, None, "La caja llegó rota", "es"),
        (2, "agent", 60000, None, "Lo siento", "es"),
    ]
    assert house.rows("select channel_code, started_at from core.contact") == [
        ("chat", datetime(2026, 3, 2, 9, 0, 0, 500000))
    ]


def test_a_document_without_a_contact_id_is_known_by_the_name_of_its_file(house):
    nameless = {name: value for name, value in VOICE.items() if name != "CustomerMetadata"}
    add_documents(house, **{"8f3c_analysis_2026-03-02T09_00_00Z": nameless})

    house.pull()

    assert house.rows("select contact_id from core.contact") == [("transcripts:8f3c",)]


def test_a_participant_without_a_role_still_says_its_turns(house):
    strangers = [{"ParticipantId": "AGENT"}, {"ParticipantId": "CUSTOMER"}]
    nameless = {name: value for name, value in CHAT.items() if name != "Participants"}
    add_documents(house, call=VOICE | {"Participants": strangers}, chat=nameless)

    house.pull()

    assert house.rows("select contact_id, speaker from core.turn order by contact_id, turn_index") == [
        ("transcripts:call-1", "agent"),
        ("transcripts:call-1", "customer"),
        *[("transcripts:chat-1", "unknown")] * 3,
    ]


def test_one_document_a_line_reads_as_one_document_a_file_does(house):
    add_documents(house, both=json.dumps(VOICE) + "\n" + json.dumps(CHAT) + "\n")

    house.pull()

    assert house.rows("select contact_id, turn_count from core.contact order by 1") == [
        ("transcripts:call-1", 2),
        ("transcripts:chat-1", 3),
    ]


def test_a_transcript_joins_its_record_whichever_came_first(house):
    add_documents(house, call=VOICE)
    house.add_source("transcripts", "transcripts/*", "contact_lens", id_prefix="shop")
    house.run()
    house.add_tickets(
        "a.csv", {"id": "call-1", "started": "2026-03-02T09:00:00Z", "code": "DAMAGED", "region": "South"}
    )
    house.add_source("tickets", "inbox/*.csv", "tickets.toml", id_prefix="shop", timezone="UTC")

    house.run()

    assert house.rows("select contact_id, disposition_code, region_code, turn_count from core.contact") == [
        ("shop:call-1", "DAMAGED", "South", 2)
    ]
    assert house.published("select undated_count, contact_count from marts.run") == [(0, 1)]


def test_a_turn_is_masked_before_it_is_stored(house):
    told = VOICE | {
        "Transcript": [{"ParticipantId": "CUSTOMER", "Content": "I am ana@example.com", "BeginOffsetMillis": 0}]
    }
    add_documents(house, call=told)

    house.pull()

    assert house.rows("select text from core.turn") == [("I am [EMAIL]",)]
    stored = b"".join(path.read_bytes() for path in (house.folder / "build").rglob("*") if path.is_file())
    assert b"ana@example" not in stored


BROKEN = {  # name of the file: what stands in it, what its refusal says
    "trailing-brace": (json.dumps(VOICE, indent=2) + "\n}", "is not valid JSON: Extra data at line"),
    "comment": (
        json.dumps(CHAT, indent=2).replace('"EVENT"', '"EVENT" // joined'),
        "is not valid JSON: Expecting ',' delimiter",
    ),
    "missing-comma": (
        json.dumps(VOICE, indent=2).replace('"en-US",', '"en-US"'),
        "is not valid JSON: Expecting ',' delimiter",
    ),
    "cut-off": (json.dumps(CHAT)[:200], "is not valid JSON"),
    "another-kind": (json.dumps({"conversations": []}), "a Contact Lens document has a list named Transcript"),
    "byte-order-mark": ("\ufeff", "is not valid JSON"),
    "only-text": ('"only a text"', "a Contact Lens document has a list named Transcript"),
    "number-for-a-turn": (json.dumps(VOICE | {"Transcript": [3]}), "is not a file of contact_lens"),
    "bad-time": (
        json.dumps(CHAT).replace("2026-03-02T09:00:04.750Z", "yesterday"),
        "AbsoluteTime is not a time",
    ),
}


def test_each_broken_document_is_refused_with_a_clear_line_and_the_others_go_on(house):
    add_documents(house, chat=CHAT, **{name: content for name, (content, _) in BROKEN.items()})

    house.pull()

    errors = dict(house.rows("select file_name, error from ops.source_file where status_code = 'failed'"))
    assert set(errors) == {f"{name}.json" for name in BROKEN}
    for name, (_, said) in BROKEN.items():
        error = errors[f"{name}.json"]
        assert error.startswith(f"{name}.json ") and said in error and "\n" not in error
    assert house.rows("select contact_id from core.contact") == [("transcripts:chat-1",)]


def test_a_line_that_is_no_document_is_rejected_with_its_number(house):
    add_documents(house, both="\n".join([json.dumps(VOICE), json.dumps(CHAT)[:-2], json.dumps(CHAT)]))

    house.pull()

    assert house.rows("select line_number, reason from ops.rejected_row") == [(2, "the line is not a JSON document")]
    assert house.rows("select count(*) from core.contact") == [(2,)]


def test_a_text_in_utf_16_is_read_and_that_is_noted(house):
    house.add_source("transcripts", "call.json", "contact_lens")
    house.add_file("call.json", json.dumps(VOICE).encode("utf-16"))

    house.pull()

    assert house.rows("select count(*) > 0 from core.turn") == [(True,)]
    assert house.rows("select note from ops.file_note") == [("read as UTF-16",)]
