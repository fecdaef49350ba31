"""How long does a night take, and does it find what was planted?

    python -m tests.benchmarks.nightly [DAYS CONTACTS_A_DAY]

Simulates a contact centre (default 150 days of 200 contacts) in a folder of its own, runs the flow's steps without
Prefect, and compares what was published with the truth: reasons by language, miscoded contacts, planted events by their
first day, and alerts that nothing was planted for. Wall seconds are the machine's; CPU seconds hold elsewhere too.
"""

import json
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from sklearn.metrics import roc_auc_score

from pipelines.demo import simulate_exports
from pipelines.flows import keep_prefect_in
from pipelines.settings import PROJECT_ROOT, Settings, load_settings
from pipelines.simulate import simulate
from vocmodels.evaluation import wilson_interval

LAST_DAY = date(2026, 3, 31)
SEED = 7
REASONS = """
select
    truth.language_code,
    truth.reason_code as true_code,
    found.reason_code,
    disposition.reason_code as agent_code,
    learned.contact_id is not null as is_learned
from truth
join findings.contact_reason as found on found.contact_id = 'shop:' || truth.contact_id
left join ops.disposition as disposition on truth.disposition_code = disposition.disposition_code
left join ops.training_contact as learned on learned.contact_id = found.contact_id
where truth.has_transcript = '1'
"""
AUDITED = """
select
    audited.is_miscoded,
    audited.wrong_chance,
    audited.right_code = truth.reason_code as is_right_instead,
    audited.given_code <> truth.reason_code as is_wrong,
    audited.agent_id
from trends.audited_contact as audited
join truth on audited.contact_id = 'shop:' || truth.contact_id
"""

ALERTS = """
with

planted as (
    select alert_id, plant_code, count(*) as planted_count
    from marts.alert_contact
    join truth on alert_contact.contact_id = 'shop:' || truth.contact_id
    where plant_code <> ''
    group by alert_id, plant_code
    qualify row_number() over (partition by alert_id order by planted_count desc) = 1
)

select
    alert.subject_label || if(alert.where_label = '', '', ', ' || alert.where_label) as title,
    (select min(contact_date) from marts.alert_day as day where day.alert_id = alert.alert_id) as opened_date,
    alert.contact_count,
    alert.expected_count,
    alert.chance_one_in,
    coalesce(alert.driver_label, 'none') as driver_label,
    if(planted.planted_count >= 0.5 * alert.excess_count, planted.plant_code, null) as plant_code
from marts.alert as alert
left join planted using (alert_id)
order by opened_date
"""


