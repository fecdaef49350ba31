"""Who came back, for what, how often: and what counts as resolved?"""

from datetime import date, datetime, timedelta

import pytest

from tests.pipelines.kpi_tables import build, in_memory, kpi

MONDAY = datetime(2026, 3, 2, 10)
DAY = timedelta(days=1)


@pytest.fixture
def warehouse():
    with in_memory() as connection:
        yield connection


def contact(contact_id, after=0.0, **more):
    """A contact of one customer, some days after that Monday, 10:00."""
    return {"contact_id": contact_id, "customer_id": "ada", "started_at": MONDAY + after * DAY, **more}


def sums(warehouse):
    return warehouse.execute("select sum(mature_count), sum(repeated_count) from marts.contact_kpi").fetchall()[0]


def test_who_comes_back_on_the_last_second_of_the_seventh_day_came_back(warehouse):
    build(warehouse, [contact("first"), contact("second", after=7)])

    assert sums(warehouse) == (2, 1)
    assert (kpi(warehouse, "fcr"), kpi(warehouse, "repeat_rate")) == (0.5, 0.5)


def test_who_comes_back_a_second_later_did_not(warehouse):
    build(warehouse, [contact("first"), contact("second", after=7 + 1 / 86400)])

    assert sums(warehouse) == (2, 0)


def test_a_contact_counts_from_the_day_on_which_the_customer_could_no_longer_come_back(warehouse):
    build(warehouse, [contact("first")], as_of=date(2026, 3, 8))
    assert sums(warehouse) == (0, 0)

    build(warehouse, [contact("first")], as_of=date(2026, 3, 9))
    assert sums(warehouse) == (1, 0)


@pytest.mark.parametrize(
    "other",
    [
        {"customer_id": "bob"},
        {"customer_id": None},
        {"reason_code": "refund"},
        {"direction_code": "outbound"},  # we called, not the customer
        {"previous_contact_id": "first"},  # the same contact goes on with another agent
    ],
)
def test_only_the_same_customer_with_the_same_reason_comes_back(warehouse, other):
    build(warehouse, [contact("first"), contact("second", after=1) | other])

    assert sums(warehouse)[1] == 0


def test_a_contact_of_nobody_known_or_abandoned_or_not_sure_is_not_resolved_it_is_left_out(warehouse):
    build(
        warehouse,
        [contact("a", customer_id=None), contact("b", is_abandoned=True), contact("c", reason_code="unsure")],
    )

    assert sums(warehouse) == (0, 0)
    assert kpi(warehouse, "fcr") is None


def test_an_abandoned_contact_is_a_return_all_the_same(warehouse):
    build(warehouse, [contact("first"), contact("second", after=1, is_abandoned=True)])

    assert sums(warehouse) == (1, 1)


def test_the_chain_tells_who_came_back_for_what_and_how_often(warehouse):
    build(
        warehouse,
        [
            contact("a", agent_id="17"),
            contact("b", after=3, agent_id="18"),
            contact("c", after=9, agent_id="17"),
            contact("d", after=20),  # eleven days later: a chain of its own
            contact("e", after=1, customer_id="bob"),
        ],
    )

    chains = warehouse.execute(
        "select chain_id, reason_code, contact_count, first_agent_id, contact_ids from marts.repeat_chain"
    )
    assert chains.fetchall() == [("a", "parcel", 3, "17", ["a", "b", "c"])]
    columns = "contact_id, repeated_by_contact_id, repeats_contact_id, chain_id, chain_place"
    placed = f"select {columns} from marts.contact_kpi order by 1"
    assert warehouse.execute(placed).fetchall() == [
        ("a", "b", None, "a", 1),
        ("b", "c", "a", "a", 2),
        ("c", None, "b", "a", 3),
        ("d", None, None, "d", 1),
        ("e", None, None, "e", 1),
    ]


def test_contacts_that_a_changed_key_cut_off_do_not_count_as_resolved(warehouse):
    """Ada came back on the 9th, but under the new key nobody knows that it was her."""
    warehouse.execute(
        "insert into ops.hash_key values ('old', '2026-03-01'), ('new', '2026-03-08 12:00');"
        "insert into ops.run (run_id, finished_at) values ('r1', '2026-03-08 02:00'), ('r2', '2026-03-10 02:00')"
    )
    bob = {"contact_id": "settled", "customer_id": "bob-old", "started_at": datetime(2026, 2, 20)}
    old = [contact("first", customer_id="ada-old"), contact("last", after=5, customer_id="eve-old"), bob]
    new = [
        contact("second", after=7, customer_id="ada-new", run_id="r2"),
        contact("third", after=8, customer_id="eve-new", run_id="r2"),
    ]

    build(warehouse, [*old, *new])

    mature = warehouse.execute("select contact_id from marts.contact_kpi where mature_count = 1 order by 1").fetchall()
    assert mature == [("second",), ("settled",), ("third",)]  # first and last could have come back unseen


def test_the_days_of_voc_toml_are_the_ones_that_count(warehouse, house):
    house.extra += "[resolution]\nrepeat_days = 2\n"

    build(warehouse, [contact("first"), contact("second", after=3)], settings=house.settings)

    assert sums(warehouse) == (2, 0)
    definition = warehouse.execute("select definition from marts.kpi where kpi_code = 'fcr'").fetchall()[0][0]
    assert "within 2 days" in definition
