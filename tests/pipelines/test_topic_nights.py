"""Topics over several nights: found once, assigned cheaply, joined by what is new, and the same after a refit."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from pipelines.topics.discovering import discover_topics
from pipelines.warehouse import open_warehouse

pytestmark = pytest.mark.slow

FIRST = date(2026, 1, 1)
WHO = ["my", "our", "my mother's", "a friend's", "the", "her", "his", "this"]
THEMES = {
    "late": "parcel is late and the courier never showed up {}",
    "refund": "refund for the returned shoes is not on my card {}",
    "password": "password reset link does not work when I log in {}",
    "broken": "lamp arrived broken and the glass was in pieces {}",
    "invoice": "invoice shows the wrong company address and tax number {}",
}
WHEN = ["yesterday", "since Monday", "again", "for a week", "this morning", "as before", "today", "still"]
NEW = "loyalty points vanished from the new wallet {}"


def texts(theme: str, count: int, seed: int) -> list[str]:
    draws = np.random.default_rng(seed)
    return [f"{draws.choice(WHO)} {theme.format(draws.choice(WHEN))}" for _ in range(count)]


@pytest.fixture
def warehouse(house):
    with open_warehouse(house.settings.paths.warehouse) as connection:
        connection.execute(
            "create table core.contact (contact_id varchar, contact_date date, language_code varchar, customer_id varchar)"
        )
        yield connection


def add(warehouse, day: int, **counts: int) -> None:
    """So many contacts of each theme on a day."""
    rows = [
        (f"d{day}-{theme}-{number}", FIRST + timedelta(days=day), text)
        for theme, count in counts.items()
        for number, text in enumerate(texts(THEMES.get(theme, NEW), count, seed=day))
    ]
    every = pd.DataFrame(rows, columns=["contact_id", "contact_date", "text"])
    warehouse.register("every", every)
    warehouse.execute("insert into core.contact select contact_id, contact_date, 'en', null from every")
    warehouse.execute(
        "insert into findings.problem_text by name select contact_id, text, 0 as turn_index, contact_id as input_hash from every"
    )
    warehouse.unregister("every")


def night(warehouse, house, day: int) -> int:
    warehouse.execute(f"set variable as_of = date '{FIRST + timedelta(days=day)}'")
    return discover_topics(warehouse, house.settings, lambda label: None)


def topics_of(warehouse) -> dict[str, str]:
    return dict(warehouse.execute("select contact_id, topic_code from findings.contact_topic").fetchall())


def fits(warehouse) -> list[tuple]:
    return warehouse.execute("select why_code, topic_count from ops.topic_fit order by fitted_at").fetchall()


def usual(warehouse, first: int, last: int) -> None:
    for day in range(first, last + 1):
        add(warehouse, day, late=2, refund=2, password=2, broken=2, invoice=2)


def test_where_too_little_is_said_there_are_no_topics_and_the_night_goes_on(warehouse, house):
    add(warehouse, 0, late=3, refund=2)

    assert night(warehouse, house, 0) == 0
    assert topics_of(warehouse) == {} and fits(warehouse) == []


def test_topics_are_found_once_and_a_night_that_is_run_again_changes_nothing(warehouse, house):
    usual(warehouse, 0, 40)
    found = night(warehouse, house, 40)
    before, events = topics_of(warehouse), warehouse.execute("from findings.topic_event order by all").fetchall()

    assert found >= 4 and len(events) == found
    assert night(warehouse, house, 40) == found
    assert topics_of(warehouse) == before and len(fits(warehouse)) == 1


def test_one_more_day_is_assigned_and_changes_no_contact_before(warehouse, house):
    usual(warehouse, 0, 40)
    night(warehouse, house, 40)
    before = topics_of(warehouse)

    usual(warehouse, 41, 41)
    night(warehouse, house, 41)

    after = topics_of(warehouse)
    assert len(after) == len(before) + 10
    assert {contact: after[contact] for contact in before} == before
    assert [why for why, _ in fits(warehouse)] == ["first"]


def test_what_is_new_becomes_a_topic_of_its_own_and_a_refit_keeps_the_codes(warehouse, house):
    usual(warehouse, 0, 60)
    night(warehouse, house, 60)
    before = topics_of(warehouse)

    for day in (61, 62, 63):
        usual(warehouse, day, day)
        add(warehouse, day, wallet=4)
        night(warehouse, house, day)

    wallet = {code for contact, code in topics_of(warehouse).items() if "wallet" in contact}
    assert [why for why, _ in fits(warehouse)][1:2] == ["newcomer"]
    assert len(wallet) == 1 and not wallet & set(before.values())
    born = "select born_by, status_code from findings.topic where topic_code = ?"
    assert warehouse.execute(born, [*wallet]).fetchall() == [("newcomer", "active")]
    kept = "select min(kept_share) from ops.topic_fit where why_code = 'newcomer'"
    assert warehouse.execute(kept).fetchall()[0][0] >= 0.98

    usual(warehouse, 64, 88)
    night(warehouse, house, 88)

    assert fits(warehouse)[-1][0] == "schedule"
    after = topics_of(warehouse)
    assert np.mean([after[contact] == code for contact, code in before.items()]) >= 0.9
    assert {code for contact, code in after.items() if "wallet" in contact} == wallet


def test_the_order_in_which_contacts_were_stored_changes_no_topic(warehouse, house):
    usual(warehouse, 0, 20)
    night(warehouse, house, 20)
    before = topics_of(warehouse)

    for table in ("core.contact", "findings.problem_text"):
        warehouse.execute(f"create or replace temp table turned as select * from {table} order by md5(contact_id)")
        warehouse.execute(f"delete from {table}")
        warehouse.execute(f"insert into {table} from turned")
    warehouse.execute("delete from findings.contact_topic")
    warehouse.execute("delete from ops.topic_fit")
    night(warehouse, house, 20)

    assert topics_of(warehouse) == before
