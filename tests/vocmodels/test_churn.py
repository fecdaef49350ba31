"""Churn: who speaks of leaving, and who only cancels an order."""

import pandas as pd
import pytest

from vocmodels.churn import find_churn_risk


def turns(*texts, speaker="customer"):
    rows = [("a", place, speaker, text) for place, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["contact_id", "turn_index", "speaker", "text"])


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to cancel my subscription please",
        "just close my account",
        "we are switching to another provider",
        "That was the last time I order from you.",
        "I will never shop here again",
        "I'm taking my business elsewhere",
        "You have lost a customer",
        "your competitors offer a better price",
        "I'm thinking of leaving your bank",
        "we won't be renewing",
        "me voy a cambiar de compañía",
        "quiero dar de baja mi línea",
        "es la última vez que compro con ustedes",
        "no vuelvo a contratar nada",
        "me largo a la competencia",
        "han perdido un cliente",
        "si no me lo arreglan me voy",
        "quiero pedir la portabilidad",
    ],
)
def test_words_of_leaving_are_found(text):
    found = find_churn_risk(turns("hello", text)).iloc[0]

    assert found["has_churn_risk"] and found["churn_turn_index"] == 1
    assert 0.5 < found["confidence"] <= 1


@pytest.mark.parametrize(
    "text",
    [
        "I want to cancel my order",
        "please cancel the appointment on Friday",
        "I need to cancel my flight",
        "I don't want to cancel my account",
        "can I switch to paperless billing",
        "I'd like to switch to the family plan",
        "my father passed away and I have to close his account",
        "I'm going to the bank now",
        "quiero cancelar mi pedido",
        "quiero cambiar de asiento",
        "me cambio de casa en junio",
        "no quiero cancelar el servicio, solo cambiar la fecha",
        "con este trato nunca me cambio de compañía",
        "my contract ends in June",
    ],
)
def test_other_wishes_are_no_churn(text):
    found = find_churn_risk(turns(text)).iloc[0]

    assert not found["has_churn_risk"] and found["confidence"] == 0 and pd.isna(found["churn_turn_index"])


def test_an_order_in_one_sentence_does_not_hide_the_account_in_the_next():
    assert find_churn_risk(turns("Cancel my order. And then close my account."))["has_churn_risk"].iloc[0]


def test_the_surest_turn_is_named_and_what_agents_say_is_none():
    found = find_churn_risk(turns("if it goes on I'll leave", "ok", "close my account", "cancel my contract"))

    assert found["churn_turn_index"].tolist() == [2]
    assert not find_churn_risk(turns("do you want to close your account?", speaker="agent"))["has_churn_risk"].any()
