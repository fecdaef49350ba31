"""Real chats that nobody here wrote: an airline's customers, transcripts without times."""

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import House

pytestmark = [pytest.mark.real, pytest.mark.slow]

GENERIC = {"openinggreeting", "closinggreeting", "confirmation", "rejection", "contentonly", "thankyou", "outofdomain"}


@pytest.fixture(scope="module")
def turns(shared_data) -> pd.DataFrame:
    """The chats as their publisher writes them."""
    files = sorted(shared_data("multidogo/airline").glob("*.tsv"))
    return pd.concat([pd.read_csv(path, sep="\t", keep_default_na=False) for path in files])


@pytest.fixture(scope="module")
def airline(shared_data, tmp_path_factory) -> House:
    house = House(tmp_path_factory.mktemp("airline"))
    house.add_file("multidogo.toml", (Path(__file__).parent / "multidogo.toml").read_text())
    house.add_source("airline", str(shared_data("multidogo/airline") / "*.tsv"), "multidogo.toml")
    house.run()
    return house


def first_intents(turns: pd.DataFrame) -> dict[str, str]:
    """Of each chat the first intent that says why the customer came."""
    named = turns.assign(intent=turns["intent"].str.split("<div>").str[0])
    return named[~named["intent"].isin(GENERIC)].groupby("conversationId")["intent"].first().to_dict()


def test_every_row_of_the_three_files_is_accounted_for(airline, turns):
    files = airline.rows("select file_name, row_count, loaded_count, status_code from ops.source_file order by 1")

    assert [(name, status) for name, _, _, status in files] == [
        ("dev.tsv", "loaded"),
        ("test.tsv", "loaded"),
        ("train.tsv", "loaded"),
    ]
    assert sum(rows for _, rows, _, _ in files) == sum(loaded for _, _, loaded, _ in files) == len(turns) == 19_416


def test_each_chat_is_a_contact_and_each_utterance_a_turn_of_its_customer(airline, turns):
    spoken = turns[turns["utterance"].str.strip() != ""]

    assert airline.published("select count(*) from marts.contact") == [(turns["conversationId"].nunique(),)]
    assert airline.published("select speaker, count(*) from marts.turn group by 1") == [("customer", len(spoken))]


def test_the_first_specific_intent_is_the_disposition_and_decides_the_reason(airline, turns):
    stored = airline.published(
        "select contact_id, disposition_code, reason_code from marts.contact where method = 'disposition'"
    )

    assert {contact_id.removeprefix("airline:"): code for contact_id, code, _ in stored} == first_intents(turns)
    assert all(code == reason for _, code, reason in stored)


def test_chats_without_a_specific_intent_are_read_by_the_model(airline, turns):
    generic_count = turns["conversationId"].nunique() - len(first_intents(turns))
    read = airline.published("select reason_code, count(*) from marts.contact where method = 'model' group by 1")

    assert sum(count for _, count in read) == generic_count
    assert {code for code, _ in read} <= {*first_intents(turns).values(), "unsure"}


def test_the_chats_have_no_time_and_are_in_no_series(airline, turns):
    assert airline.published("select undated_count, contact_count, as_of_date from marts.run") == [
        (turns["conversationId"].nunique(), 0, None)
    ]
    for table in ("contact_daily", "series_daily", "reason_slice_daily", "alert"):
        assert airline.published(f"select count(*) from marts.{table}") == [(0,)]


def test_the_chats_can_be_searched_for_words(airline):
    found = airline.published(
        "select count(distinct contact_id) from marts.turn join marts.contact as contact using (contact_id)"
        " where text ilike '%boarding pass%' and contact.reason_code = 'getboardingpass'"
    )[0][0]

    assert found > 100
    assert airline.published("select count(*) from marts.contact where first_words is null or not has_transcript") == [
        (0,)
    ]


def test_no_e_mail_is_left_and_phone_numbers_are_masked(airline):
    texts = "\n".join(text for (text,) in airline.published("select text from marts.turn"))

    assert not re.search(r"\S+@\S+\.\w{2,}", texts)
    assert texts.count("[PHONE]") > 200
    assert airline.published("select masked_count from marts.run")[0][0] > 200
