"""A core of contacts with turns, written by hand, and what scores it: rules, and models once enough was answered."""

from __future__ import annotations

import tomllib
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.handling.judges import Judges, JudgeSettings, choose_judges
from pipelines.handling.reviews import follow_reviews
from pipelines.handling.rubric import write_rubric
from pipelines.handling.scoring import score_contacts
from pipelines.settings import PROJECT_ROOT
from vocmodels.quality import parse_rubric

USUAL = JudgeSettings()
CORE_CONTACT = """
create table core.contact (
    contact_id varchar, contact_date date default '2026-03-02', started_at timestamp default '2026-03-02 10:00:00',
    customer_id varchar, agent_id varchar default 'agent1', team_label varchar, channel_code varchar default 'voice',
    language_code varchar default 'en', queue_seconds double, hold_seconds double, transfer_count integer,
    is_abandoned boolean default false, csat_score double, nps_score double, is_resolved boolean,
    turn_count integer default 0
)
"""
CORE_TURN = """
create table core.turn (
    contact_id varchar, turn_index integer, speaker varchar, started_ms bigint, ended_ms bigint, text varchar,
    language_code varchar default 'en'
)
"""
WARM = [
    ("agent", "Good morning, thank you for calling. My name is Ana, how can I help you today?"),
    ("customer", "My parcel is late again and I am really angry about it."),
    ("agent", "I am so sorry about that, I understand how frustrating this must be. Which order number is it?"),
    ("customer", "It is the one from last week."),
    ("agent", "I will take care of it myself: your parcel will be with you tomorrow before noon."),
    ("customer", "Great, thank you so much, that is perfect."),
    ("agent", "So, to sum up, it arrives tomorrow before noon. Is there anything else I can help you with?"),
    ("customer", "No, thanks."),
    ("agent", "Thank you for calling, have a nice day. Goodbye."),
]
COLD = [
    ("agent", "What."),
    ("customer", "My parcel is late again, this is the third time I call. I will cancel my account."),
    ("agent", "It comes when it comes."),
    ("customer", "This is unacceptable."),
]


def shipped_rubric() -> dict:
    return tomllib.loads((PROJECT_ROOT / "data/taxonomy/quality.toml").read_text(encoding="utf-8"))


def make_core(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute(CORE_CONTACT)
    warehouse.execute(CORE_TURN)
    warehouse.execute("insert into ops.setting (repeat_days) values (7)")


def add(warehouse: duckdb.DuckDBPyConnection, contact_id: str, turns: list[tuple[str, str]], **columns: object) -> None:
    row = {"contact_id": contact_id, "turn_count": len(turns)} | columns
    warehouse.execute(
        f"insert into core.contact ({', '.join(row)}) values ({', '.join('?' * len(row))})", list(row.values())
    )
    if turns:
        values = [value for index, turn in enumerate(turns) for value in (contact_id, index, *turn)]
        rows = ", ".join(["(?, ?, ?, ?)"] * len(turns))
        warehouse.execute(f"insert into core.turn (contact_id, turn_index, speaker, text) values {rows}", values)


def say(warehouse: duckdb.DuckDBPyConnection, contact_id: str, turn_index: int, speaker: str, text: str) -> None:
    warehouse.execute(
        "insert into core.turn (contact_id, turn_index, speaker, text) values (?, ?, ?, ?)",
        [contact_id, turn_index, speaker, text],
    )


def reviews(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["contact_id", "criterion_code", "verdict"], dtype="str")
    return frame.assign(reviewed_by="Kim", reviewed_at=pd.Timestamp("2026-03-03"))


def judges_of(
    warehouse: duckdb.DuckDBPyConnection,
    folder: Path,
    document: dict,
    said: pd.DataFrame | None = None,
    settings: JudgeSettings = USUAL,
) -> Judges:
    rubric = parse_rubric(document)
    write_rubric(warehouse, rubric, "en")
    return choose_judges(warehouse, folder, rubric, reviews() if said is None else said, settings)


def night(
    warehouse: duckdb.DuckDBPyConnection,
    folder: Path,
    document: dict,
    said: pd.DataFrame | None = None,
    settings: JudgeSettings = USUAL,
) -> int:
    """Score what is pending; return how many contacts were read."""
    judges = judges_of(warehouse, folder, document, said, settings)
    read_count = score_contacts(warehouse, judges, lambda done, total: None)
    follow_reviews(warehouse, reviews() if said is None else said, judges.rubric)
    return read_count
