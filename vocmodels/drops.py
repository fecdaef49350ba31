"""Drops: on which days did a series that is dense enough to fall, fall silent?

A fall is a run of days that are lower than nine in ten and well below what was expected, and as unlikely as these days are
together (Fisher's combination of their lower tails). It is told once it is far below what was expected and no more than a
stated number of falls as unlikely come by chance, over all series that could fall and all days of a quarter: on its first day
where that is as good as silent, later where it lasts. Days without data, partial and explained days, and days off change nothing:
they neither begin a drop nor end one. A drop ends on the first day within what is expected, which the days before taught:
the level is back, or it is the usual one by now.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

CHANGE_TYPES = {  # the columns of a change, and what they hold
    "series_code": "str",
    "kind_code": "str",
    "state_code": "str",
    "started_date": "datetime64[us]",
    "opened_date": "datetime64[us]",
    "last_date": "datetime64[us]",
    "closed_date": "datetime64[us]",
    "before_per_day": "float64",
    "now_per_day": "float64",
    "contact_count": "float64",
    "expected_count": "float64",
    "p_value": "float64",
    "q_value": "float64",
}
LEAST_P = 1e-16  # what a tail of 1 - p can tell from nothing


@dataclass(frozen=True)
class DropSettings:
    """When a series could fall, and when a fall is told."""

    expected_count: float = 10.0  # contacts a day, at least, of a series that could fall
    false_count: float = 0.1  # drops that chance shows in `window_days` over all series, at most
    window_days: int = 91
    total_share: float = 0.1  # of what was expected: as good as silent
    lasting_share: float = 0.5  # of what was expected over `lasting_days`: a drop when it lasts
    low_chance: float = 0.1  # of a day as low, at most, within a fall
    lasting_days: int = 3  # in a row
    back_share: float = (
        0.7  # of what was expected: the fall is over; expected less than that of before, it is usual by now
    )


def find_drops(scored: pd.DataFrame, settings: DropSettings = DropSettings()) -> pd.DataFrame:
    """Return one row per drop, sorted by series_code and started_date: `CHANGE_TYPES`.

    Args:
        scored: series_code, contact_date, contact_count (null: no data), expected_count, lower_count, low_p_value,
            is_excluded (not to be judged).
    """
    could = scored[
        scored["contact_count"].notna()
        & ~scored["is_excluded"]
        & (scored["expected_count"] >= settings.expected_count)
        & (scored["lower_count"] > 0)
    ].sort_values(["series_code", "contact_date"])
    share = could["contact_count"] / could["expected_count"]
    could = could.assign(
        family=could.groupby("contact_date")["series_code"].transform("size"),
        is_low=(could["low_p_value"] < settings.low_chance) & (share < settings.back_share),
        is_total=share <= settings.total_share,
    )
    is_far = could["is_low"] & (share < settings.lasting_share)
    falling = could[could["series_code"].isin(could.loc[is_far, "series_code"])]
    spells = _spells(falling, settings)
    told = spells[spells["spell"].isin(spells.loc[spells["is_told"], "spell"])]
    rows = [_row(spell, settings) for _, spell in told.groupby("spell", sort=True)]
    return pd.DataFrame(rows, columns=list(CHANGE_TYPES)).astype(CHANGE_TYPES)


def _spells(days: pd.DataFrame, settings: DropSettings) -> pd.DataFrame:
    """The low days of series, which are sorted: in which spell of them, how unlikely the spell is up to each day, how many as
    unlikely chance shows in a quarter, whether a drop is told on it, and what day of the series comes after.
    """
    of_series = days.groupby("series_code")
    is_new = (days["is_low"] != days["is_low"].shift()) | (days["series_code"] != days["series_code"].shift())
    after = of_series[["contact_date", "expected_count"]].shift(-1).add_prefix("next_")
    low = days.assign(spell=is_new.cumsum()).join(after)[days["is_low"]]
    spells = low.groupby("spell")
    evidence = (-2 * np.log(np.maximum(low["low_p_value"], LEAST_P))).groupby(low["spell"]).cumsum()
    p_value = pd.Series(stats.chi2.sf(evidence, 2 * (spells.cumcount() + 1)), index=low.index)
    q_value = np.minimum(p_value * low["family"] * settings.window_days, 1)
    counts = spells[["contact_count", "expected_count"]]
    over = sum(counts.shift(days_ago) for days_ago in range(settings.lasting_days))
    is_lasting = over["contact_count"] < settings.lasting_share * over["expected_count"]
    is_told = (low["is_total"] | is_lasting) & (q_value < settings.false_count)
    return low.assign(p_value=p_value, q_value=q_value, is_told=is_told)


def _row(spell: pd.DataFrame, settings: DropSettings) -> tuple[Any, ...]:
    first, last = spell.iloc[0], spell.iloc[-1]
    opened_date = spell.loc[spell["is_told"], "contact_date"].min()
    state_code = "open"
    if pd.notna(last["next_contact_date"]):
        is_back = last["next_expected_count"] >= settings.back_share * first["expected_count"]
        state_code = "back" if is_back else "usual"
    best = spell["p_value"].argmin()
    return (
        first["series_code"], "drop", state_code, first["contact_date"], opened_date, last["contact_date"],
        last["next_contact_date"], first["expected_count"], spell["contact_count"].mean(), spell["contact_count"].sum(),
        spell["expected_count"].sum(), spell["p_value"].iloc[best], spell["q_value"].iloc[best],
    )  # fmt: skip
