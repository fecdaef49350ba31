"""Quality's reading: what does each turn say that a criterion asks for, and what did the customer come with?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from vocmodels.language import ENGLISH_WORDS, is_spanish
from vocmodels.quality_acts import acts_of
from vocmodels.quality_phrases import phrase_book
from vocmodels.quality_rubric import LANGUAGES, Rubric
from vocmodels.quality_words import words_of


@dataclass(frozen=True)
class ReadingSettings:
    """How phrases and nearness to the examples count together, in log odds, and how much of the customer is read."""

    base: float = 0.5
    phrase_weight: float = 2.5  # a phrase was said
    nearness_weight: float = 0.85  # of the log odds of the nearness
    least_nearness: float = 0.05  # examples are few: what is unlike all of them may still be said
    unsaid_weight: float = -1.4  # of what must not be said: it is rare
    problem_weight: float = -0.9  # without a phrase, of a customer's problem
    exception_weight: float = -4.5
    plain_phrase: float = 2.5  # log odds of a phrase where no examples are known
    nothing: float = -3.0  # of nothing said, there
    customer_turns: int = 4  # from the start, read for the need
    fewest_words: int = 3  # of the customer, or nothing is needed


@dataclass(frozen=True)
class Said:
    """Turns of agents, in order, and what is known of their contacts.

    `turns` has a row per turn: contact (its place in contact_ids), turn_index, rank (from the agent's first, 0), left (from
    the agent's last, 0), words (count), is_question. `chances`: (turns, criteria), 0-1 that a turn says it. `mentions`:
    (turns, criteria), whether it tells that there is a hold or a transfer.
    """

    contact_ids: np.ndarray
    languages: np.ndarray
    turns: pd.DataFrame
    chances: np.ndarray
    mentions: np.ndarray
    problem: np.ndarray  # by contact, 0-1: the customer has one
    problem_index: np.ndarray  # turn_index where it was first told; -1: nowhere
    is_need: np.ndarray  # by contact: the customer came for something


def read_turns(
    turns: pd.DataFrame, rubric: Rubric, contacts: pd.DataFrame | None, settings: ReadingSettings = ReadingSettings()
) -> Said:
    """Return what agents' turns say; contacts without any are left out."""
    spoken = turns[turns["speaker"].isin(["agent", "customer"]) & turns["text"].notna()]
    spoken = spoken[spoken["text"].astype("str").str.strip() != ""]
    spoken = spoken[spoken["contact_id"].isin(spoken.loc[spoken["speaker"] == "agent", "contact_id"])]
    spoken = spoken.sort_values(["contact_id", "turn_index"], kind="stable", ignore_index=True)
    contact, ids = pd.factorize(spoken["contact_id"])
    spoken = spoken.assign(contact=contact)
    languages = _languages(spoken, ids, contacts)
    is_agent = spoken["speaker"].eq("agent")
    agent = _placed(spoken[is_agent])
    customer = spoken[~is_agent]
    customer = customer[customer.groupby("contact").cumcount() < settings.customer_turns]
    words, chances, mentions, mistaken = _read_agents(agent, languages, rubric, settings)
    counts = np.array([sum(word[0].isalnum() for word in each) for each in words], dtype=np.int64)
    agent = agent.assign(words=counts, is_question=["?" in each for each in words])
    needs = _read_customers(customer, languages, rubric, settings, len(ids))
    needs["is_need"] &= ~np.isin(np.arange(len(ids)), agent["contact"].to_numpy()[mistaken])
    return Said(np.asarray(ids, dtype=object), languages, agent, chances, mentions, **needs)


def _languages(spoken: pd.DataFrame, ids: pd.Index, contacts: pd.DataFrame | None) -> np.ndarray:
    """The language in which most turns are; where no turn tells, the one on record."""
    spanish = is_spanish(spoken["text"])
    pattern = rf"(?i)\b(?:{'|'.join(ENGLISH_WORDS.split())})\b"
    english = ~spanish & spoken["text"].astype("str").str.contains(pattern, regex=True).to_numpy(dtype=bool)
    lead = np.bincount(spoken["contact"], spanish.astype(float) - english, minlength=len(ids))
    given = _given_languages(spoken, ids, contacts)
    return np.where(lead > 0, "es", np.where(lead < 0, "en", given))


def _given_languages(spoken: pd.DataFrame, ids: pd.Index, contacts: pd.DataFrame | None) -> np.ndarray:
    given = np.full(len(ids), "en", dtype=object)
    for frame in (contacts, spoken):
        if frame is not None and "language_code" in frame.columns:
            known = frame.loc[frame["language_code"].isin(LANGUAGES), ["contact_id", "language_code"]]
            known = known.drop_duplicates("contact_id").set_index("contact_id")["language_code"]
            found = known.reindex(ids).to_numpy(dtype=object)
            given = np.where(pd.isna(found), given, found)
    return given


def _placed(agent: pd.DataFrame) -> pd.DataFrame:
    rank = agent.groupby("contact").cumcount()
    count = agent.groupby("contact")["contact"].transform("size")
    return agent.assign(rank=rank, left=count - 1 - rank, count=count).reset_index(drop=True)


def _read_agents(
    agent: pd.DataFrame, languages: np.ndarray, rubric: Rubric, settings: ReadingSettings
) -> tuple[list[list[str]], np.ndarray, np.ndarray, np.ndarray]:
    """The words, chances and mentions of each turn, and whether it says that the customer came by mistake."""
    shape = (len(agent), len(rubric.criteria))
    words: list[list[str]] = [[] for _ in range(len(agent))]
    chances, mentions, mistaken = np.zeros(shape), np.zeros(shape, dtype=bool), np.zeros(len(agent), dtype=bool)
    spoken_in = languages[agent["contact"].to_numpy()]
    for language in LANGUAGES:
        rows = np.flatnonzero(spoken_in == language)
        if len(rows) == 0:
            continue
        texts, places = _distinct(agent["text"].iloc[rows])
        read = [words_of(text) for text in texts]
        bits = phrase_bits(rubric, language, read)
        near = acts_of(language).chances(read)
        for at, criterion in enumerate(rubric.criteria):
            has, excepted = bits(criterion.code), bits(f"except:{criterion.code}")
            known = criterion.is_near and criterion.code in acts_of(language).codes
            nearness = near[:, acts_of(language).codes.index(criterion.code)] if known else None
            odds = settings.unsaid_weight * (criterion.wanted == "unsaid")
            chances[rows, at] = _together(has, excepted, nearness, settings, odds)[places]
            mentions[rows, at] = bits(f"mention:{criterion.code}")[places]
        mistaken[rows] = bits("no_need:")[places]
        for row, place in zip(rows, places, strict=True):
            words[row] = read[place]
    return words, chances, mentions, mistaken


def phrase_bits(
    rubric: Rubric, language: str, read: list[list[str]], names: Iterable[str] | None = None
) -> Callable[[str], np.ndarray]:
    """Return a function that tells of a set of phrases by name (of all, or of `names`) which of the turns hold one."""
    book = phrase_book(rubric, language)
    wanted = -1 if names is None else book.bits_of(names)
    found = np.array([book.find(words, wanted) for words in read], dtype=object)

    def holds(name: str) -> np.ndarray:
        if name not in book.sets:
            return np.zeros(len(read), dtype=bool)
        return np.array((found >> book.sets.index(name)) & 1, dtype=bool)

    return holds


def _together(
    has: np.ndarray,
    excepted: np.ndarray,
    nearness: np.ndarray | None,
    settings: ReadingSettings,
    more: np.ndarray | float = 0.0,
) -> np.ndarray:
    if nearness is None:
        return expit(np.where(has & ~excepted, settings.plain_phrase, settings.nothing))
    odds = settings.base + settings.phrase_weight * has + settings.exception_weight * excepted + more
    return expit(odds + settings.nearness_weight * logit(np.clip(nearness, settings.least_nearness, 0.99)))


def _read_customers(
    customer: pd.DataFrame, languages: np.ndarray, rubric: Rubric, settings: ReadingSettings, count: int
) -> dict[str, np.ndarray]:
    problem, mistaken, said = np.zeros(len(customer)), np.zeros(len(customer), dtype=bool), np.zeros(len(customer))
    spoken_in = languages[customer["contact"].to_numpy()]
    for language in LANGUAGES:
        rows = np.flatnonzero(spoken_in == language)
        if len(rows) == 0:
            continue
        texts, places = _distinct(customer["text"].iloc[rows])
        read = [words_of(text) for text in texts]
        bits = phrase_bits(rubric, language, read, ["problem:", "no_need:"])
        near = acts_of(language, "customer").chances(read)[:, 0]
        has = bits("problem:")
        odds = settings.problem_weight * ~has
        problem[rows] = _together(has, np.zeros(len(read), dtype=bool), near, settings, odds)[places]
        mistaken[rows] = bits("no_need:")[places]
        said[rows] = np.array([sum(word[0].isalpha() for word in each) for each in read])[places]
    contact = customer["contact"].to_numpy()
    worst = np.zeros(count)
    np.maximum.at(worst, contact, problem)
    is_told = pd.Series(customer["turn_index"].to_numpy()[problem >= 0.5], index=contact[problem >= 0.5])
    first = is_told[~is_told.index.duplicated()].reindex(range(count)).fillna(-1).to_numpy(dtype=np.int64)
    words = np.bincount(contact, said, minlength=count)
    is_need = (words >= settings.fewest_words) & (np.bincount(contact, mistaken, minlength=count) == 0)
    return {"problem": worst, "problem_index": first, "is_need": is_need}


def _distinct(texts: pd.Series) -> tuple[list[str], np.ndarray]:
    """The different texts, and for each row the place of its own: agents say the same thing many times."""
    places, distinct = pd.factorize(texts)
    return list(distinct), places
