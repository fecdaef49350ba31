"""The simulated contact centre: are its files what it says they are?"""

import csv
import hashlib
import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipelines.simulate import SimulationError, simulate

TAXONOMY = Path(__file__).parents[3] / "data" / "taxonomy"
MAPPINGS = TAXONOMY.parent / "mappings"
SIMULATION = Path(__file__).parents[3] / "pipelines" / "simulate"
END = date(2026, 3, 7)
DAYS = 80


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    out = tmp_path_factory.mktemp("world")
    return simulate(out, END, days=DAYS, contacts_per_day=110, transcript_share=0.45, seed=3, taxonomy_dir=TAXONOMY)


def rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def truth_rows(world) -> list[dict]:
    return rows(world.truth_contacts_path)


def documents(world) -> list[dict]:
    files = sorted((world.exports_dir / "transcripts").glob("*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def customer_opening(document: dict) -> str:
    """What the customer says in the first three of their turns."""
    turns = document["Transcript"]
    said = [t["Content"] for t in turns if t.get("ParticipantRole", t["ParticipantId"]) == "CUSTOMER"]
    return " ".join(said[:3])


def digest(folder: Path) -> str:
    sums = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sums.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return sums.hexdigest()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones(tmp_path):
    arguments = {"end": END, "days": 22, "contacts_per_day": 25, "taxonomy_dir": TAXONOMY}
    simulate(tmp_path / "one", seed=5, **arguments)
    simulate(tmp_path / "two", seed=5, **arguments)
    simulate(tmp_path / "other", seed=6, **arguments)

    assert digest(tmp_path / "one") == digest(tmp_path / "two")
    assert digest(tmp_path / "one") != digest(tmp_path / "other")


def test_a_second_run_replaces_the_first(tmp_path):
    for days in (30, 8):
        simulate(tmp_path, END, days=days, contacts_per_day=10, taxonomy_dir=TAXONOMY)

    dates = {row["contact_date"] for row in rows(tmp_path / "truth_contacts.csv")}
    assert min(dates) >= "2026-02-28"
    assert len(list((tmp_path / "exports" / "digital").iterdir())) == 2


def test_numbers_out_of_range_are_refused_with_what_to_give(tmp_path):
    with pytest.raises(SimulationError, match="from 0 to 1"):
        simulate(tmp_path, END, transcript_share=1.5, taxonomy_dir=TAXONOMY)


def test_a_single_day_is_enough(tmp_path):
    summary = simulate(tmp_path, END, days=1, contacts_per_day=20, taxonomy_dir=TAXONOMY)

    assert summary.first_date == summary.last_date == END
    assert summary.contact_count > 0


def test_progress_ends_at_the_total(tmp_path):
    seen = []
    summary = simulate(
        tmp_path, END, days=15, contacts_per_day=20, taxonomy_dir=TAXONOMY, progress=lambda *step: seen.append(step)
    )

    assert seen[-1] == (summary.contact_count, summary.contact_count)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_every_contact_stands_in_exactly_one_kind_of_export(world):
    calls = [
        row["CALL ID"]
        for site in ("calls_columbus", "calls_monterrey")
        for path in (world.exports_dir / site).glob("*.csv")
        for row in rows(path)
        if "corrected" not in path.name
    ]
    digital = [
        json.loads(line)["conversations"]["conversation_id"]
        for path in sorted((world.exports_dir / "digital").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.endswith("}}")
    ]
    truth = {row["contact_id"] for row in truth_rows(world)}

    assert len(truth) == world.contact_count
    assert truth <= set(calls) | set(digital)
    assert len(calls) + len(digital) == world.contact_count + 3  # three broken rows


def test_the_call_log_has_the_vendors_columns_and_formats(world):
    path = sorted((world.exports_dir / "calls_columbus").glob("*.csv"))[1]
    first = rows(path)[0]

    assert re.fullmatch(r"\w{3}, \d{2} \w{3} 20\d\d \d\d:\d\d:\d\d", first["TIMESTAMP"])
    assert re.fullmatch(r"\d\d:\d\d:\d\d", first["TALK TIME"])
    assert {"DISPOSITION", "LAST UPDATED", "Product", "Region", "Carrier", "Language"} <= set(first)


def test_a_voice_transcript_has_offsets_that_never_go_back(world):
    voice = [document for document in documents(world) if document["Channel"] == "VOICE"]

    for document in voice:
        begins = [turn["BeginOffsetMillis"] for turn in document["Transcript"]]
        assert begins == sorted(begins)
        assert all(turn["EndOffsetMillis"] > turn["BeginOffsetMillis"] for turn in document["Transcript"])
        assert document["LanguageCode"] in ("en-US", "es-US")


def test_every_written_transcript_has_clock_times_and_a_record(world):
    written = [document for document in documents(world) if document["Channel"] in ("CHAT", "EMAIL")]
    truth = {row["contact_id"]: row for row in truth_rows(world)}

    assert written
    for document in written:
        assert truth[document["CustomerMetadata"]["ContactId"]]["has_transcript"] == "1"
        assert all(turn["AbsoluteTime"].endswith("Z") and turn["Content"].strip() for turn in document["Transcript"])


def test_no_phrase_leaves_its_template_behind(world):
    text = " ".join(turn["Content"] for document in documents(world) for turn in document["Transcript"])

    assert not re.search(r"[{}|]|<[a-z0-9]+>", text)


def test_twenty_transcripts_have_twenty_openings_and_five_hundred_almost_as_many(world):
    openings = [customer_opening(document) for document in documents(world)][:500]

    assert len(set(openings[:20])) == 20
    assert len(set(openings)) >= 490


def test_five_hundred_transcripts_keep_using_new_words(world):
    words = " ".join(customer_opening(document).lower() for document in documents(world)[:500]).split()
    triples = Counter(zip(words, words[1:], words[2:], strict=False))

    assert len(triples) / sum(triples.values()) > 0.6


def test_about_one_disposition_in_eight_is_wrong(world):
    assert 0.09 < world.wrong_disposition_share < 0.16


def test_the_truth_counts_the_planted_slice_as_the_exports_do(world):
    plant = json.loads(world.truth_path.read_text())["plants"][0]
    inside = [
        row
        for row in truth_rows(world)
        if row["plant_code"] == plant["plant_code"]
        and (row["carrier_code"], row["region_code"]) == ("NorthStar", "South")
    ]

    assert len(inside) == plant["excess_in_slice_count"]
    assert plant["excess_in_slice_count"] / plant["excess_count"] > 0.7


def test_the_planted_spike_is_visible_in_the_counts(world):
    daily = Counter(row["contact_date"] for row in truth_rows(world) if row["reason_code"] == "damaged_shipment")
    spike = [daily[f"2026-03-0{day}"] for day in range(3, 8)]
    usual = [count for day, count in daily.items() if day < "2026-03-03"]

    assert sum(spike) / 5 > 2.5 * sum(usual) / (DAYS - 5)


def test_the_unnamed_problem_has_no_right_code_and_starts_three_weeks_before_the_end(world):
    wallet = [row for row in truth_rows(world) if row["reason_code"] == "loyalty_wallet"]

    assert min(row["contact_date"] for row in wallet) >= "2026-02-15"
    assert {row["disposition_code"] for row in wallet} & {"OTHER", "GENERAL INQUIRY", "WEB-APP"}


def test_the_corrected_delivery_repeats_ids_with_a_later_update(world):
    folder = world.exports_dir / "calls_monterrey"
    (corrected,) = folder.glob("*corrected.csv")
    before = {row["CALL ID"]: row for path in folder.glob("*.csv") if path != corrected for row in rows(path)}
    again = rows(corrected)

    assert again
    assert all(row["LAST UPDATED"] > before[row["CALL ID"]]["LAST UPDATED"] for row in again)
    assert any(row["DISPOSITION"] != before[row["CALL ID"]]["DISPOSITION"] for row in again)


def test_the_late_file_holds_days_of_two_weeks_before(world):
    (late,) = (world.exports_dir / "calls_columbus").glob("*late.csv")

    assert {row["LAST UPDATED"][:10] for row in rows(late)} <= {"2026-02-20", "2026-02-21", "2026-02-22"}


def test_agents_states_do_not_overlap(world):
    path = sorted((world.exports_dir / "agent_states").glob("*.csv"))[0]
    last: dict[tuple, str] = {}
    for row in rows(path):
        key = (row["Agent_No"], row["Team_Name"])
        assert row["Start_Date"] >= last.get(key, "")
        last[key] = row["End_Date"]


def test_one_agent_lacks_two_behaviours_and_the_others_are_alike(world):
    truth = json.loads(world.truth_path.read_text())
    (coached,) = truth["coaching"]
    quality = {agent["agent_id"]: agent["quality"] for agent in truth["agents"]}
    lacking = {code for code, chance in coached["skills"].items() if chance < 0.3}
    others = [value for agent_id, value in quality.items() if agent_id != coached["agent_id"]]

    assert lacking == set(coached["behaviours"]) and len(lacking) == 2
    assert max(others) - min(others) < 0.06 < min(others) - quality[coached["agent_id"]]


def test_each_mapping_names_only_columns_that_the_exports_have(world):
    folders = {"five9_calls": "calls_monterrey", "cxone_agent_states": "agent_states", "survey_results": "surveys"}
    for name, folder in folders.items():
        mapping = tomllib.loads((MAPPINGS / f"{name}.toml").read_text(encoding="utf-8"))
        header = set(rows(sorted((world.exports_dir / folder).glob("*.csv"))[0])[0])
        columns = {field if isinstance(field, str) else field.get("column") for field in mapping["fields"].values()}
        assert columns - {None} <= header, name


def test_the_flex_mapping_names_only_paths_that_the_lines_have(world):
    mapping = tomllib.loads((SIMULATION / "content" / "flex.toml").read_text(encoding="utf-8"))
    line = sorted((world.exports_dir / "digital").glob("*.jsonl"))[0].read_text(encoding="utf-8").splitlines()[0]
    for field in mapping["fields"].values():
        path = field if isinstance(field, str) else field.get("column")
        value = json.loads(line)
        for step in (path or "").split(".") if path else ():
            assert step in value, path
            value = value[step]


def test_customers_do_not_speak_in_the_taxonomys_phrases(world):
    taxonomy = tomllib.loads((TAXONOMY / "reasons.toml").read_text(encoding="utf-8"))
    text = " ".join(turn["Content"].lower() for document in documents(world) for turn in document["Transcript"])
    phrases = [phrase for reason in taxonomy["reason"] for spoken in reason["phrases"].values() for phrase in spoken]

    assert sum(phrase.lower() in text for phrase in phrases) / len(phrases) < 0.05
