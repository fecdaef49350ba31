"""explain: which slice is named, which is not, and what every caller may rely on."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from vocmodels.drivers import DriverInputError, DriverSettings, explain, rank_values

DIMENSIONS = ["carrier_code", "region_code", "product_code"]
CARRIERS = ["northstar", "quickship", "harbor", "postal"]
REGIONS = ["south", "north", "east", "west", "centre"]
PRODUCTS = ["sofa", "lamp", "desk", "chair"]


def usual_cells(expected: float = 1.0, seed: int = 0) -> pd.DataFrame:
    cells = pd.DataFrame(list(product(CARRIERS, REGIONS, PRODUCTS)), columns=DIMENSIONS)
    actual = np.random.default_rng(seed).poisson(expected, len(cells))
    return cells.assign(actual_count=actual, expected_count=expected)


def with_excess(cells: pd.DataFrame, count: int, **where: str) -> pd.DataFrame:
    inside = np.logical_and.reduce([cells[dimension] == value for dimension, value in where.items()])
    return cells.assign(actual_count=cells["actual_count"] + inside * (count / inside.sum()))


@pytest.mark.parametrize(
    "where",
    [
        {"carrier_code": "northstar"},
        {"carrier_code": "northstar", "region_code": "south"},
        {"carrier_code": "northstar", "region_code": "south", "product_code": "sofa"},
    ],
)
@pytest.mark.parametrize("seed", range(5))
def test_the_planted_slice_is_named_and_neither_its_parent_nor_its_child(where, seed):
    found = explain(with_excess(usual_cells(seed=seed), 40, **where), DIMENSIONS)

    assert found.loc[0, "slice"] == where
    assert found.loc[0, "excess_count"] == pytest.approx(40, abs=18)
    assert found.loc[0, "share_of_excess"] > 0.6


def test_two_separate_slices_are_both_named_largest_first():
    cells = with_excess(usual_cells(), 60, carrier_code="northstar", region_code="south")
    cells = with_excess(cells, 40, product_code="lamp", region_code="west")

    found = explain(cells, DIMENSIONS)

    assert found["slice"].tolist() == [
        {"carrier_code": "northstar", "region_code": "south"},
        {"region_code": "west", "product_code": "lamp"},
    ]
    assert 0.7 < found["share_of_excess"].sum() <= 1


def test_a_rise_that_is_the_same_everywhere_has_no_driver():
    cells = usual_cells(expected=3)

    assert explain(cells.assign(actual_count=cells["actual_count"] * 2), DIMENSIONS).empty


@pytest.mark.parametrize("seed", range(10))
def test_nothing_stands_out_when_nothing_happened(seed):
    assert explain(usual_cells(seed=seed), DIMENSIONS).empty


def test_a_rise_everywhere_is_told_by_the_values_that_hold_most_of_it():
    cells = usual_cells(expected=1).assign(actual_count=4)
    large = cells["region_code"] == "north"
    cells = cells.assign(actual_count=cells["actual_count"] + 2 * large, expected_count=1 + 0.5 * large)

    ranked = rank_values(cells, ["region_code"])

    assert explain(cells, DIMENSIONS).empty
    assert ranked.loc[0, "slice"] == {"region_code": "north"}
    assert ranked["excess_count"].tolist() == [72, 48, 48, 48, 48]
    assert ranked["share_of_excess"].sum() == pytest.approx(1)


def test_a_value_never_seen_before_is_named():
    cells = usual_cells()
    new = cells[cells["carrier_code"] == "postal"].assign(carrier_code="drone", expected_count=0.0, actual_count=1)

    assert explain(pd.concat([cells, new]), DIMENSIONS).loc[0, "slice"] == {"carrier_code": "drone"}


def test_a_dimension_with_one_value_adds_nothing_to_a_slice():
    cells = with_excess(usual_cells(), 40, carrier_code="northstar").assign(site_code="columbus")

    assert explain(cells, [*DIMENSIONS, "site_code"]).loc[0, "slice"] == {"carrier_code": "northstar"}


def test_an_excess_below_the_minimum_is_not_named():
    cells = with_excess(usual_cells(), 40, carrier_code="northstar")

    assert explain(cells, DIMENSIONS, DriverSettings(minimum_excess=100)).empty


def test_values_stay_those_of_the_columns():
    cells = with_excess(usual_cells(), 40, carrier_code="northstar").assign(queue=7)
    cells["queue"] = cells["queue"].where(cells["carrier_code"] == "northstar", 8)

    named = explain(cells, ["queue"]).loc[0, "slice"]

    assert named == {"queue": 7}
    assert type(named["queue"]) is int


def test_the_order_of_rows_and_the_input_stay_as_they_are():
    cells = with_excess(usual_cells(), 40, carrier_code="northstar", region_code="south")
    before = cells.copy(deep=True)

    found = explain(cells, DIMENSIONS)

    pd.testing.assert_frame_equal(found, explain(cells.sample(frac=1, random_state=2), DIMENSIONS))
    pd.testing.assert_frame_equal(cells, before)


def test_no_rows_and_no_finding_give_the_same_columns():
    found = explain(with_excess(usual_cells(), 40, carrier_code="northstar"), DIMENSIONS)

    for nothing in (explain(usual_cells().head(0), DIMENSIONS), explain(usual_cells(), DIMENSIONS)):
        assert nothing.empty
        assert nothing.dtypes.astype(str).to_dict() == found.dtypes.astype(str).to_dict()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda cells: cells.drop(columns="expected_count"), "no column expected_count"),
        (lambda cells: cells.drop(columns="region_code"), "no column region_code"),
        (lambda cells: cells.assign(actual_count=np.nan), "actual_count is null or negative"),
    ],
)
def test_cells_that_cannot_be_scanned_are_refused(change, message):
    with pytest.raises(DriverInputError, match=message):
        explain(change(usual_cells()), DIMENSIONS)
