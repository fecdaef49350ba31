"""Model drift: does the model in force still fit what customers write, or should it learn anew?

The last two weeks are compared with the period that the model was made in, language by language, on contacts that it did
not learn from. Days are taken as clusters: contacts of one day resemble each other, and count for less than their number
(Cochran, Sampling Techniques, 1977, on ratio estimates of cluster samples).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from scipy.stats import t as student

MEASURES = {  # what is summed by day, over what, and whether it is a number of these
    "unsure": ("unsure_count", "contact_count", True),
    "distance": ("distance_sum", "contact_count", False),
    "disagreement": ("disagreement_count", "sure_count", True),
}


@dataclass(frozen=True)
class DriftSettings:
    """How much has to have changed, and how surely, before the model is to learn anew."""

    recent_days: int = 14
    settling_days: int = 28  # after a model was made that still tell how it reads at its best
    fewest_contacts: int = 50  # on both sides; with fewer nothing is said
    fewest_days: int = 7
    chance: float = 0.01  # of calling it a drift where nothing changed, for each language and measure
    least_rise: float = 0.03  # in what is measured, all of which lie between 0 and 1


def measure_drift(
    daily: pd.DataFrame, last_date: date, made_of_last_date: date | None, settings: DriftSettings = DriftSettings()
) -> pd.DataFrame:
    """Return how the model reads now against then, one row per language and measure.

    Args:
        daily: one row per contact_date and language_code, of contacts that the model did not learn from: contact_count,
            unsure_count, distance_sum (of 1 - nearness), sure_count, disagreement_count (of these, agent and model differ).
        last_date: the last day of the recent ones.
        made_of_last_date: the last day that the model learned from; None where it learned from no contact: then its first
            days are those of the data.

    Returns:
        language_code, measure_code (unsure, distance, disagreement), reference_count, reference_value, recent_count,
        recent_value (0-1, null without contacts), is_comparable (both sides hold enough), is_drifted.
    """
    days = pd.to_datetime(daily["contact_date"])
    recent_since = pd.Timestamp(last_date) - timedelta(days=settings.recent_days - 1)
    made = pd.Timestamp(made_of_last_date) if made_of_last_date else days.min()
    is_recent = (days >= recent_since) & (days <= pd.Timestamp(last_date))
    is_reference = (days < recent_since) & (days <= made + timedelta(days=settings.settling_days))
    rows = [
        {"language_code": language, "measure_code": measure}
        | _compare(part[is_reference[part.index]], part[is_recent[part.index]], measure, settings)
        for language, part in daily.groupby("language_code")
        for measure in MEASURES
    ]
    columns = ["reference_count", "reference_value", "recent_count", "recent_value", "is_comparable", "is_drifted"]
    return pd.DataFrame(rows, columns=["language_code", "measure_code", *columns])


def say_drift(row: pd.Series, language_label: str, settings: DriftSettings = DriftSettings()) -> str:
    """Return one row of `measure_drift` as a sentence that says what to do."""
    now, then = f"{row['recent_value']:.0%}".replace("%", " %"), f"{row['reference_value']:.0%}".replace("%", " %")
    days = f"in the last {settings.recent_days} days"
    said = {
        "unsure": f"{now} not sure {days} where {then} were",
        "distance": f"words {days} are {now} away from what the model learned from, where {then} was usual",
        "disagreement": f"words and agents' codes differ in {now} of the contacts {days} where they did in {then}",
    }[row["measure_code"]]
    return f"{language_label}: {said}: label some of them and run voc train."


def _compare(reference: pd.DataFrame, recent: pd.DataFrame, measure: str, settings: DriftSettings) -> dict[str, object]:
    part, whole, is_count = MEASURES[measure]
    then, then_variance = _share(reference[part], reference[whole], is_count)
    now, now_variance = _share(recent[part], recent[whole], is_count)
    counts = int(reference[whole].sum()), int(recent[whole].sum())
    day_counts = int((reference[whole] > 0).sum()), int((recent[whole] > 0).sum())
    is_comparable = min(counts) >= settings.fewest_contacts and min(day_counts) >= settings.fewest_days
    rise = now - then
    noise = (then_variance + now_variance) ** 0.5
    is_sure = is_comparable and rise > student.isf(settings.chance, min(day_counts) - 1) * noise
    return {
        "reference_count": counts[0],
        "reference_value": then,
        "recent_count": counts[1],
        "recent_value": now,
        "is_comparable": is_comparable,
        "is_drifted": bool(is_sure and rise >= settings.least_rise),
    }


def _share(part: pd.Series, whole: pd.Series, is_count: bool) -> tuple[float, float]:
    """The ratio of the sums, and its variance: between days, and of a count no less than contacts by themselves give."""
    count, days = float(whole.sum()), int((whole > 0).sum())
    if not count:
        return float("nan"), float("nan")
    share = float(part.sum()) / count
    between = float(((part - share * whole) ** 2).sum()) / count**2 * days / max(days - 1, 1)
    return share, max(between, share * (1 - share) / count if is_count else 0.0)
