"""Finding: what was looked at, is it fine, and what to do where it is not?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; its text says what to do where it is not fine."""

    is_fine: bool
    text: str


def tried(read: Callable[[], str], *expected: type[Exception]) -> Finding:
    """What a look found, or the error that says what to do."""
    try:
        return Finding(True, read())
    except expected as error:
        return Finding(False, str(error))
