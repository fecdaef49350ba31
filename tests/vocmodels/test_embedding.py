"""Texts that mean the same lie near each other, and nothing is downloaded for it."""

import shutil

import numpy as np
import pytest

from vocmodels.embedding import ASSETS, EmbeddingError, embed

TEXTS = ["my parcel arrived broken", "the package came damaged", "how do I change my password?"]


@pytest.mark.parametrize("model", ["static", "minilm"])
def test_texts_that_mean_the_same_lie_nearer_than_others(model):
    broken, damaged, password = embed(TEXTS, model)

    assert broken @ damaged > 0.2 + broken @ password


@pytest.mark.parametrize(("model", "dimensions"), [("static", 256), ("minilm", 384)])
def test_vectors_have_unit_length_and_a_text_without_words_lies_nowhere(model, dimensions):
    vectors = embed([*TEXTS, "", "  ", None], model)

    assert vectors.shape == (6, dimensions) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 0, 0, 0], atol=1e-5)
    assert embed([], model).shape == (0, dimensions)


@pytest.mark.parametrize("model", ["static", "minilm"])
def test_a_vector_does_not_depend_on_the_texts_beside_it(model):
    long = "please help me with my order " * 60

    assert np.allclose(embed([*TEXTS, long], model)[:3], embed(TEXTS[::-1], model)[::-1], atol=1e-5)


def test_an_encoder_in_a_folder_of_ones_own_is_read_like_the_one_that_ships(tmp_path):
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(ASSETS / "minilm" / name, tmp_path)

    assert np.array_equal(embed(TEXTS, tmp_path), embed(TEXTS, "minilm"))


def test_a_folder_without_an_encoder_is_refused_with_what_is_missing(tmp_path):
    shutil.copy(ASSETS / "minilm" / "model.onnx", tmp_path)

    with pytest.raises(EmbeddingError, match=r"holds 1 \.onnx files and no tokenizer\.json"):
        embed(TEXTS, tmp_path)


def test_a_damaged_encoder_is_refused_with_its_path(tmp_path):
    shutil.copy(ASSETS / "minilm" / "tokenizer.json", tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"not an encoder")

    with pytest.raises(EmbeddingError, match=r"model\.onnx cannot be read"):
        embed(TEXTS, tmp_path)
