"""What was really the case: the planted events with their sizes, and the true reason of every contact?

The pipeline never reads these files; tests and benchmarks do.
"""

import csv
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from pipelines.simulate.catalogue import CARRIERS, CHANNELS, LANGUAGES, REGIONS, SITES, Catalogue
from pipelines.simulate.exports.rows import records
from pipelines.simulate.outcomes import EFFECTS
from pipelines.simulate.people import COACHED, HASTY, SKILLS, THOROUGH, Agent
from pipelines.simulate.plants import Plant, plan_changes
from pipelines.simulate.volumes import Volumes

_IMBALANCES = {HASTY: "speed_with_repeats", THOROUGH: "long_but_resolved"}
HEADER = (
    "contact_id", "contact_date", "reason_code", "second_reason_code", "plant_code", "site_code", "channel_code",
    "language_code", "region_code", "carrier_code", "product_code", "agent_id", "disposition_code",
    "is_disposition_wrong", "is_abandoned", "is_repeat", "has_transcript",
)  # fmt: skip


@dataclass
class Tally:
    """Counts gathered while the weeks are written."""

    transcripts: int = 0
    surveys: int = 0
    coded: int = 0
    wrong: int = 0
    in_slice: dict[str, int] = field(default_factory=dict)

    def add(self, frame: pd.DataFrame, plants: list[Plant]) -> None:
        """Count one week."""
        self.transcripts += int(frame["has_transcript"].sum())
        self.surveys += int(frame["has_survey"].sum())
        self.coded += int((frame["disposition_code"] != "").sum())
        self.wrong += int(frame["is_wrong"].sum())
        for plant in plants:
            rows = frame[frame["plant"] == plant.code]
            inside = _inside(rows, plant)
            self.in_slice[plant.code] = self.in_slice.get(plant.code, 0) + int(inside.sum())


def append_contacts(
    path: Path, frame: pd.DataFrame, days: list[date], catalogue: Catalogue, agents: list[Agent]
) -> None:
    """Append the true facts of one week's contacts to the CSV; the header comes with the first."""
    codes = [reason.code for reason in catalogue.reasons] + [""]
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(HEADER)
        writer.writerows(
            (
                row.contact_id,
                days[row.day].isoformat(),
                codes[row.reason],
                codes[row.second_reason],
                row.plant,
                SITES[row.site].code,
                CHANNELS[row.channel],
                LANGUAGES[row.language],
                REGIONS[row.region],
                CARRIERS[row.carrier] if row.carrier >= 0 else "",
                catalogue.products[row.product].label,
                "" if row.is_abandoned else agents[row.agent].agent_id,
                row.disposition_code,
                int(row.is_wrong),
                int(row.is_abandoned),
                int(row.is_repeat),
                int(row.has_transcript),
            )
            for row in records(frame)
        )


def write_truth(
    path: Path,
    catalogue: Catalogue,
    volumes: Volumes,
    plants: list[Plant],
    agents: list[Agent],
    tally: Tally,
    extra: dict,
) -> None:
    """Write the plants, the changes, who needs coaching, who is out of balance, what pleases, how files were spoilt."""
    document = {
        "plants": [_plant_facts(plant, catalogue, volumes, tally) for plant in plants],
        "changes": plan_changes(volumes.days[-1]),
        "coaching": [
            {
                "agent_id": agent.agent_id,
                "agent_label": agent.label,
                "behaviours": agent.missing,
                "skills": agent.skills,
                "pace": agent.pace,
            }
            for agent in agents
            if agent.role == COACHED
        ],
        "imbalances": [_imbalance(agent) for agent in agents if agent.role in _IMBALANCES],
        "satisfaction": {"csat_points": asdict(EFFECTS), "skills": SKILLS},
        "agents": [{"agent_id": a.agent_id, "quality": round(a.quality, 3), "pace": round(a.pace, 3)} for a in agents],
        "dispositions": {"coded_count": tally.coded, "wrong_count": tally.wrong},
        **extra,
    }
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _plant_facts(plant: Plant, catalogue: Catalogue, volumes: Volumes, tally: Tally) -> dict:
    reason = catalogue.reason_index(plant.reason_code)
    inside = [i for i, day in enumerate(volumes.days) if plant.first_date <= day <= plant.last_date]
    excess = volumes.planted[plant.code].sum(axis=1)
    usual = volumes.usual[:, reason, :].sum(axis=1)
    return {
        "plant_code": plant.code,
        "reason_code": plant.reason_code,
        "first_date": plant.first_date.isoformat(),
        "last_date": plant.last_date.isoformat(),
        "slice": plant.slice_values,
        "story": plant.story,
        "expected_count": round(float(volumes.expected[inside, reason, :].sum()), 1),
        "usual_count": int(usual[inside].sum()),
        "excess_count": int(excess[inside].sum()),
        "excess_in_slice_count": tally.in_slice.get(plant.code, 0) if plant.slice_values else None,
        "daily": [
            {"contact_date": volumes.days[i].isoformat(), "usual_count": int(usual[i]), "excess_count": int(excess[i])}
            for i in inside
        ],
    }


def _imbalance(agent: Agent) -> dict:
    return {"agent_id": agent.agent_id, "imbalance_code": _IMBALANCES[agent.role], "pace": agent.pace}


def _inside(rows: pd.DataFrame, plant: Plant) -> pd.Series:
    inside = pd.Series(True, index=rows.index)
    if "carrier_code" in plant.slice_values:
        inside &= rows["carrier"] == CARRIERS.index(plant.slice_values["carrier_code"])
    if "region_code" in plant.slice_values:
        inside &= rows["region"] == REGIONS.index(plant.slice_values["region_code"])
    return inside
