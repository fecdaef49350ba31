"""A model learns from what agents and analysts say, and decides only while no other is better."""

import pytest

from pipelines.learning.contacts import read_judged, read_learned
from pipelines.learning.training import Training, keep_model, train
from pipelines.warehouse import open_warehouse
from tests.conftest import House
from tests.pipelines.learned import Mail, deliver, is_held_out, label, learning_house, mails, prepare, understand

pytestmark = pytest.mark.slow


def trained(house: House) -> Training:
    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        return train(warehouse, prepare(house, warehouse), lambda done, total: None)


def kept(house: House) -> tuple[str | None, bool]:
    """The model that a night would use, and whether one was trained for it."""
    told: list[int] = []
    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        version = keep_model(warehouse, prepare(house, warehouse), lambda done, total: told.append(done))
    return version, bool(told)


def history(house: House) -> list[tuple]:
    return house.rows("select status_code, why from ops.model_version order by status_code = 'in_force', trained_at")


def card(house: House, section: str) -> list[tuple]:
    return house.rows(
        "select item_code, language_code, value, n from ops.model_card join ops.model_version using (model_version)"
        f" where status_code = 'in_force' and section_code = '{section}' order by place"
    )


def wrong_labels(sent) -> dict[str, str]:
    """Labels that say the opposite, on contacts that are learned from."""
    learned = [mail for mail in sent if not is_held_out(mail)]
    return {mail.contact_id: "damaged" if mail.code == "REF" else "refund" for mail in learned}


def test_no_contact_that_judges_models_is_learned_from(tmp_path):
    sent = mails(100)
    house = learning_house(tmp_path, sent)
    house.pull()
    label(house, {mail.contact_id: "refund" for mail in sent[:40]})

    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        prepare(house, warehouse)
        learned, judged = read_learned(warehouse), read_judged(warehouse)

    held_out = {mail.contact_id for mail in sent if is_held_out(mail)}
    assert set(judged["contact_id"]) == held_out
    assert set(learned["contact_id"]) == {mail.contact_id for mail in sent} - held_out
    assert 10 < len(held_out) < 30


def test_a_label_takes_the_place_of_the_agents_code(tmp_path):
    sent = mails(20)
    house = learning_house(tmp_path, sent)
    house.pull()
    first = next(mail for mail in sent if mail.code == "DAM" and not is_held_out(mail))
    label(house, {first.contact_id: "refund"})

    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        prepare(house, warehouse)
        learned = read_learned(warehouse).set_index("contact_id")

    row = learned.loc[first.contact_id]
    assert (row["reason_code"], row["disposition_reason_code"], row["is_label"]) == ("refund", "damaged", True)
    assert learned["is_label"].sum() == 1


def test_a_language_is_judged_by_labels_where_it_has_enough_of_them_else_by_agents_codes(tmp_path):
    english, spanish = mails(300), mails(60, "es", "es")
    house = learning_house(tmp_path, [*english, *spanish])
    house.pull()
    label(house, {mail.contact_id: "refund" for mail in [*english, *spanish] if is_held_out(mail)})

    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        prepare(house, warehouse)
        judged = read_judged(warehouse)

    assert judged.groupby("language_code")["judge_code"].unique().map(list).to_dict() == {
        "en": ["label"],
        "es": ["disposition"],
    }
    assert set(judged.loc[judged["language_code"] == "es", "reason_code"]) == {"damaged", "refund"}


def test_the_first_night_trains_a_model_and_publishes_its_card(tmp_path):
    house = learning_house(tmp_path, mails(100))
    house.run()

    assert house.published("select status_code, why, tier_code, disposition_count from marts.model_version") == [
        ("in_force", "there was none before", "light", 76)
    ]
    assert house.published(
        "select section_code, item_code, language_label, n from marts.model_card"
        " where section_code in ('step', 'accuracy') order by place"
    ) == [
        ("step", "taxonomy", "English", 24),
        ("step", "dispositions", "English", 24),
        ("accuracy", "disposition", "English", 24),
    ]
    assert house.published("select model_version from marts.run") == house.published(
        "select model_version from marts.model_version"
    )


def test_training_again_on_the_same_contacts_changes_nothing(tmp_path):
    house = learning_house(tmp_path, mails(100))
    house.pull()
    first = trained(house)
    before = house.rows("from ops.model_version"), house.rows("from ops.model_card")

    again = trained(house)

    assert (again.status_code, again.model_version) == ("unchanged", first.model_version)
    assert (house.rows("from ops.model_version"), house.rows("from ops.model_card")) == before


def test_a_model_that_is_no_worse_replaces_the_one_before_and_history_is_read_again(tmp_path):
    house = learning_house(tmp_path, mails(200))
    understand(house)
    deliver(house, "second.csv", mails(300, prefix="new"))
    understand(house)

    assert history(house)[0] == ("replaced", "there was none before")
    status_code, why = history(house)[1]
    assert status_code == "in_force" and why.startswith("right on ") and " contacts in en (" in why
    assert house.rows("select count(distinct model_version), count(*) from findings.contact_reason") == [(1, 500)]
    assert [row[0] for row in card(house, "comparison")] == ["before", "now"]


