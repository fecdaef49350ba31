"""Whom to help with what: named only where an agent is unlike what agents ordinarily are."""

import numpy as np
import pandas as pd
import pytest

from vocmodels.coaching import CoachingInputError, CoachingSettings, choose_focus


def cells(*rows):
    return pd.DataFrame(rows, columns=["agent_id", "criterion_code", "mix_code", "n", "met_count"])


def team(criterion_code, *met, n=100, mix_code="lost|voice"):
    """One row an agent: in how many of n contacts the behaviour was shown."""
    return [(f"agent {place}", criterion_code, mix_code, n, one) for place, one in enumerate(met)]


ORDINARY = (70, 74, 66, 72, 68, 75, 65, 71, 69)


def named(found):
    return found[["agent_id", "focus_rank", "criterion_code"]].to_numpy().tolist()


def test_who_lacks_a_behaviour_is_named_with_it():
    found = choose_focus(cells(*team("empathy", 20, *ORDINARY), *team("summary", 62, *ORDINARY[::-1])))

    assert named(found) == [["agent 0", 1, "empathy"]]
    row = found.iloc[0]
    assert (row["n"], row["rate"]) == (100, 0.2)
    assert row["expected_rate"] == pytest.approx(0.7, abs=0.02)
    assert row["low"] < 0.2 < row["high"] < 0.4


def test_the_lowest_of_an_ordinary_spread_is_not_named():
    assert choose_focus(cells(*team("empathy", 58, *ORDINARY))).empty
    wide = (45, 85, 60, 80, 55, 75, 90, 50, 70)
    assert choose_focus(cells(*team("empathy", 40, *wide))).empty


def test_who_has_the_contacts_in_which_nobody_shows_it_is_not_named():
    usual = [
        (f"agent {place}", "summary", mix_code, n, met)
        for place in range(8)
        for mix_code, n, met in (("stock", 80, 60), ("fraud", 20, 2))
    ]

    assert choose_focus(cells(("ana", "summary", "fraud", 100, 10), *usual)).empty
    assert named(choose_focus(cells(("ana", "summary", "stock", 100, 10), *usual))) == [["ana", 1, "summary"]]


def test_at_most_two_behaviours_the_heaviest_first():
    codes = ("empathy", "summary", "ownership")
    rows = cells(*(row for code in codes for row in team(code, 15, *ORDINARY)))

    assert named(choose_focus(rows, weights={"empathy": 1, "summary": 3, "ownership": 2})) == [
        ["agent 0", 1, "summary"], ["agent 0", 2, "ownership"],
    ]  # fmt: skip
    assert named(choose_focus(rows, weights={"summary": 0}, effects={"ownership": 0.8, "empathy": 0.1})) == [
        ["agent 0", 1, "ownership"], ["agent 0", 2, "empathy"],
    ]  # fmt: skip


def test_two_who_lack_the_same_do_not_hide_each_other():
    found = choose_focus(cells(*team("empathy", 15, 18, *ORDINARY, 73, 67, 70, 72, 68)))

    assert found["agent_id"].tolist() == ["agent 0", "agent 1"]


def test_few_contacts_or_few_agents_name_nobody():
    assert choose_focus(cells(*team("empathy", 2, *(14, 15, 13, 14, 15, 14), n=19))).empty
    assert choose_focus(cells(*team("empathy", 20, 70, 72))).empty


def test_the_order_of_rows_does_not_matter_and_none_give_the_same_columns():
    rows = cells(*team("empathy", 20, *ORDINARY), *team("summary", 15, *ORDINARY))
    kept = rows.copy(deep=True)

    found = choose_focus(rows)

    pd.testing.assert_frame_equal(choose_focus(rows.sample(frac=1, random_state=3)), found)
    pd.testing.assert_frame_equal(rows, kept)
    assert choose_focus(rows.iloc[:0]).dtypes.equals(found.dtypes)
    with pytest.raises(CoachingInputError, match="met_count"):
        choose_focus(rows.drop(columns="met_count"))


def test_among_agents_who_scatter_in_an_ordinary_way_hardly_ever_is_anybody_named():
    rng = np.random.default_rng(11)
    houses = [_scattered(rng) for _ in range(40)]

    assert np.mean([len(choose_focus(rows)) > 0 for rows in houses]) <= 0.1


def test_a_looser_setting_names_more():
    rows = cells(*team("empathy", 45, *ORDINARY))

    assert len(choose_focus(rows, CoachingSettings(chance=0.5, chance_within=0.5))) >= len(choose_focus(rows))


def _scattered(rng):
    """Twenty agents, six criteria; skills scatter by .06 around .7 without anybody being unlike the others."""
    rows = []
    for place in range(6):
        for agent, skill in enumerate(np.clip(rng.normal(0.7, 0.06, 20), 0, 1)):
            n = int(rng.integers(40, 300))
            rows.append((f"agent {agent}", f"criterion {place}", "lost", n, rng.binomial(n, skill)))
    return cells(*rows)
