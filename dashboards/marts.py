"""Marts: what did the last run publish?

Every answer is cached for the file it came from; callers never change the frames they get.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboards.publication import cursor, find
from dashboards.view import View

BEFORE, AFTER = timedelta(weeks=8), timedelta(days=7)  # what is drawn around an alert


@lru_cache(maxsize=512)
def _ask(published: tuple[str, int], sql: str, parameters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    named = {name: list(value) if isinstance(value, tuple) else value for name, value in parameters}
    return cursor(published).execute(sql, named).df()


def ask(sql: str, **parameters: Any) -> pd.DataFrame:
    """The rows of one SELECT over the schema `marts`; values are bound by name, never written into the text."""
    return _ask(find(), sql, tuple(sorted(parameters.items())))


# ---------------------------------------------------------------------------------------------------------- vocabulary


def run() -> pd.Series:
    """The run whose answers are shown."""
    return ask("from marts.run").iloc[0]


def kpis() -> pd.DataFrame:
    return ask("from marts.kpi").set_index("kpi_code", drop=False)


def reasons() -> pd.DataFrame:
    return ask("from marts.reason order by group_label, reason_label")


def reason_changes(reason_codes: tuple[str, ...]) -> pd.DataFrame:
    """What changed in the definition of these reasons, the oldest first; `mark` is null where they count as before."""
    sql = """from marts.reason_change where list_contains($codes::varchar[], reason_code)
        order by change_date, reason_code, kind_code"""
    return ask(sql, codes=reason_codes)


def follow_reason(reason_code: str) -> str:
    """The reason that a code stands for now: a link of the past may name one that was renamed or merged."""
    rule = ask("from marts.reason_rule where old_code = $code", code=reason_code)
    return str(rule["reason_code"].iloc[0]) if len(rule) else reason_code


def old_codes() -> list[str]:
    """The codes that were a reason once."""
    return list(ask("select old_code from marts.reason_rule order by all")["old_code"])


def departments() -> pd.DataFrame:
    return ask("from marts.department order by department_label")


def dimension_values(dimension_code: str) -> pd.DataFrame:
    """The values that a dimension takes in the data, most frequent first: value_code, value_label."""
    sql = """select value_code, value_label from marts.dimension_value
        where dimension_code = $dimension order by contact_count desc, value_label"""
    return ask(sql, dimension=dimension_code)


# ----------------------------------------------------------------------------------------------------- counts and sums


def daily(view: View) -> pd.DataFrame:
    """One row per day and reason inside the view, its comparison period included: the sums of contact_daily."""
    sql = """
        select contact_date, reason_code, reason_label, group_code, group_label, department_code,
            sum(columns('_(count|seconds|sum|squared)$'))::double
        from marts.contact_daily join marts.reason using (reason_code)
        where contact_date between $first and $last
            and is_wanted($channels, channel_code)
            and is_wanted($sites, site_code)
            and is_wanted($languages, language_code)
            and is_wanted($departments, department_code)
        group by all order by contact_date, reason_code"""
    return ask(
        sql,
        first=view.first,
        last=view.last,
        channels=view.channels,
        sites=view.sites,
        languages=view.languages,
        departments=view.departments,
    )


def series(reason_codes: tuple[str, ...], first: Any, last: Any) -> pd.DataFrame:
    """One row per reason and day: what came, what was expected, and from what to what."""
    sql = """
        select subject_code as reason_code, contact_date, contact_count, expected_count, lower_count, upper_count, is_spike
        from marts.series_daily
        where subject_kind = 'reason' and slice_size = 0 and list_contains($codes::varchar[], subject_code)
            and contact_date between $first and $last
        order by reason_code, contact_date"""
    return ask(sql, codes=reason_codes, first=first, last=last)


def expected(view: View) -> pd.DataFrame:
    """One row per day and group: the contacts that were expected. Empty under filters that expectations do not know."""
    sql = """
        select contact_date, group_label, sum(expected_count) as expected_count
        from marts.series_daily join marts.reason on reason_code = subject_code
        where subject_kind = 'reason' and slice_size = 0 and expected_count is not null
            and contact_date between $start and $end and not $sliced
            and is_wanted($departments, department_code)
        group by all"""
    return ask(sql, start=view.start, end=view.end, sliced=view.is_sliced, departments=view.departments)


def slices(view: View, reason_codes: tuple[str, ...]) -> pd.DataFrame:
    """One row per dimension and value: the contacts of the period, and those of the comparison period."""
    sql = """
        select dimension_label, value_label,
            coalesce(sum(contact_count) filter (contact_date between $start and $end), 0) as contact_count,
            coalesce(sum(contact_count) filter (contact_date between $compare_start and $compare_end), 0)
                as compare_count
        from marts.reason_slice_daily join marts.dimension using (dimension_code)
        where list_contains($codes::varchar[], reason_code) and contact_date between $first and $last
        group by all order by dimension_label, contact_count desc, value_label"""
    return ask(
        sql,
        codes=reason_codes,
        first=view.first,
        last=view.last,
        start=view.start,
        end=view.end,
        compare_start=view.compare_start,
        compare_end=view.compare_end,
    )


def coverage(view: View) -> pd.DataFrame:
    sql = "from marts.coverage_daily where contact_date between $start and $end order by contact_date, source_code"
    return ask(sql, start=view.start, end=view.end)


# -------------------------------------------------------------------------------------------------------------- spikes


def alerts(view: View) -> pd.DataFrame:
    """The alerts that touch the period, open ones first, then by the agent hours they cost."""
    sql = """from marts.alert
        where (is_open or last_date >= $start) and started_date <= $end
            and is_wanted($departments, department_code)
        order by is_open desc, severity_rank, alert_id"""
    return ask(sql, start=view.start, end=view.end, departments=view.departments)


def changes(view: View) -> pd.DataFrame:
    """Drops and slow changes that touch the period, open ones first, then by the contacts that they moved."""
    sql = """from marts.series_change
        where (is_open or closed_date >= $start) and opened_date <= $end
            and is_wanted($departments, department_code)
        order by is_open desc, severity_rank, change_id"""
    return ask(sql, start=view.start, end=view.end, departments=view.departments)


def early_warnings(view: View) -> pd.DataFrame:
    """What was above its usual level in the hours of a day that is not whole yet, the largest rise first."""
    sql = """from marts.early_warning
        where len($departments::varchar[]) = 0 or list_contains($departments::varchar[], department_code)
        order by contact_count - expected_count desc, series_code"""
    return ask(sql, departments=view.departments)


def alert(alert_id: str) -> pd.DataFrame:
    return ask("from marts.alert where alert_id = $id", id=alert_id)


def alert_series(alert: Mapping[str, Any]) -> pd.DataFrame:
    """The days of an alert's series: eight weeks before it, and a week after."""
    sql = """from marts.series_daily where series_code = $code and contact_date between $first and $last
        order by contact_date"""
    return ask(sql, code=alert["series_code"], first=alert["started_date"] - BEFORE, last=alert["last_date"] + AFTER)


