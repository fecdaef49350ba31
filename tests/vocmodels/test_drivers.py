"""explain: which slice is named, which is not, and what every caller may rely on."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from vocmodels.drivers import DriverInputError, DriverSettings, explain, rank_values
from vocmodels.slice_scan import ScanSettings

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


@pytest.mark.parametrize("seed", range(5))
def test_of_two_slices_that_overlap_both_are_named_and_no_contact_counts_twice(seed):
    cells = with_excess(usual_cells(seed=seed), 60, carrier_code="northstar")
    cells = with_excess(cells, 60, region_code="south", product_code="sofa")

    found = explain(cells, DIMENSIONS)

    assert sorted(map(len, found["slice"])) == [1, 2]
    assert {"carrier_code": "northstar"} in found["slice"].tolist()
    assert {"region_code": "south", "product_code": "sofa"} in found["slice"].tolist()
    assert found["excess_count"].sum() <= (cells["actual_count"] - cells["expected_count"]).sum() + 18
    assert found["share_of_excess"].sum() <= 1


@pytest.mark.parametrize("seed", range(5))
def test_a_second_strong_slice_does_not_pass_for_noise_that_hides_the_first(seed):
    cells = with_excess(usual_cells(seed=seed), 50, carrier_code="northstar", region_code="south", product_code="sofa")
    cells = with_excess(cells, 50, carrier_code="harbor", region_code="east", product_code="lamp")

    assert len(explain(cells, DIMENSIONS)) == 2


@pytest.mark.parametrize("seed", range(5))
def test_two_children_that_rose_are_named_and_not_the_parent_that_holds_both(seed):
    cells = with_excess(usual_cells(seed=seed), 50, carrier_code="northstar", region_code="south")
    cells = with_excess(cells, 50, carrier_code="northstar", product_code="sofa")

    found = explain(cells, DIMENSIONS)

    assert sorted(map(sorted, (named.values() for named in found["slice"]))) == [
        ["northstar", "sofa"],
        ["northstar", "south"],
    ]


@pytest.mark.parametrize("seed", range(5))
def test_a_driver_is_named_where_everything_rose_besides(seed):
    cells = usual_cells(expected=2.0, seed=seed).assign(expected_count=1.0)

    found = explain(with_excess(cells, 60, carrier_code="northstar", region_code="south"), DIMENSIONS)

    assert found["slice"].tolist() == [{"carrier_code": "northstar", "region_code": "south"}]
    assert found.loc[0, "share_of_excess"] < 0.6


@pytest.mark.parametrize("seed", range(5))
def test_fifty_regions_with_less_than_a_contact_each_hide_no_driver(seed):
    cells = pd.DataFrame(list(product(CARRIERS, range(50), PRODUCTS)), columns=DIMENSIONS)
    draws = np.random.default_rng(seed)
    cells = cells.assign(
        actual_count=draws.poisson(0.1, len(cells)), expected_count=draws.poisson(2.8, len(cells)) / 28
    )
    cells = with_excess(cells, 16, carrier_code="northstar", region_code=7)

    seen = cells[(cells["actual_count"] > 0) | (cells["expected_count"] > 0)]

    assert explain(seen, DIMENSIONS)["slice"].tolist() == [{"carrier_code": "northstar", "region_code": 7}]


def test_values_that_vary_together_by_nature_are_hardly_ever_named():
    draws = np.random.default_rng(0)
    cells = usual_cells(expected=4.0)
    named = 0
    for _ in range(20):
        shared = [draws.gamma(25, 1 / 25, len(values))[pd.factorize(cells[name])[0]]
                  for name, values in zip(DIMENSIONS, (CARRIERS, REGIONS, PRODUCTS), strict=True)]  # fmt: skip
        named += len(explain(cells.assign(actual_count=draws.poisson(4.0 * np.prod(shared, axis=0))), DIMENSIONS))

    assert named <= 6


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

    assert explain(cells, DIMENSIONS, DriverSettings(scan=ScanSettings(minimum_excess=100))).empty


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
