"""WebVTT: does each cue become the turn of whoever spoke it?"""

import pytest

from pipelines.sources.vendors import webvtt

VOICES = """\ufeffWEBVTT - a call
Kind: captions
Language: es-MX

STYLE
::cue { color: white }

NOTE contact_id: call-7

intro
00:01.500 --> 00:03.000 align:start position:10%
<v.loud Agent>Buenos días, &iquest;en qu&eacute;
le <i>ayudo</i>?</v>

2
01:00:03.000 --> 01:00:04.250
<v Cliente>Mi pedido</v> <v Agent>¿Sí?</v>
"""

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:02.000
Ana Ruiz: Hello, one thing: my order

2
00:00:02.000 --> 00:00:03.000
is late.

3
00:00:03.500 --> 00:00:04.000
Bo: I see.

4
00:00:05.000 --> 00:00:06.000
Ana Ruiz: Thanks.

5
00:00:06.000 --> 00:00:07.000
Bo: Bye.
"""


def said(text):
    _, turns = webvtt.read(text, "file")
    return [
        (turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["ended_ms"], turn["text"]) for turn in turns
    ]


def test_a_voice_tag_names_the_speaker_and_a_cue_in_which_two_speak_is_two_turns():
    assert said(VOICES) == [
        ("agent", None, 1500, 3000, "Buenos días, ¿en qué le ayudo?"),
        ("customer", None, 3_603_000, 3_604_250, "Mi pedido"),
        ("agent", None, 3_603_000, 3_604_250, "¿Sí?"),
    ]


def test_a_note_may_name_the_contact_and_the_head_the_language():
    (contact,), turns = webvtt.read(VOICES, "file")

    assert (contact["contact_id"], contact["channel_code"], contact["language_code"]) == ("call-7", "voice", "es")
    assert {turn["language_code"] for turn in turns} == {"es"}


def test_names_before_the_words_are_labels_and_their_roles_are_not_guessed():
    assert [each[:2] + each[4:] for each in said(ZOOM)] == [
        ("unknown", "Ana Ruiz", "Hello, one thing: my order"),
        ("unknown", None, "is late."),
        ("unknown", "Bo", "I see."),
        ("unknown", "Ana Ruiz", "Thanks."),
        ("unknown", "Bo", "Bye."),
    ]


def test_a_name_that_holds_its_role_has_it():
    text = ZOOM.replace("Ana Ruiz:", "Ana (Customer):").replace("Bo:", "Bo Agent:")

    assert [each[0] for each in said(text)] == ["customer", "unknown", "agent", "customer", "agent"]


def test_a_call_in_which_nobody_speaks_has_no_turns():
    (contact,), turns = webvtt.read("WEBVTT\n", "silent")

    assert contact["contact_id"] == "silent" and turns == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("00:01.000 --> 00:02.000\nhi", "begins with WEBVTT"), ("WEBVTT\n\n1:2 --> 3\nhi", "written as hh:mm:ss")],
)
def test_another_text_is_refused_in_words(text, reason):
    with pytest.raises(ValueError, match=reason):
        webvtt.read(text, "file")


def test_only_its_own_first_line_is_recognised():
    assert webvtt.recognises(VOICES) and not webvtt.recognises("Agent: WEBVTT") and not webvtt.recognises({"WEBVTT": 1})
