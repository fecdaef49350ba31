"""On the first day, with the shipped taxonomy alone: what is no reason of ours is not sure, what is one is told."""

import pytest

from pipelines.settings import PROJECT_ROOT, load_settings
from vocmodels.reasons import ReasonClassifier
from vocmodels.taxonomy import parse_taxonomy


@pytest.fixture(scope="module")
def first_day() -> ReasonClassifier:
    taxonomy = parse_taxonomy(*load_settings(PROJECT_ROOT / "voc.toml").read_taxonomy())
    return ReasonClassifier(taxonomy).fit([])


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "[NAME] [PHONE]", "ok", "hello", "12345 67890", "asdf qwer zxcv"),
        "Wo ist mein Paket? Es ist nicht angekommen",
        "Bonjour, je voudrais savoir où est ma commande",
        "Congratulations!!! You have won a FREE iPhone, click http://win.example now to claim your prize",
        "Gana dinero desde casa, invierte en bitcoin hoy mismo",
        "the weather is nice in Paris",
    ],
)
def test_nothing_one_word_of_courtesy_another_language_and_junk_are_not_sure(first_day, text):
    assert first_day.predict([text])["reason_code"].tolist() == ["unsure"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("where is my package", "order_tracking"),
        ("¿dónde está mi paquete?", "order_tracking"),
        ("the vase arrived broken", "damaged_shipment"),
        ("refund", "refund_status"),
    ],
)
def test_a_plain_sentence_or_one_telling_word_is_enough_in_both_languages(first_day, text, code):
    assert first_day.predict([text])["reason_code"].tolist() == [code]
