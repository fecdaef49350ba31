"""How do rows reach a CSV file, the same bytes every time?"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file with a header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def records(frame: pd.DataFrame) -> Iterable[Any]:
    """Return the rows of a frame as named tuples (whose columns no type checker knows)."""
    return frame.itertuples(index=False)


def clock(seconds: Iterable[int]) -> list[str]:
    """Return durations as HH:MM:SS."""
    return [f"{value // 3600:02d}:{value // 60 % 60:02d}:{value % 60:02d}" for value in map(int, seconds)]


def utc_text(stamps: pd.Series | np.ndarray) -> list[str]:
    """Return times as ISO 8601 with a Z."""
    return [f"{text}Z" for text in np.datetime_as_string(np.asarray(stamps, dtype="datetime64[s]")).tolist()]


def local_times(stamps: pd.Series | np.ndarray, timezone: str) -> pd.DatetimeIndex:
    """Return UTC times as the wall clock of a zone."""
    return pd.DatetimeIndex(stamps).tz_localize("UTC").tz_convert(timezone).tz_localize(None)


def plus(stamps: pd.Series, seconds: pd.Series | np.ndarray) -> np.ndarray:
    """Return times moved by seconds."""
    return stamps.to_numpy().astype("datetime64[s]") + np.asarray(seconds).astype("timedelta64[s]")
