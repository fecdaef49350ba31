"""Tiers: in which ways are texts compared, and what names that?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, diags_array

from vocmodels.embedding import MINILM, STATIC, embed, fingerprint
from vocmodels.glossing import in_english, word_list_fingerprint
from vocmodels.kernel_ridge import KernelSettings, Views
from vocmodels.language import is_spanish

# A tier's embeddings and how much each counts. Chosen on folds of banking77's training file, with MultiDoGO and the
# validation of CLINC150 in sight.
TIERS: dict[str, tuple[tuple[str, ...], KernelSettings]] = {
    "light": ((STATIC,), KernelSettings(point_shares=(1.0,))),
    "full": ((STATIC, MINILM), KernelSettings(point_shares=(0.25, 0.75))),
}
WORD_SHARE = {"light": 0.3, "full": 0.2}  # of likeness; embeddings have the rest
SPANISH_WORD_SHARE = 0.5  # the embeddings read Spanish through a word list; chosen on folds of the simulated contacts


def made_with(tier: str) -> str:
    """Return what names a tier, its embeddings and the word list: a model made with another does not fit them."""
    return "-".join([tier, *(fingerprint(model) for model in TIERS[tier][0]), word_list_fingerprint()])


def see(texts: pd.Series, words: csr_matrix, tier: str) -> Views:
    """Return the views of a tier on texts whose words and pieces of words, each of unit length, are given."""
    written = in_english(texts.tolist())
    points = tuple(embed(written, model) for model in TIERS[tier][0])
    word_share = np.where(is_spanish(texts), SPANISH_WORD_SHARE, WORD_SHARE[tier])
    each_kind = np.sqrt(word_share / 2).astype(np.float32)  # two kinds of words, together of the length of their share
    return Views(csr_matrix(diags_array(each_kind) @ words), points, np.sqrt(1 - word_share).astype(np.float32))
