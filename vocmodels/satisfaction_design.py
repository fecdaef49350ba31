"""Satisfaction design: which columns of numbers stand for a contact's reason, the behaviours it shows and its waits?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]

RARE = "(rare)"  # all reasons together that have too few contacts to be a level of their own


@dataclass(frozen=True)
class SatisfactionSettings:
    """What is measured in which unit, and how much of it has to be known."""

    waits: Mapping[str, float] = field(
        default_factory=lambda: {"queue_seconds": 60.0, "hold_seconds": 60.0, "transfer_count": 1.0}
    )  # column -> how much of it one unit of the effect is: a minute, one transfer
    controls: tuple[str, ...] = ("channel_code", "language_code")
    left_out: tuple[str, ...] = ("contact_id", "agent_id", "contact_date")  # columns that are no behaviour
    least_contacts: int = 30  # of a reason; rarer ones are one level together
    least_each: int = 20  # contacts that met a behaviour, and as many that did not
    longest_share: float = 0.99  # waits are cut at this share of contacts: the longest few would decide alone
    confidence: float = 0.95


@dataclass(frozen=True)
class Design:
    """The regression of one outcome.

    matrix (contacts, columns), outcome (contacts,), clusters (contacts,) or None; contrasts (factors, columns) say which
    columns a factor is made of; factors: factor_kind, factor_code, n, raw_effect.
    """

    matrix: Array
    outcome: Array
    clusters: NDArray[np.int64] | None
    contrasts: Array
    factors: pd.DataFrame


def design(contacts: pd.DataFrame, outcome: str, settings: SatisfactionSettings) -> Design | None:
    """Return the design of contacts whose outcome is known, or None where they are too few, or all alike."""
    score = contacts[outcome].to_numpy(dtype=float)
    levels = _levels(contacts["reason_code"], settings.least_contacts)
    reasons = pd.get_dummies(levels).sort_index(axis=1)
    controls = _controls(contacts, settings.controls)
    behaviours = _behaviours(contacts, outcome, settings)
    waits = _waits(contacts, settings)
    applies = behaviours.notna()
    shown = behaviours.fillna(behaviours.mean())
    some = applies.loc[:, ~applies.all()].astype(float)
    parts = [reasons, controls, shown, some, waits]
    matrix = np.hstack([part.to_numpy(dtype=float) for part in parts])
    if len(contacts) < matrix.shape[1] + settings.least_contacts or score.min() == score.max():
        return None
    starts = np.cumsum([0, *(part.shape[1] for part in parts)])
    contrasts = [
        _reason_contrasts(reasons, matrix.shape[1]),
        np.eye(matrix.shape[1])[starts[2] : starts[3]],
        np.eye(matrix.shape[1])[starts[4] : starts[5]],
    ]
    factors = [_reason_rows(reasons, score), _behaviour_rows(behaviours, score), _wait_rows(waits, score)]
    table, rows = pd.concat(factors, ignore_index=True), np.vstack(contrasts)
    is_told = (table["factor_code"] != RARE).to_numpy()
    if reasons.shape[1] < 2:
        is_told = is_told & (table["factor_kind"] != "reason").to_numpy()
    return Design(matrix, score, _clusters(contacts), rows[is_told], table[is_told].reset_index(drop=True))


def behaviour_names(contacts: pd.DataFrame, outcome: str, settings: SatisfactionSettings) -> list[str]:
    """Every column that is nothing else."""
    known = {outcome, "reason_code", *settings.waits, *settings.controls, *settings.left_out}
    return sorted(column for column in contacts.columns if column not in known)


def _levels(reason_code: pd.Series, least: int) -> pd.Series:
    codes = reason_code.astype("str").where(reason_code.notna(), RARE)
    return codes.where(codes.map(codes.value_counts()) >= least, RARE)


def _controls(contacts: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    given = [name for name in names if name in contacts.columns]
    codes = contacts[given].astype("str").where(contacts[given].notna(), "unknown")
    return pd.get_dummies(codes, drop_first=True) if given else pd.DataFrame(index=contacts.index)


def _behaviours(contacts: pd.DataFrame, outcome: str, settings: SatisfactionSettings) -> pd.DataFrame:
    """The behaviours that were both shown and missed often enough."""
    values = contacts[behaviour_names(contacts, outcome, settings)].astype(float)
    fewest = np.minimum((values == 1).sum(), (values == 0).sum())
    return values.loc[:, fewest >= settings.least_each]


def _waits(contacts: pd.DataFrame, settings: SatisfactionSettings) -> pd.DataFrame:
    """Waits in their units, the longest cut; where one is not known it is taken for the usual one."""
    waits = pd.DataFrame(index=contacts.index)
    for name, unit in settings.waits.items():
        if name not in contacts.columns or contacts[name].notna().sum() < settings.least_contacts:
            continue
        value = contacts[name].astype(float) / unit
        cut = value.clip(upper=max(float(value.quantile(settings.longest_share)), 1.0))
        if cut.nunique() > 1:
            waits[name] = cut.fillna(cut.mean())
    return waits


def _clusters(contacts: pd.DataFrame) -> NDArray[np.int64] | None:
    """The place of each contact's agent; a contact without one is a group of its own."""
    if "agent_id" not in contacts.columns or contacts["agent_id"].isna().all():
        return None
    agent = contacts["agent_id"].astype("str")
    alone = pd.Series([f"contact {place}" for place in range(len(contacts))], index=contacts.index)
    return np.unique(agent.where(contacts["agent_id"].notna(), alone), return_inverse=True)[1]


def _reason_contrasts(reasons: pd.DataFrame, width: int) -> Array:
    """Each reason against the mean of all contacts with another one."""
    count = reasons.sum().to_numpy(dtype=float)
    contrasts = np.zeros((len(count), width))
    contrasts[:, : len(count)] = -count / np.maximum(count.sum() - count, 1)[:, None]
    np.fill_diagonal(contrasts, 1.0)
    return contrasts


def _reason_rows(reasons: pd.DataFrame, score: Array) -> pd.DataFrame:
    has = reasons.to_numpy(dtype=bool)
    raw = [score[one].mean() - (score[~one].mean() if (~one).any() else np.nan) for one in has.T]
    return _rows("reason", reasons.columns, has.sum(axis=0), raw)


def _behaviour_rows(behaviours: pd.DataFrame, score: Array) -> pd.DataFrame:
    values = behaviours.to_numpy(dtype=float)
    raw = [score[one == 1].mean() - score[one == 0].mean() for one in values.T]
    return _rows("behaviour", behaviours.columns, (~np.isnan(values)).sum(axis=0), raw)


def _wait_rows(waits: pd.DataFrame, score: Array) -> pd.DataFrame:
    raw = [np.cov(one, score)[0, 1] / one.var(ddof=1) for one in waits.to_numpy(dtype=float).T]
    return _rows("wait", waits.columns, np.full(waits.shape[1], len(score)), raw)


def _rows(kind: str, codes: pd.Index, n: Array, raw_effect: list[float]) -> pd.DataFrame:
    frame = {
        "factor_code": codes.astype("str"),
        "n": n.astype(np.int64),
        "raw_effect": np.array(raw_effect, dtype=float),
    }
    return pd.DataFrame(frame).assign(factor_kind=kind).astype({"factor_kind": "str"})
