"""Sums: what are the parts of the KPIs over the view, by day and by one dimension, and in which contacts are they?

A KPI is divided only after its parts are summed, so that it is the same at every grain.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from dashboards import access
from dashboards.marts import ask, narrowed, reasons, sums_table
from dashboards.view import INSIDE, OWNED, View, inside

PARTS = "sum(columns('_(count|seconds|sum|squared)$'))::double"
GRAINS = {"day": "Day", "week": "Week", "month": "Month"}
DIMENSIONS = {
    "queue_label": "Queue",
    "reason_code": "Reason",
    "team_label": "Team",
    "channel_code": "Channel",
    "language_code": "Language",
    "site_code": "Site",
    "product_code": "Product",
    "region_code": "Region",
    "carrier_code": "Carrier",
    "hours_code": "Business hours",
}
HOURS = {"business": "In business hours", "outside": "Outside them", "unknown": "Not known"}
MOST_CONTACTS, MOST_CHAINS = 200, 100
OWNERS = "(select reason_code, department_code from marts.reason) as owner using (reason_code)"
BY_WHO = ("channels", "sites", "languages", "teams")  # what performance_daily is kept by


def daily(view: View) -> pd.DataFrame:
    """One row a day of the period and of the one that it is compared with: the parts of all contacts in the view."""
    sql = f"""
        select contact_date, {PARTS} from marts.{sums_table(view)} left join {OWNERS}
        where contact_date between $first and $last and {narrowed(view)}
        group by all order by all"""
    return ask(sql, first=view.first, last=view.last, **view.wanted)


def by_value(view: View, dimension_code: str) -> pd.DataFrame:
    """One row a value of a dimension in the period: value_code, and its parts."""
    source, conditions = _by_value_of(view, dimension_code)
    sql = f"""
        select {_known(dimension_code)} as value_code, {PARTS} from {source}
        where contact_date between $start and $end and {conditions} group by all order by all"""
    return ask(sql, start=view.start, end=view.end, **view.wanted)


def _by_value_of(view: View, dimension_code: str) -> tuple[str, str]:
    """The smallest mart that has a dimension and all that is filtered, and the conditions on it."""
    others = {field for field, codes in view.wanted.items() if codes}
    if access.sees_some_reasons_alone():
        others.add("departments")
    if dimension_code not in ("product_code", "region_code", "carrier_code"):
        if dimension_code == "reason_code" and not view.is_fine:
            return f"marts.contact_daily left join {OWNERS}", narrowed(view)
        if dimension_code != "reason_code" and others <= set(BY_WHO):
            return "marts.performance_daily", inside(*BY_WHO)
    return f"marts.contact_kpi left join {OWNERS}", INSIDE


def agent_time(view: View, dimension_code: str | None = None) -> pd.DataFrame:
    """The same of agents' time, by day; by team or site where such a dimension is named. A site and a team narrow it."""
    by = "contact_date" if dimension_code is None else f"{_known(dimension_code)} as value_code"
    bounds = "between $first and $last" if dimension_code is None else "between $start and $end"
    sql = f"""
        select {by}, {PARTS} from marts.agent_time_daily
        where contact_date {bounds} and {inside("sites", "teams")}
        group by all order by all"""
    period: dict[str, Any] = {"first": view.first, "last": view.last}
    if dimension_code is not None:
        period = {"start": view.start, "end": view.end}
    return ask(sql, **period, **view.wanted)


def volume(view: View) -> pd.DataFrame:
    """Contacts and the volume that was supplied, on days for which it was: contact_date, contact_count, volume_count."""
    sql = f"""
        select contact_date, any_value(supplied.volume_count) as volume_count,
            sum(daily.contact_count)::double as contact_count
        from marts.{sums_table(view)} as daily left join {OWNERS}
        join (select contact_date, sum(volume_count)::double as volume_count from marts.volume_daily group by all)
            as supplied using (contact_date)
        where contact_date between $first and $last and {narrowed(view)} group by all order by all"""
    return ask(sql, first=view.first, last=view.last, **view.wanted)


def values_of(dimension_code: str) -> dict[str, str]:
    """The names of a dimension's values; a value without one stands for itself."""
    if dimension_code == "hours_code":
        return HOURS
    if dimension_code == "reason_code":
        return reasons().set_index("reason_code")["reason_label"].to_dict()
    sql = "select value_code, value_label from marts.dimension_value where dimension_code = $dimension"
    return ask(sql, dimension=dimension_code).set_index("value_code")["value_label"].to_dict() | {
        "unknown": "Not known"
    }


def parts_of(expression: str | None, columns: list[str]) -> list[str]:
    """The columns that an expression of a KPI sums, in the order in which it names them."""
    words = re.findall(r"[a-z_][a-z0-9_]*", expression or "")
    return [word for word in dict.fromkeys(words) if word in columns]


def contacts_with(view: View, parts: tuple[str, ...]) -> pd.DataFrame:
    """The newest contacts of the period that any of the parts counts: contact_date, its names, and the parts."""
    chosen = ", ".join(_known_part(part) for part in parts)
    counted = " or ".join(f"coalesce({_known_part(part)}, 0) <> 0" for part in parts)
    sql = f"""
        with newest as (
            select contact_id, contact_date, {chosen} from marts.contact_kpi left join {OWNERS}
            where contact_date between $start and $end and ({counted}) and {INSIDE}
            order by contact_date desc, contact_id limit $limit
        )
        select newest.*, contact.channel_label, contact.reason_label
        from newest join marts.contact using (contact_id) order by contact_date desc, contact_id"""
    return ask(sql, start=view.start, end=view.end, limit=MOST_CONTACTS, **view.wanted)


def chains(view: View) -> pd.DataFrame:
    """Who came back for the same reason in the period, how often, and in which contacts; the longest first.

    Of a chain, its reason alone is filtered: its contacts may differ in all else.
    """
    sql = f"""
        select repeat_chain.* from marts.repeat_chain left join {OWNERS}
        where last_date between $start and $end and {inside(*OWNED)}
        order by contact_count desc, last_date desc, chain_id limit $limit"""
    return ask(sql, start=view.start, end=view.end, limit=MOST_CHAINS, **view.wanted)


def part_columns() -> list[str]:
    """The parts that one contact has."""
    return [name for name in ask("from marts.contact_kpi limit 0") if re.search(r"_(count|seconds|sum|squared)$", name)]


def _known(dimension_code: str) -> str:
    if dimension_code not in (*DIMENSIONS, "agent_id"):
        raise ValueError(f"No dimension is called {dimension_code!r}. Choose one of: {', '.join(DIMENSIONS)}.")
    return dimension_code


def _known_part(part: str) -> str:
    if part not in part_columns():
        raise ValueError(f"No part of a contact is called {part!r}.")
    return part
