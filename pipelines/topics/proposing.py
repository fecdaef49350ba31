"""Proposing: which reason could each topic become, if somebody made it one?

A proposal is made when a topic is found or gets another name, and again each night while the topic is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from pipelines.warehouse import insert
from vocmodels.topic_proposals import propose_reason

WAITING = """
select topic.topic_code, topic.topic_label, topic.keywords
from findings.topic as topic
left join findings.topic_proposal as proposal
    on proposal.topic_code = topic.topic_code and proposal.reason_label = topic.topic_label
where
    topic.status_code = 'active'
    and (proposal.topic_code is null or topic.topic_code in (select topic_code from trends.topic_onset))
order by topic.topic_code
"""
GONE = """
delete from findings.topic_proposal
where topic_code not in (select topic_code from findings.topic where status_code = 'active')
"""
NEWEST_TEXTS = """
select problem.text, contact.language_code
from trends.contact_topic as topic
join trends.contact_reason as contact using (contact_id, contact_date)
join findings.problem_text as problem using (contact_id)
where topic.topic_code = ?
order by contact_date desc, contact_id
limit ?
"""
REASON_COUNTS = """
select counted.reason_code, reason.department_code, reason.group_code, counted.contact_count
from trends.topic_reason as counted
left join ops.taxonomy_reason as reason using (reason_code)
where counted.topic_code = ?
order by counted.reason_code
"""
TAKEN_CODES = "select reason_code from ops.taxonomy_reason union select old_code from ops.taxonomy_rule"


@dataclass(frozen=True)
class ProposingSettings:
    """How much is read for a proposal."""

    most_texts: int = 100  # the newest of the topic


def propose_reasons(warehouse: duckdb.DuckDBPyConnection, settings: ProposingSettings = ProposingSettings()) -> None:
    """Write the proposal of each topic that has none, or that is new."""
    taken_codes = [code for (code,) in warehouse.execute(TAKEN_CODES).fetchall()]
    rows = [
        _proposal(warehouse, topic, taken_codes, settings) for topic in warehouse.execute(WAITING).df().itertuples()
    ]
    warehouse.execute(GONE)
    warehouse.execute(
        "delete from findings.topic_proposal where topic_code in (select unnest($1::varchar[]))",
        [[row["topic_code"] for row in rows]],
    )
    insert(warehouse, "findings.topic_proposal", rows)


def _proposal(
    warehouse: duckdb.DuckDBPyConnection, topic: Any, taken_codes: list[str], settings: ProposingSettings
) -> dict[str, Any]:
    texts = warehouse.execute(NEWEST_TEXTS, [topic.topic_code, settings.most_texts]).df()
    counts: pd.DataFrame = warehouse.execute(REASON_COUNTS, [topic.topic_code]).df()
    proposed = propose_reason(topic.topic_label, topic.keywords, texts, counts, taken_codes)
    return {
        "topic_code": topic.topic_code,
        "reason_label": topic.topic_label,
        "definition": next(iter(proposed["definition"].values())),
        "department_code": proposed["department"],
        "group_code": proposed["parent"],
        "phrases": [
            {"language_code": language, "phrase": phrase}
            for language, phrases in proposed["phrases"].items()
            for phrase in phrases
        ],
    }
