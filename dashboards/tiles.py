"""Tiles: how is a number shown beside its change, its course and its n?"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import sentences
from dashboards.charts import sparkline
from dashboards.components import address, download, palette, plain
from dashboards.kpis import KpiValue

# A count leads to its contacts, any other KPI to its own arithmetic, which lists them.
LEADS_TO: dict[str, tuple[str, dict[str, str]]] = {
    "contacts": ("contacts", {}),
    "unsure_share": ("contacts", {"reason": "unsure"}),
}


SHORT = {"the same days a year before": "a year before"}


def tiles(values: list[KpiValue], compare_label: str) -> None:
    """At most five numbers: value, change, course, n, and the definition behind the (i)."""
    st.html(f'<div class="voc-tiles">{"".join(_tile(value, compare_label) for value in values[:5])}</div>')


def _tile(kpi: KpiValue, compare_label: str) -> str:
    few = kpi.is_too_few
    label = plain(kpi.label)
    about = f"<details><summary aria-label='What {label} means'>i</summary><p>{plain(kpi.definition)}</p></details>"
    return (
        f'<section class="voc-tile{" voc-few" if few else ""}"><div class="voc-tile-top"><h2>{label}</h2>{about}'
        f'</div><div class="voc-tile-value">{_leading(kpi)}{spark(list(kpi.course), width=72)}</div>'
        f'<p class="voc-change {tone(kpi)}">{plain(change(kpi))}</p>'
        f'<p class="voc-n">{plain(_basis(kpi, compare_label))}</p></section>'
    )


def _leading(kpi: KpiValue) -> str:
    """The value as a link to what it is made of."""
    page, query = LEADS_TO.get(kpi.code, ("performance", {"tab": "KPIs", "kpi": kpi.code}))
    about = f"{kpi.label}: {_value(kpi)}, see what is in it"
    return drill(_value(kpi), address(page, **query), about)


def drill(words: str, target: str, about: str) -> str:
    """Words that lead to the contacts behind them."""
    return f'<a class="voc-drill" href="{plain(target)}" title="{plain(about)}">{plain(words)}</a>'


def spark(course: list[float], expected: list[float] | None = None, width: int = 120) -> str:
    """The course as a picture: the page's cleaner lets no SVG pass, and a picture runs no script."""
    drawn = sparkline(course, expected, palette(), width)
    data = b64encode(drawn.encode()).decode()
    return f'<img class="voc-spark" alt="" src="data:image/svg+xml;base64,{data}">' if drawn else ""


def _value(kpi: KpiValue) -> str:
    if kpi.unit == "hours":
        return sentences.format_count(kpi.value)  # the label names the unit
    return sentences.format_value(kpi.value, kpi.unit, kpi.count)


def change(kpi: KpiValue) -> str:
    """▲ +38 (+27 %), or why there is none."""
    if kpi.is_too_few:
        return sentences.TOO_FEW
    if kpi.change is None:
        return "no comparison"
    return f"{'▲' if kpi.change > 0 else '▼'} {_moved(kpi)}" if _is_moved(kpi) else "= no change"


def _moved(kpi: KpiValue) -> str:
    """The change in the KPI's unit, with no more digits than it carries."""
    assert kpi.change is not None
    if kpi.unit == "share":
        return sentences.format_points(kpi.value, kpi.compare_value, kpi.count)
    if kpi.unit == "seconds":
        return f"{'+' if kpi.change > 0 else sentences.MINUS}{sentences.format_duration(abs(kpi.change))}"
    if kpi.unit in sentences.ONE_DIGIT:
        return f"{kpi.change:+.1f}".replace("-", sentences.MINUS)
    return sentences.format_change(kpi.value, kpi.compare_value)


def _is_moved(kpi: KpiValue) -> bool:
    """Whether anything is left of the change in the digits that are shown."""
    return kpi.change is not None and any(digit in _moved(kpi) for digit in "123456789")


def tone(kpi: KpiValue) -> str:
    """Whether the change is for the worse; the arrow says the direction without colour."""
    if kpi.change is None or kpi.is_too_few:
        return "voc-unknown"
    if not _is_moved(kpi) or kpi.direction == "none":
        return ""
    return "voc-better" if (kpi.change > 0) == (kpi.direction == "up") else "voc-worse"


def _basis(kpi: KpiValue, compare_label: str) -> str:
    """The n under a rate; under a count, what it was before."""
    if kpi.is_rate:
        return f"n = {sentences.format_count(kpi.count)}"
    return (
        ""
        if kpi.change is None
        else f"{sentences.format_count(kpi.compare_value)} {SHORT.get(compare_label, 'before')}"
    )


def course_table(rows: pd.DataFrame, compare_label: str | None) -> None:
    """One row a group with its course: label, codes (of its reasons), contact_count, compare_count, course, expected_course.

    The name leads to the group alone, the number to its contacts.
    """
    change = (
        "" if compare_label is None else f'<th class="voc-right" title="against {plain(compare_label)}">Change</th>'
    )
    body = "".join(_course_row(row, compare_label is not None) for row in rows.itertuples())
    st.html(
        '<table class="voc-rows"><tr><th>Group</th><th>Course</th><th class="voc-right">Contacts</th>'
        f"{change}</tr>{body}</table>"
    )
    kept = ["label", "contact_count"] if compare_label is None else ["label", "contact_count", "compare_count"]
    download(rows[kept], "groups")


def _course_row(row: Any, is_compared: bool) -> str:
    words = sentences.format_change(row.contact_count, row.compare_count)
    change = f'<td class="voc-right">{plain(words)}</td>' if is_compared else ""
    name = drill(row.label, address("overview", reason=row.codes), f"{row.label} alone")
    about = f"Read the contacts of {row.label}"
    count = drill(sentences.format_count(row.contact_count), address("contacts", reason=row.codes), about)
    return (
        f"<tr><td>{name}</td><td>{spark(row.course, row.expected_course, width=104)}</td>"
        f'<td class="voc-right">{count}</td>{change}</tr>'
    )
