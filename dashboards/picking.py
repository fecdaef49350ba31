"""Picking: what did the reader click on in a chart, and where does that lead?

A bar sets the filter of its value; a day leads to its contacts. Both can be done by the keyboard as well: in the bar in the
side, and by the link below a chart.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, filters, taking
from dashboards.specs import Spec
from dashboards.view import FILTER_OF_COLUMN

PICKED = "picked"  # the name of the selection in every chart


def filter_by(drawn: Spec, says: str, column: str, codes: Mapping[str, str], field: str, key: str) -> None:
    """Draw bars or dots, a click on which sets the filter of their dimension; without such a filter, merely draw them.

    Args:
        column: the dimension's column.
        codes: the code of each label that is drawn.
        field: the label's name in the chart's data.
    """
    if column in FILTER_OF_COLUMN:
        _show(pickable(drawn, field), says, key, partial(_set_filter, key, column, dict(codes), field))
        taking.offer(drawn, says, key)
    else:
        components.chart(drawn, says, key)


def day(drawn: Spec, says: str, key: str, is_wide: bool = False) -> str | None:
    """Draw a course by day and return the day that was clicked just now, in the form of ISO 8601.

    Args:
        is_wide: whether the course reaches beyond the period and its filters: a click then chooses all days.
    """
    _show(pickable(drawn, "contact_date"), says, key, partial(_keep_day, key, is_wide))
    taking.offer(drawn, says, key, is_filtered=not is_wide)
    picked: str | None = st.session_state.pop(f"{key}-day", None)
    return picked


def hint(column: str) -> str:
    """How to filter by a chart of this dimension, where that can be."""
    return "; click on one to see it alone" if column in FILTER_OF_COLUMN else ""


def pickable(drawn: Spec, field: str) -> dict[str, Any]:
    """The chart as the browser gets it, with a selection of one mark: of its layer of points or bars by this field.

    A selection may stand in one layer alone, and then hears clicks on all of them. Points take the nearest click.
    """
    spec = drawn.for_browser
    place = next(at for at, layer in enumerate(spec["layer"]) if _is_by(layer, field))
    layers = [layer | {"name": PICKED + "_layer"} if at == place else layer for at, layer in enumerate(spec["layer"])]
    is_nearest = field == "contact_date" and layers[place]["mark"]["type"] == "point"
    select = {"type": "point", "fields": [field], "toggle": False, "nearest": is_nearest}
    return spec | {"layer": layers, "params": [{"name": PICKED, "select": select, "views": [PICKED + "_layer"]}]}


def clicked_day(value: float | str) -> str:
    """The day of a mark in the form of ISO 8601: browsers say midnight of their own clock, in milliseconds."""
    at = pd.Timestamp(value, unit="ms") if isinstance(value, (int, float)) else pd.Timestamp(value).tz_localize(None)
    return at.round("D").date().isoformat()


def _is_by(layer: Mapping[str, Any], field: str) -> bool:
    encoded = [channel.get("field") for channel in layer.get("encoding", {}).values() if isinstance(channel, dict)]
    return layer["mark"]["type"] in ("bar", "point") and field in encoded


def _show(spec: dict[str, Any], says: str, key: str, take: Any) -> None:
    st.vega_lite_chart(spec=spec, theme=None, width="stretch", alt=says, key=key, on_select=take)


def _picked(key: str, field: str) -> Any:
    """The value of the mark that is selected, None where none is."""
    marks = st.session_state[key]["selection"].get(PICKED, [])
    return marks[0].get(field) if marks else None


def _set_filter(key: str, column: str, codes: Mapping[str, str], field: str) -> None:
    label = _picked(key, field)
    if label in codes:
        filters.choose(column, codes[label])


def _keep_day(key: str, is_wide: bool) -> None:
    value = _picked(key, "contact_date")
    if value is not None:
        st.session_state[f"{key}-day"] = clicked_day(value)
        if is_wide:
            st.session_state["period"] = "all"
