"""Coaching: whom to help with what, what shows it, and did it change since the last session?

An agent is named for a behaviour only where they lie below what agents ordinarily differ by, on the same mix of contacts:
the spread between the other, ordinary agents and the chance of few contacts are taken into account together (a random-effects
funnel, Spiegelhalter 2005, "Handling over-dispersion of performance indicators"), so whoever is merely at the low end of the
usual is not named. In a team of five that spread is hardly known, and only the grossest difference is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from vocmodels.evaluation import wilson_interval
from vocmodels.false_discoveries import control_false_discoveries
from vocmodels.mix_differences import Differences, differ, standardise
from vocmodels.mix_expectation import grid_of
from vocmodels.unit_spread import ordinary, spread, spread_of_others

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEEDED_COLUMNS = ("agent_id", "criterion_code", "mix_code", "n", "met_count")
FOCUS_KINDS = {
    "agent_id": "str", "focus_rank": "int64", "criterion_code": "str", "n": "int64", "rate": "float64",
    "expected_rate": "float64", "low": "float64", "high": "float64", "q_value": "float64",
}  # fmt: skip
SHARED_AGENTS = 8  # as many as the spread in all behaviours counts for beside that in one


class CoachingInputError(ValueError):
    """The cells lack a column; the message says which."""


@dataclass(frozen=True)
class CoachingSettings:
    """When a behaviour of an agent is worth working on."""

    chance: float = 0.01  # of all agents that are named, how many may be named by chance
    chance_within: float = 0.05  # that a behaviour of an agent who is named is one too many
    least_applicable: int = 20  # contacts; fewer say nothing about an agent
    least_gap: float = 0.1  # of the rate, below what is expected
    least_agents: int = 4  # fewer have no ordinary spread
    most_behaviours: int = 2  # of an agent: more than that nobody works on


def choose_focus(
    cells: pd.DataFrame,
    settings: CoachingSettings = CoachingSettings(),
    weights: Mapping[str, float] | None = None,
    effects: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return the one or two behaviours worth working on of the agents who have any, by agent and focus_rank.

    Args:
        cells: one row per agent_id, criterion_code, mix_code (as in `case_mix.compare_units`): n (contacts to which the
            criterion applied), met_count.
        weights: criterion_code -> its weight in the scorecard (1 where none is given; 0: never named).
        effects: criterion_code -> by how much satisfaction is higher where it is shown, as `satisfaction.associate` says;
            a behaviour with a larger effect comes first. No one is named for an effect.

    Returns:
        agent_id, focus_rank (1: what the agent would gain most from), criterion_code, n, rate (0-1), expected_rate (what the
        others show on the same mix), low, high (95 % of rate), q_value (0-1: over all agents and behaviours). Mostly no rows
        of an agent, and often none at all.

    Raises:
        CoachingInputError: a column is missing.
    """
    missing = [column for column in NEEDED_COLUMNS if column not in cells.columns]
    if missing:
        raise CoachingInputError(
            f"cells has no column {', '.join(missing)}: one row per agent, criterion and mix is needed."
        )
    weigh = dict(weights or {})
    unweighed = [code for code, weight in weigh.items() if weight <= 0]
    kept = cells[(cells["n"] > 0) & (~cells["criterion_code"].isin(unweighed))]
    funnels = {str(code): _funnel(part, settings) for code, part in kept.groupby("criterion_code")}
    told = {code: one for code, one in funnels.items() if one.is_judged.sum() >= settings.least_agents}
    if not told:
        return _empty()
    usual = float(np.mean([one.relative_spread for one in told.values()]))
    judged = pd.concat([_judge(one, code, usual) for code, one in told.items()], ignore_index=True)
    of_agent, own = _q_values(judged)
    judged["q_value"] = np.maximum(of_agent, own)
    is_low = judged["expected_rate"] - judged["rate"] >= settings.least_gap
    is_named = (of_agent < settings.chance) & (own < settings.chance_within) & is_low
    return _rank(judged[is_named], weigh, dict(effects or {}), settings.most_behaviours)


@dataclass(frozen=True)
class _Funnel:
    """One behaviour: each agent's difference from the others, who can be judged, and who is an ordinary agent."""

    found: Differences
    is_judged: Flags
    is_ordinary: Flags

    @property
    def relative_spread(self) -> float:
        """The variance between ordinary agents, as a part of that of one contact."""
        variance = np.where(self.is_ordinary, self.found.variance, np.inf)
        return spread(self.found.difference, variance) / self.found.contact_sd**2


