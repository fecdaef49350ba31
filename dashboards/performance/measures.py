"""Measures: what is an agent or a team measured by, in which unit, and which way is better?

Measures are KPIs and have their words from marts.kpi.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards import sentences

EFFICIENCY = ("handle_time", "hold_time", "transfer_rate", "hard_share")
MINIMUM = 30  # contacts under which a value is grey, where its KPI names no other


@dataclass(frozen=True)
class Measure:
    """A measure's name, unit (of marts.kpi) and direction; with fewer than minimum_count it says too little."""

    code: str
    label: str
    unit: str
    direction: str
    minimum_count: int = MINIMUM
    definition: str = ""

    @property
    def is_efficiency(self) -> bool:
        return self.code in EFFICIENCY

    def say(self, value: Any, n: int | None = None) -> str:
        """7 m 32 s; 81 %; 80.4: the value in its unit."""
        return sentences.format_value(value, self.unit, n)


def known(codes: Iterable[str], kpis: pd.DataFrame) -> dict[str, Measure]:
    """The measures by code, efficiency first, in the order of the KPIs; one that kpis.toml left out goes by its code's words.

    Args:
        kpis: marts.kpi, by kpi_code.
    """
    place = {code: at for at, code in enumerate(kpis.index)}
    measures = [_measure(code, kpis) for code in dict.fromkeys(codes)]
    order = sorted(measures, key=lambda each: (not each.is_efficiency, place.get(each.code, len(place)), each.label))
    return {each.code: each for each in order}


def _measure(code: str, kpis: pd.DataFrame) -> Measure:
    if code in kpis.index:
        return of_kpi(kpis.loc[code])
    return Measure(code, sentences.upper_first(code.replace("_", " ")), "count", "up")


def of_kpi(kpi: pd.Series | Mapping[str, Any]) -> Measure:
    """A KPI as a measure."""
    minimum = kpi["minimum_count"]
    return Measure(
        code=str(kpi["kpi_code"]),
        label=str(kpi["kpi_label"]),
        unit=str(kpi["unit"]),
        direction=str(kpi["direction"]),
        minimum_count=MINIMUM if sentences.is_missing(minimum) or not minimum else int(minimum),
        definition=str(kpi["definition"] or ""),
    )
