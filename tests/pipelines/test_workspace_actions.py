"""Actions: what a department changed is kept with its history, and what cannot be kept is refused with a word why."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from pipelines.workspace import Workspace, WorkspaceError
from pipelines.workspace.actions import Action, action_history, add_action, change_action, read_actions
from pipelines.workspace.opening import engine_of

CHECKOUT = Action(title="Say the delivery cost earlier", reason_code="checkout.cost", expected_change=-0.3)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(engine_of(URL.create("sqlite", database=str(tmp_path / "workspace.db"))))


def test_the_newest_row_of_an_action_counts_and_the_older_ones_are_its_history(workspace):
    action_id = add_action(workspace, CHECKOUT, "ana")
    add_action(workspace, replace(CHECKOUT, title="Another"), "ana")

    change_action(workspace, action_id, replace(CHECKOUT, state_code="live", live_date=date(2026, 3, 2)), "ben")

    assert read_actions(workspace)[["title", "state_code"]].values.tolist() == [
        ["Say the delivery cost earlier", "live"],
        ["Another", "proposed"],
    ]
    assert action_history(workspace, action_id)[["state_code", "changed_by"]].values.tolist() == [
        ["proposed", "ana"],
        ["live", "ben"],
    ]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": "  "}, "needs a title"),
        ({"state_code": "done"}, "Choose one of"),
        ({"reason_code": None}, "reason, a topic or an alert"),
        ({"state_code": "live"}, "Choose the date"),
        ({"expected_change": -1.01}, "between -100 %"),
        ({"expected_change": float("nan")}, "between -100 %"),
        ({"ticket_url": "javascript:alert(1)"}, "begins with http"),
        ({"ticket_url": "https://ana:secret@tickets.example/1"}, "names no user"),
        ({"owner": "ana@example.com"}, "personal data"),
        ({"note": "x" * 501}, "at most 500"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(workspace, fields, why):
    with pytest.raises(WorkspaceError, match=why):
        add_action(workspace, replace(CHECKOUT, **fields), "ana")

    assert read_actions(workspace).empty


def test_an_action_that_is_not_there_is_not_changed(workspace):
    with pytest.raises(WorkspaceError, match="not there"):
        change_action(workspace, "unknown", CHECKOUT, "ana")


def test_markup_and_formulas_are_kept_as_the_text_they_are(workspace):
    add_action(workspace, replace(CHECKOUT, title="<script>alert(1)</script>", note="=1+1"), "ana")

    assert read_actions(workspace)[["title", "note"]].values.tolist() == [["<script>alert(1)</script>", "=1+1"]]


def test_the_number_of_a_ticket_may_stand_in_its_address(workspace):
    add_action(workspace, replace(CHECKOUT, ticket_url="https://tickets.example/browse/UX-123456"), "ana")

    assert read_actions(workspace)["ticket_url"].tolist() == ["https://tickets.example/browse/UX-123456"]


def test_who_proposed_an_action_and_since_when_it_is_in_its_state_go_with_it(workspace):
    action_id = add_action(workspace, CHECKOUT, "ana")
    for note in ("first word", "second word"):
        change_action(workspace, action_id, replace(CHECKOUT, state_code="accepted", note=note), "ben")

    row = read_actions(workspace).iloc[0]
    said = action_history(workspace, action_id)

    assert (row["proposed_by"], row["changed_by"], row["note"]) == ("ana", "ben", "second word")
    assert row["proposed_at"] == said["changed_at"][0] and row["state_since"] == said["changed_at"][1]


def test_an_action_that_goes_back_to_a_state_is_in_it_since_then(workspace):
    action_id = add_action(workspace, CHECKOUT, "ana")
    for state in ("accepted", "proposed"):
        change_action(workspace, action_id, replace(CHECKOUT, state_code=state), "ben")

    assert read_actions(workspace)["state_since"][0] == action_history(workspace, action_id)["changed_at"][2]
