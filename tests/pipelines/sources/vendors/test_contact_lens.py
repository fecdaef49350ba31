"""Contact Lens: does a document of each of its shapes become its contact and its turns?"""

import json

import pytest

from pipelines.sources.vendors import call_analytics, contact_lens

VOICE = {
    "Channel": "VOICE",
    "LanguageCode": "en-US",
    "CustomerMetadata": {"ContactId": "call-1"},
    "Categories": {"MatchedCategories": ["Damage", "Refund"]},
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
        {"ParticipantId": "p1", "ParticipantRole": "CUSTOMER", "DisplayName": "Nerea"},
        {"ParticipantId": "p2", "ParticipantRole": "SYSTEM"},
        {"ParticipantId": "p3", "ParticipantRole": "AGENT", "DisplayName": "Bruno"},
    ],
    "Transcript": [
        {"ParticipantId": "p2", "AbsoluteTime": "2026-03-02T09:00:00.500Z", "Content": "Bienvenida", "Type": "MESSAGE"},
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


def told(turns, *names):
    return [tuple(turn[name] for name in names) for turn in turns]


def test_a_call_keeps_its_speakers_and_offsets_and_has_no_clock_time():
    [contact], turns = contact_lens.read(VOICE, "anything")

    assert told(turns, "turn_index", "speaker", "speaker_label", "started_ms", "ended_ms", "text", "language_code") == [
        (0, "agent", None, 0, 900, "How can I help?", "en"),
        (1, "customer", None, 1200, 2800, "The box came crushed.", "en"),
    ]
    assert contact == {
        "contact_id": "call-1",
        "channel_code": "voice",
        "language_code": "en",
        "started_at": None,
        "attributes": {"MatchedCategories": "Damage, Refund"},
        "customer_name": None,
    }


def test_the_times_of_a_chat_become_offsets_from_its_first_message_and_events_are_no_turns():
    [contact], turns = contact_lens.read(CHAT, "anything")

    assert told(turns, "speaker", "started_ms", "ended_ms", "text") == [
        ("system", 0, None, "Bienvenida"),
        ("customer", 4250, None, "La caja llegó rota"),
        ("agent", 60000, None, "Lo siento"),
    ]
    assert (contact["channel_code"], contact["language_code"]) == ("chat", "es")
    assert contact["started_at"] == "2026-03-02T09:00:00.500000+00:00"


def test_the_name_that_a_chat_shows_for_its_customer_is_known_for_masking_unless_it_is_masked_already():
    masked = CHAT | {"Participants": [{"ParticipantRole": "CUSTOMER", "DisplayName": "[PII]"}]}

    assert contact_lens.read(CHAT, "x")[0][0]["customer_name"] == "Nerea"
    assert contact_lens.read(masked, "x")[0][0]["customer_name"] is None


@pytest.mark.parametrize("stem", ["8f3c_analysis_2026-03-02T09_00_00Z", "8f3c_analysis_redacted_2026-03-02T09_00_00Z"])
def test_the_name_of_the_file_gives_the_same_id_redacted_or_not(stem):
    nameless = {name: value for name, value in VOICE.items() if name != "CustomerMetadata"}

    [contact], turns = contact_lens.read(nameless, stem)

    assert contact["contact_id"] == turns[0]["contact_id"] == "8f3c"


def test_a_participant_whose_role_nothing_states_is_unknown_and_keeps_its_id():
    strangers = CHAT | {"Participants": [{"ParticipantId": "p1"}, {"ParticipantId": "p2"}]}

    _, turns = contact_lens.read(strangers, "x")

    assert told(turns, "speaker", "speaker_label") == [("unknown", "p2"), ("unknown", "p1"), ("unknown", "p3")]


def test_in_a_call_the_id_of_a_participant_is_the_role():
    without = {name: value for name, value in VOICE.items() if name != "Participants"}

    assert told(contact_lens.read(without, "x")[1], "speaker") == [("agent",), ("customer",)]


def test_the_transcript_that_connect_stores_for_a_chat_is_read_too():
    stored = {
        "ContactId": "chat-2",
        "Participants": [{"ParticipantId": "p1"}],
        "Transcript": [
            {
                "Type": "MESSAGE",
                "ParticipantRole": "CUSTOMER",
                "AbsoluteTime": "2026-03-02T09:00:00Z",
                "Content": "Hello?",
            }
        ],
    }

    [contact], turns = contact_lens.read(stored, "x")

    assert contact_lens.recognises(stored)
    assert (contact["contact_id"], contact["channel_code"]) == ("chat-2", "chat")
    assert told(turns, "speaker", "text") == [("customer", "Hello?")]


def test_a_menu_in_a_chat_is_its_title():
    menu = {"templateType": "ListPicker", "data": {"content": {"title": "What is it about?", "elements": []}}}
    shown = {
        "Type": "MESSAGE",
        "ParticipantRole": "SYSTEM",
        "ContentType": "application/vnd.amazonaws.connect.message.interactive",
        "Content": json.dumps(menu),
        "AbsoluteTime": "2026-03-02T09:00:00Z",
    }

    _, turns = contact_lens.read(CHAT | {"Transcript": [shown, shown | {"Content": "no menu"}]}, "x")

    assert told(turns, "text") == [("What is it about?",), ("no menu",)]


def test_a_turn_that_goes_back_in_time_stays_where_it_is():
    back = [
        {"ParticipantId": "AGENT", "Content": "Later", "BeginOffsetMillis": 900, "EndOffsetMillis": 950},
        {"ParticipantId": "CUSTOMER", "Content": "Earlier", "BeginOffsetMillis": 100, "EndOffsetMillis": 50},
    ]

    _, turns = contact_lens.read(VOICE | {"Transcript": back}, "x")

    assert told(turns, "started_ms", "ended_ms", "text") == [(900, 950, "Later"), (100, 50, "Earlier")]


def test_a_call_without_speech_is_a_contact_without_turns():
    [contact], turns = contact_lens.read(VOICE | {"Transcript": []}, "x")

    assert contact["contact_id"] == "call-1" and turns == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"conversations": []}, "has a list named Transcript"),
        (VOICE | {"Transcript": [3]}, "Transcript is not a list of objects"),
        (VOICE | {"Transcript": [{"Content": ["a"]}]}, "Content is not a text"),
        (VOICE | {"Transcript": [{"Content": "a", "BeginOffsetMillis": "soon"}]}, "BeginOffsetMillis is not a number"),
        (VOICE | {"Transcript": [{"Content": "a", "BeginOffsetMillis": float("nan")}]}, "BeginOffsetMillis lies"),
        (CHAT | {"Transcript": [{"Content": "a", "AbsoluteTime": "yesterday"}]}, "AbsoluteTime is not a time like"),
        (VOICE | {"CustomerMetadata": "call-1"}, "CustomerMetadata is not an object"),
    ],
)
def test_what_cannot_be_read_is_refused_by_the_name_of_its_field(document, said):
    with pytest.raises(ValueError, match=said):
        contact_lens.read(document, "x")


def test_an_analysis_of_a_job_is_call_analytics_and_not_contact_lens():
    assert contact_lens.recognises(VOICE) and not call_analytics.recognises(VOICE)
    assert not contact_lens.recognises(VOICE | {"JobName": "job-1"})
