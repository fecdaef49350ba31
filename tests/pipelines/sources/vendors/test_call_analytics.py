"""Call Analytics: does an analysis of Amazon Transcribe become its contact and its turns?"""

import pytest

from pipelines.sources.vendors import call_analytics

CALL = {
    "JobName": "monday.wav",
    "JobStatus": "COMPLETED",
    "LanguageCode": "es-US",
    "Channel": "VOICE",
    "Categories": {"MatchedCategories": ["Sin despedida"]},
    "Participants": [{"ParticipantRole": "AGENT"}, {"ParticipantRole": "CUSTOMER"}],
    "Transcript": [
        {"ParticipantRole": "AGENT", "Content": "¿Dígame?", "BeginOffsetMillis": 40, "EndOffsetMillis": 700},
        {"ParticipantRole": "CUSTOMER", "Content": "Llegó roto.", "BeginOffsetMillis": 900, "EndOffsetMillis": 2100},
        {"Content": "Mhm.", "BeginOffsetMillis": 2200, "EndOffsetMillis": 2300},
    ],
}


def test_the_role_stands_beside_each_turn_and_is_not_guessed_where_it_does_not():
    [contact], turns = call_analytics.read(CALL, "x")

    assert [(turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["text"]) for turn in turns] == [
        ("agent", None, 40, "¿Dígame?"),
        ("customer", None, 900, "Llegó roto."),
        ("unknown", None, 2200, "Mhm."),
    ]
    assert contact["contact_id"] == "monday.wav"
    assert (contact["channel_code"], contact["language_code"]) == ("voice", "es")
    assert contact["attributes"] == {"MatchedCategories": "Sin despedida"}


def test_a_job_without_a_name_is_known_by_the_name_of_its_file():
    assert call_analytics.read(CALL | {"JobName": None}, "file-7")[0][0]["contact_id"] == "file-7"


def test_a_document_without_a_transcript_is_refused():
    with pytest.raises(ValueError, match="has a list named Transcript"):
        call_analytics.read({"JobName": "monday.wav"}, "x")
