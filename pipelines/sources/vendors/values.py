"""Values: what does one untyped value of a vendor's JSON say?

A value of another kind than the format has raises ValueError in words that name the field, never the value.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

LONGEST_MS = 366 * 24 * 3600 * 1000  # a year: no contact lasts longer
LANGUAGE_NAMES = {"english": "en", "eng": "en", "spanish": "es", "spa": "es"}


def objects(parent: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The list of objects of that name; absent or null is an empty one."""
    value = parent.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError(f"{name} is not a list of objects")
    return value


def section(parent: dict[str, Any], name: str) -> dict[str, Any]:
    """The object of that name; absent or null is an empty one."""
    value = parent.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{name} is not an object")
    return value


def first(parent: dict[str, Any], name: str) -> dict[str, Any]:
    """The first object of the list of that name; an empty one where there is none."""
    return next(iter(objects(parent, name)), {})


def text(parent: dict[str, Any], name: str) -> str:
    """The words of that name, "" where it is absent; a number is its digits."""
    value = parent.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"{name} is not a text")
    return value if isinstance(value, str) else str(value)


def label(parent: dict[str, Any], name: str) -> str | None:
    """The vendor's name for a speaker or channel, None where it gives none."""
    return text(parent, name).strip() or None


def milliseconds(parent: dict[str, Any], name: str, per_unit: float = 1) -> int | None:
    """The offset of that name, which counts in units of `per_unit` milliseconds; None where it is absent."""
    value = parent.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"{name} is not a number")
    try:
        offset = float(value) * per_unit
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{name} is not a number") from error
    if not math.isfinite(offset) or abs(offset) > LONGEST_MS:
        raise ValueError(f"{name} lies more than a year from the start")
    return round(offset)


def moment(parent: dict[str, Any], name: str) -> datetime | None:
    """The clock time of that name (ISO 8601; without a zone it is UTC), None where it is absent."""
    value = parent.get(name)
    if value is None or value == "":
        return None
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is not a time like 2026-03-02T09:00:00Z") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def language(parent: dict[str, Any], name: str) -> str | None:
    """The two letters of a language ("en" of "en-US", "EN", "english"), None where none is named."""
    word = text(parent, name).strip().casefold()
    if word in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[word]
    code = word.replace("_", "-").split("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def names(value: Any) -> str | None:
    """The texts of a list in one line, None where there are none."""
    if not isinstance(value, list):
        return None
    return ", ".join(each for each in value if isinstance(each, str)) or None
