"""Deepgram: do utterances, speakers and channels become turns?"""

import pytest

from pipelines.sources.vendors import deepgram


def word(spelled, start, end, **others):
    return {"word": spelled.lower().strip(".,?"), "punctuated_word": spelled, "start": start, "end": end} | others


def answer(*channels, **results):
    alternatives = [{"alternatives": [{"transcript": "Whole text.", "words": list(words)}]} for words in channels]
    return {
        "metadata": {"request_id": "r-1", "channels": len(channels)},
        "results": {"channels": alternatives} | results,
    }


def turns_of(document):
    turns = deepgram.read(document, "x")[1]
    return [(turn["speaker_label"], turn["started_ms"], turn["ended_ms"], turn["text"]) for turn in turns]


SPOKEN = [word("It", 0.08, 0.3, speaker=0), word("broke.", 0.3, 0.75, speaker=0), word("Sorry.", 1.0, 1.4, speaker=1)]


def test_utterances_are_the_turns_where_an_answer_has_them():
    utterances = [
        {"start": 0.08, "end": 0.75, "channel": 0, "speaker": 0, "transcript": "It broke."},
        {"start": 1.0, "end": 1.4, "channel": 0, "transcript": "Sorry."},
    ]

    assert turns_of(answer(SPOKEN, utterances=utterances)) == [
        ("0", 80, 750, "It broke."),
        (None, 1000, 1400, "Sorry."),
    ]


def test_without_utterances_the_words_of_one_speaker_are_a_turn():
    document = answer(SPOKEN)

    [contact], turns = deepgram.read(document, "x")

    assert turns_of(document) == [("0", 80, 750, "It broke."), ("1", 1000, 1400, "Sorry.")]
    assert {turn["speaker"] for turn in turns} == {"unknown"}
    assert contact == {"contact_id": "r-1", "channel_code": "voice", "language_code": None}


def test_the_channels_of_a_recording_with_two_are_its_parties():
    document = answer([word("Hello?", 0, 0.5), word("Broken.", 2, 2.5)], [word("Yes?", 1, 1.5)])
    utterances = [
        {"start": 0, "end": 0.5, "channel": 0, "speaker": 0, "transcript": "Hello?"},
        {"start": 2, "end": 2.5, "channel": 0, "speaker": 0, "transcript": "Broken."},
        {"start": 1, "end": 1.5, "channel": 1, "speaker": 0, "transcript": "Yes?"},
    ]
    expected = [("ch_0", 0, 500, "Hello?"), ("ch_1", 1000, 1500, "Yes?"), ("ch_0", 2000, 2500, "Broken.")]

    assert turns_of(document) == expected
    assert turns_of(document | {"results": document["results"] | {"utterances": utterances}}) == expected


def test_without_speakers_the_whole_is_one_turn_and_nobodys():
    assert turns_of(answer([{"word": "whole", "start": 0.5, "end": 1}, {"word": "text", "start": 1, "end": 2}])) == [
        (None, 500, 2000, "Whole text.")
    ]


def test_the_language_that_was_detected_is_the_contacts():
    document = answer(SPOKEN)
    document["results"]["channels"][0]["detected_language"] = "es-419"

    assert deepgram.read(document, "x")[0][0]["language_code"] == "es"


def test_a_recording_without_speech_is_a_contact_without_turns():
    silent = {"metadata": {}, "results": {"channels": [{"alternatives": [{"transcript": "", "words": []}]}]}}

    [contact], turns = deepgram.read(silent, "file-7")

    assert contact["contact_id"] == "file-7" and turns == []


def test_what_cannot_be_read_is_refused_by_the_name_of_its_field():
    with pytest.raises(ValueError, match="results with a list named channels"):
        deepgram.read({"err_code": "Bad Request"}, "x")
    with pytest.raises(ValueError, match="start is not a number"):
        deepgram.read(answer([word("a", [], 1)]), "x")
