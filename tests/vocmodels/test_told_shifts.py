"""Which of the changes that lie together are told, and at which level."""

import pandas as pd

from vocmodels.told_shifts import tell_once

START = pd.Timestamp("2026-02-02")
SERIES = pd.DataFrame(
    [
        ("all:", "all", "", None, 0),
        ("group:delivery", "group", "delivery", None, 0),
        ("reason:late", "reason", "late", "delivery", 0),
        ("reason:lost", "reason", "lost", "delivery", 0),
        ("reason:late region=South", "reason", "late", "delivery", 1),
        ("reason:late carrier=North", "reason", "late", "delivery", 1),
        ("group:delivery region=South", "group", "delivery", None, 1),
        ("reason:refund region=South", "reason", "refund", None, 1),
    ],
    columns=["series_code", "subject_kind", "subject_code", "group_code", "slice_size"],
)


def told(*changes: tuple) -> list[str]:
    """Changes as (series_code, before, now), with the days after `START`, the p-value and the kind if they matter."""
    rows = [(code, before, now, *more, *(0, 1e-6, "slow_rise")[len(more) :]) for code, before, now, *more in changes]
    frame = pd.DataFrame(
        rows, columns=["series_code", "before_per_day", "now_per_day", "after", "p_value", "kind_code"]
    )
    frame = frame.assign(started_date=START + pd.to_timedelta(frame["after"], unit="D"), closed_date=pd.NaT)
    return tell_once(frame, SERIES)["series_code"].tolist()


def test_a_reason_that_makes_half_of_its_groups_rise_is_told_alone():
    assert told(("group:delivery", 50, 60), ("reason:late", 20, 29)) == ["reason:late"]


def test_a_group_that_rose_as_a_whole_is_told_without_its_reasons():
    assert told(("group:delivery", 80, 104), ("reason:late", 20, 26), ("reason:lost", 20, 27)) == ["group:delivery"]


def test_a_reason_that_rose_by_far_more_than_all_is_told_beside_it():
    assert told(("all:", 400, 480), ("reason:late", 20, 40)) == ["all:", "reason:late"]


def test_a_slice_is_told_where_nothing_whole_moved_with_it():
    assert told(("reason:late region=South", 5, 10)) == ["reason:late region=South"]
    assert told(("reason:late", 20, 30), ("reason:late region=South", 5, 10)) == ["reason:late"]


def test_of_the_slices_of_one_story_the_least_likely_of_a_reason_is_told():
    assert told(
        ("group:delivery region=South", 9, 18, 0, 1e-9),
        ("reason:late region=South", 5, 10, 0, 1e-6),
        ("reason:late carrier=North", 5, 10, 3, 1e-7),
        ("reason:refund region=South", 5, 10, 0, 1e-5),
    ) == ["reason:late carrier=North", "reason:refund region=South"]


def test_changes_that_began_months_apart_are_two_stories():
    assert told(("group:delivery", 50, 70, 60), ("reason:late", 20, 40)) == ["group:delivery", "reason:late"]


def test_a_rise_that_suddenly_ends_is_no_drop_at_any_level_unless_it_falls_below_what_was_before():
    rise = ("reason:late", 20, 40)
    fall = (("reason:late", 40, 19, 30, 1e-6, "drop"), ("group:delivery", 60, 39, 30, 1e-6, "drop"))

    assert told(rise, *fall) == ["reason:late"]
    assert told(rise, ("reason:late", 40, 3, 30, 1e-6, "drop")) == ["reason:late", "reason:late"]


def test_no_change_in_gives_the_same_columns_out():
    columns = ["series_code", "kind_code", "started_date", "closed_date", "before_per_day", "now_per_day", "p_value"]
    none = pd.DataFrame(columns=columns)

    assert tell_once(none, SERIES).columns.tolist() == none.columns.tolist()
