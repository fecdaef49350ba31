"""Enlarged: what would be published of a centre that is many times as large, and open for longer?

Made of a real published file: its days are repeated backwards in time, and each day's contacts as often as is needed, every
copy a contact of its own with its turns and scores. Counts and sums by day grow by the same factor, so that the pages ask
marts of the length and the size that so many contacts would give.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

SUMS = ("_count", "_seconds", "_sum", "_squared")
KEPT_WHOLE = (
    "run",
    "run_history",
    "run_step",
    "source_file",
    "file_note",
    "rejected_row",
    "topic",
    "topic_event",
    "topic_fit",
)
KEPT_AS_THEY_ARE = (
    "alert",
    "miscoded_contact",
    "reason_quote",
    "topic_quote",
    "quality_to_review",
    "coaching_",
    "repeat_chain",
)


def enlarge(published: Path, out: Path, contact_count: int, repeated_days: int = 3) -> None:
    """Write a published file of about `contact_count` contacts, its days repeated `repeated_days` times before its own."""
    out.unlink(missing_ok=True)
    con = duckdb.connect(str(out))
    con.execute(f"attach '{published.resolve()}' as small (read_only)")
    con.execute("create schema marts")
    days = con.execute("select as_of_date - first_date + 1 from small.marts.run").fetchone()[0]
    own = con.execute("select count(*) from small.marts.contact").fetchone()[0]
    factor = max(1, round(contact_count / own / (repeated_days + 1)))
    con.execute(
        "create temp table shift as select range::integer * $days as days from range($times)",
        {"days": days, "times": repeated_days + 1},
    )
    con.execute("create temp table copy as select range as place from range($factor)", {"factor": factor})
    for (table,) in con.execute("select table_name from duckdb_tables() where database_name = 'small'").fetchall():
        con.execute(_statement(con, table, factor))
    con.execute(
        "update marts.run set first_date = first_date - $days, contact_count = contact_count * $times,"
        " transcript_count = transcript_count * $times",
        {"days": days * repeated_days, "times": factor * (repeated_days + 1)},
    )
    con.execute("checkpoint")
    con.close()


def _statement(con: duckdb.DuckDBPyConnection, table: str, factor: int) -> str:
    columns = [row[0] for row in con.execute(f'describe small.marts."{table}"').fetchall()]
    is_whole = table in KEPT_WHOLE or table.startswith(KEPT_AS_THEY_ARE)
    has_contacts, has_days = "contact_id" in columns, "contact_date" in columns
    if is_whole or not (has_contacts or has_days):
        return f'create table marts."{table}" as from small.marts."{table}"'
    shown = ", ".join(_column(name, has_contacts, factor) for name in columns)
    copies = ", copy" if has_contacts else ""
    order = " order by contact_date" if has_days else " order by contact_id" if table == "turn" else ""
    return f'create table marts."{table}" as select {shown} from small.marts."{table}" as old, shift{copies}{order}'


def _column(name: str, has_contacts: bool, factor: int) -> str:
    if name in ("contact_id", "repeated_by_contact_id", "repeats_contact_id", "chain_id"):
        return (
            f"if(copy.place = 0 and shift.days = 0, {name}, {name} || ':' || shift.days || ':' || copy.place) as {name}"
        )
    if name.endswith("_date") or name in ("started_at", "started_local"):
        return f"({name} - to_days(shift.days))::{'date' if name.endswith('_date') else 'timestamp'} as {name}"
    if not has_contacts and name.endswith(SUMS):
        return f"{name} * {factor} as {name}"
    return f"old.{name}"
