"""What the simulated contact centre exported, as the tests of its nights read it."""

from __future__ import annotations

import csv
from pathlib import Path


def rows_of(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exports(night, pattern: str) -> list[Path]:
    return sorted((night.settings.paths.demo / "exports").glob(pattern))


def call_ids(path: Path) -> list[str]:
    return [row["CALL ID"] for row in rows_of(path)]


def plant(night, code: str) -> dict:
    return next(each for each in night.truth["plants"] if each["plant_code"] == code)
