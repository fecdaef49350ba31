"""Tiers: in which ways are texts compared, and what names that?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from vocmodels.embedding import MINILM, STATIC, embed, fingerprint
from vocmodels.kernel_ridge import KernelSettings, Views

# A tier's embeddings, and how much words and each embedding count. Chosen on folds of banking77's training file, with
# MultiDoGO and the validation of CLINC150 in sight.
TIERS: dict[str, tuple[tuple[str, ...], KernelSettings]] = {
    "light": ((STATIC,), KernelSettings(word_share=0.3, point_shares=(0.7,))),
    "full": ((STATIC, MINILM), KernelSettings(word_share=0.2, point_shares=(0.2, 0.6))),
}


def made_with(tier: str) -> str:
    """Return what names a tier and the embeddings that it reads: a model made with another does not fit them."""
    return "-".join([tier, *(fingerprint(model) for model in TIERS[tier][0])])


def see(texts: pd.Series, words: csr_matrix, tier: str) -> Views:
    """Return the views of a tier on texts whose words and pieces of words, each of unit length, are given."""
    written = texts.tolist()
    points = tuple(embed(written, model) for model in TIERS[tier][0])
    return Views(words * np.float32(0.5**0.5), points)  # two kinds of words, together of unit length
