"""Topic facts: what do customers say that is new or grows, of all that a department owns?

A topic belongs to the department of the reason that holds most of it; where none does, to the one that its proposal names.
"""

from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from dashboards.reports import action_facts
from dashboards.reports.source import Run, frame, rows
from dashboards.topics.found import WHOLE

QUOTES_PER_TOPIC = 4
CHART_DAYS = 56


@dataclass(frozen=True)
class TopicFacts:
    """One topic with its proof: its days as marts.series_daily has them, whom it hits, its past, and customers' words."""

    topic: dict[str, Any]
    is_continued: bool  # it was to be seen before the week
    series: pd.DataFrame
    slices: pd.DataFrame
    events: pd.DataFrame
    quotes: list[dict[str, Any]]
    actions: pd.DataFrame  # about it, as action_facts.about has them


def of_department(con: duckdb.DuckDBPyConnection, department_code: str) -> pd.DataFrame:
    """One row a topic that the department owns, news first, then by size: the columns of found.WHOLE."""
    sql = """from whole where status_code = 'active' and owner_code = $department
        order by news_rank, recent_count desc, topic_code"""
    return frame(con, WHOLE + sql, department=department_code)


def news_of_department(con: duckdb.DuckDBPyConnection, run: Run, department_code: str) -> list[TopicFacts]:
    """The topics of a department that are new or grow, with their proof."""
    topics = of_department(con, department_code)
    return [facts_of(con, run, code) for code in topics.loc[topics["emerging_code"].notna(), "topic_code"]]


def without_department(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The topics that are new or grow, and that nobody owns yet."""
    sql = """from whole where status_code = 'active' and emerging_code is not null and owner_code is null
        order by news_rank, recent_count desc, topic_code"""
    return rows(con, WHOLE + sql)


def facts_of(con: duckdb.DuckDBPyConnection, run: Run, topic_code: str) -> TopicFacts:
    """A topic with its proof."""
    topic = rows(con, WHOLE + "from whole where topic_code = $code", code=topic_code)[0]
    seen = topic["first_seen_date"] or topic["born_date"]
    days = """from marts.series_daily
        where subject_kind = 'topic' and slice_size = 0 and subject_code = $code and contact_date > $last::date - $days
            and contact_date <= $last order by contact_date"""
    return TopicFacts(
        topic=topic,
        is_continued=seen is not None and seen < run.week_first,
        series=frame(con, days, code=topic_code, last=run.as_of, days=CHART_DAYS),
        slices=slices(con, topic_code),
        events=frame(
            con, "from marts.topic_event where $code in (topic_code, other_code) order by event_date", code=topic_code
        ),
        quotes=quotes(con, topic_code, QUOTES_PER_TOPIC),
        actions=action_facts.about(con, run, topic_code=topic_code),
    )


def slices(con: duckdb.DuckDBPyConnection, topic_code: str) -> pd.DataFrame:
    """The values that hold clearly more of the topic than of all contacts, the most telling first."""
    sql = "from marts.topic_slice where topic_code = $code order by share_of_topic - usual_share desc, dimension_code limit 4"
    return frame(con, sql, code=topic_code)


def quotes(con: duckdb.DuckDBPyConnection, topic_code: str, limit: int) -> list[dict[str, Any]]:
    sql = "from marts.topic_quote where topic_code = $code order by quote_rank limit $limit"
    return rows(con, sql, code=topic_code, limit=limit)


def fit(con: duckdb.DuckDBPyConnection) -> dict[str, Any] | None:
    """The fit in force, if there is one."""
    fits = rows(con, "from marts.topic_fit where is_current order by as_of_date desc")
    return fits[0] if fits else None
