"""Quality review: which verdicts should a person look at, and how far do people agree with the machine?

Cohen, A coefficient of agreement for nominal scales (1960); the interval is that of Fleiss, Cohen and Everitt, Large sample
standard errors of kappa and weighted kappa (1969). What counts as good: Landis and Koch, The measurement of observer
agreement for categorical data (1977): from .61 on agreement is substantial.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

VERDICTS = ("met", "not_met", "not_applicable")
Z = 1.959964  # of a 95 % interval


@dataclass(frozen=True)
class ReviewSettings:
    """When enough was reviewed to say whether a criterion may be used for decisions."""

    least_reviews: int = 30
    trusted_kappa: float = 0.6
    same_agreement: float = 0.9  # where nearly all verdicts are the same, kappa says nothing and agreement decides
    same_share: float = 0.9  # of one verdict, from which on nearly all are the same


def choose_reviews(
    verdicts: pd.DataFrame, reviewed: pd.DataFrame, count: int, seed: int, agents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what a person should judge next, in order: half drawn at random, half where the machine is least sure.

    Each verdict has its place in the draw by its own ids, and keeps it whatever else comes or has been judged: what is left of
    a sample that is half reviewed is drawn again the next night.

    Args:
        verdicts: contact_id, criterion_code, verdict, confidence.
        reviewed: contact_id, criterion_code that a person has judged; they are not drawn again.
        count: how many.
        seed: the same one gives the same draw.
        agents: contact_id, agent_id: both halves are spread over the agents then.

    Returns:
        contact_id, criterion_code, why_code ('random', 'uncertain'); the two kinds take turns.
    """
    keys = ["contact_id", "criterion_code"]
    done = pd.MultiIndex.from_frame(reviewed[keys].astype("str"))
    rows = verdicts.assign(draw=_draw(verdicts, seed), agent_id=_agent_of(verdicts, agents)).reset_index(drop=True)
    rows["is_done"] = pd.MultiIndex.from_frame(rows[keys].astype("str")).isin(done)
    # What is done keeps its turn: else the next of the same agent would push out what is left of the others.
    random = _left(rows.sort_values("draw"))[: (count + 1) // 2]
    rest = rows.drop(random.index)
    rest = rest[rest["verdict"] != "not_applicable"] if (rest["verdict"] != "not_applicable").any() else rest
    uncertain = _left(rest.sort_values(["confidence", "draw"]))[: count - len(random)]
    both = pd.concat([random.assign(why_code="random"), uncertain.assign(why_code="uncertain")])
    place = both.groupby("why_code").cumcount()
    both = both.assign(place=place).sort_values(["place", "why_code"], kind="stable")
    return both[[*keys, "why_code"]].astype("str").reset_index(drop=True)


def _draw(rows: pd.DataFrame, seed: int) -> list[int]:
    """A number for each row that looks drawn and follows from its ids alone."""
    salt = seed.to_bytes(8, "little", signed=True)
    names = rows["contact_id"].astype("str") + "\n" + rows["criterion_code"].astype("str")
    digests = (hashlib.blake2b(name.encode(), digest_size=8, salt=salt).digest() for name in names)
    return [int.from_bytes(digest, "big") >> 1 for digest in digests]


def _agent_of(rows: pd.DataFrame, agents: pd.DataFrame | None) -> pd.Series:
    if agents is None:
        return pd.Series("", index=rows.index)
    known = agents.drop_duplicates("contact_id").set_index("contact_id")["agent_id"]
    return rows["contact_id"].map(known).fillna("").astype("str")


def _left(rows: pd.DataFrame) -> pd.DataFrame:
    """Those not done, in their order, but each agent's and criterion's first before anybody's second."""
    by_criterion = rows.groupby(["agent_id", "criterion_code"]).cumcount()
    rows = rows.assign(round=by_criterion).sort_values("round", kind="stable")
    turn = rows.groupby("agent_id").cumcount()
    rows = rows.assign(turn=turn).sort_values("turn", kind="stable")
    return rows[~rows["is_done"]]


def agree(pairs: pd.DataFrame, settings: ReviewSettings = ReviewSettings()) -> pd.DataFrame:
    """Return how far people agree with the machine on each criterion.

    Args:
        pairs: criterion_code, machine_verdict, verdict (a person's); one row per reviewed verdict.

    Returns:
        one row per criterion_code: review_count, agreement (0-1), kappa (-1 to 1: agreement beyond chance; null where
        chance alone gives it), kappa_low, kappa_high (95 %), is_trusted (null: too few reviews to say).
    """
    rows = [
        {"criterion_code": code, **_agreement(group, settings)}
        for code, group in pairs.groupby("criterion_code", sort=True)
    ]
    columns = ["criterion_code", "review_count", "agreement", "kappa", "kappa_low", "kappa_high", "is_trusted"]
    types = {"criterion_code": "str", "review_count": "int64", "is_trusted": "boolean"}
    floats = dict.fromkeys(["agreement", "kappa", "kappa_low", "kappa_high"], "float64")
    return pd.DataFrame(rows, columns=columns).astype(types | floats)


def _agreement(pairs: pd.DataFrame, settings: ReviewSettings) -> dict[str, object]:
    table = np.zeros((3, 3))
    machine, people = (pd.Categorical(pairs[each], VERDICTS).codes for each in ("machine_verdict", "verdict"))
    np.add.at(table, (machine, people), 1)
    kappa, error = _kappa(table / max(table.sum(), 1))
    agreement = float(np.trace(table) / max(table.sum(), 1))
    error /= np.sqrt(max(table.sum(), 1))
    low, high = max(kappa - Z * error, -1.0), min(kappa + Z * error, 1.0)
    is_trusted: bool | None = None
    if len(pairs) >= settings.least_reviews:
        is_same = table.sum(axis=0).max() >= settings.same_share * table.sum()
        is_trusted = bool(kappa >= settings.trusted_kappa or (is_same and agreement >= settings.same_agreement))
    return {
        "review_count": len(pairs),
        "agreement": agreement,
        "kappa": kappa,
        "kappa_low": low,
        "kappa_high": high,
        "is_trusted": is_trusted,
    }


def _kappa(shares: np.ndarray) -> tuple[float, float]:
    """Kappa and its standard error times the root of n; null where all verdicts are the same."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, expected = float(np.trace(shares)), float(rows @ columns)
    if expected >= 1:
        return float("nan"), float("nan")
    kappa = (observed - expected) / (1 - expected)
    beside = rows[None, :] + columns[:, None]  # of cell (i, j): row share of j and column share of i
    diagonal = np.diag(shares) * (1 - (rows + columns) * (1 - kappa)) ** 2
    off = shares * beside**2 * (1 - kappa) ** 2
    variance = diagonal.sum() + off.sum() - np.trace(off) - (kappa - expected * (1 - kappa)) ** 2
    return float(kappa), float(np.sqrt(max(variance, 0)) / (1 - expected))
