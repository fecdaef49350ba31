"""What was planted, when, and how large: the answers that a good analysis should find again?"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.simulate.catalogue import CARRIERS, NEW_PROBLEM, REGIONS


@dataclass(frozen=True)
class Plant:
    """Extra contacts of one reason over a span of days, some of them inside one slice.

    `lift` is the excess as a multiple of the reason's usual contacts (of all contacts if the reason has none);
    `slice_share` of the excess lies inside `slice_values`, the rest is spread as usual.
    """

    code: str
    reason_code: str
    first_date: date
    last_date: date
    lift: float
    slice_values: dict[str, str]
    slice_share: float
    story: str
    ramp_days: int = 1


def plan_plants(end: date) -> list[Plant]:
    """Return the planted events, placed backwards from the last day of the data."""

    def before(days: int) -> date:
        return end - timedelta(days=days)

    wet_dock = {"carrier_code": "NorthStar", "region_code": "South"}
    return [
        Plant("damage_spike", "damaged_shipment", before(4), end, 2.7, wet_dock, 0.82,
              "NorthStar's depot in the South crushes and soaks parcels."),
        Plant("checkout_release", "checkout_confusing", before(70), before(29), 1.6, {}, 0.0,
              "A release confuses the checkout; a fix four weeks before the end takes the excess away.", 3),
        Plant("double_billing", "double_charge", before(36), before(36), 9.0, {}, 0.0,
              "The payment provider bills one night's orders twice."),
        Plant("new_problem", NEW_PROBLEM, before(20), end, 0.055, {}, 0.0,
              "The app's new loyalty wallet loses points. No reason of the taxonomy names it.", 6),
    ]  # fmt: skip


def plan_changes(end: date) -> list[dict]:
    """Return what the departments changed: one change that worked, and one that changed nothing.

    `true_saved_share` is of the contacts that would have come without the change: a lift of 1.6 that is gone.
    """
    return [
        {"change": "checkout_fix", "reason_code": "checkout_confusing", "department_code": "website",
         "changed_on": (end - timedelta(days=28)).isoformat(), "true_effect": "fell",
         "true_saved_share": 0.615},
        {"change": "return_label_page", "reason_code": "return_label", "department_code": "returns",
         "changed_on": (end - timedelta(days=42)).isoformat(), "true_effect": "no_detectable_effect",
         "true_saved_share": 0.0},
    ]  # fmt: skip


def excess_counts(plant: Plant, days: list[date], usual: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the extra contacts of a plant on each day; `usual` is what its reason (or everything) has without it."""
    counts = np.zeros(len(days), dtype=np.int64)
    for index, day in enumerate(days):
        if plant.first_date <= day <= plant.last_date:
            ramp = min(1.0, ((day - plant.first_date).days + 1) / plant.ramp_days)
            mean = plant.lift * usual[index] * ramp
            counts[index] = rng.poisson(mean * rng.gamma(60.0, 1 / 60.0))
    return counts


def slice_index(plant: Plant) -> tuple[int, int]:
    """Return the planted carrier's and region's place in the catalogue, -1 where it names none."""
    carrier, region = plant.slice_values.get("carrier_code"), plant.slice_values.get("region_code")
    return (CARRIERS.index(carrier) if carrier else -1, REGIONS.index(region) if region else -1)
