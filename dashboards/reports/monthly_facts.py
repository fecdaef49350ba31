"""Monthly facts: what does the head of everything need to know about the last whole month?"""

from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from dashboards import kpis
from dashboards.reports import action_facts, topic_facts
from dashboards.reports.facts import coverage
from dashboards.reports.handling_facts import difference
from dashboards.reports.months import Month, is_held, last_month, paces
from dashboards.reports.moves import MoveSettings
from dashboards.reports.source import Run, frame, read_run, rows
from dashboards.sentences import is_missing
from dashboards.topics.found import WHOLE

KPI_CODES = ("csat", "nps", "fcr", "qa_score", "service_level", "abandonment_rate", "transfer_rate", "handle_time")
MOVED = 5  # reasons that grew, and as many that fell
MEASURES = {"contacts": "contact_count", "hours": "handle_hours"}
UNSURE = "unsure"


@dataclass(frozen=True)
class MonthFacts:
    """A month of the whole house.

    whole: one row, `paces` of contacts and of agent hours (columns contacts_* and hours_*); year_ago: the same against the
        month a year before, null columns where the data do not reach back.
    groups: one row a group of reasons, the costliest first, with the same columns; reasons: one row a reason.
    grew, fell: rows of `reasons`, what moved most in agent hours a day first.
    kpis: one row a KPI that was measured: the columns of marts.kpi, value, low, high, n, before, change, change_low,
        change_high, and target_code (reached, missed, near; empty without a target).
    series: one row a day of both months: what came of all contacts and what was expected.
    alerts: those that began in the month; actions: those that went live in it or wait; effects: marts.action_effect.
    topics: those that are new or grow by the day of the run.
    """

    run: Run
    month: Month
    before: Month | None  # none: the data do not reach over it
    year_ago: Month | None
    whole: pd.Series
    against_year: pd.Series
    groups: pd.DataFrame
    reasons: pd.DataFrame
    kpis: pd.DataFrame
    series: pd.DataFrame
    alerts: pd.DataFrame
    actions: pd.DataFrame
    effects: pd.DataFrame
    topics: list[dict[str, Any]]
    topic_fit: dict[str, Any] | None
    coverage: dict[str, Any]
    coverage_before: dict[str, Any] | None
    definitions: list[dict[str, Any]]

    @property
    def grew(self) -> pd.DataFrame:
        named = self._named
        return named[named["hours_change"] > 0].nlargest(MOVED, "hours_change")

    @property
    def fell(self) -> pd.DataFrame:
        named = self._named
        return named[named["hours_change"] < 0].nsmallest(MOVED, "hours_change")

    @property
    def _named(self) -> pd.DataFrame:
        """Without what is not sure, and without what had a few contacts alone."""
        enough = self.reasons[["contacts_total", "contacts_before_total"]].max(axis=1) >= MoveSettings().fewest
        return self.reasons[enough & (self.reasons["reason_code"] != UNSURE)]

    def kpi(self, code: str) -> dict[str, Any] | None:
        found = self.kpis[self.kpis["kpi_code"] == code].to_dict("records")
        return found[0] if found else None


def month_facts(con: duckdb.DuckDBPyConnection) -> MonthFacts:
    """What the last whole month holds.

    Raises:
        NoMonthError: the data hold none yet.
    """
    run = read_run(con)
    month = last_month(run)
    before = month.before if is_held(month.before, run) else None
    year_ago = month.year_before if is_held(month.year_before, run) else None
    daily = _daily(con, (year_ago or before or month).first, month)
    reasons = _compared(daily, month, before, "reason_code").merge(_reasons(con), on="reason_code", how="left")
    return MonthFacts(
        run=run,
        month=month,
        before=before,
        year_ago=year_ago,
        whole=_compared(daily, month, before).iloc[0],
        against_year=_compared(daily, month, year_ago).iloc[0],
        groups=_by_cost(_compared(daily, month, before, "group_label"), "group_label"),
        reasons=_by_cost(reasons, "reason_label"),
        kpis=_kpis(con, month, before),
        series=_series(con, month, before),
        alerts=_alerts(con, month),
        actions=_actions(con, run, month),
        effects=frame(con, "from marts.action_effect order by action_id"),
        topics=_topics(con),
        topic_fit=topic_facts.fit(con),
        coverage=coverage(con, month.first, month.last),
        coverage_before=coverage(con, before.first, before.last) if before else None,
        definitions=_definitions(con),
    )


