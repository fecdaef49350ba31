"""Specs: what does a drawn chart say in Vega-Lite?

Altair checks every part of a chart against its schema, which costs more than all else on a page. So a chart is drawn once
for what it is drawn of, and kept as the plain specification that browsers and reports take.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, ParamSpec

import altair as alt
import pandas as pd
import pyarrow as pa

from dashboards.remembering import remembered

Given = ParamSpec("Given")


class Spec(dict[str, Any]):
    """A chart as Vega-Lite has it, its data by name in `datasets`, and the rows that it was drawn of; nobody changes it."""

    def __init__(self, chart: dict[str, Any], rows: pd.DataFrame) -> None:
        super().__init__(chart)
        self.rows = rows

    @cached_property
    def for_browser(self) -> dict[str, Any]:
        """The same with the data as Arrow's bytes, as a page sends them."""
        layers = {"layer": [self._spoken(layer) for layer in self["layer"]]} if "layer" in self else {}
        return self | layers | {"datasets": {name: _arrow(rows) for name, rows in self["datasets"].items()}}

    def _spoken(self, layer: dict[str, Any]) -> dict[str, Any]:
        """The layer, but silent where nothing is drawn: a mark without a name is a fault to who listens to the page."""
        name = layer.get("data", self.get("data", {})).get("name")
        if self["datasets"].get(name):
            return layer
        mark = layer["mark"] if isinstance(layer["mark"], dict) else {"type": layer["mark"]}
        return layer | {"mark": mark | {"aria": False}}


def drawn_once(draw: Callable[Given, alt.TopLevelMixin]) -> Callable[Given, Spec]:
    """Draw a chart of its first frame when it is first asked for; the same frames and words give the same Spec afterwards."""

    @remembered
    @wraps(draw)
    def drawn(*args: Given.args, **more: Given.kwargs) -> Spec:
        return Spec(draw(*args, **more).to_dict(), next(each for each in args if isinstance(each, pd.DataFrame)))

    return drawn


def _arrow(rows: list[dict[str, Any]]) -> bytes:
    table = pa.Table.from_pandas(pd.DataFrame(rows), preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
