"""Whisper: do segments become turns that are nobody's?"""

import pytest

from pipelines.sources.vendors import whisper

TRANSCRIPT = {
    "text": " It broke. Sorry.",
    "language": "english",
    "segments": [
        {"id": 0, "seek": 0, "start": 0.0, "end": 1.5, "text": " It broke.", "tokens": [50364]},
        {"id": 1, "seek": 0, "start": 1.5, "end": 2.25, "text": " Sorry.", "tokens": [50400]},
    ],
}


def told(turns):
    return [
        (turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["ended_ms"], turn["text"]) for turn in turns
    ]


def test_segments_are_turns_of_nobody():
    [contact], turns = whisper.read(TRANSCRIPT, "monday")

    assert told(turns) == [("unknown", None, 0, 1500, "It broke."), ("unknown", None, 1500, 2250, "Sorry.")]
    assert contact == {"contact_id": "monday", "channel_code": "voice", "language_code": "en"}


def test_a_program_that_tells_speakers_apart_gives_their_labels():
    labelled = TRANSCRIPT | {"segments": [each | {"speaker": "SPEAKER_00"} for each in TRANSCRIPT["segments"]]}

    assert {turn["speaker_label"] for turn in whisper.read(labelled, "x")[1]} == {"SPEAKER_00"}


def test_the_transcript_of_whisper_cpp_is_read_too():
    written = {
        "model": {"type": "base"},
        "result": {"language": "es"},
        "transcription": [{"offsets": {"from": 0, "to": 7600}, "text": " Llegó roto."}],
    }

    [contact], turns = whisper.read(written, "x")

    assert whisper.recognises(written)
    assert told(turns) == [("unknown", None, 0, 7600, "Llegó roto.")]
    assert contact["language_code"] == "es"


def test_a_text_without_segments_is_one_turn_and_no_text_is_none():
    assert told(whisper.read({"text": "It broke.", "segments": []}, "x")[1]) == [
        ("unknown", None, None, None, "It broke.")
    ]
    assert whisper.read({"text": "", "segments": []}, "x")[1] == []


def test_something_else_is_refused():
    with pytest.raises(ValueError, match="a list named segments, or transcription"):
        whisper.read({"text": "It broke."}, "x")
