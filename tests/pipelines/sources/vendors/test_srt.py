"""SRT: does each cue become the turn of whoever spoke it?"""

import pytest

from pipelines.sources.vendors import srt

CALL = """1
00:00:01,000 --> 00:00:02,500
[Agent] Good morning,
how can I help?

2
00:00:02,000 --> 00:00:04,000
- Customer: My card [laughs] is lost.

3
00:00:05,000 --> 00:00:06,000
[SPEAKER_01]: <i>Hm.</i>
""".replace("\n", "\r\n")


def test_a_speaker_stands_in_brackets_or_before_a_colon():
    (contact,), turns = srt.read(CALL, "call")

    assert (contact["contact_id"], contact["channel_code"]) == ("call", "voice")
    assert [
        (turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["ended_ms"], turn["text"]) for turn in turns
    ] == [
        ("agent", None, 1000, 2500, "Good morning, how can I help?"),
        ("customer", None, 2000, 4000, "My card [laughs] is lost."),
        ("unknown", "SPEAKER_01", 5000, 6000, "Hm."),
    ]


def test_cues_that_no_empty_line_divides_are_told_apart():
    _, turns = srt.read(
        "1\n00:00:01,000 --> 00:00:02,000\nAgent: Hi\n2\n00:00:03,000 --> 00:00:04,000\nCustomer: Ho\n", "x"
    )

    assert [(turn["started_ms"], turn["text"]) for turn in turns] == [(1000, "Hi"), (3000, "Ho")]


def test_a_text_without_times_is_refused():
    with pytest.raises(ValueError, match="times like"):
        srt.read("Agent: hello", "x")


def test_a_number_and_a_time_are_recognised():
    assert srt.recognises(CALL) and not srt.recognises("1\nAgent: hello") and not srt.recognises("WEBVTT\n\n" + CALL)
