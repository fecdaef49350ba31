"""Sentiment: which feelings a turn shows, and that most show none."""

import pandas as pd
import pytest

from vocmodels.sentiment import score_sentiment


def turns(*texts, speaker="customer", language=None):
    rows = [("a", place, speaker, text, language) for place, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["contact_id", "turn_index", "speaker", "text", "language_code"])


def sentiment(*texts, **options):
    return score_sentiment(turns(*texts, **options))["sentiment"].tolist()


@pytest.mark.parametrize(
    "text",
    [
        "My order number is 4471.",
        "Okay.",
        "Yes, please.",
        "The box came crushed on one side.",
        "I was billed twice for March.",
        "I want my money back for the blue one",
        "Thank you. Bye.",
        "my name is Sundar Rajaraman",
        "La caja venía golpeada de una esquina",
        "Me cobraron dos veces el mes de marzo",
        "Gracias, hasta luego",
        "no nothing more I'm all good",
        "no ya con eso está bien gracias",
        "igualmente que esté muy bien",
        "[NAME] [PHONE]",
        "4471",
        "",
        None,
    ],
)
def test_what_shows_no_feeling_is_neutral_and_unsure(text):
    scored = score_sentiment(turns(text))

    assert scored[["sentiment", "confidence"]].to_numpy().tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize(
    "text",
    [
        "This is the worst company I have ever dealt with, I am furious!",
        "YOU ARE ALL LIARS, THIS IS A SCAM!!!",
        "😡😡",
        "son unos ladrones, estoy harto de ustedes",
        "vaya vergüenza de servicio, es inadmisible",
    ],
)
def test_anger_is_strongly_negative(text):
    assert sentiment(text)[0] <= -0.6


@pytest.mark.parametrize(
    "text",
    [
        "Wow, that is wonderful, thank you so much, you saved me!",
        "it finally works, I'm so relieved",
        "Honestly it's not bad at all, I have no complaints",
        "mil gracias, de verdad qué alivio, ya quedó",
        "la verdad no me quejo, muy buena atención",
    ],
)
def test_relief_and_praise_are_positive_with_a_negation_too(text):
    assert sentiment(text)[0] >= 0.2


def test_praise_that_is_meant_otherwise_is_negative():
    for text in ("oh great, just great, thanks for nothing", "qué bien, otro retraso, gracias por nada"):
        assert sentiment(text)[0] < -0.2


def test_disappointment_is_negative_but_no_anger():
    for text in ("I'm a bit disappointed to be honest", "no quedé muy conforme con la respuesta"):
        assert -0.65 < sentiment(text)[0] <= -0.2


def test_what_follows_but_counts_more_than_thanks_before_it():
    assert sentiment("Thank you so much for trying, but I am really disappointed and angry.")[0] < 0
    assert sentiment("I was really angry before, but you fixed it, thank you so much, wonderful!")[0] > 0


def test_one_sentence_of_a_long_turn_is_enough():
    long = "I ordered it on Monday. It is the blue one, size medium. My number is 555 0199. " * 3

    assert sentiment(long)[0] == 0
    assert sentiment(long + "I am absolutely furious about this.")[0] < -0.3


def test_a_text_without_language_code_is_read_in_its_own_language():
    assert sentiment("estoy muy decepcionada con el servicio")[0] < 0
    assert sentiment("estoy muy decepcionada con el servicio", language="es")[0] < 0


def test_turns_of_agents_have_no_row_and_unknown_speakers_only_where_there_is_no_customer():
    agent, unknown, customer = (turns("I am furious", speaker=each) for each in ("agent", "unknown", "customer"))
    mixed = pd.concat([customer, unknown.assign(turn_index=1)])

    assert score_sentiment(agent).empty
    assert len(score_sentiment(unknown)) == 1
    assert score_sentiment(mixed)["turn_index"].tolist() == [0]


def test_rows_come_by_contact_and_turn_with_sentiment_and_confidence_in_range():
    mixed = pd.concat([turns("ok", "I hate this company", "love it"), turns("thanks").assign(contact_id="0")])

    scored = score_sentiment(mixed.sample(frac=1, random_state=0))

    assert scored["contact_id"].tolist() == ["0", "a", "a", "a"]
    assert scored["turn_index"].tolist() == [0, 0, 1, 2]
    assert scored["sentiment"].between(-1, 1).all() and scored["confidence"].between(0, 1).all()
