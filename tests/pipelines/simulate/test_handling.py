"""What agents do and customers feel in the simulated contact centre: does the truth say what the transcripts hold?"""

import csv
import json
import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from pipelines.simulate import simulate

ROOT = Path(__file__).parents[3]
TAXONOMY, BENCHMARKS = ROOT / "data" / "taxonomy", ROOT / "tests" / "benchmarks"
END = date(2026, 3, 7)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    out = tmp_path_factory.mktemp("handled")
    return simulate(out, END, days=70, contacts_per_day=110, seed=4, taxonomy_dir=TAXONOMY)


def read(world, name: str) -> pd.DataFrame:
    columns = {"contact_id": str, "agent_id": str}
    return pd.read_csv(world.exports_dir.parent / name, dtype=columns, keep_default_na=False)


def transcripts(world) -> dict[str, dict]:
    lines = [line for path in (world.exports_dir / "transcripts").glob("*") for line in path.open(encoding="utf-8")]
    return {line["CustomerMetadata"]["ContactId"]: line for line in map(json.loads, lines)}


def speaker(turn: dict) -> str:
    return turn.get("ParticipantRole", turn["ParticipantId"])


def shown(world, code: str, verdict: str) -> pd.DataFrame:
    quality = read(world, "quality.csv")
    return quality[(quality["criterion_code"] == code) & (quality["verdict"] == verdict)]


def test_every_transcript_has_a_verdict_on_every_criterion_and_a_feeling(world):
    quality, felt = read(world, "quality.csv"), read(world, "feelings.csv")
    ids = set(transcripts(world))

    assert set(felt["contact_id"]) == ids and len(felt) == len(ids)
    assert set(quality["contact_id"]) == ids
    assert not quality.duplicated(["contact_id", "criterion_code"]).any()
    assert len(quality) == len(ids) * quality["criterion_code"].nunique() == len(ids) * 13


def test_what_was_met_points_at_a_turn_of_the_agent(world):
    documents, quality = transcripts(world), read(world, "quality.csv")
    met = quality[(quality["verdict"] == "met") & (quality["turn_index"] != "")]

    assert len(met) > 1000
    for row in met.itertuples():
        assert speaker(documents[row.contact_id]["Transcript"][int(float(row.turn_index))]) == "AGENT"


def test_a_hold_has_words_or_not_only_where_the_record_has_a_hold(world):
    calls = pd.concat(
        pd.read_csv(path, dtype=str, on_bad_lines="skip")
        for path in world.exports_dir.glob("calls_*/*.csv")
        if "corrected" not in path.name
    )
    held = set(calls.loc[calls["HOLD TIME"] != "00:00:00", "CALL ID"])
    with_words = set(shown(world, "hold_with_words", "met")["contact_id"])
    without = set(shown(world, "hold_with_words", "not_met")["contact_id"])

    assert with_words and without
    assert with_words | without == held & set(transcripts(world))


def test_an_interruption_begins_before_the_customer_has_ended(world):
    documents, interrupted = transcripts(world), shown(world, "no_interruption", "not_met")

    assert len(interrupted) > 10
    for row in interrupted.itertuples():
        place = int(float(row.turn_index))
        before, turn = documents[row.contact_id]["Transcript"][place - 1 : place + 1]
        assert before["BeginOffsetMillis"] <= turn["BeginOffsetMillis"] < before["EndOffsetMillis"]


def test_nobody_is_interrupted_in_the_other_calls(world):
    documents = transcripts(world)
    for contact_id in shown(world, "no_interruption", "met")["contact_id"]:
        turns = documents[contact_id]["Transcript"]
        for before, turn in pairwise(turns):
            assert turn["BeginOffsetMillis"] >= before["EndOffsetMillis"]


def test_a_call_that_solves_it_turns_more_angry_customers_around(world):
    felt = read(world, "feelings.csv").merge(read(world, "quality.csv").query("criterion_code == 'clear_solution'"))
    angry = felt[felt["start"] == -1]
    turned = angry["end"].eq(1).groupby(angry["verdict"]).mean()

    assert 0.05 < len(angry) / len(felt) < 0.3
    assert turned["met"] > turned["not_met"] + 0.2
    assert felt.loc[felt["is_escalated"] == 1, "end"].eq(-1).all()


