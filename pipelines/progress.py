"""Progress: how far is the run, for whoever watches?

The flow tells; a terminal listens. Nobody has to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]

_listeners: list[Listener] = []


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Call `listener(step label, done, total)` on whatever is told inside the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def tell(label: str, done: int = 0, total: int = 0) -> None:
    """Say that `done` of `total` of a step are over; a total of 0 is one that is not known."""
    for listener in _listeners:
        listener(label, done, total)
