"""Found: what did the last run publish of what sources deliver, and of how well it is read?"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any, Protocol

import numpy as np
import pandas as pd

from dashboards import kpis

DAYS = 28


class Ask(Protocol):
    """Asks the published marts: `marts.ask` on a page; in a report `source.frame` on its connection."""

    def __call__(self, sql: str, **parameters: Any) -> pd.DataFrame: ...


@dataclass(frozen=True)
class QualitySettings:
    """When the share of empty values has changed so that it is told: surely, and by more than is of no account."""

    false_discoveries: float = 0.1
    least_change: float = 0.02
    minimum_count: int = 30


@dataclass(frozen=True)
class Deliveries:
    """What is known of deliveries by the day of the run; "recent" is the 28 days up to it, "before" the 28 before those.

    run: the row of marts.run. freshness: rows of marts.source_freshness, late ones first. volume: of marts.source_volume_daily.
    silent: of marts.silent_source, open ones. rejected: one row per source, column and reason: recent_count, total_count, and
        file_name and line_number of the newest one.
    empty: of marts.null_rate with recent_share, before_share, change, low, high, q_value, is_changed; what changed first.
    unsure: one row a language: language_label, recent_n, recent_share, low, high, before_share; transcripts: the same by source.
    notes: one row per source and change in its columns of recent runs: file_count. drift: rows of marts.model_drift.
    runs: of marts.run_history, recent ones. failed_steps: of marts.run_step.
    """

    run: pd.Series
    freshness: pd.DataFrame
    volume: pd.DataFrame
    silent: pd.DataFrame
    rejected: pd.DataFrame
    empty: pd.DataFrame
    unsure: pd.DataFrame
    transcripts: pd.DataFrame
    notes: pd.DataFrame
    drift: pd.DataFrame
    runs: pd.DataFrame
    failed_steps: pd.DataFrame

    @property
    def late(self) -> pd.DataFrame:
        return self.freshness[self.freshness["is_late"].astype(bool)]

    @property
    def odd(self) -> pd.DataFrame:
        return self.volume[self.volume["is_odd"].astype(bool)]

    @property
    def changed(self) -> pd.DataFrame:
        return self.empty[self.empty["is_changed"].astype(bool)]


def read(ask: Ask, settings: QualitySettings = QualitySettings()) -> Deliveries:
    """All of it, as the marts have it."""
    run = ask("from marts.run").iloc[0]
    last = run["as_of_date"]
    return Deliveries(
        run=run,
        freshness=ask("from marts.source_freshness order by is_late desc, behind_days desc, source_code, record_code"),
        volume=ask("from marts.source_volume_daily order by contact_date desc, source_code, channel_code"),
        silent=ask("from marts.silent_source where is_open order by since_date, source_code"),
        rejected=ask(REJECTED, last=last, days=DAYS),
        empty=_compared(ask("from marts.null_rate order by source_code, column_name"), settings),
        unsure=_shares(ask(UNSURE, last=last, days=DAYS)),
        transcripts=_shares(ask(TRANSCRIPTS, last=last, days=DAYS)),
        notes=ask(NOTES, last=last, days=DAYS),
        drift=ask("from marts.model_drift order by is_drifted desc, language_code, measure_code"),
        runs=ask(RUNS, last=last, days=DAYS),
        failed_steps=ask(FAILED_STEPS, last=last, days=DAYS),
    )


REJECTED = """
    select rejected_row.source_code, column_name, reason, count(*) as total_count,
        count(*) filter (started_at >= $last::date - $days) as recent_count,
        arg_max(file_name, (started_at, -line_number)) as file_name,
        arg_max(line_number, (started_at, -line_number)) as line_number
    from marts.rejected_row left join marts.run_history using (run_id)
    group by all
    order by recent_count desc, total_count desc, source_code, reason, column_name"""
UNSURE = """
    select coalesce(value_label, language_code) as label,
        sum(analysed_count) filter (contact_date > $last::date - $days) as recent_n,
        sum(unsure_count) filter (contact_date > $last::date - $days) as recent_count,
        sum(analysed_count) filter (contact_date <= $last::date - $days) as before_n,
        sum(unsure_count) filter (contact_date <= $last::date - $days) as before_count
    from marts.contact_daily
    left join marts.dimension_value on dimension_code = 'language_code' and value_code = language_code
    where contact_date > $last::date - 2 * $days and contact_date <= $last::date
    group by all having recent_n > 0 order by recent_n desc, label"""
TRANSCRIPTS = """
    select source_code as label,
        sum(contact_count) filter (contact_date > $last::date - $days) as recent_n,
        sum(transcript_count) filter (contact_date > $last::date - $days) as recent_count,
        sum(contact_count) filter (contact_date <= $last::date - $days) as before_n,
        sum(transcript_count) filter (contact_date <= $last::date - $days) as before_count
    from marts.coverage_daily
    where contact_date > $last::date - 2 * $days and contact_date <= $last::date
    group by all having recent_n > 0 order by recent_n desc, label"""
NOTES = """
    select source_code, note, count(distinct file_name) as file_count, min(started_at) as first_at
    from marts.file_note join marts.run_history using (run_id)
    where started_at >= $last::date - $days and starts_with(note, 'column ')
    group by all order by source_code, note"""
RUNS = "from marts.run_history where started_at >= $last::date - $days order by started_at desc, run_id"
FAILED_STEPS = """
    select run_id, step_code, run_step.started_at from marts.run_step
    where status_code = 'failed' and started_at >= $last::date - $days order by started_at desc, step_code"""


def _shares(counted: pd.DataFrame) -> pd.DataFrame:
    """The share of each period with the 95 % interval of the recent one (Wilson)."""
    recent = pd.DataFrame(
        {
            "value": counted["recent_count"].astype(float) / counted["recent_n"],
            "denominator": counted["recent_n"].astype(float),
        }
    )
    low, high = kpis.interval(recent, "wilson")
    before = counted["before_count"].astype(float) / counted["before_n"].astype(float).where(lambda n: n > 0)
    return counted.assign(recent_share=recent["value"], low=low, high=high, before_share=before)


def _compared(empty: pd.DataFrame, settings: QualitySettings) -> pd.DataFrame:
    """How much of each column is empty, against the 28 days before: what surely changed first, by how much.

    The difference of two shares by Newcombe (1998, method 10); over all columns at once at most one in ten is chance
    (Benjamini and Hochberg, 1995).
    """
    sides = {name: _share(empty, name) for name in ("recent", "before")}
    now, then = sides["recent"], sides["before"]
    change = now["value"] - then["value"]
    below = np.hypot(now["value"] - now["low"], then["high"] - then["value"])
    above = np.hypot(now["high"] - now["value"], then["value"] - then["low"])
    toward = below.where(change > 0, above) / kpis.Z
    z = (change.abs() / toward.where(toward > 0)).fillna(0.0)
    is_enough = empty[["recent_count", "before_count"]].min(axis=1) >= settings.minimum_count
    p_value = z.map(lambda value: erfc(value / sqrt(2))).where(is_enough)
    known = p_value.dropna().sort_values(kind="stable")
    scaled = known * len(known) / np.arange(1, len(known) + 1)
    q_value = scaled[::-1].cummin().clip(upper=1.0).reindex(empty.index)
    found = empty.assign(
        recent_share=now["value"],
        before_share=then["value"],
        change=change,
        low=change - below,
        high=change + above,
        q_value=q_value,
        is_changed=(q_value < settings.false_discoveries) & (change.abs() >= settings.least_change),
    )
    order = found.assign(size=change.abs().fillna(-1.0))
    keys = ["is_changed", "size", "source_code", "column_name"]
    return order.sort_values(keys, ascending=[False, False, True, True], ignore_index=True).drop(columns="size")


def _share(empty: pd.DataFrame, name: str) -> pd.DataFrame:
    n = empty[f"{name}_count"].astype(float)
    sums = pd.DataFrame({"value": empty[f"{name}_null_count"] / n.where(n > 0), "denominator": n})
    low, high = kpis.interval(sums, "wilson")
    return sums.assign(low=low, high=high)
