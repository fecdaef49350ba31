"""Phrases: which words set an event's contacts apart from the usual ones?

Words and runs of two or three words are compared by their log-odds with an informative Dirichlet prior (Monroe, Colaresi
and Quinn 2008, "Fightin' Words"), each counted once a contact; the prior is how often all the contacts say them. What is
named is more than chance over all the phrases compared (Fisher's exact test, Benjamini and Hochberg 1995).

Assumed: contacts are independent of each other. A customer who writes the same complaint ten times counts ten times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control, hypergeom
from sklearn.feature_extraction.text import strip_accents_unicode

from vocmodels.language import detect_language
from vocmodels.own_words import phrases_of


@dataclass(frozen=True)
class PhraseSettings:
    """How sure and how common a phrase must be, and when two phrases say the same."""

    most_words: int = 3
    most_phrases: int = 10
    least_contacts: int = 3  # of the event, that say it
    least_share: float = 0.05  # of the event's contacts
    least_usual: int = 20  # contacts of a language to compare with; with fewer nothing is named
    chance: float = 0.05  # that anything is named where nothing sets contacts apart; else the share named wrongly
    prior_weight: float = 1.0  # of the prior, in numbers of the event's contacts
    same_share: float = 0.75  # of a phrase's contacts: a longer phrase that so many say stands for it
    told_share: float = 0.5  # of a phrase's contacts that say one already named which has a word in common with it


def separate(
    texts: Iterable[str | None],
    is_event: Sequence[bool],
    language_codes: Iterable[str | None] | None = None,
    settings: PhraseSettings = PhraseSettings(),
) -> pd.DataFrame:
    """Return the phrases that an event's contacts say and the usual ones hardly do, the surest first.

    Args:
        texts: one a contact, masked; a line break ends a phrase; null counts as a contact that says nothing.
        is_event: of each text, whether it belongs to the event.
        language_codes: of each text; detected where null. Languages are compared apart.

    Returns:
        phrase (lower case, without masks, numbers, pleasantries and stop words; the words stand in the texts as they
        stand here), language_code, event_count (contacts of the event that say it), usual_count (how many of as many
        usual contacts do), score (z of the log-odds). No rows where nothing is surer than chance.
    """
    said = pd.Series(list(texts), dtype="str")
    contacts = pd.DataFrame({"text": said, "is_event": np.asarray(is_event, dtype=bool)}, index=said.index)
    contacts["language_code"] = _languages(said, language_codes)
    found = [_separate(rows, str(code), settings) for code, rows in contacts.groupby("language_code", sort=True)]
    columns = {"phrase": "str", "language_code": "str", "event_count": int, "usual_count": float, "score": float}
    rows = pd.DataFrame([row for language in found for row in language], columns=list(columns)).astype(columns)
    ranked = rows.sort_values(["score", "phrase"], ascending=[False, True], ignore_index=True)
    return ranked.head(settings.most_phrases)


def _languages(said: pd.Series, language_codes: Iterable[str | None] | None) -> pd.Series:
    given = pd.Series([None] * len(said) if language_codes is None else list(language_codes), dtype="str")
    return given.where(given.notna(), pd.Series(detect_language(said.where(given.isna(), "")), dtype="str"))


def _separate(contacts: pd.DataFrame, language_code: str, settings: PhraseSettings) -> list[dict]:
    event_total = int(contacts["is_event"].sum())
    usual_total = len(contacts) - event_total
    if event_total < settings.least_contacts or usual_total < settings.least_usual:
        return []
    spoken = _spoken(contacts, language_code, settings)
    sure = _sure_phrases(spoken, event_total, usual_total, settings)
    said_in = spoken[spoken["is_event"] & spoken["key"].isin(sure.index)]
    # Accents are not always written; where as many write them as not, they are shown.
    forms = said_in.groupby("key")["phrase"].agg(lambda phrases: max(phrases.mode()))
    chosen = _choose([str(key) for key in sure.index], _contacts_of(said_in), settings)
    rows = sure.loc[chosen].assign(phrase=forms.reindex(chosen), language_code=language_code)
    return rows.assign(usual_count=rows["usual_count"] * event_total / usual_total).to_dict("records")


def _sure_phrases(spoken: pd.DataFrame, event_total: int, usual_total: int, settings: PhraseSettings) -> pd.DataFrame:
    """One row per key that is more than chance, the surest first: event_count, all_count, usual_count, score."""
    counts = spoken.groupby("key")["is_event"].agg(event_count="sum", all_count="size")
    counts = counts[counts["all_count"] >= settings.least_contacts]
    counts = counts.assign(usual_count=counts["all_count"] - counts["event_count"])
    sure = counts[_is_sure(counts, event_total, usual_total, settings)]
    sure = sure.assign(score=_z_scores(sure, event_total, usual_total, settings))
    return sure.sort_values(["score", "key"], ascending=[False, True])


def _contacts_of(said_in: pd.DataFrame) -> dict[str, set[int]]:
    """The contacts that say each key; what is said early in them comes first."""
    rows_of = said_in.groupby("key")["contact"].agg(set)
    in_order = said_in.groupby("key")["place"].median().sort_values(kind="stable").index
    return {str(key): rows_of[key] for key in in_order}


def _spoken(contacts: pd.DataFrame, language_code: str, settings: PhraseSettings) -> pd.DataFrame:
    """One row per contact and phrase that it says: contact, is_event, key (without accents), phrase, place in it."""
    spoken = pd.DataFrame({"contact": range(len(contacts)), "is_event": contacts["is_event"].to_numpy()})
    spoken["phrase"] = phrases_of(contacts["text"], language_code, settings.most_words)
    spoken = spoken.explode("phrase").dropna(subset=["phrase"])
    spoken["place"] = spoken.groupby("contact").cumcount()
    spoken["key"] = [strip_accents_unicode(phrase) for phrase in spoken["phrase"]]
    return spoken.drop_duplicates(["contact", "key"])


def _is_sure(counts: pd.DataFrame, event_total: int, usual_total: int, settings: PhraseSettings) -> np.ndarray:
    """Return whether so many of a phrase's contacts are the event's that chance hardly explains it."""
    if counts.empty:
        return np.zeros(0, dtype=bool)
    event, every = counts["event_count"].to_numpy(), counts["all_count"].to_numpy()
    everyone = event_total + usual_total
    at_best = hypergeom.sf(np.minimum(every, event_total) - 1, everyone, event_total, every)
    # A phrase that could not be sure even if the event alone said it is not compared (Gilbert 2005, after Tarone 1990).
    numbers = np.arange(1, len(at_best) + 1)
    could_be = np.searchsorted(np.sort(at_best), settings.chance / numbers, side="right")
    is_compared = at_best <= settings.chance / numbers[np.argmax(could_be <= numbers)]
    chance = hypergeom.sf(event[is_compared] - 1, everyone, event_total, every[is_compared])
    is_sure = np.zeros(len(counts), dtype=bool)
    is_sure[is_compared] = false_discovery_control(chance) <= settings.chance
    return is_sure & (event >= max(settings.least_contacts, settings.least_share * event_total))


def _z_scores(counts: pd.DataFrame, event_total: int, usual_total: int, settings: PhraseSettings) -> np.ndarray:
    """Return the log-odds of saying a phrase, the event's less the usual ones', in standard errors."""
    share = counts["all_count"].to_numpy() / (event_total + usual_total)
    prior_total = settings.prior_weight * event_total
    log_odds, variance = 0.0, 0.0
    for sign, count, total in ((1, counts["event_count"], event_total), (-1, counts["usual_count"], usual_total)):
        with_it = count.to_numpy() + prior_total * share
        without = total + prior_total - with_it
        log_odds = log_odds + sign * (np.log(with_it) - np.log(without))
        variance = variance + 1 / with_it + 1 / without
    return log_odds / np.sqrt(variance)


def _choose(keys: list[str], contacts_of: dict[str, set[int]], settings: PhraseSettings) -> list[str]:
    """Return the phrases to name, in the order given: the longest that says as much, and none that repeats another."""
    chosen: list[str] = []
    for key in keys:
        whole = _longest(key, contacts_of, settings)
        if not any(_is_told(whole, other, contacts_of, settings) for other in chosen):
            chosen.append(whole)
    return chosen


def _longest(key: str, contacts_of: dict[str, set[int]], settings: PhraseSettings) -> str:
    enough = settings.same_share * len(contacts_of[key])
    wholes = [other for other, rows in contacts_of.items() if f" {key} " in f" {other} " and len(rows) >= enough]
    return max(wholes, key=lambda other: (other.count(" "), len(contacts_of[other])))  # of equals, what is said first


def _is_told(key: str, other: str, contacts_of: dict[str, set[int]], settings: PhraseSettings) -> bool:
    if set(key.split()).isdisjoint(other.split()):
        return False
    return len(contacts_of[key] & contacts_of[other]) >= settings.told_share * len(contacts_of[key])
