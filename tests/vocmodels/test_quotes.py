"""Quotes are whole, typical and different sentences of different customers."""

import pandas as pd

from vocmodels.quotes import choose_quotes, split_sentences


def spoken(*texts, speaker="customer"):
    return pd.DataFrame(
        {
            "contact_id": [f"c{place}" for place in range(len(texts))],
            "turn_index": 0,
            "speaker": speaker,
            "text": pd.Series(texts, dtype="str"),
        }
    )


BROKEN = [
    "The box was soaked through and the glasses inside were all broken.",
    "Every plate in the parcel came in pieces because the box had no padding at all.",
    "My new mirror was delivered with a crack from one corner to the other.",
]


def test_typical_sentences_come_and_what_is_no_evidence_stays_out():
    turns = spoken(
        *BROKEN,
        "Thank you very much, have a nice day, bye bye.",
        "[PHONE] [EMAIL] and again [PHONE] [EMAIL] 12 34 56 78",
    )

    assert sorted(choose_quotes(turns)["text"]) == sorted(BROKEN)


def test_a_sentence_that_carries_a_phrase_comes_first():
    turns = spoken(*BROKEN, "My glass table came soaked in a box that was broken, sent by the North Star people.")

    assert "North Star" in choose_quotes(turns, 1, ["north star"])["text"].item()
    assert choose_quotes(turns, 4, ["star north"]).equals(choose_quotes(turns, 4))


def test_of_sentences_that_say_the_same_the_one_without_idle_talk_comes_first():
    idle = "Hello, good morning, the box was soaked and the glasses were broken, okay, well, thank you."
    plain = "The box was soaked and the glasses inside it were broken."

    assert choose_quotes(spoken(idle, plain), 1)["text"].item() == plain


def test_a_contact_is_quoted_once():
    turns = spoken(*BROKEN).assign(contact_id="one", turn_index=[0, 1, 2])

    assert len(choose_quotes(turns)) == 1


def test_near_duplicates_are_quoted_once():
    turns = spoken(BROKEN[0], BROKEN[0].replace("soaked through", "soaked right through"), BROKEN[1])

    assert len(choose_quotes(turns)) == 2


def test_agents_are_never_quoted():
    assert choose_quotes(spoken(*BROKEN, speaker="agent")).empty


def test_no_more_than_asked_for_are_given():
    assert len(choose_quotes(spoken(*BROKEN), count=2)) == 2


def test_speech_without_full_stops_is_cut_at_a_pause():
    speech = " ".join(["I opened the box this morning and the lamp was broken"] * 8)

    sentences = split_sentences(speech)

    assert all(len(sentence.split()) <= 40 for sentence in sentences)
    assert " ".join(sentences) == speech


def test_spanish_sentences_are_split_too():
    assert split_sentences("Llegó roto. ¿Qué hago ahora?", "es") == ["Llegó roto.", "¿Qué hago ahora?"]
