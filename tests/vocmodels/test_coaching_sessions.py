"""Before and after a session: what may be said of a change."""

import numpy as np

from vocmodels.coaching_sessions import compare_session


def test_a_large_change_is_better_with_its_interval():
    found = compare_session((12, 80), (56, 80))

    assert found.verdict_code == "better"
    assert round(found.difference, 9) == 0.55
    assert 0.35 < found.low < 0.55 < found.high < 0.7


def test_a_fall_is_worse_and_a_small_change_is_none_that_can_be_told():
    assert compare_session((56, 80), (20, 80)).verdict_code == "worse"
    assert compare_session((40, 80), (44, 80)).verdict_code == "no_detectable_change"


def test_few_contacts_since_are_too_early():
    early = compare_session((12, 80), (10, 11))

    assert early.verdict_code == "too_early"
    assert early.difference is not None
    assert compare_session((12, 80), (0, 0)).difference is None


def test_what_all_colleagues_changed_by_is_no_success_of_the_session():
    alone = compare_session((40, 100), (60, 100))
    against = compare_session((40, 100), (60, 100), (400, 1000), (600, 1000))

    assert alone.verdict_code == "better"
    assert against.verdict_code == "no_detectable_change"
    assert abs(against.difference) < 0.05


def test_who_was_chosen_for_a_low_rate_is_expected_to_rise_by_chance_alone():
    rng = np.random.default_rng(5)
    alone, against = [], []
    for _ in range(400):
        skill = np.clip(rng.normal(0.65, 0.06, 20), 0, 1)
        before, after = rng.binomial(30, skill), rng.binomial(30, skill)
        low = int(np.argmin(before))
        mine = ((before[low], 30), (after[low], 30))
        others = ((before.sum() - before[low], 570), (after.sum() - after[low], 570))
        alone.append(compare_session(*mine).verdict_code == "better")
        against.append(compare_session(*mine, *others).verdict_code == "better")

    assert np.mean(against) < 0.08 < np.mean(alone)
