"""PCA: does a result of Amazon's post-call analytics become its contact and its turns?"""

import pytest

from pipelines.sources.vendors import pca

CALL = {
    "ConversationAnalytics": {
        "GUID": "guid-1",
        "Agent": "Bruno",
        "ConversationTime": "2026-01-05 13:35:14.500000",
        "ConversationLocation": "America/New_York",
        "LanguageCode": "en-US",
        "SpeakerLabels": [
            {"Speaker": "spk_0", "DisplayText": "Agent"},
            {"Speaker": "spk_1", "DisplayText": "Customer"},
            {"Speaker": "spk_2", "DisplayText": "Speaker 2"},
        ],
        "CategoriesDetected": [{"Name": "Damage", "Instances": 1}],
        "SourceInformation": [{"TranscribeJobInfo": {"TranscriptionJobName": "job-1.wav"}}],
    },
    "SpeechSegments": [
        {"SegmentStartTime": 0.04, "SegmentEndTime": 0.9, "SegmentSpeaker": "spk_0", "DisplayText": "Hello."},
        {"SegmentStartTime": 1.25, "SegmentEndTime": 2, "SegmentSpeaker": "spk_1", "DisplayText": "It is [PII]."},
        {"SegmentStartTime": 2.5, "SegmentEndTime": 3, "SegmentSpeaker": "spk_2", "OriginalText": "Hi."},
    ],
}


def about(**changes):
    return CALL | {"ConversationAnalytics": CALL["ConversationAnalytics"] | changes}


def test_the_labels_say_who_is_meant_and_a_label_without_a_role_stays_unknown():
    [contact], turns = pca.read(CALL, "x")

    assert [
        (turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["ended_ms"], turn["text"]) for turn in turns
    ] == [
        ("agent", None, 40, 900, "Hello."),
        ("customer", None, 1250, 2000, "It is [PII]."),
        ("unknown", "spk_2", 2500, 3000, "Hi."),
    ]
    assert contact == {
        "contact_id": "guid-1",
        "channel_code": "voice",
        "language_code": "en",
        "started_at": "2026-01-05T13:35:14.500000-05:00",
        "agent_label": "Bruno",
        "attributes": {"CategoriesDetected": "Damage"},
    }


def test_what_is_written_as_none_is_not_known_and_the_job_gives_the_id():
    [contact], _ = pca.read(about(GUID="None", Agent="None", ConversationTime="None"), "x")

    assert contact["contact_id"] == "job-1.wav"
    assert contact["agent_label"] is None and contact["started_at"] is None
    assert pca.read(about(GUID="None", SourceInformation=[]), "file-7")[0][0]["contact_id"] == "file-7"


@pytest.mark.parametrize("place", ["None", "The Moon", "America", "../etc", 5])
def test_a_place_that_is_no_zone_leaves_the_time_without_an_offset(place):
    [contact], _ = pca.read(about(ConversationLocation=place), "x")

    assert contact["started_at"] == "2026-01-05T13:35:14.500000"


def test_what_cannot_be_read_is_refused_by_the_name_of_its_field():
    with pytest.raises(ValueError, match="ConversationTime is not a time"):
        pca.read(about(ConversationTime="noon"), "x")
    with pytest.raises(ValueError, match="has ConversationAnalytics and SpeechSegments"):
        pca.read({"SpeechSegments": []}, "x")
