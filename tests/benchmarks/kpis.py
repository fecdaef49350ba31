"""How long do the KPI marts take: all of them, and after one day more?

    python -m tests.benchmarks.kpis [CONTACTS]

Fills the core tables of a warehouse with made-up contacts of half a year (default 1,000,000, with two states of an agent
each), and times what stands between them and the published KPIs: the keys of the days, trends and marts. Then one day is
delivered anew. Two threads; wall seconds are the machine's, CPU seconds hold elsewhere too.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.counting import begin_counting, end_counting
from pipelines.settings import PROJECT_ROOT, load_settings
from pipelines.vocabulary import write_vocabulary
from pipelines.warehouse import build_schema, fetch_value, open_warehouse
from vocmodels.taxonomy import Taxonomy

DAYS = 180
TRENDS = ("contact_repeat", "contact_kpi", "agent_state_class")
MARTS = (
    *("reason", "kpi", "kpi_variant", "contact_daily", "performance_daily", "contact_kpi", "repeat_chain"),
    *("agent", "agent_state", "agent_time_daily", "volume_daily"),
)
CONTACTS = """
create or replace table core.contact as
select
    'shop:' || place as contact_id, 'calls' as source_code, 'r1' as run_id, 'inbound' as direction_code,
    timestamp '2026-01-01' + to_microseconds((place * 86400e6 * $days / $count)::bigint) as started_at,
    'America/New_York' as site_timezone, started_at - interval 5 hour as started_local, started_local::date as contact_date,
    agent::varchar as agent_id, 'Agent ' || agent as agent_label, 'Team ' || agent // 20 as team_label,
    if(agent % 2 = 0, 'East', 'North') as site_code, 'Queue ' || hash(place, 1) % 6 as queue_label,
    if(hash(place, 2) % 10 = 0, null, md5((hash(place, 3) % ($count // 3))::varchar)) as customer_id,
    null::varchar as previous_contact_id, null::timestamp as answered_at, null::timestamp as ended_at,
    (hash(place, 4) % 90)::double as queue_seconds, (hash(place, 5) % 600)::double as talk_seconds,
    (hash(place, 6) % 60)::double as hold_seconds, (hash(place, 7) % 90)::double as wrap_seconds,
    talk_seconds + hold_seconds + wrap_seconds as handle_seconds, hash(place, 8) % 20 = 0 as is_abandoned,
    false as is_callback, hash(place, 9) % 3 = 0 as is_survey_sent, (hash(place, 10) % 10 = 0)::integer as transfer_count,
    if(hash(place, 11) % 6 = 0, 1 + hash(place, 12) % 5, null)::double as csat_score,
    if(hash(place, 13) % 6 = 0, hash(place, 14) % 11, null)::double as nps_score, null::boolean as is_resolved,
    ['voice', 'chat', 'email'][(1 + hash(place, 15) % 3)::integer] as channel_code,
    if(hash(place, 16) % 4 = 0, 'es', 'en') as language_code, 'D' as disposition_code, null::varchar as product_code,
    null::varchar as region_code, null::varchar as carrier_code, map {}::map(varchar, varchar) as attributes,
    8::bigint as turn_count, false as has_unknown_speakers
from (select range as place, range * 7 % 200 as agent from range($count))
"""
REST = """
create or replace table core.day as select distinct contact_date, true as is_complete from core.contact;
create or replace table core.agent as
select agent_id, agent_id as agent_label, any_value(team_label) as team_code, any_value(site_code) as site_code
from core.contact group by agent_id;
create or replace table core.agent_state as
select agent_id, started_at, 'working' as state_code, started_at + interval 5 minute as ended_at from core.contact
union all
select agent_id, started_at + interval 5 minute, 'available', started_at + interval 2 hour from core.contact;
create or replace table core.volume as select contact_date, 'unknown' as site_code, 9000.0 as volume_count from core.day;
create or replace table findings.contact_reason as
select contact_id, 'r' || hash(contact_id, 1) % 40 as reason_code, 'model' as method from core.contact;
create or replace table findings.contact_quality as
select contact_id, (hash(contact_id, 2) % 101)::double as qa_score, hash(contact_id, 3) % 50 = 0 as is_auto_failed
from core.contact;
create or replace table findings.contact_feeling as
select contact_id, (hash(contact_id, 4) % 201)::double / 100 - 1 as start_sentiment, -0.5 as low_sentiment, 0.2 as end_sentiment,
    start_sentiment < -0.3 as is_turned_around, false as is_escalated, false as has_churn_risk, 0.2 as effort
from core.contact;
set variable as_of = (select max(contact_date) from core.contact);
create or replace table trends.contact_reason as
select contact.*, reason_code, method from core.contact as contact join findings.contact_reason using (contact_id)
"""
ONE_DAY_ANEW = """
update core.contact set talk_seconds = talk_seconds + 1 where contact_date = getvariable('as_of');
update core.agent_state set ended_at = ended_at + interval 1 minute where started_at::date = getvariable('as_of');
create or replace table trends.contact_reason as
select contact.*, reason_code, method from core.contact as contact join findings.contact_reason using (contact_id)
"""


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse as a step of a night opens it, with two threads."""
    with open_warehouse(path) as warehouse:
        warehouse.execute("set threads = 2; set variable run_id = 'r1'; set variable finished_at = null::timestamp")
        if fetch_value(
            warehouse, "select count(*) from duckdb_tables() where table_name = 'contact' and schema_name = 'core'"
        ):
            warehouse.execute("set variable as_of = (select max(contact_date) from core.contact)")
        yield warehouse


def time_counting(path: Path, what: str) -> None:
    with opened(path) as warehouse:
        wall, cpu = time.perf_counter(), _cpu_seconds()
        begin_counting(warehouse)
        build_schema(warehouse, "trends", TRENDS)
        build_schema(warehouse, "marts", MARTS)
        end_counting(warehouse)
        since = fetch_value(warehouse, "select getvariable('contacts_since')")
        print(
            f"{what:>12}: {time.perf_counter() - wall:6.1f} s wall, {_cpu_seconds() - cpu:6.1f} s CPU, counted since {since}"
        )


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warehouse.duckdb"
        with opened(path) as warehouse:
            write_vocabulary(
                warehouse, load_settings(PROJECT_ROOT / "voc.toml"), Taxonomy.from_codes(f"r{n}" for n in range(40))
            )
            warehouse.execute(CONTACTS, {"count": count, "days": DAYS})
            warehouse.execute(REST)
        print(f"{count:,} contacts of {DAYS} days, {2 * count:,} states of agents")
        time_counting(path, "all days")
        with opened(path) as warehouse:
            warehouse.execute(ONE_DAY_ANEW)
        time_counting(path, "one day anew")
        time_counting(path, "nothing new")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
