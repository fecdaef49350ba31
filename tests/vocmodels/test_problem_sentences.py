import pandas as pd

from vocmodels.problem_sentences import ProblemSettings, bearing_parts, problem_text


def chat(contact_id: str, *said: str | None) -> pd.DataFrame:
    """A contact's turns as "speaker: text"."""
    rows = [(contact_id, place, *turn.split(": ", 1)) for place, turn in enumerate(said)]
    return pd.DataFrame(rows, columns=["contact_id", "turn_index", "speaker", "text"])


def bearing(text: str) -> str:
    return bearing_parts([text])[0]


def test_greetings_introductions_and_bare_pleas_are_left_out():
    assert bearing("Hi there! My name is [NAME] and I need to file a claim. Can you please help me?") == (
        "I need to file a claim."
    )
    assert bearing("Buenos días, me llamo [NAME], quiero cambiar mi dirección. ¿Me puede ayudar? Gracias") == (
        "quiero cambiar mi dirección."
    )


def test_what_a_short_text_says_stays_whole():
    for text in (
        "Why was I charged a fee?",
        "Asked for 100 but only got 20. Why?",
        "There is a payment I did not make",
    ):
        assert bearing(text) == text


def test_a_long_text_is_cut_to_its_trouble():
    story = (
        "I have been with you for many years. My sister lives in the south with two lovely cats. We went to see her in"
        " spring by train. The weather was lovely the whole week. The kettle that you sent me does not switch off any more."
        " It was a present of my husband for our anniversary."
    )

    assert "does not switch off any more" in bearing(story)
    assert len(bearing(story).split()) <= ProblemSettings().most_words


def test_speech_without_full_stops_loses_its_fillers_and_what_is_said_twice():
    spoken = "um hi yeah so i i bought a a kettle from you uh last month and it it does not switch off any more"

    assert bearing(spoken) == "i bought a kettle from you last month and it does not switch off any more"


def test_one_endless_sentence_is_bounded():
    assert len(bearing("refund order parcel " * 100).split()) <= ProblemSettings().most_words


def test_what_says_nothing_of_its_own_bears_nothing():
    assert (
        bearing_parts(["hello", "", None, "[NAME]", "12345", "ok thanks", "can you help me please", "¿qué?"])
        == [""] * 8
    )


def test_answers_to_questions_are_not_the_problem():
    turns = chat(
        "a",
        "customer: hi",
        "agent: How can I help?",
        "customer: I want to change my seat please",
        "agent: What is your name and number?",
        "customer: [NAME], my booking number is 12345",
        "customer: blue bag",
        "customer: thanks, nothing else",
    )

    found = problem_text(turns)

    assert found[["turn_index", "text"]].values.tolist() == [[2, "I want to change my seat"]]


def test_a_trouble_told_later_joins_the_first_request():
    turns = chat(
        "a", "customer: please check my booking", "customer: Paris", "customer: it was never confirmed by mail"
    )

    assert problem_text(turns)["text"].tolist() == ["please check my booking it was never confirmed by mail"]


def test_a_customer_who_says_nothing_has_an_empty_text():
    turns = pd.concat([chat("b", "agent: Hello?"), chat("a", "customer: hello")])

    found = problem_text(turns)

    assert found["contact_id"].tolist() == ["a", "b"]
    assert found["text"].tolist() == ["", ""]
    assert found["turn_index"].isna().all()
