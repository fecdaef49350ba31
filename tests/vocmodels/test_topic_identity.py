"""Which topic of a new fit is which of the one before, and what became of the others?"""

import numpy as np

from vocmodels.topic_identity import keep_boundaries, match_topics

OLD = ["pay"] * 10 + ["box"] * 10 + ["key"] * 10


def told(old: list, new: list[int]) -> list[tuple]:
    match = match_topics(old, np.array(new))
    named = {number: match.same.get(number, f"new{number}") for number in set(new) if number >= 0}
    return [tuple(row[:3]) for row in match.events(named)]


def test_topics_that_hold_the_same_texts_go_on_under_their_codes():
    assert told(OLD, [2] * 10 + [0] * 10 + [1] * 10) == [
        ("continued", "box", None),
        ("continued", "key", None),
        ("continued", "pay", None),
    ]


def test_a_topic_that_falls_apart_goes_on_in_its_larger_part_and_the_other_splits_from_it():
    assert told(OLD, [0] * 6 + [3] * 4 + [1] * 10 + [2] * 10)[3] == ("split", "new3", "pay")


def test_of_two_topics_that_become_one_the_larger_goes_on_and_the_other_merges_into_it():
    events = told(["pay"] * 12 + ["box"] * 8, [0] * 20)

    assert events == [("continued", "pay", None), ("merged", "box", "pay")]


def test_a_topic_of_texts_that_had_none_is_born_and_one_whose_texts_scatter_fades():
    events = told([None] * 8 + ["box"] * 9 + ["pay"] * 10 + ["key"] * 10, [0] * 8 + [0, 1, 2] * 3 + [1] * 10 + [2] * 10)

    assert ("born", "new0", None) in events
    assert ("faded", "box", None) in events


def test_texts_do_not_wander_between_topics_that_both_go_on():
    new = np.array([0] * 8 + [1] * 2 + [1] * 10 + [2] * 10)

    kept = keep_boundaries(OLD, new, finest=new)

    assert kept.tolist() == [0] * 10 + [1] * 10 + [2] * 10


def test_topics_merge_only_where_the_finest_cut_shows_them_as_one_too():
    merged, apart = np.array([0] * 20 + [1] * 10), np.array([0] * 10 + [1] * 10 + [2] * 10)

    def codes_left(finest: np.ndarray) -> set[str]:
        return set(match_topics(OLD, keep_boundaries(OLD, merged, finest)).same.values())

    assert codes_left(apart) == {"pay", "box", "key"}
    assert len(codes_left(merged)) == 2


def test_a_topic_splits_where_a_good_part_of_it_leaves_and_not_where_some_texts_do():
    few, many = np.array([0] * 8 + [3] * 2 + [1] * 10 + [2] * 10), np.array([0] * 6 + [3] * 4 + [1] * 10 + [2] * 10)

    assert set(keep_boundaries(OLD, few, finest=few)) == {0, 1, 2}
    assert set(keep_boundaries(OLD, many, finest=many)) == {0, 1, 2, 3}
