"""Bedrock data automation: does its output for a recording become a contact and its turns?"""

import pytest

from pipelines.sources.vendors import bedrock

CALL = {
    "metadata": {"asset_id": "0", "s3_key": "calls/monday.wav", "dominant_asset_language": "ES"},
    "audio_segments": [
        {
            "segment_index": 0,
            "type": "TRANSCRIPT",
            "text": "¿Dígame?",
            "start_timestamp_millis": 1620,
            "end_timestamp_millis": 2050,
            "speaker": {"speaker_label": "spk_1"},
            "channel": {"channel_label": "ch_1"},
            "language": "ES",
        },
        {
            "segment_index": 1,
            "type": "TRANSCRIPT",
            "text": "Hello.",
            "start_timestamp_millis": 2600,
            "end_timestamp_millis": 3000,
            "channel": {"channel_label": "ch_0"},
            "language": "EN",
        },
    ],
}


def test_each_segment_is_a_turn_with_its_label_and_language():
    [contact], turns = bedrock.read(CALL, "result")

    assert [(turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["language_code"]) for turn in turns] == [
        ("unknown", "spk_1", 1620, "es"),
        ("unknown", "ch_0", 2600, "en"),
    ]
    assert contact == {"contact_id": "monday", "channel_code": "voice", "language_code": "es"}


def test_a_result_that_names_no_recording_is_known_by_the_name_of_its_file():
    assert bedrock.read(CALL | {"metadata": {}}, "result-7")[0][0]["contact_id"] == "result-7"


def test_the_output_for_something_else_is_refused():
    with pytest.raises(ValueError, match="a list named audio_segments"):
        bedrock.read({"metadata": {"semantic_modality": "DOCUMENT"}, "pages": []}, "x")
