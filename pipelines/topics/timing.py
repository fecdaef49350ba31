"""Timing: is it time to look for topics anew?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
from scipy.stats import mannwhitneyu

from pipelines.topics.storing import FITTED_ANEW, is_outdated
from pipelines.warehouse import finding_sql

LAST_FIT = f"""
select as_of_date
from ops.topic_fit
where why_code in {FITTED_ANEW}
order by fitted_at desc
limit 1
"""


@dataclass(frozen=True)
class TimingSettings:
    """How the share of contacts that fit no topic is judged; a day is a case, since contacts of one day are alike."""

    judged_days: int = 7
    fewest_days: int = 7  # after the fit and before the judged ones: contacts that the fit has not seen fit less well
    chance: float = 0.001  # one-sided; it is asked every night between two fits
    least_rise: float = 0.02  # of the share; less is not worth new topics, however sure


def why_fit(
    warehouse: duckdb.DuckDBPyConnection,
    topic_version: str | None,
    as_of: date | None,
    refit_days: int,
    settings: TimingSettings = TimingSettings(),
) -> str | None:
    """Return why topics are looked for anew: first, schedule or unassigned; None where they are not.

    Nights are counted in days of the data, so that a replay does what was done at the time. A model that was made with
    other embeddings than there are now is due.
    """
    if topic_version is None:
        return "first"
    if is_outdated(topic_version):
        return "schedule"
    rows = warehouse.execute(LAST_FIT).fetchall()
    fitted_on = rows[0][0] if rows else None
    if as_of is None or (fitted_on is not None and (as_of - fitted_on).days < 0):
        return None
    if fitted_on is None or (as_of - fitted_on).days >= refit_days:
        return "schedule"
    shares = warehouse.execute(finding_sql("topic_daily_share"), [fitted_on]).df()["unassigned_share"]
    return "unassigned" if has_risen(shares.to_numpy(), settings) else None


def has_risen(shares: np.ndarray, settings: TimingSettings = TimingSettings()) -> bool:
    """Whether the newest days' shares are clearly above those of the days before (Mann and Whitney 1947).

    Args:
        shares: (days,), 0-1, of the days since the fit in their order.
    """
    before, judged = shares[: -settings.judged_days], shares[-settings.judged_days :]
    if len(before) < settings.fewest_days:
        return False
    is_clear = mannwhitneyu(judged, before, alternative="greater").pvalue < settings.chance
    return bool(is_clear and judged.mean() - before.mean() >= settings.least_rise)
