"""The taxonomy is edited on its page: what is shown before, what is written and refused, and what the next run makes of it."""

import getpass
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.taxonomy import ahead, changing, past, tree
from pipelines.settings import load_settings, read_taxonomy_files
from pipelines.workspace import open_workspace
from pipelines.workspace.audit import read_events
from pipelines.workspace.edits import in_force, withdrawal_of
from tests.dashboards.test_pages import ATTACK, open_page, text_of
from vocmodels.taxonomy import Taxonomy, parse_taxonomy
from vocmodels.taxonomy_edits import apply_edits

READER = getpass.getuser()  # without a login, the user of this machine
RUN = {"started_at": pd.Timestamp("2026-03-04 04:00"), "finished_at": pd.Timestamp("2026-03-04 04:10")}


def written() -> list[dict]:
    with open_workspace(load_settings()) as workspace:
        return workspace.taxonomy_edits()


def write(*edits: dict) -> None:
    with open_workspace(load_settings()) as workspace:
        for edit in edits:
            workspace.add_taxonomy_edit(edit, "ana")


def choose(app: AppTest, code: str, way: str) -> AppTest:
    return app.button_group(key=f"way-{code}").set_value(way).run()


def of_the_next_run() -> Taxonomy:
    return apply_edits(parse_taxonomy(*read_taxonomy_files(load_settings().taxonomy_folder)), written())


def edit(edit_id: int, edited_at: str = "2026-03-05 09:00", **said: object) -> dict:
    return {**said, "edit_id": edit_id, "edited_by": "ana", "edited_at": datetime.fromisoformat(edited_at)}


def test_a_merge_shows_what_it_does_before_and_is_applied_by_the_next_run(shown, published):
    shown(published)

    app = choose(open_page("taxonomy", chosen="double_charge"), "double_charge", "merge")
    app.selectbox(key="into-double_charge").select("late_delivery").run()
    said = text_of(app)
    assert "“Charged twice” goes into “Late delivery”: what it does" in said
    assert "It touches" in said and "Billing, Logistics" in said and "trends are joined, with a mark on" in said
    assert written() == []
    app.text_input(key="why-merge-double_charge").input("one queue now").run()
    app.button(key="keep-merge-double_charge").click().run()

    assert not app.exception
    kept = written()[0]
    assert {key: kept[key] for key in ("kind", "from", "to", "note", "edited_by")} == {
        "kind": "merge", "from": ["double_charge", "late_delivery"], "to": "late_delivery", "note": "one queue now",
        "edited_by": READER,
    }  # fmt: skip
    assert "1 edit waits for the next run" in text_of(app)
    assert "double_charge" not in {reason.code for reason in of_the_next_run().reasons}


def test_a_rename_gives_a_free_code_and_is_applied_by_the_next_run(shown, published):
    shown(published)

    app = choose(open_page("taxonomy", chosen="double_charge"), "double_charge", "rename")
    app.text_input(key="label-double_charge").input("Paid twice").run()
    app.button(key="keep-rename-double_charge").click().run()

    assert not app.exception
    renamed = {reason.code: reason for reason in of_the_next_run().reasons}["paid_twice"]
    assert renamed.label_in("en") == "Paid twice" and renamed.phrases["en"]


def test_a_retired_reason_says_that_nobody_knows_yet_where_its_contacts_go(shown, published):
    shown(published)

    app = choose(open_page("taxonomy", chosen="double_charge"), "double_charge", "retire")
    assert "Where they will go is not known before" in text_of(app)
    app.button(key="keep-retire-double_charge").click().run()

    assert "double_charge" not in {reason.code for reason in of_the_next_run().reasons}
    assert "An edit that waits for the next run takes it out" in text_of(app)


def test_what_is_kept_is_an_event_of_the_audit_trail(shown, published):
    shown(published)

    app = choose(open_page("taxonomy", chosen="double_charge"), "double_charge", "retire")
    app.button(key="keep-retire-double_charge").click().run()

    with open_workspace(load_settings()) as workspace:
        events = read_events(workspace, date.today() - timedelta(days=2), date.today() + timedelta(days=2))
    assert ("taxonomy_edited", "retire double_charge") in set(zip(events["event_code"], events["subject"], strict=True))


def test_what_a_colleague_took_out_meanwhile_is_refused_with_a_sentence(shown, published):
    shown(published)
    app = choose(open_page("taxonomy", chosen="double_charge"), "double_charge", "merge")
    app.selectbox(key="into-double_charge").select("refund").run()
    write(changing.retire_of("refund"))

    problem = changing.problem_of(
        changing.merge_of("double_charge", "refund"), {"double_charge": "Charged twice", "login": "Login"}, set()
    )

    assert problem.startswith("'refund' is no reason any more")
    app.button(key="keep-merge-double_charge").click().run()
    assert [each["kind"] for each in written()] == ["retire"]


def test_a_waiting_edit_is_taken_back_and_no_run_reads_it(shown, published):
    shown(published)
    write(changing.retire_of("double_charge"))

    app = open_page("taxonomy")
    app.selectbox(key="back").select(1).run()
    app.button(key="take-back").click().run()

    assert not app.exception
    assert written() == []
    assert "double_charge" in {reason.code for reason in of_the_next_run().reasons}
    assert "0 edits wait for the next run" in text_of(app)


