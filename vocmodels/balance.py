"""Balance: who is fast, busy or cheap at the price of quality, and who takes long because it is solved?

Two measures are read together (KPIS.md, "Balance"): speed against resolution, productivity against satisfaction, cost against
churn. An imbalance is named only where a unit stands out on both sides, so that neither a fast unit nor one with many
repeats is blamed for the pair. What clears a unit needs less: of those that surely take long, each is asked once, and on one
side, whether it resolves more. Who does not take long is never asked, so that nothing has to be taken off for many questions
(fixed sequence: Maurer, Hothorn & Lehmacher 1995, "Multiple comparisons in drug clinical trials and preclinical assays").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

RESULT_COLUMNS = ["unit_code", "imbalance_code", "measure_code", "against_code"]
SHORT = ("handle_time",)
BUSY = ("contacts_per_hour", "handle_time")
CHEAP = ("cost_per_contact", "handle_time")
RESOLVED = ("fcr", "repeat_rate")
SATISFIED = ("csat", "qa_score", "nps")
LEAVING = ("churn_risk", "churn_risk_share")


class Pair(NamedTuple):
    """Measures of which one is on the `side` (1 better, -1 worse) and one of the others on the opposite one."""

    imbalance_code: str
    measure_codes: tuple[str, ...]
    side: int
    against_codes: tuple[str, ...]
    chance: float = 0.0  # one-sided, that the other side is called so by chance; 0: it has to stand out


PAIRS = (
    Pair("speed_with_repeats", SHORT, 1, RESOLVED),
    Pair("productivity_with_low_csat", BUSY, 1, SATISFIED),
    Pair("cost_with_churn", CHEAP, 1, LEAVING),
    Pair("long_but_resolved", SHORT, -1, RESOLVED, chance=0.05),  # balanced, and never to be called slow
)


def find_imbalances(measures: pd.DataFrame, directions: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per unit and imbalance, by unit and in the order above.

    Args:
        measures: as `vocmodels.case_mix.compare_units` returns them: unit_code, measure_code, value, expected_value,
            p_value, stands_out.
        directions: measure_code -> which way is better: "up", "down"; a measure with another or no direction is left out.

    Returns:
        unit_code, imbalance_code (speed_with_repeats, productivity_with_low_csat, cost_with_churn; long_but_resolved, which
        is balanced), measure_code and against_code: the two measures that show it, the first of those that can.
    """
    sides = _sides(measures, directions)
    rows = []
    for unit_code, own in sides.groupby("unit_code"):
        known = own.set_index("measure_code")
        for pair in PAIRS:
            measure = _first(known[known["stands_out"]], pair.measure_codes, pair.side)
            against = _first(_told(known, pair), pair.against_codes, -pair.side)
            if measure and against:
                rows.append((unit_code, pair.imbalance_code, measure, against))
    return pd.DataFrame(rows, columns=RESULT_COLUMNS).astype("str")


def _sides(measures: pd.DataFrame, directions: Mapping[str, str]) -> pd.DataFrame:
    """The measures that have a direction, with side: 1 for better than expected, -1 for worse."""
    sign = measures["measure_code"].map(directions).map({"up": 1, "down": -1}).fillna(0).astype(int)
    above = (measures["value"] > measures["expected_value"]).astype(int) * 2 - 1
    return measures.assign(side=sign * above, stands_out=measures["stands_out"].astype(bool))[sign != 0]


def _told(known: pd.DataFrame, pair: Pair) -> pd.DataFrame:
    """The measures that may stand against those of the pair; where one question is asked, the first that is known."""
    if not pair.chance:
        return known[known["stands_out"]]
    asked = [code for code in pair.against_codes if code in known.index][:1]
    return known.loc[asked][known.loc[asked, "p_value"] / 2 <= pair.chance]


def _first(known: pd.DataFrame, codes: tuple[str, ...], side: int) -> str | None:
    return next((code for code in codes if code in known.index and known.at[code, "side"] == side), None)
