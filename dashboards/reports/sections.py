"""Sections: of what is a part of a report made, so that page and paper set it alike?"""

from collections.abc import Sequence
from typing import Any


def section(
    title: str, told: Sequence[str], tables: Sequence[dict[str, Any]] = (), chart: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A section as both faces set it: a heading, sentences, tables, and a chart or none."""
    return {"title": title, "sentences": [one for one in told if one], "tables": list(tables), "chart": chart}


def table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = "", texts: Sequence[int] = (0,)
) -> dict[str, Any]:
    """A table of words that are ready to be set; `texts` are the places of columns that hold words, not numbers."""
    return {"columns": list(columns), "rows": [list(row) for row in rows], "note": note, "texts": list(texts)}
