"""Flows: the runs that Prefect orchestrates. Its telemetry and chatter are off before it is first imported."""

import os
from pathlib import Path

QUIET_PREFECT = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # 20 s, the default, fails on a busy machine
    "PREFECT_CLIENT_MAX_RETRIES": "3",  # a server that died is given up after a quarter of a minute; 5, the default, after one
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
SERVED_VARIABLE = "VOC_SERVED"  # set for the runs that `voc serve` starts
for _name, _value in QUIET_PREFECT.items():
    os.environ.setdefault(_name, _value)


def keep_prefect_in(build: Path) -> None:
    """Let Prefect write beside the warehouse, not into the home folder; to be called before it is imported."""
    home = build / "prefect"
    build.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.mkdir(exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))