def _daily(con: duckdb.DuckDBPyConnection, first: Any, month: Month) -> pd.DataFrame:
    """One row per day and reason: contact_count, handle_hours, group_label."""
    sql = """
        select contact_date, reason_code, coalesce(group_label, 'Not sure') as group_label,
            sum(contact_count)::double as contact_count, sum(handle_seconds) / 3600 as handle_hours
        from marts.contact_daily left join marts.reason using (reason_code)
        where contact_date between $first and $last
        group by all order by all"""
    return frame(con, sql, first=first, last=month.last)


def _compared(daily: pd.DataFrame, month: Month, before: Month | None, by: str = "") -> pd.DataFrame:
    """The paces of contacts and of agent hours side by side, each column after its measure."""
    keys = (by,) if by else ()
    key = by or "all"
    found = [
        paces(daily.assign(value=daily[column]), month, before, keys)
        .set_index(key)
        .rename(columns={"now": "a_day"})
        .add_prefix(f"{name}_")
        for name, column in MEASURES.items()
    ]
    return found[0].join(found[1]).reset_index(names=key)


def _by_cost(compared: pd.DataFrame, label: str) -> pd.DataFrame:
    seen = compared[(compared["contacts_total"] > 0) | (compared["contacts_before_total"] > 0)]
    return seen.sort_values(["hours_total", "contacts_total", label], ascending=[False, False, True], ignore_index=True)


def _reasons(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return frame(con, "select reason_code, reason_label, department_label from marts.reason order by all")


def _kpis(con: duckdb.DuckDBPyConnection, month: Month, before: Month | None) -> pd.DataFrame:
    defined = frame(con, "from marts.kpi").set_index("kpi_code", drop=False)
    sums = [_sums(con, month), *([_sums(con, before)] if before else [])]
    measured = [_measured(defined.loc[code], sums) for code in KPI_CODES if code in defined.index]
    names = ["value", "low", "high", "n", "before", "change", "change_low", "change_high", "target_code"]
    return pd.DataFrame([row for row in measured if row["n"]], columns=[*defined.columns, *names])


def _sums(con: duckdb.DuckDBPyConnection, month: Month) -> pd.DataFrame:
    sql = """select sum(columns('_(count|seconds|sum|squared)$'))::double from marts.contact_daily
        where contact_date between $first and $last"""
    return frame(con, sql, first=month.first, last=month.last)


def _measured(kpi: pd.Series, sums: list[pd.DataFrame]) -> dict[str, Any]:
    now, *then = (kpis.totals(month, kpi).iloc[0].to_dict() for month in sums)
    nothing = {"value": None, "low": None, "high": None}
    change, low, high = difference(now, then[0] if then else nothing)
    return {
        **kpi,
        **{name: now[name] for name in ("value", "low", "high", "n")},
        "before": then[0]["value"] if then else None,
        "change": change,
        "change_low": low,
        "change_high": high,
        "target_code": _target(kpi, now),
    }


def _target(kpi: pd.Series, now: dict[str, Any]) -> str:
    """Whether a target is surely reached or missed; near: its interval holds the target."""
    target, is_up = kpi["target"], kpi["direction"] != "down"
    if is_missing(target) or is_missing(now["value"]):
        return ""
    low, high = (now[end] if not is_missing(now[end]) else now["value"] for end in ("low", "high"))
    if low <= target <= high and low != high:
        return "near"
    return "reached" if (now["value"] >= target) == is_up else "missed"


def _series(con: duckdb.DuckDBPyConnection, month: Month, before: Month | None) -> pd.DataFrame:
    sql = """
        select contact_date, contact_count, expected_count, lower_count, upper_count, is_spike
        from marts.series_daily
        where subject_kind = 'all' and slice_size = 0 and contact_date between $first and $last
        order by contact_date"""
    return frame(con, sql, first=(before or month).first, last=month.last)


def _alerts(con: duckdb.DuckDBPyConnection, month: Month) -> pd.DataFrame:
    sql = "from marts.alert where started_date between $first and $last order by severity_rank, alert_id"
    return frame(con, sql, first=month.first, last=month.last)


def _actions(con: duckdb.DuckDBPyConnection, run: Run, month: Month) -> pd.DataFrame:
    """The actions that were live by the end of the month, and what was measured of them; those that wait for somebody first."""
    sql = """from marts.action where live_date <= $last and state_code in ('live', 'measured', 'closed')"""
    return action_facts.ordered(con, frame(con, sql, last=month.last), run)


def _topics(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    sql = """from whole where status_code = 'active' and emerging_code is not null
        order by news_rank, recent_count desc, topic_code"""
    return rows(con, WHOLE + sql)


def _definitions(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    shown = ["contacts", "agent_hours", *KPI_CODES, "unsure_share"]
    return rows(con, "from marts.kpi where list_contains($shown::varchar[], kpi_code)", shown=shown)
