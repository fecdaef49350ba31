"""A label that an analyst gave is the reason of its contact, and a file of labels is taken whole or not at all."""

import pytest

from pipelines.learning.labels import LabelFileError, read_label_file
from pipelines.learning.proposing import FEWEST_LEFT
from pipelines.warehouse import open_warehouse
from pipelines.workspace import open_workspace
from pipelines.workspace.labels import newest_of_each, read_labels, take_back_label
from tests.pipelines.learned import Mail, label, learning_house, mails, understand

pytestmark = pytest.mark.slow

CODES = ["damaged", "refund"]


@pytest.fixture
def house(tmp_path):
    return learning_house(tmp_path, [*mails(24), Mail("silent", "DAM", "")])


def reason(house, contact_id: str) -> list[tuple]:
    return house.rows(
        "select reason_code, method, confidence, runner_up_code from findings.contact_reason"
        f" where contact_id = '{contact_id}'"
    )


def read(house, content: str):
    path = house.add_file("labels.csv", content)
    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        return read_label_file(path, warehouse, CODES)


def test_a_label_given_after_the_contact_was_read_shows_in_the_next_run(house):
    house.run()
    assert reason(house, "mails:0")[0][1] == "model"

    label(house, {"mails:0": "refund"})
    house.run()

    assert reason(house, "mails:0") == [("refund", "label", 1.0, None)]
    assert house.published("select method, reason_label from marts.contact where contact_id = 'mails:0'") == [
        ("label", "Refund")
    ]


def test_a_label_that_changes_is_followed_and_the_contact_is_not_read_again(house):
    label(house, {"mails:0": "refund"})
    understand(house)
    label(house, {"mails:0": "damaged"})
    run_id = understand(house)

    assert reason(house, "mails:0") == [("damaged", "label", 1.0, None)]
    assert house.rows(f"select row_count from ops.run_step where run_id = '{run_id}' and step_code = 'reasons'") == [
        (0,)
    ]


def test_a_contact_without_words_follows_its_label_too(house):
    understand(house)
    assert reason(house, "mails:silent")[0][:2] == ("damaged", "disposition")

    label(house, {"mails:silent": "refund"})
    understand(house)

    assert reason(house, "mails:silent") == [("refund", "label", 1.0, None)]


def test_a_label_outranks_the_code_where_dispositions_are_the_reasons(house):
    house.extra = '[taxonomy]\nfrom = "dispositions"\n'
    label(house, {"mails:0": "REF"})
    understand(house)

    assert reason(house, "mails:0") == [("REF", "label", 1.0, None)]


def test_a_label_whose_reason_left_the_taxonomy_says_nothing_and_is_counted(house):
    label(house, {"mails:0": "refund", "mails:1": "fax"})
    understand(house)
    assert reason(house, "mails:1")[0][1] == "model"

    path = house.folder / "taxonomy" / "reasons.toml"
    path.write_text(path.read_text().replace('"refund"', '"money_back"'))
    dispositions = house.folder / "taxonomy" / "dispositions.csv"
    dispositions.write_text(dispositions.read_text().replace("Refund,refund", "Refund,money_back"))
    understand(house)

    assert reason(house, "mails:0")[0][1] == "model"
    assert house.rows(
        "select value from ops.model_card join ops.model_version using (model_version)"
        " where item_code = 'unknown_labels' and status_code = 'in_force'"
    ) == [(2,)]


def test_a_label_follows_a_reason_that_was_renamed(house):
    label(house, {"mails:0": "refund"})
    reasons = house.folder / "taxonomy" / "reasons.toml"
    change = '[[change]]\nkind = "rename"\nfrom = "refund"\nto = "money_back"\n'
    reasons.write_text(reasons.read_text().replace('"refund"', '"money_back"') + change)
    dispositions = house.folder / "taxonomy" / "dispositions.csv"
    dispositions.write_text(dispositions.read_text().replace("Refund,refund", "Refund,money_back"))
    understand(house)

    assert reason(house, "mails:0") == [("money_back", "label", 1.0, None)]


def test_labels_of_a_file_are_read_and_lines_without_a_reason_are_left_out(house):
    house.pull()

    rows = read(house, "contact_id,guess,reason_code\nmails:0,x,refund\nmails:1,x,\nmails:2,x, damaged \n")

    assert rows.to_numpy().tolist() == [["mails:0", "refund"], ["mails:2", "damaged"]]


