"""Proposals: which contacts should an analyst label next, so that most is learned from each label?

Those that stand for the most doubt: each contact stands for those that mean nearly the same, weighted by how unsure they
are, and every further one counts only for what the ones before it do not stand for yet; of the surer half nobody is
asked. So the uncertain, the frequent and the diverse come first by one rule: greedy facility location (Nemhauser, Wolsey
and Fisher, An analysis of approximations for maximizing submodular set functions, 1978), weighted by the margin between
the two likeliest reasons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vocmodels.embedding import embed
from vocmodels.glossing import in_english


@dataclass(frozen=True)
class ProposalSettings:
    """What stands for what."""

    most_texts: int = 4_000  # compared with each other; of more, the first ones
    sharpness: float = 2.0  # the power of the likeness: the higher, the less a text stands for one that is only similar


def propose_labels(
    texts: Sequence[str | None],
    margins: Sequence[float] | np.ndarray,
    count: int,
    labelled_texts: Sequence[str | None] = (),
    settings: ProposalSettings = ProposalSettings(),
) -> pd.DataFrame:
    """Return which texts to label next, the most telling first: fewer than `count` where the others add nothing.

    Args:
        texts: the words that carry the reason; give a random draw where there are very many.
        margins: probability (0-1) of the likeliest reason less that of the second.
        labelled_texts: those that have a label already, which stand for what is like them.

    Returns:
        position: the row of the text; doubt_count: the doubt that it stands for alone, in texts that are wholly unsure.
    """
    points = embed(in_english(texts[: settings.most_texts]))
    doubt = 1 - np.asarray(margins, dtype=np.float32)[: len(points)]
    alike = _likeness(points, points, settings)
    covered = _likeness(points, embed(in_english(labelled_texts[: settings.most_texts])), settings).max(
        axis=1, initial=0.0
    )
    is_askable = doubt >= np.median(doubt) if len(doubt) else np.zeros(0, dtype=bool)
    gains = np.where(is_askable, np.maximum(alike - covered, 0) @ doubt, 0.0)
    chosen: list[tuple[int, float]] = []
    while len(chosen) < count and gains.max(initial=0) > 0:
        best = int(gains.argmax())
        gains[best] = np.maximum(alike[best] - covered, 0) @ doubt  # a gain only ever falls: others may be out of date
        if gains[best] > 0 and gains[best] >= gains.max():
            chosen.append((best, float(gains[best])))
            covered, gains[best] = np.maximum(covered, alike[best]), 0.0
    return pd.DataFrame(chosen, columns=["position", "doubt_count"]).astype({"position": int, "doubt_count": float})


def _likeness(one: np.ndarray, other: np.ndarray, settings: ProposalSettings) -> np.ndarray:
    """Return how far the texts of `other` stand for those of `one` (0-1)."""
    return np.maximum(one @ other.T, 0) ** np.float32(settings.sharpness)
