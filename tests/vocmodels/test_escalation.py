"""Escalation: who wants to go above the agent, and who only speaks of someone who is above."""

import pandas as pd
import pytest

from vocmodels.escalation import find_demands


def turns(*texts, speaker="customer"):
    rows = [("a", place, speaker, text) for place, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["contact_id", "turn_index", "speaker", "text"])


@pytest.mark.parametrize(
    "text",
    [
        "let me speak to your supervisor",
        "I want a manager on the phone now",
        "Is there someone above you I can talk to?",
        "can you put me through to somebody in charge",
        "I'd like to file a formal complaint",
        "I'm going to contact my lawyer about this",
        "I will go to the ombudsman",
        "I'll post this on Twitter",
        "quiero hablar con su supervisor",
        "páseme con el gerente",
        "comuníqueme con alguien de más arriba",
        "voy a poner una queja formal",
        "los voy a denunciar en Profeco",
        "exijo que me atienda un responsable",
    ],
)
def test_who_wants_to_go_above_the_agent_is_found(text):
    found = find_demands(turns("hello", text)).iloc[0]

    assert found["has_demand"] and found["demand_turn_index"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "I am the manager of a small shop",
        "your supervisor told me to call back today",
        "I don't need a manager, just a refund",
        "it is a present for my boss",
        "se lo regalé a mi jefe",
        "el supervisor me dijo que llamara hoy",
        "no quiero hablar con un supervisor, quiero mi dinero",
        "I wrote a review of the lamp last year",
    ],
)
def test_speaking_of_somebody_above_is_no_demand(text):
    assert not find_demands(turns(text))["has_demand"].any()


def test_what_an_agent_says_is_no_demand():
    assert not find_demands(turns("let me speak to my supervisor", speaker="agent"))["has_demand"].any()
