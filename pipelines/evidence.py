"""Evidence: which slice drives an alert, and what did the customers behind it say?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from pipelines.warehouse import SQL_FOLDER, fetch_value, insert, replace
from vocmodels.drivers import explain, rank_values
from vocmodels.quotes import choose_quotes

UNKNOWN = "unknown"


@dataclass(frozen=True)
class EvidenceSettings:
    """How much of the past and of the contacts the evidence is taken from."""

    reference_days: int = 56  # before an alert: how contacts usually fall on the slices
    uneven_ratio: float = 1.5  # of a value's share of the excess to its usual share, from which it is worth naming
    quote_count: int = 10
    quoted_contacts: int = 400  # that quotes are chosen from
    reason_quote_days: int = 28


def gather(
    warehouse: duckdb.DuckDBPyConnection,
    dimensions: tuple[str, ...],
    tell: Callable[[int, int], None],
    settings: EvidenceSettings = EvidenceSettings(),
) -> None:
    """Write the drivers, the contacts and the quotes of each alert."""
    warehouse.execute("delete from findings.alert_driver")
    warehouse.execute("delete from findings.quote")
    alerts = warehouse.execute("from findings.alert order by alert_id").df()
    for done, alert in enumerate(alerts.itertuples()):
        tell(done, len(alerts))
        _explain_alert(warehouse, alert, dimensions, settings)
    replace(warehouse, "findings.alert_contact", warehouse.execute(_sql("alert_contact")).df())
    for alert_id in alerts["alert_id"]:
        contacts = warehouse.execute("from findings.alert_contact where alert_id = ?", [alert_id]).df()
        _quote(warehouse, "alert", alert_id, contacts, settings)
    tell(len(alerts), len(alerts))


def quote_reasons(warehouse: duckdb.DuckDBPyConnection, settings: EvidenceSettings = EvidenceSettings()) -> None:
    """Choose quotes for each reason from its newest contacts."""
    warehouse.execute("delete from findings.quote where subject_kind = 'reason'")
    reasons = warehouse.execute("select distinct reason_code from trends.contact_reason order by 1").fetchall()
    for (reason_code,) in reasons:
        contacts = warehouse.execute(
            "select contact_id, true as is_driver from trends.contact_reason where reason_code = ?"
            " and contact_date > getvariable('as_of')::date - ?::integer",
            [reason_code, settings.reason_quote_days],
        ).df()
        _quote(warehouse, "reason", reason_code, contacts, settings)


def _explain_alert(
    warehouse: duckdb.DuckDBPyConnection, alert: Any, dimensions: tuple[str, ...], settings: EvidenceSettings
) -> None:
    """Write the slices that drive an alert, or where its rise is the same everywhere the values that hold most of it."""
    cells = _cells(warehouse, alert, dimensions, settings)
    varied = [name for name in dimensions if cells[name].nunique() > 1]
    if not varied:
        return
    found, kind_code = _known(explain(cells, varied)), "driver"
    if found.empty:
        found, kind_code = _more_than_usual(_known(rank_values(cells, varied)), cells, settings), "largest"
    rows = [
        {
            "alert_id": alert.alert_id,
            "driver_rank": rank,
            "kind_code": kind_code,
            "slice": driver["slice"],
            "excess_count": driver["excess_count"],
            "share_of_excess": driver["share_of_excess"],
            "score": driver["score"],
            **_counts_within(cells, driver["slice"]),
        }
        for rank, driver in enumerate(found.to_dict("records"), 1)
    ]
    insert(warehouse, "findings.alert_driver", rows)


def _known(found: pd.DataFrame) -> pd.DataFrame:
    """Contacts whose value was not recorded are no slice that anybody could act on."""
    is_known = pd.Series([UNKNOWN not in named.values() for named in found["slice"]], index=found.index, dtype=bool)
    return found[is_known]


def _more_than_usual(found: pd.DataFrame, cells: pd.DataFrame, settings: EvidenceSettings) -> pd.DataFrame:
    """Values that hold clearly more of the excess than of the contacts on other days."""
    usual = [_counts_within(cells, named)["expected_count"] / cells["expected_count"].sum() for named in found["slice"]]
    return found[found["share_of_excess"] > settings.uneven_ratio * pd.Series(usual, index=found.index, dtype=float)]


def _cells(
    warehouse: duckdb.DuckDBPyConnection, alert: Any, dimensions: tuple[str, ...], settings: EvidenceSettings
) -> pd.DataFrame:
    """One row per combination of the dimensions' values: actual_count, and expected_count as before the alert."""
    columns = [f"coalesce({_column(name)}, '{UNKNOWN}') as \"{name}\"" for name in dimensions]
    names = ", ".join(f'"{name}"' for name in dimensions)
    counted = warehouse.execute(
        f"select {', '.join(columns)},"
        " count(*) filter (contact_date between $first and $last)::double as actual_count,"
        " count(*) filter (contact_date < $first)::double as usual_count"
        " from trends.contact_reason"
        " where reason_code = $reason and contact_date between $first - $days::integer and $last"
        f" group by {names} order by {names}",
        {
            "first": alert.started_date.date(),
            "last": alert.last_date.date(),
            "reason": alert.reason_code,
            "days": settings.reference_days,
        },
    ).df()
    expected = fetch_value(
        warehouse,
        "select sum(expected_count) from findings.spike_score where reason_code = ? and dimension_code = ''"
        " and contact_date between ? and ?",
        [alert.reason_code, alert.started_date.date(), alert.last_date.date()],
    )
    usual_total = counted["usual_count"].sum()
    scale = (expected or 0) / usual_total if usual_total else 0
    return counted.assign(expected_count=counted["usual_count"] * scale).drop(columns="usual_count")


