"""Sentiment learning: what do customers' answers say of the words they used?

An answer (a survey's score, whether it was solved) is of the whole contact and of its end most, and of no turn for itself:
each phrase that many said is one unknown feeling, which the contacts it was said in tell of together (multiple-instance
learning; Dietterich, Lathrop and Lozano-Perez, 1997). What the reason alone explains is taken out first, so that
"broken" or "refund" are no feelings; and what was learned is used only where contacts of other customers agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge

from vocmodels.cross_fitting import folds_of
from vocmodels.embedding import embed
from vocmodels.glossing import in_english
from vocmodels.sentiment_examples import LEVELS, NEUTRAL, read_examples, wanted_levels
from vocmodels.sentiment_reader import SentimentReader
from vocmodels.turns import reason_text

SIDES = np.sign(LEVELS).astype(int) + 1  # of each level: 0 negative, 1 no feeling, 2 positive


@dataclass(frozen=True)
class LearningSettings:
    """How much has to be known before anything is learned, and how far it may lead from what came with voc."""

    fewest_contacts: int = 100  # that ended badly, and as many that ended well
    fewest_sayings: int = 3  # contacts that say a phrase
    most_phrases: int = 3_000
    belief: float = 0.5  # of one contact's answer in what its phrases mean; and the weight of a phrase as an example
    most_evidence: float = 2.5  # log odds that all answers together may move a phrase
    fold_count: int = 3
    least_gain: float = 0.01  # of the correlation with answers of customers that were not learned from
    reason_penalty: float = 10.0


def learn_from_outcomes(
    spoken: pd.DataFrame,
    pieces: pd.DataFrame,
    turns: pd.DataFrame,
    outcomes: pd.DataFrame,
    shipped: SentimentReader,
    settings: LearningSettings = LearningSettings(),
) -> tuple[SentimentReader | None, float]:
    """Return a reader that also learned from outcomes, and its gain; None where there is too little, or no gain.

    Args:
        spoken: the customer's turns, as from `sentiment.customer_turns`.
        pieces: their pieces, as from `sentiment.read_pieces`.
        turns, outcomes: as `sentiment.SentimentModel.fit` takes them.
    """
    contacts = _answered(outcomes, spoken)
    if contacts["is_bad"].value_counts().reindex([0.0, 1.0], fill_value=0).min() < settings.fewest_contacts:
        return None, 0.0
    said = _said(spoken, pieces, contacts)
    texts, spanish = _phrases(said)
    folds = folds_of(contacts["group"], settings.fold_count)
    contacts = contacts.assign(surprise=contacts["is_bad"] - _expected(contacts, turns, folds, settings))
    levels = shipped.read(texts, spanish)
    gains = []
    for fold in range(settings.fold_count):
        others, own = said[folds[said["contact"]] != fold], said[folds[said["contact"]] == fold]
        reader = _taught(others, contacts, levels, texts, spanish, settings)
        surprise = contacts["surprise"].to_numpy()[folds == fold]
        agreed = [_agreement(own, each, surprise, folds == fold) for each in (levels, reader.read(texts, spanish))]
        gains.append(agreed[1] - agreed[0])
    gain = float(np.mean(gains))
    if gain < settings.least_gain or min(gains) < 0:
        return None, gain
    return _taught(said, contacts, levels, texts, spanish, settings), gain


def _answered(outcomes: pd.DataFrame, spoken: pd.DataFrame) -> pd.DataFrame:
    """Contacts whose end is known and whose customer speaks, by contact_id: is_bad (0, 1), group, reason_code."""
    rows = outcomes[outcomes["contact_id"].isin(spoken["contact_id"])].drop_duplicates("contact_id")
    csat, nps, solved = (_numbers(rows, name) for name in ("csat_score", "nps_score", "is_resolved"))
    is_bad = np.select(
        [csat <= 2, csat >= 4, csat == 3, nps <= 6, nps >= 9, solved == 0, solved == 1],
        [1.0, 0.0, np.nan, 1.0, 0.0, 1.0, 0.0],
        np.nan,
    )
    groups = rows["customer_id"].fillna(rows["contact_id"]) if "customer_id" in rows else rows["contact_id"]
    reasons = rows["reason_code"] if "reason_code" in rows else pd.Series([None] * len(rows), index=rows.index)
    found = pd.DataFrame(
        {"contact_id": rows["contact_id"], "is_bad": is_bad, "group": groups.astype("str"), "reason_code": reasons}
    )
    return found.dropna(subset=["is_bad"]).sort_values("contact_id", ignore_index=True)


def _numbers(rows: pd.DataFrame, name: str) -> np.ndarray:
    if name not in rows:
        return np.full(len(rows), np.nan)
    return pd.to_numeric(rows[name]).astype("float64").to_numpy()


def _said(spoken: pd.DataFrame, pieces: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """One row per piece of an answered contact: contact (its place), lateness (0-1 over its turns), text, is_spanish."""
    groups = spoken.groupby("contact_id", sort=False)
    lateness = ((groups.cumcount() + 1) / groups["turn_index"].transform("size")).to_numpy()
    place = pd.Series(np.arange(len(contacts)), index=contacts["contact_id"])
    contact = spoken["contact_id"].map(place).to_numpy(dtype=float)
    rows = pieces["row"].to_numpy()
    said = pieces.assign(contact=contact[rows], lateness=lateness[rows]).dropna(subset=["contact"])
    key = said["text"] + said["is_spanish"].map({True: "\t1", False: "\t0"})
    return said.assign(contact=said["contact"].astype(int), phrase=pd.factorize(key, sort=True)[0])


def _phrases(said: pd.DataFrame) -> tuple[list[str], np.ndarray]:
    first = said.drop_duplicates("phrase").sort_values("phrase")
    return first["text"].tolist(), first["is_spanish"].to_numpy(dtype=bool)


def _expected(contacts: pd.DataFrame, turns: pd.DataFrame, folds: np.ndarray, settings: LearningSettings) -> np.ndarray:
    """How likely each contact ended badly by its reason alone, judged from other customers' contacts."""
    if contacts["reason_code"].notna().any():
        seen = pd.get_dummies(contacts["reason_code"], dummy_na=True).to_numpy(dtype=float)
    else:
        opening = reason_text(turns).set_index("contact_id")["text"].reindex(contacts["contact_id"]).fillna("")
        seen = embed(in_english(opening.tolist()))
    is_bad, expected = contacts["is_bad"].to_numpy(), np.zeros(len(contacts))
    for fold in range(settings.fold_count):
        others = folds != fold
        ridge = Ridge(alpha=settings.reason_penalty).fit(seen[others], is_bad[others])
        expected[~others] = ridge.predict(seen[~others])
    return np.clip(expected, 0.02, 0.98)


