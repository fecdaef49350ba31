"""voc train takes in labels, keeps the better model and says what to label next; voc evaluate shows the card."""

import csv
import json

import pytest

from pipelines.warehouse import open_warehouse
from pipelines.workspace import open_workspace
from tests.conftest import House, complaint
from tests.pipelines.learned import Mail, is_held_out, label, learning_house, mails, understand

pytestmark = pytest.mark.slow

SENT = mails(300)


@pytest.fixture
def house(tmp_path) -> House:
    house = learning_house(tmp_path, SENT)
    understand(house)
    return house


def proposals(house: House) -> list[dict[str, str]]:
    with (house.settings.paths.build / "label_next.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def labels(house: House) -> dict[str, str]:
    with open_workspace(house.settings) as workspace:
        rows = workspace.labels()
    return dict(zip(rows["contact_id"], rows["reason_code"], strict=True))


def test_what_was_proposed_can_be_filled_in_and_given_back(call, house):
    config = house.settings.config_path
    code, out, _ = call("train", "--next", 20, "--config", config)
    assert code == 0 and "20 contacts to label next" in out

    rows = proposals(house)
    lines = [
        "contact_id;first_words;reason_code",
        *(f"{row['contact_id']};{row['first_words']};refund" for row in rows),
    ]
    file = house.add_file("mine.csv", "\n".join(lines))
    code, out, err = call("train", "--labels", file, "--by", "ana", "--config", config)

    assert (code, err) == (0, "")
    assert "20 labels taken in, which their contacts follow from the next run on." in out
    assert labels(house) == {row["contact_id"]: "refund" for row in rows}
    with open_workspace(house.settings) as workspace:
        assert set(workspace.labels()["labelled_by"]) == {"ana"}
    assert not {row["contact_id"] for row in proposals(house)} & set(labels(house))


def test_four_in_five_proposals_teach_and_the_others_judge(call, house):
    call("train", "--next", 20, "--config", house.settings.config_path)

    rows = proposals(house)
    held_out = {mail.contact_id for mail in SENT if is_held_out(mail)}
    assert list(rows[0]) == [
        *("contact_id", "language_code", "use_code", "first_words"),
        *("best_code", "runner_up_code", "confidence", "reason_code"),
    ]
    assert [row["use_code"] for row in rows] == ["learn"] * 16 + ["judge"] * 4
    assert all((row["contact_id"] in held_out) == (row["use_code"] == "judge") for row in rows)
    assert {row["reason_code"] for row in rows} == {""}


def test_no_cell_of_the_proposals_is_run_by_a_spreadsheet(call, tmp_path):
    house = learning_house(tmp_path, [*SENT, Mail("odd", "", '=HYPERLINK("http://x") my gramophone crackles')])
    understand(house)

    call("train", "--next", 200, "--config", house.settings.config_path)

    (words,) = [row["first_words"] for row in proposals(house) if "gramophone" in row["first_words"]]
    assert words.startswith("'=HYPERLINK")


def test_a_file_with_one_wrong_line_stores_nothing_and_trains_nothing(call, house):
    file = house.add_file("labels.csv", "contact_id,reason_code\nmails:0,refund\nmails:nix,refund\n")
    before = house.rows("from ops.model_version")

    code, _, err = call("train", "--labels", file, "--config", house.settings.config_path)

    assert code == 2
    assert complaint(err).startswith('labels.csv, line 3: there is no contact "mails:nix".')
    assert labels(house) == {}
    assert house.rows("from ops.model_version") == before


def test_a_worse_model_is_said_to_be_kept_out_of_use(call, house):
    label(house, {m.contact_id: "damaged" if m.code == "REF" else "refund" for m in SENT if not is_held_out(m)})

    code, out, _ = call("train", "--config", house.settings.config_path)

    assert code == 0
    assert "The new model is kept out of use, as it is worse: right on" in out


def test_a_label_whose_reason_is_unknown_is_said(call, house):
    label(house, {"mails:0": "fax"})

    assert "1 labels say nothing" in call("train", "--config", house.settings.config_path)[1]


def test_before_any_contact_there_is_nothing_to_train_on_and_no_card(call, tmp_path):
    house = learning_house(tmp_path, SENT)
    config = house.settings.config_path

    for arguments in (["train"], ["evaluate"]):
        code, _, err = call(*arguments, "--config", config)
        assert code == 2 and 'Call "voc run"' in complaint(err)


def test_the_card_of_the_model_in_force_is_printed(call, house):
    code, out, err = call("evaluate", "--config", house.settings.config_path)

    assert (code, err) == (0, "")
    (version,) = house.rows("select model_version from ops.model_version")[0]
    assert out.startswith(version)
    for said in ("agents' codes", "Judged by", "the taxonomy alone", "10 examples of the taxonomy"):
        assert said in out


def test_the_card_can_be_read_by_programs(call, house):
    code, out, _ = call("evaluate", "--format", "json", "--config", house.settings.config_path)

    rows = json.loads(out)
    (accuracy,) = [row for row in rows if row["section_code"] == "accuracy"]
    assert code == 0
    assert accuracy["n"] == sum(map(is_held_out, SENT))
    assert 0 <= accuracy["low_value"] <= accuracy["value"] <= accuracy["high_value"] <= 1


def test_while_a_run_holds_the_warehouse_the_published_card_is_shown(house):
    house.run()
    with open_warehouse(house.settings.paths.warehouse):
        from tests.conftest import voc

        shown = voc("evaluate", "--config", str(house.settings.config_path))

    assert shown.returncode == 0, shown.stderr
    assert "How often it is right" in shown.stdout
