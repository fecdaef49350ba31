"""Every contact is scored once, and again where something about it changed; what a person says of it outranks the machine."""

from __future__ import annotations

import copy

import pytest

from pipelines.warehouse import open_warehouse
from tests.pipelines.handled import COLD, WARM, add, make_core, night, reviews, say, shipped_rubric
from vocmodels.quality import parse_rubric


@pytest.fixture
def document() -> dict:
    return shipped_rubric()


@pytest.fixture
def warehouse(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as connection:
        make_core(connection)
        yield connection


def everything(warehouse) -> dict[str, list[tuple]]:
    tables = ("contact_criterion", "contact_quality", "turn_sentiment", "contact_feeling")
    return {table: warehouse.execute(f"from findings.{table} order by all").fetchall() for table in tables}


def score(warehouse, contact_id: str) -> float | None:
    return warehouse.execute(
        "select qa_score from findings.contact_quality where contact_id = ?", [contact_id]
    ).fetchall()[0][0]


def verdict(warehouse, contact_id: str, code: str) -> str:
    return warehouse.execute(
        "select verdict from findings.contact_criterion where contact_id = ? and criterion_code = ?", [contact_id, code]
    ).fetchall()[0][0]


def test_nothing_is_read_twice_when_nothing_changed(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    add(warehouse, "cold", COLD)

    assert night(warehouse, tmp_path, document) == 2
    first = everything(warehouse)

    assert night(warehouse, tmp_path, document) == 0
    assert everything(warehouse) == first


def test_every_contact_with_an_agent_has_a_verdict_on_every_criterion_and_a_score(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    add(warehouse, "cold", COLD)

    night(warehouse, tmp_path, document)

    criteria = warehouse.execute("select count(*) from ops.criterion").fetchall()[0][0]
    found = everything(warehouse)
    assert len(found["contact_criterion"]) == 2 * criteria
    assert score(warehouse, "warm") > score(warehouse, "cold")


def test_how_the_customer_felt_is_kept_turn_by_turn(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)

    night(warehouse, tmp_path, document)

    felt = dict(warehouse.execute("select turn_index, sentiment from findings.turn_sentiment").fetchall())
    assert set(felt) == {1, 3, 5, 7}
    assert felt[1] < felt[5]


def test_who_asks_for_somebody_above_escalates_however_calmly(warehouse, tmp_path, document):
    asked = [
        ("customer", "my parcel is late"),
        ("agent", "I see."),
        ("customer", "may I speak to your supervisor please"),
    ]
    add(warehouse, "calm", asked)
    add(warehouse, "plain", asked[:2])

    night(warehouse, tmp_path, document)

    escalated = warehouse.execute("from findings.contact_feeling select contact_id where is_escalated").fetchall()
    assert escalated == [("calm",)]


def test_a_late_turn_has_its_own_contact_read_again_alone(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    add(warehouse, "cold", COLD)
    night(warehouse, tmp_path, document)
    before = everything(warehouse)

    say(warehouse, "cold", 4, "agent", "Thank you for calling, have a nice day. Goodbye.")

    assert night(warehouse, tmp_path, document) == 1
    after = everything(warehouse)
    assert [row for row in after["contact_quality"] if row[0] == "warm"] == [
        row for row in before["contact_quality"] if row[0] == "warm"
    ]
    assert after["contact_quality"] != before["contact_quality"]
    assert len(after["contact_criterion"]) == len(before["contact_criterion"])


def test_what_the_record_says_of_holds_and_transfers_has_a_contact_read_again(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    night(warehouse, tmp_path, document)

    warehouse.execute("update core.contact set transfer_count = 2")

    assert night(warehouse, tmp_path, document) == 1


def test_a_changed_rubric_scores_history_again_but_does_not_feel_it_again(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    night(warehouse, tmp_path, document)
    before = everything(warehouse)
    heavier = copy.deepcopy(document)
    change_a_weight(heavier)

    assert night(warehouse, tmp_path, heavier) == 1

    after = everything(warehouse)
    assert {row[5] for row in after["contact_criterion"]} == {parse_rubric(heavier).rubric_version}
    assert after["contact_feeling"] == before["contact_feeling"]


def change_a_weight(document: dict) -> None:
    document["criterion"][0]["weight"] = document["criterion"][0].get("weight", 1) + 7


def test_a_persons_verdict_outranks_the_machines_and_both_are_kept(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    night(warehouse, tmp_path, document)
    by_machine = score(warehouse, "warm")
    assert verdict(warehouse, "warm", "greeting") == "met"

    read_count = night(warehouse, tmp_path, document, reviews(("warm", "greeting", "not_met")))

    assert read_count == 0
    assert score(warehouse, "warm") < by_machine
    assert verdict(warehouse, "warm", "greeting") == "met"
    assert warehouse.execute("select verdict, reviewed_by from ops.quality_review").fetchall() == [("not_met", "Kim")]


def test_a_verdict_that_is_taken_back_gives_the_machines_score_again(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    night(warehouse, tmp_path, document)
    by_machine = score(warehouse, "warm")
    night(warehouse, tmp_path, document, reviews(("warm", "greeting", "not_met")))

    night(warehouse, tmp_path, document, reviews())

    assert score(warehouse, "warm") == by_machine


def test_a_persons_verdict_stays_in_force_when_the_contact_is_read_again(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    said = reviews(("warm", "greeting", "not_met"))
    night(warehouse, tmp_path, document, said)
    by_person = score(warehouse, "warm")

    warehouse.execute("update core.contact set channel_code = 'chat'")

    assert night(warehouse, tmp_path, document, said) == 1
    assert score(warehouse, "warm") <= by_person


def test_a_review_of_a_contact_or_criterion_that_there_is_no_longer_says_nothing(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    night(warehouse, tmp_path, document)
    by_machine = everything(warehouse)

    said = reviews(("gone", "greeting", "not_met"), ("warm", "no_such_criterion", "not_met"))
    night(warehouse, tmp_path, document, said)

    assert everything(warehouse) == by_machine


def test_an_empty_warehouse_is_no_reason_to_stop(warehouse, tmp_path, document):
    assert night(warehouse, tmp_path, document) == 0
    assert not any(everything(warehouse).values())


def test_records_without_transcripts_are_not_scored(warehouse, tmp_path, document):
    add(warehouse, "silent", [])

    assert night(warehouse, tmp_path, document) == 0
    assert not any(everything(warehouse).values())


def test_without_turns_of_an_agent_there_is_a_feeling_and_no_score_and_nothing_is_read_twice(
    warehouse, tmp_path, document
):
    add(warehouse, "mail", [("customer", "I am very angry, the lamp is broken and nobody answers.")])

    assert night(warehouse, tmp_path, document) == 1
    assert score(warehouse, "mail") is None
    assert everything(warehouse)["turn_sentiment"]

    assert night(warehouse, tmp_path, document) == 0


def test_without_turns_of_a_customer_there_is_a_score_and_no_feeling(warehouse, tmp_path, document):
    add(warehouse, "voicemail", [turn for turn in WARM if turn[0] == "agent"])

    assert night(warehouse, tmp_path, document) == 1

    found = everything(warehouse)
    assert score(warehouse, "voicemail") is not None
    assert found["turn_sentiment"] == []
    assert found["contact_feeling"][0][1] is None


def test_a_contact_that_lost_its_transcript_loses_its_findings(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    night(warehouse, tmp_path, document)

    warehouse.execute("delete from core.turn")
    warehouse.execute("update core.contact set turn_count = 0")

    assert night(warehouse, tmp_path, document) == 0
    assert not any(everything(warehouse).values())


def test_a_night_that_was_killed_between_two_batches_is_finished_by_the_next(warehouse, tmp_path, document):
    add(warehouse, "warm", WARM)
    add(warehouse, "cold", COLD)
    night(warehouse, tmp_path, document)
    whole = everything(warehouse)

    for table in whole:
        warehouse.execute(f"delete from findings.{table} where contact_id = 'cold'")

    assert night(warehouse, tmp_path, document) == 1
    assert everything(warehouse) == whole


def test_who_comes_back_for_the_same_within_a_week_has_made_more_of_an_effort(warehouse, tmp_path, document):
    add(warehouse, "once", WARM, customer_id="c1", started_at="2026-03-02 10:00:00")
    add(warehouse, "again", WARM, customer_id="c1", started_at="2026-03-05 10:00:00")
    add(warehouse, "other", WARM, customer_id="c2", started_at="2026-03-05 10:00:00")
    warehouse.execute(
        "insert into findings.contact_reason (contact_id, reason_code) select contact_id, 'late' from core.contact"
    )

    night(warehouse, tmp_path, document)

    signs = dict(warehouse.execute("select contact_id, effort_signs from findings.contact_feeling").fetchall())
    assert "repeat" in signs["again"]
    assert "repeat" not in signs["once"] and "repeat" not in signs["other"]
