"""Marts: what did the last run publish?

Every answer is cached for the file it came from; callers never change the frames they get.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboards import access
from dashboards.cells import hide_small_cells
from dashboards.publication import cursor, find
from dashboards.scopes import Scope
from dashboards.view import BY_DAY, INSIDE, OWNED, View, inside

BEFORE, AFTER = timedelta(weeks=8), timedelta(days=7)  # what is drawn around an alert


@lru_cache(maxsize=512)
def _ask(published: tuple[str, int], scope: Scope, sql: str, parameters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    named = {name: list(value) if isinstance(value, tuple) else value for name, value in parameters}
    return hide_small_cells(cursor(published, scope).execute(sql, named).df(), scope.smallest)


def ask(sql: str, **parameters: Any) -> pd.DataFrame:
    """The rows of one SELECT over the schema `marts`, as far as who reads may see them (`access.py`).

    Values are bound by name, never written into the text. Those that the text does not name are left out, so that every
    query can be given `**view.wanted`.
    """
    named = set(re.findall(r"\$(\w+)", sql))
    bound = tuple(sorted((name, value) for name, value in parameters.items() if name in named))
    return _ask(find(), access.scope(), sql, bound)


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


def sums_table(view: View) -> str:
    """The smallest mart with all the columns that the view's filters narrow, but for the department's."""
    return "contact_kpi" if view.is_fine else "contact_daily"


def narrowed(view: View) -> str:
    """The conditions of the view on that mart joined with marts.reason."""
    return INSIDE if view.is_fine else inside(*BY_DAY)


def daily(view: View) -> pd.DataFrame:
    """One row per day and reason inside the view, its comparison period included: the sums of contact_daily."""
    sql = f"""
        select contact_date, reason_code, reason_label, group_code, group_label, department_code,
            sum(columns('_(count|seconds|sum|squared)$'))::double
        from marts.{sums_table(view)} join marts.reason using (reason_code)
        where contact_date between $first and $last and {narrowed(view)}
        group by all order by contact_date, reason_code"""
    return ask(sql, first=view.first, last=view.last, **view.wanted)


def series(reason_codes: tuple[str, ...], first: Any, last: Any, slice_name: str = "") -> pd.DataFrame:
    """One row per reason and day: what came, what was expected, and from what to what.

    With a slice (as View.slice names it), that of its series; none where it has too few contacts to have one.
    """
    sql = """
        select subject_code as reason_code, contact_date, contact_count, expected_count, lower_count, upper_count, is_spike
        from marts.series_daily
        where list_contains($series::varchar[], series_code) and contact_date between $first and $last
        order by reason_code, contact_date"""
    named = tuple(f"reason:{code} {slice_name}".strip() for code in reason_codes)
    return ask(sql, series=named, first=first, last=last)


def expected(view: View) -> pd.DataFrame:
    """One row per day and group: the contacts that were expected. Empty under filters that expectations do not know."""
    sql = f"""
        select contact_date, group_label, sum(expected_count) as expected_count
        from marts.series_daily join marts.reason on reason_code = subject_code
        where subject_kind = 'reason' and expected_count is not null
            and series_code = 'reason:' || reason_code || if($slice::varchar = '', '', ' ' || $slice::varchar)
            and contact_date between $start and $end and {inside(*OWNED)}
        group by all"""
    return ask(sql, start=view.start, end=view.end, slice=view.slice, **view.wanted)


def slices(view: View, reason_codes: tuple[str, ...]) -> pd.DataFrame:
    """One row per dimension and value: the contacts of the period, and those of the comparison period.

    Columns: dimension_code, dimension_label, value_code, value_label, contact_count, compare_count.
    """
    sql = f"""
        select dimension_code, dimension_label, value_code, value_label,
            coalesce(sum(contact_count) filter (contact_date between $start and $end), 0) as contact_count,
            coalesce(sum(contact_count) filter (contact_date between $compare_start and $compare_end), 0)
                as compare_count
        from {_SLICES_OF_CONTACTS if view.is_sliced else "marts.reason_slice_daily"}
        join marts.dimension using (dimension_code)
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
        **view.wanted,
    )


