"""Logs: what do machines that collect logs read of a run?

With VOC_LOG=json each run, step and failure is one line of JSON on standard error, in UTC; without it nothing is written, as the
terminal shows what people want to see.
"""

from __future__ import annotations

import logging
import os

from pythonjsonlogger.json import JsonFormatter

LOG_VARIABLE = "VOC_LOG"


def tell(event: str, run_id: str, **facts: object) -> None:
    """Log what happened; no fact may hold what stood in a row."""
    _log.info(event, extra={"run_id": run_id, **facts})


def tell_failure(event: str, run_id: str, **facts: object) -> None:
    _log.error(event, extra={"run_id": run_id, **facts})


def _logger() -> logging.Logger:
    logger = logging.getLogger("voc")
    logger.propagate = False
    if os.environ.get(LOG_VARIABLE) != "json":
        logger.addHandler(logging.NullHandler())
        return logger
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonFormatter(
            "{levelname}{message}",
            style="{",
            timestamp="time",
            rename_fields={"levelname": "level", "message": "event"},
        )
    )
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return logger


_log = _logger()
