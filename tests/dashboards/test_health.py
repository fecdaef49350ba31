"""What is said of a run, of what changed since the one before, and of the rows that it could not use."""

import pandas as pd

from dashboards import health
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
