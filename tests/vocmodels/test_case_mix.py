"""Agents and teams compared on the same mix: what may be said of whom."""

import numpy as np
import pandas as pd
import pytest

from vocmodels.case_mix import CaseMixInputError, CaseMixSettings, compare_units


def share(unit_code, mix_code, n, met, measure_code="fcr"):
    return (unit_code, measure_code, mix_code, n, met, met)


def seconds(unit_code, mix_code, n, mean, deviation, measure_code="handle_time"):
    return (unit_code, measure_code, mix_code, n, n * mean, n * (mean**2 + deviation**2))


def cells(*rows):
    return pd.DataFrame(rows, columns=["unit_code", "measure_code", "mix_code", "n", "total", "total_squares"])


def row_of(found, unit_code, measure_code="fcr"):
    return found.set_index(["unit_code", "measure_code"]).loc[(unit_code, measure_code)]


def test_who_has_the_hard_contacts_is_expected_to_solve_fewer():
    found = compare_units(
        cells(
            share("ana", "lost|voice", 180, 90), share("ana", "stock|voice", 20, 18),
            share("ben", "lost|voice", 20, 10), share("ben", "stock|voice", 180, 162),
            share("cleo", "lost|voice", 100, 50), share("cleo", "stock|voice", 100, 90),
        )
    )  # fmt: skip

    assert row_of(found, "ana")["value"] == 0.54
    assert row_of(found, "ana")["expected_value"] == pytest.approx(0.54, abs=0.01)
    assert row_of(found, "ana")["adjusted_value"] == pytest.approx(0.7, abs=0.01)
    assert not found["stands_out"].any()
    assert (found["rank_low"] == 1).all() and (found["rank_high"] == 3).all()


def test_who_solves_fewer_of_the_same_contacts_stands_out():
    equal = [share(f"agent {place}", "lost", 200, 150) for place in range(9)]

    found = compare_units(cells(share("ana", "lost", 200, 90), *equal))

    assert found.loc[found["stands_out"], "unit_code"].tolist() == ["ana"]
    ana = row_of(found, "ana")
    assert ana["low"] < ana["adjusted_value"] < ana["high"] < 0.7
    assert (ana["rank_low"], ana["rank_high"]) == (1, 1)


def test_one_slow_team_does_not_make_the_others_fast():
    equal = [seconds(f"team {place}", "lost", 3000, 300, 200) for place in range(4)]

    found = compare_units(cells(seconds("slow", "lost", 3000, 420, 280), *equal))

    assert found.loc[found["stands_out"], "unit_code"].tolist() == ["slow"]
    assert row_of(found, "team 1", "handle_time")["expected_value"] == pytest.approx(300, abs=2)


def test_a_third_faster_is_the_same_with_short_and_with_long_contacts():
    equal = [
        row
        for place in range(8)
        for row in (seconds(f"agent {place}", "short", 100, 100, 60), seconds(f"agent {place}", "long", 100, 900, 540))
    ]
    fast = [seconds("only short", "short", 200, 67, 40), seconds("only long", "long", 200, 600, 360)]

    found = compare_units(cells(*fast, *equal))

    only_short, only_long = (row_of(found, f"only {kind}", "handle_time") for kind in ("short", "long"))
    assert only_short["stands_out"] and only_long["stands_out"]
    assert only_short["adjusted_value"] == pytest.approx(only_long["adjusted_value"], rel=0.05)


def test_a_cell_that_nobody_else_serves_says_nothing():
    shared = [share(f"agent {place}", "stock|voice", 100, 80) for place in range(6)]

    found = compare_units(cells(share("ana", "stock|voice", 100, 80), share("ana", "fraud|chat", 300, 60), *shared))

    assert not row_of(found, "ana")["stands_out"]


def test_few_contacts_are_drawn_to_the_mean():
    others = [share(f"agent {place}", "lost", 200, met) for place, met in enumerate((130, 170, 140, 160, 150, 150))]

    found = compare_units(cells(share("few", "lost", 8, 2), share("many", "lost", 400, 100), *others))

    assert row_of(found, "few")["value"] == row_of(found, "many")["value"] == 0.25
    assert row_of(found, "few")["adjusted_value"] > row_of(found, "many")["adjusted_value"]
    assert not row_of(found, "few")["stands_out"]


def test_a_difference_that_is_sure_but_tiny_does_not_stand_out():
    equal = [share(f"team {place}", "lost", 100_000, 75_000) for place in range(6)]
    rows = cells(share("ana", "lost", 100_000, 76_500), *equal)

    assert row_of(compare_units(rows), "ana")["q_value"] < 0.001
    assert not compare_units(rows)["stands_out"].any()
    assert compare_units(rows, CaseMixSettings(least_difference=0))["stands_out"].any()


def test_where_there_is_nobody_to_compare_with_nothing_is_said():
    alone = row_of(compare_units(cells(share("ana", "lost", 200, 90))), "ana")

    assert alone["value"] == 0.45
    assert alone[["expected_value", "low", "high", "rank_low", "rank_high"]].isna().all()
    assert not alone["stands_out"]


def test_each_measure_is_judged_by_itself_and_the_order_of_rows_does_not_matter():
    rows = cells(
        share("ana", "lost", 50, 20), share("ben", "lost", 50, 30), share("ana", "late", 10, 5),
        seconds("ana", "lost", 50, 300, 90), seconds("ben", "lost", 50, 310, 90),
    )  # fmt: skip
    kept = rows.copy(deep=True)

    found = compare_units(rows)

    pd.testing.assert_frame_equal(compare_units(rows.sample(frac=1, random_state=2)), found)
    pd.testing.assert_frame_equal(rows, kept)
    assert found[["unit_code", "measure_code"]].to_numpy().tolist() == [
        ["ana", "fcr"], ["ana", "handle_time"], ["ben", "fcr"], ["ben", "handle_time"],
    ]  # fmt: skip
    assert compare_units(rows.iloc[:0]).dtypes.equals(found.dtypes)


def test_an_input_that_cannot_be_compared_is_refused():
    with pytest.raises(CaseMixInputError, match="total_squares"):
        compare_units(cells().drop(columns="total_squares"))
    with pytest.raises(CaseMixInputError, match="negative"):
        compare_units(cells(share("ana", "lost", -1, 0)))


@pytest.mark.slow
@pytest.mark.parametrize("measure_code", ["handle_time", "fcr", "rare"])
def test_equal_agents_who_are_dealt_unequal_reasons_do_not_stand_out(measure_code):
    flagged = [compare_units(_equal_agents(seed, measure_code))["stands_out"].any() for seed in range(100)]

    assert np.mean(flagged) <= 0.05


def _equal_agents(seed, measure_code):
    """Twenty agents of 20 to 600 contacts; each has mostly contacts of two or three of twelve reasons."""
    rng = np.random.default_rng(seed)
    rows = []
    level = rng.uniform(0.5, 2, 12)
    for agent in range(20):
        dealt = rng.multinomial(rng.integers(20, 600), rng.dirichlet(np.full(12, 0.3)))
        for mix in np.flatnonzero(dealt):
            mean = {"handle_time": 300.0, "fcr": 0.35, "rare": 0.01}[measure_code] * level[mix]
            is_share = measure_code != "handle_time"
            values = rng.random(dealt[mix]) < mean if is_share else mean * rng.lognormal(0, 1.2, dealt[mix])
            sums = (values.sum(), (values.astype(float) ** 2).sum())
            rows.append((f"agent {agent}", measure_code, f"reason {mix}", dealt[mix], *sums))
    return cells(*rows)