def measured(name: str, call: Any, *arguments: Any) -> Any:
    """Call, and print wall seconds, CPU seconds (of child processes too) and the peak memory so far."""
    started, spent = time.perf_counter(), _cpu_seconds()
    answer = call(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, cpu_seconds = time.perf_counter() - started, _cpu_seconds() - spent
    print(f"{name:<10} {seconds:7.1f} s {cpu_seconds:7.1f} CPU s {peak:7.0f} MB", flush=True)
    return answer


def _cpu_seconds() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def settings_in(folder: Path) -> Settings:
    """The demo's settings, building in `folder`."""
    document = (PROJECT_ROOT / "voc.toml").read_text().replace("data/build", "build")
    config = folder / "voc.toml"
    config.write_text(document)
    return load_settings(config)


def simulated_core(
    folder: Path, days: int, contacts_a_day: int, phrases_folder: Path | None = None
) -> tuple[Settings, str]:
    """Simulate a contact centre, pull and join it in this folder; return its settings and the run's id.

    Its agents take their words from `phrases_folder`, if one is given.
    """
    settings = settings_in(folder)
    keep_prefect_in(settings.paths.build)
    from pipelines.flows import nightly

    simulate(settings.paths.demo, LAST_DAY, days, contacts_a_day, seed=SEED, phrases_folder=phrases_folder)
    run_id = nightly.begin.fn(settings)
    nightly.pull.fn(settings, run_id)
    nightly.build_core.fn(settings, run_id, None)
    return settings, run_id


def run_night(settings: Settings) -> None:
    from pipelines.flows import nightly

    run_id = measured("begin", nightly.begin.fn, settings)
    measured("pull", nightly.pull.fn, settings, run_id)
    measured("core", nightly.build_core.fn, settings, run_id, None)
    for name, step in (
        ("reasons", nightly.classify_reasons),
        ("topics", nightly.discover_topics),
        ("handling", nightly.score_handling),
        ("trends", nightly.count_trends),
        ("comparing", nightly.compare_handling),
        ("model", nightly.watch_model),
        ("spikes", nightly.detect_spikes),
        ("effects", nightly.measure_effects),
        ("marts", nightly.build_marts),
        ("checks", nightly.check),
        ("publish", nightly.publish_marts),
        ("reports", nightly.write_reports),
    ):
        measured(name, step.fn, settings, run_id)
    nightly.end.fn(settings, run_id, "done")


def judge_reasons(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Print how often the reason, and the agents' codes, are the true one; contacts with words alone."""
    rows = warehouse.execute(REASONS).df()
    fresh = rows[~rows["is_learned"]]
    parts = [("all", rows), ("not learned from", fresh)]
    parts += [(f"not learned from, {language}", part) for language, part in fresh.groupby("language_code")]
    for name, part in parts:
        sure = part[part["reason_code"] != "unsure"]
        print(
            f"reasons, {name}: {len(part):,} contacts; right of the sure {_share(sure, 'reason_code')}, "
            f"not sure {1 - len(sure) / max(len(part), 1):.1%}; agents right {_share(part, 'agent_code')}"
        )


def judge_audit(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Print which miscoded contacts were found, and whether the intervals of all and of each agent hold the truth."""
    rows = warehouse.execute(AUDITED).df()
    found, wrong = rows["is_miscoded"].astype(bool), rows["is_wrong"].astype(bool)
    low, high = wilson_interval(int(found.sum()), len(rows))
    agents = rows.assign(found=found, wrong=wrong).groupby("agent_id")[["found", "wrong"]].agg(["sum", "size"])
    held = [
        lower <= wrong_count / count <= upper
        for found_count, wrong_count, count in zip(
            agents["found"]["sum"], agents["wrong"]["sum"], agents["found"]["size"], strict=True
        )
        for lower, upper in [wilson_interval(int(found_count), int(count))]
    ]
    print(
        f"codes audited: {len(rows):,}; miscoded {found.mean():.1%} ({low:.1%} to {high:.1%}), in truth {wrong.mean():.1%};"
        f" precision {wrong[found].mean():.1%}, recall {found[wrong].mean():.1%}, AUROC"
        f" {roc_auc_score(wrong, rows['wrong_chance']):.3f}; the right code named in"
        f" {rows.loc[found, 'is_right_instead'].mean():.1%}; the intervals of {sum(held)} of {len(held)} agents hold the truth"
    )


def _share(rows: pd.DataFrame, column: str) -> str:
    return f"{(rows[column] == rows['true_code']).mean():.1%}" if len(rows) else "none"


def judge_alerts(marts: duckdb.DuckDBPyConnection, demo: Path) -> None:
    """Print on which day each planted event was first told and by what, and the alerts that nothing was planted under.

    An alert is a plant's where the plant's contacts are at least half of what lies above expected in it.
    """
    marts.execute(
        "create temp table truth as select * from read_csv(?, all_varchar = true)", [str(demo / "truth_contacts.csv")]
    )
    alerts = marts.execute(ALERTS).df()
    plants = json.loads((demo / "truth.json").read_text())["plants"]
    for plant in plants:
        begins, ends = (pd.Timestamp(plant[name]) for name in ("first_date", "last_date"))
        own = alerts[alerts["plant_code"] == plant["plant_code"]]
        first = own.sort_values("opened_date").head(1).to_dict("records")
        told = f"not told ({plant['excess_count']} contacts in all)"
        if first:
            day = (first[0]["opened_date"] - begins).days + 1
            told = f"told on day {day} as {first[0]['title']}; driver: {first[0]['driver_label']}"
        print(f"planted {plant['plant_code']} ({begins:%-d %b} to {ends:%-d %b}): {told}")
    weeks = marts.execute("select count(distinct contact_date) / 7 from marts.series_daily").fetchall()[0][0]
    false = alerts[alerts["plant_code"].isna()]
    print(
        f"alerts: {len(alerts)}, of which {len(false)} have nothing planted under them: {len(false) / weeks:.2f} a week"
    )
    for alert in false.itertuples():
        counts = f"{alert.contact_count} where {alert.expected_count:.1f}"
        print(f"  {alert.opened_date:%-d %b}: {alert.title}, {counts}, 1 in {alert.chance_one_in}")


def main() -> None:
    days, contacts_a_day = map(int, sys.argv[1:]) if len(sys.argv) > 1 else (150, 200)
    print(f"{days} days of {contacts_a_day} contacts")
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        keep_prefect_in(settings.paths.build)
        measured("simulate", simulate_exports, settings, LAST_DAY, days, contacts_a_day, SEED)
        run_night(settings)
        with duckdb.connect(str(settings.paths.published.resolve()), read_only=True) as marts:
            marts.execute("use marts")
            judge_alerts(marts, settings.paths.demo)
        with duckdb.connect(str(settings.paths.warehouse), read_only=True) as warehouse:
            warehouse.register("truth", pd.read_csv(settings.paths.demo / "truth_contacts.csv", dtype=str))
            judge_reasons(warehouse)
            judge_audit(warehouse)


if __name__ == "__main__":
    main()
