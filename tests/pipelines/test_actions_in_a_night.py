"""What departments wrote of their actions is in what the next night publishes, by the reason that it is about now."""

from datetime import date
from io import StringIO

from rich.console import Console

from pipelines.summary import print_summary
from pipelines.workspace import open_workspace
from pipelines.workspace.actions import Action, add_action, change_action


def tickets() -> list[dict]:
    return [
        {"id": f"t{n}", "updated": f"2026-03-0{1 + n % 3}T10:00:00", "started": f"2026-03-0{1 + n % 3}T09:00:00", "code": code}
        for n, code in enumerate(["late", "broken"] * 6)
    ]  # fmt: skip


def test_a_night_publishes_each_action_as_it_stands(house):
    house.add_tickets("a.csv", *tickets())
    about = Action(title="Pad the boxes", reason_code="broken", department_code="logistics", expected_change=-0.3)
    with open_workspace(house.settings) as workspace:
        action_id = add_action(workspace, about, "ana")
        add_action(workspace, Action(title="Ask the carrier", alert_id="gone", reason_code="late"), "ben")
        live = {"state_code": "live", "live_date": date(2026, 3, 2), "ticket_url": "https://tickets.example/UX-1"}
        change_action(workspace, action_id, Action(**(vars(about) | live)), "cleo")

    house.run()

    assert house.published("""select title, subject_kind, subject_label, reason_code, department_code, state_code, live_date,
        expected_change, ticket_url, proposed_by, changed_by from marts.action order by title""") == [
        ("Ask the carrier", "alert", "late", "late", "everyone", "proposed", None, None, None, "ben", "ben"),
        ("Pad the boxes", "reason", "broken", "broken", "logistics", "live", date(2026, 3, 2), -0.3,
         "https://tickets.example/UX-1", "ana", "cleo"),
    ]  # fmt: skip


def test_an_action_that_changed_is_published_anew_and_one_night_more_changes_nothing(house):
    house.add_tickets("a.csv", *tickets())
    about = Action(title="Pad the boxes", reason_code="broken")
    with open_workspace(house.settings) as workspace:
        action_id = add_action(workspace, about, "ana")
    house.run()
    with open_workspace(house.settings) as workspace:
        change_action(
            workspace, action_id, Action(title="Pad all boxes", reason_code="broken", state_code="accepted"), "ana"
        )

    house.run()
    first = house.published("from marts.action")
    house.run()

    assert [row[1] for row in first] == ["Pad all boxes"]
    assert house.published("from marts.action") == first


def test_the_summary_of_a_run_says_how_many_actions_wait_and_since_when(house):
    house.add_tickets("a.csv", *tickets())
    planned = {"reason_code": "broken", "state_code": "accepted", "planned_date": date(2026, 3, 1)}
    with open_workspace(house.settings) as workspace:
        add_action(workspace, Action(title="[red]Pad[/] the boxes", **planned), "ana")
        add_action(workspace, Action(title="Not yet due", reason_code="late"), "ana")
    house.run(date(2026, 3, 3))
    console = Console(record=True, width=160, file=StringIO())

    print_summary(house.settings, console, [])

    assert "1 action waits for somebody, the longest since Sun 1 Mar 2026" in console.export_text()
