"""Audit: which contacts did the agent probably give the wrong code, and what should it be?

Every contact is judged by models that never saw it and that labels which look wrong were kept from (confident learning,
Northcutt, Jiang and Chuang, 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from vocmodels.cross_fitting import folds_of, judge
from vocmodels.kernel_ridge import likeness
from vocmodels.label_noise import FEWEST_EXAMPLES, doubt
from vocmodels.reasons import readable
from vocmodels.taxonomy import UNSURE
from vocmodels.text_features import TextFeatures
from vocmodels.tiers import TIERS, see


@dataclass(frozen=True)
class AuditSettings:
    """How codes are audited."""

    tier: Literal["light", "full"] = "light"
    fold_count: int = 5
    most_at_once: int = 12_000  # contacts compared with one another, which bounds memory
    most_word_features: int = 60_000
    most_character_features: int = 60_000


def audit_dispositions(
    texts: Sequence[str | None],
    disposition_reason_codes: Sequence[str | None],
    settings: AuditSettings = AuditSettings(),
) -> pd.DataFrame:
    """Return how suspect each contact's code is, one row a contact, in order.

    Args:
        texts: the words that carry the reason, as from `turns.reason_text`.
        disposition_reason_codes: the reason that the agent's code leads to; null where it leads to none.

    Returns:
        suspect_score (0-1: how likely the likeliest other reason is against the given one), suggested_code (that other one;
        null where the given one is likelier). Contacts without words or code, and codes of fewer than fifteen contacts, are
        not judged: 0 and null.

    Raises:
        ValueError: not one code for each text.
    """
    if len(texts) != len(disposition_reason_codes):
        raise ValueError(
            f"{len(texts)} texts and {len(disposition_reason_codes)} codes were given. Give one for each text."
        )
    rows = pd.DataFrame({"text": readable(texts), "code": pd.Series(list(disposition_reason_codes), dtype="str")})
    is_judged = rows["text"].ne("") & rows["code"].notna() & ~rows["code"].isin(["", UNSURE])
    is_judged &= rows.groupby("code")["code"].transform("size").ge(FEWEST_EXAMPLES)
    judged = rows[is_judged]
    score, suggested = np.zeros(len(rows)), np.full(len(rows), None, dtype=object)
    part_count = -(-len(judged) // settings.most_at_once)
    parts = folds_of(judged["text"], max(part_count, 1))
    for part in range(part_count):
        places = np.flatnonzero(is_judged)[parts == part]
        score[places], suggested[places] = _audit(rows.iloc[places], settings)
    return pd.DataFrame({"suspect_score": score, "suggested_code": pd.Series(suggested, dtype="str")})


def _audit(rows: pd.DataFrame, settings: AuditSettings) -> tuple[np.ndarray, np.ndarray]:
    codes = sorted(set(rows["code"]))
    if len(codes) < 2:
        return np.zeros(len(rows)), np.full(len(rows), None, dtype=object)
    given = np.searchsorted(codes, rows["code"])
    kernel = TIERS[settings.tier][1]
    words = TextFeatures(settings.most_word_features, settings.most_character_features).fit(rows["text"])
    views = see(rows["text"], words, settings.tier)
    folds = folds_of(rows["text"], settings.fold_count)
    said = judge(likeness(views, views, kernel), given, np.ones(len(rows)), folds, len(codes), kernel.penalty)
    return doubt(said.scores, codes, rows["code"], said.sharpness)