def test_a_file_that_a_spanish_spreadsheet_saved_is_read(house):
    house.pull()

    assert read(house, "\ufeffcontact_id;reason_code\r\nmails:0;refund\r\n").to_numpy().tolist() == [
        ["mails:0", "refund"]
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,reason\n1,refund\n", 'no column "contact_id"'),
        ("", 'no column "contact_id"'),
        (
            "contact_id,reason_code\nmails:0,refund\nmails:1,refnd\n",
            'line 3: the taxonomy has no reason "refnd". Is "refund"',
        ),
        ("contact_id,reason_code\nmails:0,xyz\nmails:1,xyz\n", "(1 more lines like it)"),
        ("contact_id,reason_code\nana@correo.example,refund\n", 'line 2: there is no contact "[EMAIL]"'),
        ("contact_id,reason_code\n7,refund\n", 'line 2: there is no contact "7"'),
        (
            "contact_id,reason_code\nmails:0,refund\nmails:0,damaged\n",
            'line 3: contact "mails:0" has another reason in line 2',
        ),
    ],
)
def test_a_file_with_one_wrong_line_is_refused_with_the_line_and_what_to_do(house, content, said):
    house.pull()

    with pytest.raises(LabelFileError) as failure:
        read(house, content)

    assert said in str(failure.value) and "\n" not in str(failure.value)


def test_a_file_that_is_absent_or_in_another_encoding_is_refused(house):
    house.pull()
    house.add_file("labels.csv", "contact_id,reason_code\nmails:0,dañado\n".encode("latin-1"))
    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        with pytest.raises(LabelFileError, match="is not UTF-8"):
            read_label_file(house.folder / "labels.csv", warehouse, CODES)
        with pytest.raises(LabelFileError, match="cannot be read: No such file"):
            read_label_file(house.folder / "absent.csv", warehouse, CODES)


# --------------------------------------------------------------------------------------------------- what is worth one


def candidates(house) -> list[tuple]:
    return house.published("select contact_id, place, use_code, best_code from marts.label_candidate order by place")


def test_contacts_worth_a_label_are_published_in_an_order_that_stays_from_night_to_night(tmp_path):
    house = learning_house(tmp_path, mails(192))
    house.run()
    first = candidates(house)
    assert [place for _, place, *_ in first] == list(range(1, len(first) + 1))
    assert {use for *_, use, _ in first} == {"learn", "judge"}

    label(house, {first[0][0]: "refund"})
    house.run()

    assert candidates(house) == first[1:], "only the one that was labelled is gone"


def test_new_contacts_are_chosen_once_few_are_left(tmp_path):
    house = learning_house(tmp_path, mails(192))
    house.run()
    first = [contact_id for contact_id, *_ in candidates(house)]
    label(house, dict.fromkeys(first[FEWEST_LEFT - 1 :], "refund"))
    house.run()

    now = {contact_id for contact_id, *_ in candidates(house)}
    assert now - set(first) and not now & set(first[FEWEST_LEFT - 1 :])


def test_a_corrected_disposition_counts_as_what_it_was_corrected_to_after_the_next_run(house):
    house.run()
    by_reason = "select reason_code, sum(contact_count)::int from marts.contact_daily group by all order by all"
    assert house.published(by_reason) == [("damaged", 13), ("refund", 12)]

    label(house, {"mails:silent": "refund"})
    house.run()

    assert house.published(by_reason) == [("damaged", 12), ("refund", 13)]
    assert house.published("select reason_label, method from marts.contact where contact_id = 'mails:silent'") == [
        ("Refund", "label")
    ]


# ------------------------------------------------------------------------------------------------------ several people


def test_what_a_person_takes_back_says_nothing_and_what_another_said_counts_again(house):
    label(house, {"mails:0": "damaged"}, by="ana")
    label(house, {"mails:0": "refund", "mails:1": "refund"}, by="ben")

    with open_workspace(house.settings) as workspace:
        take_back_label(workspace, "mails:0", "ben")
        take_back_label(workspace, "mails:1", "ben")

        assert workspace.labels()[["contact_id", "reason_code", "labelled_by"]].to_numpy().tolist() == [
            ["mails:0", "damaged", "ana"]
        ]
        assert len(read_labels(workspace)) == 5, "what was said stays in its history"
        assert newest_of_each(read_labels(workspace))["labelled_by"].tolist() == ["ana"]


def test_a_label_that_was_taken_back_no_longer_decides(house):
    label(house, {"mails:0": "refund"})
    understand(house)
    with open_workspace(house.settings) as workspace:
        take_back_label(workspace, "mails:0", "ana")
    understand(house)

    assert reason(house, "mails:0")[0][1] == "model"