def alert_reasons(alert: Mapping[str, Any]) -> tuple[str, ...]:
    """The reasons that an alert counts: one, those of a group, or all."""
    sql = """select reason_code from marts.reason
        where $kind = 'all' or $subject = if($kind = 'group', group_code, reason_code) order by all"""
    return tuple(ask(sql, kind=alert["subject_kind"], subject=alert["subject_code"])["reason_code"])


def alert_days(alert_id: str) -> pd.DataFrame:
    """The days of an alert's life, as they were told: contact_date, state_code, contact_count, expected_count, ..."""
    return ask("from marts.alert_day where alert_id = $id order by contact_date", id=alert_id)


def alert_phrases(alert_id: str) -> pd.DataFrame:
    return ask("from marts.alert_phrase where alert_id = $id order by phrase_rank", id=alert_id)


def alert_marks() -> pd.DataFrame:
    """All that people had said of alerts when the run was made, the oldest first."""
    return ask("from marts.alert_mark order by mark_id")


def alert_drivers(alert_id: str) -> pd.DataFrame:
    return ask("from marts.alert_driver where alert_id = $id order by driver_rank", id=alert_id)


def alert_quotes(alert_id: str) -> pd.DataFrame:
    return ask("from marts.alert_quote where alert_id = $id order by quote_rank limit 10", id=alert_id)


