"""A night finds what was planted in the simulated contact centre, and little else."""

import json
from datetime import date, timedelta

import pytest

from tests.conftest import ROOT
from tests.pipelines.nights.exports import plant, rows_of

pytestmark = pytest.mark.slow


def test_the_planted_damage_is_found_with_its_carrier_its_region_and_ten_quotes(night):
    truth = plant(night, "damage_spike")
    ((alert_id, started, last, is_open, count, expected, driver, share, department),) = night.published(
        "select alert_id, started_date::varchar, last_date::varchar, is_open, contact_count, expected_count, driver_label,"
        " driver_share, department_label from marts.alert where reason_code = 'damaged_shipment' and is_open"
    )

    assert truth["first_date"] <= started <= last == truth["last_date"]
    assert is_open and department == "Logistics"
    assert expected < truth["usual_count"] * 2 and count > 0.7 * (truth["usual_count"] + truth["excess_count"])
    assert driver == "carrier NorthStar in the South" and share > 0.5
    ((first_slice,),) = night.published(
        f"select slice_json from marts.alert_driver where alert_id = '{alert_id}' and driver_rank = 1"
    )
    assert json.loads(first_slice) == truth["slice"]

    quotes = night.published(
        "select quote.text, turn.text, contact.carrier_code, contact.region_code from marts.alert_quote as quote"
        " join marts.turn as turn using (contact_id, turn_index) join marts.contact as contact using (contact_id)"
        f" where alert_id = '{alert_id}'"
    )
    assert len(quotes) >= 10
    assert all(quoted in " ".join(said.split()) for quoted, said, _, _ in quotes), "a quote is the customer's own words"
    assert sum((carrier, region) == ("NorthStar", "South") for *_, carrier, region in quotes) >= 5


def test_the_contacts_behind_the_damage_are_listed_and_most_were_planted(night):
    planted = {
        f"shop:{row['contact_id']}"
        for row in rows_of(night.settings.paths.demo / "truth_contacts.csv")
        if row["plant_code"] == "damage_spike"
    }
    inside = night.published(
        "select contact_id from marts.alert_contact join marts.alert using (alert_id)"
        " where reason_code = 'damaged_shipment' and is_open and is_driver"
    )

    assert len(inside) > 20
    assert sum(contact_id in planted for (contact_id,) in inside) / len(inside) > 0.7


def test_the_double_billing_is_found_on_its_one_day(night):
    day = plant(night, "double_billing")["first_date"]

    found = night.published(
        "select started_date::varchar, last_date::varchar, is_open from marts.alert where reason_code = 'double_charge'"
    )

    assert found == [(day, day, False)]


def test_little_else_is_reported(night):
    planted = {each["reason_code"] for each in night.truth["plants"]}

    other = night.published("select reason_code, started_date from marts.alert")

    assert len([code for code, _ in other if code not in planted]) <= 5


def test_where_the_model_is_sure_it_knows_the_reason_of_a_transcript_better_than_the_agents_code(night):
    truth = {
        f"shop:{row['contact_id']}": row["reason_code"]
        for row in rows_of(night.settings.paths.demo / "truth_contacts.csv")
    }
    meaning = {
        row["disposition_code"]: row["reason_code"] for row in rows_of(ROOT / "data" / "taxonomy" / "dispositions.csv")
    }
    read = night.published(
        "select contact_id, reason_code, disposition_code from marts.contact"
        " where method = 'model' and disposition_code is not null and reason_code <> 'unsure'"
    )

    coded = [(truth[each], reason, meaning[code]) for each, reason, code in read if meaning[code]]
    model_share = sum(reason == true for true, reason, _ in coded) / len(coded)
    agent_share = sum(code == true for true, _, code in coded) / len(coded)

    assert len(coded) > 2_500
    assert 0.8 < agent_share < 0.95, "about one code in eight is wrong"
    assert model_share > agent_share + 0.01


def test_the_problem_that_no_reason_names_is_a_new_topic_that_could_be_seen_within_days(night):
    truth = plant(night, "new_problem")
    planted = {
        f"shop:{row['contact_id']}"
        for row in rows_of(night.settings.paths.demo / "truth_contacts.csv")
        if row["plant_code"] == "new_problem"
    }

    found = night.published(
        "select topic_code, first_seen_date::varchar, proposed_label, len(proposed_phrases),"
        " (select list(contact_id) from marts.contact as contact where contact.topic_code = topic.topic_code)"
        " from marts.topic as topic where emerging_code = 'new'"
    )
    _, first_seen, label, phrase_count, contacts = max(found, key=lambda row: len(planted & set(row[4])))

    assert sum(contact in planted for contact in contacts) / len(contacts) >= 0.8
    assert truth["first_date"] <= first_seen <= str(date.fromisoformat(truth["first_date"]) + timedelta(days=6))
    assert label and phrase_count >= 3