def test_the_coached_agent_shows_the_two_missing_behaviours_far_less_than_the_others(world):
    truth = json.loads(world.truth_path.read_text())
    (coached,) = truth["coaching"]
    rows = read(world, "quality.csv").merge(read(world, "truth_contacts.csv")[["contact_id", "agent_id"]])
    rows = rows[rows["verdict"] != "not_applicable"]
    is_coached = rows["agent_id"] == coached["agent_id"]
    met = rows["verdict"].eq("met").groupby([is_coached, rows["criterion_code"]]).mean()

    for code in coached["behaviours"]:
        assert met[True, code] < 0.35 < met[False, code]


def test_customers_of_the_hasty_agent_come_back_and_those_of_the_thorough_one_seldom(world):
    truth = json.loads(world.truth_path.read_text())
    hasty, thorough = ({each["imbalance_code"]: each["agent_id"] for each in truth["imbalances"]}[code]
                       for code in ("speed_with_repeats", "long_but_resolved"))  # fmt: skip
    contacts = read(world, "truth_contacts.csv").merge(customers(world))
    contacts["came_back"] = contacts.groupby(["customer", "reason_code"]).cumcount(ascending=False) > 0
    came_back = contacts.groupby("agent_id")["came_back"].mean()
    others = came_back.drop([hasty, thorough, ""])

    assert came_back[hasty] > 1.5 * others.max()
    assert came_back[thorough] < others.mean()


def customers(world) -> pd.DataFrame:
    """One row per contact: contact_id, customer."""
    rows = []
    for path in world.exports_dir.glob("calls_*/*.csv"):
        if "corrected" not in path.name:
            rows += [(row["CALL ID"], row["Customer Number"]) for row in csv.DictReader(path.open(encoding="utf-8"))]
    for path in world.exports_dir.glob("digital/*.jsonl"):
        lines = [json.loads(line) for line in path.open(encoding="utf-8") if line.endswith("}}\n")]
        rows += [(line["conversations"]["conversation_id"], line["customers"]["customer_id"]) for line in lines]
    return pd.DataFrame(rows, columns=["contact_id", "customer"]).drop_duplicates("contact_id")


def test_agents_can_take_their_words_from_the_half_that_no_rule_was_written_from(tmp_path):
    summary = simulate(tmp_path, END, days=4, contacts_per_day=40, taxonomy_dir=TAXONOMY, phrases_folder=BENCHMARKS)
    held_out = tomllib.loads((BENCHMARKS / "quality_phrasings_en.toml").read_text(encoding="utf-8"))
    chats = [
        row.contact_id for row in shown(summary, "ownership", "met").itertuples() if row.contact_id.startswith("CH")
    ]
    texts = {
        cid: " ".join(turn["Content"] for turn in talk["Transcript"]) for cid, talk in transcripts(summary).items()
    }
    said = " ".join(texts[contact_id] for contact_id in chats).lower()

    assert sum(sentence.lower().rstrip(".") in said for sentence in held_out["ownership"]["met"]) > 5
    assert "alderbrook, my name is" not in said


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_held_out_half_has_twenty_sentences_of_each_kind_and_shares_none_with_the_open_half(language):
    held_out = tomllib.loads((BENCHMARKS / f"quality_phrasings_{language}.toml").read_text(encoding="utf-8"))
    folder = ROOT / "pipelines" / "simulate" / "content"
    talk = (folder / f"talk_{language}.toml").read_text(encoding="utf-8").lower()

    assert len(held_out) == 12
    for code, sentences in held_out.items():
        for kind in ("met", "not_met"):
            assert len(set(sentences[kind])) >= 20, (code, kind)
        assert not set(sentences["met"]) & set(sentences["not_met"]), code
        assert not [one for one in sentences["met"] if one.lower() in talk], code
