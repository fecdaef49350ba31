"""How is a whole simulated contact centre written out, week by week, as the files that vendors export?"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.simulate import faults
from pipelines.simulate.catalogue import CHANNELS, SITES, Catalogue, load_catalogue
from pipelines.simulate.exports.agent_states import write_agent_states
from pipelines.simulate.exports.calls import write_calls
from pipelines.simulate.exports.digital import write_digital
from pipelines.simulate.exports.surveys import write_surveys
from pipelines.simulate.exports.transcripts import write_transcripts
from pipelines.simulate.people import Agent, hire_agents
from pipelines.simulate.plants import Plant, plan_plants
from pipelines.simulate.records import Memory, draw_records
from pipelines.simulate.shown import FEELINGS_HEADER, QUALITY_HEADER, append_rows
from pipelines.simulate.truth import Tally, append_contacts, write_truth
from pipelines.simulate.volumes import Volumes, draw_volumes

Progress = Callable[[int, int], None]
LATE_DAYS = (15, 14)  # days before the end whose held-back calls come in a file dated at the end
CORRECTED_DAYS = (13, 10)


class SimulationError(ValueError):
    """An argument that no contact centre can be simulated with."""


@dataclass(frozen=True)
class SimulationSummary:
    """What was written, and where the truth about it lies."""

    exports_dir: Path
    truth_path: Path
    truth_contacts_path: Path
    first_date: date
    last_date: date
    contact_count: int
    transcript_count: int
    survey_count: int
    file_count: int
    wrong_disposition_share: float


@dataclass(frozen=True)
class _World:
    out_dir: Path
    catalogue: Catalogue
    volumes: Volumes
    plants: list[Plant]
    agents: list[Agent]
    transcript_share: float
    seed: int
    progress: Progress
    phrases_folder: Path | None = None

    @property
    def end(self) -> date:
        return self.volumes.days[-1]

    def path(self, source: str, first: date, last: date, suffix: str) -> Path:
        return self.out_dir / "exports" / source / f"{source}_{first.isoformat()}_{last.isoformat()}.{suffix}"


def simulate(
    out_dir: Path,
    end: date,
    days: int = 150,
    contacts_per_day: int = 200,
    transcript_share: float = 0.45,
    seed: int = 7,
    taxonomy_dir: Path = Path("data/taxonomy"),
    progress: Progress = lambda done, total: None,
    phrases_folder: Path | None = None,
) -> SimulationSummary:
    """Write the exports of a contact centre and the truth about them; the same arguments give the same bytes.

    Args:
        out_dir: gets `exports/`, `truth.json`, `truth_contacts.csv`, and of each transcript `quality.csv` (which
            behaviours were shown) and `feelings.csv`; what stood there under these names is replaced.
        end: last day of the data.
        transcript_share: share of the handled contacts that have a transcript, 0 to 1.
        progress: called with the number of contacts done and the total.
        phrases_folder: where the agents take other words for their behaviours from (quality_phrasings_en.toml and
            _es.toml); None: the simulator's own. For measuring what a scorecard's rules know of words not seen.

    Raises:
        SimulationError: a number is out of range.
    """
    _check(days, contacts_per_day, transcript_share)
    catalogue = load_catalogue(taxonomy_dir)
    plants = plan_plants(end)
    volumes = draw_volumes(catalogue, end, days, contacts_per_day, plants, np.random.default_rng([seed, 0]))
    agents = hire_agents(contacts_per_day, seed)
    world = _World(out_dir, catalogue, volumes, plants, agents, transcript_share, seed, progress, phrases_folder)
    _clear(out_dir)
    tally, extra = _write_weeks(world)
    write_truth(out_dir / "truth.json", catalogue, volumes, plants, agents, tally, extra)
    return _summary(world, tally)


def _write_weeks(world: _World) -> tuple[Tally, dict]:
    memory, tally = Memory(), Tally()
    late: list[pd.DataFrame] = []
    corrected: list[pd.DataFrame] = []
    done = 0
    count = len(world.volumes.days)
    for week, first in enumerate(range(0, count, 7)):
        last = min(first + 7, count)
        rng = np.random.default_rng([world.seed, 1, week])
        frame = draw_records(world.catalogue, world.volumes, world.plants, world.agents, first, last, memory, rng)
        frame["has_transcript"] = ~frame["is_abandoned"] & (rng.random(len(frame)) < world.transcript_share)
        frame["is_late"] = _held_back(frame, world, rng)
        frame, fixed = _correct(frame, world, rng)
        corrected.append(fixed)
        late.append(frame[frame["is_late"]])
        _write_week(frame, fixed, world, first, last, rng, done)
        tally.add(frame, world.plants)
        done += len(frame)
        world.progress(done, world.volumes.total)
    return tally, _write_extras(world, pd.concat(late), pd.concat(corrected))


def _write_week(
    frame: pd.DataFrame, fixed: pd.DataFrame, world: _World, first: int, last: int, rng: np.random.Generator, done: int
) -> None:
    days, catalogue, agents = world.volumes.days, world.catalogue, world.agents
    span = (days[first], days[last - 1])
    first_codes = frame.assign(disposition_code=frame["first_disposition_code"])
    is_call = frame["channel"] == CHANNELS.index("voice")
    for index, site in enumerate(SITES):
        calls = first_codes[is_call & (frame["site"] == index) & ~frame["is_late"]]
        write_calls(world.path(f"calls_{site.code.lower()}", *span, "csv"), calls, catalogue, agents, world.seed)
    write_digital(world.path("digital", *span, "jsonl"), first_codes[~is_call], catalogue, agents, world.seed)
    write_agent_states(world.path("agent_states", *span, "csv"), frame, agents, rng)
    write_surveys(world.path("surveys", *span, "csv"), frame, world.seed)
    _write_transcripts(world.path("transcripts", *span, "jsonl"), frame, world, done)
    append_contacts(world.out_dir / "truth_contacts.csv", frame, days, catalogue, agents)


def _write_transcripts(path: Path, frame: pd.DataFrame, world: _World, done: int) -> None:
    rows = frame[frame["has_transcript"]]

    def tell(share: float) -> None:
        world.progress(done + int(len(frame) * share), world.volumes.total)

    seed, phrases = world.seed, world.phrases_folder
    quality, felt = write_transcripts(path, rows, world.catalogue, world.agents, seed, phrases, tell)
    append_rows(world.out_dir / "quality.csv", QUALITY_HEADER, quality)
    append_rows(world.out_dir / "feelings.csv", FEELINGS_HEADER, felt)


def _held_back(frame: pd.DataFrame, world: _World, rng: np.random.Generator) -> pd.Series:
    """Mark calls of the first site, two weeks before the end, that only come with the late file."""
    is_late = pd.Series(False, index=frame.index)
    calls = _calls_between(frame, world, 0, LATE_DAYS)
    is_late[calls.index] = faults.late_rows(calls, rng)
    return is_late


def _correct(frame: pd.DataFrame, world: _World, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the week with dispositions as they stand in the end, and its calls that are delivered again."""
    frame = frame.assign(first_disposition_code=frame["disposition_code"])
    calls = _calls_between(frame, world, 1, CORRECTED_DAYS)
    codes = [(*reason.disposition_codes, "")[0] for reason in world.catalogue.reasons]
    fixed = faults.corrected_rows(calls, pd.Series([codes[r] for r in calls["reason"]], calls.index, dtype=object), rng)
    frame.loc[fixed.index, "disposition_code"] = fixed["disposition_code"]
    frame.loc[fixed.index, "is_wrong"] = False
    return frame, fixed


