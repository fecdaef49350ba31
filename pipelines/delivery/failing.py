"""Failing: what may be said of a door that did not take a letter?

Only words of our own: a server's answer, an address and whatever a library says may hold secrets or recipients.
"""

from __future__ import annotations

import os


class FailedError(Exception):
    """The next try may succeed. `is_certain`: no letter will go until somebody mends the door."""

    def __init__(self, message: str, wait_seconds: float | None = None, is_certain: bool = False) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds
        self.is_certain = is_certain


class RefusedError(Exception):
    """The door answers, but will not take this letter; others may go."""


def secret_of(name: str) -> str:
    """What the environment holds under a name.

    Raises:
        FailedError: nothing, or what cannot be sent.
    """
    value = os.environ.get(name, "").strip()
    if not value:
        raise FailedError(f"The environment variable {name} is not set. Set it where voc runs.", is_certain=True)
    if not value.isprintable() or not value.isascii():
        raise FailedError(f"The environment variable {name} holds signs that cannot be sent.", is_certain=True)
    return value
