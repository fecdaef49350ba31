"""Workload: what do busy days and days of hard contacts go with?

Days of one agent are compared with other days of the same agent (fixed effects: Wooldridge 2010, "Econometric Analysis of
Cross Section and Panel Data", chapter 10) of the same weekday, so that neither hard queues given to the patient agents nor
Mondays decide. A load goes with an outcome; it need not cause it: on a day of hard contacts, the customers who are angry
are those who answer the survey.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from vocmodels.false_discoveries import control_false_discoveries
from vocmodels.robust_regression import fit_robust

Array = NDArray[np.float64]

DAY = ["agent_id", "contact_date"]
RESULT_KINDS = {
    "load_code": "str", "outcome_code": "str", "n": "int64", "effect": "float64", "low": "float64", "high": "float64",
    "q_value": "float64",
}  # fmt: skip


class WorkloadInputError(ValueError):
    """A frame lacks a column; the message says which."""


@dataclass(frozen=True)
class WorkloadSettings:
    """In what unit effects are told, and how many days have to be known."""

    step: float = 0.1  # of the load: ten points of occupancy or of the share of hard contacts
    least_days: int = 100  # of all agents
    least_agents: int = 5
    confidence: float = 0.95


def associate_load(
    loads: pd.DataFrame, outcomes: pd.DataFrame, settings: WorkloadSettings = WorkloadSettings()
) -> pd.DataFrame:
    """Return what each load goes with, one row per load and outcome, sorted by them.

    Args:
        loads: one row per agent_id, contact_date, load_code ("occupancy", "hard_share"): load (0-1).
        outcomes: one row per agent_id, contact_date, measure_code: n (contacts), total (sum of what they measured).

    Returns:
        load_code, outcome_code, n (days of an agent), effect (by how much the outcome's mean is higher on days with ten points
        more load), low, high (95 %), q_value (0-1, over all rows). Too few days: no row.

    Raises:
        WorkloadInputError: a column is missing.
    """
    _check(loads, [*DAY, "load_code", "load"])
    _check(outcomes, [*DAY, "measure_code", "n", "total"])
    days = loads.dropna(subset=["load"]).merge(outcomes[outcomes["n"] > 0], on=DAY)
    rows = []
    for (load_code, outcome_code), part in days.groupby(["load_code", "measure_code"]):
        is_enough = len(part) >= settings.least_days and part["agent_id"].nunique() >= settings.least_agents
        if is_enough and part["load"].nunique() > 1:
            rows.append((load_code, outcome_code, len(part), *_slope(part, settings)))
    found = pd.DataFrame(rows, columns=[*list(RESULT_KINDS)[:-1], "p_value"])
    found["q_value"] = control_false_discoveries(found["p_value"], np.zeros(len(found)))
    return found[list(RESULT_KINDS)].astype(RESULT_KINDS)


def _slope(days: pd.DataFrame, settings: WorkloadSettings) -> tuple[float, float, float, float]:
    """Effect, low, high and p-value within agents; a day counts by its contacts."""
    agent = np.unique(days["agent_id"].astype("str"), return_inverse=True)[1]
    weekday = pd.to_datetime(days["contact_date"]).dt.dayofweek.astype("str")
    count = days["n"].to_numpy(dtype=float)
    outcome = days["total"].to_numpy(dtype=float) / count
    columns = [days["load"].to_numpy(dtype=float) / settings.step]
    columns += list(pd.get_dummies(weekday, drop_first=True).to_numpy(dtype=float).T)
    within = [_from_own_mean(values, agent, count) * np.sqrt(count) for values in (*columns, outcome)]
    fitted = fit_robust(np.column_stack(within[:-1]), within[-1], agent)
    effect, error = fitted.combine(np.eye(len(columns))[:1])
    reach = stats.t.isf((1 - settings.confidence) / 2, fitted.freedom) * error[0]
    p_value = 2 * stats.t.sf(abs(effect[0]) / error[0], fitted.freedom)
    return float(effect[0]), float(effect[0] - reach), float(effect[0] + reach), float(p_value)


def _from_own_mean(values: Array, agent: NDArray[np.int64], count: Array) -> Array:
    mean = np.bincount(agent, values * count) / np.bincount(agent, count)
    return values - mean[agent]


def _check(frame: pd.DataFrame, columns: list[str]) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise WorkloadInputError(f"The frame has no column {', '.join(missing)}: one row per agent and day is needed.")
