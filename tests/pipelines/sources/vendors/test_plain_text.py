"""Plain text: does each line become a turn of whoever begins it?"""

import pytest

from pipelines.sources.vendors import plain_text


def said(text):
    _, turns = plain_text.read(text, "file")
    return [(turn["speaker"], turn["speaker_label"], turn["started_ms"], turn["text"]) for turn in turns]


def test_lines_without_a_speaker_go_on_with_what_was_being_said():
    text = "Agent: Good morning.\nHow can I help?\n\nCustomer: My order\nis late.\n"

    assert said(text) == [
        ("agent", None, None, "Good morning. How can I help?"),
        ("customer", None, None, "My order is late."),
    ]


def test_spanish_roles_are_roles():
    text = "Agente: Le atiende Luz.\nCliente: Buenas.\nAtención al cliente: ¿Sí?\nSistema: Grabando."

    assert [each[0] for each in said(text)] == ["agent", "customer", "agent", "system"]


@pytest.mark.parametrize(
    "lines",
    [
        ("[00:00:07] Agent: Hello", "[00:01:02] Customer: Hi"),
        ("(00:07) Agent: Hello", "(01:02) Customer: Hi"),
        ("00:00:07 Agent: Hello", "00:01:02 Customer: Hi"),
        ("Agent (00:07): Hello", "Customer (01:02): Hi"),
        ("Agent [00:00:07.000]: Hello", "Customer [00:01:02.000]: Hi"),
        ("[00:00:07 - 00:00:09] Agent: Hello", "[00:01:02 - 00:01:03] Customer: Hi"),
        ("00:00:07\n\nAgent: Hello", "\n00:01:02\n\nCustomer: Hi"),
        ("Agent  0:07\nHello\n", "Customer  1:02\nHi"),
        ("**Agent** [00:07]: Hello", "**Customer** [01:02]: Hi"),
    ],
)
def test_a_time_may_stand_before_beside_or_above_the_speaker(lines):
    assert said("\n".join(lines)) == [("agent", None, 7000, "Hello"), ("customer", None, 62_000, "Hi")]


def test_times_of_day_count_from_the_first_and_a_date_says_when_that_was():
    (contact,), turns = plain_text.read("[2026-03-02 23:59:50] Agent: Hi\n[2026-03-03 00:00:05] Visitor 7: Ho", "x")

    assert contact["started_at"] == "2026-03-02T23:59:50"
    assert [(turn["speaker"], turn["started_ms"]) for turn in turns] == [("agent", 0), ("customer", 15_000)]
    assert [each[2] for each in said("(11:59:50 PM) Agent: Hi\n(12:00:05 AM) Customer: Ho")] == [0, 15_000]
    assert [each[2] for each in said("[14:02:10] Agent: Hi\n[14:02:12] Customer: Ho")] == [0, 2000]


def test_a_name_that_stands_beside_a_role_once_has_it_wherever_it_stands_alone():
    text = "Agent (Ben): Hello\nCustomer (Juan): Hi\nBen: Sure.\nJuan: Thanks.\nMia: Hey\nMia: Hey"
    (contact,), turns = plain_text.read(text, "x")

    assert [(turn["speaker"], turn["speaker_label"]) for turn in turns] == [
        ("agent", None), ("customer", None), ("agent", None), ("customer", None), ("unknown", "Mia"), ("unknown", "Mia")
    ]  # fmt: skip
    assert (contact["agent_label"], contact["customer_name"]) == ("Ben", "Juan")


def test_a_role_may_be_introduced_above_the_conversation():
    text = "Date: 2026-03-02\nAgent: Ben\nCustomer: Juan\n\nBen: Hello\nJuan: Hi\nBen: Juan"

    assert said(text) == [("agent", None, None, "Hello"), ("customer", None, None, "Hi"), ("agent", None, None, "Juan")]
    for heading in ("Call between Ben (Agent) and customer Juan", "Scene: a call of Agent Ben and Customer (Juan)"):
        assert [each[0] for each in said(f"{heading}\n\nBen: Hello\nJuan: Hi")][-2:] == ["agent", "customer"]
    assert said("Agent: Hello\nAgent: Juan\nJuan: Hi\nJuan: Yes")[1:3] == [
        ("agent", None, None, "Juan"), ("unknown", "Juan", None, "Hi")
    ]  # fmt: skip


def test_speakers_whose_role_nothing_states_stay_unknown():
    assert said("Speaker 1: Hello\nSpeaker 2: Hi")[0][:2] == ("unknown", "Speaker 1")
    assert said("Ana: Hello\nBo: Hi") == [("unknown", "Ana", None, "Hello"), ("unknown", "Bo", None, "Hi")]


def test_what_only_looks_like_a_speaker_stays_in_the_words():
    text = "Agent: Type this.\nServer: mail.example.com\nhttps://example.com\nNote: twice.\nNote: 10:30 is fine.\nCustomer: Done."

    assert [each[3] for each in said(text)] == [
        "Type this. Server: mail.example.com https://example.com Note: twice. Note: 10:30 is fine.", "Done."
    ]  # fmt: skip


def test_what_stands_above_the_first_speaker_is_left_out_where_it_only_describes():
    text = "Call transcript\nCall ID: 9\nDate: 2026-03-02\nAgent name: Luz\n-----\nI waited an hour.\nAgent: Sorry."

    assert said(text) == [("unknown", None, None, "I waited an hour."), ("agent", None, None, "Sorry.")]


def test_a_conversation_on_one_line_is_broken_before_each_speaker():
    assert [each[0] for each in said("**Call** **Agent:** Hi. **Customer:** Ho. **Agent:** Bye.")] == [
        "unknown", "agent", "customer", "agent"
    ]  # fmt: skip
    assert said("Agent: Hi. How are you? Customer: Fine: thanks. Agent: Bye.")[1:] == [
        ("customer", None, None, "Fine: thanks."), ("agent", None, None, "Bye.")
    ]  # fmt: skip


def test_a_text_that_names_nobody_is_nobodys():
    assert said("my phone is lost\nand my card. Hello, Louis.\n\nThank you.") == [
        ("unknown", None, None, "my phone is lost and my card. Hello, Louis."), ("unknown", None, None, "Thank you.")
    ]  # fmt: skip
    assert said("[00:00.000 --> 00:02.500]  Hello\n[00:02.500 --> 00:04.000]  Bye") == [
        ("unknown", None, 0, "Hello"), ("unknown", None, 2500, "Bye")
    ]  # fmt: skip


def test_an_empty_text_is_refused():
    with pytest.raises(ValueError, match="holds no text"):
        plain_text.read(" \n\ufeff\n", "x")


@pytest.mark.parametrize(
    ("text", "is_transcript"),
    [
        ("Agent: Hi\nCustomer: Ho", True),
        ("Ana: a\nBo: b\nAna: c\nBo: d", True),
        ("a,b\n1,2", False),
        ('{"Agent": 1}', False),
    ],
)
def test_only_what_has_speakers_is_recognised(text, is_transcript):
    assert plain_text.recognises(text) is is_transcript
