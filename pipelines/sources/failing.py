"""Failing: what may be said of a failure while rows are at hand that are not masked yet?

A library's message may hold the value that it stumbled over, and so may those of the errors from which it came. Messages
and tracebacks go to logs, to the run's own record and to Prefect's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from pipelines.sources.loose_texts import mask_texts
from pipelines.sources.protection import Patterns

OWN_MODULES = ("pipelines.", "vocmodels.")
KEPT_TYPES = (duckdb.Error, OSError)  # which others tell apart: a full disk, a lock, what may pass
QUOTED = re.compile(r"""(["'`]).*?\1|["'`].*$""")


class UnexpectedError(Exception):
    """Something failed that no error of voc's own foresees; of what the rows hold the message says nothing."""


@contextmanager
def saying_nothing_of_rows(patterns: Patterns) -> Iterator[None]:
    """Whatever fails in the block is raised masked and alone, with the places where it failed.

    Raises:
        UnexpectedError: instead of an error that is neither voc's own nor of the database or the system.
    """
    try:
        yield
    except Exception as error:
        raise _masked(error, patterns).with_traceback(error.__traceback__) from None


def _masked(error: Exception, patterns: Patterns) -> Exception:
    if isinstance(error, OSError):
        error.filename, error.filename2 = (
            each and _mask(str(each), patterns) for each in (error.filename, error.filename2)
        )
    is_own = type(error).__module__.startswith(OWN_MODULES)
    if is_own or isinstance(error, KEPT_TYPES):
        error.args = tuple(_mask(each, patterns, is_own) if isinstance(each, str) else each for each in error.args)
        return _alone(error)
    return UnexpectedError(
        f"{type(error).__name__}: {_mask(str(error), patterns)} (VOC_DEBUG=1 shows where it came from)"
    )


def _alone(error: Exception) -> Exception:
    error.__cause__ = error.__context__ = None
    error.__notes__ = []
    return error


def _mask(text: str, patterns: Patterns, is_own: bool = False) -> str:
    """Without what is personal by its form; of a message that is not voc's own neither what it quotes nor more than a line."""
    if is_own:
        return mask_texts([text], patterns)[0]
    [line, *_] = text.strip().splitlines() or [""]
    return QUOTED.sub("[TEXT]", mask_texts([line], patterns)[0])
