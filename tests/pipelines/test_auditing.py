"""Agents' codes are judged by models that never saw the contact, once, and again where words or code changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import House
from tests.pipelines.learned import Mail, deliver, is_held_out, label, learning_house, mails

pytestmark = pytest.mark.slow

OTHER = {"DAM": "REF", "REF": "DAM"}


def miscoded(sent: list[Mail], every: int = 9) -> list[Mail]:
    """The same mails, each ninth with the other code."""
    return [replace(mail, code=OTHER[mail.code]) if place % every == 3 else mail for place, mail in enumerate(sent)]


def wrong_ids(sent: list[Mail], every: int = 9) -> set[str]:
    return {mail.contact_id for place, mail in enumerate(sent) if place % every == 3}


def audits(house: House) -> dict[str, tuple]:
    rows = house.rows(
        "select contact_id, given_code, suggested_code, suspect_score, model_version from findings.disposition_audit"
    )
    return {contact_id: tuple(rest) for contact_id, *rest in rows}


def found_wrong(house: House) -> set[str]:
    return {
        contact_id for (contact_id,) in house.rows("select contact_id from trends.audited_contact where is_miscoded")
    }


@pytest.fixture(scope="module")
def audited(tmp_path_factory) -> tuple[House, list[Mail]]:
    """A house after a night with two hundred mails, a ninth of them miscoded, to read alone."""
    sent = miscoded(mails(200))
    house = learning_house(Path(tmp_path_factory.mktemp("audited")), sent)
    house.run()
    return house, sent


def test_every_contact_with_words_and_a_code_is_judged(audited):
    house, sent = audited

    assert set(audits(house)) == {mail.contact_id for mail in sent}
    assert house.rows("select count(*) from findings.contact_reason where nearness between 0 and 1.001") == [(200,)]


def test_the_miscoded_are_found_among_contacts_that_were_learned_from_and_among_others(audited):
    house, sent = audited
    wrong, held_out = wrong_ids(sent), {mail.contact_id for mail in sent if is_held_out(mail)}
    learned = {contact_id for (contact_id,) in house.rows("select contact_id from ops.training_contact")}

    found = found_wrong(house)

    assert learned == {mail.contact_id for mail in sent} - held_out
    assert len(found & wrong) >= 0.8 * len(wrong) and len(found - wrong) <= 2
    assert found & wrong & held_out and found & wrong & learned


def test_the_share_of_wrong_codes_is_published_with_an_interval_that_holds_the_truth(audited):
    house, sent = audited
    (n, share, low, high), = house.published(
        "select judged_count, miscoded_share, lower_share, upper_share from marts.code_noise where kind_code = 'all'"
    )  # fmt: skip

    assert n == 200 and low < share < high
    assert low <= len(wrong_ids(sent)) / 200 <= high


def test_both_ways_of_counting_reasons_count_the_same_contacts(audited):
    house, sent = audited
    by_code = {"damaged": sum(mail.code == "DAM" for mail in sent), "refund": sum(mail.code == "REF" for mail in sent)}

    rows = house.published(
        "select reason_code, sum(by_code_count), sum(by_words_count) from marts.code_cost_daily group by 1 order by 1"
    )

    assert {code: count for code, count, _ in rows} == by_code
    assert sum(count for *_, count in rows) == 200


def test_pairs_and_the_contacts_to_review_name_what_is_right_instead(audited):
    house, _ = audited
    pairs = house.published("select given_label, right_label, contact_count from marts.confused_pair order by all")
    to_review = house.published(
        "select contact_id, given_label, suggested_label, wrong_chance from marts.miscoded_contact"
    )

    assert {(given, right) for given, right, _ in pairs} == {("Damaged", "Refund"), ("Refund", "Damaged")}
    assert {row[0] for row in to_review} == found_wrong(house)
    assert all(given != suggested and chance >= 0.5 for _, given, suggested, chance in to_review)


def test_a_night_without_news_judges_nobody_again(tmp_path):
    house = learning_house(tmp_path, miscoded(mails(100)))
    house.run()
    house.rows("update findings.disposition_audit set suspect_score = 0.123")

    house.run()

    assert {score for *_, score, _ in audits(house).values()} == {0.123}


def test_a_contact_whose_code_changes_is_judged_again_once_no_model_knows_it_by_the_old_one(tmp_path):
    sent = miscoded(mails(100))
    house = learning_house(tmp_path, sent)
    house.run()
    before = audits(house)
    held_out, learned = (
        next(mail for mail in sent if mail.contact_id in wrong_ids(sent) and is_held_out(mail) is wanted)
        for wanted in (True, False)
    )
    deliver(house, "second.csv", [replace(mail, code=OTHER[mail.code]) for mail in (held_out, learned)])
    house.run()
    after = audits(house)

    assert after[held_out.contact_id][0] != before[held_out.contact_id][0]
    assert held_out.contact_id not in found_wrong(house)
    assert learned.contact_id not in after
    others = before.keys() - {held_out.contact_id, learned.contact_id}
    assert {key: after[key] for key in others} == {key: before[key] for key in others}


def test_a_contact_that_loses_its_code_loses_its_audit(tmp_path):
    sent = mails(100)
    house = learning_house(tmp_path, sent)
    house.run()
    deliver(house, "second.csv", [replace(sent[7], code="")])
    house.run()

    assert set(audits(house)) == {mail.contact_id for mail in sent} - {sent[7].contact_id}


def test_an_analysts_label_settles_it(tmp_path):
    sent = miscoded(mails(100))
    house = learning_house(tmp_path, sent)
    house.run()
    doubted = sorted(found_wrong(house))
    codes = {mail.contact_id: {"DAM": "damaged", "REF": "refund"}[mail.code] for mail in sent}
    label(house, {doubted[0]: codes[doubted[0]]})
    house.run()

    assert doubted[0] not in found_wrong(house)
    assert house.published(f"select count(*) from marts.miscoded_contact where contact_id = '{doubted[0]}'") == [(0,)]


def test_codes_of_reasons_that_hardly_any_contact_was_learned_from_are_not_judged(tmp_path):
    few = [replace(mail, id=f"x{mail.id}") for mail in mails(20) if mail.code == "REF"]
    house = learning_house(tmp_path, [mail for mail in mails(100) if mail.code == "DAM"] + few)
    house.run()

    assert {given for given, *_ in audits(house).values()} == {"damaged"}


def test_where_dispositions_are_the_reasons_codes_are_judged_too(tmp_path):
    sent = miscoded(mails(100))
    house = learning_house(tmp_path, [*sent, *(Mail(f"none{n}", "", f"the lamp arrived broken {n}") for n in range(5))])
    house.extra = '[taxonomy]\nfrom = "dispositions"\n'
    house.run()

    assert set(audits(house)) == {mail.contact_id for mail in sent}
    assert len(found_wrong(house) & wrong_ids(sent)) >= 7
    assert house.rows("select distinct method from findings.contact_reason order by 1") == [
        ("disposition",),
        ("model",),
    ]


def test_without_a_code_nobody_is_judged(tmp_path):
    house = learning_house(tmp_path, [replace(mail, code="") for mail in mails(20)])
    house.run()

    assert audits(house) == {}
    assert house.published("from marts.code_noise") == []
