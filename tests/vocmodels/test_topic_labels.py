from vocmodels.own_words import STOP_WORDS
from vocmodels.topic_labels import label_topics

PIN = ["I want to change my pin", "how can I change my PIN?", "please let me change the PIN at the machine"]
BOX = ["the box was crushed", "crushed box again, everything wet", "my parcel came in a crushed box"]
ENVIO = ["mi envío urgente no ha llegado", "¿dónde está mi envío urgente?", "pagué por un envío urgente y no llega"]


def named(*topics: tuple[str, list[str]]) -> dict[str, str]:
    found = label_topics(
        [text for _, texts in topics for text in texts], [code for code, texts in topics for _ in texts]
    )
    return dict(zip(found["topic_code"], found["label"], strict=True))


def test_topics_are_called_by_what_their_own_texts_say():
    labels = named(("t1", PIN), ("t2", BOX), ("t3", ENVIO))

    assert labels == {"t1": "Change PIN", "t2": "Crushed box", "t3": "Envío urgente"}


def test_labels_are_two_to_five_words_without_stop_words():
    for label in named(("t1", PIN), ("t2", BOX), ("t3", ENVIO)).values():
        words = label.lower().split()
        assert 2 <= len(words) <= 5
        assert not set(words) & (STOP_WORDS["en"] | STOP_WORDS["es"])


def test_what_is_denied_is_never_called_as_if_it_were_so():
    card = [
        "my card isn't working",
        "the card is not working at all",
        "card still not working, why?",
        "card not working",
    ]
    pedido = ["mi pedido no ha llegado", "el pedido todavía no llega, ya lo pagué", "mi pedido no ha llegado aún"]

    assert named(("t1", card), ("t2", BOX)) == {"t1": "Card not working", "t2": "Crushed box"}
    assert named(("t1", pedido), ("t2", ENVIO))["t1"] == "Pedido no llegado"


def test_masks_names_and_pleasantries_are_in_no_label():
    texts = [f"hello, {name} here, [NAME] broke the blue kettle" for name in ("susan", "carlos", "jennifer")] * 3

    found = label_topics(texts, ["t1"] * len(texts))

    said = f"{found['label'][0]}, {found['keywords'][0]}".lower()
    assert "kettle" in said
    assert not any(word in said for word in ("name", "hello", "carlos", "jennifer", "susan"))


def test_a_word_is_not_written_like_the_mask_that_stands_beside_it():
    texts = ["the email bounced, it is [EMAIL]", "my email bounced", "your email bounced to [EMAIL]", "[EMAIL] bounced"]

    labels = label_topics([*texts, "the ATM ate it", "ATM ate cash"], ["t1"] * 4 + ["t2"] * 2).set_index("topic_code")

    assert labels["label"].to_dict() == {"t1": "Email bounced", "t2": "ATM ate"}


def test_two_topics_never_have_the_same_label():
    labels = named(("t1", ["card payment declined"] * 5), ("t2", ["card payment declined", "card payment pending"] * 3))

    assert labels["t1"] != labels["t2"]


def test_topics_whose_texts_are_all_alike_have_labels():
    labels = named(("t1", ["the blue kettle leaks"] * 4), ("t2", ["the blue kettle leaks"] * 4), ("t3", ["hello"] * 3))

    assert len(set(labels.values())) == 3
    assert "kettle" in labels["t1"].lower()


def test_a_topic_is_called_in_the_language_of_most_of_its_texts():
    assert named(("t1", [*ENVIO, "where is my urgent parcel"]))["t1"] == "Envío urgente"


def test_a_topic_of_single_words_is_called_by_two_of_them():
    assert named(("t1", ["refund", "refund!", "refund?", "money", "money"]), ("t2", BOX))["t1"] == "Refund money"


def test_keywords_do_not_repeat_each_other():
    found = label_topics(PIN + BOX, ["t1"] * 3 + ["t2"] * 3)

    for keywords in found["keywords"]:
        words = keywords.replace(",", "").split()
        assert len(words) == len(set(words))
        assert len(keywords.split(", ")) <= 8


def test_the_order_of_texts_is_irrelevant_and_no_texts_give_no_rows():
    texts, codes = PIN + BOX, ["t1"] * 3 + ["t2"] * 3

    assert label_topics(texts[::-1], codes[::-1]).equals(label_topics(texts, codes))
    assert label_topics([], []).columns.tolist() == ["topic_code", "label", "keywords"]
    assert label_topics([], []).empty


def test_a_label_that_another_topic_has_already_is_not_given_again():
    found = label_topics(PIN, ["t9"] * len(PIN), taken=["Change PIN"])

    assert found["label"].item().lower() not in ("change pin", "pin change")
    assert "pin" in found["label"].item().lower()
