"""Real calls that nobody here wrote: 32,641 emergency calls of one county, read by a mapping alone."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import House, facts

pytestmark = [pytest.mark.real, pytest.mark.slow]

CONFIG = """
[site]
timezone = "America/New_York"
[taxonomy]
from = "dispositions"
[spikes]
dimensions = ["region_code"]
"""


@pytest.fixture(scope="module")
def county(shared_data, tmp_path_factory) -> House:
    house = House(tmp_path_factory.mktemp("county"), extra=CONFIG)
    house.add_file("montco911.toml", (Path(__file__).parent / "montco911.toml").read_text())
    house.add_source("calls", str(shared_data("montco911/calls_to_2016-02.csv.gz")), "montco911.toml")
    house.run()
    return house


def alert_on(house, day, reason):
    return house.published(
        "select alert_id, peak_date, peak_contact_count, peak_expected_count, department_label, where_label from marts.alert"
        f" where subject_label = '{reason}' and date '{day}' between started_date and last_date"
    )


def places(house, alert_id):
    return house.published(
        "select json_extract_string(slice_json, '$.region_code'), slice_label, excess_count, contact_count"
        f" from marts.alert_driver where alert_id = '{alert_id}' order by driver_rank"
    )


def test_every_call_is_kept_and_the_exact_duplicates_are_calls_of_their_own(county):
    assert county.published("select contact_count, analysed_count, rejected_count, undated_count from marts.run") == [
        (32_641, 32_641, 0, 0)
    ]
    facts = "started_at, disposition_code, region_code, attributes"
    assert county.rows(f"select sum(n - 1) from (select count(*) as n from core.contact group by {facts})") == [(406,)]
    assert county.rows("select count(distinct contact_id) from core.contact") == [(32_641,)]


def test_the_first_day_is_partial_and_outside_every_series(county):
    assert county.rows("select contact_date from core.day where not is_complete") == [(date(2015, 12, 10),)]
    assert county.published("select min(contact_date), max(contact_date) from marts.series_daily") == [
        (date(2015, 12, 11), date(2016, 2, 29))
    ]
    assert county.published("select as_of_date from marts.run") == [(date(2016, 2, 29),)]


def test_each_disposition_is_a_reason_in_the_group_that_its_name_begins_with(county, shared_data):
    delivered = (
        pd.read_csv(shared_data("montco911/calls_to_2016-02.csv.gz"))["title"].str.strip().value_counts().to_dict()
    )
    counted = county.published(
        "select reason_label, sum(contact_count)::bigint from marts.contact_daily"
        " join marts.reason using (reason_code) group by 1"
    )
    assert dict(counted) == delivered
    assert county.published("select distinct group_label from marts.reason where reason_code <> 'unsure' order by 1") == [
        ("EMS",), ("Fire",), ("Traffic",)
    ]  # fmt: skip


def test_the_blizzard_is_an_alert_on_disabled_vehicles_with_the_towns_it_fell_on(county):
    ((alert_id, peak_date, count, expected, _, where),) = alert_on(county, "2016-01-23", "Traffic: DISABLED VEHICLE")

    assert (peak_date, count, where) == (date(2016, 1, 23), 500, "")
    assert 15 < expected < 40
    towns = places(county, alert_id)
    assert towns
    assert all(town and town in label and excess > 0 and contacts > 0 for town, label, excess, contacts in towns)


def test_the_storm_is_an_alert_on_road_obstructions_with_the_towns_it_fell_on(county):
    ((alert_id, _, count, expected, _, _),) = alert_on(county, "2016-02-24", "Traffic: ROAD OBSTRUCTION")

    assert count > 5 * expected
    towns = places(county, alert_id)
    assert towns
    assert all(town and town in label and excess > 0 for town, label, excess, _ in towns)


def test_the_storm_days_stand_out_among_all_that_is_reported(county):
    counted = county.published("select peak_date, excess_count from marts.alert order by severity_rank limit 3")

    storms = {date(2016, 1, 23), date(2016, 1, 24), date(2016, 2, 24)}
    assert len(storms & {day for day, _ in counted}) >= 1
    assert county.published("select count(*) from marts.alert")[0][0] <= 25


def test_running_it_again_changes_nothing(county):
    before = facts(county.settings.paths.warehouse)

    run_id = county.run()

    assert county.rows(f"select count(*) from ops.source_file where run_id = '{run_id}'") == [(0,)]
    assert facts(county.settings.paths.warehouse) == before
