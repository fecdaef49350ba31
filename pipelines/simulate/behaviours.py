"""Which behaviours does the agent show in each contact, and how does the customer feel before and after?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.simulate.catalogue import CHANNELS, NEW_PROBLEM, Catalogue
from pipelines.simulate.people import SKILLS, Agent

ONLY_IN_TALK = ("clarifying_question", "paraphrase", "summary")  # one mail answers one mail: no room for these


@dataclass(frozen=True)
class FeelingSettings:
    """How often customers begin angry, and what becomes of it: shares of contacts, added up."""

    angry: float = 0.05
    angry_in_trouble: float = 0.10
    angry_again: float = 0.28  # who comes back for the same reason
    angry_planted: float = 0.15
    angry_queue_minute: float = 0.02  # up to five minutes
    calmed: float = 0.10
    calmed_by_solution: float = 0.42
    calmed_by_empathy: float = 0.20
    calmed_by_ownership: float = 0.18
    sour_unsolved: float = 0.45  # calm at the start, dissatisfied at the end
    pleased_solved: float = 0.75
    escalated: float = 0.30  # of those who end dissatisfied after beginning angry
    escalated_without_empathy: float = 0.30
    escalated_from_calm: float = 0.08
    churn_risk: float = 0.24  # of those who end dissatisfied


USUAL = FeelingSettings()


def add_behaviours(
    frame: pd.DataFrame, catalogue: Catalogue, agents: list[Agent], rng: np.random.Generator
) -> pd.DataFrame:
    """Add `shows_<criterion>` by the agent's chance, and `has_trouble`: whether the reason asks for empathy at all."""
    places = frame["agent"].to_numpy()
    shown = {}
    for code in SKILLS:
        chance = np.array([agent.skills[code] for agent in agents])[places]
        shown[f"shows_{code}"] = rng.random(len(frame)) < chance
    shown["shows_clear_solution"] &= frame["reason"].to_numpy() != catalogue.reason_index(NEW_PROBLEM)
    calm = np.array([reason.is_calm for reason in catalogue.reasons])[frame["reason"]]
    return frame.assign(has_trouble=~calm, **shown)


def add_feelings(frame: pd.DataFrame, rng: np.random.Generator, settings: FeelingSettings = USUAL) -> pd.DataFrame:
    """Add is_angry (at the start), end_feeling (-1, 0, 1), is_escalated, has_churn_risk, `has_occasion_<criterion>`."""
    draw = rng.random((4, len(frame)))
    angry = draw[0] < _anger(frame, settings)
    solved, empathic = frame["shows_clear_solution"], frame["shows_empathy"]
    calmed = settings.calmed + settings.calmed_by_solution * solved
    calmed += settings.calmed_by_empathy * empathic + settings.calmed_by_ownership * frame["shows_ownership"]
    from_calm = np.where(
        solved, np.where(draw[1] < settings.pleased_solved, 1, 0), np.where(draw[1] < settings.sour_unsolved, -1, 0)
    )
    end = np.where(angry, np.where(draw[1] < calmed, 1, -1), from_calm)
    escalating = settings.escalated + settings.escalated_without_empathy * ~empathic
    escalated = (end == -1) & (draw[2] < np.where(angry, escalating, settings.escalated_from_calm))
    felt = frame.assign(
        is_angry=angry,
        end_feeling=end,
        is_escalated=escalated,
        has_churn_risk=(end == -1) & (draw[3] < settings.churn_risk),
    )
    return felt.assign(**{f"has_occasion_{code}": _occasions(felt, code) for code in SKILLS})


def _anger(frame: pd.DataFrame, settings: FeelingSettings) -> pd.Series:
    share = settings.angry + settings.angry_in_trouble * frame["has_trouble"]
    share += settings.angry_again * frame["is_repeat"] + settings.angry_planted * (frame["plant"] != "")
    return share + settings.angry_queue_minute * (frame["queue_seconds"] / 60).clip(upper=5)


def _occasions(frame: pd.DataFrame, code: str) -> pd.Series:
    """Return whether a contact gives occasion for a behaviour at all."""
    if code in ONLY_IN_TALK:
        return frame["channel"] != CHANNELS.index("email")
    if code == "no_interruption":
        return frame["channel"] == CHANNELS.index("voice")
    if code == "empathy":
        return frame["has_trouble"] | frame["is_angry"]
    if code == "hold_with_words":
        return frame["hold_seconds"] > 0
    if code == "transfer_with_words":
        return frame["transfer_count"] > 0
    return pd.Series(True, index=frame.index)
