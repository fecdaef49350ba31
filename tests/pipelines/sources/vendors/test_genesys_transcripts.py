"""Genesys transcripts: does each phrase become the turn of whoever said it?"""

import pytest

from pipelines.sources.vendors import genesys_transcripts

START = 1_772_442_000_000  # 2026-03-02 09:00


def phrase(text, purpose, **times):
    return {"text": text, "participantPurpose": purpose, **times}


def document(*phrases, **more):
    return {
        "conversationId": "c1",
        "mediaType": "call",
        "transcripts": [{"language": "es-us", "phrases": list(phrases)}],
        **more,
    }


def test_external_is_the_customer_internal_the_agent_and_a_machine_neither():
    (contact,), turns = genesys_transcripts.read(
        document(
            phrase("Marque uno", "ivr", startTimeMs=0, duration={"milliseconds": 900}),
            phrase("Hola", "internal", startTimeMs=1000, duration=500),
            phrase("Mi pedido", "external", offsetMs=2000, durationMs="750.0"),
            phrase("¿Cuál?", "supervised", startTimeMs=3000),
        ),
        "file",
    )

    assert (contact["contact_id"], contact["channel_code"], contact["language_code"], contact["started_at"]) == (
        "c1", "voice", "es", None
    )  # fmt: skip
    assert [(each["speaker"], each["speaker_label"], each["started_ms"], each["ended_ms"]) for each in turns] == [
        ("system", None, 0, 900),
        ("agent", None, 1000, 1500),
        ("customer", None, 2000, 2750),
        ("unknown", "supervised", 3000, None),
    ]


def test_times_since_1970_count_from_the_start_of_the_conversation():
    (contact,), turns = genesys_transcripts.read(
        document(phrase("Hi", "external", startTimeMs=START + 1500, duration={"millis": 250}), startTime=START), "file"
    )

    assert contact["started_at"] == "2026-03-02T09:00:00+00:00"
    assert (turns[0]["started_ms"], turns[0]["ended_ms"]) == (1500, 1750)


def test_phrases_of_several_transcripts_follow_each_other_in_their_languages():
    one = document(phrase("Hola", "external"))
    one["transcripts"].append({"language": "en-us", "phrases": [phrase("Hello", "internal")]})

    _, turns = genesys_transcripts.read(one, "file")

    assert [(each["turn_index"], each["text"], each["language_code"]) for each in turns] == [
        (0, "Hola", "es"),
        (1, "Hello", "en"),
    ]


@pytest.mark.parametrize("broken", [{}, {"transcripts": 1}, document("x"), document(phrase({}, "external")), []])
def test_another_shape_is_refused(broken):
    with pytest.raises(ValueError, match=r"transcripts|phrases|text"):
        genesys_transcripts.read(broken, "file")


def test_a_transcript_is_no_conversation_detail():
    assert genesys_transcripts.recognises(document(phrase("Hi", "external")))
    assert not genesys_transcripts.recognises({"conversations": []})
