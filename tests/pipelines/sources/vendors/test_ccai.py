"""Google contact centre: do uploaded and analysed conversations become contacts and turns?"""

import pytest

from pipelines.sources.vendors import ccai

NOON = 1_772_449_200_000_000  # 2026-03-02T11:00:00Z in microseconds
UPLOADED = {
    "conversation_info": {"categories": [{"display_name": "Damage"}, {"display_name": "Returns"}]},
    "entries": [
        {"text": "Welcome.", "role": "AUTOMATED_AGENT", "user_id": 3, "start_timestamp_usec": NOON},
        {"text": "It broke.", "role": "CUSTOMER", "user_id": 1, "start_timestamp_usec": NOON + 2_500_000},
        {"text": "Oh no.", "role": "AGENT", "user_id": 2, "start_timestamp_usec": str(NOON + 4_000_000)},
        {"text": "Hello?", "role": "END_USER", "user_id": 1, "start_timestamp_usec": NOON + 3_000_000},
    ],
}
ANALYSED = {
    "name": "projects/p/locations/l/conversations/c-9",
    "startTime": "2026-03-02T11:00:00Z",
    "languageCode": "en-AU",
    "medium": "PHONE_CALL",
    "agentId": "a-4",
    "transcript": {
        "transcriptSegments": [
            {
                "text": "Hello.",
                "words": [
                    {"startOffset": "0.500s", "endOffset": "0.9s"},
                    {"startOffset": "0.9s", "endOffset": "1.25s"},
                ],
                "channelTag": 2,
                "segmentParticipant": {"role": "HUMAN_AGENT"},
            },
            {"text": "It broke.", "messageTime": "2026-03-02T11:00:02Z", "segmentParticipant": {"role": "END_USER"}},
            {"text": "Mhm.", "channelTag": 1},
        ]
    },
}


def told(turns):
    return [(turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["text"]) for turn in turns]


def test_the_entries_of_an_upload_have_roles_and_offsets_from_the_first_of_them():
    [contact], turns = ccai.read(UPLOADED, "conversation-5")

    assert told(turns) == [
        ("system", None, 0, "Welcome."),
        ("customer", None, 2500, "It broke."),
        ("agent", None, 4000, "Oh no."),
        ("customer", None, 3000, "Hello?"),  # goes back in time, and stays where it is
    ]
    assert contact == {
        "contact_id": "conversation-5",
        "channel_code": None,
        "language_code": None,
        "started_at": "2026-03-02T11:00:00+00:00",
        "attributes": {"categories": "Damage, Returns"},
    }


def test_small_numbers_count_from_the_start_of_the_conversation_and_are_no_clock_time():
    small = {"entries": [{"text": "Hi.", "role": "AGENT", "start_timestamp_usec": 1_000_000}]}

    [contact], turns = ccai.read(small, "x")

    assert contact["started_at"] is None and turns[0]["started_ms"] == 1000


def test_a_conversation_that_the_service_gives_back_has_its_own_id_and_medium():
    [contact], turns = ccai.read(ANALYSED, "x")

    assert told(turns) == [
        ("agent", None, 500, "Hello."),
        ("customer", None, 2000, "It broke."),
        ("unknown", "1", None, "Mhm."),
    ]
    assert turns[0]["ended_ms"] == 1250
    assert contact == {
        "contact_id": "c-9",
        "channel_code": "voice",
        "language_code": "en",
        "started_at": "2026-03-02T11:00:00+00:00",
        "agent_id": "a-4",
    }


def test_a_conversation_without_entries_is_a_contact_without_turns():
    [contact], turns = ccai.read({"entries": []}, "x")

    assert contact["started_at"] is None and turns == []


@pytest.mark.parametrize("number", ["soon", -1, 10**30, float("inf"), True, [1]])
def test_a_time_that_is_none_is_refused(number):
    with pytest.raises(ValueError, match="start_timestamp_usec is not a number"):
        ccai.read({"entries": [{"text": "Hi.", "role": "AGENT", "start_timestamp_usec": number}]}, "x")
