"""The words of a contact that carry its reason."""

import pandas as pd

from vocmodels.turns import own_word_counts, reason_text


def chat(contact_id, *lines):
    speakers, texts = zip(*(line.split(": ", 1) for line in lines), strict=True)
    return pd.DataFrame(
        {
            "contact_id": contact_id,
            "turn_index": range(len(lines)),
            "speaker": speakers,
            "text": pd.Series(texts, dtype="str"),
        }
    )


def test_greetings_names_and_goodbyes_are_skipped():
    turns = chat(
        "a",
        "agent: Hello, how can I help?",
        "customer: Hi, good morning",
        "customer: My name is Ana López",
        "customer: My parcel arrived crushed and the lamp inside is broken in two pieces",
        "agent: I am sorry.",
        "customer: Thank you very much, have a nice day",
    )

    found = reason_text(turns)

    assert found["text"].tolist() == ["My parcel arrived crushed and the lamp inside is broken in two pieces"]
    assert found["turn_index"].tolist() == [3]


def test_a_short_first_turn_takes_the_next_one_along():
    turns = chat("a", "customer: Problem with my invoice", "customer: you charged me twice for the same order in May")

    assert (
        reason_text(turns)["text"].iloc[0] == "Problem with my invoice you charged me twice for the same order in May"
    )


def test_spanish_pleasantries_are_skipped_too():
    turns = chat(
        "a", "customer: Hola, buenas tardes", "customer: Soy Ana", "customer: quiero devolver unos zapatos que compré"
    )

    assert reason_text(turns)["text"].iloc[0] == "quiero devolver unos zapatos que compré"


def test_a_contact_in_which_the_customer_says_little_keeps_the_little():
    assert reason_text(chat("a", "customer: hi", "customer: refund"))["text"].tolist() == ["refund"]


def test_a_contact_without_a_word_of_the_customer_has_an_empty_text_and_no_turn():
    found = reason_text(chat("a", "agent: Hello?"))

    assert found["text"].tolist() == [""]
    assert found["turn_index"].isna().tolist() == [True]


def test_pleasantries_masks_and_numbers_are_not_own_words():
    texts = pd.Series(["thank you so much, bye", "[PHONE] 12345", "where is the parcel", None])

    assert own_word_counts(texts).tolist() == [0, 0, 4, 0]
