"""Numbers: what is every KPI in this period, how sure is it, and which way does it go?"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, marts, publication, sentences, tiles
from dashboards.components import plain
from dashboards.kpis import KpiValue, measure
from dashboards.performance import arithmetic, breakdown, sums, trade
from dashboards.performance.said import between
from dashboards.scopes import Scope
from dashboards.view import View

GROUPS = {
    "speed": "Speed",
    "resolution": "Resolution",
    "satisfaction": "Satisfaction",
    "quality": "Quality",
    "cost": "Load and cost",
}
TILES = ("fcr", "csat", "qa_score", "handle_time", "service_level")
HUNG_UP = "Who hung up in the queue gave no reason, so abandonment and service level are here of those alone who were answered."
MISSING = {
    "fcr": "no customer is known again, or no contact is old enough yet",
    "csat": "no survey was answered in this period",
    "nps": "no question of NPS was answered in this period",
    "qa_score": "no transcript of this period says who spoke",
    "turned_around": "no customer's words tell of dissatisfaction at the start",
    "occupancy": "no source delivers agents' states",
    "contact_rate": "no volume, such as orders, is supplied",
}


def show(view: View) -> None:
    """Five tiles, all KPIs in a table, then one of them: its course, its slices and its own arithmetic."""
    kpis = marts.kpis()
    kpis = kpis[kpis["group_code"].isin(GROUPS)]
    parts = frames(view)
    if parts["contact"].empty or kpis.empty:
        components.nothing_here()
        return
    values = measured(publication.find(), access.scope(), view)
    tiles.tiles(
        [values[code] for code in TILES if code in values and values[code].value is not None], view.compare_label
    )
    trade.show(parts["contact"], view)
    with components.card("kpis"):
        components.heading(
            say_targets(values, kpis),
            "With 95 % interval and n; how each is defined is behind the (i)",
        )
        is_known = [values[code].value is not None for code in kpis.index]
        st.html(_table(kpis[is_known], values, view))
        components.download(taken([values[code] for code in kpis.index[is_known]], kpis), "kpis")
        if access.looks_at_some_reasons(view):
            components.note(HUNG_UP)
        _say_missing(kpis[[code in MISSING and not known for code, known in zip(kpis.index, is_known, strict=True)]])
    chosen = _choose(kpis, values)
    if chosen is None:
        return
    with components.card("kpi"):
        breakdown.show(kpis.loc[chosen], values[chosen], parts, view)
    with components.card("arithmetic"):
        arithmetic.show(kpis.loc[chosen], parts, view)


@lru_cache(maxsize=64)
def measured(published: tuple[str, int], scope: Scope, view: View) -> dict[str, KpiValue]:
    """Every KPI of what a reader may see of a published file, over a view: worked out once, and kept for one after the other."""
    parts = frames(view)
    return {
        str(code): measure(_summed(parts[kpi["table_code"]], kpi), kpi, view) for code, kpi in marts.kpis().iterrows()
    }


def _summed(daily: pd.DataFrame, kpi: pd.Series) -> pd.DataFrame:
    """The days with no more than what a KPI sums."""
    formula = " ".join(str(kpi[name]) for name in ("numerator", "denominator", "squares", "counted"))
    named = sums.parts_of(f"{formula} contact_count", list(daily))
    return daily[["contact_date", *named]]


def frames(view: View) -> dict[str, pd.DataFrame]:
    """What the KPIs sum, by the table that each names."""
    return {"contact": sums.daily(view), "agent_time": sums.agent_time(view), "volume": sums.volume(view)}


def say_targets(values: dict[str, KpiValue], kpis: pd.DataFrame) -> str:
    """2 of 3 targets are met; Service level is missed: 74 % where 80 % is wanted."""
    aimed = {code: kpi for code, kpi in kpis.iterrows() if is_judged(values[code], kpi)}
    missed = [code for code, kpi in aimed.items() if not is_met(values[code], kpi)]
    if not aimed:
        return "No target is set for what can be measured here"
    met = f"{len(aimed) - len(missed)} of {sentences.count_of(len(aimed), 'target')} {'is' if len(aimed) == 1 else 'are'} met"
    if not missed:
        return met
    kpi, value = aimed[missed[0]], values[missed[0]]
    return (
        f"{met}; {kpi['kpi_label']} is missed: {_value(value)} "
        f"where {sentences.format_value(kpi['target'], kpi['unit'], 0)} is wanted"
    )


def is_judged(value: KpiValue, kpi: pd.Series) -> bool:
    """Whether there is a target, a direction, and enough to hold the value against it."""
    has_target = not sentences.is_missing(kpi["target"]) and kpi["direction"] in ("up", "down")
    return has_target and value.value is not None and not value.is_too_few


def is_met(value: KpiValue, kpi: pd.Series) -> bool:
    """Whether a value is on the good side of its target."""
    assert value.value is not None
    return value.value >= kpi["target"] if kpi["direction"] == "up" else value.value <= kpi["target"]


def _table(kpis: pd.DataFrame, values: dict[str, KpiValue], view: View) -> str:
    change = f'<th class="voc-right" title="against {plain(view.compare_label)}">Change</th>'
    titles = "".join(f'<th class="voc-right">{title}</th>' for title in ("Value", "95 % interval", "n", "Target"))
    head = f"<tr><th>KPI</th><th>Course</th>{titles}{change}</tr>"
    body = ""
    for group, title in GROUPS.items():
        of_group = kpis[kpis["group_code"] == group]
        if len(of_group):
            rows = "".join(_row(kpi, values[code]) for code, kpi in of_group.iterrows())
            body += f'<tr class="voc-group"><th colspan="7" scope="rowgroup">{plain(title)}</th></tr>{rows}'
    return f'<table class="voc-rows voc-kpis">{head}{body}</table>'


def _row(kpi: pd.Series, value: KpiValue) -> str:
    label = plain(kpi["kpi_label"])
    version = f" Version {kpi['kpi_version']}." if isinstance(kpi["kpi_version"], str) else ""
    about = f"<details><summary aria-label='What {label} means'>i</summary><p>{plain(value.definition + version)}</p></details>"
    cells = (
        _value(value),
        between(value.low, value.high, value.unit, value.count),
        sentences.format_count(value.count) if value.is_rate else "",
        _target(kpi, value),
    )
    shown = "".join(f'<td class="voc-right">{plain(cell)}</td>' for cell in cells)
    few = ' class="voc-few-row"' if value.is_too_few else ""
    return (
        f'<tr{few}><td><div class="voc-defined">{label}{about}</div></td>'
        f"<td>{tiles.spark(list(value.course), width=104)}</td>{shown}"
        f'<td class="voc-right {tiles.tone(value)}">{plain(tiles.change(value))}</td></tr>'
    )


def taken(values: list[KpiValue], kpis: pd.DataFrame) -> pd.DataFrame:
    """The table as a file: numbers in their units (shares from 0 to 1), with the definition and its version."""
    columns = ["label", "value", "unit", "low", "high", "count", "compare_value", "target", "definition", "version"]
    rows = [{name: getattr(value, name) for name in columns} for value in values]
    groups = [GROUPS[kpis.loc[value.code, "group_code"]] for value in values]
    return pd.DataFrame(rows, columns=columns).rename(columns={"count": "n"}).assign(group=groups)


def _value(value: KpiValue) -> str:
    if value.value is None:
        return sentences.NOT_KNOWN
    few = f" ({sentences.TOO_FEW})" if value.is_too_few else ""
    return f"{sentences.format_value(value.value, value.unit, value.count)}{few}"


def _target(kpi: pd.Series, value: KpiValue) -> str:
    """80 % ✓; nothing where no target is set."""
    if sentences.is_missing(kpi["target"]):
        return ""
    target = sentences.format_value(kpi["target"], kpi["unit"], 0)
    if not is_judged(value, kpi):
        return target
    return f"{target} {'✓ met' if is_met(value, kpi) else '✗ missed'}"


def _say_missing(kpis: pd.DataFrame) -> None:
    """What could not be measured in this period, and why."""
    for code, label in kpis["kpi_label"].items():
        components.note(f"{label}: {MISSING[str(code)]}.")


def _choose(kpis: pd.DataFrame, values: dict[str, KpiValue]) -> Any:
    """The KPI of the link, else the first that has a value."""
    known = [code for code in kpis.index if values[code].value is not None]
    if not known:
        return None
    labels = kpis["kpi_label"].to_dict()
    linked = st.query_params.get("kpi", "")
    if linked in known and st.session_state.get("kpi-linked") != linked:
        st.session_state["kpi-list"] = linked
    code = st.selectbox("One KPI in full", known, format_func=labels.get, key="kpi-list")
    st.session_state["kpi-linked"] = st.query_params["kpi"] = code
    return code
