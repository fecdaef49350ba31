"""Found: what did the last run publish of topics?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboards.marts import ask
from dashboards.view import View

COURSE_WEEKS = 8
DRAWN = timedelta(days=56)
MOST_STEPS = 20  # of a topic that was merged again and again
WHOLE = """
    -- A topic that lies in no department's reason belongs to the one that its proposal names.
    with whole as (
        select topic.*, share_of_reason, owner.department_code as owner_code, owner.department_label as owner_label,
            coalesce(list_position(['new', 'growing'], emerging_code), 3) as news_rank
        from marts.topic
        left join marts.topic_reason as held
            on held.topic_code = topic.topic_code and held.reason_code = topic.parent_reason_code
        left join marts.department as owner
            on owner.department_code = coalesce(topic.department_code, topic.proposed_department_code)
    )
"""


def topics(view: View) -> pd.DataFrame:
    """The topics that the view's departments own, new ones first, then growing ones, then by size; faded ones last.

    Those that were merged into another are told of there.

    Beside the columns of marts.topic: share_of_reason, how much of the reason that holds most of it the topic is (0-1);
    owner_code and owner_label, the department that can act on it.
    """
    sql = """from whole
        where is_wanted($departments, owner_code)
            and (status_code = 'active'
                or topic_code not in (select topic_code from marts.topic_event where event_code = 'merged'))
        order by status_code <> 'active', news_rank, recent_count desc, topic_code"""
    return ask(WHOLE + sql, departments=view.departments)


def news(view: View, limit: int = 3) -> pd.DataFrame:
    """The new topics that no open alert tells of."""
    sql = """from whole where status_code = 'active' and emerging_code = 'new' and alert_id is null
            and is_wanted($departments, owner_code)
        order by recent_count desc, topic_code limit $limit"""
    return ask(WHOLE + sql, departments=view.departments, limit=limit)


def topic(topic_code: str) -> pd.DataFrame:
    """The same columns of one topic; no row where it is gone."""
    return ask(WHOLE + "from whole where topic_code = $code", code=topic_code)


def labels() -> pd.DataFrame:
    """The topics that contacts can be filtered by: topic_code, topic_label."""
    return ask("select topic_code, topic_label from marts.topic where status_code = 'active' order by topic_label")


def fit() -> pd.Series | None:
    """The fit in force; none where there were too few texts to find a topic."""
    fits = ask("from marts.topic_fit where is_current order by as_of_date desc")
    return fits.iloc[0] if len(fits) else None


def events(topic_code: str) -> pd.DataFrame:
    """What happened to a topic, and what others had to do with it, the oldest first."""
    sql = """from marts.topic_event where $code in (topic_code, other_code)
        order by event_date, list_position(['born', 'split', 'merged', 'faded'], event_code), topic_code"""
    return ask(sql, code=topic_code)


def follow(topic_code: str) -> str:
    """The topic that a code stands for now: a link of the past may name one that was merged into another, or that one."""
    sql = "from marts.topic_event where event_code = 'merged' and topic_code = $code order by event_date desc limit 1"
    for _ in range(MOST_STEPS):
        if len(ask("from marts.topic where topic_code = $code and status_code = 'active'", code=topic_code)):
            break
        merged = ask(sql, code=topic_code)
        if merged.empty:
            break
        topic_code = str(merged["other_code"].iloc[0])
    return topic_code


def lives(topic_codes: tuple[str, ...]) -> pd.DataFrame:
    """When topics that still have a row were born and faded: topic_code, topic_label, born_date, faded_date."""
    sql = """select topic_code, topic_label, born_date, faded_date from marts.topic
        where list_contains($codes::varchar[], topic_code)"""
    return ask(sql, codes=topic_codes)


def series(topic_code: str, last: date) -> pd.DataFrame:
    """The last eight weeks of a topic by day: what came, what was expected, from what to what; is_spike."""
    sql = """from marts.series_daily where subject_kind = 'topic' and slice_size = 0 and subject_code = $code
        and contact_date between $first and $last order by contact_date"""
    return ask(sql, code=topic_code, first=last - DRAWN, last=last)


def courses(last: date) -> dict[str, list[int]]:
    """The contacts of each topic by week, the last eight weeks, the oldest first."""
    sql = """
        select subject_code, week, sum(contact_count)::bigint as contact_count
        from (
            select *, ($last::date - contact_date::date) // 7 as week from marts.series_daily
            where subject_kind = 'topic' and slice_size = 0 and contact_date <= $last
        ) as dated
        where week < $weeks group by all order by all"""
    weekly = ask(sql, last=last, weeks=COURSE_WEEKS).pivot(index="subject_code", columns="week", values="contact_count")
    weekly = weekly.reindex(columns=range(COURSE_WEEKS - 1, -1, -1)).fillna(0).astype(int)
    return {str(code): list(row) for code, row in zip(weekly.index, weekly.to_numpy().tolist(), strict=True)}


def reasons(topic_code: str) -> pd.DataFrame:
    """The reasons that hold a topic's contacts, the one with most of them first."""
    sql = "from marts.topic_reason where topic_code = $code order by contact_count desc, reason_code"
    return ask(sql, code=topic_code)


def of_reasons(reason_codes: tuple[str, ...], limit: int) -> pd.DataFrame:
    """The topics that these reasons' contacts are about: topic_code, topic_label, emerging_code, contact_count, share (0-1).

    The share is that of the reasons' contacts that have words.
    """
    sql = """
        with held as (
            select *, contact_count / nullif(share_of_reason, 0) as reason_count
            from marts.topic_reason where list_contains($codes::varchar[], reason_code)
        ),
        whole as (
            select sum(reason_count) as reason_count
            from (select reason_code, max(reason_count) as reason_count from held group by reason_code) as each
        )
        select topic_code, topic_label, emerging_code, sum(held.contact_count)::bigint as contact_count,
            sum(held.contact_count) / any_value(whole.reason_count) as share
        from held join marts.topic using (topic_code) cross join whole
        where status_code = 'active'
        group by all order by contact_count desc, topic_code limit $limit"""
    return ask(sql, codes=reason_codes, limit=limit)


def slices(topic_code: str) -> pd.DataFrame:
    """The values that hold clearly more of the topic than of all contacts, the most telling first."""
    sql = """from marts.topic_slice where topic_code = $code
        order by share_of_topic - usual_share desc, dimension_code, value_code limit 6"""
    return ask(sql, code=topic_code)


def quotes(topic_code: str, limit: int = 10) -> pd.DataFrame:
    return ask(
        "from marts.topic_quote where topic_code = $code order by quote_rank limit $limit", code=topic_code, limit=limit
    )


def proposal(topic_code: str) -> dict[str, Any]:
    """The reason that a topic proposes: label, definition, group_code, department_code ('' where it says nothing), phrases.

    phrases: language -> how customers say it.
    """
    sql = """select coalesce(proposed_label, topic_label) as label, coalesce(proposed_definition, '') as definition,
            coalesce(proposed_group_code, '') as group_code, coalesce(proposed_department_code, '') as department_code
        from marts.topic where topic_code = $code"""
    spoken = ask(
        "select unnest(proposed_phrases, recursive := true) from marts.topic where topic_code = $code", code=topic_code
    )
    phrases = {str(language): list(texts) for language, texts in spoken.groupby("language_code")["phrase"]}
    return ask(sql, code=topic_code).iloc[0].to_dict() | {"phrases": phrases}
