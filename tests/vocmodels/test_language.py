"""The language of a text whose record does not say."""

import pandas as pd

from vocmodels.language import detect_language, is_spanish


def test_english_and_spanish_sentences_are_told_apart():
    texts = ["Hola, mi paquete no ha llegado todavía", "Where is my package, please?", "quiero cancelar mi pedido"]

    assert detect_language(texts) == ["es", "en", "es"]


def test_a_text_too_short_to_tell_or_null_keeps_the_default():
    assert detect_language(["ok", None, "", "[PHONE] 12345 678"], default="es") == ["es", "es", "es", "es"]


def test_another_language_is_named_by_its_code():
    assert detect_language(["je voudrais savoir où est ma commande s'il vous plaît"]) == ["fr"]


def test_spanish_is_told_from_english_by_its_common_words():
    texts = pd.Series(["la caja llegó rota", "the box is broken", "WHERE IS MY BOX", "¿DÓNDE está mi caja?", "", "ok"])

    assert is_spanish(texts).tolist() == [True, False, False, True, False, False]
