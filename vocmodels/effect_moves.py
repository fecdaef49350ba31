"""Effect moves: where did contacts go instead, or come from, when a change was made?

The same measure on every other series at the change's date; false discoveries are controlled over all of them.
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd
from scipy import special

from vocmodels.effect_comparison import compare, one_thread
from vocmodels.effect_controls import read_signals
from vocmodels.effect_days import lay_out_days
from vocmodels.effects import EffectSettings
from vocmodels.false_discoveries import control_false_discoveries

DRAWS = 64
FALSE_DISCOVERY_RATE = 0.1
USUALLY = EffectSettings()
COLUMNS = ("series_code", "added_per_day", "low", "high", "p_value", "q_value", "is_moved")


def find_moves(
    others: pd.DataFrame,
    changed_on: date,
    settings: EffectSettings = USUALLY,
    holidays: Iterable[date] | pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return one row per series that has enough days before and after the change, the least likely by chance first.

    Args:
        others: one row per series_code and contact_date, no day missing: contact_count; is_excluded optional.
        changed_on: first day under the change.

    Returns:
        series_code, added_per_day (negative: fewer came), low, high (95 %), p_value, q_value (over all series), is_moved
        (q_value below 0.1).
    """
    rows = []
    with one_thread():
        for code, daily in others.groupby("series_code", sort=True):
            days = lay_out_days(daily, changed_on, holidays)
            before, after = days.is_known[: days.changed_at].sum(), days.is_known[days.after].sum()
            if before >= settings.days_before and after >= settings.days_after and days.is_kept[days.after].any():
                found = compare(days, read_signals(None, days, None), DRAWS, settings.seed)
                low, high = found.limits(settings.interval_share)
                deviation = max((high - low) / 2 / special.ndtri((1 + settings.interval_share) / 2), 1e-9)
                p_value = 2 * special.ndtr(-abs(found.saved_per_day) / deviation)
                rows.append((code, -found.saved_per_day, -high, -low, p_value))
    moves = pd.DataFrame(rows, columns=list(COLUMNS[:5])).astype({"p_value": float})
    q_value = control_false_discoveries(moves["p_value"], np.zeros(len(moves)))
    moves = moves.assign(q_value=q_value, is_moved=q_value < FALSE_DISCOVERY_RATE)
    return moves.sort_values(["p_value", "series_code"], ignore_index=True)[list(COLUMNS)]
