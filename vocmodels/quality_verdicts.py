"""Quality's verdicts: given what agents say and where, is each criterion met, and does it apply?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vocmodels.quality_listening import ListeningSettings, overlaps, restated
from vocmodels.quality_reading import Said
from vocmodels.quality_rubric import Criterion, Rubric

MET, NOT_MET, NOT_APPLICABLE = "met", "not_met", "not_applicable"
SAID = 0.5  # chance from which on something counts as said, or as due


@dataclass(frozen=True)
class VerdictSettings:
    """Where the start and the end of a contact are, and how sure rules may be."""

    first_turns: int = 2  # of the agent
    last_turns: int = 3
    last_share: float = 0.25  # of the agent's turns, where that is more
    first_seconds: float = 30.0  # of a call with times: a greeting after that comes late
    most_evidence: int = 3
    most_confidence: float = 0.98


def judge(
    said: Said,
    rubric: Rubric,
    turns: pd.DataFrame,
    contacts: pd.DataFrame | None,
    settings: VerdictSettings = VerdictSettings(),
) -> pd.DataFrame:
    """Return one row per contact and criterion, by contact and in the rubric's order.

    Returns:
        contact_id, criterion_code, verdict, confidence (0-1), evidence_turn_indexes (in order), and what a learned model
        reads beside the verdict: chance (0-1 that it is said), due (0-1 that it applies), best_turn_index (-1: none).
    """
    parts = [
        _judge_one(criterion, place, said, rubric, turns, contacts, settings)
        for place, criterion in enumerate(rubric.criteria)
    ]
    rows = pd.concat(parts, ignore_index=True)
    order = np.arange(len(rows)).reshape(len(rubric.criteria), -1).T.ravel()
    return rows.iloc[order].reset_index(drop=True)


def _judge_one(
    criterion: Criterion,
    place: int,
    said: Said,
    rubric: Rubric,
    turns: pd.DataFrame,
    contacts: pd.DataFrame | None,
    settings: VerdictSettings,
) -> pd.DataFrame:
    due = _due(criterion, place, said, contacts)
    if criterion.measure == "interruption":
        return _interruptions(criterion, said, due, turns, settings)
    chance = said.chances[:, place].copy()
    if criterion.measure == "restated":
        chance = _with_restated(chance, said, turns)
    chance[~_is_there(criterion, said, settings)] = 0.0
    best, best_index = _best(chance, said)
    is_said = best >= SAID
    evidence = _evidence(chance >= SAID, chance, said, settings)
    if criterion.before:
        is_late = is_said & (_first(chance >= SAID, said) > _last_of(criterion.before, said, rubric))
        best = np.where(is_late, 1 - best, best)
        is_said &= ~is_late
    if criterion.wanted == "unsaid":
        verdict, sure = np.where(is_said, NOT_MET, MET), np.where(is_said, best, 1 - best)
        evidence = [each if bad else [] for each, bad in zip(evidence, is_said, strict=True)]
    else:
        verdict, sure = np.where(is_said, MET, NOT_MET), np.where(is_said, best, 1 - best)
        missed = _where_missed(criterion, place, said)
        evidence = [
            each if each else ([at] if at >= 0 else []) for each, at in zip(evidence, missed.tolist(), strict=True)
        ]
    is_due = due >= 0.5
    verdict = np.where(is_due, verdict, NOT_APPLICABLE)
    sure = np.where(is_due, sure * np.maximum(due, 0.5), 1 - due)
    evidence = [each if applies else [] for each, applies in zip(evidence, is_due, strict=True)]
    return _rows(
        criterion, said, verdict, np.clip(sure, 0.5, settings.most_confidence), evidence, best, due, best_index
    )


def _rows(
    criterion: Criterion,
    said: Said,
    verdict: np.ndarray,
    confidence: np.ndarray,
    evidence: list[list[int]],
    chance: np.ndarray,
    due: np.ndarray,
    best_index: np.ndarray,
) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "contact_id": pd.Series(said.contact_ids, dtype="str"),
            "criterion_code": pd.Series(criterion.code, index=range(len(due)), dtype="str"),
            "verdict": pd.Series(verdict, dtype="str"),
            "confidence": np.asarray(confidence, dtype=np.float64),
        }
    )
    return rows.assign(
        evidence_turn_indexes=pd.Series(evidence, dtype="object"), chance=chance, due=due, best_turn_index=best_index
    )


def _due(criterion: Criterion, place: int, said: Said, contacts: pd.DataFrame | None) -> np.ndarray:
    """How likely (0-1) the criterion applies to each contact."""
    count = len(said.contact_ids)
    due = np.full(count, 0.98)
    if criterion.when == "problem":
        due = np.where(said.is_need, said.problem, 0.02)
    elif criterion.when == "need":
        due = np.where(said.is_need, 0.98, 0.05)
    elif criterion.when in ("hold", "transfer"):
        due = _transition_due(criterion, place, said, contacts)
    channels = _of_contacts(said, contacts, "channel_code")
    return np.where(pd.isna(channels) | np.isin(channels.astype(str), criterion.channels), due, 0.02)


def _transition_due(criterion: Criterion, place: int, said: Said, contacts: pd.DataFrame | None) -> np.ndarray:
    """The record decides; without one, or where it says none, what the agent says of it does."""
    column = {"hold": "hold_seconds", "transfer": "transfer_count"}[criterion.when]
    recorded = pd.to_numeric(pd.Series(_of_contacts(said, contacts, column)), errors="coerce").to_numpy(dtype=float)
    contact = said.turns["contact"].to_numpy()
    mentioned = np.bincount(contact, said.mentions[:, place], minlength=len(said.contact_ids)) > 0
    return np.where(recorded > 0, 0.95, np.where(mentioned, 0.8, np.where(recorded == 0, 0.02, 0.1)))


def _of_contacts(said: Said, contacts: pd.DataFrame | None, column: str) -> np.ndarray:
    if contacts is None or column not in contacts.columns:
        return np.full(len(said.contact_ids), None, dtype=object)
    known = contacts.drop_duplicates("contact_id").set_index("contact_id")[column]
    return known.reindex(said.contact_ids).to_numpy(dtype=object, na_value=None)


def _is_there(criterion: Criterion, said: Said, settings: VerdictSettings) -> np.ndarray:
    """Which turns stand where the criterion looks."""
    rank, left, count = (said.turns[each].to_numpy() for each in ("rank", "left", "count"))
    if criterion.where == "start":
        return rank < settings.first_turns
    if criterion.where == "end":
        most = np.maximum(settings.last_turns, np.ceil(settings.last_share * count))
        return (left < most) & ((rank > 0) | (count == 1))
    return np.ones(len(rank), dtype=bool)


def _with_restated(chance: np.ndarray, said: Said, turns: pd.DataFrame) -> np.ndarray:
    """A turn that mostly says back what the customer said is a paraphrase, however it begins."""
    open_rows = np.flatnonzero((chance < 0.6) & (said.turns["words"].to_numpy() >= 5))
    spoken = turns[turns["speaker"].isin(["agent", "customer"]) & turns["text"].notna()]
    spoken = spoken.sort_values(["contact_id", "turn_index"], kind="stable")
    is_back = restated(spoken, said.turns.iloc[open_rows])
    found = chance.copy()
    found[open_rows[is_back]] = np.maximum(found[open_rows[is_back]], 0.6)
    return found


def _best(chance: np.ndarray, said: Said) -> tuple[np.ndarray, np.ndarray]:
    """The greatest chance of each contact and the index of its turn."""
    count = len(said.contact_ids)
    contact, index = said.turns["contact"].to_numpy(), said.turns["turn_index"].to_numpy()
    best = np.zeros(count)
    np.maximum.at(best, contact, chance)
    is_best = (chance >= best[contact]) & (chance > 0)
    where = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(where, contact[is_best], index[is_best])
    return best, np.where(where == np.iinfo(np.int64).max, -1, where)


def _first(is_said: np.ndarray, said: Said) -> np.ndarray:
    first = np.full(len(said.contact_ids), np.inf)
    np.minimum.at(first, said.turns["contact"].to_numpy()[is_said], said.turns["turn_index"].to_numpy()[is_said])
    return first


def _last_of(code: str, said: Said, rubric: Rubric) -> np.ndarray:
    """The index of the last turn that says another criterion's; infinity where none does, or the rubric has it not."""
    last = np.full(len(said.contact_ids), -np.inf)
    places = [place for place, criterion in enumerate(rubric.criteria) if criterion.code == code]
    for place in places:
        is_said = said.chances[:, place] >= SAID
        np.maximum.at(last, said.turns["contact"].to_numpy()[is_said], said.turns["turn_index"].to_numpy()[is_said])
    return np.where(np.isinf(last), np.inf, last)


