"""Remembering: was this worked out before, from the same rows?

Many readers look at the same. What was made of frames and words alone is kept under a fingerprint of them, so that nobody
gets what was made of rows that only others may see.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

MOST_KEPT = 256
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def remembered(work_out: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The same function, which works an answer out once for the same arguments; nobody changes what it returns."""
    kept: OrderedDict[bytes, Answer] = OrderedDict()
    lock = Lock()

    @wraps(work_out)
    def answer(*args: Given.args, **more: Given.kwargs) -> Answer:
        key = hashlib.blake2b(pickle.dumps((args, more))).digest()  # a fingerprint: nothing is loaded from it
        with lock:
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        found = work_out(*args, **more)
        with lock:
            kept[key] = found
            if len(kept) > MOST_KEPT:
                kept.popitem(last=False)
        return found

    return answer
