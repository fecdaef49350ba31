"""Facts: what does a department need to know about its week?

Frames and numbers as they stand in the marts; every face of the report (page, paper, workbook) is made from them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from dashboards import kpis
from dashboards.reports import action_facts, handling_facts, moves, topic_facts
from dashboards.reports.source import WEEK, Run, UnknownSubjectError, frame, read_run, rows
from dashboards.reports.topic_facts import TopicFacts

WEEKS_BEFORE = 4  # the average that a week is held against
CHART_DAYS = 56
QUOTES_PER_SPIKE = 2
QUOTES_READ = 12  # of an alert, to choose those of the week from
QUOTES_PER_REASON = 2
FEWEST = moves.MoveSettings().fewest  # a cell of fewer contacts stays out of reports
KPI_CODES = ("contacts", "agent_hours", "handle_time", "csat", "service_level")


@dataclass(frozen=True)
class SpikeFacts:
    """One alert with its proof."""

    alert: dict[str, Any]
    is_continued: bool  # it began before the week
    reason_codes: list[str]  # which it counts
    series: pd.DataFrame
    changes: pd.DataFrame
    drivers: pd.DataFrame
    days: list[dict[str, Any]]  # of its life
    quotes: list[dict[str, Any]]
    actions: pd.DataFrame  # about it, as action_facts.about has them


@dataclass(frozen=True)
class TrendFacts:
    """One department's week.

    reasons: one row a reason, the costliest first: reason_code, reason_label, contacts, contacts_before,
        contacts_usual, hours, hours_before, hours_usual, handle_seconds (mean). `_before` is the week
        before, `_usual` the mean of the weeks before; both null where the data do not reach back.
    moves: one row a reason, what surely moved and cost most first, as moves.moves_of has it.
    kpis: one row a KPI: the columns of marts.kpi, n, value, before, usual.
    series: one row a day: the department's contacts, expected and from what to what.
    changes: the rows of marts.reason_change of its reasons.
    shifts: the rows of marts.series_change that touch the week, open ones first: drops and slow changes.
    handling: one row a KPI of how contacts were handled, as handling_facts.handling_of has them.
    topics: those that are new or grow, with their proof; topic_table: all that the department owns, one row each.
    topic_fit: the row of marts.topic_fit in force, if there is one.
    actions: what the department changes, as action_facts.of_department has it; effects: what was measured of all of its actions.
    unowned_topics: those that are new or grow, and that no department owns.
    """

    run: Run
    department_code: str
    department_label: str
    week_count: int  # complete weeks before this one, at most WEEKS_BEFORE
    kpis: pd.DataFrame
    reasons: pd.DataFrame
    moves: pd.DataFrame
    series: pd.DataFrame
    changes: pd.DataFrame
    spikes: list[SpikeFacts]
    shifts: list[dict[str, Any]]
    quotes: list[dict[str, Any]]
    handling: pd.DataFrame
    topics: list[TopicFacts]
    topic_table: pd.DataFrame
    topic_fit: dict[str, Any] | None
    unowned_topics: list[dict[str, Any]]
    actions: pd.DataFrame
    effects: pd.DataFrame
    definitions: list[dict[str, Any]]
    coverage: dict[str, Any]

    @property
    def first(self) -> date:
        return self.run.week_first

    @property
    def last(self) -> date:
        return self.run.as_of

    def kpi(self, code: str) -> pd.Series:
        return self.kpis.loc[code]


def trend_facts(con: duckdb.DuckDBPyConnection, department_code: str) -> TrendFacts:
    """What a department's week holds.

    Raises:
        UnknownSubjectError: the published file knows no such department.
    """
    run = read_run(con)
    label = _department_label(con, department_code)
    week_count = min(WEEKS_BEFORE, max(0, (run.week_first - run.facts["first_date"]) // WEEK))
    daily = _daily(con, department_code, run, week_count)
    spikes = _spikes(con, department_code, run)
    reasons = _reasons(con, department_code, daily, week_count)
    return TrendFacts(
        run=run,
        department_code=department_code,
        department_label=label,
        week_count=week_count,
        kpis=_kpis(con, daily, week_count),
        reasons=reasons,
        moves=moves.moves_of(con, department_code, run),
        series=_department_series(con, department_code, run),
        changes=frame(con, "from marts.reason_change where department_code = $code order by all", code=department_code),
        spikes=spikes,
        shifts=_shifts(con, department_code, run),
        quotes=_quotes(con, reasons, {code for spike in spikes for code in spike.reason_codes}, run),
        handling=handling_facts.handling_of(con, department_code, run, week_count),
        topics=topic_facts.news_of_department(con, run, department_code),
        topic_table=topic_facts.of_department(con, department_code),
        topic_fit=topic_facts.fit(con),
        unowned_topics=topic_facts.without_department(con),
        actions=action_facts.of_department(con, run, department_code),
        effects=action_facts.effects_of(con, department_code),
        definitions=_definitions(con),
        coverage=coverage(con, run.week_first, run.as_of),
    )


def coverage(con: duckdb.DuckDBPyConnection, first: date, last: date) -> dict[str, Any]:
    """How much of the whole contact centre these days cover: the sums of coverage_daily and the incomplete days."""
    sql = """
        select coalesce(sum(contact_count), 0)::bigint as contact_count,
            coalesce(sum(transcript_count), 0)::bigint as transcript_count,
            coalesce(sum(analysed_count), 0)::bigint as analysed_count,
            coalesce(sum(unsure_count), 0)::bigint as unsure_count,
            count(distinct contact_date) filter (not is_complete) as incomplete_day_count
        from marts.coverage_daily where contact_date between $first and $last"""
    return rows(con, sql, first=first, last=last)[0]


def series_days(con: duckdb.DuckDBPyConnection, series_code: str, last: date) -> pd.DataFrame:
    """One row a day of the eight weeks to `last`: what came, what was expected, from what to what, is_spike."""
    sql = """
        select contact_date, contact_count, expected_count, lower_count, upper_count, is_spike
        from marts.series_daily
        where series_code = $code and contact_date between $first and $last
        order by contact_date"""
    return frame(con, sql, code=series_code, first=last - timedelta(days=CHART_DAYS - 1), last=last)


def reason_series(con: duckdb.DuckDBPyConnection, reason_code: str, last: date) -> pd.DataFrame:
    """The same of a reason as a whole."""
    sql = "from marts.series where subject_kind = 'reason' and subject_code = $code and slice_size = 0"
    found = rows(con, sql, code=reason_code)
    return series_days(con, found[0]["series_code"] if found else "", last)


def alert_reasons(con: duckdb.DuckDBPyConnection, alert: dict[str, Any]) -> list[str]:
    """The reasons that an alert counts: one, those of a group, or all."""
    sql = """select reason_code from marts.reason
        where $kind = 'all' or $subject = if($kind = 'group', group_code, reason_code) order by all"""
    return [row["reason_code"] for row in rows(con, sql, kind=alert["subject_kind"], subject=alert["subject_code"])]


def alert_actions(con: duckdb.DuckDBPyConnection, run: Run, alert: dict[str, Any]) -> pd.DataFrame:
    """The actions about an alert, its topic or the reasons that it counts; of all contacts: about the alert alone."""
    codes = [] if alert["subject_kind"] == "all" else alert_reasons(con, alert)
    topic_code = alert["subject_code"] if alert["subject_kind"] == "topic" else ""
    return action_facts.about(con, run, codes, topic_code, alert["alert_id"])


def reason_changes(con: duckdb.DuckDBPyConnection, reason_codes: list[str]) -> pd.DataFrame:
    """What changed in the definition of these reasons."""
    sql = "from marts.reason_change where list_contains($codes::varchar[], reason_code) order by all"
    return frame(con, sql, codes=reason_codes)


def _department_label(con: duckdb.DuckDBPyConnection, code: str) -> str:
    known = {row["department_code"]: row["department_label"] for row in rows(con, "from marts.department")}
    if code not in known:
        raise UnknownSubjectError(f"No department is called {code!r}. Choose one of: {', '.join(sorted(known))}.")
    return known[code]


def _daily(con: duckdb.DuckDBPyConnection, department_code: str, run: Run, week_count: int) -> pd.DataFrame:
    """The sums of contact_daily for the department's reasons, with week: 0 for this week, 1 for the one before, ..."""
    sql = """
        select reason_code, ($last - contact_date) // 7 as week,
            sum(columns('_(count|seconds|sum|squared)$'))::double
        from marts.contact_daily join marts.reason using (reason_code)
        where department_code = $department and contact_date between $first and $last
        group by all order by all"""
    first = run.week_first - week_count * WEEK
    return frame(con, sql, department=department_code, first=first, last=run.as_of)


