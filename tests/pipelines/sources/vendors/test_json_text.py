"""JSON with a text: is the written conversation of an object read as plain text is?"""

import pytest

from pipelines.sources.vendors import json_text

CALL = {
    "ConversationId": "c1",
    "StartTime": "2026-03-02 09:00:00",
    "EndTime": "2026-03-02 09:04:00",
    "ClientId": "77",
    "ClientEmail": "ana@example.com",
    "Duration": "4.0",
    "Content": "00:00:01\n\nAgent (Ben): Hello, how can I help you?\n\n00:00:04\n\nCustomer (Ana): My card is lost.",
}


def test_the_text_gives_turns_and_the_fields_around_it_the_contact():
    (contact,), turns = json_text.read(CALL, "file")

    assert [(each["speaker"], each["started_ms"], each["text"]) for each in turns] == [
        ("agent", 1000, "Hello, how can I help you?"), ("customer", 4000, "My card is lost.")
    ]  # fmt: skip
    assert {name: contact[name] for name in ("contact_id", "started_at", "ended_at", "customer_id", "agent_label")} == {
        "contact_id": "c1",
        "started_at": "2026-03-02 09:00:00",
        "ended_at": "2026-03-02 09:04:00",
        "customer_id": "77",
        "agent_label": "Ben",
    }
    assert contact["attributes"] == {"Duration": "4.0"}  # an address is not needed for anything


def test_a_text_without_speakers_is_marked():
    _, turns = json_text.read(CALL | {"Content": "Hi, my name is Louis. Hello Louis. My phone is lost."}, "file")

    assert [(each["speaker"], each["speaker_label"]) for each in turns] == [("unknown", None)]


def test_an_object_without_a_text_is_refused():
    with pytest.raises(ValueError, match="has no text"):
        json_text.read({"ConversationId": "c1", "Content": 5}, "file")


def test_flat_objects_with_an_id_and_a_text_are_recognised():
    assert (
        json_text.recognises([CALL])
        and not json_text.recognises(CALL | {"words": [{}]})
        and not json_text.recognises([])
    )
