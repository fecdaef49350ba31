"""Recounted: what does a newer run know otherwise of the days that a report from an older one is about?

A kept published file makes the report again as it was. Meanwhile rows may have come late, analysts labelled, or the taxonomy
changed: a report that is made from an older file says on top which of its main numbers a newer one counts otherwise.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboards.publication import NothingPublishedError
from dashboards.reports.source import Run, frame, opened, read_run
from dashboards.sentences import contacts_of, count_of, format_change, format_count, format_date, format_hours

CURRENT = "current.duckdb"  # beside the kept files: the link to the newest of them
FEW, SHARE = 5, 0.01  # a reason is told of whose contacts differ by more than either
NAMED = 5


@contextmanager
def newer_than(published: Path) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """What is published now, where `published` is a kept file of an older run; None where it is the newest itself."""
    current = Path(published).with_name(CURRENT)
    if not current.exists() or current.resolve() == Path(published).resolve():
        yield None
        return
    with opened(published) as old, opened(current) as new:
        try:
            is_newer = read_run(new).finished_at > read_run(old).finished_at
        except NothingPublishedError:
            is_newer = False
        yield new if is_newer else None


def say(
    con: duckdb.DuckDBPyConnection,
    newer: duckdb.DuckDBPyConnection | None,
    first: date,
    last: date,
    department_code: str | None = None,
) -> list[str]:
    """Sentences for the top of a report of these days; none where no newer run is given."""
    if newer is None:
        return []
    then, now = (_counted(each, first, last, department_code) for each in (con, newer))
    old, new = read_run(con), read_run(newer)
    intro = (
        f"As of the run of {old.made}. The newest run, of {new.made},"
        f" {'counts the same in these days' if _is_same(then, now) else 'counts otherwise in these days'}."
    )
    told = [
        _contacts(then, now),
        _hours(then, now),
        _reasons(then, now),
        _why(old, new),
        _taxonomy(con, newer, department_code),
    ]
    return [intro, *(sentence for sentence in told if sentence)]


def _counted(con: duckdb.DuckDBPyConnection, first: date, last: date, department_code: str | None) -> pd.DataFrame:
    """By reason code: label, contacts and agent hours of the days, of a department or of all."""
    sql = """
        select reason_code, any_value(coalesce(reason_label, reason_code)) as reason_label,
            sum(contact_count)::bigint as contacts, sum(handle_seconds) / 3600 as hours
        from marts.contact_daily left join marts.reason using (reason_code)
        where contact_date between $first and $last and ($department is null or department_code = $department)
        group by reason_code order by reason_code"""
    return frame(con, sql, first=first, last=last, department=department_code).set_index("reason_code")


def _is_same(then: pd.DataFrame, now: pd.DataFrame) -> bool:
    return bool(then["contacts"].equals(now["contacts"]) and then["hours"].round(6).equals(now["hours"].round(6)))


def _contacts(then: pd.DataFrame, now: pd.DataFrame) -> str:
    """1,719 contacts then, 1,731 now: +12 (+1 %)."""
    before, after = int(then["contacts"].sum()), int(now["contacts"].sum())
    if before == after:
        return "" if _is_same(then, now) else f"{contacts_of(before)}, then as now; between reasons they lie otherwise."
    return f"{contacts_of(before)} then, {format_count(after)} now: {format_change(after, before)}."


def _hours(then: pd.DataFrame, now: pd.DataFrame) -> str:
    before, after = (format_hours(each["hours"].sum()) for each in (then, now))
    return "" if before == after else f"{before} of agents' work then, {after} now."


def _reasons(then: pd.DataFrame, now: pd.DataFrame) -> str:
    """By reason: Damaged shipment 184, now 190; Late delivery 100, now 95; and 2 more."""
    both = then.join(now, how="outer", lsuffix="_then", rsuffix="_now")
    both["label"] = both["reason_label_now"].fillna(both["reason_label_then"])
    both = both.fillna({"contacts_then": 0, "contacts_now": 0})
    moved = (both["contacts_now"] - both["contacts_then"]).abs()
    other = both[(moved > FEW) | (moved > SHARE * both["contacts_then"])]
    order = moved[other.index].sort_values(ascending=False, kind="stable").index
    named = [
        f"{row['label']} {format_count(row['contacts_then'])}, now {format_count(row['contacts_now'])}"
        for row in other.loc[order[:NAMED]].to_dict("records")
    ]
    rest = f"; and {len(order) - NAMED} more" if len(order) > NAMED else ""
    return f"By reason: {'; '.join(named)}{rest}." if named else ""


def _why(old: Run, new: Run) -> str:
    """Whether another model or another taxonomy reads the contacts now."""
    changed = [
        name
        for name, column in (("the model", "model_version"), ("the taxonomy", "taxonomy_version"))
        if old.facts[column] != new.facts[column]
    ]
    return f"Since then {' and '.join(changed)} changed." if changed else ""


def _taxonomy(con: duckdb.DuckDBPyConnection, newer: duckdb.DuckDBPyConnection, department_code: str | None) -> str:
    """What was edited in the taxonomy since: the first of them by name."""
    sql = """select reason_code, reason_label, change_date, kind_code, sentence from marts.reason_change
        where $department is null or department_code = $department order by all"""
    known = {_key(row) for row in frame(con, sql, department=department_code).to_dict("records")}
    rows = frame(newer, sql, department=department_code).to_dict("records")
    fresh = [row for row in rows if _key(row) not in known]
    if not fresh:
        return ""
    first = fresh[0]
    more = f" {count_of(len(fresh) - 1, 'more change')} of definitions." if len(fresh) > 1 else ""
    return f"{first['reason_label']}: {first['sentence']} ({format_date(first['change_date'])}).{more}"


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["reason_code"], row["change_date"], row["kind_code"]
