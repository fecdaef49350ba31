import pandas as pd

from vocmodels.taxonomy_entries import parse_reason
from vocmodels.topic_proposals import propose_reason

LAMPS = [
    "my lamp arrived broken in two pieces",
    "the glass of the lamp was shattered when I opened it",
    "the box was wet and the lamp does not work",
    "hello [NAME], order 12345 came broken",
    "the lamp is broken",
    "the lampshade had a long crack on one side",
]
ROTAS = [
    "la lámpara llegó rota en dos pedazos",
    "el vidrio venía estrellado dentro de la caja",
    "la pantalla llegó rota",
]


def texts(en=(), es=()):
    rows = [(text, "en") for text in en] + [(text, "es") for text in es]
    return pd.DataFrame(rows, columns=["text", "language_code"]).astype("str")


def counts(*rows):
    return pd.DataFrame(rows, columns=["reason_code", "department_code", "group_code", "contact_count"])


def propose(label="Broken lamp", keywords="broken lamp, glass, crack, box", said=None, held=None, taken=()):
    said = texts(LAMPS) if said is None else said
    held = counts(("damaged", "logistics", "delivery", 9), ("unsure", None, None, 50)) if held is None else held
    return propose_reason(label, keywords, said, held, taken)


def test_a_proposal_is_a_whole_reason_table():
    table = propose()

    reason = parse_reason(table)
    assert (reason.code, reason.labels) == ("broken_lamp", {"en": "Broken lamp"})
    example = table["phrases"]["en"][0]
    assert reason.definitions["en"].startswith(f"Customers say, for example, “{example}”; they speak of ")
    assert (reason.group_code, reason.department_code) == ("delivery", "logistics")


def test_phrases_are_what_customers_say_and_tell_nothing_of_one_person():
    phrases = propose()["phrases"]["en"]

    assert 3 <= len(phrases) <= 6
    assert set(phrases) <= set(LAMPS)
    assert not any("[" in phrase or "12345" in phrase for phrase in phrases)


def test_each_language_has_phrases_of_its_own_and_the_label_is_of_that_of_most():
    table = propose("Lámpara rota", "lámpara rota, vidrio", texts(LAMPS[:1], ROTAS))

    assert set(table["phrases"]) == {"en", "es"}
    assert set(table["phrases"]["es"]) <= set(ROTAS)
    assert table["label"] == {"es": "Lámpara rota"}
    assert table["code"] == "lampara_rota"


def test_a_code_that_is_or_was_a_reason_is_not_given_again():
    assert propose(taken=["broken_lamp"])["code"] == "broken_lamp_2"
    assert propose(taken=["broken_lamp", "broken_lamp_2"])["code"] == "broken_lamp_3"
    assert propose("Unsure")["code"] == "unsure_2"
    assert propose("5G box")["code"] == "topic_5g_box"


def test_nobody_owns_a_topic_that_lies_between_departments_or_in_no_reason():
    torn = counts(("a", "billing", "money", 10), ("b", "logistics", "delivery", 11), ("c", "web", "web", 9))
    unsure = counts(("unsure", None, None, 100), ("a", "billing", "money", 2))

    for held in (torn, unsure, counts()):
        assert propose(held=held)["department"] is None
        assert propose(held=held)["parent"] is None


def test_a_topic_without_texts_has_no_phrases():
    table = propose(said=texts())

    assert table["phrases"] == {}
    assert table["definition"] == {
        "en": "Customers contact us about “Broken lamp”; they speak of glass, crack and box."
    }
