"""KPI tables: every table from raw to marts of a few records, made in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

import duckdb
import pandas as pd

from pipelines.counting import begin_counting, end_counting
from pipelines.settings import Settings, load_settings
from pipelines.tables import TABLES
from pipelines.vocabulary import write_vocabulary
from pipelines.warehouse import build_schema, create_tables
from tests.conftest import ROOT
from vocmodels.taxonomy import Taxonomy


@contextmanager
def in_memory() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("set TimeZone = 'UTC'")
        create_tables(connection)
        yield connection


def fill(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """The rows of a table, typed as it is; what they do not say is null."""
    kinds = TABLES[table]
    connection.register("given", frame)
    columns = [f"{n}::{kind} as {n}" if n in frame else f"null::{kind} as {n}" for n, kind in kinds.items()]
    connection.execute(f"create or replace table {table} as select {', '.join(columns)} from given")
    connection.unregister("given")


def build(
    connection: duckdb.DuckDBPyConnection,
    contacts: list[dict],
    states: list[dict] | tuple = (),
    volumes: list[dict] | tuple = (),
    as_of: date = date(2026, 3, 31),
    settings: Settings | None = None,
) -> None:
    """Make every table from raw to marts. Contacts may say what findings say of them: reason_code, qa_score, effort ..."""
    settings = settings or load_settings(ROOT / "voc.toml")
    write_vocabulary(connection, settings, Taxonomy.from_codes(["parcel", "refund"]))
    frame = _rows(contacts, source_code="calls", site_timezone="UTC", reason_code="parcel")
    fill(connection, "raw.contact", frame)
    if states:
        fill(connection, "raw.agent_state", _rows(states, source_code="states"))
    if volumes:
        fill(connection, "raw.volume", _rows(volumes, source_code="orders"))
    fill(connection, "findings.contact_reason", frame[["contact_id", "reason_code"]].assign(method="disposition"))
    fill(connection, "findings.contact_quality", frame[frame["qa_score"].notna()] if "qa_score" in frame else frame[:0])
    fill(connection, "findings.contact_feeling", frame if "effort" in frame else frame[:0])
    connection.execute(f"set variable as_of = date '{as_of}'")
    connection.execute("set variable run_id = 'r1'; set variable finished_at = null::timestamp")
    build_schema(connection, "staging")
    build_schema(connection, "core")
    begin_counting(connection)
    build_schema(connection, "trends")
    build_schema(connection, "marts")
    end_counting(connection)


def _rows(rows: Iterable[dict], **usual: str) -> pd.DataFrame:
    """A frame in which null is None; `usual` is what a row says that says nothing else."""
    frame = pd.DataFrame([{"run_id": "r1"} | usual | row for row in rows]).astype(object)
    return frame.where(frame.notna(), None)


def kpi(connection: duckdb.DuckDBPyConnection, code: str, where: str = "true") -> float | None:
    """The value of a KPI as its published definition says it, over the mart of contacts or of agents' time."""
    numerator, denominator, table = connection.execute(
        "select numerator, coalesce(denominator, '1'), table_code from marts.kpi where kpi_code = ?", [code]
    ).fetchall()[0]
    mart = {
        "contact": "marts.contact_kpi",
        "agent_time": "marts.agent_time_daily",
        "volume": "(select contact_date, sum(contact_count) as contact_count from marts.contact_daily group by 1)"
        " join marts.volume_daily using (contact_date)",
    }[table]
    top, bottom = connection.execute(
        f"select sum({numerator})::double, sum({denominator})::double from {mart} where {where}"
    ).fetchall()[0]
    return top / bottom if bottom else None
