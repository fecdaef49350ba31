"""Amazon Transcribe: do channels, speakers and segments become turns?"""

import pytest

from pipelines.sources.vendors import transcribe


def word(content, start, end, **labels):
    item = {"type": "pronunciation", "start_time": str(start), "end_time": str(end)}
    return item | {"alternatives": [{"confidence": "0.9", "content": content}]} | labels


def mark(content, **labels):
    return {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": content}]} | labels


def job(**results):
    return {"jobName": "job-1", "status": "COMPLETED", "results": {"transcripts": [{"transcript": "whole"}]} | results}


DIARISED = job(
    language_code="en-US",
    speaker_labels={"speakers": 2, "segments": []},
    items=[
        word("It's", 0.5, 0.8, speaker_label="spk_0"),
        word("broken", 0.8, 1.2, speaker_label="spk_0"),
        mark(",", speaker_label="spk_0"),
        word("[PII]", 1.3, 1.6, speaker_label="spk_0"),
        mark(".", speaker_label="spk_0"),
        word("Sorry", 2.0, 2.4, speaker_label="spk_1"),
        mark(".", speaker_label="spk_1"),
    ],
)


def turns_of(document):
    turns = transcribe.read(document, "x")[1]
    return [(turn["speaker_label"], turn["started_ms"], turn["ended_ms"], turn["text"]) for turn in turns]


def test_items_become_a_turn_for_each_run_of_one_speaker_with_the_marks_where_they_belong():
    [contact], turns = transcribe.read(DIARISED, "x")

    assert turns_of(DIARISED) == [("spk_0", 500, 1600, "It's broken, [PII]."), ("spk_1", 2000, 2400, "Sorry.")]
    assert {turn["speaker"] for turn in turns} == {"unknown"}
    assert contact == {"contact_id": "job-1", "channel_code": "voice", "language_code": "en"}


def test_older_documents_name_the_speaker_in_their_segments_alone():
    segments = [
        {"speaker_label": "spk_0", "items": [{"start_time": "0.5", "speaker_label": "spk_0"}]},
        {"speaker_label": "spk_1", "items": [{"start_time": "2.0"}]},
    ]
    older = job(
        speaker_labels={"segments": segments},
        items=[word("Broken", "0.5", "1.0"), mark("!"), word("Sorry", "2.0", "2.4"), mark(".")],
    )

    assert turns_of(older) == [("spk_0", 500, 1000, "Broken!"), ("spk_1", 2000, 2400, "Sorry.")]


def test_channels_that_stand_one_after_the_other_become_a_conversation():
    first = [word("Hello", 0, 0.5), mark("?"), word("It", 3, 3.2), word("broke", 3.2, 3.6), mark(".")]
    second = [word("Good", 1, 1.3), word("morning", 1.3, 1.8), mark("."), word("Oh", 4, 4.2), mark(".")]
    channels = [{"channel_label": "ch_0", "items": first}, {"channel_label": "ch_1", "items": second}]

    document = job(channel_labels={"channels": channels, "number_of_channels": 2}, items=first + second)

    assert turns_of(document) == [
        ("ch_0", 0, 500, "Hello?"),
        ("ch_1", 1000, 1800, "Good morning."),
        ("ch_0", 3000, 3600, "It broke."),
        ("ch_1", 4000, 4200, "Oh."),
    ]


def test_words_that_two_channels_say_at_once_are_not_torn_apart():
    first = [word("I", 0, 0.2), word("really", 0.2, 0.6), word("want", 0.6, 0.9), word("it", 0.9, 1.0), mark(".")]
    second = [word("Mhm", 0.3, 0.5), mark(".")]
    channels = [{"channel_label": "ch_0", "items": first}, {"channel_label": "ch_1", "items": second}]

    assert turns_of(job(channel_labels={"channels": channels})) == [
        ("ch_0", 0, 1000, "I really want it."),
        ("ch_1", 300, 500, "Mhm."),
    ]


def test_segments_are_the_turns_where_a_newer_document_has_them():
    newer = job(
        items=[word("ignored", 0, 1, speaker_label="spk_0")],
        audio_segments=[
            {"id": 0, "transcript": "It's broken.", "start_time": "0.5", "end_time": "1.2", "speaker_label": "spk_0"},
            {"id": 1, "transcript": "Lo siento.", "start_time": "2", "end_time": "2.4", "language_code": "es-US"},
        ],
    )

    _, turns = transcribe.read(newer, "x")

    assert turns_of(newer) == [("spk_0", 500, 1200, "It's broken."), (None, 2000, 2400, "Lo siento.")]
    assert turns[1]["language_code"] == "es"


def test_without_labels_the_whole_is_one_turn_and_nobodys():
    [turn] = transcribe.read(job(items=[word("whole", 1.5, 2.5)]), "x")[1]

    assert (turn["speaker"], turn["speaker_label"]) == ("unknown", None)
    assert (turn["started_ms"], turn["ended_ms"], turn["text"]) == (1500, 2500, "whole")


def test_a_recording_without_speech_is_a_contact_without_turns():
    [contact], turns = transcribe.read(job(transcripts=[{"transcript": ""}], items=[]), "x")

    assert contact["contact_id"] == "job-1" and turns == []


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"results": {"channels": []}}, "results with a list named transcripts"),
        (job(items={"a": 1}), "items is not a list of objects"),
        (job(items=[word("a", "x", 1)]), "start_time is not a number"),
        (job(items=[word("a", "9" * 400, 1)]), "start_time lies more than a year"),
        (job(channel_labels=[1]), "channel_labels is not an object"),
    ],
)
def test_what_cannot_be_read_is_refused_by_the_name_of_its_field(document, said):
    with pytest.raises(ValueError, match=said):
        transcribe.read(document, "x")