def _evidence(is_said: np.ndarray, chance: np.ndarray, said: Said, settings: VerdictSettings) -> list[list[int]]:
    """The surest turns of each contact, in the order in which they were said."""
    rows = said.turns.loc[is_said, ["contact", "turn_index"]].assign(chance=chance[is_said])
    rows = rows.sort_values(["contact", "chance", "turn_index"], ascending=[True, False, True], kind="stable")
    rows = rows[rows.groupby("contact").cumcount() < settings.most_evidence].sort_values(["contact", "turn_index"])
    evidence: list[list[int]] = [[] for _ in said.contact_ids]
    for contact, index in zip(rows["contact"].tolist(), rows["turn_index"].tolist(), strict=True):
        evidence[contact].append(index)
    return evidence


def _where_missed(criterion: Criterion, place: int, said: Said) -> np.ndarray:
    """The turn at which it should have been said; -1 where no turn is the one."""
    count, turns = len(said.contact_ids), said.turns
    at = np.full(count, -1, dtype=np.int64)
    if criterion.where in ("start", "end"):
        rows = turns[turns["rank"] == 0] if criterion.where == "start" else turns[turns["left"] == 0]
    elif criterion.when == "problem":
        told = said.problem_index[turns["contact"].to_numpy()]
        rows = turns[(told >= 0) & (turns["turn_index"].to_numpy() > told)].drop_duplicates("contact")
    elif criterion.when in ("hold", "transfer"):
        rows = turns[said.mentions[:, place]].drop_duplicates("contact")
    else:
        return at
    at[rows["contact"].to_numpy()] = rows["turn_index"].to_numpy()
    return at


