"""Literals: how do a file's own words stand in SQL?"""

from __future__ import annotations

from collections.abc import Iterable


def text_literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def literals(values: Iterable[str]) -> str:
    return ", ".join(map(text_literal, values))
