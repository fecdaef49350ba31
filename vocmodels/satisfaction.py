"""Satisfaction: which reasons, behaviours and waits go with how satisfied customers are, and with repeats?

Least squares with each reason, channel and language as a level of its own, all behaviours and waits at once, so that a
behaviour is compared between contacts about the same (Angrist & Pischke 2009, "Mostly Harmless Econometrics", chapter 3: a
share is a linear probability). Contacts of one agent resemble each other: standard errors are robust by agent (Cameron &
Miller 2015, "A practitioner's guide to cluster-robust inference"). What is found goes with the outcome; that it causes it
is not said, for whatever nobody recorded is not adjusted for.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from vocmodels.false_discoveries import control_false_discoveries
from vocmodels.robust_regression import fit_robust
from vocmodels.satisfaction_design import SatisfactionSettings, behaviour_names, design

Array = NDArray[np.float64]

USUAL = SatisfactionSettings()
NUMBERS = ["raw_effect", "effect", "low", "high", "q_value"]
DRIVER_COLUMNS = ["factor_kind", "factor_code", "n", *NUMBERS]
IMPACT_COLUMNS = ["reason_code", "n", "mean", "gap", "impact", "low", "high"]


class SatisfactionInputError(ValueError):
    """The contacts lack a column; the message says which."""


def associate(contacts: pd.DataFrame, outcome: str, settings: SatisfactionSettings = USUAL) -> pd.DataFrame:
    """Return what goes with the outcome, one row per factor, by kind and then the largest effect first.

    Args:
        contacts: one row per contact: the outcome (a number; rows where it is null are left out), reason_code, and any of:
            agent_id, channel_code, language_code, the waits of the settings; every other column is a behaviour (1 shown,
            0 not shown, null did not apply).
        outcome: name of its column: csat_score, nps_score, is_repeated.

    Returns:
        factor_kind (reason, behaviour, wait), factor_code, n (contacts that it applied to), raw_effect (mean with it less mean
        without it), effect (the same between contacts that are alike in all other factors), low, high (95 % of effect),
        q_value (0-1, over all rows). Effects are in units of the outcome: of a reason against all others, of a behaviour
        shown against not shown, of a wait a minute or a transfer more. Too few contacts: no rows.

    Raises:
        SatisfactionInputError: the outcome or reason_code is missing, or a behaviour is a text.
    """
    _check(contacts, outcome)
    _check_behaviours(contacts, behaviour_names(contacts, outcome, settings))
    plan = design(contacts[contacts[outcome].notna()], outcome, settings)
    if plan is None:
        return _empty(DRIVER_COLUMNS, ["factor_kind", "factor_code"])
    fitted = fit_robust(plan.matrix, plan.outcome, plan.clusters)
    effect, error = fitted.combine(plan.contrasts)
    reach = stats.t.isf((1 - settings.confidence) / 2, fitted.freedom)
    p_value = 2 * stats.t.sf(np.abs(effect) / error, fitted.freedom)
    rows = plan.factors.assign(
        effect=effect,
        low=effect - reach * error,
        high=effect + reach * error,
        q_value=control_false_discoveries(p_value, np.zeros(len(p_value))),
    )
    rows = rows.assign(size=-rows["effect"].abs()).sort_values(
        ["factor_kind", "size", "factor_code"], ignore_index=True
    )
    return rows[DRIVER_COLUMNS]


def weigh_reasons(contacts: pd.DataFrame, outcome: str, settings: SatisfactionSettings = USUAL) -> pd.DataFrame:
    """Return each reason's impact on the outcome, the largest first, whichever way it goes.

    Args:
        contacts: reason_code (rows without one are left out) and the outcome; a contact whose outcome is null counts into the
            volume alone.

    Returns:
        reason_code, n (contacts with an outcome), mean, gap (mean less that of all other reasons), impact (contacts x gap: by
        how many points all contacts together would change if this reason went as the others do), low, high (95 % of
        impact, Welch 1947, "The generalization of Student's problem when several different variances are involved").
        Reasons with fewer than two outcomes are left out, and so is one that has no others to compare with.

    Raises:
        SatisfactionInputError: the outcome or reason_code is missing.
    """
    _check(contacts, outcome)
    known = contacts[contacts["reason_code"].notna()]
    known = known.assign(score=known[outcome].astype(float), reason_code=known["reason_code"].astype("str"))
    by_reason = known.assign(square=known["score"] ** 2).groupby("reason_code")
    sums = by_reason.agg(
        volume=("score", "size"), n=("score", "count"), total=("score", "sum"), square=("square", "sum")
    )
    rest = sums[["n", "total", "square"]].sum() - sums[["n", "total", "square"]]
    sums, rest = (part[(sums["n"] > 1) & (rest["n"] > 1)] for part in (sums, rest))
    if sums.empty:
        return _empty(IMPACT_COLUMNS, ["reason_code"])
    gap, low, high = _gap(sums, rest, settings.confidence)
    rows = pd.DataFrame({"reason_code": sums.index.astype("str"), "n": sums["n"].to_numpy(dtype=np.int64)})
    volume = sums["volume"].to_numpy(dtype=float)
    rows = rows.assign(mean=(sums["total"] / sums["n"]).to_numpy(), gap=gap, impact=volume * gap)
    rows = rows.assign(low=volume * low, high=volume * high, size=-np.abs(volume * gap))
    return rows.sort_values(["size", "reason_code"], ignore_index=True)[IMPACT_COLUMNS]


def _gap(sums: pd.DataFrame, rest: pd.DataFrame, confidence: float) -> tuple[Array, Array, Array]:
    mean, error, spare = zip(*(_mean_of(part) for part in (sums, rest)), strict=True)
    variance = error[0] + error[1]
    unsure = error[0] ** 2 / spare[0] + error[1] ** 2 / spare[1]
    freedom = np.divide(variance**2, unsure, out=np.full_like(variance, 1e6), where=unsure > 0)
    reach = stats.t.isf((1 - confidence) / 2, freedom) * np.sqrt(variance)
    gap = mean[0] - mean[1]
    return gap, gap - reach, gap + reach


def _mean_of(part: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Means, their variances and the degrees of freedom of these, from n, total and square."""
    n, total, square = (part[name].to_numpy(dtype=float) for name in ("n", "total", "square"))
    scatter = np.maximum(square - total**2 / n, 0.0)
    return total / n, scatter / (n - 1) / n, n - 1


def _check(contacts: pd.DataFrame, outcome: str) -> None:
    missing = [column for column in (outcome, "reason_code") if column not in contacts.columns]
    if missing:
        raise SatisfactionInputError(f"contacts has no column {', '.join(missing)}: one row per contact is needed.")


def _check_behaviours(contacts: pd.DataFrame, names: list[str]) -> None:
    texts = [name for name in names if pd.api.types.is_string_dtype(contacts[name]) and contacts[name].notna().any()]
    if texts:
        raise SatisfactionInputError(
            f"{', '.join(texts)} hold text: a behaviour is 1, 0 or null. Leave other columns out."
        )


def _empty(columns: list[str], texts: list[str]) -> pd.DataFrame:
    kinds = {name: "str" if name in texts else "int64" if name == "n" else "float64" for name in columns}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
