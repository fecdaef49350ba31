"""How long does it take to read why customers came, over many long conversations, and how much memory?

    python -m tests.benchmarks.long_contacts [light|full] [CONTACTS ...]

Contacts of 40 turns (default 10,000 and 100,000 of them, light), each a stretch of the simulated contact centre's
conversations whose every turn is made different; then the flow's own step on them: texts, learning, reading, further
reasons, audit. Memory is the peak of the whole process.
"""

import sys
import tempfile
from pathlib import Path

import duckdb

from pipelines.warehouse import open_warehouse
from tests.benchmarks.nightly import measured, simulated_core

DAYS, CONTACTS_A_DAY, TURNS = 60, 200, 40
LENGTHEN = """
create temp table stream as
select *, row_number() over (order by contact_id, turn_index) - 1 as place from core.turn;
create temp table opening as
select contact_id, min(place) as place, row_number() over (order by contact_id) - 1 as number
from stream group by contact_id;
set variable openings = (select count(*) from opening);
set variable places = (select count(*) from stream);
create temp table long_contact as
select 'long:' || range as long_id, opening.contact_id, opening.place
from (select range, range % getvariable('openings') as number from range({count})) join opening using (number);
create temp table said as
select long_id, step.range as turn_index, (place + step.range) % getvariable('places') as place
from long_contact cross join range({turns}) as step;
create temp table long_turn as
select stream.* exclude (place) replace (
    long_id as contact_id, said.turn_index as turn_index, text || ' ' || hash(long_id, said.turn_index) % 1000000 as text
)
from said join stream using (place);
create or replace temp table longer as
select contact.* replace (long_id as contact_id) from long_contact join core.contact as contact using (contact_id);
create or replace table core.turn as from long_turn;
create or replace table core.contact as from longer;
"""


def lengthen(warehouse: duckdb.DuckDBPyConnection, count: int) -> None:
    """Replace contacts and turns by so many contacts of 40 turns."""
    warehouse.execute(LENGTHEN.format(count=count, turns=TURNS))


def main() -> None:
    asked = sys.argv[1:]
    tier = next((each for each in asked if each in ("light", "full")), "light")
    for count in [int(each) for each in asked if each.isdigit()] or [10_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            settings, run_id = simulated_core(Path(folder), DAYS, CONTACTS_A_DAY)
            settings = settings.model_copy(update={"reasons": settings.reasons.model_copy(update={"tier": tier})})
            with open_warehouse(settings.paths.warehouse) as warehouse:
                lengthen(warehouse, count)
            from pipelines.flows import nightly

            measured(f"{count:,}", nightly.classify_reasons.fn, settings, run_id)
            measured("again", nightly.classify_reasons.fn, settings, run_id)


if __name__ == "__main__":
    main()