def test_a_worse_model_is_refused_with_its_card_and_is_not_tried_again_every_night(tmp_path):
    sent = mails(300)
    house = learning_house(tmp_path, sent)
    house.pull()
    good, _ = kept(house)
    label(house, wrong_labels(sent))

    assert kept(house) == (good, True)
    assert kept(house) == (good, False)

    assert [status for status, _ in history(house)] == ["refused", "in_force"]
    (refused,) = house.rows("select model_version from ops.model_version where status_code = 'refused'")
    assert not (house.settings.paths.models / f"{refused[0]}.skops").exists()
    assert house.rows(f"select count(*) > 0 from ops.model_card where model_version = '{refused[0]}'") == [(True,)]


def test_a_refused_model_that_is_asked_for_again_is_refused_again_and_nothing_changes(tmp_path):
    sent = mails(300)
    house = learning_house(tmp_path, sent)
    house.pull()
    good = trained(house)
    label(house, wrong_labels(sent))
    refused = trained(house)
    before = house.rows("from ops.model_version"), house.rows("from ops.model_card")

    again = trained(house)

    assert refused == again
    assert (refused.model_version, refused.status_code) == (good.model_version, "refused")
    assert (house.rows("from ops.model_version"), house.rows("from ops.model_card")) == before


def test_one_language_that_gets_worse_is_enough_to_refuse(tmp_path):
    english, spanish = mails(300), mails(300, "es", "es")
    house = learning_house(tmp_path, [*english, *(mail for mail in spanish)])
    house.pull()
    trained(house)
    deliver(house, "better.csv", mails(300, prefix="more"))
    label(house, wrong_labels([mail for mail in spanish if "money" in mail.said]))
    house.pull()

    refused = trained(house)

    assert refused.status_code == "refused"
    assert " in en (" in refused.why and " in es (" in refused.why


def test_a_few_labels_wait_and_many_new_ones_train_a_model_by_night(tmp_path):
    sent = mails(300)
    house = learning_house(tmp_path, sent)
    house.pull()
    kept(house)
    right = {m.contact_id: "damaged" if m.code == "DAM" else "refund" for m in sent if not is_held_out(m)}

    label(house, dict(list(right.items())[:49]))
    assert kept(house)[1] is False
    label(house, dict(list(right.items())[:50]))
    assert kept(house)[1] is True


def test_another_taxonomy_takes_the_new_model_whatever_the_one_before_was(tmp_path):
    house = learning_house(tmp_path, mails(100))
    house.pull()
    trained(house)
    reasons = house.folder / "taxonomy" / "reasons.toml"
    reasons.write_text(reasons.read_text() + '[[reason]]\ncode = "fax"\nlabel = "Fax"\n')

    assert kept(house)[1] is True
    assert [why for _, why in history(house)] == [
        "there was none before",
        "the taxonomy changed, for which the one before has no answers",
    ]


def test_a_model_whose_file_is_gone_is_made_again(tmp_path):
    house = learning_house(tmp_path, mails(100))
    house.pull()
    version, _ = kept(house)
    (house.settings.paths.models / f"{version}.skops").unlink()

    assert kept(house) == (version, True)
    assert history(house) == [("in_force", "the file of the one before is gone")]


def test_the_steps_of_the_card_go_from_the_taxonomy_to_codes_to_labels(tmp_path):
    sent = mails(300)
    house = learning_house(tmp_path, sent)
    house.pull()
    label(house, {mail.contact_id: "damaged" for mail in sent[:40:2]})
    trained(house)

    steps = card(house, "step")
    assert [name for name, _, _, _ in steps] == ["taxonomy", "dispositions", "labels"]
    assert {n for _, _, _, n in steps} == {sum(map(is_held_out, sent))}
    assert steps[-1][2] == card(house, "accuracy")[0][2]
    learned = {(item, language): value for item, language, value, _ in card(house, "learned")}
    assert learned["labels", "en"] == sum(not is_held_out(mail) for mail in sent[:40:2])
    assert learned["examples", "all"] == 10


def test_with_a_handful_of_contacts_a_model_is_made_and_nothing_is_decided_by_them(tmp_path):
    house = learning_house(tmp_path, mails(6))
    house.pull()
    trained(house)
    deliver(house, "second.csv", mails(8, prefix="new"))
    house.pull()

    assert trained(house).why.endswith(" before; too few to decide)")


def test_without_any_code_a_model_is_made_of_the_taxonomy_alone(tmp_path):
    house = learning_house(tmp_path, [Mail(mail.id, "", mail.said, started="") for mail in mails(20)])
    understand(house)

    assert house.rows("select status_code, row_count, label_count, first_date from ops.model_version") == [
        ("in_force", 0, 0, None)
    ]
    assert card(house, "step") == card(house, "accuracy") == []
    assert kept(house)[1] is False
    assert house.rows("select distinct method from findings.contact_reason") == [("model",)]


def test_without_a_taxonomy_and_without_codes_there_is_no_model(tmp_path):
    house = learning_house(tmp_path, [])
    house.extra = '[taxonomy]\nfrom = "dispositions"\n'
    deliver(house, "first.csv", [Mail(mail.id, "", mail.said) for mail in mails(5)])
    house.pull()

    assert kept(house)[0] is None