def _calls_between(frame: pd.DataFrame, world: _World, site: int, days_before: tuple[int, int]) -> pd.DataFrame:
    place = len(world.volumes.days) - 1 - frame["day"]
    is_call = (frame["channel"] == CHANNELS.index("voice")) & (frame["site"] == site)
    return frame[is_call & (place <= days_before[0]) & (place >= days_before[1])]


def _write_extras(world: _World, late: pd.DataFrame, corrected: pd.DataFrame) -> dict:
    """Write the late and the corrected file, spoil some rows, and return what a reader of the truth must know."""
    end = world.end
    folders = [world.out_dir / "exports" / f"calls_{site.code.lower()}" for site in SITES]
    notes: dict = {"late_file": None, "corrected_file": None, "broken_rows": []}
    if len(late):
        path = folders[0] / f"calls_columbus_{end.isoformat()}_late.csv"
        write_calls(path, late, world.catalogue, world.agents, world.seed)
        notes["late_file"] = {"file": path.name, "row_count": len(late)}
    if len(corrected):
        path = folders[1] / f"calls_monterrey_{(end - timedelta(days=3)).isoformat()}_corrected.csv"
        write_calls(path, corrected, world.catalogue, world.agents, world.seed, updated_days=6)
        notes["corrected_file"] = {"file": path.name, "row_count": len(corrected)}
    exports = world.out_dir / "exports"
    notes["broken_rows"] += faults.break_calls(sorted(exports.glob("calls_columbus/*.csv"))[0])
    notes["broken_rows"] += faults.break_digital(sorted(exports.glob("digital/*.jsonl"))[-1])
    notes["broken_rows"] += faults.break_surveys(sorted(exports.glob("surveys/*.csv"))[-1])
    return notes


def _summary(world: _World, tally: Tally) -> SimulationSummary:
    days = world.volumes.days
    return SimulationSummary(
        exports_dir=world.out_dir / "exports",
        truth_path=world.out_dir / "truth.json",
        truth_contacts_path=world.out_dir / "truth_contacts.csv",
        first_date=days[0],
        last_date=days[-1],
        contact_count=world.volumes.total,
        transcript_count=tally.transcripts,
        survey_count=tally.surveys,
        file_count=sum(1 for path in (world.out_dir / "exports").rglob("*") if path.is_file()),
        wrong_disposition_share=tally.wrong / max(1, tally.coded),
    )


def _clear(out_dir: Path) -> None:
    shutil.rmtree(out_dir / "exports", ignore_errors=True)
    for name in ("truth_contacts.csv", "quality.csv", "feelings.csv"):
        (out_dir / name).unlink(missing_ok=True)
    out_dir.mkdir(parents=True, exist_ok=True)


def _check(days: int, contacts_per_day: int, transcript_share: float) -> None:
    if days < 1 or contacts_per_day < 1:
        raise SimulationError("days and contacts per day must be 1 or more.")
    if not 0 <= transcript_share <= 1:
        raise SimulationError(f"transcript_share is {transcript_share}; give a share from 0 to 1.")
