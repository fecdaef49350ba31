"""Rubric: by which criteria is every contact scored?"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from pipelines.settings import Settings
from pipelines.warehouse import replace
from vocmodels.quality import Rubric, parse_rubric


def read_rubric(settings: Settings) -> Rubric:
    """The rubric of the taxonomy folder, else the one that came with voc.

    Raises:
        SettingsError: quality.toml cannot be read.
        RubricError: it contradicts itself; the message names the criterion.
    """
    return parse_rubric(settings.rubric)


def write_rubric(warehouse: duckdb.DuckDBPyConnection, rubric: Rubric, language: str) -> None:
    """Replace the table of criteria that SQL can join, in the language of the screens."""
    rows = [
        {
            "criterion_code": criterion.code,
            "criterion_label": _in(criterion.labels, language),
            "stage_code": criterion.stage_code,
            "stage_label": _in(rubric.stages.get(criterion.stage_code, {}), language) or criterion.stage_code,
            "definition": _in(criterion.definitions, language),
            "weight": criterion.weight,
            "is_auto_fail": criterion.is_auto_fail,
            "place": place,
            "rubric_version": rubric.rubric_version,
        }
        for place, criterion in enumerate(rubric.criteria, start=1)
    ]
    replace(warehouse, "ops.criterion", rows)


def _in(texts: Mapping[str, str], language: str) -> str | None:
    return texts.get(language) or next(iter(texts.values()), None)