def _compared(daily: pd.DataFrame, kpi: pd.Series, week_count: int, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """A KPI this week, in the week before and over the weeks before (a rate of sums; a count as a week's mean)."""
    total = kpis.totals(daily, kpi, by=(*by, "week"))
    periods = {"value": total["week"] == 0, "before": total["week"] == 1, "usual": total["week"] >= 1}
    summed = {name: _sums(total[chosen], by) for name, chosen in periods.items()}
    result = pd.DataFrame({"n": summed["value"]["n"]})
    for name, sums in summed.items():
        is_count = sums["denominator"].isna() | (sums["is_count"])
        rate = sums["numerator"] / sums["denominator"].where(sums["denominator"] > 0)
        count = sums["numerator"] / (week_count if name == "usual" and week_count else 1)
        result[name] = count.where(is_count, rate)
    return result


def _sums(total: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    keyed = total.assign(key=total[by[0]] if by else "all", is_count=total["denominator"].isna())
    return keyed.groupby("key").agg(
        numerator=("numerator", "sum"), denominator=("denominator", "sum"), n=("n", "sum"), is_count=("is_count", "all")
    )


def _kpis(con: duckdb.DuckDBPyConnection, daily: pd.DataFrame, week_count: int) -> pd.DataFrame:
    defined = frame(con, "from marts.kpi").set_index("kpi_code", drop=False)
    defined = defined.loc[[code for code in KPI_CODES if code in defined.index]]
    compared = [
        _compared(daily, kpi, week_count).reindex(["all"]).assign(kpi_code=code) for code, kpi in defined.iterrows()
    ]
    values = pd.concat(compared).set_index("kpi_code")
    is_count = defined["unit"].isin(["count", "hours"])
    values["value"] = values["value"].where(~is_count, values["value"].fillna(0.0))
    return defined.join(values.assign(n=values["n"].fillna(0).astype(int)))


def _definitions(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The KPIs that the report shows."""
    shown = [*KPI_CODES, *handling_facts.KPI_CODES, "unsure_share"]
    return rows(con, "from marts.kpi where list_contains($shown::varchar[], kpi_code)", shown=shown)


def _reasons(
    con: duckdb.DuckDBPyConnection, department_code: str, daily: pd.DataFrame, week_count: int
) -> pd.DataFrame:
    defined = frame(con, "from marts.kpi").set_index("kpi_code", drop=False)
    labels = frame(
        con,
        "select reason_code, reason_label from marts.reason where department_code = $code order by all",
        code=department_code,
    ).set_index("reason_code")
    for name, code in (("contacts", "contacts"), ("hours", "agent_hours"), ("handle_seconds", "handle_time")):
        compared = _compared(daily, defined.loc[code], week_count, by=("reason_code",))
        empty = np.nan if name == "handle_seconds" else 0.0
        labels[name] = compared["value"].reindex(labels.index).fillna(empty)
        labels[f"{name}_before"] = compared["before"].reindex(labels.index).fillna(empty if week_count else np.nan)
        labels[f"{name}_usual"] = compared["usual"].reindex(labels.index).fillna(empty if week_count else np.nan)
    seen = labels[(labels["contacts"] > 0) | (labels["contacts_usual"] > 0)]
    return seen.sort_values(["hours", "contacts", "reason_label"], ascending=[False, False, True]).reset_index()


def _department_series(con: duckdb.DuckDBPyConnection, department_code: str, run: Run) -> pd.DataFrame:
    """The department's contacts a day; the half-widths of its reasons' bands add in squares, as if independent."""
    sql = """
        select contact_date, sum(contact_count) as contact_count, sum(expected_count) as expected_count,
            greatest(0, sum(expected_count) - sqrt(sum((expected_count - lower_count) ** 2))) as lower_count,
            sum(expected_count) + sqrt(sum((upper_count - expected_count) ** 2)) as upper_count,
            bool_or(is_spike) as is_spike
        from marts.series_daily join marts.reason on reason_code = subject_code
        where subject_kind = 'reason' and slice_size = 0 and department_code = $department
            and contact_date between $first and $last
        group by all order by all"""
    first = run.as_of - timedelta(days=CHART_DAYS - 1)
    return frame(con, sql, department=department_code, first=first, last=run.as_of)


def _spikes(con: duckdb.DuckDBPyConnection, department_code: str, run: Run) -> list[SpikeFacts]:
    """The alerts that touch the week, the costliest first; what people called false is left out."""
    alerts = rows(
        con,
        """from marts.alert where department_code = $department and (is_open or last_date >= $first)
            and started_date <= $last and mark_code is distinct from 'false'
        order by severity_rank, alert_id""",
        department=department_code,
        first=run.week_first,
        last=run.as_of,
    )
    return [_spike(con, alert, run) for alert in alerts]


def _spike(con: duckdb.DuckDBPyConnection, alert: dict[str, Any], run: Run) -> SpikeFacts:
    codes = alert_reasons(con, alert)
    return SpikeFacts(
        alert=alert,
        is_continued=alert["started_date"] < run.week_first,
        reason_codes=codes,
        series=series_days(con, alert["series_code"], run.as_of),
        changes=reason_changes(con, codes),
        drivers=alert_drivers(con, alert["alert_id"]),
        days=alert_days(con, alert["alert_id"]),
        quotes=_of_the_week(alert_quotes(con, alert["alert_id"], QUOTES_READ), run),
        actions=alert_actions(con, run, alert),
    )


def _of_the_week(quotes: list[dict[str, Any]], run: Run) -> list[dict[str, Any]]:
    """The first of them that were said this week: what was said before, the week before could show."""
    return [quote for quote in quotes if run.week_first <= quote["contact_date"] <= run.as_of][:QUOTES_PER_SPIKE]


def _shifts(con: duckdb.DuckDBPyConnection, department_code: str, run: Run) -> list[dict[str, Any]]:
    sql = """from marts.series_change
        where department_code = $department and (is_open or closed_date >= $first) and opened_date <= $last
        order by is_open desc, severity_rank, change_id"""
    return rows(con, sql, department=department_code, first=run.week_first, last=run.as_of)


def alert_drivers(con: duckdb.DuckDBPyConnection, alert_id: str) -> pd.DataFrame:
    """The slices that hold most of an alert's excess; none of a few contacts alone."""
    sql = "from marts.alert_driver where alert_id = $id and contact_count >= $fewest order by driver_rank limit 5"
    return frame(con, sql, id=alert_id, fewest=FEWEST)


def alert_days(con: duckdb.DuckDBPyConnection, alert_id: str) -> list[dict[str, Any]]:
    """The days of an alert's life, as they were told."""
    return rows(con, "from marts.alert_day where alert_id = $id order by contact_date", id=alert_id)


def alert_phrases(con: duckdb.DuckDBPyConnection, alert_id: str) -> pd.DataFrame:
    """The phrases that set an alert's contacts apart, in order."""
    return frame(con, "from marts.alert_phrase where alert_id = $id order by phrase_rank", id=alert_id)


def alert_quotes(con: duckdb.DuckDBPyConnection, alert_id: str, limit: int) -> list[dict[str, Any]]:
    sql = "from marts.alert_quote where alert_id = $id order by quote_rank limit $limit"
    return rows(con, sql, id=alert_id, limit=limit)


def _quotes(con: duckdb.DuckDBPyConnection, reasons: pd.DataFrame, told: set[str], run: Run) -> list[dict[str, Any]]:
    """The week's words about the costliest reasons that no spike has told of already, the reason's label with each."""
    chosen = [code for code in reasons["reason_code"] if code not in told][:3]
    sql = """
        select reason_quote.*, reason_label from marts.reason_quote join marts.reason using (reason_code)
        where list_contains($codes::varchar[], reason_code) and contact_date between $first and $last
        qualify row_number() over (partition by reason_code order by quote_rank) <= $limit
        order by list_position($codes::varchar[], reason_code), quote_rank"""
    return rows(con, sql, codes=chosen, limit=QUOTES_PER_REASON, first=run.week_first, last=run.as_of)
