"""Phrases: what sets an event's contacts apart is named, what they share with the usual ones or with chance is not."""

import numpy as np
import pandas as pd
import pytest

from vocmodels.phrases import PhraseSettings, separate

ENGLISH = "parcel carton lamp mirror table sofa address street invoice button screen courier label window cable handle"
SPANISH = "paquete cartón lámpara espejo mesa sofá dirección calle factura botón pantalla etiqueta ventana cable puerta"


def chatter(count: int, seed: int, words: str = ENGLISH) -> list[str]:
    """So many contacts of the same few words in an order of their own."""
    draws = np.random.default_rng(seed)
    return [", ".join(draws.choice(words.split(), 8)) for _ in range(count)]


def with_words(texts: list[str], *said: str) -> list[str]:
    return [f"{text}. {said[place % len(said)]}" for place, text in enumerate(texts)]


def named(event: list[str], usual: list[str], language: str = "en", **settings) -> list[str]:
    is_event = [True] * len(event) + [False] * len(usual)
    return separate([*event, *usual], is_event, [language] * len(is_event), PhraseSettings(**settings))[
        "phrase"
    ].tolist()


def test_a_phrase_of_the_event_is_named_once_and_not_its_parts():
    event = [*with_words(chatter(12, 1), "The north star driver left it in the rain"), *chatter(18, 2)]

    assert named(event, chatter(200, 3)) == ["north star driver", "rain"]


def test_a_word_that_is_said_in_more_contacts_than_any_longer_phrase_stands_for_itself():
    event = with_words(chatter(30, 1), "a crack in it", "the deep crack here", "it has crack after crack", "crack!")

    assert named(event, chatter(200, 2)) == ["crack"]


def test_two_phrases_that_share_a_word_are_both_named_where_different_contacts_say_them():
    event = with_words(chatter(40, 1), "water damage", "damage claim")
    usual = with_words(chatter(200, 2), "damage")

    assert sorted(named(event, usual)) == ["damage claim", "water damage"]


def test_the_counts_are_contacts_and_the_usual_ones_are_of_as_many():
    event = [*with_words(chatter(20, 1), "a wet wet box and a wet box"), *chatter(20, 2)]
    usual = [*with_words(chatter(10, 3), "a wet box"), *chatter(390, 4)]

    found = separate([*event, *usual], [True] * 40 + [False] * 400, ["en"] * 440)

    assert found.loc[0, ["phrase", "event_count", "usual_count"]].tolist() == ["wet box", 20, 1.0]
    assert found.loc[0, "score"] > 4


def test_what_usual_contacts_say_as_often_is_not_named():
    event, usual = (with_words(chatter(count, count), "the box is wet") for count in (40, 300))

    assert named(event, usual) == []


@pytest.mark.parametrize("event_count", [15, 60, 200])
def test_hardly_anything_is_named_where_nothing_sets_the_contacts_apart(event_count):
    told = [named(chatter(event_count, seed), chatter(300, 1000 + seed)) for seed in range(40)]

    assert sum(map(bool, told)) <= 4


def test_masks_numbers_pleasantries_introductions_and_stop_words_are_in_no_phrase():
    said = "Hello, my name is [NAME] and 4711 of the [EMAIL] was with thirty two dents on Monday, thank you very much"
    event = with_words(chatter(30, 1), said)

    assert named(event, chatter(200, 2)) == ["dents"]


def test_spanish_is_read_as_spanish_with_or_without_its_accents():
    event = with_words(
        chatter(30, 1, SPANISH), "No enciende y llegó dañado, gracias", "es que llego dañado de la tienda"
    )

    found = named(event, chatter(200, 2, SPANISH), "es")

    assert found[0] == "llegó dañado"
    assert not {"no", "y", "es", "que", "de", "la", "gracias"} & {word for phrase in found for word in phrase.split()}


def test_languages_are_compared_apart_and_found_where_nobody_says_which():
    english = "the driver left the wet box in the street and it was crushed"
    spanish = "el chofer dejó la caja mojada en la calle y estaba aplastada"
    event = [*[english] * 10, *[spanish] * 10]
    usual = [
        *with_words(chatter(60, 1), "when will it come to my house please"),
        *with_words(chatter(60, 2, SPANISH), "cuándo llega a mi casa por favor"),
    ]

    found = separate([*event, *usual], [True] * 20 + [False] * 120)

    assert set(found["language_code"]) == {"en", "es"}
    assert (found.query("language_code == 'es'")["event_count"] == 10).all()


def test_a_short_word_with_an_apostrophe_leaves_no_rest_of_itself():
    event = with_words(chatter(30, 1), "It doesn't turn, they won't and I can't see the driver's face")

    words = {word for phrase in named(event, chatter(200, 2)) for word in phrase.split()}

    assert {"turn", "driver", "face"} <= words
    assert not {"doesn", "don", "won", "wo", "ca", "can", "t", "s"} & words


def test_too_few_contacts_to_compare_with_name_nothing():
    event = with_words(chatter(30, 1), "wet box")

    assert named(event, chatter(19, 2)) == []
    assert named(event[:2], chatter(200, 2)) == []


def test_no_more_than_asked_for_are_named():
    event = with_words(chatter(30, 1), "wet box. bent frame. torn cover")

    assert len(named(event, chatter(200, 2), most_phrases=2)) == 2


def test_silence_names_nothing():
    found = separate([None, "", "thank you"] * 20, [True, False, False] * 20)

    assert found.empty
    assert found.columns.tolist() == ["phrase", "language_code", "event_count", "usual_count", "score"]


def test_the_order_of_rows_is_irrelevant_and_the_input_untouched():
    event = with_words(chatter(40, 1), "wet box", "bent frame")
    contacts = pd.DataFrame({"text": [*event, *chatter(200, 2)], "is_event": [True] * 40 + [False] * 200})
    before = contacts.copy(deep=True)
    shuffled = contacts.sample(frac=1, random_state=3)

    found = separate(contacts["text"], contacts["is_event"])

    pd.testing.assert_frame_equal(found, separate(shuffled["text"], shuffled["is_event"]))
    pd.testing.assert_frame_equal(contacts, before)
