"""How long does it take to score every contact, and does it grow with their number alone?

    python -m tests.benchmarks.handling [CONTACTS ...]

Default: 5,000 and 20,000 contacts of 40 turns. The turns are those of a simulated contact centre, one conversation after the
other, so that agents and customers speak as they do there. What is measured is the step of the night: reading, scorecard,
sentiment, effort, and writing. Wall seconds are the machine's; CPU seconds hold elsewhere too.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from pipelines.handling.judges import Judges, choose_judges
from pipelines.handling.reviews import read_reviews
from pipelines.handling.rubric import read_rubric
from pipelines.handling.scoring import score_contacts
from pipelines.settings import Settings
from pipelines.warehouse import open_warehouse
from tests.benchmarks.nightly import simulated_core

TURNS = 40
SAID = """
create or replace temp table said as
select speaker, text, language_code, row_number() over (order by language_code, contact_id, turn_index) - 1 as place
from core.turn
where speaker in ('agent', 'customer')
"""
CONTACTS = """
create or replace table core.contact as
select
    md5($contacts || ' ' || number) as contact_id, md5((number % 977)::varchar) as customer_id, 'voice' as channel_code,
    null::varchar as language_code, number % 5 * 20.0 as hold_seconds, number % 3 as transfer_count, false as is_abandoned,
    timestamp '2026-03-01' + to_minutes(number) as started_at, null::double as csat_score, null::double as nps_score,
    null::boolean as is_resolved, $turns as turn_count
from range($contacts) as numbers (number)
"""
CONVERSATIONS = """
create or replace table core.turn as
select
    md5($contacts || ' ' || number // $turns) as contact_id, (number % $turns)::integer as turn_index, speaker,
    null::bigint as started_ms, null::bigint as ended_ms, text, language_code
from range($contacts * $turns) as numbers (number)
join said on said.place = number % (select count(*) from said)
order by number
"""


def fill(warehouse: duckdb.DuckDBPyConnection, contacts: int) -> None:
    sizes = {"contacts": contacts, "turns": TURNS}
    warehouse.execute(CONVERSATIONS, sizes)
    warehouse.execute(CONTACTS, sizes)
    warehouse.execute("delete from findings.contact_reason")


def measure(warehouse: duckdb.DuckDBPyConnection, judges: Judges) -> tuple[int, float, float]:
    """Contacts read, wall seconds, CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    read_count = score_contacts(warehouse, judges, lambda done, total: None)
    return read_count, time.perf_counter() - wall, time.process_time() - cpu


def run(folder: Path, settings: Settings, sizes: list[int]) -> None:
    with open_warehouse(settings.paths.warehouse) as warehouse:
        warehouse.execute(SAID)
        judges = choose_judges(warehouse, folder / "models", read_rubric(settings), read_reviews(settings))
        fill(warehouse, 200)
        measure(warehouse, judges)  # models are made at their first use
        for contacts in sizes:
            fill(warehouse, contacts)
            read_count, wall, cpu = measure(warehouse, judges)
            _, again, _ = measure(warehouse, judges)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"{read_count:,} contacts of {TURNS} turns: {wall:.1f} s wall, {cpu:.1f} s CPU,"
                f" {cpu / read_count * 1e5:.0f} s CPU for 100,000; nothing new {again:.2f} s; peak {peak:,} MB"
            )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        centre, _ = simulated_core(place, 28, 200)
        run(place, centre, [int(size) for size in sys.argv[1:]] or [5_000, 20_000])
