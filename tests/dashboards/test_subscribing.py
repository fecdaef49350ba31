"""Who may subscribe to what on the page Reports, and what the tab Deliveries says of doors and letters."""

from datetime import datetime

import pandas as pd
import pytest

from dashboards import components, subscribing
from dashboards.administration import deliveries
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace, outbox
from pipelines.workspace.subscriptions import keep_subscription, new_subscription, read_subscriptions
from tests.dashboards.test_access import events, log_in, text_of
from tests.dashboards.test_pages import open_page

DOORS = """
[doors.mail]
kind = "email"
host = "127.0.0.1"
from = "voc@example.org"
domains = ["example.org"]
[doors.share]
kind = "folder"
path = "shared"
"""


@pytest.fixture
def house(shown, published, tmp_path):
    shown(published)
    config = tmp_path / "voc.toml"
    config.write_text(f'{config.read_text()}\n[taxonomy]\nfrom = "dispositions"\n{DOORS}')
    return tmp_path


def open_as(folder, role, page="reports", **query):
    at = log_in(folder, role).run()
    for name, value in query.items():
        at.query_params[name] = value
    return at.switch_page(str(components.page_path(page))).run()


def subscriptions(folder) -> list[tuple]:
    settings = load_settings(folder / "voc.toml")
    with open_workspace(settings) as workspace:
        found = read_subscriptions(workspace, settings)
    return [(each.department_code, each.said.what, each.said.when, each.said.who, each.is_active) for each in found]


def subscribe(folder, department, **said) -> None:
    settings = load_settings(folder / "voc.toml")
    with open_workspace(settings) as workspace:
        keep_subscription(workspace, new_subscription(department, **said), "Ben")


def press(at, label):
    [button] = [button for button in at.button if button.label == label]
    return button.click().run()


def test_a_weekly_report_is_subscribed_to_shown_and_stopped(house):
    at = open_as(house, "analyst")
    assert "Nobody has subscribed yet" in text_of(at)
    at.selectbox(key="subscription-department").set_value("logistics").run()
    at.text_input(key="subscription-who").set_value("ana@example.org, ben@example.org")

    at = press(at, "Subscribe")

    assert subscriptions(house) == [("logistics", "weekly", "0 8 * * 1", ("ana@example.org", "ben@example.org"), True)]
    assert "1 subscription" in text_of(at) and "Nothing was sent yet." in text_of(at)
    said = [each.value.replace("\\", "") for each in at.markdown]
    assert any(
        "weekly report, every Monday at 08:00 (UTC), by mail to ana@example.org, ben" in each for each in said
    ), said

    press(at, "Stop")
    assert subscriptions(house)[0][-1] is False
    assert [subject.partition(": ")[2] for code, subject in events(house) if code == "subscription_changed"] == [
        "stopped",
        "added",
    ]


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("", "It goes by e-mail to nobody. Name addresses in who."),
        ("ana", "who is a list of addresses"),
        ("ana@elsewhere.org", "It names an address outside of the domains of mail."),
    ],
)
def test_a_subscription_that_cannot_work_is_not_kept(house, who, why):
    at = open_as(house, "analyst")
    at.text_input(key="subscription-who").set_value(who)

    at = press(at, "Subscribe")

    assert why in text_of(at) and subscriptions(house) == []


def test_spikes_by_a_folder_ask_for_no_address_and_no_day(house):
    at = open_as(house, "analyst")
    at.selectbox(key="subscription-what").set_value("alerts").run()
    at.selectbox(key="subscription-door").set_value("share").run()
    assert "subscription-who" not in [box.key for box in at.text_input]

    press(at, "Subscribe")

    assert [row[1:] for row in subscriptions(house)] == [("alerts", None, (), True)]


def test_the_month_of_the_whole_house_comes_on_a_day_of_the_month(house):
    at = open_as(house, "analyst")
    at.selectbox(key="subscription-what").set_value("monthly").run()
    at.selectbox(key="subscription-door").set_value("share").run()
    at.number_input(key="subscription-day-of-month").set_value(3)

    at = press(at, "Subscribe")

    assert [row[1:] for row in subscriptions(house)] == [("monthly", "0 8 3 * *", (), True)]
    said = [each.value.replace("\\", "") for each in at.markdown]
    assert any(
        "monthly report of all departments, on day 3 of each month at 08:00 (UTC), by share" in one for one in said
    )


def test_a_department_head_is_offered_and_shown_nothing_of_the_whole_house(house):
    subscribe(house, "logistics", what="monthly", when="0 8 2 * *", door="share")

    at = open_as(house, "department_head")  # of Logistics

    assert at.selectbox(key="subscription-what").options == ["Weekly report", "New spikes, at once"]
    assert "Nobody has subscribed yet" in text_of(at)


def test_a_department_head_sees_and_adds_subscriptions_of_their_own_department_alone(house):
    subscribe(house, "billing", what="alerts", door="share")
    subscribe(house, "logistics", what="alerts", door="share")

    at = open_as(house, "department_head")  # of Logistics

    assert at.selectbox(key="subscription-department").options == ["Logistics"]
    assert [button.label for button in at.button].count("Stop") == 1
    assert "1 subscription" in text_of(at)


@pytest.mark.parametrize("role", ["coach"])
def test_who_may_not_subscribe_sees_no_subscription(house, role):
    subscribe(house, "logistics", what="alerts", door="share")

    at = open_as(house, role)

    assert "Subscribe" not in [button.label for button in at.button] and "subscription" not in text_of(at)


def test_without_a_door_the_page_says_what_to_do(shown, published):
    shown(published)

    assert "Name a door in voc.toml" in text_of(open_page("reports"))


def test_the_tab_deliveries_says_which_door_is_dead_what_waits_and_why(house):
    rows = [
        {"delivery_key": f"k{number}", "door_name": "mail", "kind_code": "weekly", "subscription_id": "s",
         "department_code": "logistics", "recipient": "ana@example.org", "subject": "Weekly", "period": "2026-03-03"}
        for number in range(3)
    ]  # fmt: skip
    moment = datetime(2026, 3, 4, 8)
    with open_workspace(load_settings(house / "voc.toml")) as workspace:
        outbox.queue(workspace, rows, moment)
        letter = outbox.claim(workspace, "mail", moment, moment, moment, "me")
        outbox.note(workspace, letter, "delivered", delivered_at=moment)
        outbox.note_failing(workspace, "mail", "The mail server cannot be reached.", moment)
        outbox.note_dead(workspace, "mail", moment)

    at = open_as(house, "administrator", "administration", tab="Deliveries")

    assert "1 of 2 doors is dead, 2 letters wait" in text_of(at)
    assert "2 waiting, 1 delivered" in text_of(at)
    doors, letters = (table.value for table in at.dataframe[:2])
    assert doors.set_index("door_name")["state"].to_dict() == {"mail": "dead", "share": "open"}
    assert doors.set_index("door_name").loc["mail", "error"] == "The mail server cannot be reached."
    assert "ana@example.org" not in letters.to_csv()


def test_what_was_last_sent_is_said_by_state():
    newest = pd.DataFrame(
        [("s", datetime(2026, 3, 2), "delivered", 2), ("s", datetime(2026, 3, 2), "waiting", 1)],
        columns=["subscription_id", "queued_at", "state_code", "letter_count"],
    )

    assert subscribing.say_last(newest, "s") == "Last: Mon 2 Mar 2026, 2 delivered, 1 waiting"
    assert subscribing.say_last(newest, "t") == "Nothing was sent yet"
    assert deliveries.say_letters(pd.DataFrame(columns=["state_code"])) == "No letter was sent yet"
