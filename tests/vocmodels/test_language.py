"""The language of a text whose record does not say."""

from vocmodels.language import detect_language


def test_english_and_spanish_sentences_are_told_apart():
    texts = ["Hola, mi paquete no ha llegado todavía", "Where is my package, please?", "quiero cancelar mi pedido"]

    assert detect_language(texts) == ["es", "en", "es"]


def test_a_text_too_short_to_tell_or_null_keeps_the_default():
    assert detect_language(["ok", None, "", "[PHONE] 12345 678"], default="es") == ["es", "es", "es", "es"]


def test_another_language_is_named_by_its_code():
    assert detect_language(["je voudrais savoir où est ma commande s'il vous plaît"]) == ["fr"]
