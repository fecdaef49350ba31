"""Scoring: how well was each contact handled, how did it feel, and which contacts have to be read again?

A contact is read again where its turns, or what its record says of holds, transfers and repeats, changed, or where another
rubric or model judges. One read of the turns serves its scorecard and its feeling.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.contact_texts import select_into
from pipelines.handling.judges import Judges
from pipelines.scoring import batches
from pipelines.warehouse import fetch_value, finding_sql, insert
from vocmodels.churn import find_churn_risk
from vocmodels.effort import measure_effort
from vocmodels.escalation import find_demands
from vocmodels.quality import score_contacts as sum_up
from vocmodels.quality import score_quality
from vocmodels.sentiment import score_sentiment
from vocmodels.sentiment_course import trace_course

QUALITY_TABLES = ("findings.contact_criterion", "findings.contact_quality")
FEELING_TABLES = ("findings.turn_sentiment", "findings.contact_feeling")
LIST_KINDS = {"evidence_turn_indexes": pa.int32(), "effort_signs": pa.string(), "effort_turn_indexes": pa.int32()}


def score_contacts(warehouse: duckdb.DuckDBPyConnection, judges: Judges, tell: Callable[[int, int], None]) -> int:
    """Write scorecard and feeling of every contact that has turns; return how many had to be read."""
    for name, value in _versions(judges).items():
        warehouse.execute(f"set variable {name} = '{value}'")
    select_into(warehouse, "handling_pending")
    pending_count = int(fetch_value(warehouse, "select count(*) from handling_pending"))
    _forget(warehouse)
    for done in batches(warehouse, "handling_pending", pending_count):
        tell(done, pending_count)
        _read_batch(warehouse, judges)
    if pending_count:
        tell(pending_count, pending_count)
    return pending_count


def _versions(judges: Judges) -> dict[str, str]:
    return {
        "rubric_version": judges.rubric.rubric_version,
        "quality_version": judges.quality_version,
        "sentiment_version": judges.sentiment_version,
    }


def _forget(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Delete what will be read again, and what is of contacts without turns, all at once: a batch then only adds.

    A night that is killed here reads the rest tomorrow: without its row of versions a contact is pending.
    """
    warehouse.execute("begin")
    for tables, is_read in ((QUALITY_TABLES, "is_quality_pending"), (FEELING_TABLES, "is_feeling_pending")):
        for table in tables:
            warehouse.execute(
                f"delete from {table} where contact_id in (select contact_id from handling_pending where {is_read})"
                " or contact_id not in (select contact_id from core.contact where turn_count > 0)"
                " and contact_id not in (from ops.silenced)"  # their words are past their retention
            )
    warehouse.execute("commit")


def _read_batch(warehouse: duckdb.DuckDBPyConnection, judges: Judges) -> None:
    contacts = warehouse.execute("from batch").df()
    # Rows are looked for between the batch's first and last alone, so that a night's time grows with its contacts.
    bounds = [int(contacts["first_row"].min()), int(contacts["last_row"].max())]
    turns = warehouse.execute(finding_sql("handling_turn"), bounds).df()
    warehouse.execute("begin")
    for pending, write in (("is_quality_pending", _write_quality), ("is_feeling_pending", _write_feeling)):
        meant = contacts[contacts[pending]]
        if len(meant):
            is_all = len(meant) == len(contacts)  # as on most nights: nothing is compared
            said = turns if is_all else turns[turns["contact_id"].isin(meant["contact_id"])]
            write(warehouse, said, meant, judges)
    warehouse.execute("commit")


def _write_quality(
    warehouse: duckdb.DuckDBPyConnection, turns: pd.DataFrame, contacts: pd.DataFrame, judges: Judges
) -> None:
    verdicts = score_quality(turns, judges.rubric, contacts=contacts, model=judges.criterion_model)
    scores = sum_up(verdicts, judges.rubric)
    version = judges.rubric.rubric_version
    rows = contacts[["contact_id", "input_hash"]].merge(scores, on="contact_id", how="left")
    insert(warehouse, "findings.contact_criterion", _with_typed_lists(verdicts.assign(rubric_version=version)))
    insert(
        warehouse,
        "findings.contact_quality",
        rows.assign(rubric_version=version, model_version=judges.quality_version),
    )


def _write_feeling(
    warehouse: duckdb.DuckDBPyConnection, turns: pd.DataFrame, contacts: pd.DataFrame, judges: Judges
) -> None:
    scored = score_sentiment(turns, judges.sentiment_model)
    churn = find_churn_risk(turns).rename(columns={"confidence": "churn_confidence"})
    rows = contacts[["contact_id", "input_hash"]]
    for found in (_course(scored, turns), _with_typed_lists(measure_effort(turns, contacts)), churn):
        rows = rows.merge(found, on="contact_id", how="left")
    insert(warehouse, "findings.turn_sentiment", scored)
    insert(warehouse, "findings.contact_feeling", rows.assign(sentiment_version=judges.sentiment_version))


def _course(scored: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """How the customer's feeling went; who asks for somebody above escalates in whatever tone."""
    course = trace_course(scored).merge(find_demands(turns), on="contact_id", how="right")
    is_escalated = course["is_escalated"].mask(course["has_demand"], True)
    return course.assign(is_escalated=is_escalated).drop(columns=["has_demand", "demand_turn_index"])


def _with_typed_lists(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows, with lists as Arrow holds them: DuckDB infers a type from the first ones, which may all be empty."""
    typed = {}
    for name in rows.columns.intersection(list(LIST_KINDS)):
        kind = pa.list_(LIST_KINDS[name])
        typed[name] = pd.Series(pa.array(rows[name], kind), index=rows.index, dtype=pd.ArrowDtype(kind))
    return rows.assign(**typed)