def alert_contacts(alert_id: str, limit: int = 1000) -> pd.DataFrame:
    """The contacts behind an alert, those inside the driver's slice first."""
    sql = """select contact.*, is_driver from marts.alert_contact join marts.contact using (contact_id)
        where alert_id = $id order by is_driver desc, started_at desc nulls last, contact_id limit $limit"""
    return ask(sql, id=alert_id, limit=limit)


def reason_quotes(reason_codes: tuple[str, ...]) -> pd.DataFrame:
    sql = """from marts.reason_quote where list_contains($codes::varchar[], reason_code)
        order by quote_rank, contact_date desc, contact_id limit 10"""
    return ask(sql, codes=reason_codes)


# ------------------------------------------------------------------------------------------------ codes and the model


def code_noise() -> pd.DataFrame:
    """One row per code, agent and team, and one for all: how many of its judged contacts were miscoded."""
    return ask("from marts.code_noise order by kind_code, item_code")


def confused_pairs(limit: int = 50) -> pd.DataFrame:
    sql = "from marts.confused_pair order by contact_count desc, given_label, right_label limit $limit"
    return ask(sql, limit=limit)


def code_cost(view: View, reason_codes: tuple[str, ...]) -> pd.DataFrame:
    """One row: the contacts of the period with these reasons by agents' codes and by the words, and n, those of all."""
    sql = """
        select sum(by_code_count) filter (list_contains($codes::varchar[], reason_code)) as by_code_count,
            sum(by_words_count) filter (list_contains($codes::varchar[], reason_code)) as by_words_count,
            sum(by_code_count) as n
        from marts.code_cost_daily
        where contact_date between $start and $end
            and is_wanted($channels, channel_code)
            and is_wanted($sites, site_code)
            and is_wanted($languages, language_code)"""
    return ask(
        sql,
        codes=reason_codes,
        start=view.start,
        end=view.end,
        channels=view.channels,
        sites=view.sites,
        languages=view.languages,
    )


def models() -> pd.DataFrame:
    return ask("from marts.model_version order by trained_at desc, model_version")


def model_card() -> pd.DataFrame:
    return ask("from marts.model_card order by place")


def model_daily() -> pd.DataFrame:
    """One row per day and language: how the model read contacts that it did not learn from."""
    return ask("from marts.model_daily order by language_label, contact_date")


def model_drift() -> pd.DataFrame:
    return ask("from marts.model_drift order by language_label, measure_code")


# ---------------------------------------------------------------------------------------------------------- operations


def run_history() -> pd.DataFrame:
    return ask("from marts.run_history order by started_at desc limit 30")


def run_steps() -> pd.DataFrame:
    return ask("select * from marts.run_step join marts.run using (run_id) order by run_step.started_at")


def silent_sources() -> pd.DataFrame:
    """The spells of the last 90 days in which a source delivered nothing, those that go on first."""
    sql = """select silent_source.* from marts.silent_source cross join marts.run
        where last_date > as_of_date - 90 order by is_open desc, since_date desc, source_code"""
    return ask(sql)


def source_files(limit: int = 500) -> pd.DataFrame:
    return ask("from marts.source_file order by loaded_at desc, source_code, file_name limit $limit", limit=limit)


def file_notes(limit: int = 500) -> pd.DataFrame:
    sql = "from marts.file_note order by run_id desc, source_code, file_name, note limit $limit"
    return ask(sql, limit=limit)


def rejected_rows(limit: int = 500) -> pd.DataFrame:
    sql = "from marts.rejected_row order by run_id desc, source_code, file_name, line_number limit $limit"
    return ask(sql, limit=limit)
