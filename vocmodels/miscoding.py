"""Miscoding: how likely is a contact's code wrong, once it is known how often codes are wrong at all?

An agent's code is evidence itself: words that fit several reasons about equally well do not speak against it. How many
codes are wrong, and which reason is given which wrong code, is found along by expectation maximisation (Dawid and Skene,
1979), with what models say of the words in the place of other observers. A model that is seldom sure finds only part of
the wrong codes: what is found is what the words contradict.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

PAIR = ["given_code", "suggested_code"]


@dataclass(frozen=True)
class MiscodingSettings:
    """When a contact counts as miscoded, and how the wrong codes are estimated."""

    miscoded_from: float = 0.5  # probability
    first_share: float = 0.1  # of codes that are wrong, to start from
    most_share: float = 0.5
    pair_weight: float = 0.3  # contacts that each pair of reasons counts for before any is seen
    rounds: int = 50


def weigh_pairs(audited: pd.DataFrame, settings: MiscodingSettings = MiscodingSettings()) -> pd.DataFrame:
    """Return the odds that a code is wrong before the words are read, for each pair of reasons that was doubted.

    Times `suspect_score / (1 - suspect_score)` they are the odds that the suggested reason is right and the code wrong.

    Args:
        audited: one row a contact: given_code, suggested_code (null where the given one is likelier), suspect_score (0-1,
            by models that never saw the contact).

    Returns:
        given_code, suggested_code, prior_odds (above 0); contacts that are not doubted are taken to be coded rightly.
    """
    doubted = audited.dropna(subset=PAIR)
    pairs = doubted[PAIR].drop_duplicates().sort_values(PAIR, ignore_index=True)
    if pairs.empty:
        return pairs.assign(prior_odds=pd.Series(dtype="float64"))
    place = pd.MultiIndex.from_frame(pairs).get_indexer(pd.MultiIndex.from_frame(doubted[PAIR]))
    reason = pd.factorize(pairs["suggested_code"])[0]
    score = doubted["suspect_score"].clip(1e-12, 1 - 1e-12).to_numpy()
    others = max(pd.concat([audited["given_code"], doubted["suggested_code"]]).nunique() - 1, 1)
    share, chosen = settings.first_share, np.full(len(pairs), 1 / others)
    prior = share / (1 - share) * chosen
    for _ in range(settings.rounds):
        odds = prior[place] * score / (1 - score)
        wrong = np.bincount(place, odds / (1 + odds), minlength=len(pairs))
        share = float(np.clip(wrong.sum() / len(audited), 1e-6, settings.most_share))
        chosen = (wrong + settings.pair_weight) / (np.bincount(reason, wrong)[reason] + settings.pair_weight * others)
        prior = share / (1 - share) * chosen
    return pairs.assign(prior_odds=prior)
