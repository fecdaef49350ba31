"""Embedding: which point in space stands for what a text means?

Two models ship in `vocmodels/assets`, which says how they were made: a static table, fast enough for everything, and the
encoder all-MiniLM-L6-v2, exact where a sample is read. Any folder with an ONNX encoder and its tokenizer.json is a third,
a multilingual one say. Nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from scipy.sparse import csr_matrix
from tokenizers import Tokenizer

ASSETS = Path(__file__).resolve().parent / "assets"
STATIC, MINILM = "static", "minilm"
TOKENS_READ = 256  # of a text: what the encoder was made for
TOKENS_AT_ONCE = 4096  # padded, in one call of the encoder: bounds memory
TEXTS_AT_ONCE = 10_000


class EmbeddingError(ValueError):
    """A folder holds no model that can be read; the message says what is missing."""


def embed(texts: Sequence[str | None], model: str | os.PathLike[str] = STATIC) -> np.ndarray:
    """Return what each text means as a float32 array (texts, dimensions) of unit length; zeros where it says nothing.

    Args:
        texts: null counts as empty; of each the first 256 tokens are read by an encoder, all by the table.
        model: `static` (256 dimensions), `minilm` (384), or a folder with one ONNX encoder and its tokenizer.json, whose
            tokens are averaged (Reimers and Gurevych, Sentence-BERT, 2019).

    Raises:
        EmbeddingError: the folder lacks a file, or its encoder takes other inputs than tokens.
    """
    written = [text or "" for text in texts]
    vectors = _by_table(written) if str(model) == STATIC else _by_encoder(written, _folder(model))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


@lru_cache(maxsize=4)
def fingerprint(model: str | os.PathLike[str] = STATIC) -> str:
    """Return six hexadecimal digits of a model's files: vectors of different fingerprints must not be compared."""
    folder = _folder(MINILM if str(model) == STATIC else model)
    files = [ASSETS / "static.npz"] if str(model) == STATIC else sorted(folder.glob("*.onnx"))
    content = b"".join(hashlib.sha256(each.read_bytes()).digest() for each in [*files, folder / "tokenizer.json"])
    return hashlib.sha256(content).hexdigest()[:6]


def _folder(model: str | os.PathLike[str]) -> Path:
    return ASSETS / MINILM if str(model) == MINILM else Path(model).resolve()


def _by_table(texts: list[str]) -> np.ndarray:
    table, tokenizer = _static_model()
    parts = [np.empty((0, table.shape[1]), dtype=np.float32)]
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        pieces = _pieces(tokenizer, texts[start : start + TEXTS_AT_ONCE], special=False)
        ends = np.cumsum([0, *map(len, pieces)])
        columns = np.concatenate(pieces) if ends[-1] else np.empty(0)
        counts = csr_matrix((np.ones(ends[-1], np.float32), columns, ends), shape=(len(pieces), len(table)))
        parts.append(counts @ table)
    return np.concatenate(parts)


def _by_encoder(texts: list[str], folder: Path) -> np.ndarray:
    session, tokenizer = _encoder(folder)
    names = [each.name for each in session.get_inputs()]
    pieces = _pieces(tokenizer, texts, special=True)
    vectors: np.ndarray | None = None
    for rows in _alike_in_length(pieces):
        inputs = _padded([pieces[row] for row in rows])
        states = session.run(None, {name: inputs[name] for name in names})[0]
        answer = _mean_of_tokens(states, inputs["attention_mask"]) if states.ndim == 3 else states
        vectors = np.zeros((len(texts), answer.shape[1]), dtype=np.float32) if vectors is None else vectors
        vectors[rows] = answer
    if vectors is None:
        vectors = np.zeros((0, int(session.get_outputs()[0].shape[-1])), dtype=np.float32)
    vectors[[not text.strip() for text in texts]] = 0
    return vectors


def _pieces(tokenizer: Tokenizer, texts: list[str], special: bool) -> list[list[int]]:
    return [found.ids for found in tokenizer.encode_batch_fast(texts, add_special_tokens=special)]


def _alike_in_length(pieces: list[list[int]]) -> Iterator[np.ndarray]:
    """Yield row numbers of texts to read in one call, shortest first."""
    lengths = np.array([len(each) for each in pieces], dtype=np.int64)
    order = np.argsort(lengths, kind="stable")
    start = 0
    while start < len(order):
        size = max(TOKENS_AT_ONCE // max(int(lengths[order[start]]), 1), 1)
        while size > 1 and int(lengths[order[min(start + size, len(order)) - 1]]) * size > TOKENS_AT_ONCE:
            size -= 1
        yield order[start : start + size]
        start += size


def _padded(pieces: list[list[int]]) -> dict[str, np.ndarray]:
    width = max(map(len, pieces))
    ids, mask = np.zeros((2, len(pieces), width), dtype=np.int64)
    for row, each in enumerate(pieces):
        ids[row, : len(each)], mask[row, : len(each)] = each, 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}


def _mean_of_tokens(states: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return np.einsum("btd,bt->bd", states, mask.astype(np.float32)) / mask.sum(axis=1, keepdims=True)


@lru_cache(maxsize=1)
def _static_model() -> tuple[np.ndarray, Tokenizer]:
    with np.load(ASSETS / "static.npz", allow_pickle=False) as stored:
        table = stored["table"].astype(np.float32) * stored["scales"]
    tokenizer = Tokenizer.from_file(str(ASSETS / MINILM / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return table, tokenizer


@lru_cache(maxsize=2)
def _encoder(folder: Path) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
    models, written = sorted(folder.glob("*.onnx")), folder / "tokenizer.json"
    if len(models) != 1 or not written.is_file():
        raise EmbeddingError(
            f"{folder} holds {len(models)} .onnx files and {'a' if written.is_file() else 'no'} tokenizer.json."
            " Put exactly one encoder and its tokenizer.json there."
        )
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(models[0], options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(written))
    except Exception as error:  # both libraries raise what the damage happens to cause
        raise EmbeddingError(
            f"{models[0]} cannot be read with its tokenizer.json ({error}). Put it there anew."
        ) from error
    unknown = {each.name for each in session.get_inputs()} - {"input_ids", "attention_mask", "token_type_ids"}
    if unknown:
        raise EmbeddingError(
            f"{models[0]} takes {', '.join(sorted(unknown))}. Give an encoder that takes tokens alone."
        )
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS_READ)
    return session, tokenizer
