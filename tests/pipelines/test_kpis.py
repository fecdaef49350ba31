"""Are the numbers what their definitions say, from a row of an export to a KPI?"""

import pytest

from tests.conftest import House

DAY = "2026-03-02T09:00:00Z"
CALLS_MAPPING = """
format = "csv"
[fields]
contact_id = "id"
started_at = "started"
queue_seconds = "waited"
talk_seconds = "talked"
hold_seconds = "held"
wrap_seconds = "wrapped"
is_abandoned = { column = "abandoned", true = ["1"] }
is_callback = { column = "callback", true = ["1"] }
csat_score = "csat"
disposition_code = { constant = "LATE" }
"""
GOLDEN = [  # how many, waited in seconds, abandoned
    (855, 12, 0),
    (5, 20, 0),  # just within
    (140, 20.5, 0),
    (10, 5, 1),  # just a short abandon
    (10, 20, 1),
    (40, 61, 1),
]


def add_calls(house, rows):
    house.add_file("calls.toml", CALLS_MAPPING)
    house.add_source("calls", "calls.csv", "calls.toml")
    lines = [f"{number},{DAY},{row}" for number, row in enumerate(rows)]
    house.add_file(
        "calls.csv", "\n".join(["id,started,waited,talked,held,wrapped,abandoned,callback,csat", *lines]) + "\n"
    )


def value_of(house, formula):
    """A KPI's formula over the published sums; a count has no denominator."""
    divisor = f" / sum({formula['denominator']})" if "denominator" in formula else ""
    return house.published(f"select sum({formula['numerator']}){divisor} from marts.contact_daily")[0][0]


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    """The golden example after its night, to read alone."""
    house = House(tmp_path_factory.mktemp("golden"))
    add_calls(house, [f"{waited},60,0,0,{abandoned},0," for count, waited, abandoned in GOLDEN for _ in range(count)])
    house.run()
    return house


def test_every_variant_of_the_service_level_gives_the_figure_of_the_golden_example(golden):
    variants = golden.settings.kpis["service_level"]["variants"]

    percents = {name: round(100 * value_of(golden, formula), 2) for name, formula in variants.items()}

    assert percents == {
        "abandons_after_threshold": 82.69,
        "abandons_within_positive": 83.02,
        "abandons_ignored": 86.00,
        "abandons_negative": 81.13,
        "short_abandons_out": 81.90,
    }


def test_the_published_kpi_carries_the_formula_of_the_variant_in_use(golden):
    published = golden.published("select kpi_code, variant, numerator, denominator from marts.kpi")

    in_use = {
        code: (table["variant"], table["variants"][table["variant"]]) for code, table in golden.settings.kpis.items()
    }
    assert {code: (variant, numerator, denominator) for code, variant, numerator, denominator in published} == {
        code: (variant, formula["numerator"], formula.get("denominator")) for code, (variant, formula) in in_use.items()
    }


def test_handle_time_abandonment_and_csat_are_as_counted_by_hand(house):
    add_calls(
        house,
        [  # waited, talked, held, wrapped, abandoned, callback, csat
            "10,100,20,30,0,0,5",  # handled 150
            "30,200,0,40,0,0,4",  # handled 240
            "5,60,,,0,0,3",  # handled 60: what is not given counts as none
            "90,0,0,0,1,0,",  # abandoned: neither handled nor answered
            "3,,,,1,0,",  # a short abandon
            "400,120,0,0,0,1,1",  # a callback: handled, but not queued
            ",600,0,0,0,0,",  # never queued: handled
        ],
    )

    house.run()

    kpis = {code: table["variants"][table["variant"]] for code, table in house.settings.kpis.items()}
    assert value_of(house, kpis["contacts"]) == 7
    assert value_of(house, kpis["handle_time"]) == (150 + 240 + 60 + 120 + 600) / 5
    assert value_of(house, kpis["agent_hours"]) == pytest.approx(1170 / 3600)
    assert value_of(house, kpis["abandonment_rate"]) == 2 / 5
    assert value_of(house, house.settings.kpis["abandonment_rate"]["variants"]["short_abandons_out"]) == 1 / 4
    assert value_of(house, kpis["csat"]) == 2 / 4


def test_the_thresholds_of_voc_toml_are_the_ones_that_count(house):
    house.extra += "[service_level]\nthreshold_seconds = 30\nshort_abandon_seconds = 10\n"
    add_calls(house, ["25,60,0,0,0,0,", "35,60,0,0,0,0,", "8,0,0,0,1,0,", "25,0,0,0,1,0,"])

    house.run()

    sums = "sum(answered_within_count), sum(abandoned_within_count), sum(short_abandoned_count)"
    assert house.published(f"select {sums} from marts.contact_daily") == [(1, 2, 1)]


def test_a_rate_is_summed_before_it_is_divided(house):
    monday = [f"{10 if quick else 60},60,0,0,0,0," for quick in [True] * 9 + [False]]
    tuesday = ["60,60,0,0,0,0,"]
    add_calls(house, monday + tuesday)
    path = house.folder / "calls.csv"
    *rest, last = path.read_text().splitlines()
    path.write_text("\n".join([*rest, last.replace("2026-03-02", "2026-03-03")]) + "\n")

    house.run()

    assert value_of(house, house.settings.kpis["service_level"]["variants"]["abandons_ignored"]) == pytest.approx(
        9 / 11
    )
