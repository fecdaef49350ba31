"""What agents were doing, minute by minute, as NICE CXone logs it: Available, Working, Outstate, in UTC."""

from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.simulate.exports.rows import utc_text, write_rows
from pipelines.simulate.people import Agent

HEADER = ("Agent_No", "Agent_Name", "Team_Name", "State", "Start_Date", "End_Date", "Duration")
_BREAKS = (("Break", 900), ("Lunch", 1800), ("Meeting", 1500))


def write_agent_states(path: Path, contacts: pd.DataFrame, agents: list[Agent], rng: np.random.Generator) -> None:
    """Write the states of every agent on every day of the contacts; they follow the contacts they handled."""
    handled = contacts[~contacts["is_abandoned"]]
    length = handled[["talk_seconds", "hold_seconds", "wrap_seconds"]].sum(axis=1).to_numpy()
    begin = (
        handled["started_at"].to_numpy().astype("datetime64[s]").astype(np.int64) + handled["queue_seconds"].to_numpy()
    )
    work = pd.DataFrame({"agent": handled["agent"], "day": handled["day"], "begin": begin, "end": begin + length})
    work = work.sort_values(["agent", "day", "begin", "end"], kind="stable")
    rows: list[tuple] = []
    for _, shift in work.groupby(["agent", "day"], sort=True):
        agent = agents[int(shift["agent"].iloc[0])]
        states = _shift(shift["begin"].to_numpy(), shift["end"].to_numpy(), rng)
        rows += [(agent.agent_id, agent.label, agent.team, *state) for state in states]
    starts = utc_text(np.array([row[4] for row in rows], dtype="datetime64[s]"))
    ends = utc_text(np.array([row[5] for row in rows], dtype="datetime64[s]"))
    write_rows(
        path,
        HEADER,
        ((*row[:4], start, end, row[5] - row[4]) for row, start, end in zip(rows, starts, ends, strict=True)),
    )


def _shift(begins: np.ndarray, ends: np.ndarray, rng: np.random.Generator) -> list[tuple[str, int, int]]:
    """Return one day's states without gap or overlap: (state, from, to) in seconds since 1970."""
    clock = int(begins[0] - rng.integers(120, 1800))
    breaks = list(_BREAKS)
    states: list[tuple[str, int, int]] = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        if begin > clock:
            states += _idle(clock, begin, breaks)
            clock = begin
        if end > clock:
            states.append(("Working", clock, end))
            clock = end
    return [*states, ("Available", clock, clock + int(rng.integers(60, 1500)))]


def _idle(clock: int, until: int, breaks: list[tuple[str, int]]) -> list[tuple[str, int, int]]:
    if breaks and until - clock > breaks[0][1] + 1200:
        name, length = breaks.pop(0)
        return [("Available", clock, clock + 600), (name, clock + 600, clock + 600 + length),
                ("Available", clock + 600 + length, until)]  # fmt: skip
    return [("Available", clock, until)]