def _taught(
    said: pd.DataFrame,
    contacts: pd.DataFrame,
    levels: np.ndarray,
    texts: list[str],
    spanish: np.ndarray,
    settings: LearningSettings,
) -> SentimentReader:
    """A reader fitted to the examples that came with voc, and to phrases in the feeling that answers and it agree on."""
    told = _told_by_answers(said, contacts, levels, settings)
    counts = said.groupby("phrase")["contact"].nunique().reindex(range(len(texts)), fill_value=0)
    often = counts[counts >= settings.fewest_sayings].sort_values(ascending=False, kind="stable")
    chosen = np.sort(often.index[: settings.most_phrases].to_numpy(dtype=int))
    examples = read_examples()
    wanted = np.concatenate([wanted_levels(examples["level"].to_numpy()), told[chosen]])
    weights = np.concatenate([np.ones(len(examples)), np.full(len(chosen), settings.belief)])
    all_texts = examples["text"].tolist() + [texts[each] for each in chosen]
    return SentimentReader().fit(all_texts, np.append(examples["is_spanish"], spanish[chosen]), wanted, weights)


def _told_by_answers(
    said: pd.DataFrame, contacts: pd.DataFrame, levels: np.ndarray, settings: LearningSettings
) -> np.ndarray:
    """How likely each phrase shows each level, (phrases, levels), once it is known how the contacts that say it ended.

    How much likelier a bad end is where something negative (neutral, positive) was said, against what the reason lets
    expect, is learned first; by that each contact then speaks for its phrases.
    """
    sides = np.stack([levels[:, side == SIDES].sum(axis=1) for side in range(3)], axis=1)
    shares = sides[said["phrase"]] * said["lateness"].to_numpy()[:, None]
    is_bad, surprise = (contacts[name].to_numpy()[said["contact"]] for name in ("is_bad", "surprise"))
    evidence = np.zeros(sides.shape)
    for is_end, expected in ((is_bad, is_bad - surprise), (1 - is_bad, 1 - is_bad + surprise)):
        lifts = (shares * is_end[:, None]).sum(axis=0) / (shares * expected[:, None]).sum(axis=0)
        weight = settings.belief * said["lateness"].to_numpy() * is_end
        total = np.bincount(said["phrase"], weights=weight, minlength=len(levels))
        evidence += total[:, None] * np.log(lifts)
    evidence -= evidence[:, [1]]
    moved = levels * np.exp(np.clip(evidence, -settings.most_evidence, settings.most_evidence))[:, SIDES]
    return np.asarray(moved / moved.sum(axis=1, keepdims=True))


def _agreement(said: pd.DataFrame, levels: np.ndarray, surprise: np.ndarray, is_own: np.ndarray) -> float:
    """The correlation of how contacts felt, their ends most, with how they ended beyond what their reasons explain."""
    is_felt = levels[:, NEUTRAL] < 0.5
    values = np.where(is_felt, levels @ np.array(LEVELS), 0.0)[said["phrase"]] * said["lateness"]
    felt = np.bincount(said["contact"], weights=values, minlength=len(is_own))[is_own]
    return float(-np.corrcoef(felt, surprise)[0, 1]) if felt.std() > 0 and surprise.std() > 0 else 0.0
