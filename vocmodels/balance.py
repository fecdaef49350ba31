"""Balance: who is fast, busy or cheap at the price of quality, and who takes long because it is solved?

Two measures are read together (KPIS.md, "Balance"): speed against resolution, productivity against satisfaction, cost against
churn. An imbalance is named only where a unit stands out on both sides, so that neither a fast unit nor one with many
repeats is blamed for the pair.
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


PAIRS = (
    Pair("speed_with_repeats", SHORT, 1, RESOLVED),
    Pair("productivity_with_low_csat", BUSY, 1, SATISFIED),
    Pair("cost_with_churn", CHEAP, 1, LEAVING),
    Pair("long_but_resolved", SHORT, -1, RESOLVED),  # balanced, and never to be called slow
)


def find_imbalances(measures: pd.DataFrame, directions: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per unit and imbalance, by unit and in the order above.

    Args:
        measures: as `vocmodels.case_mix.compare_units` returns them: unit_code, measure_code, value, expected_value,
            stands_out.
        directions: measure_code -> which way is better: "up", "down"; a measure with another or no direction is left out.

    Returns:
        unit_code, imbalance_code (speed_with_repeats, productivity_with_low_csat, cost_with_churn; long_but_resolved, which
        is balanced), measure_code and against_code: the two measures that stand out, the first of those that can show it.
    """
    sides = _sides(measures, directions)
    rows = []
    for unit_code, own in sides.groupby("unit_code"):
        side_of = dict(zip(own["measure_code"], own["side"], strict=True))
        for pair in PAIRS:
            measure = _first(side_of, pair.measure_codes, pair.side)
            against = _first(side_of, pair.against_codes, -pair.side)
            if measure and against:
                rows.append((unit_code, pair.imbalance_code, measure, against))
    return pd.DataFrame(rows, columns=RESULT_COLUMNS).astype("str")


def _sides(measures: pd.DataFrame, directions: Mapping[str, str]) -> pd.DataFrame:
    """The measures on which units stand out: 1 for better than expected, -1 for worse."""
    sign = measures["measure_code"].map(directions).map({"up": 1, "down": -1}).fillna(0).astype(int)
    above = (measures["value"] > measures["expected_value"]).astype(int) * 2 - 1
    sides = measures[["unit_code", "measure_code"]].assign(side=sign * above)
    return sides[measures["stands_out"].astype(bool) & (sign != 0)]


def _first(side_of: Mapping[str, int], codes: tuple[str, ...], side: int) -> str | None:
    return next((code for code in codes if side_of.get(code) == side), None)