def _interruptions(
    criterion: Criterion, said: Said, due: np.ndarray, turns: pd.DataFrame, settings: VerdictSettings
) -> pd.DataFrame:
    listening = ListeningSettings()
    timed = overlaps(turns, listening)
    places = pd.Series(np.arange(len(said.contact_ids)), index=said.contact_ids)
    timed = timed.assign(contact=places.reindex(timed["contact_id"]).to_numpy()).dropna(subset="contact")
    contact = timed["contact"].to_numpy(dtype=np.int64)
    worst = np.full(len(due), -1.0)
    np.maximum.at(worst, contact, timed["overlap_ms"].to_numpy(dtype=float))
    due = np.where(worst < 0, 0.02, due)
    chance = 1 / (1 + np.exp((worst - listening.least_overlap_ms) / 250))  # that nobody was interrupted
    is_cut = timed["overlap_ms"].to_numpy(dtype=float) >= listening.least_overlap_ms
    evidence: list[list[int]] = [[] for _ in due]
    for at, index in zip(contact[is_cut], timed["turn_index"].to_numpy()[is_cut], strict=True):
        evidence[at] = sorted([*evidence[at], int(index)])[: settings.most_evidence]
    verdict = np.where(due < 0.5, NOT_APPLICABLE, np.where(worst >= listening.least_overlap_ms, NOT_MET, MET))
    sure = np.where(due < 0.5, 1 - due, np.maximum(chance, 1 - chance))
    index = np.array([each[0] if each else -1 for each in evidence], dtype=np.int64)
    return _rows(criterion, said, verdict, np.clip(sure, 0.5, settings.most_confidence), evidence, chance, due, index)
