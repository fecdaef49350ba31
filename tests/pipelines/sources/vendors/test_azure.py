"""Azure: do conversations, batch and fast transcriptions become contacts and turns?"""

import pytest

from pipelines.sources.vendors import azure

ASKED = {
    "id": "c-1",
    "language": "en",
    "modality": "transcript",
    "conversationItems": [
        {"participantId": "Agent", "id": "1", "text": "Hello.", "maskedItn": "hello"},
        {
            "participantId": "p-2",
            "role": "Customer",
            "id": "2",
            "lexical": "it broke",
            "conversationItemLevelTiming": {"offset": 5_000_000, "duration": 12_000_000},
        },
        {"participantId": "Customer_1", "id": "3", "text": "Really."},
        {"participantId": "speaker 1", "id": "4", "text": "Yes."},
    ],
}
ANSWERED = ASKED | {"id": "c-2", "modality": "text"}
REQUEST = {"displayName": "Analyse", "analysisInput": {"conversations": [ASKED, ANSWERED]}, "tasks": []}
BATCH = {
    "source": "https://storage.example.com/monday.wav",
    "combinedRecognizedPhrases": [],
    "recognizedPhrases": [
        {
            "recognitionStatus": "Success",
            "channel": 0,
            "speaker": 1,
            "offsetInTicks": 700_000.0,
            "durationInTicks": 15_900_000.0,
            "locale": "en-US",
            "nBest": [{"display": "Hello.", "lexical": "hello"}, {"display": "Yellow."}],
        },
        {"recognitionStatus": "Failure", "channel": 0, "speaker": 1, "offsetInTicks": 20_000_000, "nBest": []},
        {
            "recognitionStatus": "Success",
            "channel": 0,
            "speaker": 2,
            "offsetInTicks": 25_000_000,
            "durationInTicks": 10_000_000,
            "nBest": [{"display": "It broke."}],
        },
    ],
}
FAST = {
    "durationMilliseconds": 3000,
    "combinedPhrases": [{"text": "Hola. Llegó roto."}],
    "phrases": [
        {"channel": 0, "offsetMilliseconds": 40, "durationMilliseconds": 400, "text": "Hola.", "locale": "es-MX"},
        {"channel": 0, "offsetMilliseconds": 900, "durationMilliseconds": 800, "text": "Adiós.", "locale": "es-MX"},
        {
            "channel": 1,
            "offsetMilliseconds": 500,
            "durationMilliseconds": 300,
            "text": "Llegó roto.",
            "locale": "es-MX",
        },
    ],
}


def told(turns):
    return [
        (turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["ended_ms"], turn["text"]) for turn in turns
    ]


def test_a_request_holds_a_record_per_conversation():
    contacts = [azure.read(each, "x")[0][0] for each in azure.records(REQUEST)]

    assert [(each["contact_id"], each["channel_code"]) for each in contacts] == [("c-1", "voice"), ("c-2", "chat")]


def test_a_request_of_two_conversations_is_not_read_as_one():
    with pytest.raises(ValueError, match="more than one conversation"):
        azure.read(REQUEST, "x")


def test_a_conversation_takes_roles_where_they_are_stated():
    _, turns = azure.read({"conversations": [ASKED]}, "x")

    assert told(turns) == [
        ("agent", None, None, None, "Hello."),
        ("customer", None, 500, 1700, "it broke"),
        ("customer", None, None, None, "Really."),
        ("unknown", "speaker 1", None, None, "Yes."),
    ]


def test_the_phrases_of_a_batch_are_turns_of_numbered_speakers():
    [contact], turns = azure.read(BATCH, "monday")

    assert told(turns) == [("unknown", "1", 70, 1660, "Hello."), ("unknown", "2", 2500, 3500, "It broke.")]
    assert contact == {"contact_id": "monday", "channel_code": "voice", "language_code": "en"}


def test_two_channels_of_a_fast_transcription_are_two_parties_in_order_of_time():
    _, turns = azure.read(FAST, "x")

    assert told(turns) == [
        ("unknown", "ch_0", 40, 440, "Hola."),
        ("unknown", "ch_1", 500, 800, "Llegó roto."),
        ("unknown", "ch_0", 900, 1700, "Adiós."),
    ]
    assert {turn["language_code"] for turn in turns} == {"es"}


def test_each_shape_is_recognised_and_another_is_refused():
    assert all(map(azure.recognises, (REQUEST, ASKED, {"conversations": [ASKED]}, BATCH, FAST)))
    assert not azure.recognises({"conversations": [{"conversationId": "a", "participants": []}]})
    with pytest.raises(ValueError, match="an Azure document has conversations"):
        azure.read({"conversations": [{"conversationId": "a"}]}, "x")
