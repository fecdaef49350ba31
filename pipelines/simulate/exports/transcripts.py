"""Which conversations stand behind a week's records, and what do they show?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.simulate.catalogue import CHANNELS, LANGUAGES, Catalogue
from pipelines.simulate.exports.contact_lens import transcript
from pipelines.simulate.exports.rows import records
from pipelines.simulate.people import SKILLS, Agent
from pipelines.simulate.scene import Contact, set_scene
from pipelines.simulate.shown import feelings, verdicts


def write_transcripts(
    path: Path,
    contacts: pd.DataFrame,
    catalogue: Catalogue,
    agents: list[Agent],
    seed: int,
    phrases_folder: Path | None,
    tell: Callable[[float], None],
) -> tuple[list[tuple], list[tuple]]:
    """Write a transcript per contact, and return the rows of quality.csv and of feelings.csv about them.

    `tell` is called with the share that is done, now and then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    quality: list[tuple] = []
    felt: list[tuple] = []
    moments = contacts["started_at"].dt.to_pydatetime()
    with path.open("w", encoding="utf-8") as file:
        for place, (row, moment) in enumerate(zip(records(contacts), moments, strict=True)):
            scene = set_scene(_contact(row, catalogue, agents), seed, phrases_folder)
            line, marks = transcript(scene, moment, row.talk_seconds)
            file.write(line + "\n")
            quality += verdicts(scene.contact, marks)
            felt.append(feelings(scene.contact, marks))
            if place % 500 == 499:
                tell(place / len(contacts))
    return quality, felt


def _contact(row: Any, catalogue: Catalogue, agents: list[Agent]) -> Contact:
    reasons = catalogue.reasons
    return Contact(
        contact_id=row.contact_id,
        channel=CHANNELS[row.channel],
        language=LANGUAGES[row.language],
        reason_code=reasons[row.reason].code,
        second_reason_code=reasons[row.second_reason].code if row.second_reason >= 0 else "",
        product=catalogue.products[row.product],
        carrier=row.carrier,
        customer=row.customer,
        agent=agents[row.agent],
        is_repeat=row.is_repeat,
        shows=frozenset(code for code in SKILLS if getattr(row, f"shows_{code}")),
        has_trouble=row.has_trouble,
        hold_seconds=row.hold_seconds,
        transfer_count=row.transfer_count,
        is_angry=row.is_angry,
        end_feeling=row.end_feeling,
        is_escalated=row.is_escalated,
        has_churn_risk=row.has_churn_risk,
    )
