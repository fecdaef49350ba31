"""Remembering: was this worked out before, from the same rows?

Many readers look at the same. What was made of frames and words alone is kept under a fingerprint of them, so that nobody
gets what was made of rows that only others may see.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

import pandas as pd
import pyarrow as pa

from dashboards.languages import spoken

MOST_KEPT = 256
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def remembered(work_out: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """The same function, which works an answer out once for the same arguments and language; nobody changes what it returns."""
    kept: OrderedDict[bytes, Answer] = OrderedDict()
    lock = Lock()

    @wraps(work_out)
    def answer(*args: Given.args, **more: Given.kwargs) -> Answer:
        key = _fingerprint([spoken(), *args, *(part for pair in sorted(more.items()) for part in pair)])
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


def _fingerprint(values: list[object]) -> bytes:
    digest = hashlib.blake2b()
    for value in values:
        digest.update(_bytes_of(value))
        digest.update(b"\x00")
    return digest.digest()


def _bytes_of(value: object) -> bytes:
    if isinstance(value, pd.DataFrame):
        return _rows(value)
    return repr(value.to_dict() if isinstance(value, pd.Series) else value).encode()


def _rows(frame: pd.DataFrame) -> bytes:
    """A frame's rows with its columns, types and index; columns of mixed types have no form in Arrow, but one in words."""
    try:
        table = pa.Table.from_pandas(frame)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return repr(frame.to_dict("split")).encode()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