def _column(dimension: str) -> str:
    """The column of a dimension; a name that begins with `attributes.` is a key of that map."""
    if dimension.startswith("attributes."):
        return "attributes['" + dimension.removeprefix("attributes.").replace("'", "''") + "']"
    return dimension


def _counts_within(cells: pd.DataFrame, slice_: dict[str, str]) -> dict[str, float]:
    within = cells
    for dimension, value in slice_.items():
        within = within[within[dimension] == value]
    return {"contact_count": int(within["actual_count"].sum()), "expected_count": float(within["expected_count"].sum())}


def _quote(
    warehouse: duckdb.DuckDBPyConnection, kind: str, code: str, contacts: pd.DataFrame, settings: EvidenceSettings
) -> None:
    """Choose quotes from the contacts of the driving slice, filled up from the others."""
    turns = _customer_turns(warehouse, contacts, settings.quoted_contacts)
    if turns.empty:
        return
    chosen = choose_quotes(turns[turns["is_driver"]], settings.quote_count)
    if len(chosen) < settings.quote_count:
        others = choose_quotes(turns[~turns["is_driver"]], settings.quote_count - len(chosen))
        chosen = pd.concat([chosen, others])
    rows = chosen.assign(subject_kind=kind, subject_code=code, quote_rank=range(1, len(chosen) + 1))
    insert(warehouse, "findings.quote", rows)


def _customer_turns(warehouse: duckdb.DuckDBPyConnection, contacts: pd.DataFrame, contact_limit: int) -> pd.DataFrame:
    """The turns in which a contact says its reason, else all of its customer's; of a sample drawn by the hash of the id."""
    warehouse.register("quoted", contacts)
    turns = warehouse.execute(
        "with chosen as (from quoted where contact_id in (select contact_id from core.turn)"
        " order by not is_driver, hash(contact_id) limit ?),"
        " said as (select contact_id, turn_index from findings.reason_mention"
        " join findings.contact_reason using (contact_id, reason_code))"
        " select turn.contact_id, turn.turn_index, turn.speaker, turn.text, turn.language_code, chosen.is_driver"
        " from core.turn as turn join chosen using (contact_id) where turn.speaker = 'customer'"
        " and ((contact_id, turn_index) in (from said) or contact_id not in (select contact_id from said))"
        " order by turn.contact_id, turn.turn_index",
        [contact_limit],
    ).df()
    warehouse.unregister("quoted")
    return turns


def _sql(name: str) -> str:
    return (SQL_FOLDER / "findings" / f"{name}.sql").read_text(encoding="utf-8")
