"""Spanish words are told in English, one by one, so that an English encoder knows what a text is about."""

import numpy as np

from vocmodels.embedding import embed
from vocmodels.glossing import WORD_LIST, gloss, in_english


def test_words_are_told_by_themselves_or_by_their_stem_with_or_without_accents():
    assert gloss(["Quiero cancelar mi tarjeta", "LLEGÓ", "llego"]) == ["i want cancel my card", "arrive", "arrive"]


def test_a_word_that_is_not_listed_stays():
    assert gloss(["mi NorthStar no funciona"])[0].split()[:2] == ["my", "northstar"]


def test_a_longer_stem_is_preferred():
    assert gloss(["cobran", "cobrado"]) == ["charge", "charged"]


def test_only_spanish_texts_are_glossed():
    assert in_english(["la tarjeta no funciona", "the card is broken", None]) == [
        "the card not works",
        "the card is broken",
        "",
    ]


def test_no_words_give_no_gloss():
    assert gloss(["", "..."]) == ["", ""]


def test_a_glossed_text_lies_nearer_its_translation_than_an_unrelated_one():
    spanish, same, other = embed([gloss(["no puedo entrar a mi cuenta"])[0], "I cannot log in", "the soup was cold"])

    assert spanish @ same > spanish @ other + 0.2


def test_every_line_of_the_word_list_is_a_key_and_its_meaning_and_no_key_stands_twice():
    lines = WORD_LIST.read_text(encoding="utf-8").splitlines()

    keys = [line.split("\t")[0] for line in lines]
    assert all(line.count("\t") == 1 and line == line.lower() and line.isascii() for line in lines)
    assert len(set(keys)) == len(keys) and np.all([len(key.rstrip("*")) >= 1 for key in keys])