def _funnel(cells: pd.DataFrame, settings: CoachingSettings) -> _Funnel:
    met = cells["met_count"]
    found = differ(grid_of(cells.rename(columns={"agent_id": "unit_code"}).assign(total=met, total_squares=met)))
    is_judged = np.isfinite(found.variance) & (found.n >= settings.least_applicable)
    variance = np.where(is_judged, found.variance, np.inf)
    return _Funnel(found, is_judged, ordinary(found.difference, variance))


def _judge(funnel: _Funnel, criterion_code: str, usual_spread: float) -> pd.DataFrame:
    """Each agent's rate of one behaviour and how unlikely one as low is among ordinary agents."""
    found = funnel.found
    p_value, centre = _chances(funnel, usual_spread * found.contact_sd**2)
    low, high = wilson_interval(found.value * found.n, found.n)
    rows = {
        "agent_id": found.units.to_numpy(), "criterion_code": criterion_code, "n": found.n, "rate": found.value,
        "expected_rate": np.clip(found.expected + centre, 0, 1), "low": low, "high": high,
        "p_value": p_value,
    }  # fmt: skip
    return pd.DataFrame(rows)[funnel.is_judged]


def _chances(funnel: _Funnel, usual_spread: float) -> tuple[Array, Array]:
    """One-sided: how likely an ordinary agent lies as low; and where ordinary agents lie against the rest.

    What agents differ by in one behaviour is known the less the fewer they are, so all behaviours' spread counts for some.
    """
    found, is_ordinary = funnel.found, funnel.is_ordinary
    own, centre = spread_of_others(found.difference, found.variance, is_ordinary)
    count = np.maximum(is_ordinary.sum() - is_ordinary, 2)
    between = (own * (count - 1) + usual_spread * SHARED_AGENTS) / (count - 1 + SHARED_AGENTS)
    variance = found.variance + between * (1 + 1 / count)
    freedom = (count - 1) * (variance / np.maximum(between, 1e-12)) ** 2
    deviate = standardise(found, centre, variance)
    return stats.t.cdf(deviate, np.minimum(freedom, 1e6)), centre


def _q_values(judged: pd.DataFrame) -> tuple[Array, Array]:
    """First whether an agent is named at all, over all agents; then for which behaviours, over the agent's own.

    Benjamini & Bogomolov 2014, "Selective inference on multiple families of hypotheses": whoever lacks two behaviours is
    not held to the strictness of all agents twice.
    """
    ordered = judged[["agent_id", "p_value"]].sort_values(["agent_id", "p_value"])
    by_agent = ordered.groupby("agent_id")["p_value"]
    left = by_agent.transform("size") - by_agent.cumcount()
    own = (ordered["p_value"] * left).groupby(ordered["agent_id"]).cummax().clip(upper=1)  # Holm 1979
    least = own.groupby(ordered["agent_id"]).min()
    q_value = pd.Series(control_false_discoveries(least, np.zeros(len(least))), index=least.index)
    return judged["agent_id"].map(q_value).to_numpy(), own.sort_index().to_numpy()


def _rank(named: pd.DataFrame, weights: dict[str, float], effects: dict[str, float], most: int) -> pd.DataFrame:
    """The behaviours of each agent by gap x weight x effect."""
    useful = {code: max(value, 0.0) for code, value in effects.items()}
    usual = float(np.mean(list(useful.values()))) if useful else 0.0
    codes = [str(code) for code in named["criterion_code"]]
    weight = np.array([weights.get(code, 1.0) for code in codes], dtype=float)
    # a behaviour without any effect counts half of one with the usual effect: the effect is known less well than the gap
    relative = np.array([0.5 + 0.5 * useful.get(code, usual) / usual if usual else 1.0 for code in codes], dtype=float)
    gain = (named["expected_rate"] - named["rate"]) * weight * relative
    rows = named.assign(gain=-gain).sort_values(["agent_id", "gain", "criterion_code"])
    rows["focus_rank"] = rows.groupby("agent_id").cumcount() + 1
    rows = rows[rows["focus_rank"] <= most]
    return rows[list(FOCUS_KINDS)].astype(FOCUS_KINDS).reset_index(drop=True)


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in FOCUS_KINDS.items()})
