"""What goes wrong with deliveries: broken rows, a corrected re-delivery, rows that come late?"""

from pathlib import Path

import numpy as np
import pandas as pd

LATE_ROWS = 40
CORRECTED_ROWS = 60


def break_calls(path: Path) -> list[dict]:
    """Spoil three rows at the end of a call log: a date, an id, and one cell too many. Return what was done."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) < 8:
        return []
    cells = lines[2].split('"')  # the quoted timestamp stands between the first two quotes
    cells[1] = "Tue, 31 Feb 2026 25:61:00"
    bad_date = lines[2].split(",")[0] + "9" + '"'.join(cells)[len(lines[2].split(",")[0]) :]
    no_id = "," + lines[3].split(",", 1)[1]
    too_many = "1" + lines[4] + ",surplus,cells"
    _append(path, [bad_date, no_id, too_many])
    return [
        {"file": path.name, "line": len(lines) + 1, "fault": "bad date"},
        {"file": path.name, "line": len(lines) + 2, "fault": "missing id"},
        {"file": path.name, "line": len(lines) + 3, "fault": "too many columns"},
    ]


def break_digital(path: Path) -> list[dict]:
    """Add a line that ends in the middle of its JSON. Return what was done."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines:
        return []
    _append(path, [lines[0][: len(lines[0]) // 2]])
    return [{"file": path.name, "line": len(lines) + 1, "fault": "broken JSON"}]


def break_surveys(path: Path) -> list[dict]:
    """Add an answer with a CSAT of 9. Return what was done."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) < 2:
        return []
    cells = lines[1].split(",", 4)
    _append(path, [",".join(["R999999999", *cells[1:3], "9", cells[4]])])
    return [{"file": path.name, "line": len(lines) + 1, "fault": "impossible CSAT"}]


def late_rows(calls: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return which calls are held back and delivered only at the end."""
    chosen = rng.permutation(len(calls))[: min(LATE_ROWS, len(calls) // 3)]
    is_late = np.zeros(len(calls), dtype=bool)
    is_late[chosen] = True
    return pd.Series(is_late, index=calls.index)


def corrected_rows(calls: pd.DataFrame, true_codes: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """Return calls that are delivered again with the disposition set right: first those that were wrong."""
    pool = calls[~calls["is_abandoned"] & (true_codes != "")]
    order = np.lexsort((rng.random(len(pool)), ~pool["is_wrong"].to_numpy()))
    chosen = pool.iloc[np.sort(order[:CORRECTED_ROWS])]
    return chosen.assign(disposition_code=true_codes[chosen.index])


def _append(path: Path, lines: list[str]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)