# The same rows as those of reason_slice_daily, of the contacts that the filters leave, by what a contact is filtered by.
_SLICES_OF_CONTACTS = f"""(
    with counted as (
        select contact_date, reason_code, channel_code, site_code, language_code, product_code, region_code, carrier_code,
            queue_label, team_label, count(*) as contact_count
        from marts.contact_kpi join marts.reason using (reason_code)
        where contact_date between $first and $last and list_contains($codes::varchar[], reason_code) and {INSIDE}
        group by all
    )
    select contact_date, reason_code, dimension_code, value_code, value_label, counted.contact_count
    from (
        unpivot counted on channel_code, site_code, language_code, product_code, region_code, carrier_code, queue_label,
            team_label into name dimension_code value value_code
    ) as counted
    join marts.dimension_value using (dimension_code, value_code)
    where value_code <> 'unknown'
) as sliced"""


def coverage(view: View) -> pd.DataFrame:
    sql = "from marts.coverage_daily where contact_date between $start and $end order by contact_date, source_code"
    return ask(sql, start=view.start, end=view.end)


# -------------------------------------------------------------------------------------------------------------- spikes


def alerts(view: View) -> pd.DataFrame:
    """The alerts that touch the period, open ones first, then by the agent hours they cost."""
    sql = """from marts.alert
        where (is_open or last_date >= $start) and started_date <= $end
            and is_wanted($departments, department_code)
            and (is_wanted($reasons, reason_code) or (subject_kind = 'group' and subject_code in
                (select group_code from marts.reason where list_contains($reasons::varchar[], reason_code))))
        order by is_open desc, severity_rank, alert_id"""
    return ask(sql, start=view.start, end=view.end, **view.wanted)


def changes(view: View) -> pd.DataFrame:
    """Drops and slow changes that touch the period, open ones first, then by the contacts that they moved."""
    sql = """from marts.series_change
        where (is_open or closed_date >= $start) and opened_date <= $end
            and is_wanted($departments, department_code)
            and (len($reasons::varchar[]) = 0 or subject_kind = 'reason' and is_wanted($reasons, subject_code))
        order by is_open desc, severity_rank, change_id"""
    return ask(sql, start=view.start, end=view.end, **view.wanted)


def early_warnings(view: View) -> pd.DataFrame:
    """What was above its usual level in the hours of a day that is not whole yet, the largest rise first."""
    sql = """from marts.early_warning
        where is_wanted($departments, department_code)
            and (len($reasons::varchar[]) = 0 or subject_kind = 'reason' and is_wanted($reasons, subject_code))
        order by contact_count - expected_count desc, series_code"""
    return ask(sql, **view.wanted)


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
    """One row: the contacts of the period with these reasons by agents' codes and by the words, and n, those of all.

    All null under filters that these sums are not kept by.
    """
    sql = f"""
        select sum(by_code_count) filter (list_contains($codes::varchar[], reason_code)) as by_code_count,
            sum(by_words_count) filter (list_contains($codes::varchar[], reason_code)) as by_words_count,
            sum(by_code_count) as n
        from marts.code_cost_daily
        where contact_date between $start and $end and not $fine
            and {inside("channels", "sites", "languages")}"""
    return ask(sql, codes=reason_codes, start=view.start, end=view.end, fine=view.is_fine, **view.wanted)


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
    sql = """select run_id, started_at, finished_at, status_code, error, contact_count, rejected_count, as_of_date,
            model_version, taxonomy_version, product_version
        from marts.run_history order by started_at desc limit 30"""
    return ask(sql)


def run_steps() -> pd.DataFrame:
    """The steps of the run that is shown, in their order, each with what is usual of it: usual_seconds and usual_rows, the
    medians of the 20 nights before that were done, and usual_n, how many of these had it.
    """
    sql = """
with
before as (
    select run_id from marts.run_history
    where status_code = 'done' and run_id < (select run_id from marts.run)
    order by run_id desc
    limit 20
),
usual as (
    select
        step_code,
        median(epoch(finished_at - started_at)) as usual_seconds,
        median(row_count) as usual_rows,
        count(*) as usual_n
    from marts.run_step
    join before using (run_id)
    where status_code = 'done'
    group by step_code
)
select step.*, usual_seconds, usual_rows, coalesce(usual_n, 0) as usual_n
from marts.run_step as step
join marts.run using (run_id)
left join usual using (step_code)
order by step.started_at"""
    return ask(sql)


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