def test_markup_in_edits_and_labels_comes_out_as_text(shown, altered):
    shown(altered(f"update marts.reason set reason_label = $${ATTACK}$$, definition = $${ATTACK}$$"))
    write(changing.rename_of("double_charge", "paid_twice", ATTACK, "en", ATTACK))

    app = choose(open_page("taxonomy", chosen="refund"), "refund", "retire")

    assert not app.exception
    assert "<img src=x" not in text_of(app)


def test_where_agents_codes_are_the_reasons_none_can_be_edited(shown, published):
    config = shown(published)
    config.write_text(config.read_text() + '[taxonomy]\nfrom = "dispositions"\n')

    app = open_page("taxonomy", chosen="refund")

    assert "are the reasons." in text_of(app) and not app.exception
    assert not [button for button in app.button if button.label == "Keep this edit"]


def test_a_workspace_that_does_not_answer_is_said(shown, published):
    shown(published)
    load_settings().paths.workspace.write_bytes(b"this is no database, whatever it is called" * 200)

    app = open_page("taxonomy")

    assert not app.exception and "cannot be read" in text_of(app)


THERE = {"refund": "Refund not received", "login": "Cannot log in"}


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (changing.merge_of("refund", "refund"), "cannot go into itself"),
        (changing.merge_of("gone", "refund"), "'gone' is no reason any more"),
        (changing.retire_of("refund", "gone"), "cannot take over"),
        (changing.rename_of("refund", "cannot_log_in", "cannot log IN", "en"), "is the label of a reason already"),
        (changing.rename_of("refund", "", "…", "en"), "needs a label"),
        (changing.rename_of("refund", "lost", "Lost", "en"), "is a reason already, or was one"),
        (changing.rename_of("refund", "eva", "eva@shop.example", "en"), "looks like personal data"),
        (changing.retire_of("refund", note="call 555 123 4567"), "looks like personal data"),
        (changing.rename_of("refund", "money_back", "Money back", "en"), ""),
        (changing.retire_of("refund"), ""),
    ],
)
def test_what_speaks_against_an_edit_is_a_sentence(wanted, sentence):
    problem = changing.problem_of(wanted, THERE, taken={"refund", "login", "lost"})

    assert (sentence in problem) if sentence else problem == ""


def test_the_only_reason_cannot_be_taken_out():
    assert "only reason" in changing.problem_of(changing.retire_of("refund"), {"refund": "Refund"}, set())


def test_waiting_edits_build_upon_each_other():
    reasons = pd.DataFrame({"reason_code": ["a", "b", "unsure"], "reason_label": ["A", "B", "Not sure"]})
    edits = [changing.rename_of("a", "c", "C", "en"), changing.merge_of("b", "c")]

    assert changing.standing(reasons, edits) == {"c": "C"}


def test_an_edit_waits_until_a_run_began_after_it():
    codes = {"b", "unsure"}
    made = [
        edit(1, "2026-03-03 09:00", kind="retire", **{"from": "a"}),  # before the run, and gone
        edit(2, "2026-03-03 09:00", kind="retire", **{"from": "b"}),  # before the run, and yet there
        edit(3, "2026-03-04 04:05", kind="retire", **{"from": "b"}),  # while it went on, and not read
        edit(4, "2026-03-05 09:00", kind="add", to=["d"]),  # after it
    ]

    assert [past.state_of(each, RUN, codes) for each in made] == ["applied", "left_out", "waiting", "waiting"]


def test_only_what_nothing_builds_upon_may_be_taken_back():
    added = edit(1, kind="add", to=["new"])
    merged = edit(2, kind="merge", **{"from": ["old", "new"], "to": "new"})
    retired = edit(3, kind="retire", **{"from": "other"})

    assert [each["edit_id"] for each in past.retractable([added, merged, retired])] == [2, 3]


def test_what_was_taken_back_holds_no_more_and_stays_in_the_list():
    history = [edit(1, kind="retire", **{"from": "a"}), edit(2, **withdrawal_of(1)), edit(3, kind="add", to=["b"])]

    assert [each["edit_id"] for each in in_force(history)] == [3]
    assert list(past.rows(history, RUN, {"a"}, {"a": "Parcels"})["state"]) == [
        "Waits for the next run",
        "Taken back by ana",
    ]


def test_groups_stand_above_their_reasons_with_shares_of_all_contacts():
    reasons = pd.DataFrame(
        [
            ("a", "A", "g", "G"),
            ("b", "B", "g", "G"),
            ("c", "C", "h", "H"),
            ("unsure", "Not sure", "unsure", "Not sure"),
        ],
        columns=["reason_code", "reason_label", "group_code", "group_label"],
    ).assign(definition="What it is.", department_label=None)
    now = pd.DataFrame({"reason_code": ["a", "b", "c", "unsure"], "contact_count": [1, 2, 5, 2]})

    lines = tree.rows(reasons, now)

    assert list(lines["name"].str.strip()) == ["H", "C", "G", "B", "A"]
    assert list(lines["share"]) == [50, 50, 30, 20, 10]


def test_weeks_of_two_reasons_stand_side_by_side_with_their_sum():
    weeks = pd.DataFrame({"week_end": ["1", "1", "2"], "reason_code": ["a", "b", "a"], "contact_count": [3, 4, 5]})

    assert ahead.side_by_side(weeks, ("a", "b")).to_dict("list") == {
        "week_end": ["1", "2"], "a": [3, 5], "b": [4, 0], "together": [7, 5],
    }  # fmt: skip
