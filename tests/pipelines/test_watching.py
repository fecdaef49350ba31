"""A model that no longer fits what customers write is told of, and nothing is stopped by it."""

from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from rich.console import Console

from pipelines.summary import print_summary
from tests.conftest import House
from tests.pipelines.learned import Mail, deliver, is_held_out, learning_house, mails

pytestmark = pytest.mark.slow

FIRST = date(2026, 3, 2)
STRANGE = ["the app shows a blank page {}", "why is voucher {} not accepted", "my password link {} is dead"]


def spread(sent: list[Mail], first: date, day_count: int) -> list[Mail]:
    """The same mails over so many days."""
    return [
        replace(mail, started=f"{first + timedelta(days=place % day_count)}T09:00:00Z")
        for place, mail in enumerate(sent)
    ]


def strange(count: int) -> list[Mail]:
    return [Mail(f"s{place}", "DAM", STRANGE[place % 3].format(f"{place}")) for place in range(count)]


def drift(house: House) -> dict[str, tuple]:
    rows = house.published("select measure_code, is_comparable, is_drifted, sentence from marts.model_drift")
    return {measure: tuple(rest) for measure, *rest in rows}


def printed(house: House) -> str:
    written = StringIO()
    print_summary(house.settings, Console(file=written, width=160), [])
    return " ".join(written.getvalue().split())


@pytest.fixture(scope="module")
def sent() -> list[Mail]:
    return spread(mails(600), FIRST, 40)


@pytest.fixture
def house(tmp_path, sent) -> House:
    house = learning_house(tmp_path, sent)
    house.run()
    return house


def test_what_the_model_did_not_learn_from_is_counted_by_day_and_language(house, sent):
    counted = house.published(
        "select sum(contact_count), min(language_code), avg(mean_distance) from marts.model_daily"
    )

    assert counted[0][:2] == (sum(map(is_held_out, sent)), "en")
    assert 0 < counted[0][2] < 1


def test_a_model_that_reads_as_before_is_not_complained_of(house, sent):
    more = spread([replace(mail, id=f"m{mail.id}") for mail in sent[:200]], FIRST + timedelta(days=40), 14)
    deliver(house, "second.csv", more)
    house.run()

    assert drift(house)["unsure"] == (True, False, None)
    assert "no longer fits" not in printed(house)


def test_words_that_the_model_never_met_are_told_of_and_the_run_is_published(house):
    deliver(house, "second.csv", spread(strange(140), FIRST + timedelta(days=40), 14))
    run_id = house.run()

    is_comparable, is_drifted, sentence = drift(house)["distance"]
    assert is_comparable and is_drifted
    assert sentence.startswith("English: ") and sentence.endswith(": label some of them and run voc train.")
    assert f"The model no longer fits. {sentence}" in printed(house)
    assert house.published("select run_id from marts.run") == [(run_id,)]
    assert house.rows("select distinct run_id from ops.model_drift where is_drifted") == [(run_id,)]


def test_without_a_model_there_is_nothing_to_watch(tmp_path):
    house = House(tmp_path)
    house.add_tickets("a.csv", {"id": 1, "started": "2026-03-02T09:00:00Z", "code": "LATE"})
    house.run()

    assert drift(house) == {}
    assert house.published("from marts.model_daily") == []
