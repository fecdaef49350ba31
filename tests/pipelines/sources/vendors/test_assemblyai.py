"""AssemblyAI: do utterances, words or a whole text become turns?"""

import pytest

from pipelines.sources.vendors import assemblyai

WORDS = [
    {"text": "It", "start": 170, "end": 300, "speaker": "A"},
    {"text": "broke.", "start": 300, "end": 718, "speaker": "A"},
    {"text": "Sorry.", "start": 900, "end": 1200, "speaker": "B"},
]
TRANSCRIPT = {
    "id": "t-1",
    "status": "completed",
    "audio_url": "https://storage.example.com/monday.mp3",
    "language_code": "en_us",
    "text": "It broke. Sorry.",
    "words": WORDS,
    "utterances": None,
}


def told(turns):
    return [
        (turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["ended_ms"], turn["text"]) for turn in turns
    ]


def test_utterances_are_the_turns_where_a_transcript_has_them():
    utterances = [
        {"speaker": "A", "start": 170, "end": 718, "text": "It broke.", "words": WORDS[:2]},
        {"speaker": "Agent", "start": 900, "end": 1200, "text": "Sorry."},
    ]

    [contact], turns = assemblyai.read(TRANSCRIPT | {"utterances": utterances}, "x")

    assert told(turns) == [("unknown", "A", 170, 718, "It broke."), ("agent", None, 900, 1200, "Sorry.")]
    assert contact == {"contact_id": "t-1", "channel_code": "voice", "language_code": "en"}


def test_without_utterances_the_words_of_one_speaker_are_a_turn():
    assert told(assemblyai.read(TRANSCRIPT, "x")[1]) == [
        ("unknown", "A", 170, 718, "It broke."),
        ("unknown", "B", 900, 1200, "Sorry."),
    ]


def test_without_speakers_the_whole_is_one_turn_and_nobodys():
    unlabelled = [each | {"speaker": None} for each in WORDS]

    assert told(assemblyai.read(TRANSCRIPT | {"words": unlabelled}, "x")[1]) == [
        ("unknown", None, 170, 1200, "It broke. Sorry.")
    ]
    assert told(assemblyai.read(TRANSCRIPT | {"words": None}, "x")[1]) == [
        ("unknown", None, None, None, "It broke. Sorry.")
    ]


def test_a_recording_without_speech_is_a_contact_without_turns():
    [contact], turns = assemblyai.read(TRANSCRIPT | {"text": "", "words": []}, "x")

    assert contact["contact_id"] == "t-1" and turns == []


@pytest.mark.parametrize("status", ["error", "processing"])
def test_a_transcript_that_is_not_completed_is_refused(status):
    with pytest.raises(ValueError, match="is not completed"):
        assemblyai.read(TRANSCRIPT | {"status": status, "text": None, "words": None}, "x")


def test_something_else_is_refused():
    with pytest.raises(ValueError, match="has a text, and words or utterances"):
        assemblyai.read({"id": "t-1"}, "x")
