"""What is said of a run, of what changed since the one before, and of the rows that it could not use."""

import pandas as pd

from dashboards import health, marts
from tests.dashboards.test_pages import open_page, text_of

NOW = {"run_id": "r3", "started_at": pd.Timestamp("2026-03-04 04:00"), "status_code": "done", "model_version": "light-2",
       "taxonomy_version": "t1", "product_version": "0.1.0"}  # fmt: skip
FAILED = NOW | {"run_id": "r2", "started_at": pd.Timestamp("2026-03-03 04:00"), "status_code": "failed"}
BEFORE = NOW | {"run_id": "r1", "started_at": pd.Timestamp("2026-03-02 04:00"), "model_version": "light-1"}
NO_NOTES = pd.DataFrame({"run_id": [], "note": []}, dtype="str")


def history(*runs: dict) -> pd.DataFrame:
    return pd.DataFrame(runs)


def test_what_changed_since_the_last_good_run_is_named_and_so_is_what_did_not():
    notes = pd.DataFrame(
        {
            "run_id": ["r3", "r3", "r1", "r3"],
            "note": ["column Priority is new", "column Team is missing", "column Old is new", "column X is not in the mapping"],
        }
    )  # fmt: skip

    assert health.say_since(pd.Series(NOW), history(NOW, FAILED, BEFORE), notes) == (
        "Changed since the run of Mon 2 Mar, 04:00 UTC: 2 changes of columns and model; the same taxonomy and version of voc"
    )


def test_where_nothing_changed_that_is_said():
    same = BEFORE | {"model_version": "light-2"}

    assert health.say_since(pd.Series(NOW), history(NOW, same), NO_NOTES) == (
        "Nothing changed since the run of Mon 2 Mar, 04:00 UTC: the same columns, model, taxonomy and version of voc"
    )


def test_the_first_run_that_came_through_has_nothing_to_be_compared_with():
    said = health.say_since(pd.Series(NOW), history(NOW, FAILED), NO_NOTES)

    assert said.startswith("This is the first run that came through")


def test_rejected_rows_of_the_last_run_are_told_from_those_of_before():
    rejected = pd.DataFrame({"run_id": ["r3", "r1", "r1"]})

    assert health.say_rejected(rejected, "r3") == "3 rows rejected so far, 1 of them by the last run"
    assert health.say_rejected(rejected.head(1), "r3") == "1 row rejected so far, all of them by the last run"
    assert health.say_rejected(rejected, "r4") == "3 rows rejected so far, none of them by the last run"


def test_data_health_says_what_changed_and_that_days_can_be_run_again(shown, published):
    shown(published)

    said = text_of(open_page("administration"))

    assert "Changed since the run of Mon 2 Mar, 04:00 UTC: 1 change of columns and model;" in said
    assert "Any night can be run again, and any days" in said and "<code>voc backfill" in said


# A run's steps beside what is usual of them


def steps(seconds: float, usual: float, nights: int = 20) -> pd.DataFrame:
    begun = pd.Timestamp("2026-03-04 04:00")
    return pd.DataFrame(
        {
            "step_code": ["pull", "reasons"],
            "started_at": [begun, begun + pd.Timedelta(30, "s")],
            "finished_at": [begun + pd.Timedelta(30, "s"), begun + pd.Timedelta(30 + seconds, "s")],
            "row_count": [100, 90],
            "status_code": ["done", "done"],
            "usual_seconds": [30.0, usual],
            "usual_rows": [100.0, 95.0],
            "usual_n": [nights, nights],
        }
    )


def test_a_step_that_took_more_than_twice_as_long_as_usual_is_named():
    assert health.say_steps(steps(300, 100)) == "All 2 steps are done; Reasons took 5 m 00 s where 1 m 40 s are usual"


def test_seconds_more_than_usual_or_a_handful_of_nights_are_no_news():
    assert health.say_steps(steps(50, 10)) == "All 2 steps are done"
    assert health.say_steps(steps(300, 100, nights=4)) == "All 2 steps are done"
    assert health.say_steps(steps(300, float("nan"), nights=0)) == "All 2 steps are done"


def test_a_failed_step_comes_first():
    failed = steps(300, 100).assign(status_code=["done", "failed"])

    assert health.say_steps(failed) == "1 of 2 steps failed"


def test_the_timeline_has_each_step_where_it_ran_and_where_it_usually_ends():
    drawn = health.timeline(steps(300, 100))

    assert drawn["start_minutes"].tolist() == [0, 0.5]
    assert drawn["end_minutes"].tolist() == [0.5, 5.5]
    assert drawn["usual_minutes"].round(2).tolist() == [0.5, 2.17]
    assert drawn["is_slow"].tolist() == [False, True]


NIGHTS_BEFORE = """
delete from marts.run_history where run_id < (select run_id from marts.run);
create temp table night as
from (values (1, 10, 'done'), (2, 20, 'done'), (3, 90, 'done'), (4, 900, 'failed')) as night (day, seconds, status_code);
insert into marts.run_history by name
select '2026020' || day as run_id, make_timestamp(2026, 2, day, 4, 0, 0) as started_at, status_code from night;
insert into marts.run_step by name
select
    '2026020' || day as run_id, 'pull' as step_code, make_timestamp(2026, 2, day, 4, 0, 0) as started_at,
    started_at + to_seconds(seconds) as finished_at, 7 as row_count, 'done' as status_code
from night;
"""


def test_what_is_usual_is_the_median_of_the_nights_before_that_were_done(shown, altered):
    shown(altered(NIGHTS_BEFORE))

    pull = marts.run_steps().set_index("step_code").loc["pull"]

    assert (pull["usual_seconds"], pull["usual_rows"], pull["usual_n"]) == (20, 7, 3)
