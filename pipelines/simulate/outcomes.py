"""How does a contact end: how long it took, how it was coded, what the customer thought of it?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.simulate.catalogue import CHANNELS, Catalogue
from pipelines.simulate.people import HASTY, SKILLS, THOROUGH, Agent

TALK_FACTOR = np.array([1.0, 1.5, 1.15, 0.75, 0.85])  # against a call
ABANDON_SHARE = np.array([0.055, 0.03, 0.0, 0.0, 0.01])


@dataclass(frozen=True)
class RecordSettings:
    """How often things go wrong or on in a contact."""

    wrong_disposition_share: float = 0.125
    wrong_to_neighbour: float = 0.72
    wrong_to_general: float = 0.18
    no_disposition_share: float = 0.015
    transfer_share: float = 0.085
    hold_share: float = 0.27
    repeat_share: float = 0.15
    hasty_repeat_factor: float = 4.5
    thorough_repeat_factor: float = 0.3
    second_reason_share: float = 0.13
    survey_sent_share: float = 0.62
    survey_answer_share: float = 0.24


@dataclass(frozen=True)
class SurveyEffects:
    """What moves the survey: points of CSAT before it is rounded and cut to 1 to 5."""

    greeting: float = 0.05
    paraphrase: float = 0.10
    empathy: float = 0.45
    ownership: float = 0.30
    clear_solution: float = 0.90
    hold_with_words: float = 0.30
    transfer_with_words: float = 0.35
    anything_else: float = 0.10
    no_forbidden_phrase: float = 1.20
    queue_minute: float = -0.12  # up to ten minutes
    hold_minute: float = -0.12
    transfer: float = -0.45
    repeat: float = -0.60
    anger: float = -0.60
    planted_problem: float = -0.20
    churn_risk_nps: float = -2.0  # points of NPS


USUAL = RecordSettings()
EFFECTS = SurveyEffects()
RESOLVED_SHARE = {HASTY: -0.18, THOROUGH: 0.12}  # added to the chance that the customer calls it solved


def add_handling(
    frame: pd.DataFrame, catalogue: Catalogue, agents: list[Agent], rng: np.random.Generator, settings: RecordSettings
) -> pd.DataFrame:
    """Add who gave up, and the seconds of queue, talk, hold and wrap-up; a slow agent is slow in all of them."""
    n = len(frame)
    channel = frame["channel"].to_numpy()
    abandoned = rng.random(n) < ABANDON_SHARE[channel]
    minutes = np.array([reason.talk_minutes for reason in catalogue.reasons])[frame["reason"]]
    pace = np.array([agent.pace for agent in agents])[frame["agent"]]
    talk = minutes * 60 * TALK_FACTOR[channel] * pace * rng.lognormal(-0.1, 0.45, n)
    talk *= np.where(frame["second_reason"] >= 0, 1.35, 1.0)
    voice = channel == CHANNELS.index("voice")
    queue = np.where(voice, rng.exponential(38, n), rng.exponential(75, n)) * np.where(rng.random(n) < 0.45, 0.15, 1.3)
    queue = np.where(abandoned, rng.exponential(70, n) + 3, queue)
    hold = np.where(voice & (rng.random(n) < settings.hold_share), rng.exponential(75, n) * pace, 0)
    transfers = np.where(rng.random(n) < settings.transfer_share, 1 + (rng.random(n) < 0.12), 0)
    seconds = {"queue": queue, "talk": talk, "hold": hold, "wrap": rng.gamma(3.0, 17.0, n) * pace}
    frame = frame.assign(**{f"{name}_seconds": np.round(value).astype(np.int64) for name, value in seconds.items()})
    frame.loc[abandoned, ["talk_seconds", "hold_seconds", "wrap_seconds"]] = 0
    return frame.assign(is_abandoned=abandoned, transfer_count=np.where(abandoned, 0, transfers))


def choose_dispositions(
    frame: pd.DataFrame, catalogue: Catalogue, rng: np.random.Generator, settings: RecordSettings
) -> tuple[np.ndarray, np.ndarray]:
    """Return the code that the agent chose ('' = none) and whether it stands for another reason than the true one."""
    n = len(frame)
    true = frame["reason"].to_numpy()
    chosen = np.where(rng.random(n) < settings.wrong_disposition_share, -1, true)
    named = np.array([bool(reason.disposition_codes) for reason in catalogue.reasons])
    chosen[~named[true]] = -1
    general = np.array(["GENERAL INQUIRY", "OTHER"])[rng.integers(0, 2, n)]
    draw, pick = rng.random(n), rng.random(n)
    codes = np.empty(n, dtype=object)
    places = {reason.code: place for place, reason in enumerate(catalogue.reasons)}
    anywhere = rng.choice(len(catalogue.reasons), n, p=catalogue.weights)
    for row in range(n):
        reason = catalogue.reasons[true[row]]
        target = chosen[row]
        is_general = not named[true[row]] and draw[row] > 0.5
        if target < 0 and not is_general and draw[row] < settings.wrong_to_neighbour:
            target = places[reason.neighbours[int(pick[row] * len(reason.neighbours))]]
        elif target < 0 and not is_general and draw[row] > settings.wrong_to_neighbour + settings.wrong_to_general:
            target = anywhere[row]
        options = catalogue.reasons[target].disposition_codes if target >= 0 else ()
        codes[row] = options[0 if pick[row] < 0.75 or len(options) == 1 else 1] if options else general[row]
    codes[rng.random(n) < settings.no_disposition_share] = ""
    codes[frame["is_abandoned"].to_numpy()] = ""
    reasons = np.array([catalogue.disposition_reasons.get(code, "") for code in codes])
    true_codes = np.array([reason.code if reason.disposition_codes else "" for reason in catalogue.reasons])[true]
    return codes, (codes != "") & (reasons != true_codes)


def add_surveys(
    frame: pd.DataFrame, agents: list[Agent], rng: np.random.Generator, settings: RecordSettings
) -> pd.DataFrame:
    """Add the survey: whether it was sent and answered, and how; what was shown in this contact, and waiting, moves it."""
    n = len(frame)
    sent = ~frame["is_abandoned"] & (rng.random(n) < settings.survey_sent_share)
    answered = sent & (rng.random(n) < settings.survey_answer_share)
    csat = np.clip(np.round(_mood(frame) + rng.normal(0, 0.95, n)), 1, 5).astype(np.int64)
    leaving = EFFECTS.churn_risk_nps * frame["has_churn_risk"]
    nps = np.clip(np.round(csat * 2.2 - 1.6 + leaving + rng.normal(0, 1.3, n)), 0, 10).astype(np.int64)
    pace = np.array([RESOLVED_SHARE.get(agent.role, 0.0) for agent in agents])[frame["agent"]]
    resolved = rng.random(n) < 0.25 + 0.5 * frame["shows_clear_solution"] + 0.08 * frame["shows_ownership"] + pace
    return frame.assign(is_survey_sent=sent, has_survey=answered, csat=csat, nps=nps, is_resolved=resolved)


def _mood(frame: pd.DataFrame) -> pd.Series:
    """Return the CSAT that each customer has in mind; a behaviour without occasion counts as at the usual rate."""
    mood = pd.Series(1.05, index=frame.index)
    for code, usual in SKILLS.items():
        shown = frame[f"shows_{code}"].where(frame[f"has_occasion_{code}"], usual)
        mood += getattr(EFFECTS, code, 0.0) * shown.astype(float)
    mood += EFFECTS.queue_minute * (frame["queue_seconds"] / 60).clip(upper=10)
    mood += EFFECTS.hold_minute * frame["hold_seconds"] / 60 + EFFECTS.transfer * (frame["transfer_count"] > 0)
    mood += EFFECTS.repeat * frame["is_repeat"] + EFFECTS.anger * frame["is_angry"]
    return mood + EFFECTS.planted_problem * (frame["plant"] != "")
