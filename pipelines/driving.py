"""Driving: which slices of the contacts drive an alert?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from pipelines.warehouse import fetch_value, insert
from vocmodels.drivers import explain, rank_values

UNKNOWN = "unknown"


@dataclass(frozen=True)
class DrivingSettings:
    """Which values are worth naming where a rise is everywhere."""

    uneven_ratio: float = 1.5  # of a value's share of the excess to its usual share
    fewest_usual: int = (
        30  # contacts of a topic that tell where it usually is; with fewer, all contacts that say something do
    )


def explain_alert(
    warehouse: duckdb.DuckDBPyConnection,
    alert: Any,
    dimensions: tuple[str, ...],
    settings: DrivingSettings = DrivingSettings(),
) -> None:
    """Write the slices that drive an alert, or where its rise is the same everywhere the values that hold most of it.

    Cells are those of the alert's own slice: what explains it lies within it, and is a share of its own excess.
    """
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


def _more_than_usual(found: pd.DataFrame, cells: pd.DataFrame, settings: DrivingSettings) -> pd.DataFrame:
    """Values that hold clearly more of the excess than of the contacts on other days."""
    usual = [_counts_within(cells, named)["expected_count"] / cells["expected_count"].sum() for named in found["slice"]]
    return found[found["share_of_excess"] > settings.uneven_ratio * pd.Series(usual, index=found.index, dtype=float)]


def _cells(
    warehouse: duckdb.DuckDBPyConnection, alert: Any, dimensions: tuple[str, ...], settings: DrivingSettings
) -> pd.DataFrame:
    """One row per combination of the dimensions' values: actual_count, and expected_count as before the alert."""
    counted = _count(warehouse, alert, dimensions)
    if alert.subject_kind == "topic" and counted["usual_count"].sum() < settings.fewest_usual:
        counted = _count(warehouse, alert, dimensions, is_usual_of_all=True)
    expected = fetch_value(
        warehouse,
        "select sum(expected_count) from findings.spike_score where series_code = ? and contact_date between ? and ?",
        [alert.series_code, alert.started_date.date(), alert.last_date.date()],
    )
    usual_total = counted["usual_count"].sum()
    scale = (expected or 0) / usual_total if usual_total else 0
    return counted.assign(expected_count=counted["usual_count"] * scale).drop(columns="usual_count")


def _count(
    warehouse: duckdb.DuckDBPyConnection, alert: Any, dimensions: tuple[str, ...], is_usual_of_all: bool = False
) -> pd.DataFrame:
    """One row per combination of values: actual_count, and usual_count of the days before, of the subject or of all."""
    columns = [f"coalesce({_column(name)}, '{UNKNOWN}') as \"{name}\"" for name in dimensions]
    names = ", ".join(f'"{name}"' for name in dimensions)
    return warehouse.execute(
        "with own as (select contact_id from trends.contact_part join trends.subject_part using (part_kind, part_code)"
        " where subject_kind = $kind and subject_code = $subject"
        " and contact_date between $first - getvariable('reference_days')::integer and $last),"
        " usual as (from own where not $of_all union all select distinct contact_id from core.turn where $of_all)"
        f" select {', '.join(columns)},"
        " count(*) filter (contact_date >= $first and contact_id in (from own))::double as actual_count,"
        " count(*) filter (contact_date < $first and contact_id in (from usual))::double as usual_count"
        " from trends.contact_reason"
        " where contact_date between $first - getvariable('reference_days')::integer and $last"
        " and (contact_id in (from own) or contact_id in (from usual))"
        " and (select list_bool_and([true] || list_transform(map_entries(slice),"
        " lambda part: dimension_values[part.key] is not distinct from part.value))"
        " from trends.series where series_code = $series)"
        f" group by {names} order by {names}",
        {
            "kind": alert.subject_kind,
            "subject": alert.subject_code,
            "first": alert.started_date.date(),
            "last": alert.last_date.date(),
            "of_all": is_usual_of_all,
            "series": alert.series_code,
        },
    ).df()


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
