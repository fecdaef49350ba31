"""Effort: which signs of it a contact shows, by its customer's words, its agent's, and its record."""

import pandas as pd
import pytest

from vocmodels.effort import EffortSettings, measure_effort


def turns(*texts, speaker="customer"):
    rows = [("a", place, speaker, text) for place, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["contact_id", "turn_index", "speaker", "text"])


def record(**known):
    return pd.DataFrame([{"contact_id": "a", **known}])


def signs(*texts, contacts=None, **options):
    return measure_effort(turns(*texts, **options), contacts)["effort_signs"].iloc[0]


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("repeat", "Hi, this is now the fourth time I've had to phone about this"),
        ("repeat", "I've rung you five times since Monday."),
        ("repeat", "I emailed you last week already"),
        ("repeat", "every time I call I get somebody else"),
        ("repeat", "ya es la cuarta vez que les marco por lo mismo"),
        ("repeat", "os he llamado ya tres veces"),
        ("repeat", "Vuelvo a llamar por el mismo recibo"),
        ("said_again", "As I explained to the last lady, it is the blue one"),
        ("said_again", "how many times do I have to tell you my number"),
        ("said_again", "I don't want to repeat myself"),
        ("said_again", "como ya le expliqué a su compañero"),
        ("said_again", "ya se lo he dicho a la otra señorita"),
        ("transfer", "I've been passed around four departments"),
        ("transfer", "they keep transferring me"),
        ("transfer", "me han pasado ya con cinco personas"),
        ("transfer", "me traen de un departamento a otro"),
        ("hold", "I was on hold for half an hour"),
        ("hold", "I waited fifty minutes to speak to someone"),
        ("hold", "me tuvieron esperando una hora"),
        ("hold", "llevo cuarenta minutos en espera"),
        ("long_way", "we're just going round in circles here"),
        ("long_way", "no hago más que dar vueltas con esto"),
    ],
)
def test_customers_words_show_effort(sign, text):
    assert sign in signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "I restarted it three times",
        "the second item is missing",
        "can you transfer fifty dollars to my savings account",
        "the money was transferred to the wrong account",
        "I can hold, no problem",
        "please call me back later",
        "llevo tres semanas esperando el paquete",
        "quiero hacer una transferencia a otro banco",
        "he reiniciado el módem dos veces",
        "la tercera opción, por favor",
        "le dije que sí",
    ],
)
def test_ordinary_talk_shows_none(text):
    found = measure_effort(turns(text)).iloc[0]

    assert (found["effort"], found["effort_signs"], found["effort_turn_indexes"]) == (0, [], [])


def test_the_turns_that_show_it_are_named_in_order():
    found = measure_effort(turns("hello", "as I said, it is blue", "ok", "this is the third time I call")).iloc[0]

    assert found["effort_signs"] == ["repeat", "said_again"]
    assert found["effort_turn_indexes"] == [1, 3]
    assert found["effort"] == pytest.approx(1 - 0.6 * 0.65)


def test_the_record_tells_of_transfers_holds_and_repeats_that_nobody_mentions():
    found = measure_effort(turns("hello"), record(hold_seconds=300.0, transfer_count=2, is_repeat=True)).iloc[0]

    assert found["effort_signs"] == ["repeat", "transfer", "hold"]
    assert found["effort_turn_indexes"] == []
    assert found["effort"] == pytest.approx(1 - 0.6 * 0.7**2 * 0.7)


def test_a_short_hold_is_no_effort_and_nulls_say_nothing():
    assert signs("hello", contacts=record(hold_seconds=40, transfer_count=0, is_repeat=False)) == []
    assert signs("hello", contacts=record(hold_seconds=None, transfer_count=None, is_repeat=None)) == []


def test_an_announced_transfer_counts_where_the_record_knows_of_none_or_says_nothing():
    announced = "I will transfer you to our billing team"

    assert signs(announced, speaker="agent") == ["transfer"]
    assert signs(announced, speaker="agent", contacts=record(transfer_count=0)) == []
    assert signs("le paso con mi compañera de facturación", speaker="agent") == ["transfer"]
    assert signs("we transferred 50 dollars to your account", speaker="agent") == []


def test_a_long_way_is_measured_by_the_channel():
    many = turns(*["ok"] * 20)

    assert measure_effort(many, record(channel_code="voice"))["effort_signs"].iloc[0] == []
    assert measure_effort(many, record(channel_code="email"))["effort_signs"].iloc[0] == ["long_way"]
    slow = turns("hi", "bye").assign(started_ms=[0, 1_700_000], ended_ms=[5_000, None])
    assert measure_effort(slow, record(channel_code="voice"))["effort_signs"].iloc[0] == ["long_way"]
    assert measure_effort(slow, None, EffortSettings(spoken_seconds=3_000))["effort_signs"].iloc[0] == []


def test_more_of_it_is_more_effort_and_never_above_one():
    once = measure_effort(turns("as I said, it is blue"))["effort"].iloc[0]
    often = measure_effort(turns(*["as I said, it is blue, and I was on hold for an hour"] * 9))["effort"].iloc[0]

    assert 0 < once < often < 1
